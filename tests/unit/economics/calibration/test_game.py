"""The game's pieces: a disclosure's net cost, what reading is worth, one epoch in k."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics import money
from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.game import (
    accepted_by_sector,
    claims,
    expected_reward,
    kept_share,
    least_reward,
    membership_gain,
    net_cost,
    own_share,
    sharing_gain,
    skipping_bound,
    skipping_gain,
    value_read,
)
from ais.economics.reference import reference
from ais.errors import ModelRefused

AMOUNTS = st.floats(0, 1e6, allow_nan=False)
PARTS = st.floats(0, 1, allow_nan=False)


@given(AMOUNTS, st.floats(0, 1e3), AMOUNTS, st.floats(0, 0.5), st.floats(0.51, 1))
def test_at_the_least_reward_the_net_cost_is_what_others_sharing_gives(
    cost, gained, stipends, share, ratio
):
    reward = least_reward(cost, gained, stipends, share, ratio)
    net = net_cost(cost, reward, stipends, share, ratio)
    if reward > 0:
        assert net == pytest.approx(gained, abs=1e-6 * max(1, cost, stipends))
    else:
        assert net <= gained + 1e-9 * max(1, cost, stipends)


def test_a_share_that_is_not_below_the_ratio_is_refused():
    """Then a higher reward takes as much as it gives."""
    with pytest.raises(ModelRefused, match="share"):
        least_reward(10, 0, 0, 0.5, 0.5)


@given(AMOUNTS, AMOUNTS, AMOUNTS, PARTS, PARTS)
def test_a_higher_reward_costs_less_iff_the_share_is_below_the_ratio(
    cost, reward, stipends, share, ratio
):
    now, more = (net_cost(cost, reward + r, stipends, share, ratio) for r in (0, 100))
    assert (more - now) / 100 == pytest.approx(share - ratio, abs=1e-6)


def test_thousands_of_firms_are_asked_at_once():
    costs = np.array([10.0, 20.0, 30.0])
    found = net_cost(costs, np.array([15.0, 15.0, 15.0]), 5.0, 0.01, 0.9)
    each = [net_cost(float(cost), 15.0, 5.0, 0.01, 0.9) for cost in costs]
    assert np.allclose(found, each)
    assert np.allclose(sharing_gain(4.0, np.array([0.0, 0.5, 1.0]), found), [0, 2, 4] - found)


def test_rewards_are_the_contracts_own_price_in_expectation():
    """By hand for the core tier at multiplier 1, floor of every product included."""
    economy = reference()
    pricing = calibrate(economy).parameters.pricing
    tier = economy.tier("core")
    units = sum(
        kind.probability
        * money.price(
            pricing, economy.class_of(kind.sector), kind.severity_bps, kind.scope_bps, 10_000
        )
        for kind in tier.mix
    )
    assert expected_reward(tier.mix, economy.classes, pricing, 10_000, 1e-6) == pytest.approx(
        units / 1e6, rel=1e-12
    )
    by_sector = dict.fromkeys(range(49), 10_000)
    assert expected_reward(tier.mix, economy.classes, pricing, by_sector, 1e-6) == pytest.approx(
        units / 1e6, rel=1e-12
    )


def test_nobody_reads_itself_and_nothing_of_those_who_do_not_share():
    economy = reference()
    tier = economy.tier("critical")
    worth = {"regular": 120 * 0.2 * 1.2, "core": 50 * 0.4 * 2.4, "critical": 29 * 0.6 * 4.0}
    assert value_read(economy, tier) == pytest.approx(sum(worth.values()) - 8)
    silent = {"regular": 0.0, "core": 1.0, "critical": 0.0}
    assert value_read(economy, tier, silent) == pytest.approx(worth["core"] - 8)
    regular = economy.tier("regular")
    least = 119 * 0.2 * 0.8 + 50 * 0.4 * 1.2 * 0.8 + 30 * 0.6 * 1.6 * 0.5 - 4
    assert value_read(economy, regular) == pytest.approx(least)


def test_claims_are_every_disclosures_reward_and_stipends():
    economy = reference()
    rewards = {"regular": 1.0, "core": 2.0, "critical": 3.0}
    assert claims(economy, rewards, 5.0) == pytest.approx(24 * 6 + 20 * 7 + 18 * 8)
    half = dict.fromkeys(rewards, 0.5)
    assert claims(economy, rewards, 5.0, half) == pytest.approx((24 * 6 + 20 * 7 + 18 * 8) / 2)


def test_acceptances_by_sector_add_up_to_all_disclosures():
    economy = reference()
    found = accepted_by_sector(economy)
    assert sum(found.values()) == pytest.approx(economy.disclosures)
    assert found[8] == pytest.approx(18 * 0.35)


def test_a_share_of_dues_needs_a_member():
    assert own_share(0.3, 6) == pytest.approx(0.05)
    with pytest.raises(ModelRefused, match="members"):
        own_share(0.3, 0)


# ---- membership ------------------------------------------------------------------------------


def test_what_one_reads_who_pays_one_epoch_in_two():
    """One epoch fresh, and of the other what an epoch of decay leaves in the mean."""
    left = (1 - 0.5) / math.log(2)
    assert kept_share(0.5, 2, 1) == pytest.approx((1 + left) / 2)
    assert kept_share(0.5, 2, 0) == pytest.approx(0.5)
    assert kept_share(0.5, 1, 1) == 1
    assert kept_share(1, 7, 1) == 1
    assert kept_share(0, 4, 1) == 0.25


@given(st.floats(0.01, 0.99), st.integers(2, 30), PARTS)
def test_skipping_keeps_less_the_rarer_one_pays_and_the_faster_worth_decays(decay, k, granted):
    kept = kept_share(decay, k, granted)
    assert 1 / k - 1e-12 <= kept <= 1 + 1e-12
    assert kept_share(decay, k + 1, granted) <= kept + 1e-12
    assert kept_share(decay / 2, k, granted) <= kept + 1e-12


@given(st.floats(0, 1e5), st.floats(0, 1), st.floats(0, 1), st.integers(1, 20), PARTS)
def test_at_the_bound_no_rare_payer_gains(value, part, decay, most, granted):
    """Dues at most the bound times the value read leave no k that pays; above it there is one."""
    bound, worst = skipping_bound(decay, most, granted)
    dues = part * bound * value
    for k in range(2, most + 1):
        kept = kept_share(decay, k, granted)
        assert skipping_gain(value, dues, kept, k) <= 1e-9 * max(value, 1)
    assert membership_gain(value, dues) >= -1e-9
    if worst > 1 and value > 1:
        more = bound * value * 1.01 + 1e-6
        assert skipping_gain(value, more, kept_share(decay, worst, granted), worst) > 0


@pytest.mark.parametrize(
    ("decay", "skip", "granted"), [(-0.1, 2, 1), (1.1, 2, 1), (0.5, 0, 1), (0.5, 2, 2)]
)
def test_parts_and_counts_out_of_range_are_refused(decay, skip, granted):
    with pytest.raises(ModelRefused):
        kept_share(decay, skip, granted)
