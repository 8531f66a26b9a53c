"""Events of ``ISeats``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "NoShowPenalised",
    "SeatBondAdded",
    "SeatBondWithdrawn",
    "SeatTaken",
    "SeatVacated",
    "SeatsConfigured",
]


@dataclass(frozen=True, slots=True)
class SeatsConfigured(Event):
    """Bond and penalty, in token units."""

    seat_bond: int
    no_show_penalty: int


@dataclass(frozen=True, slots=True)
class SeatTaken(Event):
    """A seat is an organisation's from an epoch on."""

    seat: int
    organisation: int
    from_epoch: int


@dataclass(frozen=True, slots=True)
class SeatVacated(Event):
    """A seat is empty from an epoch on; ``reason``: 0 left, 1 two no-shows in a row, 2 removed."""

    seat: int
    organisation: int
    from_epoch: int
    reason: int


@dataclass(frozen=True, slots=True)
class SeatBondAdded(Event):
    """A seat's bond grew, in token units."""

    organisation: int
    amount: int
    bond: int


@dataclass(frozen=True, slots=True)
class SeatBondWithdrawn(Event):
    """A seat's bond was paid back."""

    organisation: int
    amount: int
    to: str


@dataclass(frozen=True, slots=True)
class NoShowPenalised(Event):
    """A drawn panelist did not reveal."""

    organisation: int
    penalty: int
    in_arow: int
