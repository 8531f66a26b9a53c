"""Maps are data with a source, a licence and a digest, and lead where their sources say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ais.compliance import maps
from ais.compliance.assessment import REQUIREMENTS
from ais.compliance.maps import MAPS, about, control_of, requirements_of, requirements_of_rule
from ais.compliance.policies import BUILT_IN, load_policy
from ais.errors import ComplianceDataDamaged
from tests.house.tree import ROOT

FOLDER = ROOT / "ais/compliance/maps"


@pytest.mark.parametrize("name", MAPS)
def test_a_map_says_where_it_comes_from(name: str) -> None:
    said = about(name)
    assert {"title", "source", "licence", "revision", "changes", "source_sha256"} <= said.keys()
    for word in said["licence"].split():
        if word.startswith("LICENSES/"):
            assert (FOLDER / word).is_file()


def test_policies_name_the_maps_that_they_use_by_digest() -> None:
    for name in set(BUILT_IN) - {"all-rules"}:
        assert load_policy(name).document["maps"] == {each: maps.map_digest(each) for each in MAPS}


def test_a_map_with_another_row_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (FOLDER / "scubagear-to-800-53.json").read_text()
    assert '"CM-7"' in text
    (tmp_path / "scubagear-to-800-53.json").write_text(text.replace('"CM-7"', '"AC-7"', 1))
    monkeypatch.setattr(maps.resources, "files", lambda _: tmp_path)
    with pytest.raises(ComplianceDataDamaged):
        maps._load.__wrapped__("scubagear-to-800-53")


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("AC-2", "AC-2"),
        ("ac-2", "AC-2"),
        ("AC-02", "AC-2"),
        ("AC-2 (3) (d)", "AC-2(3)"),
        ("AC-2(12)", "AC-2(12)"),
        ("ac-6.1", "AC-6(1)"),
        ("ac-2_smt.a", "AC-2"),
        ("AC-1 a 1 (a)", "AC-1"),
        ("IA-5c", "IA-5"),
        ("SC-7(10)(a)", "SC-7(10)"),
        ("IA-5 (1) (c)", "IA-5(1)"),
        ("Rev_4", None),
        ("unmapped", None),
        ("", None),
    ],
)
def test_controls_are_brought_into_one_form(text: str, control: str | None) -> None:
    assert control_of(text) == control


@pytest.mark.parametrize(
    ("scheme", "identifier", "wanted"),
    [
        ("cci", "CCI-000366", {"3.4.1", "3.4.2"}),
        ("cci", "000366", {"3.4.1", "3.4.2"}),
        ("cci", "CCI-000044", {"3.1.8"}),
        ("cci", "CCI-999999", set()),
        ("cci", "V-366", set()),
        ("800-53", "AC-7", {"3.1.8"}),
        ("800-53", "IA-5(1)", {"3.5.7", "3.5.8", "3.5.9", "3.5.10"}),
        ("800-53", "SI-2", {"3.14.1", "3.14.2", "3.14.3"}),
        ("800-53", "SR-11", set()),
        ("800-171", "3.13.16", {"3.13.16"}),
        ("800-171", "3.13.17", set()),
        ("cce", "CCE-80644-8", set()),
    ],
)
def test_where_identifiers_lead(scheme: str, identifier: str, wanted: set[str]) -> None:
    assert requirements_of(scheme, identifier) == wanted


def test_an_enhancement_never_counts_for_its_base_control() -> None:
    assert requirements_of("800-53", "AC-2") == {"3.1.1", "3.1.2"}
    assert requirements_of("800-53", "AC-2(12)") == set()


def test_every_requirement_but_the_security_plan_is_reached_by_some_control() -> None:
    rows = json.loads((FOLDER / "800-53-to-800-171.json").read_text())["rows"]
    reached = {
        n for controls in rows.values() for c in controls for n in requirements_of("800-53", c)
    }
    assert set(REQUIREMENTS) - reached == {"3.12.4"}


def test_policies_of_scubagear_lead_through_controls_that_both_revisions_have() -> None:
    """MS.AAD.2.1v1 names AC-2(12) and (13) alone, which SP 800-171 does not draw on."""
    assert requirements_of_rule("MS.AAD.7.6v1") == {"3.1.5"}
    assert requirements_of_rule("MS.EXO.3.1v1") == {"3.13.8"}
    assert requirements_of_rule("MS.AAD.2.1v1") == set()
    assert requirements_of_rule("MS.AAD.7.6v2") == set()
