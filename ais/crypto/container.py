"""The container: one submission, encrypted, in one blob.

Layout and numbered steps stand in ``docs/protocol.md``, sections "Container" and "Opening a
container"; the numbers here are those. Who may read is no business of the container: it is opened
by its data key, which travels in slots (``ais.crypto.slots``).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from ais.digests import commitment, sha256
from ais.errors import (
    CommitmentMismatch,
    ContainerForeign,
    ContainerMalformed,
    ContainerTampered,
    DataKeyMismatch,
    SelfCopyRefused,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Bytes32, Item

from .manifest import (
    MAX_SIZE_LOG2,
    MIN_SIZE_LOG2,
    Manifest,
    Withheld,
    build_manifest,
    decode_payload,
    encode_payload,
)
from .place import Place, address_bytes, address_text
from .secret import Secret
from .symmetric import (
    SEED_BYTES,
    TAG_BYTES,
    decrypt,
    encrypt,
    hkdf,
    open_with_seed,
    seal_with_seed,
)

__all__ = [
    "HEADER_BYTES",
    "Drawn",
    "Header",
    "Opened",
    "Sealed",
    "commit_to_key",
    "open_container",
    "open_own_copy",
    "parse_header",
    "seal",
]

_MAGIC = b"AISC"
_VERSION = 1
_CIPHER = 1  # AES-256-GCM with HKDF-SHA256
_BOUND = struct.Struct(">4sBBQ20sI32s32s")  # what the own copy is bound to
_REST = struct.Struct(">16s48sB")
HEADER_BYTES = _BOUND.size + _REST.size

_OWN_COPY = b"ais/v1/own-copy"
_KEY_COMMIT = b"ais/v1/key-commit"
_PAYLOAD = b"ais/v1/payload"


@dataclass(frozen=True, slots=True)
class Header:
    """The clear head of a container, as parsed; nothing of it is proven by parsing."""

    place: Place
    commitment: Bytes32
    key_commit: Bytes32
    size_log2: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A new container, what the contract is told of it, and the key that opens it."""

    container: bytes
    item: Item
    data_key: Secret
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Drawn:
    """The random parts of a container: with them the same one can be made again after a crash.

    ``to_bytes`` holds the data key in the clear: seal it before it is kept.
    """

    data_key: Secret
    salts: tuple[Bytes32, ...] = field(repr=False)  # one an object
    seed: bytes = field(repr=False)

    @classmethod
    def draw(cls, object_count: int) -> Drawn:
        """Draw them from the operating system."""
        salts = tuple(os.urandom(32) for _ in range(object_count))
        return cls(Secret(os.urandom(32)), salts, os.urandom(SEED_BYTES))

    def to_bytes(self) -> bytes:
        """Data key, seed, salts."""
        return b"".join((self.data_key.reveal(), self.seed, *self.salts))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Drawn:
        """Undo ``to_bytes``. Raises ``ContainerMalformed``."""
        salts_at = 32 + SEED_BYTES
        if len(raw) < salts_at or (len(raw) - salts_at) % 32:
            raise ContainerMalformed(field="drawn", reason=f"is {len(raw)} bytes")
        salts = tuple(raw[at : at + 32] for at in range(salts_at, len(raw), 32))
        return cls(Secret(raw[:32]), salts, raw[32:salts_at])


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of a container, proven to be what was committed to."""

    manifest: Manifest
    objects: tuple[bytes, ...]


def commit_to_key(data_key: Secret) -> Bytes32:
    """The commitment to a data key that stands on chain."""
    return hkdf(data_key.reveal(), _KEY_COMMIT)


# ---- sealing ---------------------------------------------------------------------------------


def seal(
    objects: Sequence[bytes],
    *,
    place: Place,
    self_key: Secret,
    strictest_tlp: int = 0,
    withheld: Sequence[Withheld] = (),
    drawn: Drawn | None = None,
) -> Sealed:
    """Seal objects (RFC 8785 bytes, in order) under a fresh data key with fresh salts.

    ``self_key`` is the submitter's own (``RootSecret.self_key``). ``drawn``: the random parts of
    this very content, drawn before a crash; never those of another. Raises ``PayloadMalformed``.
    """
    parts = drawn or Drawn.draw(len(objects))
    return _seal_from_parts(
        objects,
        place=place,
        self_key=self_key,
        strictest_tlp=strictest_tlp,
        withheld=withheld,
        data_key=parts.data_key,
        salts=parts.salts,
        seed=parts.seed,
    )


def _seal_from_parts(
    objects: Sequence[bytes],
    *,
    place: Place,
    self_key: Secret,
    strictest_tlp: int,
    withheld: Sequence[Withheld],
    data_key: Secret,
    salts: Sequence[Bytes32],
    seed: bytes,
) -> Sealed:
    manifest = build_manifest(objects, salts, strictest_tlp, withheld)
    payload = encode_payload(manifest, objects)
    committed = _commitment(place, manifest)
    key_commit = commit_to_key(data_key)

    bound = _BOUND.pack(
        _MAGIC,
        _VERSION,
        _CIPHER,
        place.chain_id,
        address_bytes(place.indicators),
        place.organisation,
        committed,
        key_commit,
    )
    own_copy = seal_with_seed(self_key, _OWN_COPY + committed, seed, data_key.reveal(), bound)
    header = bound + _REST.pack(seed, own_copy, len(payload).bit_length() - 1)
    key, nonce = _payload_key(data_key, committed)
    container = header + encrypt(key, nonce, payload, header)

    item = Item(committed, key_commit, sha256(container))
    return Sealed(container, item, data_key, manifest)


# ---- opening ---------------------------------------------------------------------------------


def parse_header(container: bytes) -> Header:
    """Read the clear head and check the form of the whole (step 2)."""
    if len(container) < HEADER_BYTES:
        raise ContainerMalformed(field="header", reason="is cut short")
    magic, version, cipher, chain_id, indicators, organisation, committed, key_commit = (
        _BOUND.unpack_from(container)
    )
    size_log2 = container[HEADER_BYTES - 1]
    if magic != _MAGIC:
        raise ContainerMalformed(field="magic", reason="is not AISC")
    if version != _VERSION:
        raise VersionUnsupported(what="container", found=version)
    if cipher != _CIPHER:
        raise SuiteUnsupported(what="container", found=cipher)
    if not MIN_SIZE_LOG2 <= size_log2 <= MAX_SIZE_LOG2:
        raise ContainerMalformed(field="sizeLog2", reason=f"is {size_log2}")
    if len(container) != HEADER_BYTES + (1 << size_log2) + TAG_BYTES:
        raise ContainerMalformed(field="length", reason=f"is {len(container)} bytes")
    place = Place(chain_id, address_text(indicators), organisation)
    return Header(place, committed, key_commit, size_log2)


def open_container(container: bytes, data_key: Secret, *, place: Place, item: Item) -> Opened:
    """Open a container that the chain knows as ``item`` of ``place``; raise unless all of it fits.

    Steps 1 to 8 of "Opening a container".
    """
    if sha256(container) != item.ciphertext_digest:  # 1
        raise ContainerForeign(field="ciphertextDigest")
    header = parse_header(container)  # 2
    _check_header(header, place, item)  # 3
    if commit_to_key(data_key) != item.key_commit:  # 4
        raise DataKeyMismatch()
    key, nonce = _payload_key(data_key, item.commitment)
    payload = decrypt(key, nonce, container[HEADER_BYTES:], container[:HEADER_BYTES])  # 5
    if payload is None:
        raise ContainerTampered()
    manifest, objects = decode_payload(payload)  # 6, 7
    if _commitment(place, manifest) != item.commitment:  # 8
        raise CommitmentMismatch()
    return Opened(manifest, objects)


def open_own_copy(container: bytes, self_key: Secret) -> Secret:
    """The data key from the submitter's own copy; raises ``SelfCopyRefused`` for all others."""
    header = parse_header(container)
    seed = container[_BOUND.size : _BOUND.size + SEED_BYTES]
    own_copy = container[_BOUND.size + SEED_BYTES : HEADER_BYTES - 1]
    label = _OWN_COPY + header.commitment
    key = open_with_seed(self_key, label, seed, own_copy, container[: _BOUND.size])
    if key is None:
        raise SelfCopyRefused()
    data_key = Secret(key)
    if commit_to_key(data_key) != header.key_commit:
        raise DataKeyMismatch()
    return data_key


def _check_header(header: Header, place: Place, item: Item) -> None:
    for name, found, expected in (
        ("chainId", header.place.chain_id, place.chain_id),
        ("indicators", header.place.indicators, place.indicators),
        ("organisation", header.place.organisation, place.organisation),
        ("commitment", header.commitment, item.commitment),
        ("keyCommit", header.key_commit, item.key_commit),
    ):
        if found != expected:
            raise ContainerForeign(field=name)


def _payload_key(data_key: Secret, committed: Bytes32) -> tuple[bytes, bytes]:
    # With the commitment in it, the same data key over other objects is another key.
    okm = hkdf(data_key.reveal(), _PAYLOAD + committed, 44)
    return okm[:32], okm[32:]


def _commitment(place: Place, manifest: Manifest) -> Bytes32:
    return commitment(
        chain_id=place.chain_id,
        indicators=place.indicators,
        organisation=place.organisation,
        leaf_count=len(manifest.leaves),
        root=manifest.root(),
    )
