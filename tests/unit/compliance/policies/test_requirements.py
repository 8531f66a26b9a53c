"""A report can make a requirement not met, and support it; it never makes one met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.assessment import REQUIREMENTS
from ais.compliance.evaluate import details, evaluate
from ais.compliance.policies import load_policy
from ais.compliance.policies.requirements import mapped
from ais.compliance.report import RequirementState, Status
from ais.errors import AssessmentMissing, ReportKindRefused
from tests.unit.compliance.policies.builders import (
    DAY,
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
    report,
    row,
)

NIST = load_policy("nist-800-171r2")
LEVEL_1 = load_policy("cmmc-l1")
#: FAR 52.204-21(b)(1)(i) to (xv), in numbers of SP 800-171.
SEVENTEEN = numbers("""
3.1.1 3.1.2 3.1.20 3.1.22 3.5.1 3.5.2 3.8.3 3.10.1 3.10.3 3.10.4 3.10.5 3.13.1 3.13.5 3.14.1
3.14.2 3.14.4 3.14.5
""")


@pytest.mark.parametrize("stated", [MET, SILENT, NOT_APPLICABLE, NOT_MET])
def test_a_mapped_rule_that_fails_makes_it_not_met(stated: RequirementState) -> None:
    failing = report(row("lockout", "fail", ("cci", "CCI-000044")))  # AC-7 -> 3.1.8
    found = evaluate([failing], NIST, assessment=assessment({"3.1.8": stated}), at=NOW)
    assert found.requirements["3.1.8"] is NOT_MET
    assert (found.score, found.status) == (109, Status.NON_COMPLIANT)
    assert found.failing == ("3.1.8",)
    assert any("lockout" in reason for reason in found.reasons) is (stated is not NOT_MET)


@pytest.mark.parametrize("stated", [SILENT, NOT_MET])
def test_a_mapped_rule_that_passes_makes_nothing_met(stated: RequirementState) -> None:
    passing = report(row("lockout", "pass", ("cci", "CCI-000044")))
    found = evaluate([passing], NIST, assessment=assessment({"3.1.8": stated}), at=NOW)
    assert found.requirements["3.1.8"] is stated
    assert any("support" in reason for reason in found.reasons)


def test_one_failing_rule_goes_before_any_number_of_passing_ones() -> None:
    reference = ("800-53", "AC-7")
    rows = [row(f"good-{n}", "pass", reference) for n in range(9)]
    found = evaluate(
        [report(*rows, row("bad", "fail", reference))], NIST, assessment=assessment(), at=NOW
    )
    assert found.requirements["3.1.8"] is NOT_MET


def test_a_rule_without_a_map_counts_in_nothing_and_is_listed() -> None:
    rows = [
        row("no-reference", "fail"),
        row("of-no-interest", "fail", ("800-53", "AC-2(12)")),
        row("of-interest", "pass", ("800-53", "AC-7")),
    ]
    found = evaluate([report(*rows)], NIST, assessment=assessment(), at=NOW)
    assert found.unmapped == ("no-reference", "of-no-interest")
    assert (found.status, found.score) == (Status.COMPLIANT, 110)
    assert details(found)["unmapped"] == ["no-reference", "of-no-interest"]


def test_what_content_says_of_800_171_itself_goes_before_maps() -> None:
    one = row("r", "fail", ("800-171", "3.4.6"), ("cci", "CCI-000366"), ("800-53", "AC-7"))
    assert mapped(report(one), one) == {"3.4.6"}
    two = row("r", "fail", ("cci", "CCI-000366"), ("800-53", "AC-7"))
    assert mapped(report(two), two) == {"3.4.1", "3.4.2", "3.1.8"}


def test_policies_of_scubagear_are_mapped_by_their_id_in_its_reports_alone() -> None:
    one = row("MS.AAD.7.6v1", "fail")
    assert mapped(report(one, format="scubagear"), one) == {"3.1.5"}
    assert mapped(report(one), one) == frozenset()


@pytest.mark.parametrize("form", ["kube-bench", "lynis"])
def test_reports_that_nothing_maps_are_refused(form: str) -> None:
    with pytest.raises(ReportKindRefused) as caught:
        evaluate([QUIET, report(format=form)], NIST, assessment=assessment(), at=NOW)
    assert caught.value.format == form


def test_an_assessment_is_wanted() -> None:
    with pytest.raises(AssessmentMissing):
        evaluate([QUIET], NIST, at=NOW)


def test_an_old_assessment_is_stale() -> None:
    """SP 800-171 and level 2: three years; level 1: one."""
    for policy, days in [(NIST, 1095), (load_policy("cmmc-l2"), 1095), (LEVEL_1, 365)]:
        fresh = assessment(assessed_at=NOW - days * DAY)
        assert evaluate([QUIET], policy, assessment=fresh, at=NOW).status is Status.COMPLIANT
        old = assessment(assessed_at=NOW - days * DAY - 1)
        assert evaluate([QUIET], policy, assessment=old, at=NOW).status is Status.STALE


def test_an_assessment_of_the_future_is_stale() -> None:
    ahead = assessment(assessed_at=NOW + 2 * DAY)
    assert evaluate([QUIET], NIST, assessment=ahead, at=NOW).status is Status.STALE


# ---- level 1 ---------------------------------------------------------------------------------


def test_level_1_is_15_requirements_of_17_numbers() -> None:
    groups = LEVEL_1.document["requirements"]
    assert len(groups) == 15
    assert [number for many in groups.values() for number in many] == SEVENTEEN


def test_level_1_takes_all_of_them_and_nothing_else() -> None:
    stated = assessment(dict.fromkeys(SEVENTEEN, MET), rest=SILENT)
    found = evaluate([QUIET], LEVEL_1, assessment=stated, at=NOW)
    assert (found.status, found.met) == (Status.COMPLIANT, 15)
    assert (found.score, found.score_max, found.score_claimed) == (None, None, False)


@pytest.mark.parametrize("number", SEVENTEEN)
def test_level_1_knows_no_plan_of_action(number: str) -> None:
    found = evaluate([QUIET], LEVEL_1, assessment=not_met(number), at=NOW)
    assert (found.status, found.not_met, found.due_at) == (Status.NON_COMPLIANT, 1, None)


def test_a_requirement_of_three_numbers_stands_as_the_worst_of_them() -> None:
    ninth = "(b)(1)(ix)"
    for states, stands in [
        ({"3.10.4": SILENT}, SILENT),
        ({"3.10.4": SILENT, "3.10.5": NOT_MET}, NOT_MET),
        ({"3.10.4": NOT_APPLICABLE}, MET),
        (dict.fromkeys(["3.10.3", "3.10.4", "3.10.5"], NOT_APPLICABLE), NOT_APPLICABLE),
    ]:
        found = evaluate([QUIET], LEVEL_1, assessment=assessment(states), at=NOW)
        assert found.requirements[ninth] is stands


def test_level_1_does_not_look_at_rules_of_other_requirements() -> None:
    failing = report(row("lockout", "fail", ("800-171", "3.1.8")))
    found = evaluate([failing], LEVEL_1, assessment=assessment(), at=NOW)
    assert (found.status, found.unmapped) == (Status.COMPLIANT, ())


# ---- properties ------------------------------------------------------------------------------

states = st.dictionaries(
    st.sampled_from(REQUIREMENTS), st.sampled_from([MET, NOT_MET, SILENT, NOT_APPLICABLE])
)
rows = st.lists(
    st.builds(
        lambda number, result: row(f"rule-{number}", result, ("800-171", number)),
        st.sampled_from(REQUIREMENTS),
        st.sampled_from(["pass", "fail", "notchecked"]),
    ),
    max_size=6,
)


@given(states, rows)
def test_reports_never_raise_a_score(stated: dict[str, RequirementState], given_rows: list) -> None:  # type: ignore[type-arg]
    for name in ("nist-800-171r2", "cmmc-l2"):
        said = assessment(stated)
        without = evaluate([QUIET], name, assessment=said, at=NOW)
        scanned = evaluate([report(*given_rows)], name, assessment=said, at=NOW)
        assert scanned.met <= without.met
        if scanned.score is not None:
            assert without.score is not None
            assert scanned.score <= without.score


@given(st.lists(rows, min_size=1, max_size=4), states, st.randoms())
def test_the_order_of_files_changes_nothing(many: list, stated: dict, random: object) -> None:  # type: ignore[type-arg]
    reports = [report(*each, seed=str(n), at=NOW - n * DAY) for n, each in enumerate(many)]
    shuffled = list(reports)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    said = assessment(stated)
    assert evaluate(reports, NIST, assessment=said, at=NOW) == evaluate(
        shuffled, NIST, assessment=said, at=NOW
    )
    assert evaluate(reports, "all-rules", at=NOW) == evaluate(shuffled, "all-rules", at=NOW)


def test_partial_is_counted_as_not_met() -> None:
    found = evaluate([QUIET], NIST, assessment=assessment({"3.5.3": PARTIAL}), at=NOW)
    assert (found.met, found.not_met) == (109, 1)
