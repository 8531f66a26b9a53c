"""The slots blob: a release key sealed to each recipient, and each item's data key under it.

One format serves single submissions and batches, readers' releases, the panel's release and
grants. Layout and numbered steps stand in ``docs/protocol.md``, sections "Slots" and "Opening
slots"; the numbers here are those. Which of the slots were real, nobody but their holders can tell:
a recipient of ``None`` gets a real seal of a random key to a throw-away key.

A slot is found by arithmetic: nothing of the other slots is read or parsed.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ais.digests import sha256
from ais.errors import (
    DataKeyMismatch,
    SlotNotOurs,
    SlotsForeign,
    SlotsMalformed,
    SlotsTampered,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, Bytes32, Suite

from .container import commit_to_key
from .kem import ENCAPSULATED_BYTES, KemPrivateKey, KemPublicKey, encapsulate, open_raw, throwaway
from .place import address_bytes, address_text
from .secret import Secret
from .symmetric import TAG_BYTES, decrypt, encrypt, hkdf

__all__ = [
    "MAX_ITEMS",
    "MAX_SLOTS",
    "SLOT_BYTES",
    "Binding",
    "OpenRelease",
    "OwnKey",
    "Recipient",
    "SlotsHeader",
    "make_slots",
    "open_slots",
    "parse_slots",
]

MAX_ITEMS = 1024
MAX_SLOTS = 4096
SLOT_BYTES: Mapping[Suite, int] = MappingProxyType(
    {suite: ENCAPSULATED_BYTES[suite] + 32 + TAG_BYTES for suite in Suite}
)

_MAGIC = b"AISK"
_VERSION = 1
_HEAD = struct.Struct(">4sBBQ20sHH")
_ITEM = struct.Struct(">32s48s")
_INFO = b"ais/v1/slot"
_ITEM_KEY = b"ais/v1/item-key"


@dataclass(frozen=True, slots=True)
class Binding:
    """What slots are bound to: the network's suite, the contract, the submissions in order."""

    suite: Suite
    chain_id: int
    indicators: Address
    submission_ids: tuple[Bytes32, ...]

    def info(self, key_digest: Bytes32) -> bytes:
        """HPKE's ``info`` for the recipient whose key bundle has this digest."""
        return (
            _INFO
            + struct.pack(">BQ20s", self.suite, self.chain_id, address_bytes(self.indicators))
            + sha256(b"".join(self.submission_ids))
            + key_digest
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key to seal to, and the digest of the verified bundle that it came in."""

    key: KemPublicKey
    key_digest: Bytes32


@dataclass(frozen=True, slots=True)
class OwnKey:
    """One of our private keys, and the digest of the bundle in which we announced it."""

    key: KemPrivateKey
    key_digest: Bytes32


@dataclass(frozen=True, slots=True)
class SlotsHeader:
    """The head of a slots blob, as parsed; nothing of it is proven by parsing."""

    binding: Binding
    slot_count: int
    slots_at: int  # where the first slot begins

    def slot(self, blob: bytes, position: int) -> memoryview:
        """The bytes of one slot, without a copy."""
        size = SLOT_BYTES[self.binding.suite]
        start = self.slots_at + position * size
        return memoryview(blob)[start : start + size]


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """An opened release: the way to the data key of each of its submissions."""

    position: int  # of the slot that opened
    _key: Secret
    _blob: bytes
    _header: SlotsHeader

    def data_key(self, submission_id: Bytes32, key_commit: Bytes32) -> Secret:
        """The data key of one submission, checked against its commitment (steps 6 and 7).

        Raises ``SlotsForeign``, ``SlotsTampered`` or ``DataKeyMismatch``.
        """
        try:
            index = self._header.binding.submission_ids.index(submission_id)
        except ValueError:
            raise SlotsForeign(field="submissionIds") from None
        _, sealed = _ITEM.unpack_from(self._blob, _HEAD.size + index * _ITEM.size)
        aad = self._blob[: _HEAD.size] + submission_id
        key = decrypt(_item_key(self._key), _nonce(index), sealed, aad)  # 6
        if key is None:
            raise SlotsTampered()
        data_key = Secret(key)
        if commit_to_key(data_key) != key_commit:  # 7
            raise DataKeyMismatch()
        return data_key


# ---- making ----------------------------------------------------------------------------------


def make_slots(
    binding: Binding, data_keys: Sequence[Secret], recipients: Iterable[Recipient | None]
) -> bytes:
    """Make a slots blob: one data key a submission, one slot a recipient, in the order given.

    Readers: the eligible organisations in order of id, ``None`` for one that is not served.
    """
    return _make_slots_from_parts(binding, data_keys, recipients, Secret(os.urandom(32)))


def _make_slots_from_parts(
    binding: Binding,
    data_keys: Sequence[Secret],
    recipients: Iterable[Recipient | None],
    release_key: Secret,
) -> bytes:
    recipients = tuple(recipients)
    _check_counts(len(binding.submission_ids), len(recipients))
    if len(data_keys) != len(binding.submission_ids):
        raise SlotsMalformed(field="itemCount", reason="is not the number of data keys")
    if len(set(binding.submission_ids)) != len(binding.submission_ids):
        raise SlotsMalformed(field="submissionIds", reason="name one submission twice")

    head = _HEAD.pack(
        _MAGIC,
        _VERSION,
        binding.suite,
        binding.chain_id,
        address_bytes(binding.indicators),
        len(binding.submission_ids),
        len(recipients),
    )
    parts = [head]
    item_key = _item_key(release_key)
    for index, (submission_id, data_key) in enumerate(
        zip(binding.submission_ids, data_keys, strict=True)
    ):
        sealed = encrypt(item_key, _nonce(index), data_key.reveal(), head + submission_id)
        parts.append(_ITEM.pack(submission_id, sealed))
    parts += [_slot(binding, recipient, release_key) for recipient in recipients]
    return b"".join(parts)


def _slot(binding: Binding, recipient: Recipient | None, release_key: Secret) -> bytes:
    if recipient is None:  # a real seal, of nothing, to nobody
        return encapsulate(throwaway(binding.suite), binding.info(os.urandom(32)), os.urandom(32))
    if recipient.key.suite is not binding.suite:
        raise SuiteUnsupported(what="recipient's key", found=int(recipient.key.suite))
    return encapsulate(recipient.key, binding.info(recipient.key_digest), release_key.reveal())


# ---- opening ---------------------------------------------------------------------------------


def parse_slots(blob: bytes) -> SlotsHeader:
    """Read head and item table and check the form of the whole (step 2)."""
    if len(blob) < _HEAD.size:
        raise SlotsMalformed(field="header", reason="is cut short")
    magic, version, suite, chain_id, indicators, item_count, slot_count = _HEAD.unpack_from(blob)
    if magic != _MAGIC:
        raise SlotsMalformed(field="magic", reason="is not AISK")
    if version != _VERSION:
        raise VersionUnsupported(what="slots", found=version)
    if suite not in (Suite.HYBRID, Suite.X25519):
        raise SuiteUnsupported(what="slots", found=suite)
    _check_counts(item_count, slot_count)
    slots_at = _HEAD.size + item_count * _ITEM.size
    if len(blob) != slots_at + slot_count * SLOT_BYTES[Suite(suite)]:
        raise SlotsMalformed(field="length", reason=f"is {len(blob)} bytes")
    ids = tuple(blob[at : at + 32] for at in range(_HEAD.size, slots_at, _ITEM.size))
    if len(set(ids)) != len(ids):
        raise SlotsMalformed(field="submissionIds", reason="name one submission twice")
    binding = Binding(Suite(suite), chain_id, address_text(indicators), ids)
    return SlotsHeader(binding, slot_count, slots_at)


def open_slots(
    blob: bytes,
    keys: Sequence[OwnKey],
    *,
    binding: Binding,
    slots_digest: Bytes32,
    slot_count: int | None = None,
    position: int | None = None,
) -> OpenRelease:
    """Open our slot of a blob that the chain knows by ``slots_digest``; steps 1 to 5.

    ``position``: our place among the eligible, if we know it; that slot alone is tried then.
    ``slot_count``: how many were eligible, if we know it. Raises ``SlotNotOurs`` where no key
    opens a slot that was tried, and other errors for a blob that is not what the chain says.
    """
    if sha256(blob) != slots_digest:  # 1
        raise SlotsForeign(field="slotsDigest")
    header = parse_slots(blob)  # 2
    _check_binding(header, binding, slot_count)  # 3
    if position is not None and not 0 <= position < header.slot_count:  # 4
        raise SlotNotOurs(tried=position)
    usable = [(key.key, binding.info(key.key_digest)) for key in keys if _fits(key, binding)]
    for at in range(header.slot_count) if position is None else (position,):
        slot = header.slot(blob, at)
        for private, info in usable:
            release_key = open_raw(private, info, slot)  # 5
            if release_key is not None and len(release_key) == 32:
                return OpenRelease(at, Secret(release_key), blob, header)
    raise SlotNotOurs(tried="all" if position is None else position)


def _check_binding(header: SlotsHeader, binding: Binding, slot_count: int | None) -> None:
    found = header.binding
    if found.suite is not binding.suite:
        raise SuiteUnsupported(what="slots", found=int(found.suite))
    for field, is_same in (
        ("chainId", found.chain_id == binding.chain_id),
        ("indicators", address_bytes(found.indicators) == address_bytes(binding.indicators)),
        ("submissionIds", found.submission_ids == binding.submission_ids),
        ("slotCount", slot_count in (None, header.slot_count)),
    ):
        if not is_same:
            raise SlotsForeign(field=field)


def _check_counts(item_count: int, slot_count: int) -> None:
    if not 1 <= item_count <= MAX_ITEMS:
        raise SlotsMalformed(field="itemCount", reason=f"is {item_count}")
    if slot_count > MAX_SLOTS:
        raise SlotsMalformed(field="slotCount", reason=f"is {slot_count}")


def _fits(key: OwnKey, binding: Binding) -> bool:
    return key.key.suite is binding.suite


def _item_key(release_key: Secret) -> bytes:
    return hkdf(release_key.reveal(), _ITEM_KEY)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")
