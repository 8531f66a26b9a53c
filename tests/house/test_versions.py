"""One place for versions: `[tool.ais.toolchain]` of pyproject.toml; whoever repeats them agrees."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest
import yaml
from toolchain import REMAPPINGS, VERSIONS

from tests.house.tree import ROOT, files, relative

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def _requirements(name: str) -> dict[str, str]:
    """Pinned name -> version of a lock, of Python 3.11."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pins = re.findall(r"^([a-z0-9-]+)==([^\s;]+)(?: ; (.*?))? \\$", text, flags=re.M)
    newer = re.compile(r"python_full_version >= '3\.1[2-9]'")
    return {name: version for name, version, marker in pins if not newer.search(marker)}


def test_forge_compiles_with_the_pinned_settings() -> None:
    profile = tomllib.loads((ROOT / "foundry.toml").read_text())["profile"]["default"]
    assert profile["solc"] == f".toolchain/solc/solc-v{VERSIONS['solc']}"
    assert profile["evm_version"] == VERSIONS["evm"]
    assert (profile["optimizer"], profile["optimizer_runs"]) == (True, VERSIONS["optimizer_runs"])
    assert profile["via_ir"] is False
    assert profile["remappings"] == ["=".join(each) for each in REMAPPINGS]


def test_the_canary_compiles_for_the_same_machine() -> None:
    text = (ROOT / "tests/house/canary/foundry.toml").read_text()
    assert tomllib.loads(text)["profile"]["default"]["evm_version"] == VERSIONS["evm"]


def test_ape_compiles_with_the_pinned_settings_and_starts_the_same_machine() -> None:
    config: dict[str, Any] = yaml.safe_load((ROOT / "ape-config.yaml").read_text())
    assert config["solidity"] == {
        "version": VERSIONS["solc"],
        "evm_version": VERSIONS["evm"],
        "optimize": True,
        "optimization_runs": VERSIONS["optimizer_runs"],
        "import_remapping": ["=".join(each) for each in REMAPPINGS],
    }
    assert config["foundry"]["evm_version"] == VERSIONS["evm"]
    plugins = {f"ape-{p['name']}": p["version"] for p in config["plugins"]}
    assert plugins == {name: _requirements("dev")[name] for name in plugins}


def test_npm_brings_the_pinned_tools() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["devDependencies"] | package["optionalDependencies"]
    assert wanted["solc"] == VERSIONS["solc"]
    assert wanted["@openzeppelin/contracts"] == VERSIONS["openzeppelin"]
    foundry = {v for name, v in wanted.items() if name.startswith("@foundry-rs/")}
    assert foundry == {VERSIONS["foundry"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.mark.parametrize("folder", ["contracts", "tests"])
def test_every_pragma_names_the_pinned_compiler(folder: str) -> None:
    wrong = [
        relative(path)
        for path in files(folder, ".sol")
        if re.findall(r"^pragma solidity ([^;]+);", path.read_text(), flags=re.M)
        != [VERSIONS["solc"]]
    ]
    assert wrong == []


def test_the_shipped_bytecode_was_made_with_the_pinned_settings() -> None:
    made = {
        json.dumps(json.loads(p.read_text())["compiler"]) for p in files("ais/chain/abi", ".json")
    }
    (compiler,) = map(json.loads, made)
    assert compiler.pop("solc").partition("+")[0] == VERSIONS["solc"]
    assert compiler == {"evm": VERSIONS["evm"], "optimizerRuns": VERSIONS["optimizer_runs"]}


def test_the_client_asks_for_what_its_lock_holds() -> None:
    asked = {line.split("#")[0].strip() for line in _lines("client.in")} - {""}
    declared = {line.replace("'", '"') for line in PROJECT["project"]["dependencies"]}
    assert asked == declared


def test_both_environments_hold_the_same_client() -> None:
    client, dev = _requirements("client"), _requirements("dev")
    assert {name: (v, dev.get(name)) for name, v in client.items() if dev.get(name) != v} == {}


@pytest.mark.parametrize("name", ["build", "client", "dev", "node"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.M)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def _lines(name: str) -> list[str]:
    return (ROOT / "requirements" / name).read_text().splitlines()
