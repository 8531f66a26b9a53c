"""Hostile, damaged and endless files end in one of our errors, quickly, never in a traceback."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ais.compliance.readers import read_report
from ais.compliance.readers import source as source_module
from ais.errors import (
    ComplianceError,
    ReportCompressed,
    ReportMalformed,
    ReportTooLarge,
    ReportUnknown,
    ReportUnreadable,
    ReportUnsafe,
)
from tests.unit.compliance.readers.real import real

BAD = Path(__file__).parents[3] / "data/bad"
BAD_FILES = sorted(file for file in BAD.rglob("*") if file.is_file())

#: One small file a format, to be damaged.
SMALL = [
    "arf/tiny-arf.xml",
    "trestle-pairs/oscap-results.xml",
    "trestle-pairs/oscap-results.oscal.json",
    "oscal/ifa_assessment-results-example.json",
    "hdf/rhel_cve_scan_with_failures.json",
    "kube-bench/result.json",
    "scuba/EXOReport.json",
    "scuba/ScubaResults.csv",
    "lynis/lynis-report-small.dat",
]
PIECES = [b"", b"\x00", b"\xff", b"null", b"[]", b"{}", b'"', b"<", b">", b"&x;", b"1e999", b"true"]

XCCDF = 'xmlns="http://checklists.nist.gov/xccdf/1.2"'


def refused(raw: bytes) -> ComplianceError:
    with pytest.raises(ComplianceError) as caught:
        read_report(raw, name="given.xml")
    assert "given.xml" in caught.value.message
    return caught.value


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_every_bad_file_is_refused(file: Path) -> None:
    """None of them is a scanner's report; the error names the file."""
    with pytest.raises(ComplianceError) as caught:
        read_report(file)
    assert caught.value.name


@pytest.mark.parametrize("name", ["xccdf-entity-expansion.xml", "xccdf-xxe-file.xml"])
def test_entities_are_refused_before_they_are_used(name: str) -> None:
    """Billion laughs and a file of this machine."""
    assert isinstance(refused((BAD / "made" / name).read_bytes()), ReportUnsafe)


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE TestResult><TestResult {XCCDF}/>",
        f'<!DOCTYPE t SYSTEM "http://192.0.2.1/x.dtd"><TestResult {XCCDF}/>',
        f'<!DOCTYPE t [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><TestResult {XCCDF}/>',
    ],
)
def test_a_document_type_is_refused(text: str) -> None:
    """In UTF-8 and in UTF-16 alike."""
    assert isinstance(refused(text.encode()), ReportUnsafe)
    assert isinstance(refused(text.encode("utf-16")), ReportUnsafe)


def test_xml_is_bounded_in_depth_and_elements() -> None:
    """Deep and wide trees end early."""
    deep = "<a>" * 5000 + "</a>" * 5000
    assert isinstance(refused(deep.encode()), ReportTooLarge)
    wide = f"<TestResult {XCCDF}>" + "<a/>" * 1_000_001 + "</TestResult>"
    assert refused(wide.encode()).what == "elements"


def test_json_is_bounded_in_depth() -> None:
    """Deep nesting is refused without recursion."""
    assert refused(b"[" * 100_000).what == "levels of nesting"


def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than the limit are refused."""
    monkeypatch.setattr(source_module, "MOST_ROWS", 2)
    assert refused(real("kube-bench/result.json")).what == "rows"


def test_bytes_are_bounded(tmp_path: Path) -> None:
    """A file is not read past the limit."""
    path = tmp_path / "given.xml"
    with path.open("wb") as file:
        file.truncate(source_module.MOST_BYTES + 1)
    with pytest.raises(ReportTooLarge):
        read_report(path)


@pytest.mark.parametrize("magic", [b"\x1f\x8b\x08", b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\x00"])
def test_compressed_files_are_not_opened(magic: bytes) -> None:
    assert isinstance(refused(magic + b"x" * 50), ReportCompressed)


def test_what_is_no_file_is_unreadable(tmp_path: Path) -> None:
    """Nothing there, a folder, a pipe that would never end."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "absent.xml", tmp_path, tmp_path / "pipe", Path("a\0b")):
        with pytest.raises(ReportUnreadable):
            read_report(path)


@pytest.mark.parametrize("raw", [b"", b" \n", b"\xef\xbb\xbf", b"\xff\xfe", b"hello", b"[]", b"3"])
def test_nothing_and_anything_are_unknown(raw: bytes) -> None:
    assert isinstance(refused(raw), ReportUnknown)


def test_a_key_given_twice_is_refused_with_its_place() -> None:
    """Two programs could read two verdicts."""
    raw = b'{"Controls": [{"tests": [], "tests": []}]}'
    error = refused(raw)
    assert isinstance(error, ReportMalformed)
    assert error.at == "Controls.0.tests"


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        (b'{"Controls": [{"tests": [{"results": [{"status": "PASS"}]}]}]}', "test_number"),
        (
            b'{"Controls": [{"tests": [{"results": [{"test_number": "1", "status": 3}]}]}]}',
            "status",
        ),
        (b'{"Controls": [{"tests": {"a": 1}}]}', "Controls[0].tests"),
        (b'[{"PolicyId": "MS.1", "RequirementMet": "yes"}]', "RequirementMet"),
        (b'{"profiles": [{"name": "p", "controls": [{"id": ""}]}]}', "profiles[0].controls[0].id"),
        (b'{"assessment-results": {"results": [{"findings": [{}]}]}}', "findings[0].target"),
        (f"<TestResult {XCCDF}><rule-result/></TestResult>".encode(), "@idref"),
        (f'<TestResult {XCCDF}><rule-result idref="a"/></TestResult>'.encode(), "/result"),
        (b"# Lynis Report\nfoo\n", "line 2"),
        (b'"Control ID","Result"\n"a",""\n', "line 2"),
    ],
)
def test_a_mistake_is_named_by_its_field(raw: bytes, at: str) -> None:
    """Whoever repairs the file knows where to look."""
    error = refused(raw)
    assert isinstance(error, ReportMalformed)
    assert at in error.at


def test_profiles_that_wrap_each_other_in_a_circle_are_refused() -> None:
    """No profile is the outermost."""
    raw = b"""{"profiles": [{"name": "a", "parent_profile": "b", "controls": []},
        {"name": "b", "parent_profile": "a", "controls": []}]}"""
    assert "circle" in refused(raw).reason


def test_text_of_a_report_cannot_play_with_the_terminal() -> None:
    """Control and direction characters do not survive, and long text is cut."""
    raw = real("kube-bench/result.json").replace(
        b"Ensure that the API server pod", b"\\u001b[2J\\u202eEnsure" + b"x" * 3000, 1
    )
    title = read_report(raw).rows[0].title
    assert title.isprintable()
    assert len(title) <= 500


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    """Cut, overwritten and doubled at random places: a report or one of our errors."""
    raw = bytearray(real(data.draw(st.sampled_from(SMALL))))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        kind = data.draw(st.sampled_from(["cut", "put", "drop", "double"]))
        if kind == "cut":
            del raw[start:]
        elif kind == "put":
            piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=6))
            raw[start : start + len(piece)] = piece
        elif kind == "drop":
            del raw[start : start + data.draw(st.integers(1, 40))]
        else:
            raw[start:start] = raw[start : start + data.draw(st.integers(1, 200))]
    with contextlib.suppress(ComplianceError):
        read_report(bytes(raw))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "profiles",
                    "controls",
                    "results",
                    "name",
                    "id",
                    "status",
                    "tests",
                    "Controls",
                    "Totals",
                    "MetaData",
                    "Results",
                    "Summary",
                    "ReportSummary",
                    "PolicyId",
                    "RequirementMet",
                    "assessment-results",
                    "findings",
                    "target",
                    "observations",
                    "props",
                    "value",
                    "tags",
                    "nist",
                    "cci",
                    "impact",
                    "test_number",
                    "parent_profile",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_json_of_known_keys_and_wrong_types_is_read_or_refused(value: object) -> None:
    """The keys of all formats, with values of any kind."""
    with contextlib.suppress(ComplianceError):
        read_report(json.dumps(value).encode())
