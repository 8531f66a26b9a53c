"""Whatever acts a network sees, in which order: no unit appears, vanishes or is promised twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ais.economics.ledger import POOL, SEATS, Close
from ais.economics.tallies import RoundTally
from ais.errors import AisError
from ais.records import Result, Stage
from ais.types import OrganisationStatus
from tests.unit.economics.networks import PRICING, REWARDS, network, state
from tests.unit.economics.networks import SEATS as NUMBERS

firms = st.integers(1, 17)  # one more than there are
panels = st.lists(firms, max_size=5, unique=True)
ends = st.sampled_from([result for result in Result if result is not Result.NONE])
valid_more_often = st.one_of(st.just(Result.VALID), st.just(Result.NO_QUORUM), ends)


class Money(RuleBasedStateMachine):
    """Acts that succeed or are refused; what is refused changes nothing."""

    @initialize(fund=st.integers(0, 2 * 10**9))
    def begin(self, fund: int) -> None:
        self.ledger = network(fund)
        self.names = 0
        self.closes: list[Close] = []
        self.multipliers: dict[tuple[int, int], int] = {}

    def attempt(self, act: Callable[[], object]) -> object:
        before = state(self.ledger)
        try:
            found = act()
        except AisError as error:
            assert state(self.ledger) == before
            event(f"refused: {error.code}")
            return None
        event(f"done: {type(found).__name__}")
        return found

    # ---- acts --------------------------------------------------------------------------------

    @rule(firm=firms)
    def open(self, firm: int) -> None:
        self.names += 1
        self.attempt(lambda: self.ledger.open(self.names, firm))

    @rule(firm=firms, sector=st.integers(0, 9), severity=st.integers(1, 10_000))
    def valued(self, firm: int, sector: int, severity: int) -> None:
        """Opened, drawn, found valid by all who may act."""
        self.open(firm)
        if self.names in self.ledger.valuations.openings:
            filled = self.ledger.draw(self.names, range(4, 9))
            tally = RoundTally(
                result=Result.VALID,
                revealed=filled,
                sector=sector,
                severity_bps=severity,
                scope_bps=9_999,
            )
            self.ledger.settle(self.names, tally)

    @rule(pick=st.integers(0, 9), panel=panels)
    def draw(self, pick: int, panel: list[int]) -> None:
        self.attempt(lambda: self.ledger.draw(self._one_of_the_open(pick), panel))

    @rule(
        pick=st.integers(0, 9),
        result=valid_more_often,
        revealed=panels,
        absent=st.booleans(),
        sector=st.integers(0, 9),
        severity=st.integers(1, 10_000),
    )
    def settle(
        self,
        pick: int,
        result: Result,
        revealed: list[int],
        absent: bool,
        sector: int,
        severity: int,
    ) -> None:
        name = self._one_of_the_open(pick)
        opening = self.ledger.valuations.openings.get(name)
        filled = opening.filled if opening else None
        quiet = result in (Result.NO_PANEL, Result.KEY_MISSED)
        shown = () if quiet else tuple(f for f in revealed if filled is None or f in filled)
        missing = tuple(f for f in filled or () if f not in shown) if absent else ()
        tally = RoundTally(
            result=result,
            revealed=shown,
            no_shows=missing,
            sector=sector,
            severity_bps=severity,
            scope_bps=9_999,
        )
        self.attempt(lambda: self.ledger.settle(name, tally))

    @rule(seconds=st.sampled_from((1, 86_400, 3 * 86_400)))
    def wait(self, seconds: int) -> None:
        self.ledger.advance(seconds)

    @rule(hurry=st.sampled_from((True, True, False)))
    def close(self, hurry: bool) -> None:
        if hurry:
            self.ledger.advance_to_close()
        found = self.attempt(self.ledger.close_epoch)
        if isinstance(found, Close):
            self.closes.append(found)
            event(f"closed with a ratio below 1: {found.ratio < 1}")

    @rule()
    def close_again(self) -> None:
        for close in self.closes[-1:]:
            with pytest.raises(AisError):
                self.ledger.close_epoch(close.epoch)

    @rule(firm=firms, back=st.integers(0, 2))
    def pay(self, firm: int, back: int) -> None:
        epoch = self.ledger.books.next_epoch_to_close - 1 - back
        owing = sorted(self.ledger.books.claims(epoch)) if epoch > 0 else []
        who = owing[firm % len(owing)] if owing else firm
        self.attempt(lambda: self.ledger.pay(who, epoch))

    @rule(back=st.integers(0, 1))
    def pay_all(self, back: int) -> None:
        epoch = self.ledger.books.next_epoch_to_close - 1 - back
        if epoch > 0:
            for firm in sorted(self.ledger.books.claims(epoch)):
                self.attempt(lambda firm=firm: self.ledger.pay(firm, epoch))  # type: ignore[misc]

    @rule(firm=firms)
    def pay_dues(self, firm: int) -> None:
        self.attempt(lambda: self.ledger.pay_dues(firm, source="sponsor"))

    @rule(firm=firms)
    def withdraw(self, firm: int) -> None:
        self.attempt(lambda: self.ledger.withdraw_bond(firm))

    @rule(firm=firms, seat=st.integers(0, SEATS - 1), what=st.integers(0, 4))
    def seat(self, firm: int, seat: int, what: int) -> None:
        ledger = self.ledger
        acts: tuple[Callable[[], object], ...] = (
            lambda: ledger.take_seat(seat, firm),
            lambda: ledger.top_up(firm),
            lambda: ledger.leave_seat(firm),
            lambda: ledger.vacate_seat(seat % 16),
            lambda: ledger.withdraw_seat_bond(firm),
        )
        self.attempt(acts[what])

    @rule(firm=firms, what=st.integers(0, 4), tier=st.integers(1, 3))
    def govern(self, firm: int, what: int, tier: int) -> None:
        ledger = self.ledger
        acts: tuple[Callable[[], object], ...] = (
            lambda: ledger.suspend(firm),
            lambda: ledger.reinstate(firm),
            lambda: ledger.remove(firm),
            lambda: ledger.set_tier(firm, tier),
            lambda: ledger.set_payout(firm, ("new", firm)),
        )
        self.attempt(acts[what])

    @rule(base=st.integers(1, 10**10), stipend=st.integers(1, 10**7), penalty=st.integers(1, 10**8))
    def configure(self, base: int, stipend: int, penalty: int) -> None:
        self.ledger.configure(
            pricing=replace(PRICING, base=base),
            rewards=replace(REWARDS, stipend=stipend),
            seats=replace(NUMBERS, no_show_penalty=penalty),
        )

    @rule(amount=st.integers(0, 10**9), unasked=st.booleans())
    def give(self, amount: int, unasked: bool) -> None:
        if unasked:
            self.attempt(lambda: self.ledger.transfer("sponsor", POOL, amount))
        else:
            self.attempt(lambda: self.ledger.fund("sponsor", amount))

    @rule()
    def sweep(self) -> None:
        self.attempt(self.ledger.sweep)

    def _one_of_the_open(self, pick: int) -> object:
        running = self.ledger.valuations.openings
        names = [name for name, each in running.items() if each.stage is Stage.OPEN]
        return names[pick % len(names)] if names else "none"

    # ---- what holds --------------------------------------------------------------------------

    @invariant()
    def every_token_is_somebodys(self) -> None:
        pool = self.ledger.pool
        assert sum(pool.balances.values()) == pool.minted
        assert min(pool.balances.values()) >= 0

    @invariant()
    def free_reserved_and_bonds_are_held(self) -> None:
        pool = self.ledger.pool
        assert min(pool.free, pool.reserved, pool.bonds, pool.unasked) >= 0
        assert pool.free + pool.reserved + pool.bonds + pool.unasked == pool.held

    @invariant()
    def bonds_are_those_of_openings_holders_and_seats(self) -> None:
        ledger = self.ledger
        locked = sum(
            each.bond for each in ledger.valuations.openings.values() if each.stage is Stage.OPEN
        )
        returned = sum(member.free_bond for member in ledger.members.all.values())
        seated = sum(panelist.bond for panelist in ledger.seats.panelists.values())
        assert ledger.pool.bonds == locked + returned + seated

    @invariant()
    def reserved_is_what_closed_epochs_still_owe(self) -> None:
        books = self.ledger.books
        remaining = 0
        for close in self.closes:
            account = books.account(close.epoch)
            assert account.unpaid_claims == sum(books.claims(close.epoch).values())
            assert account.remaining <= account.reserved <= account.claims
            assert account.unpaid_claims or not account.remaining, "dust stayed behind"
            remaining += account.remaining
        assert self.ledger.pool.reserved == remaining

    @invariant()
    def epochs_close_once_in_order_with_a_ratio_of_one_at_most(self) -> None:
        assert [close.epoch for close in self.closes] == list(range(1, len(self.closes) + 1))
        for close in self.closes:
            assert 0 <= close.ratio <= 1
            assert all(REWARDS.dues_floor <= due <= REWARDS.dues_cap for due in close.dues)

    @invariant()
    def counters_are_what_counting_gives(self) -> None:
        active = [
            member.tier
            for member in self.ledger.members.all.values()
            if member.status is OrganisationStatus.ACTIVE
        ]
        assert self.ledger.members.active_counts == {t: active.count(t) for t in (1, 2, 3)}

    @invariant()
    def multipliers_keep_to_their_bounds_and_past_ones_never_change(self) -> None:
        for sector in range(3):
            for epoch in range(1, self.ledger.epoch + 1):
                found = self.ledger.prices.multiplier(sector, epoch)
                assert PRICING.floor_bps <= found <= PRICING.ceiling_bps
                assert self.multipliers.setdefault((sector, epoch), found) == found
                before = self.multipliers.get((sector, epoch - 1), found)
                assert 8 * abs(found - before) <= before

    @invariant()
    def everything_is_pythons_integers(self) -> None:
        pool = self.ledger.pool
        assert {type(units) for units in pool.balances.values()} == {int}
        assert type(pool.free) is type(pool.reserved) is type(pool.bonds) is int


Money.TestCase.settings = settings(max_examples=40, stateful_step_count=60, deadline=None)
TestMoney = Money.TestCase
