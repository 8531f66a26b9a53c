"""Key encapsulation: HPKE (RFC 9180, base mode, one shot) to one recipient, in two suites.

``HYBRID`` joins ML-KEM-768 and X25519 as X-Wing does and is serialised as X-Wing does: private key
a 32-byte seed that SHAKE256 stretches to 64 bytes for ML-KEM and 32 for X25519, public key
1,184 | 32 bytes. ``X25519`` is DHKEM(X25519, HKDF-SHA256). Both run HKDF-SHA256 and AES-256-GCM.

No sender is authenticated here: whoever knows a public key can seal to it. What is sealed is
believed only after it fits a commitment that stands on chain.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import Suite as _HpkeSuite

from ais.errors import KeyRefused
from ais.types import Suite

from .secret import Secret

__all__ = [
    "ENCAPSULATED_BYTES",
    "PUBLIC_KEY_BYTES",
    "KemPrivateKey",
    "KemPublicKey",
    "agree",
    "encapsulate",
    "open_raw",
    "throwaway",
]

PUBLIC_KEY_BYTES: Mapping[Suite, int] = MappingProxyType({Suite.HYBRID: 1216, Suite.X25519: 32})
#: What HPKE puts before the ciphertext.
ENCAPSULATED_BYTES: Mapping[Suite, int] = MappingProxyType({Suite.HYBRID: 1120, Suite.X25519: 32})

_FIELD_PRIME = 2**255 - 19
_HPKE: Mapping[Suite, _HpkeSuite] = {
    Suite.HYBRID: _HpkeSuite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
    Suite.X25519: _HpkeSuite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
}


class KemPublicKey:
    """A public key to seal to. Raises ``KeyRefused`` for bytes that are no safe key."""

    __slots__ = ("_key", "raw", "suite")

    def __init__(self, suite: Suite, raw: bytes) -> None:
        if len(raw) != PUBLIC_KEY_BYTES[suite]:
            expected = PUBLIC_KEY_BYTES[suite]
            raise KeyRefused(field="public key", reason=f"has {len(raw)} bytes, not {expected}")
        self.suite = suite
        self.raw = bytes(raw)
        curve = _safe_point(self.raw[-32:])
        self._key: X25519PublicKey | MLKEM768X25519PublicKey = curve
        if suite is Suite.HYBRID:
            self._key = MLKEM768X25519PublicKey(_lattice_key(self.raw[:-32]), curve)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, KemPublicKey):
            return NotImplemented
        return self.suite is other.suite and self.raw == other.raw

    def __hash__(self) -> int:
        return hash((self.suite, self.raw))

    def __repr__(self) -> str:
        return f"<{self.suite.name} public key {self.raw[-4:].hex()}>"


class KemPrivateKey:
    """A private key, made from its 32-byte seed; making one costs more than an opening: keep it."""

    __slots__ = ("_hpke", "_key", "public", "suite")

    def __init__(self, suite: Suite, seed: Secret) -> None:
        if len(seed) != 32:
            raise KeyRefused(field="private key", reason=f"has {len(seed)} bytes, not 32")
        self.suite = suite
        self._hpke = _HPKE[suite]
        self._key: X25519PrivateKey | MLKEM768X25519PrivateKey
        if suite is Suite.X25519:
            curve = X25519PrivateKey.from_private_bytes(seed.reveal())
            self._key, raw = curve, b""
        else:
            stretched = hashlib.shake_256(seed.reveal()).digest(96)
            lattice = MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
            curve = X25519PrivateKey.from_private_bytes(stretched[64:])
            self._key = MLKEM768X25519PrivateKey(lattice, curve)
            raw = lattice.public_key().public_bytes_raw()
        self.public = KemPublicKey(suite, raw + curve.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"<{self.suite.name} private key of {self.public!r}>"


def encapsulate(recipient: KemPublicKey, info: bytes, plaintext: bytes) -> bytes:
    """HPKE ``SealBase``: encapsulated key and ciphertext; the randomness is the library's own."""
    return _HPKE[recipient.suite].encrypt(plaintext, recipient._key, info=info)


def open_raw(key: KemPrivateKey, info: bytes, sealed: bytes | memoryview) -> bytes | None:
    """HPKE ``OpenBase``: the plaintext, or ``None``; callers name the error."""
    try:
        return key._hpke.decrypt(sealed, key._key, info=info)
    except (InvalidTag, ValueError):
        return None  # a low-order point ends here too


def agree(own: KemPrivateKey, other: KemPublicKey) -> Secret:
    """X25519 (RFC 7748) of two agreement keys. Raises ``KeyRefused`` for a key of another suite.

    Both ends get the same 32 bytes; low-order points were refused when the public key was made.
    """
    if not isinstance(own._key, X25519PrivateKey) or not isinstance(other._key, X25519PublicKey):
        raise KeyRefused(field="agreement key", reason="is no X25519 key")
    return Secret(own._key.exchange(other._key))


def throwaway(suite: Suite) -> KemPublicKey:
    """Make a public key that nobody can open for: its private half is forgotten at once."""
    return KemPrivateKey(suite, Secret(os.urandom(32))).public


def _safe_point(raw: bytes) -> X25519PublicKey:
    if int.from_bytes(raw, "little") >= _FIELD_PRIME:
        raise KeyRefused(field="public key", reason="is no canonical X25519 point")
    point = X25519PublicKey.from_public_bytes(raw)
    try:
        _PROBE.exchange(point)
    except ValueError:
        raise KeyRefused(field="public key", reason="is an X25519 point of low order") from None
    return point


def _lattice_key(raw: bytes) -> MLKEM768PublicKey:
    try:
        return MLKEM768PublicKey.from_public_bytes(raw)
    except ValueError:
        raise KeyRefused(field="public key", reason="is no ML-KEM-768 key") from None


#: Any scalar shows a point of low order: all of them are multiples of the cofactor.
_PROBE = X25519PrivateKey.from_private_bytes(bytes(31) + b"\x40")
