"""The panel's seats of a ledger: who sits where since when, bonds, no-shows (``Seats.sol``).

It draws nobody: who is on a panel is told to ``enter``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass

from ais.economics.money import require_seats
from ais.errors import (
    SeatsAlreadySeated,
    SeatsInRounds,
    SeatsNotEntitled,
    SeatsNothingToTopUp,
    SeatsNothingToWithdraw,
    SeatsNotRemoved,
    SeatsNotSeated,
    SeatsOccupied,
    SeatsPayoutNotYet,
    SeatsStillSeated,
    SeatsUnknownSeat,
)
from ais.records import SeatsParameters
from ais.types import OrganisationStatus

from .clock import Clock
from .members import Members
from .pool import Pool

__all__ = ["SEATS", "Panelist", "Seats"]

SEATS = 64
_MOST_NO_SHOWS = 2
_NEVER = 2**32 - 1


@dataclass(slots=True)
class Panelist:
    """One organisation's bond and where it sits. ``rounds``: running ones in which it may act."""

    bond: int = 0
    rounds: int = 0
    free_from: int = 0
    no_shows: int = 0
    seat: int | None = None


class Seats:
    """64 seats, numbered from 0; taking and leaving hold from the next epoch."""

    __slots__ = ("_clock", "_history", "_members", "_pool", "panelists", "parameters")

    def __init__(
        self, clock: Clock, members: Members, pool: Pool, parameters: SeatsParameters
    ) -> None:
        require_seats(parameters)
        self._clock, self._members, self._pool = clock, members, pool
        self.parameters = parameters
        self.panelists: dict[int, Panelist] = {}
        self._history: list[tuple[list[int], list[int]]] = [([], []) for _ in range(SEATS)]

    def configure(self, parameters: SeatsParameters) -> None:
        """Holds for what is taken, topped up and penalised later."""
        require_seats(parameters)
        self.parameters = parameters

    # ---- views -------------------------------------------------------------------------------

    def occupant(self, seat: int, epoch: int) -> int:
        """Organisation on a seat in an epoch, 0 = empty. Raises ``SeatsUnknownSeat``."""
        _require_seat(seat)
        epochs, organisations = self._history[seat]
        found = bisect_right(epochs, epoch)
        return organisations[found - 1] if found else 0

    def occupants(self, epoch: int) -> list[int]:
        """The same for all 64, in order."""
        return [self.occupant(seat, epoch) for seat in range(SEATS)]

    def bond_of(self, organisation: int) -> int:
        """What is left of its bond, in units."""
        panelist = self.panelists.get(organisation)
        return panelist.bond if panelist else 0

    def may_act(self, organisation: int) -> bool:
        """Whether a drawn seat counts as filled: active, and a bond that covers the penalty."""
        member = self._members.all.get(organisation)
        active = member is not None and member.status is OrganisationStatus.ACTIVE
        return active and self.bond_of(organisation) >= self.parameters.no_show_penalty

    # ---- panelists ---------------------------------------------------------------------------

    def take(self, seat: int, organisation: int, source: Hashable) -> None:
        """An empty seat from the next epoch; the bond is filled up from ``source``.

        Raises ``SeatsUnknownSeat``, ``SeatsNotEntitled``, ``SeatsAlreadySeated``,
        ``SeatsOccupied``, ``TokenRefused``.
        """
        _require_seat(seat)
        member = self._members.all.get(organisation)
        if member is None or member.status is not OrganisationStatus.ACTIVE:
            raise SeatsNotEntitled(organisation)
        panelist = self.panelists.get(organisation) or Panelist()
        if panelist.seat is not None:
            raise SeatsAlreadySeated(organisation, panelist.seat)
        other = self._latest(seat)
        if other:
            raise SeatsOccupied(seat, other)
        if panelist.bond < self.parameters.seat_bond:
            self._fill(panelist, source)
        panelist.seat, panelist.no_shows = seat, 0
        self.panelists[organisation] = panelist
        self._push(seat, organisation)

    def top_up(self, organisation: int, source: Hashable) -> None:
        """Fill the bond up again.

        Raises ``SeatsNotSeated``, ``SeatsNothingToTopUp``, ``TokenRefused``.
        """
        panelist = self._seated(organisation)
        if panelist.bond >= self.parameters.seat_bond:
            raise SeatsNothingToTopUp(organisation)
        self._fill(panelist, source)

    def leave(self, organisation: int) -> None:
        """Give the seat up from the next epoch. Raises ``SeatsNotSeated``."""
        self._vacate(self._seated(organisation))

    def vacate(self, seat: int) -> None:
        """Empty the seat of a removed organisation.

        Raises ``SeatsUnknownSeat``, ``SeatsNotRemoved``.
        """
        _require_seat(seat)
        organisation = self._latest(seat)
        removed = OrganisationStatus.REMOVED
        if not organisation or self._members.all[organisation].status is not removed:
            raise SeatsNotRemoved(seat)
        self._vacate(self.panelists[organisation])

    def withdraw(self, organisation: int) -> int:
        """What is left of the bond goes to the payout account; returns it.

        Raises ``SeatsStillSeated``, ``SeatsInRounds``, ``SeatsNothingToWithdraw``,
        ``SeatsPayoutNotYet``.
        """
        panelist = self.panelists.get(organisation) or Panelist()
        if panelist.seat is not None:
            raise SeatsStillSeated(organisation, _NEVER)
        if self._clock.epoch < panelist.free_from:
            raise SeatsStillSeated(organisation, panelist.free_from)
        if panelist.rounds:
            raise SeatsInRounds(organisation, panelist.rounds)
        amount = panelist.bond
        if amount == 0:
            raise SeatsNothingToWithdraw(organisation)
        member = self._members.known(organisation)
        if self._clock.now < member.payout_holds_from:
            raise SeatsPayoutNotYet(organisation, member.payout_holds_from)
        panelist.bond = 0
        self._pool.return_bond(member.payout, amount)
        return amount

    # ---- rounds ------------------------------------------------------------------------------

    def enter(self, organisation: int) -> None:
        """A drawn panelist that may act: its bond is locked until the round has ended."""
        self.panelists[organisation].rounds += 1

    def leave_round(self, organisation: int, *, revealed: bool, no_show: bool) -> None:
        """The round has ended; a no-show costs the penalty, the second in a row the seat."""
        panelist = self.panelists[organisation]
        panelist.rounds -= 1
        if revealed:
            panelist.no_shows = 0
        if no_show:
            self._penalise(panelist)

    # ---- internals ---------------------------------------------------------------------------

    def _penalise(self, panelist: Panelist) -> None:
        penalty = min(self.parameters.no_show_penalty, panelist.bond)
        panelist.bond -= penalty
        panelist.no_shows = min(panelist.no_shows + 1, _MOST_NO_SHOWS)
        if panelist.no_shows == _MOST_NO_SHOWS and panelist.seat is not None:
            self._vacate(panelist)
        if penalty:
            self._pool.forfeit_bond(penalty)

    def _fill(self, panelist: Panelist, source: Hashable) -> None:
        bond = self.parameters.seat_bond
        self._pool.lock_bond(source, bond - panelist.bond)
        panelist.bond = bond

    def _seated(self, organisation: int) -> Panelist:
        panelist = self.panelists.get(organisation)
        if panelist is None or panelist.seat is None:
            raise SeatsNotSeated(organisation)
        return panelist

    def _vacate(self, panelist: Panelist) -> None:
        assert panelist.seat is not None
        self._push(panelist.seat, 0)
        panelist.seat, panelist.free_from = None, self._clock.next_epoch

    def _latest(self, seat: int) -> int:
        organisations = self._history[seat][1]
        return organisations[-1] if organisations else 0

    def _push(self, seat: int, organisation: int) -> None:
        """Holds from the next epoch; what was to hold from it gives way."""
        epochs, organisations = self._history[seat]
        if epochs and epochs[-1] == self._clock.next_epoch:
            organisations[-1] = organisation
        else:
            epochs.append(self._clock.next_epoch)
            organisations.append(organisation)


def _require_seat(seat: int) -> None:
    if not 0 <= seat < SEATS:
        raise SeatsUnknownSeat(seat)
