"""Whatever goes into the investment models is refused by name or gives finite numbers, silently."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.coordination.liability import investment_gap, restore
from ais.economics.investment.advice import Organisation, advise, breach_from_halving
from ais.economics.investment.gordon_loeb import ClassOne, ClassTwo
from ais.economics.investment.growth import LossForm
from ais.economics.investment.kelly import bet_fraction, bet_growth
from ais.economics.investment.kelly_dynamic import DynamicFirm, solve
from ais.economics.investment.worth import (
    Partners,
    indicator_value,
    indicator_value_once,
    willingness_to_pay,
)
from ais.errors import ModelRefused

EDGES = (0.0, 1.0, -1.0, 1e-300, 1e300, 1e-30, 1e30, 1e-12, 1e12, 5e-324, 0.5)
numbers = st.one_of(st.floats(), st.sampled_from(EDGES))
chances = st.one_of(st.floats(0, 1), st.sampled_from((0.0, 1.0, 1e-9, 1 - 1e-12)))
FORMS: tuple[LossForm, ...] = ("fixed", "proportional")


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """A warning of an overflow or of 0/0 fails the test, numpy's and scipy's; no other does."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        yield


def finite(found: Any) -> bool:
    if is_dataclass(found):
        return all(finite(getattr(found, field.name)) for field in fields(found))
    return bool(np.isfinite(found).all())


@settings(deadline=None, max_examples=200)
@given(
    numbers, numbers, numbers, chances, numbers, st.sampled_from(["I", "II"]), numbers,
    st.tuples(numbers, chances, chances, chances),
)  # fmt: skip
def test_advice(
    revenue: float, wealth: float, loss: float, v: float, halved_by: float, kind: Any, beta: float,
    others: tuple[float, float, float, float],
) -> None:  # fmt: skip
    number, sharing, common, stops = others
    try:
        breach = breach_from_halving(v, halved_by, kind=kind, beta=beta)
        own = Organisation(revenue=revenue, wealth=wealth, loss=loss, breach=breach)
        partners = Partners(number=number, sharing=sharing, common=common, stops=stops)
        found = advise(own, partners)
    except ModelRefused:
        return
    assert finite(found)


@settings(deadline=None, max_examples=200)
@given(st.booleans(), chances, numbers, numbers, numbers, numbers, chances, numbers)
def test_liability(
    one: bool, v: float, alpha: float, beta: float, own: float, others: float, part: float,
    worth: float,
) -> None:  # fmt: skip
    try:
        breach = ClassOne(v, alpha, beta) if one else ClassTwo(v, alpha)
        terms = {"liability": part, "enterprise_value": worth}
        gap = investment_gap(breach, own, others, **terms)
    except ModelRefused:
        return
    assert finite(gap)
    assert finite(restore(breach, own, others, **terms))


@settings(deadline=None, max_examples=300)
@given(chances, chances, numbers, numbers, numbers, numbers, numbers)
def test_worth_and_bets(
    p: float, q: float, met: float, loss: float, search: float, wealth: float, odds: float
) -> None:
    for value in (
        lambda: indicator_value(met, p, q, loss),
        lambda: indicator_value_once(met, p, q, loss),
        lambda: willingness_to_pay(p, loss, search_cost=search, wealth=wealth),
        lambda: bet_fraction(p, odds),
        lambda: bet_growth(p, odds),
    ):
        try:
            found = float(value())
        except ModelRefused:
            continue
        assert math.isfinite(found)


@settings(deadline=None, max_examples=40)
@given(
    st.booleans(), chances, st.floats(0.01, 100), chances, st.sampled_from(FORMS),
    st.floats(0, 0.97), chances, st.floats(0, 1e6), st.floats(1e-6, 1e6),
)  # fmt: skip
def test_many_periods(
    one: bool, v: float, beta: float, loss: float, form: LossForm, b: float, decay: float,
    learning: float, most: float,
) -> None:  # fmt: skip
    """And the bounds and the comparison with the static optimum hold there, too."""
    try:
        firm = DynamicFirm(
            breach=ClassOne(v, 1, beta) if one else ClassTwo(v, 1),
            loss_share=loss,
            form=form,
            discount=b,
            decay=decay,
            learning=learning,
            most=most,
        )
    except ModelRefused:
        return
    found = solve(firm, states=21, shares=31)
    assert np.isfinite([found.value, found.lower, found.upper, found.investment]).all()
    assert (found.investment >= firm.at(found.states).optimum() * (1 - 1e-9)).all()
    assert (found.lower <= found.value + 1e-8).all()
    assert (found.value <= found.upper + 1e-8).all()
