"""The gap between private and single-owner investment, and the transfers that close it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from ais.economics.coordination.liability import investment_gap, liable_loss, restore
from ais.economics.investment.gordon_loeb import Breach, ClassOne, ClassTwo, optimal_investment
from ais.errors import ModelRefused

money = st.floats(0, 1e8)
breaches = st.one_of(
    st.builds(ClassOne, st.floats(0, 1), st.just(1e-5), st.floats(0.2, 4)),
    st.builds(ClassTwo, st.floats(0, 1), st.just(1e-5)),
)


def test_a_known_gap() -> None:
    """Own loss 400,000 of 1,000,000: 61,245 instead of 154,951 (class I, v .65)."""
    gap = investment_gap(ClassOne(0.65, 1e-5), 4e5, 6e5)
    assert float(gap.private) == pytest.approx(61245.154966)
    assert float(gap.social) == pytest.approx(154950.975680)
    assert float(gap.missing) == pytest.approx(93705.820714)
    assert float(gap.lost) > 0


def test_full_liability_closes_the_gap_and_a_cap_opens_it_again() -> None:
    breach = ClassOne(0.65, 1e-5)
    full = investment_gap(breach, 4e5, 6e5, liability=1.0)
    assert float(full.missing) == 0
    capped = investment_gap(breach, 4e5, 6e5, liability=1.0, enterprise_value=5e5)
    assert float(capped.borne) == 5e5
    assert 0 < float(capped.missing) < float(investment_gap(breach, 4e5, 6e5).missing)


def test_what_is_borne_is_the_smaller_of_liability_and_enterprise_value() -> None:
    found = liable_loss(10, 40, liability=0.5, enterprise_value=[5, 30, 50])
    assert found.tolist() == [5, 30, 30]
    assert float(liable_loss(10, 40)) == 10


@given(breaches, money, money, st.floats(0, 1), money)
def test_the_private_firm_never_invests_more_and_all_lose_by_it(
    breach: Breach, own: float, others: float, liability: float, worth: float
) -> None:
    gap = investment_gap(breach, own, others, liability=liability, enterprise_value=worth)
    assert float(gap.missing) >= -1e-9 * float(gap.social)
    assert float(gap.lost) >= 0


def argmin(breach: Breach, borne: float, cost: float, bonus: float, top: float) -> float:
    """What the firm itself would choose, by search: S (borne + bonus) + cost z."""

    def total(z: float) -> float:
        return float(breach.probability(z)) * (borne + bonus) + cost * z - bonus

    found = minimize_scalar(total, bounds=(0, top), method="bounded", options={"xatol": 1e-7 * top})
    return float(found.x)


@pytest.mark.parametrize("breach", [ClassOne(0.65, 1e-5), ClassTwo(0.5, 1e-5)])
@pytest.mark.parametrize("worth", [2e5, 5e5, 9e5])
def test_matching_and_bonus_each_restore_the_single_owners_investment(
    breach: Breach, worth: float
) -> None:
    paid = restore(breach, 4e5, 6e5, liability=1.0, enterprise_value=worth)
    goal = float(optimal_investment(breach, 1e6))
    rate, bonus = float(paid.matching_rate), float(paid.bonus)
    assert argmin(breach, worth, 1 - rate, 0.0, 1e6) == pytest.approx(goal, rel=1e-4)
    assert argmin(breach, worth, 1.0, bonus, 1e6) == pytest.approx(goal, rel=1e-4)
    assert float(paid.matching) == pytest.approx(rate * goal)


@given(breaches, money, money, st.floats(0, 1), money)
def test_there_is_always_a_range_to_bargain_in(
    breach: Breach, own: float, others: float, liability: float, worth: float
) -> None:
    """The least the firm accepts is no more than what the others gain."""
    paid = restore(breach, own, others, liability=liability, enterprise_value=worth)
    slack = 1e-9 * (own + others)
    assert 0 <= float(paid.least) <= float(paid.most) + slack
    assert 0 <= float(paid.matching_rate) <= 1
    assert float(paid.bonus_expected) <= float(paid.bonus) + slack


def test_where_nothing_is_missing_nothing_is_paid() -> None:
    """With full liability, and where even a single owner would not invest."""
    for breach, others in ((ClassOne(0.65, 1e-5), 0.0), (ClassTwo(1.0, 1e-5), 6e5)):
        paid = restore(breach, 4e5, others)
        assert not any(float(getattr(paid, name)) for name in paid.__dataclass_fields__)


def test_arrays_are_broadcast_and_bad_values_refused_by_name() -> None:
    assert restore(ClassOne([0.5, 0.65], 1e-5), 4e5, 6e5).least.shape == (2,)
    for field in ("own_loss", "others_loss", "liability", "enterprise_value"):
        given_ = {"own_loss": 1.0, "others_loss": 1.0, field: np.nan}
        with pytest.raises(ModelRefused, match=field):
            liable_loss(**given_)
