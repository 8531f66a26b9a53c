"""Keccak, SHA-256, and the words of 32 bytes that ``abi.encode`` writes."""

from __future__ import annotations

import hashlib

from eth_hash.auto import keccak as _keccak

from ais.errors import DigestInput
from ais.types import Bytes32

__all__ = ["address", "bytes32", "keccak256", "sha256", "uint"]


def keccak256(content: bytes) -> Bytes32:
    """Keccak-256 as the EVM computes it (not the later SHA3-256)."""
    return bytes(_keccak(content))


def sha256(content: bytes) -> Bytes32:
    """SHA-256: the name of a blob in a store, and the digest of an object."""
    return hashlib.sha256(content).digest()


def uint(field: str, value: int, bits: int) -> bytes:
    """A whole number of so many bits, as a word. Raises ``DigestInput``."""
    if not 0 <= value < 1 << bits:
        raise DigestInput(field=field, reason=f"does not fit into {bits} bits")
    return value.to_bytes(32, "big")


def bytes32(field: str, value: bytes) -> bytes:
    """Exactly 32 bytes. Raises ``DigestInput``."""
    if len(value) != 32:
        raise DigestInput(field=field, reason=f"has {len(value)} bytes, not 32")
    return value


def address(field: str, value: str) -> bytes:
    """An address, left-padded. Raises ``DigestInput``."""
    try:
        raw = bytes.fromhex(value.removeprefix("0x"))
    except ValueError:
        raw = b""
    if len(raw) != 20:
        raise DigestInput(field=field, reason="is not an address of 20 bytes")
    return raw.rjust(32, b"\0")
