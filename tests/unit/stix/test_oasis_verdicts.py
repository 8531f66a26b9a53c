"""Our verdicts are those of the OASIS tools; where they differ, the reason stands here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ais.stix import Checked

DATA = Path(__file__).parents[2] / "data" / "stix"
PUBLISHED = Path(__file__).parents[3] / "examples" / "data"
VALIDATION = json.loads((DATA / "validation-cases.json").read_text())["cases"]
PATTERNS = json.loads((DATA / "patterns" / "syntax-cases.json").read_text())["cases"]
VERDICTS = json.loads((DATA / "validator-verdicts.json").read_text())["files"]

OURS_ALONE = {"reference-missing", "reference-refused", "same-id-conflict", "reference-cycle"}
"""What one object cannot show and the OASIS validator does not ask: objects among each other."""

OTHER_REASONS = {
    "sco-examples-bundle.json": "a bare list: the recorded verdict looks at no object of it, and"
    " three have a payload that the same validator refuses in two other files",
}
SHORT_TYPES = ("[x:", "[x_whatever:")
"""Valid as syntax; inside an indicator the validator wants type names of three letters, no '_'."""

Check = Callable[..., Checked]


def file_of(name: str) -> Path:
    here = DATA / name
    return here if here.exists() else PUBLISHED / name


def is_2_0(file: Path) -> bool:
    try:
        bundle = json.loads(file.read_bytes())
    except ValueError:
        return False
    return isinstance(bundle, dict) and bundle.get("spec_version") == "2.0"


FILES = sorted(name for name in VERDICTS if file_of(name).exists())


@pytest.mark.parametrize("number", range(len(VALIDATION)))
def test_each_case_of_the_validator_has_its_verdict(number: int, checked: Check) -> None:
    """Objects of the validator's own tests: valid or not by the rules that STIX calls MUST."""
    case = VALIDATION[number]
    result = checked(case["input"], path="case.json")
    assert result.has_refusals is not case["valid_default"], (case["test"], result.refused)


@pytest.mark.parametrize("case", PATTERNS, ids=lambda case: case["pattern"][:40])
def test_each_pattern_has_its_verdict(
    case: dict[str, Any], indicator: Callable[..., dict[str, Any]], checked: Check
) -> None:
    """Patterns of the pattern validator's own tests, each inside an indicator."""
    result = checked(indicator(pattern=case["pattern"]))
    if case["valid"] and case["pattern"].startswith(SHORT_TYPES):
        (refusal,) = result.refused
        assert "not a valid observable type name" in refusal.message
    else:
        assert result.has_refusals is not case["valid"]
        assert all(entry.code == "stix-pattern" for entry in result.refused)


@pytest.mark.parametrize("name", FILES)
def test_each_published_file_has_its_verdict(name: str, checked: Check) -> None:
    """Published files: refused objects are those that OASIS refuses, and what leans on them."""
    file = file_of(name)
    verdict = VERDICTS[name]
    result = checked(file.read_bytes(), path=file.name)
    if is_2_0(file):
        assert [entry.code for entry in result.refused] == ["input-stix-version"]
    elif name in OTHER_REASONS:
        assert result.has_refusals is verdict["valid"]
    else:
        by_rules = [entry for entry in result.refused if entry.code not in OURS_ALONE]
        assert bool(by_rules) is not verdict["valid"], by_rules
        named = {eg.partition(": ")[0] for eg in verdict["eg"] if "--" in eg.partition(": ")[0]}
        assert named <= {entry.id for entry in result.refused}


def test_nothing_recorded_is_left_out_by_accident() -> None:
    """The files of the repository are most of those with a verdict, and all kinds of them."""
    assert len(VALIDATION) == 363
    assert len(PATTERNS) == 58
    assert len(FILES) > 130
    assert {name.partition("/")[0] for name in FILES} >= {
        "idioms",
        "oasis-examples",
        "spyware",
        "versions",
    }


@pytest.mark.parametrize(
    ("earlier", "later", "in_order"),
    [
        ("2024-01-01T00:00:48Z", "2024-01-01T00:00:48.5Z", True),
        ("2024-01-01T00:00:48.5Z", "2024-01-01T00:00:48Z", False),
        ("2024-01-01T00:00:48.000Z", "2024-01-01T00:00:48Z", False),
        ("2024-01-01T00:00:48.10Z", "2024-01-01T00:00:48.1Z", False),
        ("2024-01-01T00:00:48.09Z", "2024-01-01T00:00:48.1Z", True),
        ("2024-01-01T00:00:48.000123Z", "2024-01-01T00:00:48.000Z", False),
    ],
)
def test_times_compare_as_times(
    earlier: str, later: str, in_order: bool, indicator: Callable[..., Any], checked: Check
) -> None:
    """Fractions of a second of any length compare by value, which the pinned release gets wrong."""
    result = checked(indicator(valid_from=earlier, valid_until=later))
    assert [entry.path for entry in result.refused] == ([] if in_order else ["valid_until"])
