"""Rule policies decide from reports alone."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.evaluate import details, evaluate, summary
from ais.compliance.policies import load_policy, parse_policy
from ais.compliance.report import Status
from ais.errors import ReportMissing, ReportRepeated
from tests.unit.compliance.policies.builders import DAY, NOW, QUIET, assessment, report, row

ALL = load_policy("all-rules")
HEAD = b"ais-policy: 1\nkind: rules\nname: listed\nversion: '1'\nmax_scan_age_days: 30\nrules:\n"


def _all(*results: str) -> Status:
    rows = [row(f"rule-{n}", result) for n, result in enumerate(results)]
    return evaluate([report(*rows)], ALL, at=NOW).status


@pytest.mark.parametrize(
    ("results", "status"),
    [
        (["pass"], Status.COMPLIANT),
        (["fixed", "notapplicable", "notselected", "informational"], Status.COMPLIANT),
        (["pass", "warn", "manual"], Status.COMPLIANT),
        (["pass", "fail"], Status.NON_COMPLIANT),
        (["fail"], Status.NON_COMPLIANT),
        (["pass", "fail", "error"], Status.NON_COMPLIANT),
        (["pass", "error"], Status.NOT_ASSESSED),
        (["pass", "unknown"], Status.NOT_ASSESSED),
        (["pass", "notchecked"], Status.NOT_ASSESSED),
        (["pass", "Not Checked"], Status.NOT_ASSESSED),
        (["notapplicable"], Status.NOT_ASSESSED),
        ([], Status.NOT_ASSESSED),
    ],
)
def test_all_rules(results: list[str], status: Status) -> None:
    """One passes at least, none fails, none is error, unknown or not checked."""
    assert _all(*results) is status


def test_all_rules_names_what_fails() -> None:
    found = evaluate([report(row("b", "fail"), row("a", "fail"), row("c"))], ALL, at=NOW)
    assert found.failing == ("a", "b")
    assert found.score is None
    assert found.counts.to_dict() == {"pass": 1, "fail": 2, "other": 0}


def test_where_profiles_are_wrapped_the_outermost_decides_and_all_rows_are_counted() -> None:
    wrapped = report(row("a", "fail"), row("a", "pass"), outermost=(row("a", "pass"),))
    found = evaluate([wrapped], ALL, at=NOW)
    assert found.status is Status.COMPLIANT
    assert found.counts.to_dict() == {"pass": 1, "fail": 1, "other": 0}


@pytest.mark.parametrize(
    ("scanned_at", "status"),
    [
        (NOW - 90 * DAY, Status.COMPLIANT),
        (NOW - 90 * DAY - 1, Status.STALE),
        (NOW + DAY, Status.COMPLIANT),
        (NOW + DAY + 1, Status.STALE),
        (None, Status.STALE),
    ],
)
def test_a_scan_without_a_time_or_older_than_allowed_is_stale(
    scanned_at: int | None, status: Status
) -> None:
    """A day of grace for clocks that are ahead, and for times without a zone."""
    assert evaluate([report(row("a"), at=scanned_at)], ALL, at=NOW).status is status


def test_stale_goes_before_every_other_verdict_and_hides_nothing() -> None:
    found = evaluate([report(row("a", "fail"), at=None)], ALL, at=NOW)
    assert (found.status, found.failing, found.scanned_at) == (Status.STALE, ("a",), None)


def test_of_several_reports_the_oldest_sets_the_age() -> None:
    fresh, old = report(row("a"), at=NOW), report(row("a"), at=NOW - 91 * DAY)
    found = evaluate([fresh, old], ALL, at=NOW)
    assert (found.status, found.scanned_at) == (Status.STALE, NOW - 91 * DAY)
    assert evaluate([fresh, report(row("a"), at=None)], ALL, at=NOW).scanned_at is None


def test_of_several_reports_the_digest_is_of_the_sorted_digests() -> None:
    one, other = report(row("a"), seed="1"), report(row("a"), seed="2", tool="SCC", version="5")
    found = evaluate([one, other], ALL, at=NOW)
    digests = sorted([one.sha256, other.sha256])
    assert found.report_digest == hashlib.sha256(digests[0] + digests[1]).digest()
    assert evaluate([one], ALL, at=NOW).report_digest == one.sha256
    assert summary(found)["tool"] == "OpenSCAP, SCC"
    assert summary(found)["target"] == "host"


def test_a_report_is_given_once_and_at_least_one_is_given() -> None:
    with pytest.raises(ReportRepeated):
        evaluate([QUIET, QUIET], ALL, at=NOW)
    with pytest.raises(ReportMissing):
        evaluate([], ALL, at=NOW)


def test_what_a_report_leaves_in_doubt_is_said() -> None:
    found = evaluate([report(row("a"), zone_assumed=True, partial=True)], ALL, at=NOW)
    assert any("read as UTC" in reason for reason in found.reasons)
    assert any("partial" in reason for reason in found.reasons)


def test_an_assessment_decides_nothing_under_a_rule_policy() -> None:
    found = evaluate([QUIET], ALL, assessment=assessment(), at=NOW)
    assert (found.status, found.assessment_digest) == (Status.COMPLIANT, None)
    assert any("decides nothing" in reason for reason in found.reasons)


def test_the_summary_has_the_promised_fields_and_no_others() -> None:
    found = evaluate([QUIET], ALL, at=NOW)
    assert summary(found) == {
        "tool": "OpenSCAP",
        "version": "1.3",
        "target": "host",
        "scanned_at": "2026-05-27T20:26:40Z",
        "rules": {"pass": 1, "fail": 0, "other": 0},
        "status": "compliant",
        "score": None,
        "policy": "all-rules",
        "report_sha256": QUIET.sha256.hex(),
    }
    assert summary(found).items() <= details(found).items()


# ---- lists -----------------------------------------------------------------------------------


def _listed(rules: bytes, *rows: object, form: str = "xccdf") -> tuple[Status, tuple[str, ...]]:
    found = evaluate([report(*rows, format=form)], parse_policy(HEAD + rules), at=NOW)  # type: ignore[arg-type]
    return found.status, found.failing


def test_of_a_list_each_rule_has_to_pass() -> None:
    rules = b"- a\n- b\n"
    assert _listed(rules, row("a"), row("b")) == (Status.COMPLIANT, ())
    assert _listed(rules, row("a"), row("b", "fail")) == (Status.NON_COMPLIANT, ("b",))
    assert _listed(rules, row("a")) == (Status.NOT_ASSESSED, ())
    assert _listed(rules, row("a"), row("b", "notchecked")) == (Status.NOT_ASSESSED, ())
    assert _listed(rules, row("b", "fail")) == (Status.NON_COMPLIANT, ("b",))


def test_rules_beside_the_list_count_for_nothing() -> None:
    assert _listed(b"- a\n", row("a"), row("z", "fail")) == (Status.COMPLIANT, ())


def test_a_rule_with_several_results_has_to_pass_every_time() -> None:
    assert _listed(b"- a\n", row("a"), row("a", "fail")) == (Status.NON_COMPLIANT, ("a",))
    assert _listed(b"- a\n", row("a"), row("a", "unknown")) == (Status.NOT_ASSESSED, ())


def test_a_list_may_accept_other_results_but_never_a_failure() -> None:
    rules = b"- {rule: a, accept: [Not Applicable, fail]}\n"
    assert _listed(rules, row("a", "notapplicable")) == (Status.COMPLIANT, ())
    assert _listed(rules, row("a", "unknown")) == (Status.NOT_ASSESSED, ())
    assert _listed(rules, row("a", "fail")) == (Status.NON_COMPLIANT, ("a",))


def test_a_rule_may_be_of_one_format_alone() -> None:
    rules = b"- {rule: 1.2.1, format: kube-bench}\n"
    assert _listed(rules, row("1.2.1"), form="kube-bench") == (Status.COMPLIANT, ())
    assert _listed(rules, row("1.2.1")) == (Status.NOT_ASSESSED, ())


@given(st.lists(st.sampled_from(["pass", "fail", "error", "notapplicable"]), max_size=8))
def test_one_more_pass_never_makes_all_rules_worse(results: list[str]) -> None:
    order = [Status.NON_COMPLIANT, Status.NOT_ASSESSED, Status.COMPLIANT]
    assert order.index(_all(*results, "pass")) >= order.index(_all(*results))
