"""Errors of hashing, sealing, opening and ballots. None of them ever carries a secret.

``field`` is the name that ``docs/protocol.md`` gives to the part of the format, ``reason`` a short
sentence about it.
"""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "BallotCommitMismatch",
    "BallotMalformed",
    "BallotRefused",
    "CommitmentMismatch",
    "ContainerForeign",
    "ContainerMalformed",
    "ContainerTampered",
    "CryptoError",
    "DataKeyMismatch",
    "DigestInput",
    "ManifestMismatch",
    "OpeningRefused",
    "PayloadMalformed",
    "SealedRefused",
    "SelfCopyRefused",
    "SlotNotOurs",
    "SlotsForeign",
    "SlotsMalformed",
    "SlotsTampered",
    "SuiteUnsupported",
    "VersionUnsupported",
]

_ASK_AGAIN = "Fetch the blob again from another store; if it stays so, its maker made it wrongly."


class CryptoError(AisError):
    """Base of all that can go wrong with hashes, keys and sealed bytes."""

    code = "crypto-refused"
    why = "the bytes were refused: {reason}"
    what_to_do = "Look up the reason in docs/protocol.md."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class DigestInput(CryptoError):
    """A value that does not fit the hash recipe it was given to."""

    code = "digest-input"
    why = "cannot hash {field}: it {reason}"
    what_to_do = "Correct the value; docs/protocol.md has the table of recipes."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class OpeningRefused(CryptoError):
    """An opening of the tree that does not prove membership."""

    code = "opening-refused"
    why = "the opening does not prove the object: {reason}"
    what_to_do = "Ask whoever gave the opening for the right one."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class VersionUnsupported(CryptoError):
    """A format version that this client does not know. ``what``: container, slots or bundle."""

    code = "version-unsupported"
    why = "the {what} has version {found}, which this client does not know"
    what_to_do = "Update AIS, or ask the sender for an older version."
    fields: ClassVar[tuple[str, ...]] = ("what", "found")


class SuiteUnsupported(CryptoError):
    """A cipher or key-encapsulation suite that is not known, or not the network's."""

    code = "suite-unsupported"
    why = "the {what} uses suite {found}, which is not accepted here"
    what_to_do = "Check which suite the network's deployment file names."
    fields: ClassVar[tuple[str, ...]] = ("what", "found")


class ContainerMalformed(CryptoError):
    """A container whose bytes do not follow the format."""

    code = "container-malformed"
    why = "the container's {field} {reason}"
    what_to_do = _ASK_AGAIN
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class ContainerForeign(CryptoError):
    """A well-formed container of another chain, contract, organisation or submission."""

    code = "container-foreign"
    why = "the container's {field} is not that of the submission"
    what_to_do = "Check the deployment that you are connected to, and the submission's id."
    fields: ClassVar[tuple[str, ...]] = ("field",)


class ContainerTampered(CryptoError):
    """The payload does not decrypt under the right data key: header or payload were changed."""

    code = "container-tampered"
    why = "the container was changed after it was sealed"
    what_to_do = _ASK_AGAIN
    fields: ClassVar[tuple[str, ...]] = ()


class DataKeyMismatch(CryptoError):
    """The data key is not the one that the submission commits to."""

    code = "data-key-mismatch"
    why = "the data key is not the one that the submission commits to"
    what_to_do = "Use another release of the submission, or request a grant."
    fields: ClassVar[tuple[str, ...]] = ()


class SelfCopyRefused(CryptoError):
    """The submitter's own copy of the data key does not open under this root secret."""

    code = "self-copy-refused"
    why = "the container's own copy of the data key does not open under this root secret"
    what_to_do = "Restore the root secret with which the submission was made."
    fields: ClassVar[tuple[str, ...]] = ()


class PayloadMalformed(CryptoError):
    """A payload that decrypts and does not follow the format: its maker made it wrongly."""

    code = "payload-malformed"
    why = "the payload's {field} {reason}"
    what_to_do = "Nothing helps on this side: report the submission as unavailable."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class ManifestMismatch(CryptoError):
    """The manifest does not describe the objects that lie beside it."""

    code = "manifest-mismatch"
    why = "the manifest's leaf {leaf} {reason}"
    what_to_do = "Nothing helps on this side: report the submission as unavailable."
    fields: ClassVar[tuple[str, ...]] = ("leaf", "reason")


class CommitmentMismatch(CryptoError):
    """Manifest and objects agree, but they are not what was committed to on chain."""

    code = "commitment-mismatch"
    why = "the opened objects are not those that the submission commits to"
    what_to_do = "Nothing helps on this side: report the submission as unavailable."
    fields: ClassVar[tuple[str, ...]] = ()


class SlotsMalformed(CryptoError):
    """A slots blob whose bytes do not follow the format."""

    code = "slots-malformed"
    why = "the slots' {field} {reason}"
    what_to_do = _ASK_AGAIN
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class SlotsForeign(CryptoError):
    """Well-formed slots for another chain, contract or submission."""

    code = "slots-foreign"
    why = "the slots' {field} is not that of the submission"
    what_to_do = "Use another release of the submission, or request a grant."
    fields: ClassVar[tuple[str, ...]] = ("field",)


class SlotNotOurs(CryptoError):
    """No slot that was tried opens under the given keys. ``tried``: a position, or 'all'."""

    code = "slot-not-ours"
    why = "no key of this organisation opens slot {tried}"
    what_to_do = "If the policy lets you read, request a key with `ais request`."
    fields: ClassVar[tuple[str, ...]] = ("tried",)


class SlotsTampered(CryptoError):
    """Our slot opens, but the data key beside it does not decrypt under what it holds."""

    code = "slots-tampered"
    why = "the sealed data key of the submission does not open under the release key"
    what_to_do = "Use another release of the submission, or request a grant."
    fields: ClassVar[tuple[str, ...]] = ()


class BallotMalformed(CryptoError):
    """A ballot with a value that no ballot may have, or sealed bytes that are no ballot."""

    code = "ballot-malformed"
    why = "the ballot's {field} {reason}"
    what_to_do = "Correct the ballot before committing it."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class BallotRefused(CryptoError):
    """A sealed ballot that does not open: another root secret, round, submission or panelist."""

    code = "ballot-refused"
    why = "the sealed ballot does not open under this root secret for this round"
    what_to_do = "Restore the root secret with which the ballot was committed."
    fields: ClassVar[tuple[str, ...]] = ()


class BallotCommitMismatch(CryptoError):
    """A sealed ballot that opens to something else than what was committed."""

    code = "ballot-commit-mismatch"
    why = "the sealed ballot is not the one that was committed"
    what_to_do = "Reveal with the ballot and salt kept at the time of the commit."
    fields: ClassVar[tuple[str, ...]] = ()


class SealedRefused(CryptoError):
    """Bytes sealed for oneself that do not open: another root secret, another use, or changed."""

    code = "sealed-refused"
    why = "bytes sealed for ourselves do not open: {reason}"
    what_to_do = "Restore the root secret with which they were sealed."
    fields: ClassVar[tuple[str, ...]] = ("reason",)
