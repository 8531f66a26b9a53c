"""The contracts' arithmetic in Python integers: exact values, bounds, roundings, refusals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics import money
from ais.errors import (
    AisError,
    ModelRefused,
    PricingInvalidParameters,
    RewardsInvalidParameters,
    SeatsInvalidParameters,
)
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

WEEK, DAY = 7 * 86_400, 86_400
SIX, EIGHTEEN = 10**6, 10**18
PRICING = PricingParameters(400 * SIX, 2_000 * SIX, 10_000, 12_500, 15_000, 5_000, 40_000, 10)
REWARDS = RewardsParameters(20 * SIX, SIX, 5 * SIX, 500 * SIX, WEEK, DAY, 16, 2_000, 3_500, 4_500)
SEATS = SeatsParameters(50 * SIX, 5 * SIX)

bps = st.integers(0, 10_000)
amounts = st.integers(1, money.MOST_AMOUNT)
tiers = st.sampled_from((money.REGULAR, money.CORE, money.CRITICAL))


@st.composite
def pricings(draw: st.DrawFn) -> PricingParameters:
    """Any parameters that the contract takes."""
    weights = sorted(draw(st.integers(1, 100_000)) for _ in range(3))
    lowest = draw(st.integers(1_000, 10**6))
    highest = draw(st.integers(lowest, 16 * lowest))
    target = draw(st.integers(1, money.MOST_TARGET))
    return PricingParameters(draw(amounts), draw(amounts), *weights, lowest, highest, target)


class TestPrice:
    def test_of_a_system_flaw_at_several_energy_firms(self) -> None:
        """400 x 1.5 x 0.75 x 0.5 = 225 tokens; at the largest multiplier 900."""
        assert money.price(PRICING, 3, 7_500, 5_000, 10_000) == 225 * SIX
        assert money.price(PRICING, 3, 7_500, 5_000, 40_000) == 900 * SIX

    def test_is_cut_off_at_the_cap(self) -> None:
        assert money.price(PRICING, 3, 10_000, 10_000, 40_000) == 2_000 * SIX

    def test_eighteen_decimals_are_beyond_64_bits_and_still_exact(self) -> None:
        large = replace(PRICING, base=400 * EIGHTEEN + 1, cap=money.MOST_AMOUNT)
        found = money.price(large, 3, 9_999, 9_997, 39_989)
        assert found == (400 * EIGHTEEN + 1) * 15_000 * 9_999 * 9_997 * 39_989 // 10**16
        assert found > 2**64

    def test_what_is_not_declared_has_the_regular_weight(self) -> None:
        """``Membership.sectorClass`` says 1 of it; a class that is none weighs the same."""
        assert [money.weight_bps(PRICING, c) for c in (0, 1, 2, 3)] == [
            10**4,
            10**4,
            12_500,
            15_000,
        ]

    @given(pricings(), tiers, bps, bps, st.integers(1_000, 2**32 - 1))
    def test_equals_the_exact_product_rounded_down(
        self, pricing: PricingParameters, class_: int, severity: int, scope: int, m: int
    ) -> None:
        factors = [money.weight_bps(pricing, class_), severity, scope, m]
        exact = Fraction(pricing.base)
        for factor in factors:
            exact *= Fraction(factor, 10_000)
        assert money.price(pricing, class_, severity, scope, m) == min(pricing.cap, floor(exact))

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("severity_bps", (65_536, 1, 1)),
            ("severity_bps", (-1, 1, 1)),
            ("scope_bps", (1, 0.5, 1)),
            ("scope_bps", (1, float("nan"), 1)),
            ("multiplier_bps", (1, 1, 2**32)),
        ],
    )
    def test_what_the_contract_cannot_be_given_is_refused_by_name(
        self, field: str, values: tuple[int, int, int]
    ) -> None:
        with pytest.raises(ModelRefused) as refused:
            money.price(PRICING, 1, *values)
        assert refused.value.field == field

    def test_numpys_integers_become_pythons(self) -> None:
        severity = np.int64(7_500)
        found = money.price(PRICING, 3, severity, np.int64(5_000), np.int64(10_000))
        assert (found, type(found)) == (225 * SIX, int)


class TestMultiplier:
    def test_an_empty_epoch_moves_it_up_by_an_eighth_to_the_ceiling(self) -> None:
        path = money.multipliers(PRICING, [0] * 20, 10)
        assert path[:4] == [10_000, 11_250, 12_656, 14_238]
        assert path[-1] == 40_000

    def test_twice_the_target_or_more_moves_it_down_by_an_eighth(self) -> None:
        assert money.multipliers(PRICING, [20, 10**6], 10) == [10_000, 8_750, 7_657]

    def test_the_target_holds_it(self) -> None:
        assert money.multipliers(PRICING, [10, 10], 10) == [10_000] * 3

    def test_both_divisions_round_towards_it(self) -> None:
        """10001 x 1 / 80 = 125.01 both ways."""
        assert money.step(10_001, 9, 10) == 10_126
        assert money.step(10_001, 11, 10) == 9_876

    def test_it_begins_within_the_bounds(self) -> None:
        assert money.initial_multiplier(replace(PRICING, floor_bps=12_000)) == 12_000
        assert money.initial_multiplier(replace(PRICING, ceiling_bps=9_000)) == 9_000

    @given(pricings(), st.data())
    def test_it_stays_within_the_bounds_and_moves_by_an_eighth_at_most(
        self, pricing: PricingParameters, data: st.DataObject
    ) -> None:
        now = data.draw(st.integers(pricing.floor_bps, pricing.ceiling_bps))
        accepted = data.draw(st.integers(0, 3 * pricing.target))
        after = money.clipped_step(pricing, now, accepted, pricing.target)
        assert pricing.floor_bps <= after <= pricing.ceiling_bps
        assert 8 * abs(after - now) <= now
        assert (after >= now) if accepted <= pricing.target else (after <= now)

    @given(st.integers(1, 60), st.integers(1_000, 10**6))
    def test_no_number_moves_it_down_by_more_than_none_moves_it_up(
        self, target: int, multiplier: int
    ) -> None:
        """What is cut off above twice the target is why a small one drifts upwards."""
        down = multiplier - money.step(multiplier, 10**9, target)
        up = money.step(multiplier, 0, target) - multiplier
        assert down == up == multiplier // 8

    @pytest.mark.parametrize("target", [0, -1, 1_000_001, 2.5])
    def test_a_target_out_of_range_is_refused(self, target: int) -> None:
        with pytest.raises(ModelRefused, match="target"):
            money.multipliers(PRICING, [1], target)

    def test_a_negative_number_of_acceptances_is_refused(self) -> None:
        with pytest.raises(ModelRefused, match="accepted"):
            money.multipliers(PRICING, [-1], 5)


class TestCloseAndPay:
    def test_an_empty_epoch_pays_in_full(self) -> None:
        assert money.ratio(0, 0) == 1
        assert money.reserved_at_close(0, 10**9) == 0

    @given(st.lists(amounts, min_size=1, max_size=9), st.integers(0, 2**99))
    def test_what_is_owed_never_exceeds_what_is_reserved_and_dust_is_less_than_a_unit_each(
        self, claims: list[int], free: int
    ) -> None:
        total = sum(claims)
        reserved = money.reserved_at_close(total, free)
        parts = [money.owed(claim, reserved, total) for claim in claims]
        assert 0 <= reserved - sum(parts) < len(claims)
        assert all(part <= claim for part, claim in zip(parts, claims, strict=True))
        assert 0 <= money.ratio(total, reserved) <= 1

    @given(amounts, st.integers(0, 2**99), amounts)
    def test_a_claim_is_worth_its_part_rounded_down(self, claim: int, free: int, more: int) -> None:
        total = claim + more
        reserved = money.reserved_at_close(total, free)
        assert money.owed(claim, reserved, total) == floor(claim * money.ratio(total, reserved))

    def test_a_part_of_nothing_is_refused(self) -> None:
        with pytest.raises(ModelRefused, match="claims"):
            money.owed(0, 0, 0)


class TestDues:
    def test_a_tiers_share_divided_by_its_members_and_rounded_up(self) -> None:
        """20 % of 1000.000001 tokens over three."""
        assert money.dues(REWARDS, 1, 1_000 * SIX + 1, 3) == 66_666_667

    def test_floor_and_cap(self) -> None:
        assert money.dues(REWARDS, 2, 0, 3) == 5 * SIX
        assert money.dues(REWARDS, 2, 10**15, 3) == 500 * SIX

    def test_a_tier_without_a_share_is_not_billed_and_one_without_members_has_the_floor(
        self,
    ) -> None:
        assert money.dues(replace(REWARDS, core_share_bps=0), 2, 10**15, 0) == 0
        assert money.dues(REWARDS, 2, 10**15, 0) == 5 * SIX

    @given(tiers, st.integers(0, 2**99), st.integers(1, 2**32 - 1))
    def test_a_tier_that_pays_covers_its_share_unless_the_cap_cuts_it(
        self, tier: int, claims: int, members: int
    ) -> None:
        share = money.share_bps(REWARDS, tier)
        exact = Fraction(claims * share, 10_000 * members)
        expected = min(max(ceil(exact), REWARDS.dues_floor), REWARDS.dues_cap)
        assert money.dues(REWARDS, tier, claims, members) == expected
        assert money.even_share(claims, share, members) * members * 10_000 >= claims * share

    def test_nobody_cannot_share(self) -> None:
        with pytest.raises(ModelRefused, match="members"):
            money.even_share(1, 1, 0)


class TestMedian:
    @given(st.lists(bps, min_size=1, max_size=5))
    def test_is_the_middle_and_of_an_even_count_the_lower_one(self, values: list[int]) -> None:
        found = money.lower_median(values)
        below = sum(value < found for value in values)
        above = sum(value > found for value in values)
        assert found in values
        assert 2 * below < len(values)
        assert 2 * above <= len(values)

    def test_of_nothing_is_refused(self) -> None:
        with pytest.raises(ModelRefused):
            money.lower_median([])


class TestParameters:
    def test_the_defaults_pass(self) -> None:
        money.require_pricing(PRICING)
        money.require_rewards(REWARDS, WEEK)
        money.require_seats(SEATS)

    @pytest.mark.parametrize(
        "change",
        [
            {"base": 0},
            {"base": 2**96},
            {"cap": 0},
            {"cap": 2**96},
            {"regular_weight_bps": 0},
            {"regular_weight_bps": 12_501},
            {"core_weight_bps": 15_001},
            {"critical_weight_bps": 100_001},
            {"floor_bps": 999},
            {"ceiling_bps": 4_999},
            {"ceiling_bps": 80_001},
            {"target": 0},
            {"target": 1_000_001},
        ],
    )
    def test_what_pricing_refuses(self, change: dict[str, int]) -> None:
        with pytest.raises(PricingInvalidParameters):
            money.require_pricing(replace(PRICING, **change))

    @pytest.mark.parametrize(
        "change",
        [
            {"stipend": 0},
            {"submission_bond": 15 * SIX - 1},
            {"submission_bond": 2**96},
            {"dues_floor": 501 * SIX},
            {"dues_floor": -1},
            {"dues_cap": 2**96},
            {"open_window_seconds": 0},
            {"close_delay_seconds": WEEK // 2 + 1},
            {"max_open": 0},
            {"critical_share_bps": 4_501},
        ],
    )
    def test_what_rewards_refuses(self, change: dict[str, int]) -> None:
        with pytest.raises(RewardsInvalidParameters):
            money.require_rewards(replace(REWARDS, **change), WEEK)

    @pytest.mark.parametrize("pair", [(5, 0), (5, 6), (2**96, 5)])
    def test_what_seats_refuses(self, pair: tuple[int, int]) -> None:
        with pytest.raises(SeatsInvalidParameters):
            money.require_seats(SeatsParameters(*pair))

    @pytest.mark.parametrize("value", [np.int64(400), 400.0, True])
    def test_parameters_are_pythons_integers_alone(self, value: object) -> None:
        """A product of numpy's would overflow at 18 decimals without a word."""
        with pytest.raises(AisError, match="base"):
            money.require_pricing(replace(PRICING, base=value))  # type: ignore[arg-type]
