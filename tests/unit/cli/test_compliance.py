"""``ais compliance`` works without a home, ends with 2 where it refuses, and prints one shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ais.cli import main
from tests.house.tree import ROOT

DATA = ROOT / "tests/data/compliance/policies"
ASSESSMENT = str(DATA / "assessment.yaml")
FIELDS = [
    *("tool", "version", "target", "scanned_at", "rules", "status", "score", "policy"),
    "report_sha256",
]
XCCDF = """<?xml version="1.0"?>
<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_example_testresult_1"
  start-time="2026-05-04T10:00:00Z" end-time="2026-05-04T10:05:00Z"
  test-system="cpe:/a:redhat:openscap:1.3.5">
  <target>host-7</target>
  <rule-result idref="rule-one"><result>pass</result></rule-result>
  <rule-result idref="rule-two"><result>{second}</result>
    <ident system="http://cyber.mil/cci">CCI-000044</ident></rule-result>
</TestResult>
"""


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a home of ours nor one of the user's."""
    monkeypatch.setenv("AIS_HOME", str(tmp_path / "absent/home"))
    monkeypatch.setenv("HOME", str(tmp_path / "absent"))


@pytest.fixture
def failing(tmp_path: Path) -> str:
    path = tmp_path / "failing.xml"
    path.write_text(XCCDF.format(second="fail"))
    return str(path)


@pytest.fixture
def passing(tmp_path: Path) -> str:
    path = tmp_path / "passing.xml"
    path.write_text(XCCDF.format(second="pass"))
    return str(path)


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(("compliance", *words))
    shown = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, shown.out, shown.err


def test_a_verdict_has_the_promised_fields_in_their_order(
    capsys: pytest.CaptureFixture[str], passing: str
) -> None:
    words = ("evaluate", passing, "--policy", "all-rules", "--at", "2026-05-05", "--json")
    status, out, err = _run(capsys, *words)
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert list(found) == FIELDS
    assert list(found["rules"]) == ["pass", "fail", "other"]
    assert (found["status"], found["target"]) == ("compliant", "host-7")
    assert found["scanned_at"] == "2026-05-04T10:05:00Z"
    assert found["rules"] == {"pass": 2, "fail": 0, "other": 0}


def test_a_bad_verdict_is_no_refusal(capsys: pytest.CaptureFixture[str], failing: str) -> None:
    for at, verdict in [("2026-05-05T10:00:00Z", "non-compliant"), ("2027-05-05", "stale")]:
        words = ("evaluate", failing, "--policy", "all-rules", "--at", at, "--json")
        status, out, _ = _run(capsys, *words)
        assert (status, json.loads(out)["status"]) == (0, verdict)


def test_now_is_the_time_of_evaluation_unless_another_is_given(
    capsys: pytest.CaptureFixture[str], passing: str
) -> None:
    words = ("evaluate", passing, "--policy", "all-rules", "--json", "--details")
    before = datetime.now(UTC).replace(microsecond=0)
    evaluated = json.loads(_run(capsys, *words)[1])["evaluated_at"]
    assert before <= datetime.fromisoformat(evaluated) <= datetime.now(UTC)


def test_details_hold_the_verdict_and_what_led_to_it(
    capsys: pytest.CaptureFixture[str], failing: str
) -> None:
    words = ("evaluate", failing, "--policy", "cmmc-l2", "--assessment", ASSESSMENT)
    at = ("--at", "2026-05-05", "--json")
    _, brief, _ = _run(capsys, *words, *at)
    _, full, _ = _run(capsys, *words, *at, "--details")
    short, long = json.loads(brief), json.loads(full)
    assert short.items() <= long.items()
    assert list(short) == FIELDS
    assert long["unmapped"] == ["rule-one"]
    assert long["states"]["3.1.8"] == "not met"
    assert long["due_at"] == "2026-10-01T12:00:00Z"
    assert sum(long["requirements"].values()) == 110


def test_people_read_a_table_with_reasons(capsys: pytest.CaptureFixture[str], failing: str) -> None:
    words = ("evaluate", failing, "--policy", "nist-800-171r2", "--assessment", ASSESSMENT)
    status, out, _ = _run(capsys, *words, "--at", "2026-05-05")
    assert status == 0
    for text in (
        "non-compliant under nist-800-171r2, version 1",
        "not claimed as DoD score",
        "requirements are not assessed",
        "counted nowhere, for want of a map: 1",
        "rule-one",
        "counts in public as  not compliant",
        "A self-evaluation",
    ):
        assert text in out


def test_many_rules_are_shown_in_part_and_whole_on_demand(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = "".join(
        f'<rule-result idref="rule-{n:03}"><result>fail</result></rule-result>' for n in range(60)
    )
    path = tmp_path / "many.xml"
    path.write_text(XCCDF.format(second="fail").replace("</TestResult>", rows + "</TestResult>"))
    words = ("evaluate", str(path), "--policy", "all-rules", "--at", "2026-05-05")
    _, out, _ = _run(capsys, *words)
    assert "rule-059" not in out
    assert "see them all with --details" in out
    _, out, _ = _run(capsys, *words, "--details")
    assert "rule-059" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["{report}", "--policy", "no-such-policy"], "compliance-policy-unknown"),
        (["{report}", "--policy", ASSESSMENT], "compliance-policy-refused"),
        (["{report}", "--policy", "cmmc-l1"], "assessment-missing"),
        (["{report}", "--policy", "cmmc-l1", "--assessment", "absent"], "assessment-refused"),
        (["{report}", "{report}", "--policy", "all-rules"], "report-repeated"),
        (["absent", "--policy", "all-rules"], "report-unreadable"),
        ([ASSESSMENT, "--policy", "all-rules"], "report-unknown"),
    ],
)
def test_what_is_refused_ends_with_2_and_one_document_on_standard_error(
    capsys: pytest.CaptureFixture[str], passing: str, words: list[str], code: str
) -> None:
    given = [word.format(report=passing) for word in words]
    status, out, err = _run(capsys, "evaluate", *given, "--json")
    assert (status, out, json.loads(err)["error"]["code"]) == (2, "", code)
    status, out, err = _run(capsys, "evaluate", *given)
    assert (status, out) == (2, "")
    assert err.startswith(f"error[{code}]: ")


def test_wrong_usage_ends_with_2_too(capsys: pytest.CaptureFixture[str], passing: str) -> None:
    for words in (
        ("evaluate", "--policy", "all-rules"),
        ("evaluate", passing),
        ("evaluate", passing, "--policy", "all-rules", "--at", "yesterday"),
    ):
        status, out, err = _run(capsys, *words, "--json")
        assert (status, out, json.loads(err)["error"]["code"]) == (2, "", "usage")


def test_policies_are_listed_and_shown_with_their_digests(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = _run(capsys, "policies", "--json")
    listed = {each["name"]: each["digest"] for each in json.loads(out)["policies"]}
    assert set(listed) == {"all-rules", "cmmc-l1", "cmmc-l2", "nist-800-171r2"}
    for name, digest in listed.items():
        _, out, _ = _run(capsys, "policies", name, "--json")
        shown = json.loads(out)
        assert (shown["digest"], shown["document"]["name"]) == (digest, name)
        _, out, _ = _run(capsys, "policies", name)
        assert digest in out
    _, out, _ = _run(capsys, "policies", str(DATA / "consortium.yaml"))
    assert "grub2_password (also with notapplicable)" in out
    assert _run(capsys, "policies", "absent")[0] == 2


def test_a_scan_that_cannot_be_made_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ("scan", "--out", str(tmp_path / "scans"), "--content", ASSESSMENT, "--json")
    status, out, err = _run(capsys, *words)
    assert (status, out) == (2, "")
    assert json.loads(err)["error"]["code"] in {"scanner-missing", "scanner-failed"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--content", "absent.xml"), "'absent.xml' does not exist"),
        (("--tool", "openscap"), "OpenSCAP needs --content and knows no --test"),
        (("--content", ASSESSMENT, "--test", "KRNL-5788"), "knows no --test"),
        (("--tool", "lynis", "--content", ASSESSMENT), "are of OpenSCAP; Lynis knows neither"),
        (("--profile", "standard"), "are of OpenSCAP; Lynis knows neither"),
    ],
)
def test_what_is_of_the_other_scanner_is_refused_before_a_scan_of_minutes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    """Not left out of it without a word."""
    scans = tmp_path / "scans"
    status, out, err = _run(capsys, "scan", "--out", str(scans), *words)
    assert (status, out, told in err) == (2, "", True)
    assert not scans.exists()
