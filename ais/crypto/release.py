"""Opening the slots of a release: from a blob out of a store to the data key of a submission.

The numbered steps stand in ``docs/protocol.md``, section "Opening slots". ``check_slots`` holds a
blob against the chain once; then a slot is found by arithmetic, and nothing of the others is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ais.digests import sha256
from ais.errors import DataKeyMismatch, SlotNotOurs, SlotsForeign, SlotsTampered, SuiteUnsupported
from ais.types import Bytes32

from .container import commit_to_key
from .kem import KemPrivateKey, open_raw
from .secret import Secret
from .slots import HEAD, ITEM, SLOT_BYTES, Binding, item_key, item_nonce, parse_slots
from .symmetric import decrypt

__all__ = ["OpenRelease", "OwnKey", "Slots", "check_slots"]


@dataclass(frozen=True, slots=True)
class OwnKey:
    """One of our private keys, and the digest of the bundle in which we announced it."""

    key: KemPrivateKey
    key_digest: Bytes32


@dataclass(frozen=True, slots=True)
class Slots:
    """A slots blob that was held against the chain (``check_slots``), ready to be opened."""

    blob: bytes = field(repr=False)
    binding: Binding
    slot_count: int
    slots_at: int

    def slot(self, position: int) -> memoryview:
        """The bytes of one slot, without a copy."""
        size = SLOT_BYTES[self.binding.suite]
        start = self.slots_at + position * size
        return memoryview(self.blob)[start : start + size]

    def open_at(self, position: int, keys: Sequence[OwnKey]) -> OpenRelease:
        """Open the slot at our own place with one of our keys (step 4). Raises ``SlotNotOurs``."""
        opened = None
        if 0 <= position < self.slot_count:
            opened = self._try(position, _usable(keys, self.binding))
        if opened is None:
            raise SlotNotOurs(tried=position)
        return opened

    def open_any(self, keys: Sequence[OwnKey]) -> OpenRelease:
        """Try every slot: the way without an index. Raises ``SlotNotOurs``."""
        usable = _usable(keys, self.binding)
        for position in range(self.slot_count):
            opened = self._try(position, usable)
            if opened is not None:
                return opened
        raise SlotNotOurs(tried="all")

    def _try(
        self, position: int, usable: Sequence[tuple[KemPrivateKey, bytes]]
    ) -> OpenRelease | None:
        slot = self.slot(position)
        for private, info in usable:
            release_key = open_raw(private, info, slot)
            if release_key is not None:
                return OpenRelease(position, Secret(release_key), self)
        return None


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """An opened release: the way to the data key of each of its submissions."""

    position: int  # of the slot that opened
    _key: Secret
    _slots: Slots

    def data_key(self, submission_id: Bytes32, key_commit: Bytes32) -> Secret:
        """The data key of one submission, checked against its commitment (steps 5 and 6).

        Raises ``SlotsForeign``, ``SlotsTampered`` or ``DataKeyMismatch``.
        """
        try:
            index = self._slots.binding.submission_ids.index(submission_id)
        except ValueError:
            raise SlotsForeign(field="submissionIds") from None
        _, sealed = ITEM.unpack_from(self._slots.blob, HEAD.size + index * ITEM.size)
        aad = self._slots.blob[: HEAD.size] + submission_id
        key = decrypt(item_key(self._key), item_nonce(index), sealed, aad)  # 5
        if key is None:
            raise SlotsTampered()
        data_key = Secret(key)
        if commit_to_key(data_key) != key_commit:  # 6
            raise DataKeyMismatch()
        return data_key


def check_slots(
    blob: bytes, *, binding: Binding, slots_digest: Bytes32, slot_count: int | None = None
) -> Slots:
    """Hold a blob against what the chain says of it; steps 1 to 3.

    ``slot_count``: how many organisations were eligible, if the caller knows it.
    """
    if sha256(blob) != slots_digest:  # 1
        raise SlotsForeign(field="slotsDigest")
    header = parse_slots(blob)  # 2
    if header.suite is not binding.suite:  # 3
        raise SuiteUnsupported(what="slots", found=int(header.suite))
    for name, is_same in (
        ("chainId", header.chain_id == binding.chain_id),
        ("indicators", header.indicators == binding.place()[-20:]),
        ("submissionIds", header.submission_ids == binding.submission_ids),
        ("slotCount", slot_count in (None, header.slot_count)),
    ):
        if not is_same:
            raise SlotsForeign(field=name)
    return Slots(blob, binding, header.slot_count, header.slots_at)


def _usable(keys: Sequence[OwnKey], binding: Binding) -> list[tuple[KemPrivateKey, bytes]]:
    return [
        (own.key, binding.info(own.key_digest)) for own in keys if own.key.suite is binding.suite
    ]
