"""Errors of attested statements: records, posts and evidence. None of them carries a secret."""

from __future__ import annotations

from typing import ClassVar

from .crypto import CryptoError

__all__ = [
    "EvidenceMalformed",
    "EvidenceRefused",
    "PostCommitMismatch",
    "PostFlagMismatch",
    "PostFlagTrue",
    "PostForeign",
    "PostNextMismatch",
    "PostTampered",
    "RecordMalformed",
    "ScannerSignature",
    "SealedReportForeign",
    "SealedReportMalformed",
    "SealedReportNotOurs",
    "SealedReportTampered",
    "StatementError",
    "StatementSignature",
]

_FAILING = "Treat this supplier's attestation of the epoch as failing, and ask the supplier."


class StatementError(CryptoError):
    """Base of what is wrong with a statement, or with the post that carries it."""

    code = "statement-refused"
    why = "the statement was refused: {reason}"
    what_to_do = _FAILING
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class RecordMalformed(StatementError):
    """A record with a value that no record may have, or bytes that are none."""

    code = "record-malformed"
    why = "the record's {field} {reason}"
    what_to_do = "Correct the value; in a supplier's post, treat it as failing."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class ScannerSignature(StatementError):
    """The scanner's signature in a record is none over the report's digest."""

    code = "scanner-signature"
    why = "the scanner's signature is not one over the report's digest"
    what_to_do = _FAILING
    fields: ClassVar[tuple[str, ...]] = ()


class PostForeign(StatementError):
    """A post that is not of this pair, policy or epoch."""

    code = "post-foreign"
    why = "the post's {field} is not that of this pair, policy and epoch"
    what_to_do = "Check that the pair and the epoch are the ones meant."
    fields: ClassVar[tuple[str, ...]] = ("field",)


class PostTampered(StatementError):
    """The ciphertext does not open under the pair's content key."""

    code = "post-tampered"
    why = "the post's ciphertext does not open under the content key"
    what_to_do = _FAILING
    fields: ClassVar[tuple[str, ...]] = ()


class PostCommitMismatch(StatementError):
    """The commitment does not open with the record that was sent."""

    code = "post-commit-mismatch"
    why = "the post's commit does not open with the record inside"
    what_to_do = _FAILING
    fields: ClassVar[tuple[str, ...]] = ()


class PostFlagMismatch(StatementError):
    """The public flag is not what the customer was told: contest it."""

    code = "post-flag-mismatch"
    why = "the public flag says compliant: {public}, the record for the customer says {private}"
    what_to_do = "Contest the post before the next epoch ends; it names nobody."
    fields: ClassVar[tuple[str, ...]] = ("public", "private")


class PostFlagTrue(StatementError):
    """There is nothing to contest: the commit opens with the public flag."""

    code = "post-flag-true"
    why = "the public flag is the one that the post commits to"
    what_to_do = "Contest only a post whose public flag is false."
    fields: ClassVar[tuple[str, ...]] = ()


class PostNextMismatch(StatementError):
    """The post does not name the pair's next tau, so that silence could not be claimed."""

    code = "post-next-mismatch"
    why = "the post's next does not name the pair's tau in the next epoch"
    what_to_do = _FAILING
    fields: ClassVar[tuple[str, ...]] = ()


class StatementSignature(StatementError):
    """A signed statement (DSSE) that is malformed or not signed by that attestation key."""

    code = "statement-signature"
    why = "the signed statement was refused: its {field} {reason}"
    what_to_do = "Ask the supplier to export it again, and check which key was in force."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class EvidenceMalformed(StatementError):
    """An evidence pack that does not follow the format."""

    code = "evidence-malformed"
    why = "the evidence pack's {field} {reason}"
    what_to_do = "Ask for the pack again, unchanged."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class EvidenceRefused(StatementError):
    """An evidence pack that does not prove its statement. ``step``: as in docs/protocol.md."""

    code = "evidence-refused"
    why = "the evidence pack fails at step {step}: its {field} {reason}"
    what_to_do = "Do not rely on it; check that your node follows the right chain to its end."
    fields: ClassVar[tuple[str, ...]] = ("step", "field", "reason")


class SealedReportForeign(StatementError):
    """A sealed report that is another than the one the record names."""

    code = "sealed-report-foreign"
    why = "the sealed report is not the one of this record: another {field}"
    what_to_do = "Do not use it; ask the supplier for the report that its statement is about."
    fields: ClassVar[tuple[str, ...]] = ("field",)


class SealedReportMalformed(StatementError):
    """A sealed report that does not follow the format, or reports that cannot be sealed."""

    code = "sealed-report-malformed"
    why = "the {field} of the sealed report {reason}"
    what_to_do = "Of a supplier: ask for it again. Of our own: hand it over by another way."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class SealedReportNotOurs(StatementError):
    """None of our sealing keys opens it for this statement."""

    code = "sealed-report-not-ours"
    why = "the sealed report opens with none of our sealing keys, for this supplier and statement"
    what_to_do = "Check that the statement is one made to us; else ask the supplier for the report."
    fields: ClassVar[tuple[str, ...]] = ()


class SealedReportTampered(StatementError):
    """The files do not decrypt under the data key."""

    code = "sealed-report-tampered"
    why = "the sealed report was altered, or made wrongly: its files do not decrypt"
    what_to_do = "Do not use it; ask the supplier to state the report again."
    fields: ClassVar[tuple[str, ...]] = ()
