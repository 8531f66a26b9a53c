"""The EIP-712 digest by which an operator signs a file of a pairing; only clients compute it."""

from __future__ import annotations

from ais.types import Address, Bytes32

from .words import address, bytes32, keccak256, uint

__all__ = ["pairing_file"]

_DOMAIN = keccak256(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
_TYPE = keccak256(b"PairingFile(bytes32 digest)")
_NAME = keccak256(b"AIS Pairing")
_VERSION = keccak256(b"1")


def pairing_file(*, chain_id: int, key_directory: Address, digest: Bytes32) -> Bytes32:
    """What an operator signs; ``digest``: SHA-256 of the RFC 8785 bytes without signature."""
    domain = keccak256(
        _DOMAIN
        + _NAME
        + _VERSION
        + uint("chain_id", chain_id, 256)
        + address("key_directory", key_directory)
    )
    return keccak256(b"\x19\x01" + domain + keccak256(_TYPE + bytes32("digest", digest)))
