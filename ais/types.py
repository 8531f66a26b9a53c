"""The frozen values that the parts of AIS hand to each other, and the store's port.

The other ports stand in ``ais.ports``.

No I/O and no logic beyond what a value says about itself. Bytes are ``bytes``, addresses are
checksummed text, times are whole seconds, money is in the token's smallest unit. Ports are
``Protocol`` classes: whatever has the methods will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType, Protocol, runtime_checkable

__all__ = [
    "Address",
    "Ballot",
    "Bytes32",
    "Item",
    "KeyPurpose",
    "Organisation",
    "OrganisationStatus",
    "Policy",
    "ReaderRights",
    "Release",
    "Store",
    "SubmissionRecord",
    "SubmissionState",
    "Suite",
    "Verdict",
]

#: 32 bytes: a digest, an id, a salt.
Bytes32 = bytes
#: A checksummed ``0x`` address.
Address = NewType("Address", str)


# ---- policy and submission -------------------------------------------------------------------


class SubmissionState(IntEnum):
    """State of a submission, as in ``Policies.sol``."""

    UNKNOWN = 0
    LIVE = 1
    REVOKED = 2
    SUPERSEDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who may read a submission, and when. One word on chain; ``ais.policy`` packs and names it.

    ``state``, ``submitted_at`` and the upper four flags are the contract's; they are zero in what
    is submitted and in what the submission id binds.
    """

    organisation: int
    reader_sectors: int  # bit s-1 = sector s
    affected_sector: int  # 0 = not declared
    minimum_tier: int  # 1 regular, 2 core, 3 critical
    tlp: int  # 1 CLEAR, 2 GREEN, 3 AMBER, 4 AMBER+STRICT, 5 RED
    terms_version: int
    expires_at: int
    not_before: int = 0
    flags: int = 0
    state: int = 0
    submitted_at: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """What the contract learns of one sealed submission (``IIndicators.Item``)."""

    commitment: Bytes32
    key_commit: Bytes32
    ciphertext_digest: Bytes32


@dataclass(frozen=True, slots=True)
class Release:
    """Key slots put on record (``IIndicators.Release``); a zero digest means none."""

    slots_digest: Bytes32
    as_of_block: int
    epoch: int


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """All that the chain knows of one submission."""

    submission_id: Bytes32
    item: Item
    policy: Policy
    releases: tuple[Release, ...] = ()
    superseded_by: Bytes32 | None = None


# ---- organisations ---------------------------------------------------------------------------


class OrganisationStatus(IntEnum):
    """``IMembership.Status``."""

    NONE = 0
    CANDIDATE = 1
    ACTIVE = 2
    SUSPENDED = 3
    REMOVED = 4

    @property
    def is_narrowed(self) -> bool:
        """Whether it may not act: its leaf is taken out of the group."""
        return self in (OrganisationStatus.SUSPENDED, OrganisationStatus.REMOVED)


@dataclass(frozen=True, slots=True)
class Organisation:
    """``IMembership.Organisation`` with its id. Epochs are inclusive."""

    id: int
    status: OrganisationStatus
    tier: int
    sectors: int  # bit s-1 = sector s
    accepted_terms: int
    standing_from: int
    standing_until: int


@dataclass(frozen=True, slots=True)
class ReaderRights:
    """The answer of ``Membership.reader``: what an organisation brings to a policy."""

    organisation: int
    entitled: bool  # active, in standing, terms in force accepted
    sectors: int
    tier: int


# ---- keys ------------------------------------------------------------------------------------


class KeyPurpose(IntEnum):
    """``IKeyDirectory.Purpose``: one key, one use."""

    SEALING = 0
    AGREEMENT = 1
    ATTESTATION = 2


class Suite(IntEnum):
    """How keys are encapsulated; a network names one in its deployment file."""

    HYBRID = 1  # ML-KEM-768 with X25519, as X-Wing
    X25519 = 2  # DHKEM(X25519, HKDF-SHA256)

    @classmethod
    def named(cls, name: str) -> Suite:
        """Look up ``hybrid`` or ``x25519``; raises ``KeyError`` for another name."""
        return cls[name.upper()]


# ---- valuation -------------------------------------------------------------------------------


class Verdict(IntEnum):
    """``IValuation.Verdict``."""

    NONE = 0
    VALID = 1
    INVALID = 2
    DUPLICATE = 3
    UNAVAILABLE = 4


@dataclass(frozen=True, slots=True)
class Ballot:
    """``IValuation.Ballot``: one panelist's judgement of one submission."""

    verdict: Verdict
    sector: int = 0
    severity_bps: int = 0
    scope_bps: int = 0
    prior_id: Bytes32 = bytes(32)


# ---- ports -----------------------------------------------------------------------------------


@runtime_checkable
class Store(Protocol):
    """Where ciphertext lives: blobs addressed by their SHA-256. It is not trusted."""

    def put(self, blob: bytes) -> Bytes32:
        """Keep a blob for good and return its digest; putting it twice changes nothing."""
        ...

    def get(self, digest: Bytes32) -> bytes:
        """The blob with that digest, checked; raises where it is missing or tampered with."""
        ...

    def has(self, digest: Bytes32) -> bool:
        """Whether a blob with that digest is there; says nothing of whether it is whole."""
        ...

    def erase(self, digest: Bytes32) -> None:
        """Forget a blob; erasing what is not there changes nothing."""
        ...
