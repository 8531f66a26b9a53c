"""Checking secp256k1 signatures as the EVM's careful verifiers do: recover, compare, low s only.

Signatures are 65 bytes, ``r | s | v`` with v 27 or 28. Signing is done by the account
(``ais.crypto.keys``); here is only the door through which foreign signatures come in.
"""

from __future__ import annotations

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from ais.errors import SignatureRefused
from ais.types import Address, Bytes32

from .scalars import SECP256K1_ORDER

__all__ = ["SIGNATURE_BYTES", "recover", "verify", "verify_without_v"]

SIGNATURE_BYTES = 65


def recover(digest: Bytes32, signature: bytes) -> Address:
    """The account that signed ``digest``. Raises ``SignatureRefused``."""
    if len(digest) != 32:
        raise SignatureRefused(reason="is over a digest that does not have 32 bytes")
    if len(signature) != SIGNATURE_BYTES:
        raise SignatureRefused(reason=f"has {len(signature)} bytes, not {SIGNATURE_BYTES}")
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:64], "big")
    if signature[64] not in (27, 28):
        raise SignatureRefused(reason="has another v than 27 or 28")
    if not (0 < r < SECP256K1_ORDER and 0 < s < SECP256K1_ORDER):
        raise SignatureRefused(reason="has an r or s outside the curve's order")
    if s > SECP256K1_ORDER // 2:
        raise SignatureRefused(reason="has a high s, so anybody could have altered it")
    try:
        public_key = Signature(vrs=(signature[64] - 27, r, s)).recover_public_key_from_msg_hash(
            digest
        )
    except (BadSignature, ValidationError, ValueError):
        raise SignatureRefused(reason="belongs to no key") from None
    return Address(public_key.to_checksum_address())


def verify(digest: Bytes32, signature: bytes, signer: Address) -> None:
    """Raise ``SignatureRefused`` unless ``signer`` signed ``digest``."""
    if recover(digest, signature).lower() != signer.lower():
        raise SignatureRefused(reason="is another account's")


def verify_without_v(digest: Bytes32, signature: bytes, signer: Address) -> None:
    """The same for 64 bytes ``r | s``, as others write signatures: their v is one of two."""
    try:
        verify(digest, signature + b"\x1b", signer)
    except SignatureRefused:
        verify(digest, signature + b"\x1c", signer)
