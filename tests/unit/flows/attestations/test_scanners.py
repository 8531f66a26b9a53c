"""A scanner's file of whatever content is read, or refused with the name of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ais.crypto.attestations import Scanner, ScannerKind
from ais.errors import FileUnusable, ScannerUnfit
from ais.flows.attestations.scanners import read_scanner

GOOD = {"kind": "ed25519", "key": "0x" + "11" * 32, "value": "22" * 64}


def written(folder: Path, content: object) -> Path:
    file = folder / "scanner.json"
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_kind_key_and_value_are_read(tmp_path: Path) -> None:
    found = read_scanner(written(tmp_path, GOOD))
    assert found == Scanner(ScannerKind.ED25519, b"\x11" * 32, b"\x22" * 64)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("[" * 200_000, "file"),
        ("[" * 2_000, "file"),
        (b"\x00\xff", "file"),
        ("", "file"),
        ("[]", "file"),
        ("NaN", "file"),
        (" " * 5_000, "file"),
        ({**GOOD, "more": "1"}, "file"),
        ({**GOOD, "kind": []}, "file"),
        ({**GOOD, "kind": {}}, "file"),
        ({**GOOD, "kind": None}, "file"),
        ({**GOOD, "key": 5}, "file"),
        ('{"kind": "ed25519", "key": "11", "key": "22", "value": "33"}', "file"),
        ({**GOOD, "kind": "rsa"}, "kind"),
        ('{"kind": "\\ud800", "key": "", "value": ""}', "file"),
        ({**GOOD, "key": "0xzz"}, "key"),
        ({**GOOD, "value": "0x1"}, "value"),
    ],
)
def test_what_is_none_is_refused_by_name(tmp_path: Path, content: object, field: str) -> None:
    with pytest.raises(ScannerUnfit) as caught:
        read_scanner(written(tmp_path, content))
    assert caught.value.field == field


def test_a_file_that_cannot_be_read_is_another_matter(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FileUnusable):
            read_scanner(path)
