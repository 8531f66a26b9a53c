"""Events of ``IMembership``."""

from __future__ import annotations

from dataclasses import dataclass

from ais.types import OrganisationStatus

from .base import Event

__all__ = [
    "AuthorityUpdated",
    "OperatorAdded",
    "OperatorRevoked",
    "OrganisationListed",
    "PayoutChanged",
    "SectorClassified",
    "SectorsChanged",
    "StandingGranted",
    "Started",
    "StatusChanged",
    "TermsAccepted",
    "TermsPublished",
    "TierChanged",
]


@dataclass(frozen=True, slots=True)
class Started(Event):
    """Epoch 1 has begun. Seconds."""

    started_at: int


@dataclass(frozen=True, slots=True)
class OrganisationListed(Event):
    """A candidate was listed. ``sectors``: bit s-1 = sector s."""

    organisation: int
    owner: str
    operator: str
    payout: str
    sectors: int
    tier: int


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    """An organisation has another status."""

    organisation: int
    status: OrganisationStatus


@dataclass(frozen=True, slots=True)
class SectorsChanged(Event):
    """An organisation has other sectors."""

    organisation: int
    sectors: int


@dataclass(frozen=True, slots=True)
class TierChanged(Event):
    """An organisation has another tier."""

    organisation: int
    tier: int


@dataclass(frozen=True, slots=True)
class StandingGranted(Event):
    """In standing from epoch to epoch, both included."""

    organisation: int
    from_epoch: int
    until_epoch: int


@dataclass(frozen=True, slots=True)
class OperatorAdded(Event):
    """One more account acts for the organisation."""

    organisation: int
    operator: str


@dataclass(frozen=True, slots=True)
class OperatorRevoked(Event):
    """An account acts no more for the organisation."""

    organisation: int
    operator: str


@dataclass(frozen=True, slots=True)
class PayoutChanged(Event):
    """Another payout account; it holds from a second on."""

    organisation: int
    payout: str
    holds_from: int


@dataclass(frozen=True, slots=True)
class TermsPublished(Event):
    """New terms; ``digest`` is the SHA-256 of their text, ``in_force_from`` an epoch."""

    version: int
    digest: bytes
    uri: str
    in_force_from: int


@dataclass(frozen=True, slots=True)
class TermsAccepted(Event):
    """An organisation accepted a version of the terms."""

    organisation: int
    version: int


@dataclass(frozen=True, slots=True)
class SectorClassified(Event):
    """A sector is 1 regular, 2 core or 3 critical, from an epoch on (0: at once)."""

    sector: int
    class_: int
    from_epoch: int


@dataclass(frozen=True, slots=True)
class AuthorityUpdated(Event):
    """A contract follows another access manager (OpenZeppelin; governed contracts emit it once)."""

    authority: str
