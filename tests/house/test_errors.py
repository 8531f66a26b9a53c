"""Every error of a contract has a class of ours, and every class a row in docs/errors.md."""

from __future__ import annotations

import json
import keyword
import re
from typing import Any

from ais import errors
from ais.chain.reverts import FOREIGN
from tests.house.tree import ROOT, files, solidity_code

#: Errors without a class, and why.
UNMAPPED = {"TestTokenNotMinter": "play money of local networks; its deployer alone calls it"}


def _abi_errors() -> dict[str, list[str]]:
    """Error name -> its arguments in snake_case, of all contracts that ship."""
    found: dict[str, list[str]] = {}
    for path in files("ais/chain/abi", ".json"):
        for entry in json.loads(path.read_text())["abi"]:
            if entry["type"] == "error":
                found[entry["name"]] = [_snake(item["name"]) for item in entry["inputs"]]
    return found


def _snake(name: str) -> str:
    word = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).strip("_").lower()
    return word + "_" if keyword.iskeyword(word) else word


def _own() -> set[str]:
    """Names of the errors that our sources declare."""
    text = "\n".join(solidity_code(path.read_text()) for path in files("contracts", ".sol"))
    return set(re.findall(r"\berror\s+(\w+)\s*\(", text))


def _classes() -> dict[str, type[errors.AisError]]:
    found: dict[str, Any] = {name: getattr(errors, name) for name in errors.__all__}
    return {
        n: k for n, k in found.items() if isinstance(k, type) and issubclass(k, errors.AisError)
    }


def test_every_error_of_our_contracts_has_its_class_with_the_same_fields() -> None:
    wrong = {}
    for name, arguments in sorted(_abi_errors().items()):
        if name in _own() and name not in UNMAPPED:
            kind = getattr(errors, name, None)
            fields = list(kind.fields) if kind is not None else None
            if fields != arguments:
                wrong[name] = {"contract": arguments, "class": fields}
    assert wrong == {}


def test_every_error_of_openzeppelin_maps_to_one_of_ours() -> None:
    foreign = _abi_errors().keys() - _own()
    assert foreign
    assert [name for name in sorted(foreign) if not name.startswith(tuple(FOREIGN))] == []


def test_every_code_is_kebab_case_and_means_one_error() -> None:
    codes = [kind.code for kind in _classes().values()]
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_every_error_says_why_and_what_to_do_and_stands_in_the_docs() -> None:
    page = (ROOT / "docs/errors.md").read_text()
    silent = [name for name, kind in _classes().items() if not (kind.why and kind.what_to_do)]
    rows = {name: f"| `{kind.code}` | `{name}` |" for name, kind in _classes().items()}
    assert silent == []
    assert [name for name, row in rows.items() if row not in page] == []


def test_errors_import_nothing_of_ais() -> None:
    """But each other."""
    for path in files("ais/errors", ".py"):
        assert re.findall(r"^\s*(?:from|import)\s+ais\b(?!\.errors)", path.read_text(), re.M) == []
