"""Sizes and moments: what a stolen journal and a watcher of the clock must not tell apart."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from ais.crypto.attestations import Context, self_post
from ais.flows.attestations.clock import EpochClock
from ais.flows.attestations.content import _packed, unpacked
from ais.flows.attestations.parcels import STEP_BYTES, Parcel, packed
from ais.flows.attestations.proving import _moment
from ais.network import Kind
from ais.types import Address

PLACE = Context(31_337, Address("0x" + "11" * 20), b"\x07" * 32, 5)


@given(st.integers(0, 63), st.integers(0, 2**253))
def test_a_content_comes_back_as_it_was_made(slot: int, nullifier: int) -> None:
    """All fields of a post but its proof survive the step, whose size is always the same."""
    made = self_post(PLACE, nullifier)
    raw = _packed(slot, made)
    found = unpacked(PLACE, raw)
    assert (found.slot, found.posted, found.signature) == (slot, made.posted, made.signature)
    assert found.posted.digest == made.posted.digest
    assert len(raw) == 759


@given(st.sampled_from(list(Kind)), st.integers(4, 1_500))
def test_every_parcel_takes_the_same_place_in_the_journal(kind: Kind, size: int) -> None:
    """A contest, a claim and a post are steps of one size."""
    sent = Parcel(kind, os.urandom(size), b"\x01" * 32, 7, "0x" + "22" * 20, 8)
    assert len(packed(sent)) == STEP_BYTES


@given(st.integers(100, 10_000_000), st.floats(0, 1))
def test_a_moment_is_never_past_and_leaves_time_for_a_second_relay(
    seconds: int, passed: float
) -> None:
    """Drawn early in the epoch it lies before the last tenth and a relay's window before that."""
    clock = EpochClock(3, 1_000, 1_000 + seconds, 1_000 + int(seconds * passed))
    moment = _moment(clock)
    assert clock.now <= moment
    if clock.now < clock.ends_at - clock.tenth - seconds // 4:
        assert moment <= clock.ends_at - clock.tenth - seconds // 4


def test_no_post_leaves_with_the_look_that_draws_its_moment() -> None:
    """Else a look that proves would hand something to a relay now and then, and tests hang on it.

    One second is left here before the last moment, so that half of all draws came out as now.
    """
    clock = EpochClock(3, 1_000, 2_000, 1_649)
    assert {_moment(clock) for _ in range(64)} == {clock.now + 1}
    over = EpochClock(3, 1_000, 2_000, 1_900)
    assert _moment(over) == over.now
