"""Recipes of submissions, their trees, ballots, draws and key announcements."""

from __future__ import annotations

from collections.abc import Sequence

from ais.errors import DigestInput, OpeningRefused
from ais.types import Address, Ballot, Bytes32

from .words import address, bytes32, keccak256, uint

__all__ = [
    "BALLOT_TAG",
    "COMMITMENT_TAG",
    "SEED_TAG",
    "SUBMISSION_TAG",
    "ballot_commit",
    "commitment",
    "key_announcement",
    "leaf",
    "merkle_opening",
    "merkle_root",
    "node",
    "seed",
    "submission_id",
    "verify_opening",
]


COMMITMENT_TAG = keccak256(b"ais/v1/commitment")
SUBMISSION_TAG = keccak256(b"ais/v1/submission")
BALLOT_TAG = keccak256(b"ais/v1/ballot")
SEED_TAG = keccak256(b"ais/v1/seed")

_EIP712_DOMAIN = keccak256(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
_KEY_ANNOUNCEMENT = keccak256(
    b"KeyAnnouncement(uint8 purpose,uint8 suite,uint32 organisation,uint32 number,bytes publicKey)"
)
_KEY_DOMAIN_NAME = keccak256(b"AIS KeyDirectory")
_KEY_DOMAIN_VERSION = keccak256(b"1")


# ---- the tree of a submission ----------------------------------------------------------------


def leaf(salt: Bytes32, object_digest: Bytes32) -> Bytes32:
    """A leaf: one object, hidden by its own salt. ``object_digest`` is SHA-256 of its bytes."""
    return keccak256(b"\x00" + bytes32("salt", salt) + bytes32("object_digest", object_digest))


def node(left: Bytes32, right: Bytes32) -> Bytes32:
    """An inner node."""
    return keccak256(b"\x01" + bytes32("left", left) + bytes32("right", right))


def merkle_root(leaves: Sequence[Bytes32]) -> Bytes32:
    """The root over leaves in order; an odd last node is carried up as it is."""
    level = [bytes32("leaf", entry) for entry in leaves]
    if not level:
        raise DigestInput(field="leaves", reason="a tree has at least one leaf")
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def merkle_opening(leaves: Sequence[Bytes32], index: int) -> tuple[Bytes32, ...]:
    """The siblings that lead from leaf ``index`` to the root, lowest first.

    A level on which the node is carried up has no sibling.
    """
    if not 0 <= index < len(leaves):
        raise DigestInput(field="index", reason=f"not within the {len(leaves)} leaves")
    level, siblings = list(leaves), []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            siblings.append(level[sibling])
        level, index = _level_above(level), index // 2
    return tuple(siblings)


def verify_opening(
    root: Bytes32, leaf_: Bytes32, index: int, count: int, siblings: Sequence[Bytes32]
) -> None:
    """Raise ``OpeningRefused`` unless ``leaf_`` stands at ``index`` of the ``count`` under root."""
    if not 0 <= index < count:
        raise OpeningRefused(reason=f"there is no leaf {index} among {count}")
    current, remaining = leaf_, list(siblings)
    while count > 1:
        if index ^ 1 < count:
            if not remaining:
                raise OpeningRefused(reason="it has too few siblings")
            sibling = remaining.pop(0)
            current = node(sibling, current) if index & 1 else node(current, sibling)
        index, count = index // 2, (count + 1) // 2
    if remaining:
        raise OpeningRefused(reason="it has too many siblings")
    if current != root:
        raise OpeningRefused(reason="it leads to another root")


def _level_above(level: Sequence[Bytes32]) -> list[Bytes32]:
    above = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


# ---- what the contracts compute too ----------------------------------------------------------


def commitment(
    *, chain_id: int, indicators: Address, organisation: int, leaf_count: int, root: Bytes32
) -> Bytes32:
    """The commitment to a submission's content: who, how many objects, which tree."""
    return keccak256(
        COMMITMENT_TAG
        + uint("chain_id", chain_id, 256)
        + address("indicators", indicators)
        + uint("organisation", organisation, 32)
        + uint("leaf_count", leaf_count, 32)
        + bytes32("root", root)
    )


def submission_id(
    *,
    chain_id: int,
    indicators: Address,
    organisation: int,
    commitment: Bytes32,
    key_commit: Bytes32,
    ciphertext_digest: Bytes32,
    policy: int,
) -> Bytes32:
    """The id of a submission. ``policy`` is the word as submitted (``ais.policy.pack``)."""
    return keccak256(
        SUBMISSION_TAG
        + uint("chain_id", chain_id, 256)
        + address("indicators", indicators)
        + uint("organisation", organisation, 32)
        + bytes32("commitment", commitment)
        + bytes32("key_commit", key_commit)
        + bytes32("ciphertext_digest", ciphertext_digest)
        + uint("policy", policy, 256)
    )


def ballot_commit(
    *,
    chain_id: int,
    valuation: Address,
    submission_id: Bytes32,
    round_: int,
    panelist: int,
    ballot: Ballot,
    salt: Bytes32,
) -> Bytes32:
    """A panelist's commitment to a ballot, which nobody else can reveal and nowhere else."""
    return keccak256(
        BALLOT_TAG
        + uint("chain_id", chain_id, 256)
        + address("valuation", valuation)
        + bytes32("submission_id", submission_id)
        + uint("round", round_, 8)
        + uint("panelist", panelist, 32)
        + uint("verdict", int(ballot.verdict), 8)
        + uint("sector", ballot.sector, 8)
        + uint("severity_bps", ballot.severity_bps, 16)
        + uint("scope_bps", ballot.scope_bps, 16)
        + bytes32("prior_id", ballot.prior_id)
        + bytes32("salt", salt)
    )


def seed(*, block_hash: Bytes32, submission_id: Bytes32, round_: int) -> Bytes32:
    """The one seed of a round's draw."""
    return keccak256(
        SEED_TAG
        + bytes32("block_hash", block_hash)
        + bytes32("submission_id", submission_id)
        + uint("round", round_, 8)
    )


# ---- what only clients compute ---------------------------------------------------------------


def key_announcement(
    *,
    chain_id: int,
    key_directory: Address,
    purpose: int,
    suite: int,
    organisation: int,
    number: int,
    public_key: bytes,
) -> Bytes32:
    """The EIP-712 digest that the announcing operator signs for a key bundle."""
    domain = keccak256(
        _EIP712_DOMAIN
        + _KEY_DOMAIN_NAME
        + _KEY_DOMAIN_VERSION
        + uint("chain_id", chain_id, 256)
        + address("key_directory", key_directory)
    )
    announcement = keccak256(
        _KEY_ANNOUNCEMENT
        + uint("purpose", purpose, 8)
        + uint("suite", suite, 8)
        + uint("organisation", organisation, 32)
        + uint("number", number, 32)
        + keccak256(public_key)
    )
    return keccak256(b"\x19\x01" + domain + announcement)
