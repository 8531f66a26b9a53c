"""Every hash recipe of AIS: the mirror of ``contracts/libraries/Digests.sol``, and Keccak itself.

Pure functions over bytes; nothing here draws randomness or reads a clock. The table of recipes
stands in ``docs/protocol.md``; one vector file is fed to this package and to the contracts.
What only the client computes (the announcement of a key, by EIP-712; openings of the tree; what a
relay promises) stands here too, so that there is no second place to look for a hash.
"""

from .attestations import (
    ATTESTATION_CLAIM_TAG,
    ATTESTATION_COMMIT_TAG,
    ATTESTATION_NEXT_TAG,
    ATTESTATION_SCOPE_TAG,
    ATTESTATION_TAG,
    LEAF_MESSAGE_TAG,
    LEAF_SCOPE_TAG,
    attestation_claim,
    attestation_commit,
    attestation_digest,
    attestation_next,
    attestation_scope,
    field_element,
    leaf_message,
    leaf_scope,
    report_digest,
)
from .pairing import pairing_file
from .relays import RELAY_PROMISE_TAG, relay_promise
from .submissions import (
    BALLOT_TAG,
    COMMITMENT_TAG,
    SEED_TAG,
    SUBMISSION_TAG,
    ballot_commit,
    commitment,
    key_announcement,
    leaf,
    merkle_opening,
    merkle_root,
    node,
    seed,
    submission_id,
    verify_opening,
)
from .words import keccak256, sha256

__all__ = [
    "ATTESTATION_CLAIM_TAG",
    "ATTESTATION_COMMIT_TAG",
    "ATTESTATION_NEXT_TAG",
    "ATTESTATION_SCOPE_TAG",
    "ATTESTATION_TAG",
    "BALLOT_TAG",
    "COMMITMENT_TAG",
    "LEAF_MESSAGE_TAG",
    "LEAF_SCOPE_TAG",
    "RELAY_PROMISE_TAG",
    "SEED_TAG",
    "SUBMISSION_TAG",
    "attestation_claim",
    "attestation_commit",
    "attestation_digest",
    "attestation_next",
    "attestation_scope",
    "ballot_commit",
    "commitment",
    "field_element",
    "keccak256",
    "key_announcement",
    "leaf",
    "leaf_message",
    "leaf_scope",
    "merkle_opening",
    "merkle_root",
    "node",
    "pairing_file",
    "relay_promise",
    "report_digest",
    "seed",
    "sha256",
    "submission_id",
    "verify_opening",
]
