"""Who fixes what and who pays whom: against brute force, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.coordination.assignment import assign
from ais.economics.coordination.coordinate import (
    Coordination,
    Fixer,
    Harm,
    Offer,
    Settlement,
    settle,
)
from ais.errors import ModelRefused

ISSUES, FIXERS, PARTIES = ("i0", "i1", "i2", "i3"), ("f0", "f1", "f2"), ("p0", "p1", "f0")
amounts = st.integers(0, 12)


@st.composite
def problems(draw: st.DrawFn, *, room: int = 2) -> Coordination:
    """Small numbers, so that ties and degenerate prices are common; a fixer may be a party too."""
    issues = ISSUES[: draw(st.integers(1, 4))]
    harms = {
        issue: {
            party: Harm(Fraction(draw(st.integers(0, 3)), 3), draw(amounts))
            for party in PARTIES[: draw(st.integers(0, 3))]
        }
        for issue in issues
    }
    fixers = {
        name: Fixer(
            {
                i: Offer(draw(amounts), draw(st.integers(0, 2)))
                for i in issues
                if draw(st.booleans())
            },
            draw(st.integers(0, room)),
        )
        for name in FIXERS[: draw(st.integers(1, 3))]
    }
    return Coordination(harms, fixers)


def plans(problem: Coordination, room: Mapping[str, int]) -> Iterator[Fraction]:
    """The surplus of every plan there is."""
    names = list(problem.issues)
    for chosen in product([None, *problem.fixers], repeat=len(names)):
        if any(chosen.count(name) > room[name] for name in problem.fixers):
            continue
        total = Fraction(0)
        for issue, name in zip(names, chosen, strict=True):
            if name is None:
                continue
            offer = problem.fixers[name].offers.get(issue)
            if offer is None:
                break
            total += problem.gain(issue) - offer.total
        else:
            yield total


def best(problem: Coordination, **changed: int) -> Fraction:
    room = {name: fixer.capacity + changed.get(name, 0) for name, fixer in problem.fixers.items()}
    return max(plans(problem, room))


@settings(deadline=None, max_examples=150)
@given(problems())
def test_the_plan_is_the_single_owners(problem: Coordination) -> None:
    """No plan of all there are is worth more."""
    assert settle(problem).surplus == best(problem)


@settings(deadline=None, max_examples=100)
@given(problems())
def test_the_range_of_prices_is_that_of_one_unit_more_and_one_less(problem: Coordination) -> None:
    """Lowest: what one more unit of capacity would add; highest: what one less would cost."""
    surplus = {
        (issue, name): problem.gain(issue) - offer.total
        for name, fixer in problem.fixers.items()
        for issue, offer in fixer.offers.items()
    }
    capacities = {name: fixer.capacity for name, fixer in problem.fixers.items()}
    found = assign(surplus, list(problem.issues), capacities)
    for name, low in found.lowest.items():
        assert low == best(problem, **{name: 1}) - best(problem)
        assert found.highest[name] == best(problem) - best(problem, **{name: -1})


@settings(deadline=None)
@given(problems(), st.fractions(0, 1))
def test_payments_sum_to_nothing_and_nobody_is_worse_off(
    problem: Coordination, split: Fraction
) -> None:
    found = settle(problem, split=split)
    assert sum(found.payments.values()) == 0
    assert all(gain >= 0 for gain in found.net_gains.values())
    assert sum(found.net_gains.values()) == found.surplus
    for fix in found.fixes:
        assert sum(fix.contributions.values()) == fix.price
        assert fix.cost + fix.transaction_cost <= fix.lowest <= fix.price <= fix.highest <= fix.gain


@settings(deadline=None)
@given(problems(), st.fractions(0, 1))
def test_those_who_gain_contribute_in_proportion_to_their_gain(
    problem: Coordination, split: Fraction
) -> None:
    for fix in settle(problem, split=split).fixes:
        for party, harm in problem.issues[fix.issue].items():
            assert fix.contributions.get(party, 0) * fix.gain == fix.price * harm.gain


@settings(deadline=None)
@given(problems(), st.fractions(0, 1))
def test_no_fixer_would_rather_have_another_issue_at_the_price_of_its_capacity(
    problem: Coordination, split: Fraction
) -> None:
    """The dual prices support the plan: nobody who gains and no fixer can both do better."""
    found = settle(problem, split=split)
    kept = {fix.issue: fix.gain - fix.price for fix in found.fixes}
    unit = {fix.fixer: fix.price - fix.cost - fix.transaction_cost for fix in found.fixes}
    load = [fix.fixer for fix in found.fixes]
    for name, fixer in problem.fixers.items():
        if load.count(name) < fixer.capacity:
            assert unit.get(name, 0) == 0
        for issue, offer in fixer.offers.items():
            if fixer.capacity:
                both = kept.get(issue, 0) + unit.get(name, 0)
                assert both >= problem.gain(issue) - offer.total


@settings(deadline=None)
@given(problems(room=9).filter(lambda p: all(f.capacity >= 4 for f in p.fixers.values())))
def test_where_capacity_does_not_bind_an_issue_is_fixed_iff_the_least_cost_is_below_the_gain(
    problem: Coordination,
) -> None:
    found = settle(problem)
    fixed = {fix.issue: fix for fix in found.fixes}
    for issue in problem.issues:
        costs = [f.offers[issue].total for f in problem.fixers.values() if issue in f.offers]
        assert (issue in fixed) == (bool(costs) and min(costs) < problem.gain(issue))
        if issue in fixed:
            assert fixed[issue].cost + fixed[issue].transaction_cost == min(costs)
            assert fixed[issue].least_cost_avoider == problem.least_cost_avoider(issue)


def one(*, capacity: int = 1, costs: tuple[int, ...] = (30, 50), dealing: int = 0) -> Settlement:
    """Two issues like each other; two parties lose 60 and 40 by each."""
    harms = {"a": Harm("0.6", 100), "b": Harm(1, 40)}
    offers = [{issue: Offer(cost, dealing) for issue in ("x", "y")} for cost in costs]
    fixers = {f"f{n}": Fixer(offer, capacity) for n, offer in enumerate(offers)}
    return settle(Coordination({"x": harms, "y": harms}, fixers))


def test_a_known_bargain() -> None:
    """One issue each: one unit more of the cheap fixer would save 20, what the other costs more."""
    found = one()
    assert [fix.fixer for fix in found.fixes] == ["f0", "f1"]
    cheap, dear = found.fixes
    assert (dear.lowest, dear.highest) == (50, 100)
    assert (cheap.lowest, cheap.highest) == (50, 100)
    assert (cheap.price, dear.price) == (75, 75)
    assert cheap.contributions == {"a": 45, "b": 30}
    assert found.payments == {"a": -90, "b": -60, "f0": 75, "f1": 75}
    assert found.net_gains == {"a": 30, "b": 20, "f0": 45, "f1": 25}
    assert found.surplus == 120


def test_competition_of_equals_leaves_the_fixers_nothing() -> None:
    """With capacity to spare every price is the cost: the range is one point."""
    found = one(capacity=2, costs=(30, 30))
    assert [(fix.lowest, fix.price, fix.highest) for fix in found.fixes] == [(30, 30, 30)] * 2


def test_what_costs_as_much_as_it_avoids_is_left() -> None:
    assert one(costs=(100,)).fixes == ()
    assert [left.reason for left in one(costs=(100,)).left] == ["costs too much"] * 2
    assert len(one(costs=(99,)).fixes) == 1


def test_the_cost_of_dealing_counts_as_the_cost_of_fixing() -> None:
    assert len(one(costs=(90,), dealing=9).fixes) == 1
    assert one(costs=(90,), dealing=10).fixes == ()


def test_why_an_issue_is_left_is_said() -> None:
    found = one(costs=(30,))
    assert [left.reason for left in found.left] == ["capacity is worth more elsewhere"]
    assert found.fixes[0].issue == "x"  # of equals the first
    assert [left.reason for left in one(costs=(30,), capacity=0).left] == ["nobody can"] * 2
    assert [left.least_cost for left in one(costs=()).left] == [None, None]


def test_nothing_at_all_is_settled_by_nothing() -> None:
    found = settle(Coordination({}, {}))
    assert (found.fixes, found.left, found.payments, found.surplus) == ((), (), {}, 0)


def test_thirds_are_paid_exactly() -> None:
    """Three parties who gain alike share a price of 100: each pays 100/3, no cent is lost."""
    harms = {name: Harm(Fraction(1, 3), 200) for name in "abc"}
    problem = Coordination({"x": harms}, {"f": Fixer({"x": Offer(100)})})
    found = settle(problem, split=0)
    assert found.payments == {**dict.fromkeys("abc", Fraction(-100, 3)), "f": 100}


def test_reporting_a_higher_cost_pays_the_fixer_more() -> None:
    """No truthfulness is claimed: at a split of 1/2 a fixer gains by telling more than it costs."""
    told = {cost: one(costs=(cost,), capacity=2).fixes[0].price for cost in (30, 50)}
    assert told == {30: 65, 50: 75}


def test_hundreds_of_issues_are_settled() -> None:
    issues = {f"i{n}": {"p": Harm(1, 10 + n % 17)} for n in range(120)}
    offers = [
        {name: Offer((7 * n + 3 * k) % 23) for n, name in enumerate(issues)} for k in range(8)
    ]
    found = settle(Coordination(issues, {f"f{k}": Fixer(o, 9) for k, o in enumerate(offers)}))
    assert len(found.fixes) == 72
    assert sum(found.payments.values()) == 0


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), "much", None, True])
def test_amounts_out_of_range_are_refused_by_name(bad: object) -> None:
    with pytest.raises(ModelRefused, match="loss"):
        Harm(1, bad)  # type: ignore[arg-type]
    with pytest.raises(ModelRefused, match="probability"):
        Harm(bad, 1)  # type: ignore[arg-type]
    with pytest.raises(ModelRefused, match="transaction_cost"):
        Offer(1, bad)  # type: ignore[arg-type]


def test_a_probability_above_one_a_capacity_in_parts_or_an_unknown_issue_is_refused() -> None:
    with pytest.raises(ModelRefused, match="probability is 2"):
        Harm(2, 1)
    for bad in (1.5, -1, True):
        with pytest.raises(ModelRefused, match="capacity"):
            Fixer({}, bad)  # type: ignore[arg-type]
    with pytest.raises(ModelRefused, match="offers of f is x: no issue has that name"):
        Coordination({}, {"f": Fixer({"x": Offer(1)})})
    with pytest.raises(ModelRefused, match="split"):
        settle(Coordination({}, {}), split=2)
