"""What twenty firms do over six epochs: a ratio below 1, set-offs, missed dues, a third round.

Every act is one of ``replay.ChainSide`` and ``replay.LedgerSide``; those that are to be refused
name the error that both must raise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ais.errors import (
    AisError,
    MembershipWrongStatus,
    PoolNothingToSweep,
    RewardsCloseTooEarly,
    RewardsDuesAlreadyPaid,
    RewardsDuesStatus,
    RewardsEpochNotClosed,
    RewardsEpochOrder,
    RewardsNoClaim,
    RewardsNothingToWithdraw,
    RewardsNotOpenable,
    RewardsPayoutNotYet,
    RewardsTooManyOpen,
    SeatsAlreadySeated,
    SeatsNotEntitled,
    SeatsNothingToTopUp,
    SeatsNotRemoved,
    SeatsNotSeated,
    SeatsOccupied,
    SeatsStillSeated,
    TokenRefused,
)
from ais.records import PricingParameters, RewardsParameters, SeatsParameters
from ais.types import Ballot, Verdict
from tests.integration.replay import SPONSOR, Round, operator

__all__ = [
    "FIRMS",
    "LATER",
    "PLAN",
    "PRICING",
    "REWARDS",
    "SEATS",
    "Act",
    "act",
    "before_the_start",
    "refused",
]

FIRMS = 20
WEEK, DAY = 7 * 86_400, 86_400
T = 10**6
#: Numbers that leave a rest in every division.
PRICING = PricingParameters(401_000_003, 1_500_000_001, 9_999, 12_503, 15_011, 5_003, 20_011, 2)
REWARDS = RewardsParameters(
    20_000_011, 1_000_003, 5_000_007, 90_000_001, WEEK, DAY, 2, 2_003, 3_511, 4_486
)
SEATS = SeatsParameters(50_000_017, 5_000_003)
LATER = PricingParameters(333_333_337, 700_000_001, 10_007, 12_503, 20_011, 5_003, 20_011, 3)
LATER_REWARDS = RewardsParameters(
    31_000_003, 2_000_003, 3_000_001, 70_000_003, WEEK, DAY, 3, 3_001, 0, 6_999
)
LATER_SEATS = SeatsParameters(60_000_019, 7_000_001)


def valid(sector: int, severity: int, scope: int) -> Ballot:
    return Ballot(Verdict.VALID, sector, severity, scope)


INVALID, UNAVAILABLE = Ballot(Verdict.INVALID), Ballot(Verdict.UNAVAILABLE)
# Who is drawn is luck, and so is how many of them may act: each comes to the same on its first
# two ballots (of a panel of three), three, four, and all five.
#: A sector by majority, medians of severity and scope.
VALUED = Round((valid(8, 7_501, 7_777), valid(8, 9_001, 4_999), valid(3, 3_333, 2_503),
                valid(8, 7_777, 9_999), INVALID))  # fmt: skip
#: No sector has a majority: the lowest class; of four valid ones the lower middles.
SPLIT = Round((valid(9, 8_887, 9_998), valid(5, 9_999, 9_997), valid(8, 7_001, 3),
               valid(14, 10_000, 10_000), UNAVAILABLE))  # fmt: skip
LARGE = Round((valid(8, 10_000, 10_000),) * 5)
OTHER = Round((valid(5, 6_667, 3_334),) * 4 + (None,))
NO_MAJORITY = Round((valid(8, 1, 1), INVALID, UNAVAILABLE, valid(8, 1, 1), INVALID))
FEW = Round((valid(8, 1, 1), None, None, INVALID, None))
REJECTED = Round((INVALID,) * 4 + (valid(8, 1, 1),))
GONE = Round((UNAVAILABLE,) * 3 + (None, INVALID))
NO_KEY = Round(key=False)
REVOKED = Round((INVALID,) * 4 + (None,), revoked=True)


def copy_of(name: str) -> Round:
    """A majority names an earlier submission."""
    copied = Ballot(Verdict.DUPLICATE, prior_id=name.encode().ljust(32, b"\0"))
    return Round((copied,) * 3 + (INVALID, None))


@dataclass(frozen=True)
class Act:
    """A method of both sides, its arguments, and the error that it must meet on both."""

    name: str
    arguments: tuple[Any, ...] = ()
    refused: type[AisError] | None = None


def act(name: str, *arguments: Any) -> Act:
    return Act(name, arguments)


def refused(error: type[AisError], name: str, *arguments: Any) -> Act:
    return Act(name, arguments, error)


# ---- the plan --------------------------------------------------------------------------------


def before_the_start() -> Iterator[Act]:
    """Twenty firms; 1 and 2 stay candidates, 5 to 20 take seats."""
    for sector, class_ in ((8, 3), (14, 3), (5, 2), (3, 2)):
        yield act("classify", sector, class_)
    for firm in range(1, FIRMS + 1):
        yield act("list_", 1 + firm % 3)
        yield act("mint", operator(firm), 3_000 * T + firm)
        if firm > 2:
            yield act("pay_dues", firm)
    yield act("mint", SPONSOR, 10**6 * T)
    for firm in range(5, FIRMS + 1):
        yield act("take_seat", firm - 5, firm)
    yield refused(SeatsNotEntitled, "take_seat", 60, 1)
    yield refused(SeatsOccupied, "take_seat", 0, 3)
    yield refused(SeatsAlreadySeated, "take_seat", 61, 8)
    yield refused(SeatsNothingToTopUp, "top_up", 8)
    yield refused(SeatsNotSeated, "leave_seat", 3)
    yield refused(RewardsDuesAlreadyPaid, "pay_dues", 3)
    yield act("start")
    yield act("fund", SPONSOR, 777_777_777)


def valued(name: str, firm: int, *rounds: Round) -> Iterator[Act]:
    """Opened, and so many rounds."""
    yield act("open", name, firm)
    for how in rounds:
        yield act("round", name, firm, how)


def dues(*firms: int) -> Iterator[Act]:
    yield from (act("pay_dues", firm) for firm in firms)


def first() -> Iterator[Act]:
    """A candidate is admitted; a third round; every way to lose a bond; 20 and 19 give up."""
    yield refused(SeatsNotRemoved, "vacate_seat", 15)
    yield act("remove", 20)
    yield act("vacate_seat", 15)
    yield act("leave_seat", 19)
    yield act("suspend", 2)
    yield act("reinstate", 2)  # a candidate as before
    yield refused(SeatsStillSeated, "withdraw_seat_bond", 19)
    yield from valued("admission", 1, VALUED)
    yield from valued("third", 3, NO_MAJORITY, FEW, SPLIT)
    yield from valued("invalid", 4, REJECTED)
    yield from valued("late and invalid", 8, NO_MAJORITY, NO_MAJORITY, REJECTED)
    yield from valued("gone", 5, GONE)
    yield from valued("no key", 5, NO_KEY)
    yield from valued("copy", 6, copy_of("admission"))
    yield from valued("by a panelist", 9, LARGE)
    yield refused(RewardsNotOpenable, "open_again", "admission", 1)
    yield refused(MembershipWrongStatus, "open_by_the_removed", 20)
    yield refused(RewardsCloseTooEarly, "close", 1)
    yield refused(RewardsEpochOrder, "close", 2)
    yield refused(RewardsEpochNotClosed, "pay", 3, 1)
    yield refused(PoolNothingToSweep, "sweep")
    yield refused(RewardsNothingToWithdraw, "withdraw_bond", 7)
    yield from dues(*range(3, 19))  # 1, 2 and 19 do not


def second() -> Iterator[Act]:
    """Epoch 1 paid less than it claimed, some were set off; 6 misses the dues of this epoch."""
    yield act("withdraw_seat_bond", 19)
    yield act("withdraw_seat_bond", 20)
    yield from dues(10, 12)
    yield from valued("late key", 7, FEW, NO_KEY)
    yield from valued("revoked", 4, REVOKED)
    yield from valued("other", 1, OTHER)
    yield from valued("more", 3, LARGE)
    yield from valued("and more", 3, VALUED)
    yield act("withdraw_bond", 1)
    yield act("transfer_to_pool", SPONSOR, 12_345)
    yield act("sweep")
    yield from dues(4, 5, 7, 8)


def third() -> Iterator[Act]:
    """6 is out of standing; the second candidate pays its way in; a new payout account."""
    yield from dues(2, 6, 7)
    yield act("take_seat", 40, 4)
    yield act("set_payout", 3)
    yield refused(RewardsPayoutNotYet, "withdraw_bond", 3)
    yield act("pass_seconds", DAY)
    yield act("withdraw_bond", 3)
    yield from valued("none", 2, NO_MAJORITY, NO_MAJORITY, NO_MAJORITY)
    yield act("open", "left open", 3)
    yield act("open", "left open too", 3)
    yield refused(RewardsTooManyOpen, "open", "one too many", 3)
    yield act("open", "left open in a class", 16)
    yield from valued("third epoch", 11, SPLIT)
    yield act("set_tier", 12, 3)
    yield act("suspend", 11)  # and is paid all the same, without a set-off
    yield act("suspend", 13)
    yield refused(RewardsDuesStatus, "pay_dues", 13)
    yield refused(SeatsNotEntitled, "take_seat", 62, 13)


def fourth() -> Iterator[Act]:
    """New numbers, classes and a new target; what was opened before keeps its bond and stipend.

    New prices and classes hold from the next epoch, for what is opened then.
    """
    yield act("configure", PRICING, LATER_REWARDS, LATER_SEATS)
    yield act("configure", LATER, LATER_REWARDS, LATER_SEATS)
    yield act("classify", 8, 1)
    yield act("classify", 5, 3)
    yield act("set_target", 8, 1)
    yield act("top_up", 4)
    yield act("round", "left open", 3, LARGE)
    yield act("round", "left open too", 3, REJECTED)
    yield from valued("new numbers", 3, LARGE)
    yield from valued("new numbers too", 1, VALUED)
    yield act("reinstate", 11)
    yield act("reinstate", 13)
    yield act("remove", 14)
    yield refused(RewardsDuesStatus, "pay_dues", 14)
    yield act("fund", SPONSOR, 50_000 * T + 1)
    yield from dues(3, 5, 13)


def fifth() -> Iterator[Act]:
    """The pool pays in full; new prices, but for what was opened before."""
    yield act("round", "left open in a class", 16, SPLIT)
    yield from valued("rich", 1, LARGE)
    yield from valued("rich too", 7, SPLIT)
    yield from dues(5, 6, 7)
    yield refused(RewardsNoClaim, "pay", 2, 2)
    yield refused(TokenRefused, "fund", SPONSOR, 10**7 * T)


def sixth() -> Iterator[Act]:
    """An epoch in which nothing is accepted."""
    yield from valued("last", 7, REJECTED)
    yield act("withdraw_bond", 7)
    yield from dues(7)


PLAN = (first, second, third, fourth, fifth, sixth)
