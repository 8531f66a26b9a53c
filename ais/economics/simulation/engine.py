"""Runs a network epoch by epoch on ``Ledger``: every token moves as the contracts would move it.

An epoch, in this order:

1. Money from outside arrives; a day into it the epoch before is closed.
2. Firms see the running prices, that close's ratio and dues, and who shared; some decide anew.
3. The registrar suspends who is out and out of standing, and reinstates who comes back.
4. Claims of the epoch before are paid, dues set off where they are covered; who wants standing and
   has not paid yet pays in cash.
5. Who shares discloses; rounds are held and settled, bonds go back.
6. Seats are given up, filled up and taken. Everything is counted.

Money is whole units in Python integers and moves through the ledger alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from ais.economics import money
from ais.economics.ledger import Ledger
from ais.types import OrganisationStatus

from .conduct import FREE, Bools, Conduct
from .decisions import CONTRIBUTE, MEMBER, OUT, READ, View, choose, gains
from .disclosures import disclosures_of, numbers_of
from .expectations import dues_seen, in_tokens, kind_prices, stipends_of
from .meters import Flows, Meters
from .population import Ints, Population
from .record import EpochRecord, Run
from .rounds import Ballots, Valued, value
from .seating import found_seats, keep_seats
from .settings import Settings

__all__ = ["Engine"]

_SPONSOR: Final = "sponsor"
_ENDOWMENT: Final = 10**9  # whole tokens a firm, so that none is short of cash
_OUTSIDE: Final = 5
_ACTIVE, _SUSPENDED = OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED
#: What a generator of an epoch is for, so that deviations leave all other draws as they were.
_START, _CHOICES, _NUMBERS, _KINDS, _ROUNDS, _SEATING = range(1, 7)


class Engine:
    """One network, one seed. ``run`` plays it to its end; organisation = place of the firm + 1."""

    def __init__(self, settings: Settings, firms: Population, conduct: Conduct, seed: int) -> None:
        self.settings, self.firms, self.conduct, self.seed = settings, firms, conduct, seed
        network = settings.network
        seconds = settings.economy.network.epoch_seconds
        parts = network.pricing, network.rewards, network.seats
        self.ledger = Ledger(*parts, epoch_seconds=seconds)
        self.action: Ints = np.full(firms.size, OUT)
        self.records: list[EpochRecord] = []
        self._ratio = 1.0
        self._claims: float | None = None  # of the last close, tokens
        regular, core, critical = (money.dues(network.rewards, t, 0, 0) for t in (1, 2, 3))
        self._dues = (regular, core, critical)
        self._names = 0
        self._outside: tuple[int, ...] = ()
        self._found()
        self._meters = Meters(self.ledger, firms, settings, conduct.watched)

    def run(self) -> Run:
        """All epochs, and the last one's close."""
        for _ in range(self.settings.epochs):
            self.step()
        self._close()
        gain, cash, fellow = self._meters.totals(self.settings.epochs)
        return Run(
            seed=self.seed,
            records=tuple(self.records),
            gain=gain,
            money=cash,
            fellow=fellow,
            tier=self.firms.tier,
            watched=self.conduct.watched,
        )

    def step(self) -> None:
        """One epoch, in the order above; its record is appended."""
        epoch = len(self.records) + 1
        flows = Flows()
        if epoch > 1:
            self.ledger.advance_to_epoch(epoch)
        self._fund(self.settings.network.funding, flows)
        if epoch > 1:
            self._close()
        self._decide(epoch)
        self._registrar()
        self._pay(epoch, flows)
        sharing = np.isin(self.action, (CONTRIBUTE, MEMBER))
        numbers = self._numbers(epoch)
        valued = self._value(epoch, numbers, sharing, flows)
        if not self._outside:
            wants = np.isin(self.action, (READ, MEMBER))
            keep_seats(self.ledger, wants, self._rng(_SEATING, epoch))
        record = self._meters.record(epoch, sharing, numbers * sharing, flows, valued)
        self.records.append(record)

    # ---- before the start --------------------------------------------------------------------

    def _found(self) -> None:
        """Everybody is listed; founders pay, take seats and share; then epoch 1 begins."""
        ledger, network = self.ledger, self.settings.network
        for sector, level in self.settings.classes.items():
            ledger.classify(sector, level)
        for sector, target in network.targets.items():
            ledger.set_target(sector, target)
        for tier in self.firms.listed.tolist():
            ledger.mint(ledger.list_(tier), _ENDOWMENT * network.unit)
        if self.settings.outside_panel:
            self._outside = tuple(ledger.list_(money.REGULAR) for _ in range(_OUTSIDE))
        self._fund(network.initial_fund, Flows())
        rng = self._rng(_START, 0)
        founders = rng.permutation(self.firms.size)
        founders = founders[: round(self.settings.rule.initial * self.firms.size)]
        forced = np.flatnonzero(np.isin(self.conduct.forced, (READ, MEMBER)))
        self.action[founders] = MEMBER
        self.action = np.where(self.conduct.forced == FREE, self.action, self.conduct.forced)
        founders = np.unique(np.concatenate([founders, forced]))
        founders = founders[np.isin(self.action[founders], (READ, MEMBER))]
        for firm in founders.tolist():
            ledger.pay_dues(firm + 1)
        if not self._outside:
            first = self.conduct.ring[founders]
            order = rng.permutation(founders[~first])
            found_seats(ledger, np.concatenate([founders[first], order]))
        ledger.start()

    # ---- an epoch ----------------------------------------------------------------------------

    def _fund(self, amount: int, flows: Flows) -> None:
        if amount:
            self.ledger.mint(_SPONSOR, amount)
            self.ledger.fund(_SPONSOR, amount)
            flows.funded += amount

    def _close(self) -> None:
        """Close the epoch of the last record."""
        self.ledger.advance_to_close()
        close = self.ledger.close_epoch()
        self._ratio, self._dues = float(close.ratio), close.dues
        self._claims = in_tokens(close.claims, self.settings.network)
        self.records[-1] = replace(self.records[-1], reserved=close.reserved)

    def _decide(self, epoch: int) -> None:
        rng, rule = self._rng(_CHOICES, epoch), self.settings.rule
        revises = rng.random(self.firms.size) < rule.revise
        found = gains(self.firms, self._view(epoch), rule, self.settings.economy.complementarity)
        chosen = choose(found, rule, rng)
        action = np.where(revises, chosen, self.action)
        forced = self.conduct.forced
        action = np.where(forced == FREE, action, forced)
        gone = (self.conduct.leaves > 0) & (epoch >= self.conduct.leaves)
        self.action = np.where(gone, OUT, action)

    def _view(self, epoch: int) -> View:
        """What firms see: last epoch's sharers, the last close, the running prices."""
        firms, settings, ledger = self.firms, self.settings, self.ledger
        prices = kind_prices(settings, firms.kinds, lambda s: ledger.prices.multiplier(s, epoch))
        stipends = stipends_of(settings)
        shared = np.isin(self.action, (CONTRIBUTE, MEMBER)).astype(np.float64)
        load = firms.rate * (firms.mix @ prices + stipends)
        claims = float(load @ shared) if self._claims is None else self._claims
        others = np.maximum(claims - load * shared, 0.0)
        counts = np.array([0, *ledger.members.active_counts.values()], dtype=np.float64)
        active = counts[firms.listed] - self._has_status(_ACTIVE)
        dues, share = dues_seen(settings.network, firms.listed, others, load, active)
        return View(
            prices=prices,
            ratio=self._ratio,
            stipends=stipends,
            dues=dues,
            share=share,
            value=firms.value_read(firms.rate * shared) - firms.search,
            sharing=(shared.sum() - shared) / (firms.size - 1),
            adoption=self.records[-1].in_standing if self.records else settings.rule.initial,
        )

    def _has_status(self, status: OrganisationStatus) -> Bools:
        known = self.ledger.members.all
        return np.array([known[n].status is status for n in range(1, self.firms.size + 1)])

    def _registrar(self) -> None:
        ledger, epoch = self.ledger, self.ledger.epoch
        for firm, action in enumerate(self.action.tolist()):
            member = ledger.members.all[firm + 1]
            if action == OUT and member.status is _ACTIVE and member.standing_until < epoch:
                ledger.suspend(member.id)
            elif action != OUT and member.status is _SUSPENDED:
                ledger.reinstate(member.id)

    def _pay(self, epoch: int, flows: Flows) -> None:
        ledger = self.ledger
        for payment in ledger.pay_all(epoch - 1) if epoch > 1 else ():
            flows.paid += payment.sent
            flows.set_off += payment.set_off
            flows.dust += payment.dust
        wants = np.isin(self.action, (READ, MEMBER)) & (epoch % self.conduct.pays_every == 0)
        for firm in np.flatnonzero(wants).tolist():
            amount, _, paid = ledger.books.dues_of(firm + 1)
            if not paid:
                flows.dues += ledger.pay_dues(firm + 1, most=amount)
        flows.dues_by_tier = self._dues

    def _numbers(self, epoch: int) -> Ints:
        factor = self.conduct.rate_factor(epoch)
        return numbers_of(self.firms, factor, self._rng(_NUMBERS, epoch))

    def _value(self, epoch: int, numbers: Ints, sharing: Bools, flows: Flows) -> list[Valued]:
        """Disclose, value, settle; bonds go back."""
        ledger, care = self.ledger, self.settings.care
        rng = self._rng(_KINDS, epoch)
        flaws = care.worthless
        submitted = disclosures_of(self.firms, self.conduct, numbers, sharing, flaws, rng)
        stipend = in_tokens(self.settings.network.rewards.stipend, self.settings.network)
        works = (stipend >= self.firms.ballot) & ~self.conduct.careless
        ballots = Ballots(care, works, self.conduct.ring, self.settings.classes, self._outside)
        before = self._seat_bonds()
        valued = value(ledger, submitted, self._names, ballots, self._rng(_ROUNDS, epoch))
        self._names += len(submitted)
        flows.forfeited += before - self._seat_bonds()
        flows.forfeited += sum(each.settlement.forfeited for each in valued)
        for firm in sorted({each.disclosure.firm for each in valued}):
            if ledger.members.all[firm + 1].free_bond:
                ledger.withdraw_bond(firm + 1)
        return valued

    def _seat_bonds(self) -> int:
        return sum(each.bond for each in self.ledger.seats.panelists.values())

    def _rng(self, purpose: int, epoch: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, purpose, epoch))
