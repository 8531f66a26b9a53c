"""What the ledger refuses: the contracts' errors, each by an act that meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ais.economics.ledger import Ledger
from ais.economics.tallies import RoundTally
from ais.errors import (
    AisError,
    MembershipAlreadyStarted,
    MembershipInvalidClass,
    MembershipInvalidEpochSeconds,
    MembershipInvalidSector,
    MembershipInvalidTier,
    MembershipUnknownOrganisation,
    MembershipWrongStatus,
    ModelRefused,
    PoolNothingToSweep,
    PoolZeroAmount,
    PricingBoundsFixed,
    PricingFutureEpoch,
    PricingInvalidSector,
    PricingInvalidTarget,
    RewardsCloseTooEarly,
    RewardsDuesAlreadyPaid,
    RewardsDuesChanged,
    RewardsDuesNotFixed,
    RewardsDuesStatus,
    RewardsEpochNotClosed,
    RewardsEpochOrder,
    RewardsNothingToWithdraw,
    RewardsNotOpen,
    RewardsNotOpenable,
    RewardsNotStarted,
    RewardsOpenWindowFixed,
    RewardsPayoutNotYet,
    RewardsTooManyOpen,
    SeatsAlreadySeated,
    SeatsNotEntitled,
    SeatsNothingToTopUp,
    SeatsNotRemoved,
    SeatsNotSeated,
    SeatsOccupied,
    SeatsPayoutNotYet,
    SeatsStillSeated,
    SeatsUnknownSeat,
    TokenRefused,
)
from ais.records import Result
from tests.unit.economics.networks import (
    ALICE,
    BOB,
    CANDIDATE,
    DAY,
    PANEL,
    PRICING,
    REWARDS,
    SEATS,
    closed,
    ended,
    network,
    settled,
    state,
    valid,
)


def _not_started() -> Ledger:
    return Ledger(PRICING, REWARDS, SEATS)


REFUSALS: list[tuple[type[AisError], Callable[[Ledger], object]]] = [
    (MembershipAlreadyStarted, lambda n: n.start()),
    (MembershipInvalidTier, lambda n: n.list_(4)),
    (MembershipInvalidTier, lambda n: n.set_tier(ALICE, 0)),
    (MembershipUnknownOrganisation, lambda n: n.open("a", 99)),
    (MembershipUnknownOrganisation, lambda n: n.suspend(99)),
    (MembershipWrongStatus, lambda n: n.reinstate(ALICE)),
    (MembershipInvalidSector, lambda n: n.classify(0, 1)),
    (MembershipInvalidClass, lambda n: n.classify(1, 4)),
    (PricingInvalidTarget, lambda n: n.set_target(8, 1_000_001)),
    (PricingInvalidSector, lambda n: n.set_target(49, 1)),
    (PricingFutureEpoch, lambda n: n.prices.multiplier(8, 2)),
    (PricingBoundsFixed, lambda n: n.configure(pricing=replace(PRICING, floor_bps=5_001))),
    (
        RewardsOpenWindowFixed,
        lambda n: n.configure(rewards=replace(REWARDS, open_window_seconds=1)),
    ),
    (PoolNothingToSweep, lambda n: n.sweep()),
    (PoolZeroAmount, lambda n: n.fund("sponsor", 0)),
    (TokenRefused, lambda n: n.fund("nobody", 1)),
    (TokenRefused, lambda n: n.transfer(ALICE, BOB, 10**30)),
    (ModelRefused, lambda n: n.fund("sponsor", 1.5)),  # type: ignore[arg-type]
    (ModelRefused, lambda n: n.mint("sponsor", -1)),
    (ModelRefused, lambda n: n.advance(-1)),
    (ModelRefused, lambda n: n.advance_to_epoch(1) or n.advance(1) or n.advance_to_epoch(1)),
    (RewardsDuesStatus, lambda n: n.pay_dues(99)),
    (RewardsDuesChanged, lambda n: n.pay_dues(ALICE, most=1)),
    (RewardsCloseTooEarly, lambda n: n.close_epoch(1)),
    (RewardsEpochOrder, lambda n: n.close_epoch(2)),
    (RewardsEpochNotClosed, lambda n: n.pay(ALICE, 1)),
    (RewardsNothingToWithdraw, lambda n: n.withdraw_bond(ALICE)),
    (RewardsNotOpen, lambda n: n.settle("a", valid())),
    (RewardsNotOpen, lambda n: n.draw("a", PANEL)),
    (SeatsUnknownSeat, lambda n: n.take_seat(64, ALICE)),
    (SeatsNotEntitled, lambda n: n.take_seat(20, CANDIDATE)),
    (SeatsAlreadySeated, lambda n: n.take_seat(20, PANEL[0])),
    (SeatsOccupied, lambda n: n.take_seat(0, ALICE)),
    (SeatsNotSeated, lambda n: n.leave_seat(ALICE)),
    (SeatsNotSeated, lambda n: n.top_up(ALICE)),
    (SeatsNothingToTopUp, lambda n: n.top_up(PANEL[0])),
    (SeatsNotRemoved, lambda n: n.vacate_seat(0)),
    (SeatsStillSeated, lambda n: n.withdraw_seat_bond(PANEL[0])),
]


@pytest.mark.parametrize(("error", "act"), REFUSALS)
def test_what_is_refused_raises_the_contracts_error(
    error: type[AisError], act: Callable[[Ledger], object]
) -> None:
    with pytest.raises(error):
        act(network())


class TestRefusals:
    def test_before_the_start_nothing_is_opened_or_closed(self) -> None:
        ledger = _not_started()
        ledger.list_(1)
        with pytest.raises(RewardsNotOpenable):
            ledger.open("a", 1)
        with pytest.raises(RewardsNotStarted):
            ledger.close_epoch()
        with pytest.raises(ModelRefused, match="epoch"):
            ledger.advance_to_epoch(1)

    def test_epochs_have_a_length(self) -> None:
        for seconds in (0, 367 * DAY):
            with pytest.raises(MembershipInvalidEpochSeconds):
                Ledger(PRICING, REWARDS, SEATS, epoch_seconds=seconds)

    def test_opening_needs_a_bond_an_open_place_and_a_status(self) -> None:
        ledger = network()
        for name in "abc":
            ledger.open(name, ALICE)
        with pytest.raises(RewardsTooManyOpen):
            ledger.open("d", ALICE)
        with pytest.raises(RewardsNotOpenable):
            ledger.open("a", BOB)
        ledger.transfer(BOB, "away", ledger.pool.balance_of(BOB))
        with pytest.raises(TokenRefused):
            ledger.open("e", BOB)
        ledger.suspend(BOB)
        with pytest.raises(MembershipWrongStatus):
            ledger.open("e", BOB)

    @pytest.mark.parametrize(
        "tally",
        [
            ended(Result.NONE),
            ended(Result.NO_PANEL, PANEL[0]),
            ended(Result.KEY_MISSED, absent=PANEL[:1]),
            ended(Result.REVOKED, absent=PANEL[:1]),
            ended(Result.INVALID, PANEL[0], PANEL[0]),
            ended(Result.INVALID, PANEL[0], absent=PANEL[:1]),
            ended(Result.INVALID, PANEL[0], 16),
            replace(valid(), sector=49),
            ended(Result.INVALID, 99),
        ],
    )
    def test_a_tally_that_no_round_can_have_changes_nothing(self, tally: RoundTally) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        ledger.draw("a", PANEL)
        before = state(ledger)
        with pytest.raises(AisError):
            ledger.settle("a", tally)
        assert state(ledger) == before

    def test_a_round_has_one_panel_of_different_organisations(self) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        with pytest.raises(ModelRefused):
            ledger.draw("a", (4, 4))
        ledger.draw("a", PANEL)
        with pytest.raises(ModelRefused):
            ledger.draw("a", PANEL)

    def test_dues_are_paid_once_and_not_before_they_are_fixed(self) -> None:
        ledger = network()
        ledger.pay_dues(ALICE)
        with pytest.raises(RewardsDuesAlreadyPaid):
            ledger.pay_dues(ALICE)
        ledger.advance_to_epoch(2)
        with pytest.raises(RewardsDuesNotFixed):
            ledger.pay_dues(ALICE)

    def test_a_new_payout_account_holds_after_a_day(self) -> None:
        ledger = network()
        settled(ledger, "a", ALICE, valid())
        closed(ledger)
        ledger.leave_seat(PANEL[0])
        ledger.advance_to_epoch(3)
        ledger.set_payout(ALICE, "new")
        ledger.set_payout(PANEL[0], "new")
        for error, refused in (
            (RewardsPayoutNotYet, lambda: ledger.pay(ALICE, 1)),
            (RewardsPayoutNotYet, lambda: ledger.withdraw_bond(ALICE)),
            (SeatsPayoutNotYet, lambda: ledger.withdraw_seat_bond(PANEL[0])),
        ):
            with pytest.raises(error):
                refused()
        ledger.advance(DAY)
        ledger.pay(ALICE, 1)
        assert ledger.pool.balance_of("new") > 0
