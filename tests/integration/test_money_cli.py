"""``ais pool`` as typed at the edges: epochs, organisations and amounts that are not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.sharing import small
from tests.integration.typed import Typed

pytestmark = pytest.mark.chain

BEYOND = 2**32
UNKNOWN = "membership-unknown-organisation"


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typed]:
    made = Typed(small(tmp_path_factory.mktemp("money-cli")))
    yield made
    made.world.close()


def blocks(typed: Typed) -> int:
    return typed.world.party("governor").connection.block_number()


@pytest.mark.parametrize("word", ["pay", "close", "price"])
def test_an_epoch_that_no_contract_can_count_is_wrong_usage(typed: Typed, word: str) -> None:
    for epoch in (0, -1, BEYOND, 10**20):
        told = typed.misused("alice", "pool", word, "--epoch", epoch)
        assert f"{epoch} is not in the range" in told


def test_one_that_has_not_come_is_refused_by_its_reason(typed: Typed) -> None:
    """Closing, pricing and paying; the largest number that there is, too."""
    assert typed.json("alice", "pool", "price", "--epoch", 1)["epoch"] == 1
    for epoch in (99, BEYOND - 1):
        assert typed.code("alice", "pool", "price", "--epoch", epoch) == "pricing-future-epoch"
        for dry in ((), ("--dry-run",)):
            closing = ("pool", "close", "--epoch", epoch, *dry)
            assert typed.code("alice", *closing) == "rewards-epoch-order"
            told = typed.run("alice", "pool", "pay", "--epoch", epoch, *dry, status=1)
            assert f"has no unpaid claim in epoch {epoch}, or it is not closed" in told


def test_an_organisation_that_is_not_there_owes_and_earns_nothing(typed: Typed) -> None:
    """It is not one that is suspended, nor one that has been paid."""
    for word in ("balance", "dues", "pay", "withdraw"):
        assert typed.code("alice", "pool", word, "--organisation", 99) == UNKNOWN
        assert "not in the range" in typed.misused("alice", "pool", word, "--organisation", 0)
        if word != "balance":
            dry = ("pool", word, "--organisation", 99, "--dry-run")
            assert typed.code("alice", *dry) == UNKNOWN


def test_anyone_pays_another_ones_dues_once(typed: Typed) -> None:
    bob = typed.world.party("bob").organisation
    before = blocks(typed)
    planned = typed.json("alice", "pool", "dues", "--organisation", bob, "--dry-run")
    assert (planned["dues"]["organisation"], planned["dues"]["paid"]) == (bob, False)
    assert blocks(typed) == before
    paid = typed.json("alice", "pool", "dues", "--organisation", bob)
    assert (paid["dues"]["organisation"], paid["dues"]["paid"]) == (bob, True)
    for dry in ((), ("--dry-run",)):
        assert typed.code("alice", "pool", "dues", "--organisation", bob, *dry) == "nothing-to-do"


def test_what_spends_is_refused_dry_as_it_would_be_and_leaves_no_allowance(typed: Typed) -> None:
    """More than the account holds, and nothing at all."""
    alice = typed.world.party("alice")
    allowance = alice.token.allowance(alice.keys.address("operator"), alice.pool.address)
    before = blocks(typed)
    for dry in (("--dry-run",), ()):
        for amount, code in (("0", "pool-zero-amount"), ("999999999", "token-refused")):
            if amount == "0" and not dry:
                continue
            assert typed.code("alice", "pool", "fund", amount, *dry) == code
        assert typed.code("alice", "panel", "take", 0, *dry) == "access-denied"
        assert typed.code("alice", "panel", "top-up", *dry) == "seats-not-seated"
    assert typed.code("alice", "pool", "fund", "999999999") == "token-refused"
    assert alice.read(allowance) == 0
    assert blocks(typed) == before
    assert typed.json("alice", "pool", "fund", "1", "--dry-run")["acts"][0]["spends"] == 10**6


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"rewards": {"close_delay_seconds": BEYOND}}, "rewards.close_delay_seconds", "is above"),
        ({"rewards": {"max_open": 2**16}}, "rewards.max_open", "is above 65535"),
        ({"pricing": {"cap": str(2**96)}}, "pricing.cap", "is above 2^96 - 1 units"),
        ({"targets": {"8": 10**20}}, "targets.8", "is above"),
        ({"targets": {"256": 5}}, "targets.256", "is no sector"),
        ({"targets": {"9" * 5_000: 5}}, f"targets.{'9' * 5_000}", "is above"),
    ],
)
def test_a_parameter_that_no_contract_can_hold_is_refused_by_its_name(
    typed: Typed, tmp_path: Path, changes: dict[str, object], field: str, reason: str
) -> None:
    file = tmp_path / "changes.json"
    file.write_text(json.dumps(changes))
    told = json.loads(
        typed.run("governor", "pool", "configure", file, "--dry-run", "--json", status=1)
    )["error"]
    assert (told["code"], told["fields"]["field"]) == ("parameters-refused", field)
    assert reason in told["message"]


def test_keys_that_are_in_use_are_announced_to_nobody_once_more(typed: Typed) -> None:
    before = blocks(typed)
    for dry in (("--dry-run",), ()):
        keys = typed.json("alice", "keys", "announce", *dry)["keys"]
        sealing = next(key for key in keys if key["purpose"] == "sealing")
        assert (sealing["ours"], sealing["act"]) == (True, None)
        if dry:
            assert blocks(typed) == before


def test_the_agent_pays_dues_up_to_what_it_may_and_no_more(typed: Typed) -> None:
    """With --grants and --everyone it says the same of what is not due."""
    party = typed.world.party("carol")
    running = ("run", "--once", "--grants", "--everyone")
    report = typed.json("carol", *running, "--dues", "0")
    assert [each["kind"] for each in report["left"]].count("dues") == 1
    assert not [step for step in report["steps"] if step["due"]["kind"] == "dues"]
    typed.json("carol", *running, "--dues", "1000")
    assert party.read(party.rewards.dues_of(party.organisation))[2]
    assert typed.json("carol", *running, "--dues", "1000")["left"] == []
