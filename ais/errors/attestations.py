"""What ``Attestations.sol`` refuses: posts, contests, claims of silence, policies.

Fields stand in the order of the ABI.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "AttestationsAlreadyContested",
    "AttestationsCiphertextLength",
    "AttestationsError",
    "AttestationsFlagIsTrue",
    "AttestationsInvalidSlot",
    "AttestationsInvalidSlots",
    "AttestationsNoSnapshot",
    "AttestationsNullifierOutOfRange",
    "AttestationsNullifierUsed",
    "AttestationsPolicyKnown",
    "AttestationsPolicyNotInForce",
    "AttestationsProofRefused",
    "AttestationsSilentTooLong",
    "AttestationsTauUsed",
    "AttestationsTooLate",
    "AttestationsUnknown",
    "AttestationsWrongClaimer",
    "AttestationsWrongEpoch",
    "AttestationsWrongOpening",
    "AttestationsWrongSigner",
    "AttestationsZeroPolicy",
]


class AttestationsError(ContractError):
    """Base of what ``Attestations.sol`` refuses."""

    code = "attestations-error"


class AttestationsInvalidSlots(AttestationsError):
    """``AttestationsInvalidSlots(slots)``."""

    code = "attestations-invalid-slots"
    why = "{slots} posts a member and policy are not allowed"
    what_to_do = "Choose between 1 and 64."
    fields: ClassVar[tuple[str, ...]] = ("slots",)


class AttestationsZeroPolicy(AttestationsError):
    """``AttestationsZeroPolicy()``."""

    code = "attestations-zero-policy"
    why = "a policy's digest cannot be zero"
    what_to_do = "Give the SHA-256 of the policy's document."
    fields: ClassVar[tuple[str, ...]] = ()


class AttestationsPolicyKnown(AttestationsError):
    """``AttestationsPolicyKnown(policy)``."""

    code = "attestations-policy-known"
    why = "the policy {policy} was registered before"
    what_to_do = "A document is registered once; a changed one has another digest."
    fields: ClassVar[tuple[str, ...]] = ("policy",)


class AttestationsPolicyNotInForce(AttestationsError):
    """``AttestationsPolicyNotInForce(policy, epoch)``."""

    code = "attestations-policy-not-in-force"
    why = "the policy {policy} is not in force in epoch {epoch}"
    what_to_do = "It is not registered, begins later, or has ended: read the list of policies."
    fields: ClassVar[tuple[str, ...]] = ("policy", "epoch")


class AttestationsWrongEpoch(AttestationsError):
    """``AttestationsWrongEpoch(given, expected)``."""

    code = "attestations-wrong-epoch"
    why = "this is for epoch {given}, but only epoch {expected} can be meant now"
    what_to_do = "What an epoch takes ends with it: make it anew for the epoch that runs."
    fields: ClassVar[tuple[str, ...]] = ("given", "expected")


class AttestationsInvalidSlot(AttestationsError):
    """``AttestationsInvalidSlot(slot, slots)``."""

    code = "attestations-invalid-slot"
    why = "there is no slot {slot}: a member has {slots}"
    what_to_do = "Let the client draw a free slot."
    fields: ClassVar[tuple[str, ...]] = ("slot", "slots")


class AttestationsCiphertextLength(AttestationsError):
    """``AttestationsCiphertextLength(length, expected)``."""

    code = "attestations-ciphertext-length"
    why = "the ciphertext has {length} bytes; every one has {expected}"
    what_to_do = "Let the client seal the record: all posts look alike."
    fields: ClassVar[tuple[str, ...]] = ("length", "expected")


class AttestationsNullifierOutOfRange(AttestationsError):
    """``AttestationsNullifierOutOfRange(nullifier)``."""

    code = "attestations-nullifier-out-of-range"
    why = "the nullifier {nullifier} is beyond the proof's field"
    what_to_do = "Make the proof anew."
    fields: ClassVar[tuple[str, ...]] = ("nullifier",)


class AttestationsNullifierUsed(AttestationsError):
    """``AttestationsNullifierUsed(nullifier)``."""

    code = "attestations-nullifier-used"
    why = "this member has used this slot for this policy and epoch"
    what_to_do = "Draw another slot; a member posts at most once a slot."
    fields: ClassVar[tuple[str, ...]] = ("nullifier",)


class AttestationsTauUsed(AttestationsError):
    """``AttestationsTauUsed(tau)``."""

    code = "attestations-tau-used"
    why = "a post or a claim stands under the one-time key {tau} already"
    what_to_do = "Nothing is left to do: a relationship has one a policy and epoch."
    fields: ClassVar[tuple[str, ...]] = ("tau",)


class AttestationsWrongSigner(AttestationsError):
    """``AttestationsWrongSigner(tau)``."""

    code = "attestations-wrong-signer"
    why = "the signature is not one of the one-time key {tau} over this post"
    what_to_do = "Make the post anew: only the supplier can sign for this key."
    fields: ClassVar[tuple[str, ...]] = ("tau",)


class AttestationsNoSnapshot(AttestationsError):
    """``AttestationsNoSnapshot(epoch)``."""

    code = "attestations-no-snapshot"
    why = "the group had no snapshot in epoch {epoch}"
    what_to_do = "Take one if the epoch runs; without it nobody can post and no silence counts."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)


class AttestationsProofRefused(AttestationsError):
    """``AttestationsProofRefused()``."""

    code = "attestations-proof-refused"
    why = "the proof does not show a member of this epoch's group, or not for this post"
    what_to_do = "Follow the chain (the snapshot may be a newer one) and make the proof anew."
    fields: ClassVar[tuple[str, ...]] = ()


class AttestationsUnknown(AttestationsError):
    """``AttestationsUnknown(policy, epoch, tau)``."""

    code = "attestations-unknown"
    why = "nothing stands under the one-time key {tau} in epoch {epoch} for policy {policy}"
    what_to_do = "Check policy, epoch and relationship."
    fields: ClassVar[tuple[str, ...]] = ("policy", "epoch", "tau")


class AttestationsWrongOpening(AttestationsError):
    """``AttestationsWrongOpening()``."""

    code = "attestations-wrong-opening"
    why = "what was given does not open what stands on the chain"
    what_to_do = "Take the values of the post or claim itself, as the client reads them."
    fields: ClassVar[tuple[str, ...]] = ()


class AttestationsFlagIsTrue(AttestationsError):
    """``AttestationsFlagIsTrue()``."""

    code = "attestations-flag-is-true"
    why = "the public flag is the one that was said to the customer"
    what_to_do = "Nothing is left to do: there is nothing to contest."
    fields: ClassVar[tuple[str, ...]] = ()


class AttestationsAlreadyContested(AttestationsError):
    """``AttestationsAlreadyContested(tau)``."""

    code = "attestations-already-contested"
    why = "the post under the one-time key {tau} was corrected already"
    what_to_do = "Nothing is left to do: a post is corrected once."
    fields: ClassVar[tuple[str, ...]] = ("tau",)


class AttestationsTooLate(AttestationsError):
    """``AttestationsTooLate(epoch)``."""

    code = "attestations-too-late"
    why = "posts of epoch {epoch} cannot be contested now"
    what_to_do = "A post is contested in its own epoch or in the next one."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)


class AttestationsSilentTooLong(AttestationsError):
    """``AttestationsSilentTooLong(silence)``."""

    code = "attestations-silent-too-long"
    why = "a silence of {silence} epochs in a row cannot be counted"
    what_to_do = "Three in a row are counted; ask the supplier."
    fields: ClassVar[tuple[str, ...]] = ("silence",)


class AttestationsWrongClaimer(AttestationsError):
    """``AttestationsWrongClaimer(tau)``."""

    code = "attestations-wrong-claimer"
    why = "what stands before this claim names another one-time key than {tau}, or another claimer"
    what_to_do = "Let the client make the claim anew: only supplier and customer can sign it."
    fields: ClassVar[tuple[str, ...]] = ("tau",)
