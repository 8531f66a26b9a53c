"""Who sits on the panel: seats taken, bonds filled up, seats given up, through the ledger.

Any member takes an empty seat, since a seat pays for reveals; who leaves the network leaves the
panel. Organisation of a firm: its place plus 1.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ais.economics.ledger import SEATS, Ledger
from ais.types import OrganisationStatus

from .population import Ints

__all__ = ["found_seats", "keep_seats"]


def found_seats(ledger: Ledger, firms: Ints) -> None:
    """Seat active firms, in that order, until seats or firms run out; holds at once."""
    for seat, firm in zip(range(SEATS), firms.tolist(), strict=False):
        ledger.take_seat(seat, firm + 1)


def keep_seats(ledger: Ledger, wants: NDArray[np.bool_], rng: np.random.Generator) -> None:
    """At the end of an epoch: who is out gives up its seat, bonds are filled up, seats are taken.

    ``wants``: firms that would sit, shape (n,). Holds from the next epoch.
    """
    for organisation, panelist in list(ledger.seats.panelists.items()):
        if panelist.seat is None:
            _withdraw(ledger, organisation)
        elif not wants[organisation - 1]:
            ledger.leave_seat(organisation)
        elif panelist.bond < ledger.seats.parameters.seat_bond:
            ledger.top_up(organisation)
    queue = iter(rng.permutation(np.flatnonzero(wants)).tolist())
    for seat, occupant in enumerate(ledger.seats.occupants(ledger.epoch + 1)):
        if not occupant:
            _seat_next(ledger, seat, queue)


def _seat_next(ledger: Ledger, seat: int, queue: Iterator[int]) -> None:
    for firm in queue:
        panelist = ledger.seats.panelists.get(firm + 1)
        seated = panelist is not None and panelist.seat is not None
        active = ledger.members.all[firm + 1].status is OrganisationStatus.ACTIVE
        if active and not seated:
            ledger.take_seat(seat, firm + 1)
            return


def _withdraw(ledger: Ledger, organisation: int) -> None:
    panelist = ledger.seats.panelists[organisation]
    if panelist.bond and ledger.epoch >= panelist.free_from and not panelist.rounds:
        ledger.withdraw_seat_bond(organisation)
