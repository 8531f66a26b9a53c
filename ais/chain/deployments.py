"""The deployment file of a network: which chain, which contracts where, which token and stores.

Its digest is what a member pins. Node URLs and stores are not part of it: neither is trusted, and
either may change without the network being another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_utils.address import is_checksum_address

from ais import errors

__all__ = ["Deployment", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one contract stands: its address, the block it was created in, its ABI's digest."""

    address: str
    block: int
    abi_digest: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """One network. ``stores`` as configured, ``suite`` is ``hybrid`` or ``x25519``.

    ``finality_depth``: blocks that must stand on top of a block before it is acted on; 0 where
    blocks are final at once (QBFT, CometBFT).
    """

    chain_id: int
    genesis_hash: bytes
    name: str
    contracts: Mapping[str, Place]
    token: str
    suite: str = "hybrid"
    finality_depth: int = 0
    stores: tuple[Mapping[str, Any], ...] = ()
    rpc: tuple[str, ...] = field(default=(), repr=False)  # may hold a password

    @property
    def digest(self) -> bytes:
        """SHA-256 of what makes the network (all but ``stores`` and ``rpc``)."""
        content = self.to_json()
        del content["stores"], content["rpc"]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).digest()

    @property
    def first_block(self) -> int:
        """The earliest block that may hold an event of the contracts."""
        return min(place.block for place in self.contracts.values())

    def to_json(self) -> dict[str, Any]:
        """The content of the file."""
        return {
            "chainId": self.chain_id,
            "genesisHash": "0x" + self.genesis_hash.hex(),
            "name": self.name,
            "contracts": {
                name: {"address": p.address, "block": p.block, "abiDigest": p.abi_digest}
                for name, p in sorted(self.contracts.items())
            },
            "token": self.token,
            "suite": self.suite,
            "finalityDepth": self.finality_depth,
            "stores": [dict(store) for store in self.stores],
            "rpc": list(self.rpc),
        }

    def is_same_network(self, other: Deployment) -> bool:
        """Whether both name the same contracts of the same chain, whatever else they say."""
        mine, theirs = (
            [each.genesis_hash, *((name, p.address) for name, p in sorted(each.contracts.items()))]
            for each in (self, other)
        )
        return mine == theirs

    def save(self, path: Path) -> None:
        """Write the file."""
        path.write_text(json.dumps(self.to_json(), indent=2) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> Deployment:
        """Read the file. Raises ``DeploymentInvalid``."""
        try:
            return cls.from_json(json.loads(path.read_text("utf-8")))
        except OSError as error:
            raise errors.DeploymentInvalid(path=path, reason=error.strerror) from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise errors.DeploymentInvalid(path=path, reason=reason) from None

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Deployment:
        """The deployment in a file's content. Raises whatever a broken one makes raise."""
        places = {
            str(name): Place(_address(p["address"]), int(p["block"]), str(p["abiDigest"]))
            for name, p in content["contracts"].items()
        }
        genesis = bytes.fromhex(content["genesisHash"].removeprefix("0x"))
        if len(genesis) != 32 or not places:
            raise ValueError("genesisHash must have 32 bytes, contracts must not be empty")
        return cls(
            chain_id=int(content["chainId"]),
            genesis_hash=genesis,
            name=str(content["name"]),
            contracts=places,
            token=_address(content["token"]),
            suite=str(content.get("suite", "hybrid")),
            finality_depth=int(content.get("finalityDepth", 0)),
            stores=tuple(content.get("stores", ())),
            rpc=tuple(content.get("rpc", ())),
        )


def _address(text: str) -> str:
    if not is_checksum_address(text):
        raise ValueError(f"{text} is not a checksummed address")
    return text
