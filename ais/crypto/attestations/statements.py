"""The statement: an in-toto Statement v1 that follows from a record alone, and its signed export.

Its predicate has field names of SLSA's verification summary (``verifier``, ``timeVerified``,
``policy``, ``inputAttestations``, ``verificationResult``) under a type of ours: it claims no level
of theirs. The digest over its RFC 8785 bytes is what a post commits to. The salt is no part of it.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import rfc8785

from ais.crypto.signatures import verify_without_v
from ais.digests import sha256
from ais.errors import InputNotJson, InputTooLarge, SignatureRefused, StatementSignature
from ais.jsontext import first_flaw, parse_json
from ais.types import Bytes32

from .keys import SigningKey, address_of
from .records import Record, RecordStatus

__all__ = [
    "PAYLOAD_TYPE",
    "PREDICATE_TYPE",
    "open_statement",
    "result_digest",
    "sign_statement",
    "statement",
    "statement_bytes",
]

PREDICATE_TYPE = "urn:ais:attestation:v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"

_STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
_VERIFIER = "urn:ais:self-evaluation"


def statement(record: Record) -> dict[str, Any]:
    """The in-toto Statement v1 of a record."""
    report: dict[str, Any] = {"digest": {"sha256": record.report_digest.hex()}}
    if record.location:
        report["uri"] = record.location
    is_met = record.status is RecordStatus.COMPLIANT
    predicate: dict[str, Any] = {
        "verifier": {"id": _VERIFIER},
        "timeVerified": _time(record.evaluated_at),
        "policy": {"digest": {"sha256": record.policy_digest.hex()}},
        "inputAttestations": [report],
        "verificationResult": "PASSED" if is_met else "FAILED",
        "status": record.status.text,
        "requirements": {
            "met": record.met,
            "notMet": record.not_met,
            "notAssessed": record.not_assessed,
        },
        "scanner": _scanner(record),
    }
    if record.score is not None:
        predicate["score"] = record.score
    if record.scanned_at is not None:
        predicate["scannedAt"] = _time(record.scanned_at)
    if record.due_at:
        predicate["dueAt"] = _time(record.due_at)
    return {
        "_type": _STATEMENT_TYPE,
        "subject": [{"name": record.scope, "digest": {"sha256": record.report_digest.hex()}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate,
    }


def statement_bytes(record: Record) -> bytes:
    """The statement as RFC 8785 writes it."""
    return rfc8785.dumps(statement(record))


def result_digest(record: Record) -> Bytes32:
    """SHA-256 of the statement's RFC 8785 bytes: what a post commits to."""
    return sha256(statement_bytes(record))


def sign_statement(record: Record, key: SigningKey, key_digest: Bytes32) -> dict[str, Any]:
    """The statement in a DSSE v1 envelope, signed with the attestation key S.

    It names the supplier's key: it is for those to whom the supplier shows itself. ``key_digest``:
    of the key's bundle, as the key directory has it. Signature: ECDSA on secp256k1 over SHA-256 of
    the PAE, r and s of 32 bytes each.
    """
    payload = statement_bytes(record)
    signature = key.sign(sha256(_pae(payload)))[:64]
    return {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key_digest.hex(), "sig": base64.b64encode(signature).decode()}],
    }


def open_statement(envelope: dict[str, Any], public: bytes) -> dict[str, Any]:
    """The statement in an envelope that ``public`` (S, 33 bytes) signed.

    Raises ``StatementSignature``, ``KeyRefused``.
    """
    if not isinstance(envelope, dict) or envelope.get("payloadType") != PAYLOAD_TYPE:
        raise StatementSignature(field="payloadType", reason=f"is not {PAYLOAD_TYPE}")
    payload = _decoded("payload", envelope.get("payload"))
    signatures = envelope.get("signatures")
    if not isinstance(signatures, list) or not signatures:
        raise StatementSignature(field="signatures", reason="is no list with a signature")
    digest, address = sha256(_pae(payload)), address_of(public)
    for each in signatures:
        raw = _decoded("sig", each.get("sig") if isinstance(each, dict) else None)
        with suppress(SignatureRefused):
            verify_without_v(digest, raw, address)
            return _parsed(payload)
    raise StatementSignature(field="signature", reason="is not of this attestation key")


def _pae(payload: bytes) -> bytes:
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def _decoded(field: str, text: object) -> bytes:
    if not isinstance(text, str):
        raise StatementSignature(field=field, reason="is not Base64")
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise StatementSignature(field=field, reason="is not Base64") from None


def _parsed(payload: bytes) -> dict[str, Any]:
    try:
        found = parse_json(payload.decode(), depth=8, values=200)
    except (UnicodeDecodeError, InputNotJson, InputTooLarge):
        found = None
    if not isinstance(found, dict) or first_flaw(found) or found.get("_type") != _STATEMENT_TYPE:
        raise StatementSignature(field="payload", reason="is no in-toto Statement v1")
    return found


def _scanner(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {"tool": record.tool, "version": record.version}
    if record.scanner is not None:
        found["signature"] = {
            "kind": record.scanner.kind.name.lower(),
            "key": record.scanner.key.hex(),
            "value": record.scanner.signature.hex(),
        }
    return found


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
