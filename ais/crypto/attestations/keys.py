"""secp256k1 keys of attestation: ``S`` of an organisation, and the one-time keys ``s + t``.

The holder of ``S`` alone can sign for ``address(S + tG)``; whoever knows ``t`` can compute that
address from the public key. Which announced key is in force in an epoch is a pure rule, so that
supplier and customer never disagree. Python's integers do not run in constant time: what is
secret here is multiplied by ``eth_keys``' backend, never by this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, Protocol, TypeVar

from eth_keys.datatypes import PrivateKey, PublicKey

from ais.crypto.scalars import SECP256K1_ORDER
from ais.crypto.secret import Secret
from ais.errors import KeyRefused
from ais.types import Address, Bytes32

__all__ = [
    "PUBLIC_BYTES",
    "SigningKey",
    "address_of",
    "in_force",
    "public_bytes",
    "tau_of",
]

#: A compressed point.
PUBLIC_BYTES = 33

_FIELD = 2**256 - 2**32 - 977
_SETTLING_EPOCHS = 2


class SigningKey:
    """A private key on secp256k1. Raises ``KeyRefused`` for a scalar outside 1 to n-1."""

    __slots__ = ("_key", "address", "public")

    def __init__(self, value: Secret) -> None:
        number = int.from_bytes(value.reveal(), "big")
        if len(value) != 32 or not 0 < number < SECP256K1_ORDER:
            raise KeyRefused(field="private key", reason="is no scalar of secp256k1")
        self._key = PrivateKey(value.reveal())
        #: The point, compressed (SEC 1, 2.3.3).
        self.public: bytes = self._key.public_key.to_compressed_bytes()
        self.address = Address(self._key.public_key.to_checksum_address())

    def sign(self, digest: Bytes32) -> bytes:
        """ECDSA over 32 bytes: r, s (low), v (27 or 28); the nonce is that of RFC 6979."""
        found = self._key.sign_msg_hash(digest)
        return bytes(found.to_bytes()[:64]) + bytes([27 + found.v])

    def tweaked(self, tweak: Secret) -> SigningKey:
        """The one-time key ``s + t``."""
        total = int.from_bytes(self._key.to_bytes(), "big") + _tweak_number(tweak)
        return SigningKey(Secret((total % SECP256K1_ORDER).to_bytes(32, "big")))

    def __repr__(self) -> str:
        return f"<signing key of {self.address}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is not pickled")


def tau_of(public: bytes, tweak: Secret) -> Address:
    """``address(S + tG)``: the one-time address as the customer finds it. Raises ``KeyRefused``."""
    one = _point(public)
    raw = SigningKey(Secret(_tweak_number(tweak).to_bytes(32, "big")))._key.public_key.to_bytes()
    other = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    x, y = _sum(one, other)
    total = PublicKey(x.to_bytes(32, "big") + y.to_bytes(32, "big"))
    return Address(total.to_checksum_address())


def public_bytes(raw: bytes) -> bytes:
    """The same bytes, once they are a compressed point of the curve. Raises ``KeyRefused``."""
    _point(raw)
    return bytes(raw)


def address_of(public: bytes) -> Address:
    """The address of a compressed point. Raises ``KeyRefused``."""
    x, y = _point(public)
    key = PublicKey(x.to_bytes(32, "big") + y.to_bytes(32, "big"))
    return Address(key.to_checksum_address())


class _Announced(Protocol):
    """A key as the chain tells of it."""

    @property
    def number(self) -> int: ...
    @property
    def epoch(self) -> int: ...


_Any = TypeVar("_Any", bound=_Announced)


def in_force(announcements: Iterable[_Any], epoch: int) -> _Any | None:
    """The announcement that counts in ``epoch``, of all of one organisation and purpose.

    One made in e counts from e+2, so that everybody knows it before it is used; the first one of
    all counts from e+1 already, since nobody can have named another. ``None``: none counts yet.
    """
    known = sorted(announcements, key=lambda each: each.number)
    settled = [each for each in known if each.epoch + _SETTLING_EPOCHS <= epoch]
    if settled:
        return settled[-1]
    return known[0] if known and known[0].epoch < epoch else None


def _tweak_number(tweak: Secret) -> int:
    number = int.from_bytes(tweak.reveal(), "big")
    if len(tweak) != 32 or not 0 < number < SECP256K1_ORDER:
        raise KeyRefused(field="tweak", reason="is no scalar of secp256k1")
    return number


def _point(raw: bytes) -> tuple[int, int]:
    x = int.from_bytes(raw[1:], "big")
    if len(raw) != PUBLIC_BYTES or raw[0] not in (2, 3) or x >= _FIELD:
        raise KeyRefused(field="public key", reason="is no compressed point of secp256k1")
    square = (pow(x, 3, _FIELD) + 7) % _FIELD
    y = pow(square, (_FIELD + 1) // 4, _FIELD)
    if y * y % _FIELD != square:
        raise KeyRefused(field="public key", reason="is no point of secp256k1")
    return x, y if y % 2 == raw[0] % 2 else _FIELD - y


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Affine addition of two public points (SEC 1, 2.2.1)."""
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and y1 != y2:
        raise KeyRefused(field="tweak", reason="cancels the public key")
    if x1 == x2:
        slope = 3 * x1 * x1 * pow(2 * y1, -1, _FIELD)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, _FIELD)
    x = (slope * slope - x1 - x2) % _FIELD
    return x, (slope * (x1 - x) - y1) % _FIELD
