"""The document on input says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from ais.stix import CODES, Limits

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "input.md").read_text("utf-8")


def test_every_code_stands_in_the_document() -> None:
    """Codes, reasons and next steps are those of the code, row by row."""
    for code, (why, what_to_do) in CODES.items():
        assert f"| `{code}` | {why} | {what_to_do} |" in TEXT


def test_codes_and_their_list_are_one() -> None:
    """No module refuses with a code that the list does not know, and the list has no others."""
    modules = [path for path in (ROOT / "ais/stix").glob("*.py") if path.name != "results.py"]
    modules.append(ROOT / "ais/jsontext.py")
    sources = "".join(path.read_text("utf-8") for path in modules)
    kinds = "json|list|marking|object|pattern|reference|same|stix"
    given = set(re.findall(rf'"((?:{kinds})-[a-z-]+)"', sources))
    formats_and_types = {"stix-bundle", "stix-object", "stix-list", "marking-definition"}
    assert given - formats_and_types == set(CODES)


def test_the_limits_are_the_defaults() -> None:
    """Figures in the document are those of ``Limits``."""
    limits = Limits()
    for figure in (limits.json_values, limits.objects, limits.lines, limits.pattern_characters):
        assert f"{figure:,}" in TEXT
    assert f"{limits.file_bytes // 2**20} MiB a file" in TEXT
