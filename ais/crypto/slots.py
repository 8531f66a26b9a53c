"""The slots blob: a release key sealed to each recipient, and each item's data key under it.

One format serves single submissions and batches, readers' releases, the panel's release and
grants. Its layout stands in ``docs/protocol.md``, section "Slots". Which of the slots were real,
nobody but their holders can tell: a recipient of ``None`` gets a real seal of a random key to a
throw-away key, and costs the same work. Opening is in ``ais.crypto.release``.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ais.digests import sha256
from ais.errors import (
    SlotsMalformed,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, Bytes32, Suite

from .kem import ENCAPSULATED_BYTES, KemPublicKey, encapsulate, throwaway
from .place import address_bytes
from .secret import Secret
from .symmetric import TAG_BYTES, encrypt, expand

__all__ = [
    "HEAD",
    "ITEM",
    "MAX_ITEMS",
    "MAX_SLOTS",
    "SLOT_BYTES",
    "Binding",
    "Recipient",
    "SlotsHeader",
    "item_key",
    "item_nonce",
    "make_slots",
    "parse_slots",
]

#: The head: magic, version, suite, chain id, contract, number of items, number of slots.
HEAD = struct.Struct(">4sBBQ20sHH")
#: A row of the item table: submission id, sealed data key.
ITEM = struct.Struct(">32s48s")
MAX_ITEMS = 1024
MAX_SLOTS = 4096
SLOT_BYTES: Mapping[Suite, int] = MappingProxyType(
    {suite: ENCAPSULATED_BYTES[suite] + 32 + TAG_BYTES for suite in Suite}
)

_MAGIC = b"AISK"
_VERSION = 1
_PLACE = struct.Struct(">BQ20s")
_INFO = b"ais/v1/slot"
_ITEM_KEY = b"ais/v1/item-key"


@dataclass(frozen=True, slots=True)
class Binding:
    """What slots are bound to: the network's suite, the contract, the submissions in order."""

    suite: Suite
    chain_id: int
    indicators: Address
    submission_ids: tuple[Bytes32, ...]
    _place: bytes = field(init=False, repr=False, compare=False)
    _info: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Encode once what every slot and every comparison needs."""
        place = _PLACE.pack(self.suite, self.chain_id, address_bytes(self.indicators))
        object.__setattr__(self, "_place", place)
        ids_digest = sha256(b"".join(self.submission_ids))
        object.__setattr__(self, "_info", _INFO + place + ids_digest)

    def info(self, key_digest: Bytes32) -> bytes:
        """HPKE's ``info`` for the recipient whose key bundle has this digest."""
        return self._info + key_digest

    def place(self) -> bytes:
        """Suite, chain and contract as they stand in the head of a blob."""
        return self._place


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key to seal to, and the digest of the verified bundle that it came in."""

    key: KemPublicKey
    key_digest: Bytes32


@dataclass(frozen=True, slots=True)
class SlotsHeader:
    """The head of a slots blob, as parsed; nothing of it is proven by parsing."""

    suite: Suite
    chain_id: int
    indicators: bytes
    submission_ids: tuple[Bytes32, ...]
    slot_count: int
    slots_at: int  # where the first slot begins


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

    head = HEAD.pack(
        _MAGIC,
        _VERSION,
        binding.suite,
        binding.chain_id,
        address_bytes(binding.indicators),
        len(binding.submission_ids),
        len(recipients),
    )
    parts = [head]
    table_key = item_key(release_key)
    for index, (submission_id, data_key) in enumerate(
        zip(binding.submission_ids, data_keys, strict=True)
    ):
        sealed = encrypt(table_key, item_nonce(index), data_key.reveal(), head + submission_id)
        parts.append(ITEM.pack(submission_id, sealed))
    nobody = throwaway(binding.suite)  # needed or not: the time it takes would tell
    parts += [_slot(binding, recipient, release_key, nobody) for recipient in recipients]
    return b"".join(parts)


def _slot(
    binding: Binding, recipient: Recipient | None, release_key: Secret, nobody: KemPublicKey
) -> bytes:
    if recipient is None:  # a real seal, of nothing, to nobody
        return encapsulate(nobody, binding.info(os.urandom(32)), os.urandom(32))
    if recipient.key.suite is not binding.suite:
        raise SuiteUnsupported(what="recipient's key", found=int(recipient.key.suite))
    return encapsulate(recipient.key, binding.info(recipient.key_digest), release_key.reveal())


# ---- reading ---------------------------------------------------------------------------------


def parse_slots(blob: bytes) -> SlotsHeader:
    """Read head and item table and check the form of the whole (step 2)."""
    if len(blob) < HEAD.size:
        raise SlotsMalformed(field="header", reason="is cut short")
    magic, version, suite, chain_id, indicators, item_count, slot_count = HEAD.unpack_from(blob)
    if magic != _MAGIC:
        raise SlotsMalformed(field="magic", reason="is not AISK")
    if version != _VERSION:
        raise VersionUnsupported(what="slots", found=version)
    if suite not in (Suite.HYBRID, Suite.X25519):
        raise SuiteUnsupported(what="slots", found=suite)
    _check_counts(item_count, slot_count)
    slots_at = HEAD.size + item_count * ITEM.size
    if len(blob) != slots_at + slot_count * SLOT_BYTES[Suite(suite)]:
        raise SlotsMalformed(field="length", reason=f"is {len(blob)} bytes")
    ids = tuple(blob[at : at + 32] for at in range(HEAD.size, slots_at, ITEM.size))
    if len(set(ids)) != len(ids):
        raise SlotsMalformed(field="submissionIds", reason="name one submission twice")
    return SlotsHeader(Suite(suite), chain_id, indicators, ids, slot_count, slots_at)


def _check_counts(item_count: int, slot_count: int) -> None:
    if not 1 <= item_count <= MAX_ITEMS:
        raise SlotsMalformed(field="itemCount", reason=f"is {item_count}")
    if slot_count > MAX_SLOTS:
        raise SlotsMalformed(field="slotCount", reason=f"is {slot_count}")


def item_key(release_key: Secret) -> bytes:
    """Derive the key of the item table from the release key."""
    return expand(release_key.reveal(), _ITEM_KEY)  # uniform already: nothing to extract


def item_nonce(index: int) -> bytes:
    """Give each item of the table a nonce of its own."""
    return index.to_bytes(12, "big")
