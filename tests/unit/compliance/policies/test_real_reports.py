"""Real reports under SP 800-171: what they decide against an assessment that calls all met."""

from __future__ import annotations

import lzma

import pytest

from ais.compliance.evaluate import evaluate
from ais.compliance.readers import read_report
from tests.house.tree import ROOT
from tests.unit.compliance.policies.builders import NOW, assessment

DATA = ROOT / "tests/data/compliance"
#: file -> score, requirements not met, rules without a map
FOUND = {
    "xccdf/openscap-rhel8.xml": (57, 19, 32),
    "xccdf/scc-rhel7.xml": (95, 3, 22),
    "scuba/AADReport.json": (61, 15, 5),
    "scuba/EXOReport.json": (110, 0, 5),
    "scuba/TestResults.json": (61, 15, 36),
    "hdf/aws_report_better.json": (39, 19, 3),
    "hdf/good_nginxresults.json": (110, 0, 1),
    "hdf/rhel_cve_scan_with_failures.json": (89, 5, 0),
    "hdf/triple_overlay.json": (102, 2, 1),
    "oscal/ifa_assessment-results-example.json": (107, 1, 0),
    "trestle-pairs/ocp4-check-result.xccdf.xml": (110, 0, 221),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_real_report_counts_where_its_rules_lead(name: str) -> None:
    """CCI of SCC and OpenSCAP, controls of HDF and OSCAL, policies of ScubaGear."""
    path = DATA / name
    packed = DATA / f"{name}.xz"
    report = read_report(path if path.is_file() else lzma.decompress(packed.read_bytes()))
    at = NOW if report.scanned_at is None else report.scanned_at
    found = evaluate([report], "nist-800-171r2", assessment=assessment(assessed_at=at), at=at)
    assert (found.score, found.not_met, len(found.unmapped)) == FOUND[name]
    assert set(found.unmapped) <= {row.rule for row in report.deciding}
