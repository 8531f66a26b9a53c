"""What the contracts' structs and enums look like in Python, beyond those of ``ais.types``.

Fields stand in the order of the ABI. Money is in the token's smallest unit, ``…_bps`` in 1/10,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

__all__ = [
    "Claim",
    "EpochAccount",
    "KeyRecord",
    "Opening",
    "Phase",
    "Post",
    "PricingParameters",
    "RelationKind",
    "Result",
    "RewardsParameters",
    "Round",
    "SeatsParameters",
    "Stage",
    "Tally",
    "Windows",
]


class RelationKind(IntEnum):
    """``IRelations.Kind``."""

    AFFILIATE = 0
    COMPETITOR = 1


class Phase(IntEnum):
    """``IValuation.Phase``."""

    NONE = 0
    SCHEDULED = 1
    KEYING = 2
    COMMITTING = 3
    REVEALING = 4
    TALLYING = 5
    ENDED = 6


class Result(IntEnum):
    """``IValuation.Result``."""

    NONE = 0
    VALID = 1
    INVALID = 2
    DUPLICATE = 3
    UNAVAILABLE = 4
    KEY_MISSED = 5
    NO_PANEL = 6
    NO_QUORUM = 7
    REVOKED = 8


class Stage(IntEnum):
    """``IRewards.Stage``."""

    NONE = 0
    UNRELEASED = 1
    OPENABLE = 2
    DECLINED = 3
    UNVALUED = 4
    OPEN = 5
    REWARDED = 6
    REJECTED = 7
    WITHDRAWN = 8


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """``KeyDirectory.current``: the key in use for one purpose; ``number`` 0 = none."""

    number: int
    epoch: int
    announced_at: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Windows:
    """``IValuation.Windows``, in blocks."""

    seed_delay_blocks: int
    key_blocks: int
    commit_blocks: int
    reveal_blocks: int


@dataclass(frozen=True, slots=True)
class Round:
    """``IValuation.Round``: block numbers, 0 = not yet known."""

    number: int
    scheduled_epoch: int
    scheduled_block: int
    drawn_block: int
    key_by: int
    commit_by: int
    reveal_by: int
    filled: int
    committed: int
    revealed: int
    slots_digest: bytes


@dataclass(frozen=True, slots=True)
class SeatsParameters:
    """``ISeats.Parameters``."""

    seat_bond: int
    no_show_penalty: int


@dataclass(frozen=True, slots=True)
class PricingParameters:
    """``IPricing.Parameters``."""

    base: int
    cap: int
    regular_weight_bps: int
    core_weight_bps: int
    critical_weight_bps: int
    floor_bps: int
    ceiling_bps: int
    target: int


@dataclass(frozen=True, slots=True)
class RewardsParameters:
    """``IRewards.Parameters``."""

    submission_bond: int
    stipend: int
    dues_floor: int
    dues_cap: int
    open_window_seconds: int
    close_delay_seconds: int
    max_open: int
    regular_share_bps: int
    core_share_bps: int
    critical_share_bps: int


@dataclass(frozen=True, slots=True)
class EpochAccount:
    """``IRewards.EpochAccount``."""

    closed: bool
    claims: int
    reserved: int
    unpaid_claims: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Post:
    """``IAttestations.Post``: what is put on record without a name.

    ``proof`` and ``nullifier`` are field elements; ``ciphertext`` has 540 bytes, ``signature``
    (of ``tau`` over the digest: r, s, v) 65.
    """

    policy: bytes
    epoch: int
    slot: int
    compliant: bool
    tau: str
    nullifier: int
    commit: bytes
    next: bytes
    ciphertext: bytes
    proof: tuple[int, ...]  # a.x, a.y, b.x.1, b.x.0, b.y.1, b.y.0, c.x, c.y
    signature: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """``IAttestations.Opening``: with policy, epoch and tau it gives a post's digest again.

    ``ciphertext_digest``: Keccak-256 of the ciphertext.
    """

    compliant: bool
    nullifier: int
    commit: bytes
    next: bytes
    ciphertext_digest: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """``IAttestations.Claim``: a relationship's silence in ``epoch``, the last that ended.

    ``signature``: of the claimer that the post or claim before it names, over
    ``digests.attestation_claim``.
    """

    policy: bytes
    epoch: int
    former_tau: str
    tau: str
    next: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Tally:
    """``IAttestations.Tally``: what is counted for a policy and epoch; posts, not members."""

    posted: int = 0
    non_compliant: int = 0
    contested: int = 0
    missing: int = 0
