"""Events of ``IRewards``."""

from __future__ import annotations

from dataclasses import dataclass

from ais.records import Result, RewardsParameters

from .base import Event

__all__ = [
    "BondWithdrawn",
    "ClaimBooked",
    "DuesPaid",
    "EpochClosed",
    "Paid",
    "RewardsConfigured",
    "Settled",
    "ValuationOpened",
]


@dataclass(frozen=True, slots=True)
class RewardsConfigured(Event):
    """Parameters of bonds, dues and windows."""

    parameters: RewardsParameters


@dataclass(frozen=True, slots=True)
class ValuationOpened(Event):
    """The submitter asked for a valuation and locked its bond."""

    submission_id: bytes
    organisation: int
    epoch: int
    bond: int
    stipend: int


@dataclass(frozen=True, slots=True)
class ClaimBooked(Event):
    """A reward or stipend was claimed in an epoch."""

    organisation: int
    epoch: int
    submission_id: bytes
    amount: int
    is_stipend: bool


@dataclass(frozen=True, slots=True)
class Settled(Event):
    """A round was closed and its money booked."""

    submission_id: bytes
    round: int
    result: Result
    is_final: bool
    reward: int
    bond_returned: int
    bond_forfeited: int


@dataclass(frozen=True, slots=True)
class EpochClosed(Event):
    """What an epoch claimed, what was reserved for it, the next dues (regular, core, critical)."""

    epoch: int
    claims: int
    reserved: int
    dues: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Paid(Event):
    """A claim was paid out: ``owed`` of it, of which ``set_off`` was kept as dues."""

    organisation: int
    epoch: int
    claim: int
    owed: int
    set_off: int
    sent: int
    to: str


@dataclass(frozen=True, slots=True)
class DuesPaid(Event):
    """Dues of an epoch; ``from_`` is the zero address for a set-off."""

    organisation: int
    epoch: int
    amount: int
    from_: str


@dataclass(frozen=True, slots=True)
class BondWithdrawn(Event):
    """Returned bonds were paid out."""

    organisation: int
    amount: int
    to: str
