"""The contracts' ABIs and bytecode that ship inside the package; written by ``scripts/export``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from eth_utils.address import is_address

from ais import errors

from .codec import Function, encode_values, functions, types_of

__all__ = ["Artifact", "load", "names"]

_ADDRESS_BYTES = 20
_PLACEHOLDER = re.compile(r"__\$[0-9a-f]{34}\$__")  # as wide as an address in hex


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract.

    ``links``: library -> where its address stands in the creation code, in bytes; there it is zero.
    """

    name: str
    abi: Sequence[Mapping[str, Any]]
    bytecode: bytes  # creation code
    abi_digest: str  # SHA-256 of the ABI's sorted JSON, hex
    links: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def functions(self) -> dict[str, Function]:
        """Functions by name."""
        return functions(self.abi)

    def creation(self, *arguments: Any, libraries: Mapping[str, str] | None = None) -> bytes:
        """Creation code with its libraries' addresses and its constructor's arguments.

        Raises ``ArtifactLinks`` where a library is missing, or is none of this contract.
        """
        inputs = [entry["inputs"] for entry in self.abi if entry["type"] == "constructor"]
        code = self._linked(libraries or {})
        return code + encode_values(types_of(inputs[0]) if inputs else (), arguments)

    def _linked(self, libraries: Mapping[str, str]) -> bytes:
        if missing := self.links.keys() - libraries.keys():
            raise errors.ArtifactLinks(self.name, f"the address of {min(missing)} is missing")
        if surplus := libraries.keys() - self.links.keys():
            raise errors.ArtifactLinks(self.name, f"it is not linked to {min(surplus)}")
        code = bytearray(self.bytecode)
        for library, offsets in self.links.items():
            address = libraries[library]
            if not is_address(address) or int(address, 16) == 0:
                raise errors.ArtifactLinks(self.name, f"{library} has no address")
            for offset in offsets:
                code[offset : offset + _ADDRESS_BYTES] = bytes.fromhex(address.removeprefix("0x"))
        return bytes(code)


@cache
def load(name: str) -> Artifact:
    """The artifact of a contract. Raises ``ArtifactMissing``, ``ArtifactLinks``."""
    try:
        text = resources.files("ais.chain").joinpath("abi", f"{name}.json").read_text("utf-8")
    except OSError:
        raise errors.ArtifactMissing(contract=name) from None
    return parse(name, json.loads(text))


def parse(name: str, content: Mapping[str, Any]) -> Artifact:
    """The artifact in the JSON that ``scripts/export`` writes. Raises ``ArtifactLinks``."""
    links = {library: tuple(offsets) for library, offsets in content.get("links", {}).items()}
    return Artifact(
        name=name,
        abi=content["abi"],
        bytecode=_unlinked(name, content["bytecode"].removeprefix("0x"), links),
        abi_digest=digest_of(content["abi"]),
        links=links,
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


def _unlinked(name: str, text: str, links: Mapping[str, Sequence[int]]) -> bytes:
    """Creation code with zeroes for placeholders: each is where it was said, one text a library."""
    marks: dict[int, str] = {m.start(): m.group() for m in _PLACEHOLDER.finditer(text)}
    said = [2 * offset for offsets in links.values() for offset in offsets]
    if sorted(said) != sorted(marks):
        raise errors.ArtifactLinks(name, "placeholders are not where libraries are linked")
    texts = [{marks[2 * offset] for offset in offsets} for offsets in links.values()]
    if any(len(each) != 1 for each in texts) or len(set().union(*texts)) != len(texts):
        raise errors.ArtifactLinks(name, "a placeholder stands for another library")
    try:
        return bytes.fromhex(_PLACEHOLDER.sub("00" * _ADDRESS_BYTES, text))
    except ValueError:
        raise errors.ArtifactLinks(name, "its creation code is not hexadecimal") from None
