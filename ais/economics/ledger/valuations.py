"""Valuations of a ledger: bonds locked, rounds settled, rewards booked, as ``Rewards.sol`` does.

How a round ended is told, not computed: ``ais.economics.tallies`` reads it off ballots.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from ais.economics.money import MOST_ROUNDS, MOST_SECTOR, revocation_cost
from ais.economics.tallies import RoundTally
from ais.errors import (
    MembershipWrongStatus,
    ModelRefused,
    PricingInvalidSector,
    RewardsNothingToWithdraw,
    RewardsNotOpen,
    RewardsNotOpenable,
    RewardsTooManyOpen,
)
from ais.records import Result, Stage
from ais.types import OrganisationStatus

from .books import Books
from .clock import Clock
from .members import Member, Members
from .pool import Pool
from .prices import Prices
from .seats import Seats

__all__ = ["Opening", "Settlement", "Valuations"]

_MAY_SUBMIT = (OrganisationStatus.CANDIDATE, OrganisationStatus.ACTIVE)
_LESS_STIPENDS = (Result.INVALID, Result.DUPLICATE)
_ALL_FORFEITED = (Result.UNAVAILABLE, Result.KEY_MISSED)
_OF_THE_CHAIN = (Result.NO_PANEL, Result.NO_QUORUM)
_NOBODY_REVEALS = (Result.NO_PANEL, Result.KEY_MISSED)
_NOBODY_ANSWERS = (*_NOBODY_REVEALS, Result.REVOKED)


@dataclass(slots=True)
class Opening:
    """A valuation: what was fixed when it was opened, and how far it is. Amounts in units."""

    organisation: int
    epoch: int
    bond: int
    stipend: int
    stage: Stage = Stage.OPEN
    round: int = 1
    stipends: int = 0
    filled: tuple[int, ...] | None = None  # of the running round's panel, once it is drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a settlement did, in units. ``stipend``: of each of those who revealed."""

    round: int
    result: Result
    final: bool
    stipend: int
    reward: int = 0
    returned: int = 0
    forfeited: int = 0


class Valuations:
    """Openings by the submission's name."""

    __slots__ = ("_books", "_clock", "_members", "_pool", "_prices", "_seats", "openings")

    def __init__(
        self,
        clock: Clock,
        members: Members,
        pool: Pool,
        prices: Prices,
        seats: Seats,
        books: Books,
    ) -> None:
        self._clock, self._members, self._pool = clock, members, pool
        self._prices, self._seats, self._books = prices, seats, books
        self.openings: dict[Hashable, Opening] = {}

    def open(self, submission: Hashable, organisation: int) -> Opening:
        """Lock the bond and begin round 1; see ``Ledger.open``."""
        member = self._members.known(organisation)
        if member.status not in _MAY_SUBMIT:
            raise MembershipWrongStatus(organisation, member.status)
        before = self.openings.get(submission)
        epoch = self._clock.epoch
        if before is not None or epoch == 0:
            raise RewardsNotOpenable(submission, before.stage if before else Stage.NONE)
        numbers = self._books.parameters
        if member.open >= numbers.max_open:
            raise RewardsTooManyOpen(organisation, numbers.max_open)
        self._pool.lock_bond(member.operator, numbers.submission_bond)
        member.open += 1
        opening = Opening(organisation, epoch, numbers.submission_bond, numbers.stipend)
        self.openings[submission] = opening
        return opening

    def draw(self, submission: Hashable, panel: Iterable[int]) -> tuple[int, ...]:
        """Those of the running round's panel that may act; see ``Ledger.draw``."""
        opening = self._running(submission)
        if opening.filled is not None:
            raise ModelRefused("panel", opening.round, "this round is drawn already")
        drawn = tuple(panel)
        if len(set(drawn)) != len(drawn):
            raise ModelRefused("panel", drawn, "names an organisation twice")
        filled = tuple(each for each in drawn if self._seats.may_act(each))
        for organisation in filled:
            self._seats.enter(organisation)
        opening.filled = filled
        return filled

    def settle(self, submission: Hashable, tally: RoundTally) -> Settlement:
        """Close a round; see ``Ledger.settle``."""
        opening = self._running(submission)
        self._require(opening, tally)
        for organisation in tally.revealed:
            self._books.book(organisation, opening.stipend)
        opening.stipends += len(tally.revealed)
        for organisation in opening.filled or ():
            revealed = organisation in tally.revealed
            no_show = organisation in tally.no_shows
            self._seats.leave_round(organisation, revealed=revealed, no_show=no_show)
        if tally.result is not Result.NO_QUORUM or opening.round == MOST_ROUNDS:
            return self._finish(opening, tally)
        number = opening.round
        opening.round, opening.filled = number + 1, None
        result, stipend = tally.result, opening.stipend
        return Settlement(round=number, result=result, final=False, stipend=stipend)

    def withdraw_bond(self, organisation: int) -> int:
        """Returned bonds go to the payout account; see ``Ledger.withdraw_bond``."""
        amount = self._members.known(organisation).free_bond
        if amount == 0:
            raise RewardsNothingToWithdraw(organisation)
        member = self._books.payable(organisation)
        member.free_bond = 0
        self._pool.return_bond(member.payout, amount)
        return amount

    # ---- internals ---------------------------------------------------------------------------

    def _running(self, submission: Hashable) -> Opening:
        opening = self.openings.get(submission)
        if opening is None or opening.stage is not Stage.OPEN:
            raise RewardsNotOpen(submission)
        return opening

    def _require(self, opening: Opening, tally: RoundTally) -> None:
        result, named = tally.result, (*tally.revealed, *tally.no_shows)
        if result is Result.NONE:
            raise ModelRefused("result", "NONE", "is not how a round ends")
        if not 0 <= tally.sector <= MOST_SECTOR:
            raise PricingInvalidSector(tally.sector)
        for organisation in named:
            self._members.known(organisation)
        if len(set(named)) != len(named):
            raise ModelRefused("revealed", named, "names an organisation twice")
        if tally.revealed and result in _NOBODY_REVEALS:
            raise ModelRefused("revealed", tally.revealed, f"nobody reveals where {result.name}")
        if tally.no_shows and result in _NOBODY_ANSWERS:
            raise ModelRefused("no_shows", tally.no_shows, f"nobody answers where {result.name}")
        allowed = tally.revealed if opening.filled is None else opening.filled
        if not set(named) <= set(allowed):
            raise ModelRefused("revealed", named, f"may act in the round are only {allowed}")

    def _finish(self, opening: Opening, tally: RoundTally) -> Settlement:
        member = self._members.all[opening.organisation]
        late = tally.result is Result.KEY_MISSED and opening.round != 1
        opening.stage = stage = _stage(tally.result, late)
        forfeited = _forfeited(opening, tally.result, late)
        returned = opening.bond - forfeited
        member.open -= 1
        member.free_bond += returned
        member.accepted += stage is Stage.REWARDED
        member.rejected += stage is Stage.REJECTED
        member.unvalued += stage is Stage.UNVALUED
        reward = self._reward(opening, member, tally) if stage is Stage.REWARDED else 0
        if forfeited:
            self._pool.forfeit_bond(forfeited)
        return Settlement(
            round=opening.round,
            result=tally.result,
            final=True,
            stipend=opening.stipend,
            reward=reward,
            returned=returned,
            forfeited=forfeited,
        )

    def _reward(self, opening: Opening, member: Member, tally: RoundTally) -> int:
        """Booked in the running epoch; a candidate's first one is its admission."""
        sector = tally.sector
        severity, scope = tally.severity_bps, tally.scope_bps
        reward = self._prices.price(sector, severity, scope, opening.epoch)
        self._prices.note_accepted(sector)
        if reward:
            self._books.book(member.id, reward)
        if member.status is OrganisationStatus.CANDIDATE:
            self._members.grant_standing(member.id, self._clock.epoch + 1)
        return reward


def _stage(result: Result, late: bool) -> Stage:
    if result is Result.VALID:
        return Stage.REWARDED
    if result is Result.REVOKED:
        return Stage.WITHDRAWN
    return Stage.UNVALUED if late or result in _OF_THE_CHAIN else Stage.REJECTED


def _forfeited(opening: Opening, result: Result, late: bool) -> int:
    if result is Result.REVOKED:
        return revocation_cost(opening.round, opening.stipend)
    if result in _LESS_STIPENDS:
        return opening.stipends * opening.stipend
    return opening.bond if result in _ALL_FORFEITED and not late else 0
