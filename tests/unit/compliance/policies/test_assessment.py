"""An assessment file is read whole, or refused at the field that is wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.assessment import REQUIREMENTS, PlanItem
from ais.compliance.assessment_file import load_assessment
from ais.compliance.maps import requirements_of
from ais.compliance.policies import load_policy
from ais.compliance.report import Status
from ais.errors import AssessmentRefused
from tests.house.tree import ROOT
from tests.unit.compliance.policies.builders import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTIAL,
    QUIET,
    SILENT,
    report,
    row,
)

DATA = ROOT / "tests/data/compliance/policies"
EMPTY = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
ASSESSED = 1_777_852_800  # 2026-05-04
EVIDENCE = "requirements.3.1.2.evidence"
HEAD = "ais-assessment: 1\nassessed: 2026-05-04\nssp: plan 3\n"


def _refused(text: str | bytes) -> str:
    with pytest.raises(AssessmentRefused) as caught:
        load_assessment(text.encode() if isinstance(text, str) else text)
    return str(caught.value.field)


def test_there_are_110_requirements_and_the_maps_know_each() -> None:
    assert len(set(REQUIREMENTS)) == 110
    assert all(requirements_of("800-171", each) == {each} for each in REQUIREMENTS)


def test_our_form() -> None:
    path = DATA / "assessment.yaml"
    found = load_assessment(path)
    assert (found.format, found.scope, found.assessed_at) == (
        "ais",
        "the engineering enclave",
        ASSESSED,
    )
    assert found.sha256 == hashlib.sha256(path.read_bytes()).digest()
    assert "System security plan of the engineering enclave" in found.ssp
    stands = {n: f.state for n, f in found.findings.items()}
    assert stands == {
        "3.1.1": MET,
        "3.1.8": NOT_MET,
        "3.1.16": NOT_APPLICABLE,
        "3.5.3": PARTIAL,
        "3.12.4": MET,
    }
    assert found.state("3.14.7") is SILENT
    assert found.findings["3.12.4"].evidence == (EMPTY,)
    assert found.findings["3.1.16"].reason == "there is no wireless network"
    assert found.plan == (
        PlanItem("3.1.8", ASSESSED + 120 * 86_400 - 1, "set the lockout"),
        PlanItem("3.5.3", ASSESSED + 150 * 86_400 + 43_200),
    )


def test_the_same_file_is_read_from_bytes() -> None:
    path = DATA / "assessment.yaml"
    assert load_assessment(path.read_bytes()) == load_assessment(str(path))


def test_our_form_may_be_json() -> None:
    text = '{"ais-assessment": 1, "assessed": "2026-05-04", "requirements": {"3.1.1": "met"}}'
    assert load_assessment(text.encode()).state("3.1.1") is MET


def test_a_state_is_written_with_or_without_hyphens() -> None:
    text = HEAD + "requirements: {3.1.1: not-met, 3.1.2: not met, 3.1.3: not-assessed}"
    found = load_assessment(text.encode())
    assert [found.state(f"3.1.{n}") for n in (1, 2, 3)] == [NOT_MET, NOT_MET, SILENT]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "the beginning"),
        ("- 3.1.1", "the beginning"),
        ("assessed: 2026-05-04", "ais-assessment"),
        (HEAD.replace(": 1", ": 2", 1), "ais-assessment"),
        (HEAD.replace("2026-05-04", "4 May"), "assessed"),
        (HEAD.replace("2026-05-04", "2026-02-30"), "assessed"),
        (HEAD.replace("2026-05-04", "1969-05-04"), "assessed"),
        (HEAD, "requirements"),
        (HEAD + "requirements: [3.1.1]", "requirements"),
        (HEAD + "requirements: {}\nscore: 110", "the file"),
        (HEAD + "requirements: {3.1.23: met}", "3.1.23"),
        (HEAD + "requirements: {3.15.1: met}", "3.15.1"),
        (HEAD + "requirements: {3.1.1: yes}", "requirements.3.1.1"),
        (HEAD + "requirements: {3.1.1: 1}", "requirements.3.1.1"),
        (HEAD + "requirements: {3.1.1: {reason: because}}", "requirements.3.1.1"),
        (HEAD + "requirements: {3.1.1: {state: met, points: 5}}", "requirements.3.1.1"),
        (HEAD + "requirements: {3.1.2: {state: met, evidence: x}}", EVIDENCE),
        (
            HEAD + "requirements: {3.1.1: {state: met, evidence: [x]}}",
            "requirements.3.1.1.evidence",
        ),
        (HEAD + "requirements: {3.1.1: partial}", "3.1.1"),
        (HEAD + "requirements: {3.1.1: not applicable}", "3.1.1"),
        (HEAD + "requirements: {3.12.4: {state: not applicable, reason: r}}", "3.12.4"),
        (HEAD.replace("ssp: plan 3", "scope: s") + "requirements: {3.12.4: met}", "3.12.4"),
        (HEAD.replace("plan 3", "{version: '3'}") + "requirements: {}", "ssp"),
        (HEAD.replace("plan 3", "{title: t, sha256: 00}") + "requirements: {}", "ssp.sha256"),
        (HEAD + "requirements: {}\nplan: {3.1.1: 2026-06-01}", "plan"),
        (HEAD + "requirements: {}\nplan: [3.1.1]", "plan.0"),
        (HEAD + "requirements: {}\nplan: [{requirement: 3.1.1}]", "plan.0.due"),
        (HEAD + "requirements: {}\nplan: [{requirement: 3.1.23, due: 2026-06-01}]", "plan"),
        (HEAD + "requirements: {3.1.1: met, 3.1.1: not met}", "line 4"),
    ],
)
def test_a_mistake_is_refused_at_its_field(text: str, field: str) -> None:
    assert _refused(text) == field


def test_one_requirement_stands_in_the_plan_once() -> None:
    item = "{requirement: 3.1.1, due: 2026-06-01}"
    assert _refused(HEAD + f"requirements: {{}}\nplan: [{item}, {item}]") == "plan"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(AssessmentRefused):
            load_assessment(path)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_an_assessment_or_are_refused(raw: bytes) -> None:
    with pytest.raises(AssessmentRefused):
        load_assessment(raw)


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["assessment.yaml", "assessment.oscal.json"]))
    raw = bytearray((DATA / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = load_assessment(bytes(raw))
    except AssessmentRefused:
        return
    assert found.findings.keys() <= set(REQUIREMENTS)


# ---- OSCAL -----------------------------------------------------------------------------------


def test_oscal_assessment_results() -> None:
    """The latest result counts; an objective can make a requirement not met, and never met."""
    found = load_assessment(DATA / "assessment.oscal.json")
    assert (found.format, found.ssp) == ("oscal", "#ssp-3.2")
    assert found.assessed_at == ASSESSED + 36_000
    assert {n: f.state for n, f in found.findings.items() if f.state is not SILENT} == {
        "3.1.1": MET,
        "3.1.8": NOT_MET,
        "3.2.1": NOT_MET,
        "3.1.16": NOT_APPLICABLE,
        "3.13.11": PARTIAL,
        "3.4.1": NOT_MET,
        "3.12.4": MET,
    }
    assert found.state("3.1.2") is SILENT
    assert found.findings["3.12.4"].evidence == (EMPTY,)
    assert found.plan == (PlanItem("3.1.8", ASSESSED + 119 * 86_400, "Lockout"),)
    assert any("latest of 2" in note for note in found.notes)
    assert any("about nothing in SP 800-171" in note for note in found.notes)


def test_an_oscal_file_serves_a_policy() -> None:
    said = load_assessment(DATA / "assessment.oscal.json")
    found = load_policy("nist-800-171r2").evaluate([QUIET], said, said.assessed_at)
    assert found.status is Status.STALE  # the report is of a later day
    fresh = report(row("r"), at=said.assessed_at)
    found = load_policy("nist-800-171r2").evaluate([fresh], said, said.assessed_at)
    assert (found.status, found.not_met, found.met) == (Status.NON_COMPLIANT, 4, 2)
    assert found.score_max == 110 - 1 - 5 - 3 - 5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (('"findings"', '"nothing"'), "findings"),
        (('"results"', '"nothing"'), "results"),
        (('"end": "2026-05-04T10:00:00Z"', '"end": "yesterday"'), "results.end"),
        (('"rel": "system-security-plan"', '"rel": "other"'), "3.12.4"),
        (('"deadline": "2026-08-31T00:00:00Z"', '"deadline": "soon"'), "risks.deadline"),
        (('"target-id": "3.1.1_smt"', '"target-id": "3.1.99"'), "3.1.99"),
        (('"uuid"', '"version": "2", "version": "3", "uuid"'), "assessment-results.version"),
    ],
)
def test_an_oscal_file_with_a_mistake_is_refused_at_its_field(
    change: tuple[str, str], field: str
) -> None:
    text = (DATA / "assessment.oscal.json").read_text()
    assert change[0] in text
    assert _refused(text.replace(*change)) == field
