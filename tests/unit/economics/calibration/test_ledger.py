"""What the calibration says of sharing, against the ledger: one member shares, or keeps.

Between the two runs of a pair nothing differs but what that member discloses, so the difference of
its balance is what its disclosures brought and what they added to its own dues.
"""

from __future__ import annotations

from functools import cache

import pytest

from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.outlook import outlook
from ais.economics.ledger import Ledger
from ais.economics.tallies import RoundTally
from ais.records import Result
from tests.unit.economics.economies import NAMES, economy, tier

EPOCHS = 5
UNIT = 1e-6
KINDS = ((8, 7_500, 5_000, 0.5), (0, 5_000, 5_000, 0.5))


@cache
def calibrated() -> Calibration:
    """Eleven members whose dues bring all that is claimed, at a multiplier of 1."""
    tiers = {
        name: tier(NAMES, members=members, disclosures=2.0, risk=risk, worth=40, kinds=KINDS)
        for name, members, risk in zip(NAMES, (6, 3, 2), (6.0, 9.0, 14.0), strict=True)
    }
    asked = economy(
        tiers,
        complementarity=0,
        margin=0.5,
        funding__ratio=1.0,
        funding__billed=1.0,
        funding__in_full=0.999,
        band__floor_bps=10_000,
        band__ceiling_bps=10_000,
    )
    return calibrate(asked)


def balance(deviant: int, *, shares: bool) -> int:
    """The deviant's balance after each member has disclosed each kind once in every epoch."""
    found = calibrated()
    parameters = found.parameters
    ledger = Ledger(parameters.pricing, parameters.rewards, parameters.seats)
    for sector, level in found.economy.classes.items():
        ledger.classify(sector, level)
    tiers = [each.number for each in found.economy.tiers for _ in range(each.members)]
    members = [ledger.list_(number) for number in tiers]
    panel = tuple(ledger.list_(1) for _ in range(found.economy.panel.size))  # from outside
    ledger.mint("sponsor", 10**12)
    ledger.fund("sponsor", 10**10)
    for member in members:
        ledger.mint(member, 10**10)
        ledger.pay_dues(member)
    ledger.start()
    for epoch in range(1, EPOCHS + 1):
        for member in members:
            if shares or member != members[deviant]:
                _disclose(ledger, epoch, member, panel)
        ledger.advance_to_close()
        ledger.close_epoch(epoch)
        ledger.pay_all(epoch)
        for member in members:
            if not ledger.books.dues_of(member)[2]:
                ledger.pay_dues(member)
    return ledger.pool.balance_of(members[deviant])


def _disclose(ledger: Ledger, epoch: int, member: int, panel: tuple[int, ...]) -> None:
    for sector, severity, scope, _ in KINDS:
        name = (epoch, member, sector)
        ledger.open(name, member)
        valid = RoundTally(
            result=Result.VALID,
            revealed=panel,
            sector=sector,
            severity_bps=severity,
            scope_bps=scope,
        )
        ledger.settle(name, valid)
        ledger.withdraw_bond(member)


@pytest.mark.parametrize(("deviant", "name"), [(0, "regular"), (6, "core"), (9, "critical")])
def test_sharing_pays_in_the_ledger_what_the_net_cost_says(deviant, name):
    """It is r - d a disclosure, to what rounding is, and that is more than r and the margin."""
    found = calibrated()
    seen = outlook(found.economy, found.parameters).tier(name)
    brings = balance(deviant, shares=True) - balance(deviant, shares=False)
    a_disclosure = brings * UNIT / (EPOCHS * len(KINDS))
    assert a_disclosure == pytest.approx(seen.cost - seen.net_cost, abs=2 * UNIT)
    assert a_disclosure > seen.cost + found.economy.margin
