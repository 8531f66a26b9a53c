"""What an indicator and partners are worth, and the cross-subsidy."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ais.economics.coordination.cross_subsidy import TwoGroups, cross_subsidy
from ais.economics.investment.gordon_loeb import (
    ClassOne,
    ClassTwo,
    expected_cost,
    optimal_investment,
)
from ais.economics.investment.worth import (
    Partners,
    indicator_value,
    indicator_value_once,
    sharing_value,
    willingness_to_pay,
)
from ais.errors import CalibrationInfeasible, ModelRefused

chances = st.floats(0, 1)


def test_an_indicator_is_worth_encounters_times_drop_times_loss() -> None:
    assert float(indicator_value(40, 0.05, 0.01, 20_000)) == pytest.approx(32_000)
    assert indicator_value([0, 1], 0.5, 0.25, [8, 8]).tolist() == [0, 2]


@given(st.integers(0, 200), chances, chances, st.floats(0, 1e6))
def test_where_only_the_first_success_costs_it_is_worth_no_more(
    n: int, one: float, two: float, loss: float
) -> None:
    """And the same for one encounter."""
    after, before = sorted((one, two))
    each, once = (float(f(n, before, after, loss)) for f in (indicator_value, indicator_value_once))
    assert -1e-9 * loss <= once <= each + 1e-9 * loss
    if n == 1:
        assert once == pytest.approx(each, abs=1e-9 * (loss + 1))


def test_an_indicator_that_makes_attacks_likelier_is_refused() -> None:
    for value in (indicator_value, indicator_value_once):
        with pytest.raises(ModelRefused, match=r"after is 0\.2"):
            value(1, 0.1, 0.2, 100)


def test_the_most_one_pays_is_the_expected_loss_less_the_search() -> None:
    assert float(willingness_to_pay(0.2, 1000)) == 200
    assert float(willingness_to_pay(0.2, 1000, search_cost=50)) == 150
    assert float(willingness_to_pay(0.2, 1000, search_cost=300)) == 0
    sure, less = (
        float(willingness_to_pay(0.2, 1000, search_cost=cost, wealth=2000)) for cost in (0, 50)
    )
    assert less == pytest.approx(sure - 50)
    assert float(willingness_to_pay(0.2, 1000, search_cost=300, wealth=2000)) == 0


@given(chances, st.floats(0, 0.99))
def test_one_whose_wealth_is_to_grow_pays_no_less(chance: float, share: float) -> None:
    """And is then as well off as without: log(1 - fee) = p log(1 - l)."""
    fee = float(willingness_to_pay(chance, share, wealth=1.0))
    assert fee >= chance * share * (1 - 1e-12)
    assert math.log1p(-fee) == pytest.approx(chance * math.log1p(-share), rel=1e-9, abs=1e-15)


def better_off(fee: float, p: float, q: float, share: float) -> bool:
    """Whether one who pays the fee of a wealth of 1 is no worse off than without."""
    left = 1 - fee - share
    if q > 0 and left < 1e-12:
        return False
    paid = (1 - q) * math.log1p(-fee) + (q * math.log(left) if q > 0 else 0.0)
    return paid >= p * math.log1p(-share) - 1e-13


@given(chances, chances, st.floats(0, 0.99))
def test_a_risk_made_smaller_is_worth_the_fee_at_which_both_are_as_good(
    one: float, other: float, share: float
) -> None:
    p, q = max(one, other), min(one, other)
    terms: dict[str, Any] = {"left": q, "wealth": 1.0}
    fee = float(willingness_to_pay(p, share, **terms))
    assert better_off(fee * (1 - 1e-9), p, q, share)
    assert not better_off(fee * (1 + 1e-9) + 1e-10, p, q, share)
    part = float(willingness_to_pay(p, share, **terms, form="proportional"))
    assert math.log1p(-part) + q * math.log1p(-share) == pytest.approx(
        p * math.log1p(-share), rel=1e-9, abs=1e-12
    )
    assert fee <= part + 1e-9
    assert float(willingness_to_pay(p, share, left=q)) == pytest.approx((p - q) * share)


def test_where_some_of_a_fixed_loss_is_left_the_most_to_pay_may_be_below_what_is_expected() -> None:
    """87.15 % and 33.10 % of 20,000, a wealth of 100,000: 10,484.83, found with mpmath."""
    p, q = 1 - 0.95**40, 1 - 0.99**40
    fee = float(willingness_to_pay(p, 20_000, left=q, wealth=100_000))
    assert fee == pytest.approx(10_484.828786205, rel=1e-9)
    assert fee < float(willingness_to_pay(p, 20_000, left=q))


def test_more_left_than_there_was_is_refused() -> None:
    with pytest.raises(ModelRefused, match=r"left is 0\.3"):
        willingness_to_pay(0.2, 100, left=0.3)


def test_wealth_beyond_counting_makes_it_the_expected_loss() -> None:
    assert float(willingness_to_pay(0.2, 1000, wealth=1e12)) == pytest.approx(200, rel=1e-8)


def test_a_loss_of_all_the_wealth_has_no_price() -> None:
    with pytest.raises(ModelRefused, match="loss is 1000: it must be below the wealth"):
        willingness_to_pay(0.2, 1000, wealth=1000)


@given(st.integers(0, 40), st.one_of(st.floats(0, 1), st.sampled_from([1e-9, 2e-7, 4e-7, 1e-6])))
@example(20, 4e-7)
@example(20, 5e-7)
def test_the_chance_to_be_warned_is_the_mean_over_those_who_share(n: int, x: float) -> None:
    """The sum over k of the binomial chance times k/(k + 1), to which the closed form belongs."""
    mean = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) * k / (k + 1) for k in range(n + 1))
    found = float(Partners(number=n, sharing=x).warned())
    assert found == pytest.approx(mean, rel=1e-9, abs=1e-15)


def test_the_chance_to_be_warned_is_what_drawing_orders_gives() -> None:
    """50,000 orders of 6 organisations: how often one is later than some partner who shares."""
    random = np.random.Generator(np.random.PCG64(1))
    order = random.random((50_000, 6))
    shares = random.random((50_000, 5)) < 0.4
    warned = ((order[:, 1:] < order[:, :1]) & shares).any(axis=1).mean()
    assert float(Partners(number=5, sharing=0.4).warned()) == pytest.approx(warned, abs=0.01)


@given(st.floats(0, 1e6), st.floats(0, 1e6), chances, chances, chances, chances)
def test_more_partners_and_more_sharing_never_stop_less(
    n: float, m: float, x: float, y: float, common: float, stops: float
) -> None:
    (few, many), (rare, often) = sorted((n, m)), sorted((x, y))
    parts = {"common": common, "stops": stops}
    less, more = (
        float(Partners(number=number, sharing=sharing, **parts).stopped())
        for number, sharing in ((few, rare), (many, often))
    )
    assert 0 <= less <= more + 1e-10
    assert more <= common * stops


@given(st.floats(0.01, 0.99), st.floats(1e3, 1e8), st.integers(0, 50), chances, st.booleans())
def test_sharing_is_worth_between_nothing_and_the_attacks_it_stops(
    v: float, loss: float, n: int, stops: float, one: bool
) -> None:
    """Investing as without, one would save S(z) L times the part stopped: at least that is won."""
    breach = ClassOne(v, 1e-5) if one else ClassTwo(v, 1e-5)
    partners = Partners(number=n, sharing=0.5, stops=stops)
    value = float(sharing_value(breach, loss, partners))
    z = optimal_investment(breach, loss)
    bare = float(expected_cost(breach, loss, z))
    slack = 1e-9 * loss
    if one:
        saved = float(partners.stopped() * breach.probability(z) * loss)
        assert value >= saved - slack
    assert -slack <= value <= bare + slack


def test_without_partners_sharing_brings_nothing() -> None:
    assert float(sharing_value(ClassOne(0.65, 1e-5), 1e6, Partners(number=0))) == 0
    assert float(sharing_value(ClassOne(0.65, 1e-5), 1e6, Partners(number=9, sharing=0))) == 0


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("number", "number of partners"),
        ("sharing", "sharing"),
        ("common", "common"),
        ("stops", "stops"),
    ],
)
@pytest.mark.parametrize("bad", [-0.1, float("nan"), float("inf")])
def test_partners_out_of_range_are_refused_by_name(field: str, named: str, bad: float) -> None:
    with pytest.raises(ModelRefused) as refused:
        Partners(**{"number": 1.0, field: bad})
    assert refused.value.field == named


def groups(**changed: Any) -> TwoGroups:
    plain: dict[str, Any] = {
        "payers": 4,
        "non_payers": 20,
        "payer_value": 100,
        "spillover": 10,
        "non_payer_value": 2,
        "non_payer_cost": 5,
        "fixed_cost": 200,
        "member_cost": 1,
    }
    return TwoGroups(**{**plain, **changed})


def test_a_known_cross_subsidy() -> None:
    """Payers: 100 + 200 less the fee, alone 100 - 51; non-payers need more than 3 each."""
    found = cross_subsidy(groups())
    assert (found.least, found.most) == (3, 39)
    assert found.subsidy == 21
    assert found.fee == Fraction(200 + 24 + 20 * 21, 4) == 161
    assert found.payer_gain == 300 - 161 - 49
    assert found.non_payer_gain == 18


money = st.integers(0, 60)


@given(
    st.integers(1, 9), st.integers(1, 30), money, money, money, money, money, money,
    st.fractions(Fraction(1, 100), Fraction(99, 100)),
)  # fmt: skip
def test_either_both_gain_and_the_budget_is_balanced_or_it_is_refused(
    n: int, m: int, own: int, spill: int, value: int, cost: int, fixed: int, each: int,
    split: Fraction,
) -> None:  # fmt: skip
    """Where it is refused, no subsidy on a fine grid lets both gain."""
    two = TwoGroups(
        payers=n,
        non_payers=m,
        payer_value=own,
        spillover=spill,
        non_payer_value=value,
        non_payer_cost=cost,
        fixed_cost=fixed,
        member_cost=each,
    )
    try:
        found = cross_subsidy(two, split=split)
    except CalibrationInfeasible:
        tries = [Fraction(k, 4) for k in range(1200)]
        assert not any(two.payer_gain(s) > 0 and two.non_payer_gain(s) > 0 for s in tries)
        return
    assert found.payer_gain > 0
    assert found.non_payer_gain > 0
    assert found.subsidy >= 0
    assert n * found.fee == fixed + each * (n + m) + m * found.subsidy
    alone = max(Fraction(0), own - Fraction(fixed, n) - each)
    assert found.payer_gain == own + spill * m - found.fee - alone


def test_the_refusal_names_the_rise_that_would_do() -> None:
    """At 0.5 the most is 1 a non-payer, the least 3: four payers close 2 by 1/2 each."""
    poor = groups(spillover=Fraction(1, 2))
    assert (poor.least, poor.most) == (3, 1)
    with pytest.raises(CalibrationInfeasible, match=r"needs more than 3, .* only 1 a") as caught:
        cross_subsidy(poor)
    assert "a spillover higher by more than 0.5" in caught.value.next_step
    with pytest.raises(CalibrationInfeasible):
        cross_subsidy(groups(spillover=1))
    assert cross_subsidy(groups(spillover=Fraction(1001, 1000))).payer_gain > 0


@pytest.mark.parametrize("field", ["payers", "non_payers"])
@pytest.mark.parametrize("bad", [0, 1.5, True])
def test_a_group_of_nobody_is_refused(field: str, bad: object) -> None:
    with pytest.raises(ModelRefused, match=field):
        groups(**{field: bad})


def test_an_end_of_the_range_is_no_gain_for_both() -> None:
    for split in (0, 1):
        with pytest.raises(ModelRefused, match="split"):
            cross_subsidy(groups(), split=split)
    with pytest.raises(ModelRefused, match="spillover"):
        groups(spillover=-1)
