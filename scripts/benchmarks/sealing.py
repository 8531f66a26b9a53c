"""Time to a data key and to a release, beside the raw primitive of `cryptography` underneath."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import Suite as Hpke

from ais.crypto import (
    Binding,
    KemPrivateKey,
    OpenRelease,
    OwnKey,
    Recipient,
    Secret,
    Slots,
    check_slots,
    commit_to_key,
    make_slots,
)
from ais.digests import sha256
from ais.types import Address, Suite

from .rows import Pair, Row, side_by_side

__all__ = ["Raw", "fallback", "key", "seal"]

_ADDRESS = Address("0x" + "11" * 20)
_MEMBERS = 1_024
_SIZES = (16, 256, 1_024)
_CHAIN = 31_337
_INFO = bytes(128)  # as long as the product's
_FEW = 20  # turns, where one takes long
_OPEN = "<= 1.3 x peer"
_SEAL = "<= 1.11 x peer"  # 0.9 of the primitive's rate
_KEMS = {Suite.HYBRID: KEM.MLKEM768_X25519, Suite.X25519: KEM.X25519}


@dataclass(frozen=True, slots=True)
class Raw:
    """HPKE of `cryptography` and a key pair for it: what the product stands on, without it."""

    hpke: Hpke
    private: Any
    public: Any
    sealed: bytes = b""

    @classmethod
    def make(cls, suite: Suite) -> Raw:
        """A key pair of a suite, and a key that was sealed to it."""
        hpke = Hpke(_KEMS[suite], KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        curve = X25519PrivateKey.generate()
        if suite is Suite.X25519:
            public: Any = curve.public_key()
            return cls(hpke, curve, public, hpke.encrypt(bytes(32), public, info=_INFO))
        lattice = MLKEM768PrivateKey.generate()
        public = MLKEM768X25519PublicKey(lattice.public_key(), curve.public_key())
        sealed = hpke.encrypt(bytes(32), public, info=_INFO)
        return cls(hpke, MLKEM768X25519PrivateKey(lattice, curve), public, sealed)

    def open(self) -> bytes:
        """One open."""
        return self.hpke.decrypt(self.sealed, self.private, info=_INFO)

    def open_and_hash(self, blob: bytes) -> bytes:
        """One open, and the digest that any reader of a blob has to compare."""
        return self.open() + hashlib.sha256(blob).digest()

    def open_often(self, count: int) -> None:
        """So many opens."""
        for _ in range(count):
            self.open()

    def seal_each(self, publics: Sequence[Any]) -> list[bytes]:
        """A key sealed to each of so many."""
        return [self.hpke.encrypt(bytes(32), each, info=_INFO) for each in publics]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A release of one submission to so many members, and the one of them that opens it."""

    blob: bytes
    digest: bytes
    binding: Binding
    own: OwnKey
    position: int
    data_key: Secret
    key_commit: bytes

    @classmethod
    def make(cls, suite: Suite, slots: int, position: int) -> _Reader:
        """Ours is the slot at ``position``; the others are sealed to one other member's key."""
        binding = Binding(suite, _CHAIN, _ADDRESS, (sha256(b"submission"),))
        own = OwnKey(KemPrivateKey(suite, Secret(os.urandom(32))), sha256(b"own bundle"))
        other = Recipient(KemPrivateKey(suite, Secret(os.urandom(32))).public, sha256(b"other"))
        ours = Recipient(own.key.public, own.key_digest)
        recipients = [ours if place == position else other for place in range(slots)]
        data_key = Secret(os.urandom(32))
        blob = make_slots(binding, [data_key], recipients)
        commit = commit_to_key(data_key)
        return cls(blob, sha256(blob), binding, own, position, data_key, commit)

    def checked(self) -> Slots:
        """The blob, held against what the chain says of it."""
        return check_slots(self.blob, binding=self.binding, slots_digest=self.digest)

    def at_hand(self, slots: Slots) -> Secret:
        """Our slot of a checked blob, found by its position, to the data key."""
        return self._key_of(slots.open_at(self.position, [self.own]))

    def from_bytes(self) -> Secret:
        """The same from the bytes of a blob that nobody has looked at."""
        return self.at_hand(self.checked())

    def by_trial(self, slots: Slots) -> Secret:
        """The same without knowing the position."""
        return self._key_of(slots.open_any([self.own]))

    def _key_of(self, opened: OpenRelease) -> Secret:
        return opened.data_key(self.binding.submission_ids[0], self.key_commit)


# ---- benchmarks ------------------------------------------------------------------------------


def key() -> Iterator[Row]:
    """Time from a slots blob to the data key, at one's own position, beside one raw HPKE open."""
    for suite in Suite:
        raw = Raw.make(suite)
        for count in _SIZES:
            reader = _Reader.make(suite, count, count // 2)
            slots = reader.checked()
            _require(reader, reader.at_hand(slots))
            what = f"{suite.name.lower()}, {count:,} slots"
            pair = side_by_side(partial(reader.at_hand, slots), raw.open)
            yield _row(f"data key, blob at hand: {what}", pair, "one raw HPKE open", _OPEN)
            pair = side_by_side(reader.from_bytes, partial(raw.open_and_hash, reader.blob))
            peer = "one raw HPKE open and one SHA-256 of the blob"
            yield _row(f"data key, blob unchecked: {what}", pair, peer, None)


def fallback() -> Iterator[Row]:
    """Time to the data key where the position is not known, beside as many raw HPKE opens."""
    for suite in Suite:
        raw = Raw.make(suite)
        for count in _SIZES:
            reader = _Reader.make(suite, count, count - 1)  # the last one: all are tried
            slots = reader.checked()
            _require(reader, reader.by_trial(slots))
            pair = side_by_side(
                partial(reader.by_trial, slots), partial(raw.open_often, count), turns=_FEW
            )
            what = f"data key by trial: {suite.name.lower()}, {count:,} slots"
            yield _row(what, pair, f"{count:,} raw HPKE opens", _OPEN)


def seal() -> Iterator[Row]:
    """Time to seal a release to 1,024 members, beside as many raw HPKE seals."""
    for suite in Suite:
        raw, reader = Raw.make(suite), _Reader.make(suite, _MEMBERS, 0)
        publics = [Raw.make(suite).public for _ in range(_MEMBERS)]
        keys = [KemPrivateKey(suite, Secret(os.urandom(32))).public for _ in range(_MEMBERS)]
        recipients = [Recipient(each, sha256(each.raw)) for each in keys]
        make = partial(make_slots, reader.binding, [reader.data_key], recipients)
        if len(make()) != len(reader.blob):
            raise AssertionError("the release has not a slot for everyone")
        pair = side_by_side(make, partial(raw.seal_each, publics), turns=_FEW)
        name = f"release sealed to {_MEMBERS:,} members: {suite.name.lower()}"
        yield _row(name, pair, f"{_MEMBERS:,} raw HPKE seals", _SEAL)


def _row(name: str, pair: Pair, peer: str, goal: str | None) -> Row:
    return Row(name, _micro(pair.ours), "us", peer, _micro(pair.theirs), goal)


def _micro(seconds: float) -> float:
    return round(seconds * 1e6, 1)


def _require(reader: _Reader, found: Secret) -> None:
    if found.reveal() != reader.data_key.reveal():
        raise AssertionError("that is not the data key")
