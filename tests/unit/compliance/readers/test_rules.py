"""The rules by which results are counted, one by one, on the smallest files that show them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.readers import read_report
from ais.compliance.readers.references import cci, control, objective, requirement
from ais.compliance.readers.times import Moment, earliest, moment
from ais.compliance.report import Report, RowOutcome
from ais.errors import ReportTooLarge

PASS, FAIL, OTHER = RowOutcome


def hdf(*controls: dict[str, Any], **more: Any) -> Report:
    profile = {"name": "p", "controls": [{"id": "c", "impact": 0.5} | each for each in controls]}
    return read_report(json.dumps({"profiles": [profile], "version": "5"} | more).encode())


def results(*words: str) -> dict[str, Any]:
    return {"results": [{"status": word} for word in words]}


def xccdf(inner: str, version: str = "1.2") -> Report:
    space = f"http://checklists.nist.gov/xccdf/{version}"
    return read_report(f'<TestResult xmlns="{space}">{inner}</TestResult>'.encode())


def rule(word: str, more: str = "") -> str:
    return f'<rule-result idref="r"><result>{word}</result>{more}</rule-result>'


def override(new: str, time: str) -> str:
    words = f"<old-result>fail</old-result><new-result>{new}</new-result>"
    return f'<override time="{time}" authority="somebody">{words}</override>'


@pytest.mark.parametrize(
    ("words", "impact", "outcome", "result"),
    [
        (("passed", "failed"), 0.5, FAIL, "failed"),
        (("error", "failed"), 0.0, FAIL, "failed"),
        (("passed", "error"), 0.5, OTHER, "error"),
        (("passed", "what"), 0.5, OTHER, "error"),
        (("skipped", "skipped"), 0.5, OTHER, "skipped"),
        (("passed", "skipped"), 0.5, PASS, "passed"),
        (("passed",), 0, OTHER, "not applicable"),
        (("passed",), 0.7, PASS, "passed"),
        ((), 0.5, OTHER, "notchecked"),
    ],
)
def test_hdf_controls(
    words: tuple[str, ...], impact: float, outcome: RowOutcome, result: str
) -> None:
    """Any failed; else an error, only skips or no impact; else passed."""
    row = hdf(results(*words) | {"impact": impact}).rows[0]
    assert (row.outcome, row.result) == (outcome, result)


def test_an_exception_in_hdf_is_no_pass() -> None:
    """InSpec keeps what a broken test raised."""
    broken = {"results": [{"status": "passed", "exception": "RuntimeError"}]}
    assert hdf(broken).rows[0].outcome is OTHER


def test_an_overlay_changes_what_it_wraps() -> None:
    """Impact 0 on the outside, a result inside: not applicable decides, and both are counted."""
    outer = {"name": "o", "controls": [{"id": "c", "impact": 0, "results": []}]}
    inner = {"name": "i", "parent_profile": "o", "controls": [{"id": "c", "impact": 1}]}
    inner["controls"][0] |= results("passed")
    report = read_report(json.dumps({"profiles": [inner, outer]}).encode())
    assert [row.result for row in report.rows] == ["passed", "not applicable"]
    assert [row.result for row in report.deciding] == ["not applicable"]


def test_a_profile_that_was_not_loaded_makes_a_report_partial() -> None:
    profile = {"name": "p", "status": "failed", "controls": []}
    assert read_report(json.dumps({"profiles": [profile]}).encode()).partial


def test_profiles_are_bounded() -> None:
    """An outer control is looked for in all that it wraps, so there is a limit."""
    whole = {"profiles": [{"name": str(index)} for index in range(101)]}
    with pytest.raises(ReportTooLarge):
        read_report(json.dumps(whole).encode())


def test_hdf_keeps_the_statistics_of_its_file() -> None:
    """As Heimdall and InSpec write them; they decide nothing."""
    own = {"controls": {"total": 3, "passed": {"total": 2}, "failed": {"total": 1}}}
    report = hdf(results("passed"), statistics=own)
    assert report.own_totals == {"total": 3, "passed": 2, "failed": 1}
    assert report.counts.passed == 1


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("pass", PASS), ("fixed", PASS), ("fail", FAIL)]
    + [
        (w, OTHER)
        for w in ["error", "unknown", "notapplicable", "notchecked", "notselected", "informational"]
    ],
)
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_xccdf_words(word: str, outcome: RowOutcome, version: str) -> None:
    """All nine words of both versions."""
    row = xccdf(rule(word), version).rows[0]
    assert (row.outcome, row.result) == (outcome, word)


def test_an_override_counts_as_it_resolves() -> None:
    """The newest override counts, wherever it stands, and the report says that one is there."""
    newer, older = (
        override("pass", "2024-02-01T00:00:00Z"),
        override("fail", "2024-01-01T00:00:00Z"),
    )
    for told in (rule("pass", newer + older), rule("fail", older + newer)):
        report = xccdf(told)
        assert report.rows[0].result == "pass"
        assert any("overridden" in note for note in report.notes)


def test_every_rule_result_of_every_test_is_a_row() -> None:
    """A rule that was checked for two instances has two rows; the oldest result gives the time."""
    space = 'xmlns="http://checklists.nist.gov/xccdf/1.2"'
    tests = "".join(
        f'<TestResult id="{year}" end-time="{year}-01-01T00:00:00Z"><target>h{year}</target>'
        f"{rule('pass')}{rule('fail')}</TestResult>"
        for year in (2024, 2023)
    )
    report = read_report(f"<Benchmark {space}>{tests}</Benchmark>".encode())
    assert report.counts.to_dict() == {"pass": 2, "fail": 2, "other": 0}
    assert report.scanned_at == 1_672_531_200
    assert report.target == "h2024, h2023"


LYNIS = """# Lynis Report
report_version_major=1
report_datetime_start=2026-01-05 09:58:00
lynis_version=3.0.8
hostname=supplier-host
exception_event[]=BOOT-5104:001|Unknown service manager|
suggestion[]=AUTH-9286|Configure minimum password age in /etc/login.defs|-|-|
suggestion[]=PKGS-7392|Update your system|-|-|
warning[]=PKGS-7392|Found one or more vulnerable packages.|-|-|
manual_event[]=AUTH-9328:03
lynis_tests_done=5
report_datetime_end=2026-01-05 10:00:00
tests_executed=PKGS-7392|AUTH-9286|AUTH-9328|BOOT-5104|AUTH-9208|
tests_skipped=MACF-6242|
finish=true
"""


def test_lynis_has_a_row_a_test() -> None:
    """The strongest thing that is said of a test counts; found nothing passes."""
    report = read_report(LYNIS.encode())
    assert {row.rule: (row.outcome, row.result) for row in report.rows} == {
        "BOOT-5104": (OTHER, "exception"),
        "AUTH-9286": (OTHER, "suggestion"),
        "PKGS-7392": (FAIL, "warning"),
        "AUTH-9328": (OTHER, "manual"),
        "AUTH-9208": (PASS, "no finding"),
        "MACF-6242": (OTHER, "skipped"),
    }
    assert (report.tool, report.version, report.target) == ("Lynis", "3.0.8", "supplier-host")
    assert (report.scanned_at, report.zone_assumed) == (1_767_607_200, True)
    assert report.own_totals == {"lynis_tests_done": 5}
    assert not report.partial


def test_a_lynis_run_that_did_not_end_is_partial() -> None:
    assert read_report(LYNIS.replace("finish=true\n", "").encode()).partial


def scuba(**about: Any) -> Report:
    held = [{"Control ID": f"MS.{word}", "Result": word} for word in ("Pass", "Fail", "Omitted")]
    whole = {
        "MetaData": {"Tool": "ScubaGear", "ToolVersion": "1.8.0"} | about,
        "Summary": {"AAD": {"Passes": 1, "Failures": 1, "Omits": 1, "Date": "x"}},
        "Results": {"AAD": [{"GroupName": "g", "Controls": held}]},
    }
    return read_report(b"\xef\xbb\xbf" + json.dumps(whole).encode())


def test_scubagears_merged_results() -> None:
    """All products in one file, with a time in UTC."""
    report = scuba(DisplayName="tenant", TimestampZulu="2026-01-05T10:00:00.123Z")
    assert report.counts.to_dict() == {"pass": 1, "fail": 1, "other": 1}
    assert (report.version, report.target, report.scanned_at) == ("1.8.0", "tenant", 1_767_607_200)
    assert report.own_totals == {"Passes": 1, "Failures": 1, "Omits": 1}


@pytest.mark.parametrize(
    ("met", "criticality", "word"),
    [
        (True, "Shall/3rd Party", "pass"),
        (False, "Shall", "fail"),
        (False, "Should", "warning"),
        (False, "Shall/3rd Party", "n/a"),
        (False, "Should/Not-Implemented", "n/a"),
        (False, "Shall/Conditional", "n/a"),
    ],
)
def test_scubagears_raw_tests(met: bool, criticality: str, word: str) -> None:
    """The words that ScubaGear's own report makes of them."""
    test = {"PolicyId": "MS.1", "RequirementMet": met, "Criticality": criticality}
    assert read_report(json.dumps([test]).encode()).rows[0].result == word


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("01/05/2026 10:00:00 Coordinated Universal Time", 1_767_607_200),
        ("01/05/2026 05:00:00 Eastern Standard Time", 1_767_607_200),
        ("01/05/2026 10:00:00 Mars Standard Time", None),
        ("yesterday", None),
    ],
)
def test_scubagears_dates_name_the_month_first(written: str, seconds: int | None) -> None:
    """In a zone that is known by name, else the time is unknown."""
    part = {"ReportSummary": {}, "Results": [], "MetaData": {"Report Date": written}}
    assert read_report(json.dumps([part]).encode("utf-16")).scanned_at == seconds


def test_an_observation_without_a_result_is_no_row() -> None:
    """OSCAL: findings decide, and observations that carry a converter's result."""
    finding = {"target": {"target-id": "3.1.1_obj.a", "status": {"state": "satisfied"}}}
    told = {"props": [{"name": "result", "value": "fail"}, {"name": "idref", "value": "rule"}]}
    result = {"start": "2026-01-05T10:00:00Z", "findings": [finding], "observations": [told, {}]}
    report = read_report(json.dumps({"assessment-results": {"results": [result]}}).encode())
    assert [(row.rule, row.outcome) for row in report.rows] == [
        ("rule", FAIL),
        ("3.1.1_obj.a", PASS),
    ]
    assert report.rows[1].references == (("800-171", "3.1.1"),)


@pytest.mark.parametrize(
    ("read", "text", "found"),
    [
        (control, "AC-6", "AC-6"),
        (control, "ac-06 (01)", "AC-6(1)"),
        (control, "IA-2 (12)", "IA-2(12)"),
        (control, "CM-6 b", "CM-6"),
        (control, "AC-17(a)", "AC-17"),
        (control, "AC-2(1)(b)", "AC-2(1)"),
        (control, "Rev_4", None),
        (control, "UM-1", None),
        (control, "AC-600", None),
        (cci, "CCI-000366", "CCI-000366"),
        (cci, "CCE-26970-4", None),
        (requirement, "3.13.11", "3.13.11"),
        (requirement, "4.1.1", None),
        (objective, "ac-6.1_obj", "AC-6(1)"),
        (objective, "ac-1.a.1_obj.2", "AC-1"),
        (objective, "au-1_smt.a", "AU-1"),
        (objective, "sp800-171r2-3.1.1", "3.1.1"),
        (objective, "something", None),
    ],
)
def test_identifiers_have_one_form(read: Any, text: str, found: str | None) -> None:
    """However a file writes them."""
    assert [identifier for _, identifier in read(text)] == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-01-05T10:00:00Z", Moment(1_767_607_200)),
        ("2026-01-05T12:00:00.5+02:00", Moment(1_767_607_200)),
        ("2026-01-05 05:00:00 -0500", Moment(1_767_607_200)),
        ("20260105 10:00:00", Moment(1_767_607_200, zone_assumed=True)),
        ("2026-01-05T10:00:00", Moment(1_767_607_200, zone_assumed=True)),
        ("2026-02-30T10:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("2026-01-05", None),
        ("", None),
        (None, None),
    ],
)
def test_times_as_scanners_write_them(text: str | None, found: Moment | None) -> None:
    assert moment(text) == found


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    """And never an error."""
    found = moment(text)
    assert found is None or found.seconds >= 0


def test_a_part_without_a_time_makes_the_report_undated() -> None:
    """The unknown could be the oldest."""
    assert earliest([Moment(5), None]) == (None, False)
    assert earliest([Moment(5), Moment(3, zone_assumed=True)]) == (3, True)
