"""The formula for the cover against the ledger: whole epochs of settlements, dues, set-off, pay."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics import money
from ais.economics.calibration.solvency import cover
from ais.economics.ledger import Ledger
from tests.unit.economics.networks import (
    ALICE,
    FIRMS,
    PANEL,
    PRICING,
    REWARDS,
    SEATS,
    T,
    settled,
    valid,
)

SEVERITIES = (2_500, 5_000, 7_500, 10_000)


def self_funded(fund: int) -> Ledger:
    """Sixteen members who are billed all of an epoch's claims, without floor or cap of dues."""
    rewards = replace(REWARDS, dues_floor=0, dues_cap=money.MOST_AMOUNT)
    ledger = Ledger(PRICING, rewards, SEATS)
    ledger.mint("sponsor", fund)
    for firm in range(1, FIRMS + 1):
        ledger.list_(firm % 3 + 1)
        ledger.mint(firm, 10**6 * T)
        ledger.pay_dues(firm)
        if firm >= PANEL[0]:
            ledger.take_seat(firm - PANEL[0], firm)
    ledger.start()
    if fund:
        ledger.fund("sponsor", fund)
    return ledger


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 4_000),
    st.lists(st.lists(st.sampled_from(SEVERITIES), max_size=4), min_size=2, max_size=6),
)
def test_at_b_1_the_pool_holds_the_largest_of_fund_and_earlier_claims(fund, epochs):
    """Before each close, to what rounding has added: two units a member and epoch."""
    ledger = self_funded(fund * T)
    free, claims = [], []
    for epoch, disclosures in enumerate(epochs, 1):
        for number, severity in enumerate(disclosures):
            settled(ledger, f"{epoch}/{number}", ALICE, valid(severity=severity))
            ledger.withdraw_bond(ALICE)
        for firm in range(1, FIRMS + 1):
            if not ledger.books.dues_of(firm)[2]:
                ledger.pay_dues(firm)
        ledger.advance_to_close()
        free.append(ledger.pool.free)
        claims.append(sum(ledger.books.claims(epoch).values()))
        close = ledger.close_epoch()
        assert close.reserved == min(claims[-1], free[-1])
        ledger.pay_all(epoch)
    for epoch, (has, formula) in enumerate(zip(free, cover(fund * T, claims), strict=True)):
        assert 0 <= has - formula <= 2 * epoch * FIRMS
