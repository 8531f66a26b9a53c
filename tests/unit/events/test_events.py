"""Events: one class each, the same fields as the contract's, plain values there and back."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from ais import events
from ais.chain import artifacts
from ais.chain.codec import snake
from ais.chain.contracts import NOUNS
from ais.records import PricingParameters, Result, RewardsParameters
from ais.types import Ballot, KeyPurpose, OrganisationStatus, Verdict


def abi_events() -> dict[str, list[str]]:
    found = {}
    for noun in NOUNS:
        for entry in artifacts.load(noun.NAME).abi:
            if entry["type"] == "event":
                found[entry["name"]] = [snake(item["name"]) for item in entry["inputs"]]
    return found


def test_every_event_of_every_contract_has_its_class_and_no_class_is_left_over() -> None:
    assert {name: list(kind.fields()) for name, kind in events.BY_NAME.items()} == abi_events()


@pytest.mark.parametrize("name", sorted(events.BY_NAME))
def test_plain_values_lead_back_to_the_event(name: str) -> None:
    """Through JSON, as the index keeps them."""
    kind = events.BY_NAME[name]
    event = kind(**{field: _sample(hint) for field, hint in _hints(kind).items()})
    assert kind.from_dict(json.loads(json.dumps(event.to_dict()))) == event


def test_numbers_may_stand_as_text() -> None:
    values = {"from_": "0x0", "amount": str(10**30), "free": 1}
    assert events.PoolFunded.from_dict(values).amount == 10**30


def _hints(kind: type[events.Event]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _sample(hint: Any) -> Any:
    samples = {
        int: 2**200,
        str: "text",
        bytes: b"\xff" * 32,
        bool: True,
        Result: Result.KEY_MISSED,
        KeyPurpose: KeyPurpose.ATTESTATION,
        OrganisationStatus: OrganisationStatus.ACTIVE,
        Ballot: Ballot(Verdict.DUPLICATE, 8, 0, 0, b"\x01" * 32),
        PricingParameters: PricingParameters(*range(8)),
        RewardsParameters: RewardsParameters(*range(10)),
    }
    if hint in samples:
        return samples[hint]
    if str(hint).startswith("tuple[bytes"):
        return (b"\x01" * 32, b"\x02" * 32)
    if str(hint).startswith("tuple[int"):
        return (1, 2, 3)
    return next(iter(hint))
