"""Level 2 is conditional only with a plan of action that 32 CFR 170.21(a)(2) allows."""

from __future__ import annotations

import pytest

from ais.compliance.evaluate import evaluate
from ais.compliance.policies import load_policy
from ais.compliance.report import Evaluation, Status
from tests.unit.compliance.policies.builders import (
    DAY,
    NOT_MET,
    NOW,
    PARTIAL,
    QUIET,
    SILENT,
    assessment,
    not_met,
    ones,
    report,
    row,
)

LEVEL_2 = load_policy("cmmc-l2")
POINTS = LEVEL_2.document["score"]["points"]
#: Of 170.21(a)(2)(iii); 3.12.4 is the one without a value.
BARRED = ["3.1.20", "3.1.22", "3.10.3", "3.10.4", "3.10.5"]
ALLOWED = ones(POINTS, BARRED)


def _judged(stated: object, at: int = NOW) -> Evaluation:
    return evaluate([QUIET], LEVEL_2, assessment=stated, at=at)  # type: ignore[arg-type]


def test_88_with_a_plan_of_what_may_stand_in_one_is_conditional() -> None:
    found = _judged(not_met(*ALLOWED[:22]))
    assert (found.score, found.status) == (88, Status.CONDITIONAL)
    assert found.due_at == NOW - DAY + 90 * DAY
    assert LEVEL_2.accepts(found.status)


def test_87_is_not() -> None:
    found = _judged(not_met(*ALLOWED[:23]))
    assert (found.score, found.status) == (87, Status.NON_COMPLIANT)


@pytest.mark.parametrize("number", BARRED)
def test_88_with_a_barred_requirement_is_not(number: str) -> None:
    found = _judged(not_met(*ALLOWED[:21], number))
    assert (found.score, found.status) == (88, Status.NON_COMPLIANT)
    assert any(reason.startswith(f"{number} ") for reason in found.reasons)


def test_the_security_plan_is_barred_too() -> None:
    found = _judged(not_met(*ALLOWED[:2], "3.12.4"))
    assert (found.score, found.status) == (None, Status.NON_COMPLIANT)


@pytest.mark.parametrize("number", sorted(set(POINTS) - set(ones(POINTS))))
def test_a_requirement_worth_more_than_one_point_is_not(number: str) -> None:
    assert _judged(not_met(number)).status is Status.NON_COMPLIANT


def test_encryption_that_is_not_validated_may_stand_in_the_plan() -> None:
    """3.13.11 at three points; with 19 others this is 88. 3.5.3 at three may not."""
    others = ALLOWED[:19]
    for number, status in [("3.13.11", Status.CONDITIONAL), ("3.5.3", Status.NON_COMPLIANT)]:
        states = {**dict.fromkeys(others, NOT_MET), number: PARTIAL}
        found = _judged(assessment(states, dict.fromkeys(states, 30)))
        assert (found.score, found.status) == (88, status)


def test_what_is_not_met_and_stands_in_no_plan_is_not() -> None:
    assert _judged(not_met("3.1.3", days=None)).status is Status.NON_COMPLIANT
    states = dict.fromkeys(["3.1.3", "3.1.4"], NOT_MET)
    assert _judged(assessment(states, {"3.1.3": 30})).status is Status.NON_COMPLIANT


def test_the_plan_is_closed_within_180_days_of_the_assessment() -> None:
    assert _judged(not_met("3.1.3", days=180)).status is Status.CONDITIONAL
    assert _judged(not_met("3.1.3", days=181)).status is Status.NON_COMPLIANT


def test_a_plan_that_has_run_out_carries_nothing() -> None:
    stated = not_met("3.1.3", days=20)
    assert stated.plan[0].due_at == NOW + 19 * DAY
    assert _judged(stated, at=NOW + 19 * DAY).status is Status.CONDITIONAL
    assert _judged(stated, at=NOW + 19 * DAY + 1).status is Status.NON_COMPLIANT


def test_what_is_not_assessed_leaves_a_conditional_verdict_open_and_no_other() -> None:
    """It is undecided only as long as the best case would hold up."""
    plan = {"3.1.3": 30}
    states = {"3.1.3": NOT_MET, "3.1.4": SILENT}
    assert _judged(assessment(states, plan)).status is Status.NOT_ASSESSED
    states = {"3.1.1": NOT_MET, "3.1.4": SILENT}
    assert _judged(assessment(states, plan)).status is Status.NON_COMPLIANT


def test_items_of_the_plan_for_what_is_met_change_nothing() -> None:
    found = _judged(assessment({}, {"3.1.20": 400}))
    assert (found.status, found.score, found.due_at) == (Status.COMPLIANT, 110, None)


def test_a_rule_that_fails_makes_a_partial_requirement_not_met() -> None:
    """Then it costs five, and no plan carries it."""
    stated = assessment({"3.13.11": PARTIAL}, {"3.13.11": 30})
    assert _judged(stated).status is Status.CONDITIONAL
    failing = report(row("no-encryption", "fail", ("800-171", "3.13.11")))
    found = evaluate([failing], LEVEL_2, assessment=stated, at=NOW)
    assert (found.score, found.status) == (105, Status.NON_COMPLIANT)


def test_sp_800_171_alone_has_no_conditional_verdict() -> None:
    nist = load_policy("nist-800-171r2")
    found = evaluate([QUIET], nist, assessment=not_met("3.1.3"), at=NOW)
    assert (found.status, found.score) == (Status.NON_COMPLIANT, 109)
    assert found.due_at == NOW + 89 * DAY
    assert not nist.allows_conditional
