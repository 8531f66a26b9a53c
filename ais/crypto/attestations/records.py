"""The record: what a supplier attests to one customer, in 512 bytes that say the same everywhere.

One form for every value: labels are refused where they are too long and never cut, unused bytes
are zero, and nothing is read that could not have been written. Offsets: ``docs/protocol.md``,
"Record". A record is the supplier's word; only the scanner's signature, where there is one, says
more.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from enum import IntEnum

from ais.errors import KeyRefused, RecordMalformed
from ais.types import Bytes32

from .keys import public_bytes

__all__ = [
    "RECORD_BYTES",
    "Record",
    "RecordStatus",
    "Scanner",
    "ScannerKind",
]

RECORD_BYTES = 512

_VERSION = 1
_FORM = struct.Struct(">BBBhHHH5s5s5s32s32s32s48s32s16sB33s64s96s100s")
_KEY_BYTES, _SIGNATURE_BYTES = 33, 64
_LAST_SECOND = 253402300799  # of the year 9999
#: Control characters, and those that change how the text around them is shown.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


class RecordStatus(IntEnum):
    """What the evaluation ended in; the number is the byte in the record."""

    COMPLIANT = 1
    NON_COMPLIANT = 2
    CONDITIONAL = 3
    STALE = 4
    NOT_ASSESSED = 5

    @property
    def text(self) -> str:
        """As it is written elsewhere: ``non-compliant``."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def named(cls, text: str) -> RecordStatus:
        """Look up ``non-compliant``; raises ``KeyError`` for another word."""
        return cls[text.upper().replace("-", "_")]


class ScannerKind(IntEnum):
    """How a scanner signed."""

    ED25519 = 1  # RFC 8032
    SECP256K1 = 2  # ECDSA over SHA-256 of the message


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner's signature over ``scanner_message`` of the report's digest.

    ``key``: 32 bytes (Ed25519) or 33 (secp256k1, compressed). ``signature``: 64 bytes; for
    secp256k1 r and s, s low.
    """

    kind: ScannerKind
    key: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record. Times are seconds, UTC; ``scanned_at`` None: the report does not say.

    ``score`` None: the policy gives none. ``due_at`` 0: no open plan. ``location``: where the
    sealed report is, empty if it is not handed out. Raises ``RecordMalformed``.
    """

    status: RecordStatus
    score: int | None
    met: int
    not_met: int
    not_assessed: int
    scanned_at: int | None
    evaluated_at: int
    due_at: int = 0
    policy_digest: Bytes32
    report_digest: Bytes32
    salt: Bytes32 = field(repr=False)
    scope: str
    tool: str
    version: str = ""
    scanner: Scanner | None = None
    location: str = ""

    def __post_init__(self) -> None:
        """Refuse whatever no record may say."""
        _check_numbers(self)
        _check_words(self)
        for name, most, empty in _LABELS:
            _label(name, getattr(self, name), most, may_be_empty=empty)
        if self.scanner is not None:
            _check_scanner(self.scanner)

    def to_bytes(self) -> bytes:
        """The 512 bytes."""
        score, scanner = self.score, self.scanner
        return _FORM.pack(
            _VERSION,
            self.status,
            score is not None,
            score or 0,
            self.met,
            self.not_met,
            self.not_assessed,
            *(_time(each) for each in (self.scanned_at or 0, self.evaluated_at, self.due_at)),
            self.policy_digest,
            self.report_digest,
            self.salt,
            *(each.encode() for each in (self.scope, self.tool, self.version)),
            scanner.kind if scanner else 0,
            scanner.key if scanner else b"",
            scanner.signature if scanner else b"",
            self.location.encode(),
            b"",
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Record:
        """Read what ``to_bytes`` made, and nothing else. Raises ``RecordMalformed``."""
        if len(raw) != RECORD_BYTES:
            raise RecordMalformed(field="length", reason=f"is {len(raw)} bytes")
        version, status, scored, score, met, not_met, open_, *rest = _FORM.unpack(raw)
        scanned, evaluated, due, policy, report, salt, scope, tool, tool_version, *rest = rest
        kind, key, signature, location, padding = rest
        _check_frame(version, status, scored, score, padding)
        scanned_at = int.from_bytes(scanned, "big")
        return cls(
            status=RecordStatus(status),
            score=score if scored else None,
            met=met,
            not_met=not_met,
            not_assessed=open_,
            scanned_at=scanned_at or None,
            evaluated_at=int.from_bytes(evaluated, "big"),
            due_at=int.from_bytes(due, "big"),
            policy_digest=policy,
            report_digest=report,
            salt=salt,
            scope=_text("scope", scope),
            tool=_text("tool", tool),
            version=_text("toolVersion", tool_version),
            scanner=_scanner(kind, key, signature),
            location=_text("location", location),
        )


# ---- form ------------------------------------------------------------------------------------

#: Name of the attribute, most bytes, whether it may be empty.
_LABELS = (("scope", 48, False), ("tool", 32, False), ("version", 16, True), ("location", 96, True))
_NAMES = {"version": "toolVersion"}


def _check_numbers(record: Record) -> None:
    for name, value, least, most in (
        ("score", record.score or 0, -(1 << 15), (1 << 15) - 1),
        ("met", record.met, 0, 0xFFFF),
        ("notMet", record.not_met, 0, 0xFFFF),
        ("notAssessed", record.not_assessed, 0, 0xFFFF),
        ("scannedAt", 1 if record.scanned_at is None else record.scanned_at, 1, _LAST_SECOND),
        ("evaluatedAt", record.evaluated_at, 1, _LAST_SECOND),
        ("dueAt", record.due_at, 0, _LAST_SECOND),
    ):
        if not least <= value <= most:
            raise RecordMalformed(field=name, reason=f"is not between {least} and {most}")
    passing = record.status in (RecordStatus.COMPLIANT, RecordStatus.CONDITIONAL)
    if passing and record.scanned_at is None:
        raise RecordMalformed(field="scannedAt", reason=f"is missing, so nothing is {_PASSES}")
    if record.status is RecordStatus.CONDITIONAL and not record.due_at:
        raise RecordMalformed(field="dueAt", reason="is missing from a conditional result")


_PASSES = "compliant or conditional"


def _check_words(record: Record) -> None:
    for name, value in (
        ("policyDigest", record.policy_digest),
        ("reportDigest", record.report_digest),
        ("salt", record.salt),
    ):
        if len(value) != 32:
            raise RecordMalformed(field=name, reason=f"has {len(value)} bytes, not 32")


def _check_scanner(scanner: Scanner) -> None:
    size = 32 if scanner.kind is ScannerKind.ED25519 else _KEY_BYTES
    if len(scanner.key) != size:
        raise RecordMalformed(field="scannerKey", reason=f"has {len(scanner.key)} bytes")
    if scanner.kind is ScannerKind.SECP256K1:
        try:
            public_bytes(scanner.key)
        except KeyRefused as error:
            raise RecordMalformed(field="scannerKey", reason=error.reason) from None
    if len(scanner.signature) != _SIGNATURE_BYTES:
        raise RecordMalformed(field="scannerSignature", reason="does not have 64 bytes")


def _check_frame(version: int, status: int, scored: int, score: int, padding: bytes) -> None:
    if version != _VERSION:
        raise RecordMalformed(field="version", reason=f"is {version}, which is not known")
    if status not in tuple(RecordStatus):
        raise RecordMalformed(field="status", reason=f"is {status}, which is not known")
    if scored not in (0, 1):
        raise RecordMalformed(field="scored", reason=f"is {scored}")
    if not scored and score:
        raise RecordMalformed(field="score", reason="is there, and marked as none")
    if any(padding):
        raise RecordMalformed(field="padding", reason="is not zero")


def _scanner(kind: int, key: bytes, signature: bytes) -> Scanner | None:
    if kind == 0:
        if any(key) or any(signature):
            raise RecordMalformed(field="scannerKind", reason="is 0 beside a key or signature")
        return None
    if kind not in tuple(ScannerKind):
        raise RecordMalformed(field="scannerKind", reason=f"is {kind}, which is not known")
    if kind == ScannerKind.ED25519:
        if key[32]:
            raise RecordMalformed(field="scannerKey", reason="is not followed by zero")
        key = key[:32]
    return Scanner(ScannerKind(kind), key, signature)


def _label(name: str, value: str, most: int, *, may_be_empty: bool) -> None:
    shown = _NAMES.get(name, name)
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise RecordMalformed(field=shown, reason="is not text") from None
    if size > most:
        raise RecordMalformed(field=shown, reason=f"has {size} bytes, more than {most}")
    if not size and not may_be_empty:
        raise RecordMalformed(field=shown, reason="is empty")
    if _HIDDEN.search(value):
        raise RecordMalformed(field=shown, reason="has a control or invisible character")


def _text(name: str, raw: bytes) -> str:
    try:
        return raw.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        raise RecordMalformed(field=name, reason="is not UTF-8") from None


def _time(seconds: int) -> bytes:
    return seconds.to_bytes(5, "big")
