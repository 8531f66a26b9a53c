"""The real files of the tests by name, unpacked where they are kept packed."""

from __future__ import annotations

import lzma
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "data/compliance"


def real(name: str) -> bytes:
    """The bytes of a file of ``tests/data/compliance``, as its source has them."""
    plain = FOLDER / name
    return plain.read_bytes() if plain.is_file() else lzma.decompress(packed(name).read_bytes())


def packed(name: str) -> Path:
    return FOLDER / f"{name}.xz"


def names() -> list[str]:
    """All of them; what policies are tested with is no scanner's file."""
    files = (str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*") if file.is_file())
    return sorted(name.removesuffix(".xz") for name in files if not name.startswith("policies/"))
