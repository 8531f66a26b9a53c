"""What the house tests look at: the files of the repository, as git knows them."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

from toolchain import ROOT

__all__ = ["ROOT", "files", "python_modules", "relative", "solidity_code"]


@cache
def _all() -> tuple[Path, ...]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    found = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file()))


def files(folder: str, suffix: str) -> list[Path]:
    """All files below a folder with a suffix; fails where there are none: no rule is empty."""
    found = [p for p in _all() if p.is_relative_to(ROOT / folder) and p.name.endswith(suffix)]
    assert found, f"no {suffix} below {folder or 'the checkout'}: this rule would hold for nothing"
    return found


def python_modules() -> list[Path]:
    """The modules of the package."""
    return files("ais", ".py")


def relative(path: Path) -> str:
    """The path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()


def solidity_code(source: str) -> str:
    """The source without comments; lines stay where they are."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), source, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)
