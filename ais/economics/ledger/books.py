"""Claims, closes and dues of a ledger's epochs, as ``Claims.sol`` and ``Dues.sol`` keep them.

Everything is kept by epoch and organisation that did something in it; no step looks at all
organisations. Valuations are ``ledger``'s.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from ais.economics import money
from ais.errors import (
    RewardsCloseTooEarly,
    RewardsDuesAlreadyPaid,
    RewardsDuesChanged,
    RewardsDuesNotFixed,
    RewardsDuesStatus,
    RewardsEpochNotClosed,
    RewardsEpochOrder,
    RewardsNoClaim,
    RewardsNotStarted,
    RewardsOpenWindowFixed,
    RewardsPayoutNotYet,
)
from ais.records import EpochAccount, RewardsParameters
from ais.types import OrganisationStatus

from .clock import Clock
from .members import Member, Members
from .pool import Pool

__all__ = ["Books", "Close", "Payment"]

_FIRST_BILLED = 2  # before it there was no close
_TIERS = (money.REGULAR, money.CORE, money.CRITICAL)
_ADMITTED = (OrganisationStatus.CANDIDATE, OrganisationStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Close:
    """What a close fixed: the epoch's claims, what of them is reserved, the next epoch's dues.

    Units; ``dues`` of tiers regular, core, critical.
    """

    epoch: int
    claims: int
    reserved: int
    dues: tuple[int, int, int]

    @property
    def ratio(self) -> Fraction:
        """The part of its claims that the epoch pays, 0 .. 1; 1 where there were none."""
        return money.ratio(self.claims, self.reserved)


@dataclass(frozen=True, slots=True)
class Payment:
    """What ``pay`` did, in units: ``owed`` = ``set_off`` + ``sent``; ``dust`` back to free."""

    organisation: int
    epoch: int
    claim: int
    owed: int
    set_off: int
    sent: int
    dust: int


@dataclass(slots=True)
class _Account:
    claims: int = 0
    reserved: int = 0
    unpaid_claims: int = 0
    remaining: int = 0
    by_organisation: dict[int, int] = field(default_factory=dict)
    dues: tuple[int, int, int] = (0, 0, 0)  # of this epoch, from the close of the one before
    paid: set[int] = field(default_factory=set)  # who has paid this epoch's dues


class Books:
    """One account for each epoch in which something happened."""

    __slots__ = ("_accounts", "_clock", "_members", "_pool", "next_epoch_to_close", "parameters")

    def __init__(
        self, clock: Clock, members: Members, pool: Pool, parameters: RewardsParameters
    ) -> None:
        money.require_rewards(parameters, clock.epoch_seconds)
        self._clock, self._members, self._pool = clock, members, pool
        self.parameters = parameters
        self.next_epoch_to_close = 1
        self._accounts: dict[int, _Account] = {}

    def configure(self, parameters: RewardsParameters) -> None:
        """Open valuations keep bond and stipend, fixed dues stay.

        Raises ``RewardsOpenWindowFixed``, ``RewardsInvalidParameters``.
        """
        fixed = self.parameters.open_window_seconds
        if parameters.open_window_seconds != fixed:
            raise RewardsOpenWindowFixed(fixed)
        money.require_rewards(parameters, self._clock.epoch_seconds)
        self.parameters = parameters

    # ---- views -------------------------------------------------------------------------------

    def account(self, epoch: int) -> EpochAccount:
        """The books of an epoch, as ``Rewards.epochAccount``."""
        a = self._accounts.get(epoch) or _Account()
        closed = 0 < epoch < self.next_epoch_to_close
        return EpochAccount(closed, a.claims, a.reserved, a.unpaid_claims, a.remaining)

    def claims(self, epoch: int) -> Mapping[int, int]:
        """Organisation -> its claim in an epoch that is not paid yet, in units."""
        account = self._accounts.get(epoch)
        return MappingProxyType(account.by_organisation if account else {})

    def claim_of(self, organisation: int, epoch: int) -> int:
        """Claim of an organisation in an epoch, not paid yet, in units."""
        return self.claims(epoch).get(organisation, 0)

    def dues_of(self, organisation: int) -> tuple[int, bool, bool]:
        """Dues of the running epoch: amount, whether they are fixed, whether they are paid.

        Raises ``MembershipUnknownOrganisation``.
        """
        return self._dues_of(self._members.known(organisation))

    def closable_at(self, epoch: int) -> int:
        """The second from which an epoch can be closed."""
        return self._clock.epoch_start(epoch + 1) + self.parameters.close_delay_seconds

    # ---- acts --------------------------------------------------------------------------------

    def book(self, organisation: int, amount: int) -> None:
        """A claim in the running epoch."""
        account = self._in(self._clock.epoch)
        account.claims += amount
        claims = account.by_organisation
        claims[organisation] = claims.get(organisation, 0) + amount

    def close(self, epoch: int) -> Close:
        """Fix what an epoch's claims are worth, and the dues of the next one.

        Raises ``RewardsNotStarted``, ``RewardsEpochOrder``, ``RewardsCloseTooEarly``.
        """
        if self._clock.started_at is None:
            raise RewardsNotStarted()
        if epoch != self.next_epoch_to_close:
            raise RewardsEpochOrder(epoch, self.next_epoch_to_close)
        closable_at = self.closable_at(epoch)
        if self._clock.now < closable_at:
            raise RewardsCloseTooEarly(epoch, closable_at)
        account = self._in(epoch)
        reserved = money.reserved_at_close(account.claims, self._pool.free)
        account.reserved = account.remaining = reserved
        account.unpaid_claims = account.claims
        self.next_epoch_to_close = epoch + 1
        dues = self._fix_dues(epoch + 1, account.claims)
        if reserved:
            self._pool.reserve(reserved)
        return Close(epoch, account.claims, reserved, dues)

    def pay(self, organisation: int, epoch: int) -> Payment:
        """Send what an organisation's claim is worth, less the running epoch's unpaid dues.

        Raises ``RewardsEpochNotClosed``, ``RewardsNoClaim``, ``RewardsPayoutNotYet``.
        """
        if epoch >= self.next_epoch_to_close:
            raise RewardsEpochNotClosed(epoch)
        claim = self.claim_of(organisation, epoch)
        if claim == 0:
            raise RewardsNoClaim(organisation, epoch)
        member = self.payable(organisation)
        owed, dust = self._take(organisation, self._accounts[epoch], claim)
        set_off = self._set_off(member, owed)
        sent = owed - set_off
        if set_off + dust:
            self._pool.unreserve(set_off + dust)
        if sent:
            self._pool.pay_reserved(member.payout, sent)
        return Payment(organisation, epoch, claim, owed, set_off, sent, dust)

    def pay_dues(self, organisation: int, source: Hashable, most: int | None) -> int:
        """The running epoch's dues, from ``source``; returns the amount.

        Raises ``RewardsDuesStatus``, ``RewardsDuesNotFixed``, ``RewardsDuesAlreadyPaid``,
        ``RewardsDuesChanged`` (more than ``most``), ``TokenRefused``.
        """
        member = self._members.all.get(organisation)
        if member is None or member.status not in _ADMITTED:
            raise RewardsDuesStatus(organisation)
        amount, known, paid = self._dues_of(member)
        running = self._clock.epoch
        if not known:
            raise RewardsDuesNotFixed(running)
        if paid:
            raise RewardsDuesAlreadyPaid(organisation, running)
        if most is not None and amount > most:
            raise RewardsDuesChanged(most, amount)
        if amount:
            self._pool.fund(source, amount)
        self._note_paid(organisation)
        return amount

    def payable(self, organisation: int) -> Member:
        """One whose payout account holds. Raises ``RewardsPayoutNotYet``."""
        member = self._members.known(organisation)
        if self._clock.now < member.payout_holds_from:
            raise RewardsPayoutNotYet(organisation, member.payout_holds_from)
        return member

    # ---- internals ---------------------------------------------------------------------------

    def _in(self, epoch: int) -> _Account:
        account = self._accounts.get(epoch)
        if account is None:
            account = self._accounts[epoch] = _Account()
        return account

    def _take(self, organisation: int, account: _Account, claim: int) -> tuple[int, int]:
        owed = money.owed(claim, account.reserved, account.claims)
        del account.by_organisation[organisation]
        account.unpaid_claims -= claim
        account.remaining -= owed
        dust = 0
        if account.unpaid_claims == 0:
            dust, account.remaining = account.remaining, 0
        return owed, dust

    def _set_off(self, member: Member, owed: int) -> int:
        if member.status is not OrganisationStatus.ACTIVE:
            return 0
        amount, known, paid = self._dues_of(member)
        if not known or paid or amount == 0 or amount > owed:
            return 0
        self._note_paid(member.id)
        return amount

    def _note_paid(self, organisation: int) -> None:
        running = self._clock.epoch
        self._in(running).paid.add(organisation)
        self._members.grant_standing(organisation, running + 1)

    def _dues_of(self, member: Member) -> tuple[int, bool, bool]:
        running = self._clock.epoch
        account = self._accounts.get(running)
        paid = account is not None and member.id in account.paid
        if running < _FIRST_BILLED:
            billed = money.share_bps(self.parameters, member.tier) != 0
            return self.parameters.dues_floor if billed else 0, True, paid
        fixed = running <= self.next_epoch_to_close
        amount = account.dues[member.tier - 1] if fixed and account is not None else 0
        return amount, fixed, paid

    def _fix_dues(self, epoch: int, claims: int) -> tuple[int, int, int]:
        counts = self._members.active_counts
        regular, core, critical = (
            money.dues(self.parameters, tier, claims, counts[tier]) for tier in _TIERS
        )
        found = self._in(epoch).dues = (regular, core, critical)
        return found
