"""``ISeats``: the panel's 64 seats and their bonds."""

from __future__ import annotations

from ais.records import SeatsParameters

from .codec import View, Write
from .contract import Contract

__all__ = ["Seats"]


class Seats(Contract):
    """Calls of ``Seats.sol``; what they mean stands in ``ISeats.sol``."""

    NAME = "Seats"

    def configure(self, parameters: SeatsParameters) -> Write:
        """The governor's."""
        return self._write("configure", parameters)

    def take(self, seat: int) -> Write:
        """Take a seat from the next epoch; tops the bond up."""
        return self._write("take", seat)

    def top_up(self) -> Write:
        """The bond back to its full height."""
        return self._write("topUp")

    def leave(self) -> Write:
        """From the next epoch."""
        return self._write("leave")

    def vacate(self, seat: int) -> Write:
        """Empty the seat of a removed organisation."""
        return self._write("vacate", seat)

    def withdraw_bond(self, organisation: int) -> Write:
        """The free bond to the payout account."""
        return self._write("withdrawBond", organisation)

    def parameters(self) -> View[SeatsParameters]:
        """Bond and penalty."""
        return self._view("parameters")

    def occupant(self, seat: int, epoch: int) -> View[int]:
        """Organisation on the seat in that epoch; 0 = empty."""
        return self._view("occupant", seat, epoch)

    def occupants(self, epoch: int) -> View[tuple[int, ...]]:
        """All 64."""
        return self._view("occupants", epoch)

    def seat_of(self, organisation: int) -> View[tuple[bool, int]]:
        """Whether it is seated, and where."""
        return self._view("seatOf", organisation)

    def bond_of(self, organisation: int) -> View[int]:
        """Token units."""
        return self._view("bondOf", organisation)

    def rounds_of(self, organisation: int) -> View[int]:
        """Rounds under way that lock the bond."""
        return self._view("roundsOf", organisation)

    def bonded(self, organisation: int) -> View[bool]:
        """Whether the bond covers a no-show."""
        return self._view("bonded", organisation)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def pool(self) -> View[str]:
        """Address of Pool; fixed at deployment."""
        return self._view("pool")

    def valuation(self) -> View[str]:
        """Address of Valuation; fixed at deployment."""
        return self._view("valuation")

    def authority(self) -> View[str]:
        """Address of the access manager."""
        return self._view("authority")
