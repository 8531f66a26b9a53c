"""A courier's promises and rounds: no relay takes all of the time, no kill loses a delivery."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.flows.attestations.clock import EpochClock
from ais.flows.attestations.courier import Courier, latest_promise
from ais.flows.attestations.parcels import Parcel, pad
from ais.flows.party import Party
from ais.journal import Journal, Saga
from ais.network import Kind
from tests.support.tokens import Plain

SENT = Parcel(Kind.POST, os.urandom(1_156), b"\x01" * 32, 7, "0x" + "22" * 20, 7)
CLOCK = EpochClock(7, 1_000, 11_000, 2_000)


@given(st.integers(1_000, 10_000_000), st.floats(0, 1))
def test_whoever_promises_leaves_time_for_another_relay(seconds: int, passed: float) -> None:
    """A relay that takes and drops has no more than its window, or half of what is left."""
    clock = EpochClock(3, 1_000, 1_000 + seconds, 1_000 + int((seconds - 1) * passed))
    left = clock.ends_at - clock.now
    latest = latest_promise(clock)
    assert latest < clock.ends_at
    assert latest <= clock.now + max(seconds // 4, left // 2) + 120
    assert latest >= clock.now + min(seconds // 4, left - 1)


class _KilledError(Exception):
    pass


class _Mortal:
    """A saga whose holder dies after so many deletions."""

    def __init__(self, saga: Saga, left: int) -> None:
        self._saga, self._left = saga, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._saga, name)

    def forget(self, name: str) -> None:
        """As a saga does, until it is over."""
        if self._left == 0:
            raise _KilledError
        self._left -= 1
        self._saga.forget(name)


def _tried(saga: Saga) -> None:
    for number in range(2):
        relay = {"relay": "0x" + f"{number}" * 40, "url": "http://127.0.0.1:1"}
        saga.put(f"name/try/{number}", pad(relay))
        saga.put(f"name/promise/{number}", pad({"sendBy": 1}))
        saga.put(f"name/failed/{number}", pad({"note": "late"}))


@pytest.mark.parametrize("deletions", range(6))
def test_a_kill_while_a_round_is_forgotten_leaves_tries_that_can_be_gone_on_with(
    tmp_path: Path, deletions: int
) -> None:
    """Every try that is counted names its relay, whenever the process died."""
    with Journal(tmp_path / "journal.sqlite", Plain()) as journal:
        saga = journal.begin("0xa", "deliver", b"\x01" * 32)
        _tried(saga)
        party = cast(Party, None)
        mortal = cast(Saga, _Mortal(saga, deletions))
        with pytest.raises(_KilledError):
            Courier(party, mortal, "name", SENT, CLOCK)._begin_round()

        left = Courier(party, saga, "name", SENT, CLOCK)._tries()
        for number in range(left):
            assert json.loads(saga.step(f"name/try/{number}") or b"{}").get("relay")
    assert left == 2 - deletions // 3
