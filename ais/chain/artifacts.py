"""The contracts' ABIs and bytecode that ship inside the package; written by ``scripts/export``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ais import errors

from .codec import Function, encode_values, functions, types_of

__all__ = ["Artifact", "load", "names"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract."""

    name: str
    abi: Sequence[Mapping[str, Any]]
    bytecode: bytes  # creation code
    abi_digest: str  # SHA-256 of the ABI's sorted JSON, hex

    def functions(self) -> dict[str, Function]:
        """Functions by name."""
        return functions(self.abi)

    def creation(self, *arguments: Any) -> bytes:
        """Creation code with its constructor's arguments."""
        inputs = [entry["inputs"] for entry in self.abi if entry["type"] == "constructor"]
        return self.bytecode + encode_values(types_of(inputs[0]) if inputs else (), arguments)


@cache
def load(name: str) -> Artifact:
    """The artifact of a contract. Raises ``ArtifactMissing``."""
    try:
        text = resources.files("ais.chain").joinpath("abi", f"{name}.json").read_text("utf-8")
    except OSError:
        raise errors.ArtifactMissing(contract=name) from None
    return parse(name, json.loads(text))


def parse(name: str, content: Mapping[str, Any]) -> Artifact:
    """The artifact in the JSON that ``scripts/export`` writes."""
    return Artifact(
        name=name,
        abi=content["abi"],
        bytecode=bytes.fromhex(content["bytecode"].removeprefix("0x")),
        abi_digest=digest_of(content["abi"]),
    )


@cache
def names() -> tuple[str, ...]:
    """Names of all artifacts, sorted."""
    folder = resources.files("ais.chain").joinpath("abi")
    if not folder.is_dir():
        return ()
    found = [entry.name for entry in folder.iterdir() if entry.name.endswith(".json")]
    return tuple(sorted(name.removesuffix(".json") for name in found))


def digest_of(abi: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of an ABI, hex: of its JSON with sorted keys and no spaces."""
    text = json.dumps(abi, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
