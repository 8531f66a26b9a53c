"""What a record means: the flag that is posted, what the customer is shown, the scanner's word."""

from __future__ import annotations

from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ais.crypto.signatures import verify_without_v
from ais.digests import sha256
from ais.errors import ScannerSignature, SignatureRefused
from ais.types import Bytes32

from .keys import address_of
from .records import Record, RecordStatus, Scanner, ScannerKind

__all__ = ["CustomerVerdict", "is_compliant", "scanner_message", "verdict_at", "verify_scanner"]


class CustomerVerdict(IntEnum):
    """What a customer is shown of one supplier that has posted."""

    COMPLIANT = 1
    FAILING = 2
    FAILING_STALE = 3

    @property
    def text(self) -> str:
        """As it is shown: ``failing (stale)``."""
        return {1: "compliant", 2: "failing", 3: "failing (stale)"}[self.value]


def is_compliant(record: Record, *, conditional_allowed: bool) -> bool:
    """The flag that the supplier posts; ``conditional_allowed`` is the policy's."""
    if record.status is RecordStatus.CONDITIONAL:
        return conditional_allowed
    return record.status is RecordStatus.COMPLIANT


def verdict_at(
    record: Record, *, compliant: bool, conditional_allowed: bool, max_age: int, now: int
) -> CustomerVerdict:
    """What the record is worth to the customer at ``now``, whatever flag was posted.

    ``compliant``: the public flag that counts; ``max_age``: of the scan, in seconds, by the policy.
    A scan without time, or from the future, has no age that could be young enough. A conditional
    result ends with its due date.
    """
    scanned_at = record.scanned_at
    if scanned_at is None or not 0 <= now - scanned_at <= max_age:
        return CustomerVerdict.FAILING_STALE
    if record.status is RecordStatus.STALE:
        return CustomerVerdict.FAILING_STALE
    if not compliant or not is_compliant(record, conditional_allowed=conditional_allowed):
        return CustomerVerdict.FAILING
    if record.status is RecordStatus.CONDITIONAL and now > record.due_at:
        return CustomerVerdict.FAILING
    return CustomerVerdict.COMPLIANT


def scanner_message(report_digest: Bytes32) -> bytes:
    """What a scanner signs: 13 bytes of domain, and the digest of the report."""
    return b"ais/v1/report" + report_digest


def verify_scanner(record: Record) -> Scanner | None:
    """The scanner's signature, once it is right; ``None`` if there is none.

    Whose key it is, is for the reader to know. Raises ``ScannerSignature``.
    """
    scanner = record.scanner
    if scanner is None:
        return None
    message = scanner_message(record.report_digest)
    try:
        if scanner.kind is ScannerKind.ED25519:
            key = Ed25519PublicKey.from_public_bytes(scanner.key)
            key.verify(scanner.signature, message)
        else:
            verify_without_v(sha256(message), scanner.signature, address_of(scanner.key))
    except (InvalidSignature, SignatureRefused, ValueError):
        raise ScannerSignature() from None
    return scanner
