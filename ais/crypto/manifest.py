"""The payload of a container: a manifest, the objects it describes, and padding.

The layout stands in ``docs/protocol.md``, section "Payload". Objects are bytes here: that they are
RFC 8785 JSON is checked where they are made and where they are read.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ais.digests import leaf, merkle_opening, merkle_root, sha256
from ais.errors import ManifestMismatch, PayloadMalformed
from ais.types import Bytes32

__all__ = [
    "MAX_SIZE_LOG2",
    "MIN_SIZE_LOG2",
    "WHOLE_OBJECT",
    "Leaf",
    "Manifest",
    "Withheld",
    "build_manifest",
    "decode_payload",
    "encode_payload",
]

_MAX_LEAVES = 65_536
MIN_SIZE_LOG2 = 12
MAX_SIZE_LOG2 = 26
#: The leaf number of a mark for an object that was left out altogether.
WHOLE_OBJECT = 0xFFFFFFFF

_HEAD = struct.Struct(">BII")
_LEAF = struct.Struct(">32s32sI")
_MARK = struct.Struct(">IH")
_MAX_MARK_BYTES = 1024
_MAX_TLP = 5


@dataclass(frozen=True, slots=True)
class Leaf:
    """One object in the manifest: its salt, its SHA-256 and its length."""

    salt: Bytes32
    object_digest: Bytes32
    length: int

    def __repr__(self) -> str:
        return f"<leaf of {self.length} bytes>"  # salt and digest together would name the content


@dataclass(frozen=True, slots=True, order=True)
class Withheld:
    """A mark that something was left out before sealing, for everybody.

    ``leaf`` is the number of the object it was taken from, or ``WHOLE_OBJECT``; ``what`` is short
    text: the path of a field, or the type of an object.
    """

    leaf: int
    what: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a payload says about itself."""

    strictest_tlp: int  # 0 = nothing inside is marked
    leaves: tuple[Leaf, ...]
    withheld: tuple[Withheld, ...] = ()

    def hashes(self) -> tuple[Bytes32, ...]:
        """Hashes of the leaves, in order."""
        return tuple(leaf(entry.salt, entry.object_digest) for entry in self.leaves)

    def root(self) -> Bytes32:
        """Root of the tree that the commitment binds."""
        return merkle_root(self.hashes())

    def opening(self, index: int) -> tuple[Bytes32, ...]:
        """Siblings that prove leaf ``index`` (see ``digests.verify_opening``)."""
        return merkle_opening(self.hashes(), index)


def build_manifest(
    objects: Sequence[bytes],
    salts: Sequence[Bytes32],
    strictest_tlp: int,
    withheld: Sequence[Withheld] = (),
) -> Manifest:
    """Describe objects with one fresh salt each. Raises ``PayloadMalformed``."""
    if len(salts) != len(objects):
        raise PayloadMalformed(field="salts", reason=f"are {len(salts)} for {len(objects)} objects")
    leaves = tuple(
        Leaf(salt=salt, object_digest=sha256(content), length=len(content))
        for salt, content in zip(salts, objects, strict=True)
    )
    manifest = Manifest(strictest_tlp, leaves, tuple(sorted(withheld)))
    _check(manifest)
    return manifest


def _padded_log2(length: int) -> int:
    """Binary logarithm of the padded size: a power of two from 4 KiB to 64 MiB."""
    size_log2 = max(MIN_SIZE_LOG2, (length - 1).bit_length())
    if size_log2 > MAX_SIZE_LOG2:
        raise PayloadMalformed(field="size", reason=f"is over {1 << MAX_SIZE_LOG2} bytes")
    return size_log2


# ---- bytes -----------------------------------------------------------------------------------


def encode_payload(manifest: Manifest, objects: Sequence[bytes]) -> bytes:
    """Manifest, objects and zeros up to the next power of two."""
    parts = [_HEAD.pack(manifest.strictest_tlp, len(manifest.leaves), len(manifest.withheld))]
    parts += [_LEAF.pack(e.salt, e.object_digest, e.length) for e in manifest.leaves]
    for mark in manifest.withheld:
        text = mark.what.encode()
        parts += [_MARK.pack(mark.leaf, len(text)), text]
    content = b"".join([*parts, *objects])
    return content.ljust(1 << _padded_log2(len(content)), b"\0")


def decode_payload(payload: bytes) -> tuple[Manifest, tuple[bytes, ...]]:
    """Read a payload and hold objects against manifest.

    Raises ``PayloadMalformed`` for bytes that do not follow the format, ``ManifestMismatch`` for
    objects that are not those of the manifest.
    """
    manifest, at = _decode_manifest(payload)
    objects = []
    for number, entry in enumerate(manifest.leaves):
        content = payload[at : at + entry.length]
        if len(content) != entry.length:
            raise PayloadMalformed(field=f"object {number}", reason="ends after the payload")
        if sha256(content) != entry.object_digest:
            raise ManifestMismatch(leaf=number, reason="has another digest than its object")
        objects.append(content)
        at += entry.length
    _check_padding(payload, at)
    return manifest, tuple(objects)


def _decode_manifest(payload: bytes) -> tuple[Manifest, int]:
    tlp, leaf_count, mark_count = _HEAD.unpack_from(payload)
    at = _HEAD.size
    room = len(payload) - at
    if not 1 <= leaf_count <= _MAX_LEAVES or leaf_count * _LEAF.size > room:
        raise PayloadMalformed(field="leafCount", reason=f"is {leaf_count}")
    if mark_count * _MARK.size > room:
        raise PayloadMalformed(field="markCount", reason=f"is {mark_count}")
    leaves = []
    for _ in range(leaf_count):
        leaves.append(Leaf(*_LEAF.unpack_from(payload, at)))
        at += _LEAF.size
    marks = []
    for number in range(mark_count):
        mark, at = _decode_mark(payload, at, number)
        marks.append(mark)
    manifest = Manifest(tlp, tuple(leaves), tuple(marks))
    _check(manifest)
    return manifest, at


def _decode_mark(payload: bytes, at: int, number: int) -> tuple[Withheld, int]:
    field = f"mark {number}"
    if at + _MARK.size > len(payload):
        raise PayloadMalformed(field=field, reason="ends after the payload")
    leaf_number, length = _MARK.unpack_from(payload, at)
    at += _MARK.size
    raw = payload[at : at + length]
    if len(raw) != length:
        raise PayloadMalformed(field=field, reason="ends after the payload")
    try:
        return Withheld(leaf_number, raw.decode()), at + length
    except UnicodeDecodeError:
        raise PayloadMalformed(field=field, reason="is not UTF-8") from None


def _check(manifest: Manifest) -> None:
    """Hold a manifest against the rules that its maker and its reader share."""
    leaves = manifest.leaves
    if not 0 <= manifest.strictest_tlp <= _MAX_TLP:
        raise PayloadMalformed(field="strictestTlp", reason=f"is {manifest.strictest_tlp}")
    if not 1 <= len(leaves) <= _MAX_LEAVES:
        raise PayloadMalformed(field="leafCount", reason=f"is {len(leaves)}")
    if any(len(entry.salt) != 32 for entry in leaves):
        raise PayloadMalformed(field="salt", reason="does not have 32 bytes")
    if any(entry.length == 0 for entry in leaves):
        raise PayloadMalformed(field="length", reason="is 0")
    if len({entry.salt for entry in leaves}) != len(leaves):
        raise PayloadMalformed(field="salt", reason="is used twice")
    if len({entry.object_digest for entry in leaves}) != len(leaves):
        raise PayloadMalformed(field="objectDigest", reason="appears twice")
    _check_marks(manifest)


def _check_marks(manifest: Manifest) -> None:
    leaves, marks = manifest.leaves, manifest.withheld
    for number, mark in enumerate(marks):
        if not (mark.leaf < len(leaves) or mark.leaf == WHOLE_OBJECT):
            raise PayloadMalformed(field=f"mark {number}", reason="names no leaf")
        if not 1 <= len(mark.what.encode()) <= _MAX_MARK_BYTES:
            raise PayloadMalformed(field=f"mark {number}", reason="is empty or over 1,024 bytes")
    if any(_order(marks[i]) >= _order(marks[i + 1]) for i in range(len(marks) - 1)):
        raise PayloadMalformed(field="marks", reason="are not in strictly ascending order")


def _order(mark: Withheld) -> tuple[int, bytes]:
    return mark.leaf, mark.what.encode()


def _check_padding(payload: bytes, at: int) -> None:
    if len(payload) != 1 << _padded_log2(at):
        raise PayloadMalformed(field="padding", reason="is longer than it must be")
    if payload.count(0, at) != len(payload) - at:
        raise PayloadMalformed(field="padding", reason="is not zero")
