"""The controller: targets, the drift of small ones, and the multiplier's long run, exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics import money
from ais.economics.calibration.controller import drift, long_run, steps, targets
from ais.economics.reference import reference
from ais.errors import ModelRefused


def test_targets_are_what_is_expected_when_all_share_and_at_least_five():
    assert targets(reference()) == {0: 6, 3: 5, 8: 6, 9: 9, 12: 7, 13: 11, 15: 5, 17: 6, 18: 8}


@given(st.integers(1_000, 160_000), st.integers(0, 100), st.integers(1, 40))
def test_the_step_for_many_multipliers_is_the_contracts(multiplier, accepted, target):
    found = steps(np.array([multiplier, multiplier + 1]), accepted, target)
    assert found.tolist() == [money.step(multiplier + n, accepted, target) for n in (0, 1)]


def test_small_targets_drift_upwards_even_where_they_are_what_is_expected():
    """Below 5 by a tenth of a per cent an epoch or more, from 5 on by less."""
    found = [drift(float(target), target) for target in range(1, 13)]
    assert all(each > 0 for each in found)
    assert found == sorted(found, reverse=True)
    assert found[3] > 0.001 > found[4]
    assert found[0] == pytest.approx((1 - (math.exp(-1) + 2 * (1 - 2 * math.exp(-1)))) / 8)


def test_a_target_of_five_where_fewer_are_expected_rises():
    assert drift(3.6, 5) > 0.03
    assert drift(6.3, 6) < 0


@pytest.mark.parametrize(("expected", "target"), [(5.0, 5), (3.0, 5), (7.0, 6)])
def test_the_long_run_stays_as_it_is_under_one_more_epoch(expected, target):
    """By the contract's own clipped step, state by state."""
    floor, ceiling = 8_000, 9_000
    law = long_run(expected, target, floor, ceiling)
    after = np.zeros_like(law.probabilities)
    masses = [math.exp(-expected) * expected**k / math.factorial(k) for k in range(2 * target)]
    masses.append(1 - math.fsum(masses))
    for multiplier, held in zip(law.bps.tolist(), law.probabilities, strict=True):
        for accepted, mass in enumerate(masses):
            moved = money.step(multiplier, accepted, target)
            after[min(max(moved, floor), ceiling) - floor] += held * mass
    assert np.abs(after - law.probabilities).max() < 1e-12
    assert law.probabilities.sum() == pytest.approx(1)


def test_the_long_run_is_what_chance_shows():
    """300,000 epochs with a seed, against the exact quantiles."""
    chance = np.random.default_rng(7)
    law = long_run(6.0, 6, 8_000, 20_000)
    multiplier, seen = 10_000, []
    for accepted in chance.poisson(6.0, 300_000):
        multiplier = min(max(money.step(multiplier, int(accepted), 6), 8_000), 20_000)
        seen.append(multiplier)
    found = np.quantile(seen, [0.25, 0.5, 0.75])
    exact = [law.quantile(q) for q in (0.25, 0.5, 0.75)]
    assert found == pytest.approx(exact, rel=0.03)
    assert np.mean(seen) == pytest.approx(law.mean, rel=0.02)


def test_a_sector_that_nobody_discloses_in_stands_at_the_ceiling():
    law = long_run(0.0, 5, 8_000, 20_000)
    assert law.quantile(0.001) == 20_000
    assert long_run(3.0, 5, 9_000, 9_000).mean == 9_000


@pytest.mark.parametrize(
    ("expected", "target", "floor", "ceiling"),
    [(-1.0, 5, 1, 2), (math.nan, 5, 1, 2), (1.0, 0, 1, 2), (1.0, 5, 3, 2)],
)
def test_what_is_no_controller_is_refused(expected, target, floor, ceiling):
    with pytest.raises(ModelRefused):
        long_run(expected, target, floor, ceiling)
