"""Stages that run side by side do not write into each other's folders."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from stages import STAGES

from tests.house.tree import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the linter reads, and nothing that was compiled."""
    shutil.copy(ROOT / "foundry.toml", tmp_path)
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    for name in ("node_modules", ".toolchain"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_the_linter_leaves_alone_what_forge_compiles_for_its_tests(checkout: Path) -> None:
    """It compiles too, without bytecode, while `forge test` reads and writes its artefacts."""
    command = STAGES["forge-lint"].command
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (checkout / ".build").iterdir()} == {"lint"}
