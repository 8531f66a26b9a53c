"""The symmetric half: HKDF-SHA256, two ciphers, and bytes sealed for oneself.

``self_seal`` is for what a member keeps in untrusted places for its own later use (the journal,
a ballot on chain, the copy of a data key in a container). Each message has a fresh random seed and
from it a key of its own, so that no number of messages wears a key out. It is not for others: there
is no recipient but the holder of the key.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from ais.errors import SealedRefused

from .secret import Secret

__all__ = [
    "SEED_BYTES",
    "TAG_BYTES",
    "chacha_decrypt",
    "chacha_encrypt",
    "decrypt",
    "encrypt",
    "expand",
    "hkdf",
    "open_with_seed",
    "seal_with_seed",
    "self_open",
    "self_seal",
]

SEED_BYTES = 16
TAG_BYTES = 16

_NO_SALT = bytes(32)
_SHA256 = hashes.SHA256()
_VERSION = b"\x01"
_LABEL = b"ais/v1/self-seal/"


def hkdf(key: bytes, info: bytes, length: int = 32, salt: bytes = _NO_SALT) -> bytes:
    """HKDF-SHA256 (RFC 5869), extract then expand; at most 255 * 32 bytes."""
    return HKDF(_SHA256, length, salt, info).derive(key)


def expand(pseudo_random_key: bytes, info: bytes, length: int = 32) -> bytes:
    """HKDF-Expand of RFC 5869 with SHA-256; at most 255 * 32 bytes."""
    return HKDFExpand(_SHA256, length, info).derive(pseudo_random_key)


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM: ciphertext and tag."""
    return AESGCM(key).encrypt(nonce, plaintext, aad)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None:
    """AES-256-GCM: the plaintext, or ``None`` where it does not open; callers name the error."""
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag:
        return None


def chacha_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """ChaCha20-Poly1305 (RFC 8439): ciphertext and tag."""
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, aad)


def chacha_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None:
    """ChaCha20-Poly1305: the plaintext, or ``None`` where it does not open."""
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag:
        return None


def seal_with_seed(key: Secret, label: bytes, seed: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt under a key and nonce derived with ``seed`` and ``label``: ciphertext and tag."""
    okm = hkdf(key.reveal(), label, 44, salt=seed)
    return encrypt(okm[:32], okm[32:], plaintext, aad)


def open_with_seed(
    key: Secret, label: bytes, seed: bytes, ciphertext: bytes, aad: bytes
) -> bytes | None:
    """Undo ``seal_with_seed``; ``None`` where it does not open."""
    okm = hkdf(key.reveal(), label, 44, salt=seed)
    return decrypt(okm[:32], okm[32:], ciphertext, aad)


def self_seal(key: Secret, use: str, plaintext: bytes, context: bytes = b"") -> bytes:
    """Seal bytes for oneself: ``version | seed | ciphertext``.

    ``use`` separates purposes ("journal", "store" …), ``context`` binds the place; whoever opens
    gives both again.
    """
    return _self_seal_with_seed(key, use, plaintext, context, os.urandom(SEED_BYTES))


def _self_seal_with_seed(
    key: Secret, use: str, plaintext: bytes, context: bytes, seed: bytes
) -> bytes:
    head = _VERSION + seed
    return head + seal_with_seed(key, _LABEL + use.encode(), seed, plaintext, head + context)


def self_open(key: Secret, use: str, sealed: bytes, context: bytes = b"") -> bytes:
    """Open what ``self_seal`` made. Raises ``SealedRefused``."""
    if len(sealed) < 1 + SEED_BYTES + TAG_BYTES:
        raise SealedRefused(reason="they are too short")
    if sealed[:1] != _VERSION:
        raise SealedRefused(reason="their version is not known")
    head = sealed[: 1 + SEED_BYTES]
    label = _LABEL + use.encode()
    plaintext = open_with_seed(key, label, head[1:], sealed[len(head) :], head + context)
    if plaintext is None:
        raise SealedRefused(reason="wrong key, wrong use, or changed")
    return plaintext
