"""Events of ``IAttestations``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "AttestationContested",
    "AttestationMissing",
    "AttestationPosted",
    "PolicyRegistered",
    "PolicyRetired",
    "SlotsSet",
]


@dataclass(frozen=True, slots=True)
class PolicyRegistered(Event):
    """Every member posts under a policy (SHA-256 of its document) from an epoch on."""

    policy: bytes
    from_epoch: int
    uri: str


@dataclass(frozen=True, slots=True)
class PolicyRetired(Event):
    """The last epoch of a policy."""

    policy: bytes
    until_epoch: int


@dataclass(frozen=True, slots=True)
class SlotsSet(Event):
    """Posts of a member for each policy and epoch."""

    slots: int
    from_epoch: int


@dataclass(frozen=True, slots=True)
class AttestationPosted(Event):
    """A member said something about itself to one customer; nobody else knows which, or to whom."""

    policy: bytes
    epoch: int
    tau: str
    compliant: bool
    nullifier: int
    commit: bytes
    next: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class AttestationContested(Event):
    """A post's flag was corrected; ``compliant`` is what counts now."""

    policy: bytes
    epoch: int
    tau: str
    compliant: bool


@dataclass(frozen=True, slots=True)
class AttestationMissing(Event):
    """A relationship was silent; ``silence``: in how many epochs in a row."""

    policy: bytes
    epoch: int
    tau: str
    next: bytes
    silence: int
