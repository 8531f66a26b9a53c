"""What ships in ais/chain/abi is what contracts/ compiles to, with py-solc-x and with Ape."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from toolchain import EXPORT_ALSO

from ais.chain import artifacts
from tests.house.tree import ROOT, files

ABI = ROOT / "ais/chain/abi"
_METADATA = 53  # bytes of the compiler's note at the end: a hash, its version, a length


def _artifacts() -> dict[str, dict[str, object]]:
    return {path.stem: json.loads(path.read_text()) for path in files("ais/chain/abi", ".json")}


def test_the_export_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts/export.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_mock_is_shipped() -> None:
    mocks = {path.stem for path in (ROOT / "contracts/mocks").rglob("*.sol")}
    assert mocks & _artifacts().keys() == set()


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what Ape compiles: it leaves its state beside the sources."""
    folder = tmp_path_factory.mktemp("ape")
    for name in ("contracts", "ape-config.yaml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    return folder


def _run(folder: Path, *command: str) -> str:
    environment = os.environ | {"APE_DATA_FOLDER": str(folder / "ape")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ape_makes_the_same_bytecode(copied: Path) -> None:
    """Whole: Ape compiling only what changed would pass other settings."""
    _run(copied, str(Path(sys.executable).with_name("ape")), "compile", "--force")
    compiled = json.loads((copied / ".build/__local__.json").read_text())["contractTypes"]
    ours = {
        name: made
        for name, made in _artifacts().items()
        if name not in EXPORT_ALSO and not made["links"]  # those: see the next test
    }
    assert ours
    different = [
        name
        for name, made in ours.items()
        if compiled[name]["deploymentBytecode"]["bytecode"] != made["bytecode"]
    ]
    assert different == []


def test_ape_links_the_same_bytecode(copied: Path) -> None:
    """With the library's address known Ape makes our linked code, down to the metadata's hash.

    (It names the library in the compiler's settings, which the metadata speaks of.)
    """
    linked = {name for name, made in _artifacts().items() if made["links"]}
    assert linked == {"Group"}
    library, address = "PoseidonT3", "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    source = f"node_modules/poseidon-solidity/{library}.sol"
    script = str(ROOT / "tests/house/ape_linked.py")
    words = ("contracts/attestations/Group.sol", "Group", source, library, address)
    said = _run(copied, sys.executable, script, *words)

    theirs = bytes.fromhex(re.findall(r"^code 0x([0-9a-f]+)$", said, re.M)[0])
    ours = artifacts.load("Group")
    values = b"\0" * 64  # the constructor's
    code = ours.creation(*["0x" + "00" * 20] * 2, libraries={library: address})
    assert code.endswith(values)
    assert theirs[:-_METADATA] == code[: -_METADATA - len(values)]
    assert bytes.fromhex(address[2:]) in theirs


@pytest.mark.parametrize("name", sorted(EXPORT_ALSO))
def test_what_is_deployed_as_it_is_ships_too(name: str) -> None:
    assert name in _artifacts()


def test_no_contract_is_larger_than_a_chain_takes() -> None:
    """EIP-3860: creation code of at most 49,152 bytes (the runtime limit fails in every test)."""
    sizes = {name: len(str(made["bytecode"])) // 2 - 1 for name, made in _artifacts().items()}
    assert {name: size for name, size in sizes.items() if size > 49_152} == {}
