"""Tries to open every slot, table and own copy with whatever keys somebody has or can guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ais.crypto import Binding, KemPrivateKey, RootSecret, Secret, open_own_copy, parse_slots
from ais.crypto.kem import open_raw
from ais.crypto.slots import HEAD, ITEM, SLOT_BYTES, item_key, item_nonce
from ais.crypto.symmetric import decrypt
from ais.errors import CryptoError
from ais.events import KeyAnnounced, Submitted
from ais.types import Address, KeyPurpose, Suite

from .public import Public
from .recipes import key_commit


@dataclass(frozen=True)
class Slot:
    """One slot of a release in the stores."""

    slots_digest: bytes
    position: int
    data: bytes
    binding: Binding


def slots(public: Public) -> list[Slot]:
    """Every slot of every blob."""
    found = []
    for digest, blob in public.blobs.items():
        if blob[:4] != b"AISK":
            continue
        head = parse_slots(blob)
        place = Address(public.indicators)
        binding = Binding(head.suite, head.chain_id, place, head.submission_ids)
        size = SLOT_BYTES[head.suite]
        for position in range(head.slot_count):
            at = head.slots_at + position * size
            found.append(Slot(digest, position, blob[at : at + size], binding))
    return found


def key_digests(public: Public) -> list[bytes]:
    """Digests of every sealing key that anybody announced."""
    keys = public.events(KeyAnnounced)
    return [key.digest for key in keys if key.purpose is KeyPurpose.SEALING]


def opened(
    every: Iterable[Slot], keys: Sequence[KemPrivateKey], digests: Sequence[bytes]
) -> set[bytes]:
    """Digests of the blobs of which some slot opens with one of the keys, bound to any digest."""
    found = set()
    for slot in every:
        infos = [slot.binding.info(digest) for digest in digests]
        for key in keys:
            if any(open_raw(key, info, slot.data) is not None for info in infos):
                found.add(slot.slots_digest)
    return found


def keys_of(
    root: RootSecret, suite: Suite, numbers: Iterable[int] = range(1, 5)
) -> list[KemPrivateKey]:
    """The sealing keys of a root secret: past, current and next ones, in the network's suite."""
    return [root.sealing_key(number, suite) for number in numbers]


def guessed_keys(public: Public, suite: Suite) -> Iterator[KemPrivateKey]:
    """Private keys made of what is public about the keys' owners."""
    for event in public.events(KeyAnnounced):
        account = bytes.fromhex(event.announced_by[2:])
        yield KemPrivateKey(suite, Secret(event.digest))
        yield KemPrivateKey(suite, Secret(event.bundle[39:71]))
        yield KemPrivateKey(suite, Secret(account.rjust(32, b"\0")))
        yield KemPrivateKey(suite, Secret(event.organisation.to_bytes(32, "big")))


def tables_opened(public: Public, candidates: Iterable[bytes]) -> list[bytes]:
    """Digests of slots blobs whose table opens under a public word taken for the release key."""
    found = []
    blobs = {digest: blob for digest, blob in public.blobs.items() if blob[:4] == b"AISK"}
    for word in candidates:
        key = item_key(Secret(word))
        for digest, blob in blobs.items():
            submission_id, sealed = ITEM.unpack_from(blob, HEAD.size)
            if decrypt(key, item_nonce(0), sealed, blob[: HEAD.size] + submission_id) is not None:
                found.append(digest)
    return found


def data_keys_guessed(public: Public, candidates: Iterable[bytes]) -> list[bytes]:
    """Public words that are the data key of some submission, by its key commitment."""
    wanted = {event.key_commit for event in public.events(Submitted)}
    return [word for word in candidates if key_commit(word) in wanted]


def own_copies_opened(public: Public, keys: Iterable[Secret]) -> int:
    """How many submitters' own copies open under one of the keys."""
    count = 0
    containers = [blob for blob in public.blobs.values() if blob[:4] == b"AISC"]
    for key in keys:
        for blob in containers:
            try:
                open_own_copy(blob, key)
            except CryptoError:
                continue
            count += 1
    return count
