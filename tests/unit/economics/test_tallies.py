"""What a round comes to, read off its ballots as the contract does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics.tallies import majority, medians, panel_size, sector_of, tally
from ais.errors import ModelRefused
from ais.records import Result
from ais.types import Ballot, Verdict

PANEL = (11, 12, 13, 14, 15)
INVALID, UNAVAILABLE = Ballot(Verdict.INVALID), Ballot(Verdict.UNAVAILABLE)
DUPLICATE = Ballot(Verdict.DUPLICATE, prior_id=b"\x01" * 32)


def valid(sector: int = 8, severity: int = 7_500, scope: int = 5_000) -> Ballot:
    return Ballot(Verdict.VALID, sector, severity, scope)


def class_of(sector: int) -> int:
    """8 critical, 5 core, the rest regular."""
    return {8: 3, 5: 2}.get(sector, 1)


def result(*ballots: Ballot | None, **how: bool) -> Result:
    cast = {firm: each for firm, each in zip(PANEL, ballots, strict=False) if each}
    return tally(size=5, filled=PANEL, ballots=cast, class_of=class_of, **how).result


ballots_ = st.sampled_from((valid(), valid(5, 1, 1), INVALID, UNAVAILABLE, DUPLICATE))


class TestResult:
    def test_more_than_half_of_the_revealed_decide(self) -> None:
        assert result(valid(), valid(), valid(), INVALID, INVALID) is Result.VALID
        assert result(INVALID, INVALID, INVALID, valid()) is Result.INVALID
        assert result(DUPLICATE, DUPLICATE, valid()) is Result.DUPLICATE
        assert result(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE) is Result.UNAVAILABLE

    def test_half_is_no_majority_and_half_of_the_panel_no_quorum(self) -> None:
        assert result(valid(), valid(), INVALID, INVALID) is Result.NO_QUORUM
        assert result(valid(), valid()) is Result.NO_QUORUM

    def test_without_panel_key_or_submission_nothing_is_counted(self) -> None:
        empty = tally(size=0, filled=(), ballots={}, class_of=class_of)
        assert empty.result is Result.NO_PANEL
        assert result(key_released=False) is Result.KEY_MISSED
        assert result(*[valid()] * 5, revoked=True) is Result.REVOKED

    @given(st.lists(ballots_, min_size=1, max_size=5))
    def test_a_majority_is_a_majority(self, cast: list[Ballot]) -> None:
        verdict = majority(cast)
        counts = {v: sum(b.verdict is v for b in cast) for v in Verdict}
        if verdict is Verdict.NONE:
            assert 2 * max(counts.values()) <= len(cast)
        else:
            assert 2 * counts[verdict] > len(cast)


class TestWhoAnswers:
    def test_those_who_could_act_and_did_not_reveal(self) -> None:
        found = tally(size=5, filled=PANEL[:4], ballots={12: INVALID}, class_of=class_of)
        assert (found.revealed, found.no_shows) == ((12,), (11, 13, 14))

    @pytest.mark.parametrize("how", [{"key_released": False}, {"revoked": True}])
    def test_nobody_without_a_key_or_after_a_revocation(self, how: dict[str, bool]) -> None:
        found = tally(size=5, filled=PANEL, ballots={}, class_of=class_of, **how)
        assert found.no_shows == ()

    def test_nobody_on_a_panel_too_few_of_which_may_act(self) -> None:
        """Its key cannot be released."""
        found = tally(size=5, filled=PANEL[:2], ballots={}, class_of=class_of)
        assert (found.result, found.no_shows) == (Result.NO_QUORUM, ())

    def test_a_strangers_ballot_is_refused(self) -> None:
        with pytest.raises(ModelRefused):
            tally(size=5, filled=PANEL, ballots={99: valid()}, class_of=class_of)


class TestValue:
    def test_medians_are_over_the_valid_ballots_and_of_four_the_lower_middles(self) -> None:
        cast = [valid(8, 100, 4), valid(8, 300, 3), INVALID, valid(8, 200, 2), valid(8, 400, 1)]
        assert medians(cast) == (200, 2)

    def test_the_sector_of_a_majority_else_of_the_lowest_class_then_number(self) -> None:
        assert sector_of([valid(8), valid(8), valid(3)], class_of) == 8
        assert sector_of([valid(8), valid(5), INVALID], class_of) == 5
        assert sector_of([valid(9), valid(4), valid(8)], class_of) == 4
        assert sector_of([valid(5), valid(9), valid(8)], class_of) == 9
        assert sector_of([valid(8), valid(8), valid(5), valid(5)], class_of) == 5

    def test_what_has_no_valid_ballot_has_no_value(self) -> None:
        for read in (medians, lambda cast: sector_of(cast, class_of)):
            with pytest.raises(ModelRefused):
                read([INVALID])


def test_panels_are_five_from_eleven_three_from_seven_else_none() -> None:
    assert [panel_size(n) for n in (0, 6, 7, 10, 11, 64)] == [0, 0, 3, 3, 5, 5]
