"""Which errors the code of a contract's function can reach, read from the compiler's syntax tree.

Follows internal calls, modifiers, overrides and `super`, libraries, and calls through `I<Name>`
into the contract <Name>. It looks at no conditions: what it finds may be impossible, what it does
not find cannot happen. Left out: overflows and the like, and what a token reverts with.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import solcx
from toolchain import ROOT, VERSIONS, compiler_settings

__all__ = ["reachable"]

Node = dict[str, Any]
_CONTRACTS = ROOT / "contracts"


def reachable(contract: str) -> dict[str, set[str]]:
    """Names of the errors of every external function of a contract."""
    return _Tree.read().errors_of(contract)


class _Tree:
    """All nodes of all sources by their ids."""

    def __init__(self, sources: list[Node]) -> None:
        self._nodes = {node["id"]: node for source in sources for node in _walk(source)}
        self._contracts = {
            node["name"]: node
            for node in self._nodes.values()
            if node["nodeType"] == "ContractDefinition"
        }

    @classmethod
    @cache
    def read(cls) -> _Tree:
        """Compile, for the tree alone."""
        paths = [p.relative_to(ROOT).as_posix() for p in sorted(_CONTRACTS.rglob("*.sol"))]
        request = {
            "language": "Solidity",
            "sources": {path: {"content": (ROOT / path).read_text()} for path in paths},
            "settings": {**compiler_settings(), "outputSelection": {"*": {"": ["ast"]}}},
        }
        output = solcx.compile_standard(
            request, base_path=ROOT, allow_paths=[ROOT], solc_version=VERSIONS["solc"]
        )
        return cls([source["ast"] for source in output["sources"].values()])

    def errors_of(self, contract: str) -> dict[str, set[str]]:
        """By function; a constructor is called `constructor`."""
        found: dict[str, set[str]] = {}
        for function in self._functions(contract):
            if function["visibility"] in ("external", "public") or _is_constructor(function):
                name = function["name"] or "constructor"
                found.setdefault(name, set()).update(self._errors(contract, function, set()))
        return found

    def _functions(self, contract: str) -> Iterator[Node]:
        """Implemented functions of a contract and its bases, the most derived first."""
        for base in self._contracts[contract]["linearizedBaseContracts"]:
            for node in self._nodes[base]["nodes"]:
                if node["nodeType"] == "FunctionDefinition" and node["implemented"]:
                    yield node

    def _errors(self, contract: str, start: Node, seen: set[tuple[str, int]]) -> Iterator[str]:
        if (contract, start["id"]) in seen:
            return
        seen.add((contract, start["id"]))
        for node in _walk(start):
            if node["nodeType"] == "RevertStatement":
                yield self._nodes[node["errorCall"]["expression"]["referencedDeclaration"]]["name"]
            elif node["nodeType"] == "ModifierInvocation":
                yield from self._follow(contract, node["modifierName"], seen)
            elif node["nodeType"] == "FunctionCall":
                yield from self._follow(contract, node["expression"], seen)

    def _follow(self, contract: str, called: Node, seen: set[tuple[str, int]]) -> Iterator[str]:
        target = self._nodes.get(called.get("referencedDeclaration"))
        if target is None or target["nodeType"] not in ("FunctionDefinition", "ModifierDefinition"):
            return
        home = self._nodes[target["scope"]] if "scope" in target else None
        if home is not None and home.get("contractKind") == "interface":
            contract = home["name"][1:]
            if contract not in self._contracts:
                return  # a token's, the access manager's
        if called.get("expression", {}).get("name") != "super":
            target = self._override(contract, target)
        yield from self._errors(contract, target, seen)

    def _override(self, contract: str, target: Node) -> Node:
        """The implementation of a function that a contract has."""
        for function in self._functions(contract):
            if target["id"] in self._bases(function):
                return function
        return target

    def _bases(self, function: Node) -> set[int]:
        """The function and all that it overrides."""
        found = {function["id"]}
        for base in function.get("baseFunctions", ()):
            found |= self._bases(self._nodes[base])
        return found


def _is_constructor(function: Node) -> bool:
    return bool(function["kind"] == "constructor")


def _walk(node: Any) -> Iterator[Node]:
    if isinstance(node, dict):
        if "nodeType" in node and "id" in node:
            yield node
        for child in node.values():
            yield from _walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from _walk(child)
