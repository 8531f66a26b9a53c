"""Recipes of anonymous attestations (``contracts/attestations/``)."""

from __future__ import annotations

from collections.abc import Iterable

from ais.types import Address, Bytes32

from .words import address, bytes32, keccak256, sha256, uint

__all__ = [
    "ATTESTATION_CLAIM_TAG",
    "ATTESTATION_COMMIT_TAG",
    "ATTESTATION_NEXT_TAG",
    "ATTESTATION_SCOPE_TAG",
    "ATTESTATION_TAG",
    "LEAF_MESSAGE_TAG",
    "LEAF_SCOPE_TAG",
    "attestation_claim",
    "attestation_commit",
    "attestation_digest",
    "attestation_next",
    "attestation_scope",
    "field_element",
    "leaf_message",
    "leaf_scope",
    "report_digest",
]

ATTESTATION_TAG = keccak256(b"ais/v1/attestation")
ATTESTATION_SCOPE_TAG = keccak256(b"ais/v1/attestation-scope")
ATTESTATION_COMMIT_TAG = keccak256(b"ais/v1/attestation-commit")
ATTESTATION_NEXT_TAG = keccak256(b"ais/v1/attestation-next")
ATTESTATION_CLAIM_TAG = keccak256(b"ais/v1/attestation-claim")
LEAF_MESSAGE_TAG = keccak256(b"ais/v1/leaf-message")
LEAF_SCOPE_TAG = keccak256(b"ais/v1/leaf-scope")


def attestation_digest(
    *,
    chain_id: int,
    attestations: Address,
    policy: Bytes32,
    epoch: int,
    compliant: bool,
    tau: Address,
    nullifier: int,
    commit: Bytes32,
    next_: Bytes32,
    ciphertext_digest: Bytes32,
) -> Bytes32:
    """What a post says, whole: the proof's message, and what tau signs.

    ``ciphertext_digest``: Keccak-256 of the ciphertext.
    """
    return keccak256(
        ATTESTATION_TAG
        + uint("chain_id", chain_id, 256)
        + address("attestations", attestations)
        + bytes32("policy", policy)
        + uint("epoch", epoch, 32)
        + uint("compliant", int(compliant), 1)
        + address("tau", tau)
        + uint("nullifier", nullifier, 256)
        + bytes32("commit", commit)
        + bytes32("next", next_)
        + bytes32("ciphertext_digest", ciphertext_digest)
    )


def attestation_scope(
    *, chain_id: int, attestations: Address, policy: Bytes32, epoch: int, slot: int
) -> Bytes32:
    """Within what a nullifier is unique: one post a member, policy, epoch and slot."""
    return keccak256(
        ATTESTATION_SCOPE_TAG
        + uint("chain_id", chain_id, 256)
        + address("attestations", attestations)
        + bytes32("policy", policy)
        + uint("epoch", epoch, 32)
        + uint("slot", slot, 8)
    )


def attestation_commit(
    *, tau: Address, compliant: bool, result_digest: Bytes32, salt: Bytes32
) -> Bytes32:
    """The commitment to what the customer was told, which the customer can open."""
    return keccak256(
        ATTESTATION_COMMIT_TAG
        + address("tau", tau)
        + uint("compliant", int(compliant), 1)
        + bytes32("result_digest", result_digest)
        + bytes32("salt", salt)
    )


def attestation_next(*, tau: Address, claimer: Address) -> Bytes32:
    """The name of the relationship's tau in the next epoch, to be opened if it stays out.

    ``claimer``: the address of the key that signs that claim.
    """
    return keccak256(ATTESTATION_NEXT_TAG + address("tau", tau) + address("claimer", claimer))


def attestation_claim(
    *,
    chain_id: int,
    attestations: Address,
    policy: Bytes32,
    epoch: int,
    tau: Address,
    next_: Bytes32,
    silence: int,
) -> Bytes32:
    """What stands under the tau of a claim, and what its claimer signs.

    ``silence``: how many epochs in a row, 1 to 3.
    """
    return keccak256(
        ATTESTATION_CLAIM_TAG
        + uint("chain_id", chain_id, 256)
        + address("attestations", attestations)
        + bytes32("policy", policy)
        + uint("epoch", epoch, 32)
        + address("tau", tau)
        + bytes32("next", next_)
        + uint("silence", silence, 8)
    )


def leaf_message(*, chain_id: int, group: Address, organisation: int) -> Bytes32:
    """What a proof of possession of a leaf says."""
    return keccak256(
        LEAF_MESSAGE_TAG
        + uint("chain_id", chain_id, 256)
        + address("group", group)
        + uint("organisation", organisation, 32)
    )


def leaf_scope(*, chain_id: int, group: Address) -> Bytes32:
    """The scope of proofs of possession."""
    return keccak256(LEAF_SCOPE_TAG + uint("chain_id", chain_id, 256) + address("group", group))


def report_digest(files: Iterable[Bytes32]) -> Bytes32:
    """The reportDigest, from the SHA-256 of each report: of several, that of the sorted digests."""
    digests = sorted(files)
    return digests[0] if len(digests) == 1 else sha256(b"".join(digests))


def field_element(digest: Bytes32) -> int:
    """A digest as an element of BN254's scalar field: its upper 248 bits."""
    return int.from_bytes(bytes32("digest", digest), "big") >> 8
