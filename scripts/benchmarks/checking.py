"""Objects checked a second, beside the OASIS validator on the same objects in this process."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from stix2validator import ValidationOptions, validate_instance

from ais.flows.check import check_inputs
from ais.stix import Assets, Limits, Terms, Worker, check_bytes

from .rows import Row, side_by_side

__all__ = ["bundle", "check"]

_OBJECTS = 50
_TURNS = 5


def check() -> Iterator[Row]:
    """STIX objects checked a second, with every rule of `ais check`, beside stix2-validator."""
    raw = bundle(_OBJECTS)
    objects = json.loads(raw)["objects"]
    terms = Terms(datetime.now(UTC), Limits(), Assets())
    options = ValidationOptions(silent=True, version="2.1")

    def theirs() -> None:
        for each in objects:
            if not validate_instance(each, options).is_valid:
                raise AssertionError("the validator refuses what it should not")

    peer = "stix2-validator, each object by itself"
    with Worker(terms.limits) as worker:

        def ours() -> None:
            _require(check_bytes(raw, path="bundle.json", terms=terms, worker=worker))

        pair = side_by_side(ours, theirs, turns=_TURNS, clock=time.perf_counter)
        yield Row("check, worker running", _rate(pair.ours), "objects/s", peer, _rate(pair.theirs))

    def cold() -> None:
        for verdict in check_inputs([("bundle.json", raw)], terms):
            _require(verdict)

    pair = side_by_side(cold, theirs, turns=_TURNS, clock=time.perf_counter)
    yield Row("check, one small file", _rate(pair.ours), "objects/s", peer, _rate(pair.theirs))


def bundle(count: int) -> bytes:
    """A bundle of indicators; the same bytes every time."""
    objects = [
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--00000000-0000-4000-8000-{number:012x}",
            "created": "2026-01-05T00:00:00.000Z",
            "modified": "2026-01-05T00:00:00.000Z",
            "indicator_types": ["malicious-activity"],
            "pattern": f"[domain-name:value = 'c2-{number}.example-bad.net']",
            "pattern_type": "stix",
            "valid_from": "2026-01-05T00:00:00Z",
        }
        for number in range(count)
    ]
    identifier = "bundle--00000000-0000-4000-8000-000000000000"
    return json.dumps({"type": "bundle", "id": identifier, "objects": objects}).encode()


def _require(verdict: Any) -> None:
    if verdict.refused or verdict.accepted != _OBJECTS:
        raise AssertionError("not every object was accepted")


def _rate(seconds: float) -> float:
    return round(_OBJECTS / seconds)
