"""Who may import whom in Python, beyond the layers that import-linter holds (pyproject.toml)."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.tree import ROOT, python_modules, relative

#: third-party package -> the only places of ais/ that may import it
MONOPOLIES = {
    "web3": ("ais/chain/",),
    "eth_account": ("ais/chain/", "ais/crypto/"),
    "eth_keys": ("ais/chain/", "ais/crypto/"),
    "eth_keyfile": ("ais/crypto/",),
    "eth_abi": ("ais/chain/", "ais/digests/"),
    "eth_hash": ("ais/digests/",),
    "cryptography": ("ais/crypto/",),
    "coincurve": (),
    "stix2validator": ("ais/stix/",),
    "stix2patterns": ("ais/stix/",),
    "rfc8785": ("ais/compliance/", "ais/crypto/", "ais/stix/"),
    "click": ("ais/cli/",),
    "rich": ("ais/cli/",),
    "aiohttp": ("ais/relay/",),
    "requests": ("ais/network/",),
    "sqlite3": ("ais/sqlite.py", "ais/journal/", "ais/index/", "ais/relay/"),
    "yaml": ("ais/compliance/",),
    "numpy": ("ais/economics/",),
    "scipy": ("ais/economics/",),
    "nashpy": ("ais/economics/",),
    "matplotlib": ("ais/economics/",),
    "ape": (),
    "solcx": (),
    "pytest": (),
}


#: Imported but not asked for by name: what `web3` and `eth-account` are made of and whose types
#: they take and return, so that another version than theirs would be wrong.
TAKEN_WITH_WEB3 = {"eth_abi", "eth_keyfile", "eth_keys", "eth_typing", "eth_utils"}


def imported(source: str) -> set[str]:
    """Top-level names of the packages that a module imports, wherever it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_every_imported_package_is_asked_for_by_name() -> None:
    """What comes only with another package may go with it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[^A-Za-z0-9-]", line)[0] for line in project["dependencies"]}
    owners, missing = packages_distributions(), set()
    for path in python_modules():
        known = {"ais", *sys.stdlib_module_names, *TAKEN_WITH_WEB3}
        for package in imported(path.read_text()) - known:
            if asked.isdisjoint(name.lower() for name in owners.get(package, ())):
                missing.add(f"{relative(path)}: {package}")
    assert missing == set()


def trespassers(package: str, sources: dict[str, str]) -> list[str]:
    """Modules that import a package without being among those that may."""
    allowed = MONOPOLIES[package]
    return [
        name
        for name, source in sources.items()
        if package in imported(source) and not name.startswith(tuple(allowed))
    ]


@pytest.mark.parametrize("package", sorted(MONOPOLIES))
def test_a_library_is_known_to_one_place_only(package: str) -> None:
    sources = {relative(path): path.read_text() for path in python_modules()}
    assert trespassers(package, sources) == []


def test_an_import_inside_a_function_is_seen() -> None:
    planted = {"ais/cli/main.py": "def f():\n    from web3.auto import w3\n    return w3\n"}
    assert trespassers("web3", planted) == ["ais/cli/main.py"]


def test_every_package_folder_is_a_package() -> None:
    """A folder without `__init__` would be outside of what import-linter sees."""
    folders: set[Path] = {path.parent for path in python_modules()}
    assert [relative(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []
