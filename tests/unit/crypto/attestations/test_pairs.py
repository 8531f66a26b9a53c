"""A pair's keys go forward only, and are gone when they must be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.crypto import attestations as att
from ais.errors import (
    DigestInput,
    PairEpochFar,
    PairingMalformed,
    PairKeyGone,
    PairNotYet,
    VersionUnsupported,
)
from ais.types import Address
from tests.unit.crypto.attestations.cases import POSTS, pair_at, unhex

FIRST = POSTS["firstEpoch"]
CHAIN = [unhex(each) for each in POSTS["chain"]]


def test_the_ratchet_is_that_of_the_foreign_implementation() -> None:
    for after, key in enumerate(CHAIN):
        assert pair_at(FIRST).key_of(FIRST + after).reveal() == key


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 40))
def test_keys_do_not_depend_on_when_it_was_advanced(one: int, two: int, epoch: int) -> None:
    pair = pair_at(FIRST)
    advanced = pair.advanced(FIRST + one).advanced(FIRST + two)
    assert advanced.epoch == max(FIRST, FIRST + max(one, two) - 1)
    if FIRST + epoch >= advanced.epoch:
        assert advanced.key_of(FIRST + epoch) == pair.key_of(FIRST + epoch)
    else:
        with pytest.raises(PairKeyGone):
            advanced.key_of(FIRST + epoch)


def test_a_key_is_kept_to_the_end_of_the_next_epoch_and_no_longer() -> None:
    kept = pair_at(FIRST).advanced(FIRST + 1)
    assert kept.key_of(FIRST).reveal() == CHAIN[0]
    gone = kept.advanced(FIRST + 2)
    with pytest.raises(PairKeyGone) as caught:
        gone.key_of(FIRST)
    assert (caught.value.epoch, caught.value.oldest_epoch) == (FIRST, FIRST + 1)
    assert CHAIN[0] not in gone.to_bytes()


def test_an_earlier_epoch_brings_nothing_back() -> None:
    pair = pair_at(FIRST).advanced(FIRST + 5)
    assert pair.advanced(FIRST + 1) is pair


def test_before_its_first_epoch_and_far_ahead_there_is_no_key() -> None:
    with pytest.raises(PairNotYet):
        pair_at(FIRST).key_of(FIRST - 1)
    with pytest.raises(PairEpochFar):
        pair_at(FIRST).key_of(FIRST + 65_537)


class TestBytes:
    """What is kept is read back, and nothing else."""

    @given(st.integers(0, 5))
    def test_there_and_back(self, after: int) -> None:
        pair = pair_at(FIRST + after)
        assert len(pair.to_bytes()) == 109
        assert att.Pair.from_bytes(pair.to_bytes()) == pair

    def test_other_bytes_are_refused(self) -> None:
        raw = pair_at(FIRST).to_bytes()
        with pytest.raises(PairingMalformed):
            att.Pair.from_bytes(raw[:-1])
        with pytest.raises(VersionUnsupported):
            att.Pair.from_bytes(b"\x02" + raw[1:])
        older = replace(pair_at(FIRST), epoch=FIRST - 1)
        with pytest.raises(PairingMalformed):
            att.Pair.from_bytes(older.to_bytes())
        same = raw[:33] + raw[29:33] + raw[37:]
        with pytest.raises(PairingMalformed):
            att.Pair.from_bytes(same)

    def test_a_pair_shows_neither_its_key_nor_the_two_companies(self) -> None:
        assert "supplier" not in repr(pair_at(FIRST))
        assert CHAIN[0].hex() not in repr(pair_at(FIRST))
        assert "secret of 32 bytes" in repr(pair_at(FIRST))


@pytest.mark.parametrize(("supplier", "customer"), [(0, 1), (1, 0), (3, 3), (2**32, 1)])
def test_what_is_no_direction_is_refused(supplier: int, customer: int) -> None:
    with pytest.raises(DigestInput):
        att.Direction(supplier, customer)


@pytest.mark.parametrize(
    ("policy", "epoch", "chain_id"), [(b"", 1, 1), (bytes(32), 2**32, 1), (bytes(32), 1, 2**64)]
)
def test_what_is_no_context_is_refused(policy: bytes, epoch: int, chain_id: int) -> None:
    with pytest.raises(DigestInput):
        att.Context(chain_id, Address("0x" + "77" * 20), policy, epoch)
