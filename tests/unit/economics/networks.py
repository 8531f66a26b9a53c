"""Ledgers for tests: a network that has started, with a seated panel and a funded pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ais.economics.ledger import Ledger, Settlement
from ais.economics.tallies import RoundTally
from ais.records import PricingParameters, Result, RewardsParameters, SeatsParameters

WEEK, DAY = 7 * 86_400, 86_400
T = 10**6
POCKET = 10_000 * T
PRICING = PricingParameters(1_000 * T, 1_500 * T, 10_000, 12_500, 15_000, 5_000, 20_000, 4)
REWARDS = RewardsParameters(150 * T, 10 * T, 20 * T, 200 * T, WEEK, DAY, 3, 3_000, 3_000, 4_000)
SEATS = SeatsParameters(100 * T, 25 * T)
CANDIDATE, ALICE, BOB = 1, 2, 3
PANEL = (4, 5, 6, 7, 8)
FIRMS = 16


def network(fund: int = 100_000 * T) -> Ledger:
    """Sixteen firms: 1 a candidate, 4 to 16 with seats 0 to 12; epoch 1 runs."""
    ledger = Ledger(PRICING, REWARDS, SEATS)
    ledger.classify(8, 3)
    ledger.mint("sponsor", 10**6 * T)
    for firm in range(1, FIRMS + 1):
        assert ledger.list_(firm % 3 + 1) == firm
        ledger.mint(firm, POCKET)
        if firm != CANDIDATE:
            ledger.pay_dues(firm)
        if firm >= PANEL[0]:
            ledger.take_seat(firm - PANEL[0], firm)
    ledger.start()
    if fund:
        ledger.fund("sponsor", fund)
    return ledger


def valid(sector: int = 8, severity: int = 10_000, scope: int = 10_000) -> RoundTally:
    """A panel of five finds it valid."""
    return RoundTally(
        result=Result.VALID,
        revealed=PANEL,
        sector=sector,
        severity_bps=severity,
        scope_bps=scope,
    )


def ended(result: Result, *revealed: int, absent: tuple[int, ...] = ()) -> RoundTally:
    """Any other end."""
    return RoundTally(result=result, revealed=revealed, no_shows=absent)


def settled(ledger: Ledger, name: str, firm: int, *tallies: RoundTally) -> Settlement:
    """Opened, drawn and settled, a round for each tally."""
    ledger.open(name, firm)
    for each in tallies:
        ledger.draw(name, PANEL)
        found = ledger.settle(name, each)
    return found


def closed(ledger: Ledger) -> Any:
    """The next epoch to close, closed as early as it can be."""
    ledger.advance_to_close()
    return ledger.close_epoch()


def state(value: Any) -> Any:
    """All that an object holds, in plain values that can be compared."""
    if isinstance(value, Mapping):
        return {key: state(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [state(item) for item in value]
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    if not slots or isinstance(value, int | str):
        return value
    inner = {name: getattr(value, name) for name in slots}
    shared = {"_clock", "_members", "_pool", "_prices", "_seats", "_books"}
    return {name: state(item) for name, item in inner.items() if name not in shared}
