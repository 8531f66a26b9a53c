"""Every real file is read with the right counts, or refused with the right reason."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from pathlib import Path

import pytest

from ais.compliance.readers import read_report
from ais.compliance.report import Report, RowOutcome
from ais.errors import ComplianceError
from tests.unit.compliance.readers.real import names, real

#: File -> format, pass, fail, other.
READ = {
    "arf/tiny-arf.xml": ("arf", 1, 1, 3),
    "hdf/aws_report_better.json": ("hdf", 9, 22, 5),
    "hdf/good_nginxresults.json": ("hdf", 37, 0, 4),
    "hdf/rhel_cve_scan_with_failures.json": ("hdf", 0, 1, 0),
    "hdf/triple_overlay.json": ("hdf", 1, 1, 13),
    "hdf/wrapper-acme-run.json": ("hdf", 5, 60, 137),
    "kube-bench/controlsCollection.json": ("kube-bench", 2, 0, 1),
    "kube-bench/result.json": ("kube-bench", 2, 0, 1),
    "lynis/lynis-report-small.dat": ("lynis", 0, 0, 0),
    "oscal/ifa_assessment-results-example.json": ("oscal-ar", 0, 1, 0),
    "oscal/rev4-FedRAMP-SAR-OSCAL-Template.json": ("oscal-ar", 3, 6, 0),
    "scuba/AADReport.json": ("scubagear", 12, 11, 7),
    "scuba/EXOReport.json": ("scubagear", 11, 0, 1),
    "scuba/ScubaResults.csv": ("scubagear", 57, 14, 21),
    "scuba/TestResults.json": ("scubagear", 57, 14, 22),
    "trestle-pairs/ocp4-check-result.oscal.json": ("oscal-ar", 24, 3, 194),
    "trestle-pairs/ocp4-check-result.xccdf.xml": ("xccdf", 24, 3, 194),
    "trestle-pairs/oscap-results.oscal.json": ("oscal-ar", 1, 0, 1),
    "trestle-pairs/oscap-results.xml": ("xccdf", 1, 0, 1),
    "xccdf/openscap-rhel8.xml": ("xccdf", 61, 166, 21),
    "xccdf/scc-rhel7.xml": ("xccdf", 172, 6, 0),
}

#: File -> code of the refusal, and a word of its reason.
REFUSED = {
    "800-171/NIST_SP-800-171_rev2_catalog.json": ("report-not-results", "catalogue"),
    "800-171/assessment_objectives.json": ("report-unknown", "objectives"),
    "800-171/cmmc_2.0.json": ("report-unknown", "framework"),
    "800-171/nist_800_53_mappings.json": ("report-unknown", "controls"),
    "arf/tiny-ds.xml": ("report-not-results", "SCAP content"),
    "arf/tiny-oval.xml": ("report-not-results", "OVAL content"),
    "arf/tiny-xccdf.xml": ("report-not-results", "without a TestResult"),
    "checklist/small_overrides.ckl": ("report-not-results", "checklist"),
    "kube-bench/expected_output.txt": ("report-not-results", "text for people"),
    "lynis/lynis-fedora-coreos.log": ("report-not-results", "the log of Lynis"),
    "oscal/NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json": (
        "report-not-results",
        "catalogue",
    ),
    "oscal/NIST_SP-800-53_rev5_LOW-baseline_profile.json": ("report-not-results", "profile"),
    "oscal/basic-catalog.json": ("report-not-results", "catalogue"),
    "oscal/example-component-definition.json": ("report-not-results", "component definition"),
    "oscal/ifa_plan-of-action-and-milestones.json": ("report-not-results", "plan of action"),
    "oscal/rev5-FedRAMP-POAM-OSCAL-Template.json": ("report-not-results", "plan of action"),
    "oscal/ssp-example.json": ("report-not-results", "system security plan"),
    "other/prowler-asff.json": ("report-not-results", "Security Hub"),
    "other/secureScore.json": ("report-unknown", "odata"),
    "scuba/scuba-to-800-53.csv": ("report-not-results", "map"),
}


def read(name: str) -> Report:
    return read_report(real(name), name=name)


def test_every_real_file_is_in_the_tables() -> None:
    """No file of the tests is left out."""
    assert names() == sorted([*READ, *REFUSED])


@pytest.mark.parametrize("name", READ)
def test_a_report_is_counted_from_its_rows(name: str) -> None:
    """Format and counts are as counted by hand and by other programs."""
    report = read(name)
    counts = report.counts
    assert (report.format, counts.passed, counts.failed, counts.other) == READ[name]
    assert len(report.rows) == sum(READ[name][1:])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_report_is_refused_by_name_with_a_reason(name: str) -> None:
    """The error says which file, what it is, and what to give instead."""
    code, word = REFUSED[name]
    with pytest.raises(ComplianceError) as caught:
        read(name)
    assert caught.value.code == code
    assert word in caught.value.message
    assert name in caught.value.message
    assert len(caught.value.next_step) > 10


def test_the_log_of_lynis_is_refused_with_the_file_to_give() -> None:
    """Somebody who gives the log learns that report.dat is wanted."""
    with pytest.raises(ComplianceError) as caught:
        read("lynis/lynis-fedora-coreos.log")
    assert "report.dat" in caught.value.next_step


def test_the_name_of_a_file_decides_nothing(tmp_path: Path) -> None:
    """ARF called ``notes.csv`` is ARF, and its path gives the same report as its bytes."""
    path = tmp_path / "notes.csv"
    path.write_bytes(real("arf/tiny-arf.xml"))
    assert read_report(path) == read("arf/tiny-arf.xml")


@pytest.mark.parametrize(
    ("xccdf", "oscal"),
    [
        ("ocp4-check-result.xccdf.xml", "ocp4-check-result.oscal.json"),
        ("oscap-results.xml", "oscap-results.oscal.json"),
    ],
)
def test_xccdf_and_the_oscal_made_of_it_say_the_same(xccdf: str, oscal: str) -> None:
    """Rule by rule, as compliance-trestle converted it."""
    first, second = (read(f"trestle-pairs/{name}") for name in (xccdf, oscal))
    said = [
        sorted((row.rule, row.result, row.outcome) for row in each.rows) for each in (first, second)
    ]
    assert said[0] == said[1]
    assert (first.tool, first.version, first.target) == (second.tool, second.version, second.target)


def test_scubagear_says_the_same_in_all_its_files() -> None:
    """What we make of its raw tests is what ScubaGear wrote into its table and its reports."""
    raw = {row.rule: row.result for row in read("scuba/TestResults.json").rows}
    table = {row.rule: row.result for row in read("scuba/ScubaResults.csv").rows}
    assert set(raw) - set(table) == {"MS.POWERPLATFORM.2.3v1"}
    assert {rule: raw[rule] for rule in table} == table
    for name in ("scuba/AADReport.json", "scuba/EXOReport.json"):
        for row in read(name).rows:
            assert row.result == table[row.rule]


def test_scubagears_own_totals_are_those_of_the_rows() -> None:
    """Passes and failures of its summaries."""
    for name in ("scuba/AADReport.json", "scuba/EXOReport.json"):
        report = read(name)
        own = (report.own_totals["Passes"], report.own_totals["Failures"])
        assert own == (report.counts.passed, report.counts.failed)


@pytest.mark.parametrize("name", ["kube-bench/result.json", "kube-bench/controlsCollection.json"])
def test_own_totals_that_differ_are_kept_and_not_used(name: str) -> None:
    """These files were shortened by their makers: 75 results by their totals, 3 in their rows."""
    report = read(name)
    assert report.own_totals == {"pass": 49, "fail": 12, "warn": 14, "info": 0}
    assert len(report.rows) == 3


def test_another_parser_counts_the_same_results() -> None:
    """The raw files, counted without the readers."""
    for name in ("xccdf/openscap-rhel8.xml", "xccdf/scc-rhel7.xml"):
        tags = re.findall(rb"<(?:\w+:)?rule-result[ >]", real(name))
        assert len(tags) == len(read(name).rows)
    table = csv.DictReader(io.StringIO(real("scuba/ScubaResults.csv").decode("utf-8-sig")))
    assert sum(line["Result"] == "Pass" for line in table) == 57
    for name in (each for each in READ if each.startswith("hdf/")):
        profiles = json.loads(real(name))["profiles"]
        assert sum(len(each["controls"]) for each in profiles) == len(read(name).rows)


def test_the_verdict_uses_the_outermost_profile() -> None:
    """Three profiles of five controls wrap each other: five decide, with the inner results."""
    report = read("hdf/triple_overlay.json")
    assert len(report.rows) == 15
    assert report.deciding == report.outermost
    outcomes = [row.outcome for row in report.deciding]
    assert [outcomes.count(each) for each in RowOutcome] == [1, 1, 3]
    plain = read("hdf/aws_report_better.json")
    assert plain.deciding == plain.rows


def test_identifiers_come_from_the_file() -> None:
    """CCI from DISA's XCCDF, 800-171 and 800-53 from the benchmark inside an ARF, tags of HDF."""
    assert read("xccdf/openscap-rhel8.xml").rows[0].references == (("cci", "CCI-000366"),)
    assert read("arf/tiny-arf.xml").rows[0].references == (
        ("cci", "CCI-000764"),
        ("800-171", "3.5.1"),
        ("800-53", "IA-2(1)"),
    )
    assert ("800-53", "CM-5(6)") in {
        pair for row in read("hdf/triple_overlay.json").deciding for pair in row.references
    }
    assert read("oscal/ifa_assessment-results-example.json").rows[0].references == (
        ("800-53", "AC-6(1)"),
    )


@pytest.mark.parametrize(
    ("name", "scanned_at", "assumed"),
    [
        ("xccdf/openscap-rhel8.xml", "2021-11-12T16:37:31Z", False),
        ("xccdf/scc-rhel7.xml", "2021-04-29T14:24:10Z", True),
        ("hdf/good_nginxresults.json", "2017-09-22T18:12:44Z", False),
        ("scuba/AADReport.json", "2026-05-04T17:15:48Z", False),
        ("lynis/lynis-report-small.dat", "2025-09-22T10:15:00Z", True),
        ("oscal/ifa_assessment-results-example.json", "2023-06-02T12:46:51Z", False),
        ("kube-bench/result.json", None, False),
        ("scuba/TestResults.json", None, False),
    ],
)
def test_the_time_is_utc_or_unknown(name: str, scanned_at: str | None, assumed: bool) -> None:
    """A zone in the file is used; where none stands, UTC is assumed and said."""
    report = read(name)
    told = report.scanned_at
    shown = None if told is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(told))
    assert (shown, report.zone_assumed) == (scanned_at, assumed)


def test_runs_that_did_not_look_at_everything_are_partial() -> None:
    """OpenSCAP as an ordinary user; a Lynis run that did not end. SCC ran as root."""
    assert read("xccdf/openscap-rhel8.xml").partial
    assert read("lynis/lynis-report-small.dat").partial
    assert not read("xccdf/scc-rhel7.xml").partial
    assert not read("arf/tiny-arf.xml").partial
