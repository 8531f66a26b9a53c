"""Counts what an epoch brought: to the pool, to the panel, and to every firm.

A firm's money is what all its accounts hold, bonds in the pool included, so that its change is
exact; what it reads, risks and works is added in tokens.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ais.economics import money
from ais.economics.ledger import Ledger
from ais.records import Result
from ais.types import Verdict

from .conduct import Bools
from .expectations import in_tokens
from .population import Floats, Ints, Population
from .record import EpochRecord
from .rounds import Valued
from .settings import Settings

__all__ = ["Flows", "Meters", "age_factor"]

_FORGOTTEN = 1e-3


@dataclass(slots=True)
class Flows:
    """What moved in an epoch, in units; filled in as it happens."""

    funded: int = 0
    paid: int = 0
    dust: int = 0
    set_off: int = 0
    dues: int = 0
    forfeited: int = 0
    dues_by_tier: tuple[int, int, int] = (0, 0, 0)


def age_factor(decay: float, age: int) -> float:
    """What is left of the worth of an epoch's disclosures, ``age`` >= 1 epochs after it, in 0..1.

    The mean of decay^u over u from age - 1 to age, as the calibration's ``kept_share`` counts.
    """
    if decay in (0.0, 1.0):
        return decay
    return (decay ** (age - 1) - decay**age) / -math.log(decay)


class Meters:
    """Holds what is needed from one epoch to the next; made before the first."""

    def __init__(
        self, ledger: Ledger, firms: Population, settings: Settings, watched: Bools
    ) -> None:
        self._ledger, self._firms, self._settings = ledger, firms, settings
        self._watched = watched
        self._unit = settings.network.unit
        self._wealth = self.wealth()
        self._start = list(self._wealth)
        self._kinds = {kind.sector for kind in firms.kinds}
        reading = settings.economy.reading
        self._factors = _factors(reading.decay, reading.granted)
        self._made: deque[Floats] = deque(maxlen=max(len(self._factors), 1))
        self._last_read = np.zeros(firms.size, dtype=np.int64)
        self._felt = np.zeros(firms.size)  # all that no contract counts, tokens
        self._fellow = np.zeros(firms.size)  # of it, what is read from watched firms

    def wealth(self) -> list[int]:
        """Units of each firm: on its account, as free bond, as seat bond."""
        ledger = self._ledger
        balances, members, seats = ledger.pool.balances, ledger.members.all, ledger.seats
        return [
            balances[number] + members[number].free_bond + seats.bond_of(number)
            for number in range(1, self._firms.size + 1)
        ]

    def totals(self, epochs: int) -> tuple[Floats, Floats, Floats]:
        """Each firm's net gain, its money alone, and what it read from watched firms.

        Tokens an epoch, what is owed counted; after the last epoch's close, before its pay.
        """
        account = self._ledger.books.account(epochs)
        owed = {
            organisation: money.owed(claim, account.reserved, account.claims)
            for organisation, claim in self._ledger.books.claims(epochs).items()
        }
        cash = np.array(
            [
                (now + owed.get(firm + 1, 0) - before) / self._unit
                for firm, (now, before) in enumerate(zip(self.wealth(), self._start, strict=True))
            ]
        )
        return (cash + self._felt) / epochs, cash / epochs, self._fellow / epochs

    def record(
        self, epoch: int, sharing: Bools, numbers: Ints, flows: Flows, valued: Sequence[Valued]
    ) -> EpochRecord:
        """The epoch's record; what its close reserves is filled in then.

        ``sharing``: who disclosed what it had, ``numbers``: how much that was; shape (n,).
        """
        standing = self._in_standing()
        felt = self._feel(epoch, standing, sharing, numbers, valued)
        wealth = self.wealth()
        change = [(now - was) / self._unit for now, was in zip(wealth, self._wealth, strict=True)]
        self._wealth = wealth
        self._felt += felt
        ledger, pool = self._ledger, self._ledger.pool
        account = ledger.books.account(epoch)
        levels = [ledger.prices.multiplier(sector, epoch) for sector in self._kinds]
        return EpochRecord(
            epoch=epoch,
            in_standing=float(standing.mean()),
            by_tier=self._by_tier(standing.astype(np.float64)),
            sharers=float(sharing.mean()),
            active=sum(ledger.members.active_counts.values()) / self._firms.size,
            claims=account.claims,
            stipends=sum(each.revealed * each.settlement.stipend for each in valued),
            reserved=account.reserved,
            paid=flows.paid,
            dust=flows.dust,
            dues=flows.dues,
            set_off=flows.set_off,
            funded=flows.funded,
            forfeited=flows.forfeited,
            free=pool.free,
            dues_by_tier=flows.dues_by_tier,
            multiplier_bps=sum(levels) / len(levels),
            lowest_bps=min(levels),
            highest_bps=max(levels),
            seated=sum(map(bool, ledger.seats.occupants(epoch))),
            price_error=sum(self._price_error(each, epoch) for each in _priced(valued)),
            **_counted(valued),
            gain_by_tier=self._by_tier(np.array(change) + felt),
            unaccounted=self._unaccounted(),
        )

    # ---- internals ---------------------------------------------------------------------------

    def _in_standing(self) -> Bools:
        known = self._ledger.members
        return np.array([known.in_standing(n) for n in range(1, self._firms.size + 1)])

    def _by_tier(self, values: Floats) -> tuple[float, float, float]:
        found = [values[self._firms.tier == number] for number in (1, 2, 3)]
        regular, core, critical = (float(each.mean()) if each.size else 0.0 for each in found)
        return regular, core, critical

    def _feel(
        self, epoch: int, standing: Bools, sharing: Bools, numbers: Ints, valued: Sequence[Valued]
    ) -> Floats:
        """Tokens that each firm reads, gains by complementarity, risks and works."""
        firms, economy = self._firms, self._settings.economy
        made, submitted = np.zeros(firms.size), np.zeros(firms.size)
        for each in valued:
            made[each.disclosure.firm] += each.disclosure.whole
            submitted[each.disclosure.firm] += not each.disclosure.ring
        worked = np.bincount([f for each in valued for f in each.worked], minlength=firms.size)
        read = firms.value_read(made) + self._back(epoch, standing) - firms.search
        others = (sharing.sum() - sharing) / (firms.size - 1)
        both = economy.complementarity * others * numbers
        self._fellow += standing * firms.value_read(made * self._watched)
        self._made.appendleft(made)
        self._last_read[standing] = epoch
        cost = firms.risk * numbers + firms.effort * submitted + firms.ballot * worked
        found: Floats = standing * (read + both) - cost
        return found

    def _back(self, epoch: int, standing: Bools) -> Floats:
        """What a back catalogue brings to those who were out of standing the epoch before."""
        missed = np.where(standing, epoch - self._last_read - 1, 0)
        found = np.zeros(self._firms.size)
        if not missed.any():
            return found
        for age, (factor, made) in enumerate(zip(self._factors, self._made, strict=False), 1):
            found += (missed >= age) * factor * self._firms.value_read(made)
        return found

    def _price_error(self, each: Valued, epoch: int) -> float:
        right = self._ledger.prices.price(
            each.disclosure.sector,
            each.disclosure.severity_bps,
            each.disclosure.scope_bps,
            epoch,
        )
        return abs(in_tokens(each.settlement.reward - right, self._settings.network)) / max(
            in_tokens(right, self._settings.network), 1e-300
        )

    def _unaccounted(self) -> int:
        pool, ledger = self._ledger.pool, self._ledger
        held = ledger.members.all.values()
        bonds = sum(each.free_bond for each in held)
        bonds += sum(each.bond for each in ledger.seats.panelists.values())
        lost = pool.minted - sum(pool.balances.values())
        return abs(lost) + abs(pool.unasked) + abs(pool.bonds - bonds)


def _factors(decay: float, granted: float) -> list[float]:
    found = []
    for age in range(1, 200):
        factor = granted * age_factor(decay, age)
        if factor < _FORGOTTEN:
            break
        found.append(factor)
    return found


def _priced(valued: Sequence[Valued]) -> list[Valued]:
    rewarded = (each for each in valued if each.settlement.reward > 0)
    return [each for each in rewarded if each.disclosure.truth is Verdict.VALID]


def _counted(valued: Sequence[Valued]) -> dict[str, int]:
    """Numbers of submissions and rounds, and of what was misjudged of those with a result."""
    judged = [each for each in valued if each.settlement.result <= Result.UNAVAILABLE]
    worthless = [each for each in judged if each.disclosure.truth is Verdict.INVALID]
    valid = [each for each in judged if each.disclosure.truth is Verdict.VALID]
    return {
        "opened": len(valued),
        "accepted": sum(each.settlement.reward > 0 for each in valued),
        "rounds": sum(each.settlement.round for each in valued),
        "no_shows": sum(each.no_shows for each in valued),
        "priced": len(_priced(valued)),
        "worthless": len(worthless),
        "passed": sum(each.settlement.result is Result.VALID for each in worthless),
        "refused": sum(each.settlement.result is not Result.VALID for each in valid),
    }
