"""A ballot is found again from chain and root secret alone, by its panelist, for its one round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ais import crypto
from ais.crypto.ballots import _seal_ballot_with_seed
from ais.digests import ballot_commit, sha256
from ais.errors import (
    BallotCommitMismatch,
    BallotMalformed,
    BallotRefused,
    CryptoError,
    VersionUnsupported,
)
from ais.types import Address, Ballot, Verdict
from tests.unit.crypto.parties import ALICE, BOB, CHAIN_ID, SUBMISSION, VALUATION

CONTEXT = crypto.BallotContext(CHAIN_ID, VALUATION, SUBMISSION, 1, ALICE.organisation)
PRIOR = sha256(b"an earlier submission")
BALLOT = Ballot(Verdict.VALID, 8, 7500, 5000)
KEY = ALICE.root.ballot_key()


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    verdict = draw(st.sampled_from(list(Verdict)[1:]))
    prior = bytes(32)
    if verdict is Verdict.DUPLICATE:
        prior = draw(st.binary(min_size=32, max_size=32))
        assume(prior != bytes(32))
    bps = st.integers(1, 10_000) if verdict is Verdict.VALID else st.just(0)
    return Ballot(verdict, draw(st.integers(0, 48)), draw(bps), draw(bps), prior)


class TestSeal:
    """What goes out with a commit."""

    @given(ballots())
    def test_what_is_sealed_is_revealed(self, ballot: Ballot) -> None:
        made = crypto.seal_ballot(ballot, CONTEXT, KEY)
        assert crypto.open_ballot(made.sealed, CONTEXT, KEY, made.commit_digest) == (
            ballot,
            made.salt,
        )

    @given(ballots())
    def test_the_length_tells_nothing(self, ballot: Ballot) -> None:
        made = crypto.seal_ballot(ballot, CONTEXT, KEY)
        assert len(made.sealed) == crypto.SEALED_BALLOT_BYTES == 71

    def test_the_commitment_is_the_contracts(self) -> None:
        made = crypto.seal_ballot(BALLOT, CONTEXT, KEY)
        assert made.commit_digest == ballot_commit(
            chain_id=CHAIN_ID,
            valuation=VALUATION,
            submission_id=SUBMISSION,
            round_=1,
            panelist=ALICE.organisation,
            ballot=BALLOT,
            salt=made.salt.reveal(),
        )

    def test_the_same_ballot_twice_shares_neither_salt_nor_commitment(self) -> None:
        one, two = (crypto.seal_ballot(BALLOT, CONTEXT, KEY) for _ in range(2))
        assert one.salt != two.salt
        assert one.commit_digest != two.commit_digest
        assert one.sealed[1:] != two.sealed[1:]

    def test_the_salt_needs_the_key(self) -> None:
        """With the seed, which is public, another key gives another salt."""
        seed = bytes(16)
        mine = _seal_ballot_with_seed(BALLOT, CONTEXT, KEY, seed)
        theirs = _seal_ballot_with_seed(BALLOT, CONTEXT, BOB.root.ballot_key(), seed)
        elsewhere = _seal_ballot_with_seed(BALLOT, replace(CONTEXT, round=2), KEY, seed)
        assert len({s.salt.reveal() for s in (mine, theirs, elsewhere)}) == 3

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"verdict": Verdict.NONE}, "verdict"),
            ({"sector": 49}, "sector"),
            ({"severity_bps": 10_001}, "severityBps"),
            ({"severity_bps": 0}, "severityBps"),
            ({"scope_bps": -1}, "scopeBps"),
            ({"scope_bps": 0}, "scopeBps"),
            ({"verdict": Verdict.INVALID}, "severityBps"),
            ({"verdict": Verdict.UNAVAILABLE, "severity_bps": 0}, "scopeBps"),
            ({"prior_id": PRIOR}, "priorId"),
            (
                {"verdict": Verdict.DUPLICATE, "severity_bps": 0, "scope_bps": 0},
                "priorId",
            ),
            ({"prior_id": b""}, "priorId"),
        ],
    )
    def test_no_ballot_that_could_not_be_revealed(self, change: dict[str, Any], field: str) -> None:
        with pytest.raises(BallotMalformed) as caught:
            crypto.seal_ballot(replace(BALLOT, **change), CONTEXT, KEY)
        assert caught.value.field == field


class TestOpen:
    """What opening refuses."""

    MADE = crypto.seal_ballot(BALLOT, CONTEXT, KEY)

    @pytest.mark.parametrize(
        "change",
        [
            {"chain_id": 1},
            {"valuation": Address("0x" + "77" * 20)},
            {"submission_id": PRIOR},
            {"round": 2},
            {"panelist": BOB.organisation},
        ],
    )
    def test_another_context(self, change: dict[str, Any]) -> None:
        with pytest.raises(BallotRefused):
            crypto.open_ballot(
                self.MADE.sealed, replace(CONTEXT, **change), KEY, self.MADE.commit_digest
            )

    def test_another_root_secret(self) -> None:
        with pytest.raises(BallotRefused):
            crypto.open_ballot(
                self.MADE.sealed, CONTEXT, BOB.root.ballot_key(), self.MADE.commit_digest
            )

    def test_another_commitment(self) -> None:
        with pytest.raises(BallotCommitMismatch):
            crypto.open_ballot(self.MADE.sealed, CONTEXT, KEY, PRIOR)

    def test_another_version_or_length(self) -> None:
        with pytest.raises(VersionUnsupported):
            crypto.open_ballot(b"\x02" + self.MADE.sealed[1:], CONTEXT, KEY, PRIOR)
        for sealed in (b"", self.MADE.sealed[:-1], self.MADE.sealed + b"\0"):
            with pytest.raises(BallotMalformed):
                crypto.open_ballot(sealed, CONTEXT, KEY, PRIOR)

    @given(st.integers(0, 71 * 8 - 1))
    def test_any_flipped_bit(self, bit: int) -> None:
        sealed = bytearray(self.MADE.sealed)
        sealed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CryptoError):
            crypto.open_ballot(bytes(sealed), CONTEXT, KEY, self.MADE.commit_digest)
