"""The three targets, and the price schedule of least outlay that meets them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.calibration.billing import bill, scaled
from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.outlook import outlook
from ais.economics.calibration.plan import plan
from ais.economics.calibration.targets import conditions, fractions, met, orders
from ais.economics.economy import Economy
from ais.economics.reference import reference
from tests.unit.economics.economies import economy, tier

TWO = ("regular", "core")


def pair(c: float, first: float, second: float, members: int = 1) -> Economy:
    """Two tiers of so many members each, in one class of sectors."""
    tiers = {
        name: tier(TWO, members=members, risk=risk)
        for name, risk in zip(TWO, (first, second), strict=True)
    }
    return economy(tiers, complementarity=c, funding__billed=0.0, funding__external=1e9)


# ---- what is asked ---------------------------------------------------------------------------


def test_for_two_players_selected_is_risk_dominance():
    """d_1 + d_2 < c, and neither alone above c."""
    two = pair(10, 1, 1)
    for first, second in product((-5.0, 2.0, 4.9, 5.1, 9.0, 11.0), repeat=2):
        net = {"regular": first, "core": second}
        dominant = first + second < 10 and max(first, second) < 10
        assert ("selected" in met(two, net)) == dominant


def test_for_more_players_selected_is_a_mean_below_half_of_c():
    equal = pair(10, 1, 1, members=7)
    assert "selected" in met(equal, {"regular": 4.0, "core": 5.9})
    assert "selected" not in met(equal, {"regular": 4.0, "core": 6.1})


def test_a_tier_that_would_stop_by_itself_is_not_selected_by_a_mean():
    """Mean d is far below c/2, but all sharing is not even an equilibrium."""
    assert met(pair(10, 1, 1, members=7), {"regular": -50.0, "core": 10.5}) == ()


@given(st.floats(0, 20), st.lists(st.floats(-20, 20), min_size=2, max_size=2), st.integers(1, 6))
def test_selected_is_where_the_potential_is_highest(c, nets, members):
    """By brute force over how many members of each tier share."""
    many = pair(c, 1, 1, members=members)
    others = 2 * members - 1

    def potential(first: int, second: int) -> float:
        k = first + second
        return c * k * (k - 1) / (2 * others) - first * nets[0] - second * nets[1]

    top = potential(members, members)
    rest = [
        potential(*each)
        for each in product(range(members + 1), repeat=2)
        if each != (members, members)
    ]
    if abs(top - max(rest)) > 1e-9:  # at a tie rounding decides
        found = "selected" in met(many, dict(zip(TWO, nets, strict=True)))
        assert found == (top > max(rest))


@given(st.floats(0, 20), st.lists(st.floats(-20, 20), min_size=2, max_size=2), st.integers(1, 6))
def test_only_is_what_survives_dominated_strategies(c, nets, members):
    """Sharing that is better against every number of others, given who shares already."""
    many = pair(c, 1, 1, members=members)
    sharing: set[int] = set()
    for _ in range(2):
        sure = members * len(sharing)
        sharing |= {n for n in (0, 1) if n in sharing or nets[n] < c * sure / (2 * members - 1)}
    found = met(many, dict(zip(TWO, nets, strict=True)))
    assert ("only" in found) == (sharing == {0, 1})


@given(st.floats(0, 30), st.lists(st.floats(-30, 30), min_size=2, max_size=2), st.integers(1, 5))
def test_the_targets_are_ordered(c, nets, members):
    """Only implies selected, selected implies an equilibrium."""
    found = met(pair(c, 1, 1, members=members), dict(zip(TWO, nets, strict=True)))
    assert found in (
        (),
        ("equilibrium",),
        ("equilibrium", "selected"),
        ("equilibrium", "selected", "only"),
    )


def test_without_complementarity_only_is_dominance():
    """Then d < 0 for every tier, whatever the order."""
    apart = reference().changed({"complementarity": 0})
    for order in orders(apart, "only"):
        assert [each.bound for each in conditions(apart, "only", order)] == [0, 0, 0]
    seen = outlook(apart, calibrate(apart).parameters)
    assert all(each.net_cost < 0 for each in seen.tiers)


def test_members_with_nothing_to_share_count_among_the_others():
    silent = reference().changed({"tiers.regular.disclosures": 0})
    assert orders(silent, "only") == (("core", "critical"), ("critical", "core"))
    assert fractions(silent, "equilibrium", ("core", "critical"))["core"] == 79 / 199
    bounds = {each.name: each.bound for each in conditions(silent, "selected", ())}
    assert bounds["sharing of core and critical"] == pytest.approx(4 * 79 / (2 * 199))


# ---- the least schedule ----------------------------------------------------------------------


def test_a_stronger_target_is_never_cheaper():
    outlays = [
        plan(reference().changed({"target": target}), 0.01).outlay
        for target in ("equilibrium", "selected", "only")
    ]
    assert outlays == sorted(outlays)
    assert outlays[0] < outlays[-1]


def test_the_file_meets_the_target_that_was_asked_for_and_not_more():
    for target in ("equilibrium", "selected", "only"):
        asked = reference().changed({"target": target})
        assert outlook(asked, calibrate(asked).parameters).met[-1] == target


def test_the_reward_of_a_binding_tier_is_its_least_reward():
    """(r - c x + phi m w)/(rho - phi), when margin and rounding are taken off."""
    asked = reference().changed({"margin": 0})
    seen = outlook(asked, calibrate(asked).parameters)
    for each in seen.tiers:
        assert each.reward_floor == pytest.approx(each.least["only"], rel=2e-3)
        assert each.reward_floor > each.least["only"]


@settings(max_examples=12, deadline=None)
@given(
    st.floats(1, 100),
    st.floats(1, 100),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 4),
    st.integers(1, 4),
)
def test_the_programme_is_as_cheap_as_the_best_of_a_fine_grid(
    first, second, sector, other, severity, scope
):
    """Two tiers, two kinds, by brute force over the prices of two classes."""
    sectors = (0, 18, 8, 9)
    kinds = {
        "regular": ((sectors[sector], 5_000, 5_000, 0.5), (0, 2_500, 2_500 * scope, 0.5)),
        "core": ((sectors[other], 2_500 * severity, 5_000, 1.0),),
    }
    tiers = {
        name: tier(TWO, members=10, risk=risk, kinds=kinds[name])
        for name, risk in zip(TWO, (first, second), strict=True)
    }
    asked = economy(
        tiers,
        complementarity=0,
        funding__billed=0.0,
        funding__external=1e9,
        panel__effort=0.0,
        panel__ring=0,
    )
    found = plan(asked, 1e-6)
    floor, ratio = 0.8, 0.8

    def reward(name: str, prices: tuple[float, float]) -> float:
        return sum(
            p * severity_ * scope_ / 1e8 * prices[asked.class_of(at) == 3]
            for at, severity_, scope_, p in kinds[name]
        )

    best = float("inf")
    reach = [30 * n for n in range(1, 400)]
    for low in reach:  # the price of regular sectors; then the least critical one
        slack = [
            (risk / ratio / floor, name) for name, risk in zip(TWO, (first, second), strict=True)
        ]
        high = low
        for needed, name in slack:
            fixed, slope = reward(name, (low, 0.0)), reward(name, (0.0, 1.0))
            if fixed + slope * high < needed:
                high = float("inf") if slope == 0 else max(high, (needed - fixed) / slope)
        if high <= 4 * low:
            outlay = sum(10 * 0.5 * reward(name, (low, high)) for name in TWO)
            best = min(best, outlay)
    assert found.outlay <= best * (1 + 1e-6) + 1e-3
    coarse = 30 / min(found.prices.values())
    assert best <= found.outlay * (1 + coarse) + 30 * 20


def test_more_risk_costs_what_the_shadow_price_says():
    """A tenth of a token of risk more in one tier: outlay rises by a tenth of the shadow price."""
    before = plan(reference(), 1e-6)
    for name in ("regular", "core", "critical"):
        risk = reference().tier(name).risk
        after = plan(reference().changed({f"tiers.{name}.risk": risk + 0.01}), 1e-6)
        rise = (after.outlay - before.outlay) / 0.01
        assert rise == pytest.approx(before.shadow[f"sharing of {name}"], rel=1e-3)


def test_more_effort_costs_what_its_shadow_price_says():
    before = plan(reference(), 1e-6)
    after = plan(reference().changed({"panel.effort": 0.951}), 1e-6)
    assert (after.outlay - before.outlay) / 0.001 == pytest.approx(
        before.shadow["effort"], rel=1e-3
    )


# ---- who pays --------------------------------------------------------------------------------


def test_shares_follow_what_tiers_read_and_sum_to_what_is_billed():
    billing = bill(reference())
    assert sum(billing.shares_bps.values()) == 10_000
    assert billing.paid == pytest.approx(0.95)
    seen = outlook(reference(), calibrate(reference()).parameters)
    parts = [each.dues / each.value for each in seen.tiers]
    assert max(parts) == pytest.approx(min(parts), rel=1e-3)


def test_stated_shares_are_kept():
    shares = {"regular": 0.2, "core": 0.3, "critical": 0.45}
    stated = reference().changed({"funding": {**_funding(), "shares": shares}})
    assert bill(stated).shares_bps == {"regular": 2_000, "core": 3_000, "critical": 4_500}
    half = bill(scaled(stated, 0.475))
    assert half.shares_bps == {"regular": 1_000, "core": 1_500, "critical": 2_250}


def _funding() -> dict[str, object]:
    found = reference().to_dict()["funding"]
    del found["billed"]
    return dict(found)
