"""What ships in ais/chain/abi is what contracts/ compiles to, with py-solc-x and with Ape."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from toolchain import EXPORT_ALSO

from tests.house.tree import ROOT, files

ABI = ROOT / "ais/chain/abi"


def _artifacts() -> dict[str, dict[str, object]]:
    return {path.stem: json.loads(path.read_text()) for path in files("ais/chain/abi", ".json")}


def test_the_export_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts/export.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_mock_is_shipped() -> None:
    mocks = {path.stem for path in (ROOT / "contracts/mocks").rglob("*.sol")}
    assert mocks & _artifacts().keys() == set()


def test_ape_makes_the_same_bytecode(tmp_path: Path) -> None:
    """In a copy, whole: Ape compiling only what changed would pass other settings."""
    for name in ("contracts", "ape-config.yaml"):
        target = tmp_path / name
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    command = [str(Path(sys.executable).with_name("ape")), "compile", "--force"]
    environment = os.environ | {"APE_DATA_FOLDER": str(tmp_path / "ape")}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr

    compiled = json.loads((tmp_path / ".build/__local__.json").read_text())["contractTypes"]
    ours = {name: made for name, made in _artifacts().items() if name not in EXPORT_ALSO}
    assert ours
    different = [
        name
        for name, made in ours.items()
        if compiled[name]["deploymentBytecode"]["bytecode"] != made["bytecode"]
    ]
    assert different == []


@pytest.mark.parametrize("name", sorted(EXPORT_ALSO))
def test_what_is_deployed_as_it_is_ships_too(name: str) -> None:
    assert name in _artifacts()


def test_no_contract_is_larger_than_a_chain_takes() -> None:
    """EIP-3860: creation code of at most 49,152 bytes (the runtime limit fails in every test)."""
    sizes = {name: len(str(made["bytecode"])) // 2 - 1 for name, made in _artifacts().items()}
    assert {name: size for name, size in sizes.items() if size > 49_152} == {}
