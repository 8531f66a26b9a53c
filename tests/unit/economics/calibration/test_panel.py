"""The panel's money: rings, withheld reveals, careless ballots."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from statistics import median_low

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ais.economics.calibration.panel import (
    capture_probability,
    careless_limits,
    price_error,
    ring_bound,
    ring_gain,
    ring_odds,
    shopping_gain,
    verdict_error,
    withholding_gain,
)
from ais.economics.economy_parts import Kind
from ais.economics.money import revocation_cost
from ais.economics.reference import reference
from ais.errors import ModelRefused

PRICES = st.floats(0.01, 100)


@pytest.mark.parametrize(
    ("eligible", "ring", "percent"),
    [(64, 8, "1.18"), (64, 13, "5.28"), (64, 16, "9.49"), (11, 3, "6.06")],
)
def test_a_ring_has_a_majority_of_five_as_often_as_computed_by_hand(eligible, ring, percent):
    assert f"{100 * float(capture_probability(5, eligible, ring)):.2f}" == percent


@pytest.mark.parametrize(("size", "eligible"), [(3, 7), (5, 11)])
def test_the_probability_counts_every_panel_that_can_be_drawn(size, eligible):
    for ring in range(eligible + 1):
        panels = list(combinations(range(eligible), size))
        won = sum(2 * sum(seat < ring for seat in panel) > size for panel in panels)
        assert capture_probability(size, eligible, ring) == Fraction(won, len(panels))


def test_two_seats_of_a_panel_of_five_decide_nothing():
    assert ring_odds(5, 64, 2) is None
    assert ring_bound(5, 64, 2) is None


@given(st.integers(11, 64), st.integers(3, 11), st.floats(0.01, 100))
def test_at_its_bound_a_ring_gains_nothing(eligible, ring, stipend):
    bound, odds = ring_bound(5, eligible, ring), ring_odds(5, eligible, ring)
    assert bound is not None
    assert odds is not None
    assert bound < odds  # its own stipends are counted
    cap = float(bound) * 5 * stipend
    assert ring_gain(cap, stipend, 5, eligible, ring) == pytest.approx(
        0, abs=1e-9 * abs(cap) + 1e-9
    )
    assert ring_gain(cap + 1, stipend, 5, eligible, ring) > 0


@pytest.mark.parametrize(("size", "eligible", "ring"), [(3, 7, 2), (5, 11, 3), (5, 12, 6)])
def test_a_try_is_worth_what_every_panel_that_can_be_drawn_brings(size, eligible, ring):
    cap, stipend, forfeit = 91.0, 2.0, 10.0
    total = 0.0
    panels = list(combinations(range(eligible), size))
    for panel in panels:
        own = sum(seat < ring for seat in panel)
        total += cap + own * stipend if 2 * own > size else -forfeit
    found = shopping_gain(cap, stipend, size, eligible, ring, forfeit)
    assert found == pytest.approx(total / len(panels))


@given(st.sampled_from((3, 5)), st.integers(11, 64), st.integers(0, 11), st.floats(0, 1e6), PRICES)
def test_abandoning_panels_never_beats_going_on_while_each_costs_a_panels_stipends(
    size, eligible, ring, cap, stipend
):
    """So a cap at which a ring loses also stops one that shops; for nothing, any ring would."""
    given_ = (cap, stipend, size, eligible, ring)
    gain, forfeit = ring_gain(*given_), float(revocation_cost(1, 1)) * stipend
    assert shopping_gain(*given_, forfeit) <= gain + 1e-9 * (cap + stipend)
    assert shopping_gain(*given_, 0.0) >= 0
    if ring > size // 2:
        assert shopping_gain(*given_, 0.0) > 0


@given(st.integers(11, 64), st.integers(3, 11), PRICES)
def test_at_the_rings_bound_shopping_loses_and_for_nothing_it_would_gain_the_cap(
    eligible, ring, stipend
):
    bound = ring_bound(5, eligible, ring)
    assert bound is not None
    assume(bound > 0)
    cap = float(bound) * 5 * stipend
    assert shopping_gain(cap, stipend, 5, eligible, ring, 5 * stipend) < 0
    p = float(capture_probability(5, eligible, ring))
    assert shopping_gain(cap, stipend, 5, eligible, ring, 0.0) >= p * cap


@pytest.mark.parametrize(("size", "eligible", "ring"), [(0, 11, 1), (12, 11, 1), (5, 11, 12)])
def test_panels_that_cannot_be_are_refused(size, eligible, ring):
    with pytest.raises(ModelRefused):
        capture_probability(size, eligible, ring)


def test_withholding_saves_the_own_dues_on_a_claim_at_the_cap():
    assert withholding_gain(200.0, 2.0, 5, 0.01, 7.0) == pytest.approx(0.01 * 210 + 7)


# ---- careless ballots ------------------------------------------------------------------------

KIND = (Kind(sector=0, severity_bps=7_500, scope_bps=5_000, probability=1.0),)


def test_the_price_error_is_that_of_every_case_by_brute_force():
    """Three panelists, each careless or not, each careless one with each pair of anchors."""
    anchors, careless = (2_500, 5_000, 7_500, 10_000), 0.3
    total = 0.0
    for lazy in product((False, True), repeat=3):
        weight = 1.0
        for each in lazy:
            weight *= careless if each else 1 - careless
        free = [number for number, each in enumerate(lazy) if each]
        cases = list(product(product(anchors, repeat=2), repeat=len(free)))
        for case in cases:
            ballots = [(7_500, 5_000)] * 3
            for number, pair in zip(free, case, strict=True):
                ballots[number] = pair
            severity, scope = (median_low(each) for each in zip(*ballots, strict=True))
            total += weight / len(cases) * abs(severity * scope / (7_500 * 5_000) - 1)
    assert price_error(KIND, 3, careless) == pytest.approx(total)


def test_a_verdict_errs_when_most_of_the_panel_is_careless():
    assert verdict_error(3, 0.5) == pytest.approx(0.5)
    assert verdict_error(5, 0.2) == pytest.approx(10 * 0.2**3 * 0.8**2 + 5 * 0.2**4 * 0.8 + 0.2**5)


def test_errors_grow_with_the_share_and_the_limits_are_where_they_cross():
    for tier in reference().tiers:
        shares = [n / 20 for n in range(21)]
        errors = [price_error(tier.mix, 5, share) for share in shares]
        assert errors == sorted(errors)
        assert errors[0] == 0
        price, verdict = careless_limits(tier.mix, 5)
        assert price_error(tier.mix, 5, price) == pytest.approx(0.1)
        assert verdict_error(5, verdict) == pytest.approx(0.05)
    assert verdict == pytest.approx(0.1893, abs=1e-4)


def test_an_error_that_is_never_reached_has_the_limit_one():
    assert careless_limits(KIND, 5, price=9.0, verdict=1.0) == (1.0, 1.0)
