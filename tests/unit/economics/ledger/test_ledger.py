"""The ledger's acts one by one: what they move, what they give back, what they refuse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ais.economics.ledger import POOL, Ledger
from ais.economics.money import revocation_cost
from ais.economics.tallies import RoundTally
from ais.errors import (
    ModelRefused,
    RewardsNoClaim,
    RewardsNotOpen,
    SeatsInRounds,
    SeatsNothingToWithdraw,
    SeatsStillSeated,
)
from ais.records import Result, Stage
from ais.types import OrganisationStatus
from tests.support.pace import within
from tests.unit.economics.networks import (
    ALICE,
    BOB,
    CANDIDATE,
    DAY,
    PANEL,
    POCKET,
    PRICING,
    REWARDS,
    SEATS,
    WEEK,
    T,
    closed,
    ended,
    network,
    settled,
    valid,
)

BOND, STIPEND = 150 * T, 10 * T
ACTIVE = OrganisationStatus.ACTIVE


class TestValuations:
    def test_a_valid_one_earns_the_price_and_its_bond_is_free(self) -> None:
        ledger = network()
        found = settled(ledger, "a", ALICE, valid(severity=7_500, scope=5_000))
        assert (found.reward, found.returned, found.forfeited) == (562_500_000, BOND, 0)
        assert ledger.books.claim_of(ALICE, 1) == 562_500_000
        assert [ledger.books.claim_of(each, 1) for each in PANEL] == [STIPEND] * 5
        assert ledger.withdraw_bond(ALICE) == BOND
        assert ledger.valuations.openings["a"].stage is Stage.REWARDED

    @pytest.mark.parametrize(
        ("end", "forfeited", "stage"),
        [
            (ended(Result.INVALID, *PANEL), 5 * STIPEND, Stage.REJECTED),
            (ended(Result.DUPLICATE, *PANEL[:3]), 3 * STIPEND, Stage.REJECTED),
            (ended(Result.UNAVAILABLE, *PANEL), BOND, Stage.REJECTED),
            (ended(Result.KEY_MISSED), BOND, Stage.REJECTED),
            (ended(Result.REVOKED, *PANEL[:2]), 5 * STIPEND, Stage.WITHDRAWN),
            (ended(Result.REVOKED), 5 * STIPEND, Stage.WITHDRAWN),
            (ended(Result.NO_PANEL), 0, Stage.UNVALUED),
        ],
    )
    def test_what_becomes_of_the_bond(self, end: RoundTally, forfeited: int, stage: Stage) -> None:
        ledger = network()
        free = ledger.pool.free
        found = settled(ledger, "a", ALICE, end)
        assert (found.forfeited, found.returned) == (forfeited, BOND - forfeited)
        assert ledger.pool.free == free + forfeited
        assert ledger.valuations.openings["a"].stage is stage

    @pytest.mark.parametrize("rounds", [1, 2, 3])
    def test_a_revocation_costs_a_full_panel_for_each_round_so_far(self, rounds: int) -> None:
        ledger = network()
        few = ended(Result.NO_QUORUM, *PANEL[:1])
        found = settled(ledger, "a", ALICE, *[few] * (rounds - 1), ended(Result.REVOKED))
        assert found.forfeited == revocation_cost(rounds, STIPEND) == 5 * rounds * STIPEND
        assert found.returned == BOND - found.forfeited

    def test_a_key_missed_late_costs_nothing_and_stipends_stay(self) -> None:
        ledger = network()
        first = ended(Result.NO_QUORUM, *PANEL[:2])
        found = settled(ledger, "a", ALICE, first, ended(Result.KEY_MISSED))
        assert (found.round, found.final, found.forfeited) == (2, True, 0)
        assert ledger.members.all[ALICE].unvalued == 1
        assert ledger.books.claim_of(PANEL[0], 1) == STIPEND

    def test_three_rounds_without_a_quorum_end_it_and_stipends_of_all_rounds_count(self) -> None:
        ledger = network()
        none = ended(Result.NO_QUORUM, *PANEL)
        assert settled(ledger, "a", ALICE, none, none, none).returned == BOND
        assert settled(ledger, "b", BOB, none, none, ended(Result.INVALID, *PANEL)).returned == 0
        with pytest.raises(RewardsNotOpen):
            ledger.settle("a", none)

    def test_the_price_is_that_of_the_opening_and_the_claim_of_the_settlement(self) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        for n in range(9):
            settled(ledger, f"b{n}", BOB, valid())
            ledger.withdraw_bond(BOB)
        ledger.advance_to_epoch(2)
        assert ledger.prices.multiplier(8, 2) == 8_750
        found = ledger.settle("a", valid(severity=7_500, scope=5_000))
        assert found.reward == 562_500_000
        assert ledger.books.claim_of(ALICE, 2) == found.reward

    def test_what_is_open_keeps_its_prices_and_class_when_they_change(self) -> None:
        ledger = network()
        for name in ("a", "b"):
            ledger.open(name, ALICE)
        ledger.configure(pricing=replace(PRICING, base=500 * T, cap=9_000 * T))
        ledger.classify(8, 1)
        end = valid(severity=7_500, scope=5_000)
        assert ledger.settle("a", end).reward == 562_500_000
        ledger.advance_to_epoch(2)
        assert ledger.settle("b", end).reward == 562_500_000
        multiplier = ledger.prices.multiplier(8, 2)
        assert settled(ledger, "c", BOB, end).reward == 187_500_000 * multiplier // 10_000

    def test_what_is_open_keeps_its_bond_and_stipend_when_the_numbers_change(self) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        later = replace(REWARDS, submission_bond=300 * T, stipend=20 * T)
        ledger.configure(rewards=later, pricing=replace(PRICING, base=500 * T))
        found = ledger.settle("a", valid())
        assert (found.returned, found.stipend, found.reward) == (BOND, STIPEND, 1_500 * T)
        assert ledger.books.claim_of(PANEL[0], 1) == STIPEND
        assert settled(ledger, "b", BOB, ended(Result.UNAVAILABLE)).forfeited == 300 * T

    def test_an_outside_panel_needs_no_draw_and_answers_for_nothing(self) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        ledger.settle("a", ended(Result.INVALID, BOB))
        ledger.open("b", ALICE)
        with pytest.raises(ModelRefused, match="revealed"):
            ledger.settle("b", ended(Result.NO_QUORUM, absent=(BOB,)))

    def test_the_first_accepted_disclosure_admits_a_candidate(self) -> None:
        ledger = network()
        settled(ledger, "a", CANDIDATE, valid())
        member = ledger.members.all[CANDIDATE]
        assert (member.status, member.standing_from, member.standing_until) == (ACTIVE, 1, 2)

    def test_a_rejected_one_does_not(self) -> None:
        ledger = network()
        settled(ledger, "a", CANDIDATE, ended(Result.INVALID, *PANEL))
        assert ledger.members.all[CANDIDATE].status is OrganisationStatus.CANDIDATE


class TestPrices:
    def test_they_hold_from_the_next_epoch_and_the_last_ones_set_count(self) -> None:
        prices, later = network().prices, replace(PRICING, base=7)
        prices.configure(replace(PRICING, base=5))
        prices.configure(later)
        prices.classify(8, 1)
        prices.classify(8, 2)
        assert (prices.parameters, prices.announced) == (PRICING, (later, 2))
        assert [prices.parameters_at(epoch).base for epoch in (1, 2, 9)] == [10**9, 7, 7]
        assert (prices.class_of(8), prices.class_of(8, 1), prices.class_of(8, 2)) == (3, 3, 2)

    def test_before_the_start_they_hold_at_once(self) -> None:
        ledger = Ledger(PRICING, REWARDS, SEATS)
        later = replace(PRICING, base=7)
        ledger.configure(pricing=later)
        ledger.classify(8, 3)
        assert ledger.prices.announced == (later, 0)
        assert (ledger.prices.parameters, ledger.prices.class_of(8)) == (later, 3)


class TestMultipliers:
    def test_epochs_without_acceptances_are_upward_steps_computed_when_asked_for(self) -> None:
        ledger = network()
        settled(ledger, "a", ALICE, valid())
        ledger.advance_to_epoch(4)
        path = [ledger.prices.multiplier(8, epoch) for epoch in range(5)]
        assert path == [10_000, 10_000, 10_937, 12_304, 13_842]

    def test_the_target_is_that_of_the_epochs_first_acceptance(self) -> None:
        ledger = network()
        ledger.set_target(8, 2)
        settled(ledger, "a", ALICE, valid())
        ledger.set_target(8, 1)
        settled(ledger, "b", BOB, valid())
        ledger.set_target(8, 0)
        assert (ledger.prices.target_of(8), ledger.prices.accepted_in(8, 1)) == (4, 2)
        ledger.advance_to_epoch(2)
        assert ledger.prices.multiplier(8, 2) == 10_000
        assert ledger.prices.accepted_in(8, 2) == 0


class TestEpochs:
    def test_a_pool_that_is_short_pays_everybody_the_same_part_and_keeps_the_dust(self) -> None:
        ledger = network(fund=0)
        settled(ledger, "a", ALICE, valid(severity=3_333))
        free, claims = ledger.pool.free, ledger.books.account(1).claims
        assert 0 < free < claims
        found = closed(ledger)
        assert (found.claims, found.reserved) == (claims, free)
        paid = ledger.pay_all(1)
        for each in paid:
            assert each.owed == each.claim * free // claims
        kept = sum(each.set_off for each in paid)
        assert paid[-1].dust == free - sum(each.owed for each in paid)
        assert (ledger.pool.free, ledger.pool.reserved) == (kept + paid[-1].dust, 0)

    def test_dues_follow_the_claims_and_pay_keeps_them_first(self) -> None:
        ledger = network()
        settled(ledger, "a", ALICE, valid())
        found = closed(ledger)
        member = ledger.members.all[ALICE]
        assert found.dues[member.tier - 1] == 124 * T  # 40 % of 1,550 over five
        paid = ledger.pay(ALICE, 1)
        assert (paid.owed, paid.set_off) == (1_500 * T, found.dues[member.tier - 1])
        assert ledger.books.dues_of(ALICE)[2]
        assert member.standing_until == 3

    def test_dues_follow_what_is_claimed_not_what_is_paid(self) -> None:
        """From what is paid they would shrink with the pool, to nothing."""
        ledger = network(fund=0)
        settled(ledger, "a", ALICE, valid())
        found = closed(ledger)
        assert found.reserved < found.claims
        assert found.dues[2] == 124 * T

    def test_dues_are_never_kept_in_part_nor_from_a_candidate_or_a_suspended_one(self) -> None:
        ledger = network()
        settled(ledger, "a", ALICE, valid())
        ledger.suspend(ALICE)
        closed(ledger)
        assert ledger.pay(ALICE, 1).set_off == 0
        assert ledger.pay(PANEL[0], 1).set_off == 0  # a stipend is less than the dues

    def test_a_missed_epoch_costs_standing_and_is_not_owed_later(self) -> None:
        ledger = network()
        ledger.pay_dues(BOB)
        closed(ledger)
        assert ledger.members.in_standing(BOB)
        ledger.advance_to_epoch(3)
        assert not ledger.members.in_standing(BOB)
        closed(ledger)
        assert ledger.pay_dues(BOB) == REWARDS.dues_floor
        assert not ledger.members.in_standing(BOB)
        ledger.advance_to_epoch(4)
        assert ledger.members.in_standing(BOB)

    def test_nothing_of_what_the_ratio_cuts_is_owed_later(self) -> None:
        ledger = network(fund=0)
        settled(ledger, "a", ALICE, valid())
        closed(ledger)
        ledger.fund("sponsor", 10_000 * T)
        assert ledger.pay(ALICE, 1).owed < 1_500 * T
        with pytest.raises(RewardsNoClaim):
            ledger.pay(ALICE, 1)

    def test_counters_follow_status_and_tier(self) -> None:
        ledger = network()
        before = dict(ledger.members.active_counts)
        ledger.set_tier(ALICE, 1)
        assert ledger.members.active_counts == {1: before[1] + 1, 2: before[2], 3: before[3] - 1}
        ledger.suspend(ALICE)
        ledger.remove(BOB)
        assert sum(ledger.members.active_counts.values()) == sum(before.values()) - 2
        ledger.reinstate(ALICE)
        assert ledger.members.all[ALICE].status is ACTIVE
        ledger.suspend(CANDIDATE)
        ledger.reinstate(CANDIDATE)
        assert ledger.members.all[CANDIDATE].status is OrganisationStatus.CANDIDATE


class TestSeats:
    def test_two_no_shows_in_a_row_cost_two_penalties_and_the_seat(self) -> None:
        ledger = network()
        absent = PANEL[4]
        missing = ended(Result.NO_QUORUM, *PANEL[:4], absent=(absent,))
        free = ledger.pool.free
        settled(ledger, "a", ALICE, missing, missing)
        panelist = ledger.seats.panelists[absent]
        assert (panelist.bond, panelist.seat, panelist.free_from) == (50 * T, None, 2)
        assert ledger.pool.free == free + 50 * T
        assert ledger.seats.occupant(absent - 4, 1) == absent
        assert ledger.seats.occupant(absent - 4, 2) == 0

    def test_a_reveal_between_them_starts_the_count_anew(self) -> None:
        ledger = network()
        absent = PANEL[4]
        missing = ended(Result.NO_QUORUM, *PANEL[:4], absent=(absent,))
        settled(ledger, "a", ALICE, missing, ended(Result.NO_QUORUM, *PANEL), missing)
        assert ledger.seats.panelists[absent].seat is not None

    def test_a_seat_without_the_penalty_in_its_bond_stays_empty_until_it_is_topped_up(self) -> None:
        ledger = network()
        ledger.configure(seats=replace(SEATS, seat_bond=200 * T, no_show_penalty=120 * T))
        ledger.open("a", ALICE)
        ledger.top_up(PANEL[0])
        assert ledger.draw("a", PANEL) == PANEL[:1]

    def test_a_bond_goes_home_when_the_seat_is_free_and_no_round_runs(self) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        ledger.draw("a", PANEL)
        ledger.leave_seat(PANEL[0])
        with pytest.raises(SeatsStillSeated):
            ledger.withdraw_seat_bond(PANEL[0])
        ledger.advance_to_epoch(2)
        with pytest.raises(SeatsInRounds):
            ledger.withdraw_seat_bond(PANEL[0])
        ledger.settle("a", valid())
        assert ledger.withdraw_seat_bond(PANEL[0]) == 100 * T
        with pytest.raises(SeatsNothingToWithdraw):
            ledger.withdraw_seat_bond(PANEL[0])

    def test_a_penalty_takes_no_more_than_what_is_left_of_the_bond(self) -> None:
        ledger = network()
        ledger.open("a", ALICE)
        ledger.draw("a", PANEL)
        ledger.configure(seats=replace(SEATS, seat_bond=300 * T, no_show_penalty=300 * T))
        ledger.settle("a", ended(Result.NO_QUORUM, *PANEL[1:], absent=PANEL[:1]))
        assert ledger.seats.bond_of(PANEL[0]) == 0
        assert ledger.seats.panelists[PANEL[0]].seat == 0

    def test_whoever_takes_a_seat_again_starts_without_no_shows(self) -> None:
        ledger = network()
        missing = ended(Result.NO_QUORUM, *PANEL[1:], absent=PANEL[:1])
        settled(ledger, "a", ALICE, missing)
        ledger.leave_seat(PANEL[0])
        ledger.take_seat(30, PANEL[0])
        settled(ledger, "b", ALICE, missing)
        assert ledger.seats.panelists[PANEL[0]].seat == 30

    def test_who_sat_where_stays_known_for_every_epoch(self) -> None:
        ledger = network()
        ledger.leave_seat(PANEL[0])
        ledger.advance_to_epoch(2)
        ledger.take_seat(0, ALICE)
        ledger.advance_to_epoch(4)
        ledger.leave_seat(ALICE)
        occupants = [ledger.seats.occupants(epoch)[0] for epoch in range(6)]
        assert occupants == [PANEL[0], PANEL[0], 0, ALICE, ALICE, 0]

    def test_a_seat_given_up_and_taken_in_one_epoch_changes_hands_with_the_next(self) -> None:
        ledger = network()
        ledger.leave_seat(PANEL[0])
        ledger.take_seat(0, ALICE)
        assert [ledger.seats.occupant(0, epoch) for epoch in (1, 2)] == [PANEL[0], ALICE]


def test_tokens_sent_unasked_are_swept_into_free() -> None:
    ledger = network()
    free = ledger.pool.free
    ledger.transfer("sponsor", POOL, 7)
    assert (ledger.pool.unasked, ledger.sweep(), ledger.pool.free) == (7, 7, free + 7)


def test_numpys_integers_become_pythons() -> None:
    ledger = network()
    ledger.fund("sponsor", np.int64(7))
    tally = replace(valid(), severity_bps=np.int64(10_000), scope_bps=np.int64(10_000))
    assert type(settled(ledger, "a", ALICE, tally).reward) is int
    assert type(ledger.pool.free) is int


def test_a_thousand_firms_and_a_hundred_epochs_take_seconds() -> None:
    """No step looks at all firms: 20,000 settlements and every close and payment."""
    rewards = replace(REWARDS, max_open=1_000)
    ledger = Ledger(PRICING, rewards, SEATS)
    ledger.mint("sponsor", 10**9 * POCKET)
    for firm in range(1, 1_001):
        ledger.list_(firm % 3 + 1)
        ledger.mint(firm, 10 * POCKET)
        ledger.pay_dues(firm)
    ledger.start()
    with within(20):
        for epoch in range(1, 101):
            ledger.fund("sponsor", 10**6 * T)
            for n in range(200):
                firm = 6 + (7 * n + epoch) % 995
                ledger.open((epoch, n), firm)
                ledger.settle(
                    (epoch, n),
                    RoundTally(
                        result=Result.VALID,
                        revealed=(1, 2, 3, 4, 5),
                        sector=n % 20,
                        severity_bps=9_000,
                        scope_bps=900,
                    ),
                )
                ledger.withdraw_bond(firm)
            closed(ledger)
            ledger.pay_all(epoch)
    assert sum(ledger.pool.balances.values()) == ledger.pool.minted
    assert ledger.clock.now == 100 * WEEK + DAY
