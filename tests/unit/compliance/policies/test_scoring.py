"""Scores are those of the DoD Assessment Methodology 1.2.1."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.assessment import REQUIREMENTS
from ais.compliance.evaluate import evaluate
from ais.compliance.policies import load_policy
from ais.compliance.policies.scoring import Scoring
from ais.compliance.report import Status
from tests.unit.compliance.policies.builders import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOW,
    PARTIAL,
    QUIET,
    SILENT,
    assessment,
    not_met,
    numbers,
)

#: Section 5 d of the methodology, as it lists them: basic requirements, then derived ones.
FIVE = numbers("""
3.1.1 3.1.2 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.6.1 3.6.2 3.7.2 3.8.3 3.9.2 3.10.1
3.10.2 3.12.1 3.12.3 3.13.1 3.13.2 3.14.1 3.14.2 3.14.3 3.1.12 3.1.13 3.1.16 3.1.17 3.1.18
3.3.5 3.4.5 3.4.6 3.4.7 3.4.8 3.5.10 3.7.5 3.8.7 3.11.2 3.13.5 3.13.6 3.13.15 3.14.4 3.14.6
""")
THREE = numbers("""
3.3.2 3.7.1 3.8.1 3.8.2 3.9.1 3.11.1 3.12.2 3.1.5 3.1.19 3.7.4 3.8.8 3.13.8 3.14.5 3.14.7
""")
#: Section 5 e: five, or three where they are done in part.
GRADED = ["3.5.3", "3.13.11"]
NIST = load_policy("nist-800-171r2")
POINTS = NIST.document["score"]["points"]

any_state = st.sampled_from([MET, NOT_MET, NOT_APPLICABLE, SILENT])


def _value(number: str) -> int:
    return 5 if number in FIVE + GRADED else 3 if number in THREE else 1


def _score(given_assessment: object) -> int | None:
    return evaluate([QUIET], NIST, assessment=given_assessment, at=NOW).score  # type: ignore[arg-type]


def test_there_are_44_fives_14_threes_51_ones_and_one_requirement_without_a_value() -> None:
    assert Counter(POINTS.values()) == {5: 44, 3: 14, 1: 51}
    assert set(REQUIREMENTS) - POINTS.keys() == {"3.12.4"}
    assert {number: _value(number) for number in POINTS} == POINTS
    assert load_policy("cmmc-l2").document["score"] == NIST.document["score"]


def test_all_met_is_110() -> None:
    found = evaluate([QUIET], NIST, assessment=assessment(), at=NOW)
    assert (found.status, found.score, found.score_max) == (Status.COMPLIANT, 110, 110)
    assert found.score_claimed
    assert (found.met, found.not_met, found.not_applicable, found.not_assessed) == (110, 0, 0, 0)


def test_nothing_met_is_minus_203() -> None:
    """With nothing but a security plan; the sum is the same without one, but it is no score."""
    found = evaluate([QUIET], NIST, assessment=assessment({"3.12.4": MET}, rest=NOT_MET), at=NOW)
    assert (found.status, found.score, found.score_max) == (Status.NON_COMPLIANT, -203, -203)
    assert (found.met, found.not_met) == (1, 109)
    assert Scoring.of(NIST.document["score"]).total(dict.fromkeys(REQUIREMENTS, NOT_MET)) == -203


@pytest.mark.parametrize("number", sorted(POINTS))
def test_a_requirement_that_is_not_met_takes_its_value(number: str) -> None:
    """Whether a plan of action holds it or not."""
    assert _score(not_met(number)) == 110 - _value(number)
    assert _score(not_met(number, days=None)) == 110 - _value(number)


@pytest.mark.parametrize("number", GRADED)
@pytest.mark.parametrize(("state", "cost"), [(MET, 0), (PARTIAL, 3), (NOT_MET, 5)])
def test_the_two_graded_requirements_take_nothing_three_or_five(
    number: str, state: object, cost: int
) -> None:
    found = evaluate([QUIET], NIST, assessment=assessment({number: state}), at=NOW)  # type: ignore[dict-item]
    assert found.score == 110 - cost
    assert found.status is (Status.NON_COMPLIANT if cost else Status.COMPLIANT)


@pytest.mark.parametrize("state", [NOT_MET, SILENT])
@pytest.mark.parametrize("name", ["nist-800-171r2", "cmmc-l2"])
def test_no_security_plan_no_score(name: str, state: object) -> None:
    found = evaluate([QUIET], name, assessment=assessment({"3.12.4": state}), at=NOW)  # type: ignore[dict-item]
    assert found.score is None
    assert not found.score_claimed
    assert found.score_max == (None if state is NOT_MET else 110)
    assert found.status is (Status.NON_COMPLIANT if state is NOT_MET else Status.NOT_ASSESSED)
    assert any("system security plan" in reason for reason in found.reasons)


def test_not_assessed_counts_as_not_met_in_the_score_and_as_met_in_the_best_one() -> None:
    """And no DoD score is claimed."""
    found = evaluate([QUIET], NIST, assessment=assessment({"3.1.1": SILENT}), at=NOW)
    assert (found.score, found.score_max, found.not_assessed) == (105, 110, 1)
    assert found.status is Status.NOT_ASSESSED
    assert not found.score_claimed


def test_not_applicable_takes_nothing() -> None:
    found = evaluate([QUIET], NIST, assessment=assessment({"3.1.16": NOT_APPLICABLE}), at=NOW)
    assert (found.status, found.score, found.not_applicable) == (Status.COMPLIANT, 110, 1)
    assert found.score_claimed


def test_a_dod_score_is_not_claimed_while_something_open_has_no_plan_of_action() -> None:
    """Section 5 g iii assesses 3.12.2 as not met then; the arithmetic stays as it was stated."""
    planned = evaluate([QUIET], NIST, assessment=not_met("3.1.3"), at=NOW)
    bare = evaluate([QUIET], NIST, assessment=not_met("3.1.3", days=None), at=NOW)
    assert (planned.score, planned.score_claimed) == (109, True)
    assert (bare.score, bare.score_claimed) == (109, False)
    assert any("3.12.2" in reason for reason in bare.reasons)
    both = evaluate([QUIET], NIST, assessment=not_met("3.1.3", "3.12.2", days=None), at=NOW)
    assert (both.score, both.score_claimed) == (106, True)


@given(st.fixed_dictionaries(dict.fromkeys(REQUIREMENTS, any_state)))
def test_the_score_is_never_above_the_best_one_and_both_stay_in_their_range(
    states: dict[str, object],
) -> None:
    found = evaluate([QUIET], NIST, assessment=assessment(states), at=NOW)  # type: ignore[arg-type]
    assert found.met + found.not_met + found.not_applicable + found.not_assessed == 110
    if found.score is not None:
        assert found.score_max is not None
        assert -203 <= found.score <= found.score_max <= 110
    if found.not_assessed == 0:
        assert found.score == found.score_max


@given(st.fixed_dictionaries(dict.fromkeys(REQUIREMENTS, any_state)), st.sampled_from(REQUIREMENTS))
def test_meeting_a_requirement_never_lowers_the_score(
    states: dict[str, object], number: str
) -> None:
    def lowest(score: int | None) -> int:
        return -1000 if score is None else score

    before = evaluate([QUIET], NIST, assessment=assessment(states), at=NOW)  # type: ignore[arg-type]
    after = evaluate([QUIET], NIST, assessment=assessment({**states, number: MET}), at=NOW)  # type: ignore[dict-item]
    assert lowest(after.score) >= lowest(before.score)
    assert lowest(after.score_max) >= lowest(before.score_max)
