"""A ballot that the contract would not count is refused before it is committed to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ais.errors import BallotField
from ais.flows import ballots
from ais.types import Ballot, Verdict

VALID = Ballot(Verdict.VALID, 8, 7500, 2500)
PRIOR = b"\x01" * 32


@pytest.mark.parametrize(
    "ballot",
    [
        VALID,
        replace(VALID, sector=0, severity_bps=1, scope_bps=10_000),
        Ballot(Verdict.INVALID),
        Ballot(Verdict.UNAVAILABLE),
        Ballot(Verdict.DUPLICATE, prior_id=PRIOR),
    ],
)
def test_a_whole_ballot_passes(ballot: Ballot) -> None:
    ballots.check(ballot)


@pytest.mark.parametrize(
    ("ballot", "field"),
    [
        (Ballot(Verdict.NONE), "verdict"),
        (replace(VALID, sector=49), "sector"),
        (replace(VALID, severity_bps=0), "severity"),
        (replace(VALID, severity_bps=10_001), "severity"),
        (replace(VALID, scope_bps=0), "scope"),
        (replace(VALID, verdict=Verdict.INVALID), "severity"),
        (Ballot(Verdict.INVALID, scope_bps=2500), "scope"),
        (Ballot(Verdict.DUPLICATE), "prior"),
        (replace(VALID, prior_id=PRIOR), "prior"),
    ],
)
def test_what_the_verdict_excludes_is_refused_by_name(ballot: Ballot, field: str) -> None:
    with pytest.raises(BallotField) as refused:
        ballots.check(ballot)
    assert refused.value.field == field
