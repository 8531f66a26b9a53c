"""``Ledger``: all acts that move money, in one deterministic state machine without a chain.

It follows ``Rewards.sol`` and what that calls, check by check and unit by unit, and raises the
contracts' errors (``ais.errors``). It models neither who signs nor content, keys, terms, draws or
windows: submissions are names, and how a round ended is told to ``settle``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import SupportsIndex

from ais.economics.tallies import RoundTally
from ais.errors import ModelRefused
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

from .books import Books, Close, Payment
from .clock import Clock
from .members import Members
from .pool import Pool
from .prices import Prices
from .seats import Seats
from .valuations import Opening, Settlement, Valuations

__all__ = ["Ledger"]

_WEEK = 7 * 86_400


class Ledger:
    """The money of a network; every act is a method.

    To read: ``clock``, ``members``, ``pool``, ``prices``, ``seats``, ``books``, ``valuations``.
    An act that is refused raises a mirror of the contract's error and changes nothing. Accounts
    are any hashable names; an organisation's own are its number unless ``list_`` names others.
    Amounts are whole units; numpy's integers become Python's, floats are refused. Time is the
    caller's: ``start``, ``advance``, ``advance_to_epoch``, ``advance_to_close``. ::

        ledger = Ledger(pricing, rewards, seats)
        firm = ledger.list_(tier=3)             # a candidate, number 1
        ledger.mint(firm, 10**12)
        ledger.fund("sponsor", 10**9)           # after a mint
        ledger.start()
        ledger.pay_dues(firm)                   # active, in standing for epochs 1 and 2
        ledger.open("a submission", firm)       # locks the bond
        ledger.settle("a submission", RoundTally(result=Result.VALID, revealed=(7, 8, 9),
                                                 sector=8, severity_bps=7500, scope_bps=5000))
        ledger.advance_to_close()
        close = ledger.close_epoch()            # claims, reserved, ratio, dues of the next epoch
        payments = ledger.pay_all(close.epoch)  # in order of organisation
    """

    __slots__ = ("books", "clock", "members", "pool", "prices", "seats", "valuations")

    def __init__(
        self,
        pricing: PricingParameters,
        rewards: RewardsParameters,
        seats: SeatsParameters,
        *,
        epoch_seconds: int = _WEEK,
    ) -> None:
        """An empty network before its start.

        Raises ``MembershipInvalidEpochSeconds``, ``PricingInvalidParameters``,
        ``RewardsInvalidParameters``, ``SeatsInvalidParameters``.
        """
        self.clock = Clock(epoch_seconds)
        self.members = Members(self.clock)
        self.pool = Pool()
        self.prices = Prices(self.clock, pricing)
        self.seats = Seats(self.clock, self.members, self.pool, seats)
        self.books = Books(self.clock, self.members, self.pool, rewards)
        self.valuations = Valuations(
            self.clock, self.members, self.pool, self.prices, self.seats, self.books
        )

    # ---- time --------------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """The running epoch, 0 before the start."""
        return self.clock.epoch

    def start(self) -> None:
        """Epoch 1 begins. Raises ``MembershipAlreadyStarted``."""
        self.clock.start()

    def advance(self, seconds: SupportsIndex) -> None:
        """Let so many seconds pass."""
        self.clock.advance(seconds)

    def advance_to_epoch(self, epoch: int) -> None:
        """To the first second of an epoch. Raises ``ModelRefused`` where that has passed."""
        begins = self.clock.epoch_start(epoch)
        if begins < self.clock.now:
            raise ModelRefused("epoch", epoch, "has begun already")
        self.clock.now = begins

    def advance_to_close(self) -> None:
        """To the second from which the next epoch to close can be closed, if it lies ahead."""
        closable_at = self.books.closable_at(self.books.next_epoch_to_close)
        self.clock.now = max(self.clock.now, closable_at)

    # ---- governor and registrar --------------------------------------------------------------

    def configure(
        self,
        *,
        pricing: PricingParameters | None = None,
        rewards: RewardsParameters | None = None,
        seats: SeatsParameters | None = None,
    ) -> None:
        """New numbers, those that are given, in this order; prices from the next epoch.

        Raises as ``__init__``, ``PricingBoundsFixed``, ``RewardsOpenWindowFixed``.
        """
        if pricing is not None:
            self.prices.configure(pricing)
        if rewards is not None:
            self.books.configure(rewards)
        if seats is not None:
            self.seats.configure(seats)

    def classify(self, sector: int, class_: int) -> None:
        """A sector's class from the next epoch: 1 regular, 2 core, 3 critical.

        Before the start at once. Raises ``MembershipInvalidSector``, ``MembershipInvalidClass``.
        """
        self.prices.classify(sector, class_)

    def set_target(self, sector: int, target: SupportsIndex) -> None:
        """A sector's target, from its next epoch with an acceptance; 0: the network's."""
        self.prices.set_target(sector, target)

    def list_(self, tier: int, *, operator: Hashable = None, payout: Hashable = None) -> int:
        """A new candidate; returns its number (1, 2, ...). Raises ``MembershipInvalidTier``.

        ``operator`` pays bonds and dues (default: the number itself), ``payout`` is paid
        (default: the operator).
        """
        return self.members.list_(tier, operator, payout)

    def set_tier(self, organisation: int, tier: int) -> None:
        """At once. Raises ``MembershipInvalidTier`` and as ``suspend``."""
        self.members.set_tier(organisation, tier)

    def suspend(self, organisation: int) -> None:
        """Raises ``MembershipUnknownOrganisation``, ``MembershipWrongStatus``."""
        self.members.suspend(organisation)

    def reinstate(self, organisation: int) -> None:
        """Back to active, or candidate if it never had standing. Raises as ``suspend``."""
        self.members.reinstate(organisation)

    def remove(self, organisation: int) -> None:
        """For good; what is owed to it is paid. Raises as ``suspend``."""
        self.members.remove(organisation)

    # ---- tokens ------------------------------------------------------------------------------

    def mint(self, account: Hashable, amount: SupportsIndex) -> None:
        """New tokens from nowhere, in units."""
        self.pool.mint(account, amount)

    def transfer(self, source: Hashable, target: Hashable, amount: SupportsIndex) -> None:
        """A plain transfer; to ``POOL`` it is "unasked". Raises ``TokenRefused``."""
        self.pool.transfer(source, target, amount)

    def fund(self, source: Hashable, amount: SupportsIndex) -> None:
        """A gift to the pool's free tokens. Raises ``PoolZeroAmount``, ``TokenRefused``."""
        self.pool.fund(source, amount)

    def sweep(self) -> int:
        """What was sent unasked becomes free; returns it. Raises ``PoolNothingToSweep``."""
        return self.pool.sweep()

    def set_payout(self, organisation: int, payout: Hashable) -> None:
        """A new payout account; it holds after a day."""
        self.members.set_payout(organisation, payout)

    # ---- seats -------------------------------------------------------------------------------

    def take_seat(self, seat: int, organisation: int) -> None:
        """An empty seat (0 .. 63) from the next epoch, with its bond. Raises ``Seats…``."""
        operator = self.members.known(organisation).operator
        self.seats.take(seat, organisation, operator)

    def top_up(self, organisation: int) -> None:
        """Fill a seat's bond up again. Raises ``SeatsNotSeated``, ``SeatsNothingToTopUp``."""
        self.seats.top_up(organisation, self.members.known(organisation).operator)

    def leave_seat(self, organisation: int) -> None:
        """From the next epoch. Raises ``SeatsNotSeated``."""
        self.seats.leave(organisation)

    def vacate_seat(self, seat: int) -> None:
        """The seat of a removed organisation. Raises ``SeatsNotRemoved``."""
        self.seats.vacate(seat)

    def withdraw_seat_bond(self, organisation: int) -> int:
        """What is left of a seat's bond, paid out; returns it. Raises ``Seats…``."""
        return self.seats.withdraw(organisation)

    # ---- valuations --------------------------------------------------------------------------

    def open(self, submission: Hashable, organisation: int) -> Opening:
        """Lock the bond and begin round 1; the price will have this epoch's multiplier.

        Raises ``MembershipWrongStatus``, ``RewardsNotOpenable`` (before the start, or opened
        before), ``RewardsTooManyOpen``, ``TokenRefused``.
        """
        return self.valuations.open(submission, organisation)

    def draw(self, submission: Hashable, panel: Iterable[int]) -> tuple[int, ...]:
        """The running round's panel; returns those of it that may act, whose bonds are locked.

        May be left out where the panel has no seats in this ledger (an outside panel): then a
        tally's ``revealed`` are paid all the same and ``no_shows`` must be empty. Raises
        ``RewardsNotOpen``, and ``ModelRefused`` where the round has its panel.
        """
        return self.valuations.draw(submission, panel)

    def settle(self, submission: Hashable, tally: RoundTally) -> Settlement:
        """Close a round: stipends, and on a final result the reward and the bond.

        NO_QUORUM before round 3 begins the next round; every other result is final. Raises
        ``RewardsNotOpen``, ``PricingInvalidSector``, and ``ModelRefused`` for a tally that no
        round can have.
        """
        return self.valuations.settle(submission, tally)

    def withdraw_bond(self, organisation: int) -> int:
        """Returned bonds, paid out; returns the sum.

        Raises ``RewardsNothingToWithdraw``, ``RewardsPayoutNotYet``.
        """
        return self.valuations.withdraw_bond(organisation)

    # ---- epochs ------------------------------------------------------------------------------

    def close_epoch(self, epoch: int | None = None) -> Close:
        """Fix what an epoch's claims are worth and the next one's dues (default: the next due).

        Raises ``RewardsNotStarted``, ``RewardsEpochOrder``, ``RewardsCloseTooEarly``.
        """
        return self.books.close(self.books.next_epoch_to_close if epoch is None else epoch)

    def pay(self, organisation: int, epoch: int) -> Payment:
        """Pay a claim of a closed epoch; unpaid dues of the running one are kept if it covers them.

        Raises ``RewardsEpochNotClosed``, ``RewardsNoClaim``, ``RewardsPayoutNotYet``.
        """
        return self.books.pay(organisation, epoch)

    def pay_all(self, epoch: int) -> list[Payment]:
        """Every unpaid claim of a closed epoch, in order of organisation. Raises as ``pay``."""
        return [
            self.books.pay(organisation, epoch) for organisation in sorted(self.books.claims(epoch))
        ]

    def pay_dues(
        self, organisation: int, *, source: Hashable = None, most: int | None = None
    ) -> int:
        """The running epoch's dues, from ``source`` (default: the operator); returns the amount.

        Raises ``RewardsDuesStatus``, ``RewardsDuesNotFixed``, ``RewardsDuesAlreadyPaid``,
        ``RewardsDuesChanged`` (more than ``most``), ``TokenRefused``.
        """
        member = self.members.all.get(organisation)
        if source is None and member is not None:
            source = member.operator
        return self.books.pay_dues(organisation, source, most)
