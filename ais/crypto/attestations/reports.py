"""The sealed report: what a scanner wrote, handed by a supplier to one customer in one blob.

A fresh data key is sealed to the customer's sealing key, as in a slot, and the files lie under it.
The format and the numbered steps stand in ``docs/protocol.md``, section "Sealed report". Nothing in
the clear names chain, policy, report or either side: all of them are bound in the derivations. Who
sealed it is not proven by it; what was sealed must fit the digest in the supplier's record.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ais.crypto.kem import encapsulate, open_raw
from ais.crypto.place import address_bytes
from ais.crypto.release import OwnKey
from ais.crypto.secret import Secret
from ais.crypto.slots import SLOT_BYTES, Recipient
from ais.crypto.symmetric import TAG_BYTES, decrypt, encrypt, hkdf
from ais.digests import report_digest, sha256
from ais.errors import (
    SealedReportForeign,
    SealedReportMalformed,
    SealedReportNotOurs,
    SealedReportTampered,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, Bytes32, Suite

__all__ = [
    "ReportPlace",
    "blob_at",
    "location_of",
    "open_report",
    "pack_reports",
    "seal_report",
    "unpack_reports",
]

_MAGIC = b"AISR"
_VERSION = 1
_HEAD = struct.Struct(">4sBBB")  # magic, version, suite, sizeLog2
_BOUND = struct.Struct(">BQ20s32s32sII")
_COUNT = struct.Struct(">H")
_LENGTH_BYTES = 4
_MOST_FILES = 1_024
_LEAST_LOG2, _MOST_LOG2 = 12, 26
_INFO = b"ais/v1/sealed-report"
_PAYLOAD = b"ais/v1/sealed-report-payload"
_SCHEME = "store:"


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """What a sealed report is bound to: suite, contract, policy, reportDigest and both sides."""

    suite: Suite
    chain_id: int
    attestations: Address
    policy: Bytes32
    report_digest: Bytes32
    supplier: int
    customer: int

    def to_bytes(self) -> bytes:
        """The 101 bytes that every derivation of it holds."""
        return _BOUND.pack(
            self.suite,
            self.chain_id,
            address_bytes(self.attestations),
            self.policy,
            self.report_digest,
            self.supplier,
            self.customer,
        )


# ---- where it is -----------------------------------------------------------------------------


def location_of(blob_digest: Bytes32) -> str:
    """How a record names a blob of the network's stores: 70 bytes."""
    return _SCHEME + blob_digest.hex()


def blob_at(location: str) -> Bytes32 | None:
    """The digest of the blob that a record names; None where it names anything else."""
    found = re.fullmatch(_SCHEME + "([0-9a-f]{64})", location)
    return bytes.fromhex(found[1]) if found else None


# ---- the files -------------------------------------------------------------------------------


def pack_reports(reports: Sequence[bytes]) -> bytes:
    """Frame files in order of their digests and pad them. Raises ``SealedReportMalformed``."""
    ordered = sorted(reports, key=sha256)
    _check_files(ordered)
    lengths = b"".join(len(each).to_bytes(_LENGTH_BYTES, "big") for each in ordered)
    packed = b"".join((_COUNT.pack(len(ordered)), lengths, *ordered))
    size_log2 = _size_log2(len(packed))
    if size_log2 > _MOST_LOG2:
        raise SealedReportMalformed(field="size", reason=f"is more than {1 << _MOST_LOG2:,} bytes")
    return packed.ljust(1 << size_log2, b"\0")


def unpack_reports(payload: bytes) -> tuple[bytes, ...]:
    """Undo ``pack_reports``, and nothing else (step 5). Raises ``SealedReportMalformed``."""
    (count,) = _COUNT.unpack_from(payload)
    at = _COUNT.size + count * _LENGTH_BYTES
    if not 1 <= count <= _MOST_FILES or at > len(payload):
        raise SealedReportMalformed(field="count", reason=f"is {count}")
    found = []
    for start in range(_COUNT.size, _COUNT.size + count * _LENGTH_BYTES, _LENGTH_BYTES):
        length = int.from_bytes(payload[start : start + _LENGTH_BYTES], "big")
        if at + length > len(payload):
            raise SealedReportMalformed(field="length", reason="is beyond the end")
        found.append(payload[at : at + length])
        at += length
    _check_files(found)
    if len(payload) != 1 << _size_log2(at) or payload.count(0, at) != len(payload) - at:
        raise SealedReportMalformed(field="padding", reason="is not the least of zeros")
    return tuple(found)


# ---- sealing and opening ---------------------------------------------------------------------


def seal_report(reports: Sequence[bytes], *, place: ReportPlace, recipient: Recipient) -> bytes:
    """Seal the files of a record to one customer, under a fresh data key.

    Raises ``SealedReportForeign`` for files of another reportDigest, ``SealedReportMalformed``
    beyond 64 MiB or 1,024 files, ``SuiteUnsupported`` for a key of another suite.
    """
    return _seal_from_parts(reports, place, recipient, Secret(os.urandom(32)))


def _seal_from_parts(
    reports: Sequence[bytes], place: ReportPlace, recipient: Recipient, data_key: Secret
) -> bytes:
    if recipient.key.suite is not place.suite:
        raise SuiteUnsupported(what="recipient's key", found=int(recipient.key.suite))
    payload = pack_reports(reports)
    if report_digest(map(sha256, reports)) != place.report_digest:
        raise SealedReportForeign(field="reportDigest")

    head = _HEAD.pack(_MAGIC, _VERSION, place.suite, len(payload).bit_length() - 1)
    sealed_key = encapsulate(recipient.key, _info(place, recipient.key_digest), data_key.reveal())
    clear = head + sealed_key
    key, nonce = _payload_key(data_key, place)
    return clear + encrypt(key, nonce, payload, clear + place.to_bytes())


def open_report(
    blob: bytes, keys: Sequence[OwnKey], *, place: ReportPlace, blob_digest: Bytes32
) -> tuple[bytes, ...]:
    """The files of a record, in order of their digests; raise unless all of it fits.

    ``keys``: our sealing keys, newest first. Steps 1 to 6 of "Sealed report".
    """
    if sha256(blob) != blob_digest:  # 1
        raise SealedReportForeign(field="digest")
    payload_at = _payload_at(blob, place.suite)  # 2
    data_key = _data_key(blob[_HEAD.size : payload_at], keys, place)  # 3
    key, nonce = _payload_key(data_key, place)
    aad = blob[:payload_at] + place.to_bytes()
    payload = decrypt(key, nonce, blob[payload_at:], aad)  # 4
    if payload is None:
        raise SealedReportTampered()
    reports = unpack_reports(payload)  # 5
    if report_digest(map(sha256, reports)) != place.report_digest:  # 6
        raise SealedReportForeign(field="reportDigest")
    return reports


# ---- private ---------------------------------------------------------------------------------


def _payload_at(blob: bytes, expected: Suite) -> int:
    """Check the form of the whole; where the sealed payload begins."""
    if len(blob) < _HEAD.size:
        raise SealedReportMalformed(field="header", reason="is cut short")
    magic, version, suite, size_log2 = _HEAD.unpack_from(blob)
    if magic != _MAGIC:
        raise SealedReportMalformed(field="magic", reason="is not AISR")
    if version != _VERSION:
        raise VersionUnsupported(what="sealed report", found=version)
    if suite != expected:
        raise SuiteUnsupported(what="sealed report", found=suite)
    if not _LEAST_LOG2 <= size_log2 <= _MOST_LOG2:
        raise SealedReportMalformed(field="sizeLog2", reason=f"is {size_log2}")
    payload_at = _HEAD.size + SLOT_BYTES[expected]
    if len(blob) != payload_at + (1 << size_log2) + TAG_BYTES:
        raise SealedReportMalformed(field="length", reason=f"is {len(blob)} bytes")
    return payload_at


def _data_key(sealed: bytes, keys: Sequence[OwnKey], place: ReportPlace) -> Secret:
    for own in keys:
        if own.key.suite is place.suite:
            found = open_raw(own.key, _info(place, own.key_digest), sealed)
            if found is not None:
                return Secret(found)
    raise SealedReportNotOurs()


def _info(place: ReportPlace, key_digest: Bytes32) -> bytes:
    return _INFO + place.to_bytes() + key_digest


def _payload_key(data_key: Secret, place: ReportPlace) -> tuple[bytes, bytes]:
    okm = hkdf(data_key.reveal(), _PAYLOAD + place.to_bytes(), 44)
    return okm[:32], okm[32:]


def _check_files(ordered: Sequence[bytes]) -> None:
    if not 1 <= len(ordered) <= _MOST_FILES:
        raise SealedReportMalformed(field="count", reason=f"is {len(ordered)}")
    if not all(ordered):
        raise SealedReportMalformed(field="length", reason="is 0")
    if any(one >= other for one, other in pairwise(sha256(each) for each in ordered)):
        raise SealedReportMalformed(field="files", reason="are not in order of their digests")


def _size_log2(size: int) -> int:
    return max(_LEAST_LOG2, (size - 1).bit_length())
