"""Advice for one organisation: the models side by side, and pictures whose titles are computed."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from ais.economics.investment.advice import (
    Organisation,
    advise,
    breach_from_halving,
    years_of_learning,
)
from ais.economics.investment.gordon_loeb import ClassOne, ClassTwo, optimal_investment
from ais.economics.investment.kelly import WealthyFirm
from ais.economics.investment.worth import Partners
from ais.economics.pictures import investment
from ais.economics.pictures.style import render
from ais.errors import ModelRefused


def organisation(**changed: Any) -> Organisation:
    plain: dict[str, Any] = {
        "revenue": 4e7,
        "wealth": 6e6,
        "loss": 2e6,
        "breach": breach_from_halving(0.4, 150_000),
    }
    return Organisation(**{**plain, **changed})


TWELVE = Partners(number=12, sharing=0.6, common=0.5, stops=0.8)


@given(st.floats(0.01, 0.99), st.floats(1, 1e9), st.sampled_from(["I", "II"]), st.floats(0.1, 5))
def test_the_named_sum_halves_the_chance_of_a_breach(
    v: float, money: float, kind: Any, beta: float
) -> None:
    breach = breach_from_halving(v, money, kind=kind, beta=beta)
    assert float(breach.probability(0)) == pytest.approx(v)
    assert float(breach.probability(money)) == pytest.approx(v / 2, rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(
    st.floats(0.05, 0.95),
    st.floats(1e4, 1e7),
    st.floats(1e3, 9e6),
    st.integers(0, 60),
    st.floats(0, 1),
)
def test_partners_never_cost_and_lower_the_investment_of_class_one(
    v: float, halved_by: float, loss: float, number: int, stops: float
) -> None:
    own = Organisation(revenue=0, wealth=1e7, loss=loss, breach=breach_from_halving(v, halved_by))
    found = advise(own, Partners(number=number, stops=stops))
    slack = 1e-9 * loss
    assert found.sharing.expected_cost <= found.alone.expected_cost + slack
    for name in ("risk_neutral", "fixed", "proportional", "bound", "idle_cost"):
        assert getattr(found.sharing, name) <= getattr(found.alone, name) + slack
    saved = found.alone.expected_cost - found.sharing.expected_cost
    assert found.worth.saved == pytest.approx(saved, abs=slack)
    for grown in (found.worth.fixed, found.worth.proportional):
        assert float(grown.growth) >= -1e-12
        assert 0 <= float(grown.most_to_pay) < 1e7


def test_with_nobody_to_share_with_both_plans_are_one() -> None:
    found = advise(organisation(), Partners(number=0))
    assert found.alone == found.sharing
    assert (found.worth.saved, found.worth.stopped) == (0, 0)
    assert float(found.worth.fixed.most_to_pay) == 0


def test_the_first_line_is_gordon_and_loebs() -> None:
    own = organisation()
    assert advise(own, TWELVE).alone.risk_neutral == float(optimal_investment(own.breach, 2e6))


def test_spending_the_upkeep_for_ever_keeps_the_state_and_learning_invests_more_now() -> None:
    course = years_of_learning(organisation(), upkeep=150_000, decay=0.2, discount=0.9)
    assert course.states[0] == pytest.approx(6e6 / 150_000)
    assert (course.investment >= course.static * (1 - 1e-9)).all()
    assert course.investment[0] > 1.2 * course.static[0]
    grown = 0.8 * course.states[0] + 0.2 * course.states[0] * course.investment[0] * 6e6 / 150_000
    assert course.states[1] == pytest.approx(grown)


def test_what_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(ModelRefused, match="loss is 6e"):
        organisation(loss=6e6)
    with pytest.raises(ModelRefused, match="revenue"):
        organisation(revenue=float("nan"))
    with pytest.raises(ModelRefused, match="halved_by"):
        breach_from_halving(0.4, 0)
    with pytest.raises(ModelRefused, match="kind is III"):
        breach_from_halving(0.4, 1, kind="III")  # type: ignore[arg-type]
    for v in (0.0, 1.0):
        with pytest.raises(ModelRefused, match="vulnerability"):
            breach_from_halving(v, 1, kind="II")
    with pytest.raises(ModelRefused, match="upkeep"):
        years_of_learning(organisation(), upkeep=0, decay=0.2, discount=0.9)


def title(figure: Figure) -> str:
    assert figure._suptitle is not None  # type: ignore[attr-defined]
    return str(figure._suptitle.get_text())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12.345, "12.3"),
        (999.6, "1 k"),
        (196410, "196 k"),
        (2e6, "2 M"),
        (3.1e9, "3.1 bn"),
    ],
)
def test_money_on_an_axis_is_short(value: float, text: str) -> None:
    assert investment.short_money(value) == text


def test_the_title_of_the_cost_picture_is_the_finding() -> None:
    own = organisation()
    found = advise(own, TWELVE)
    drawn = title(investment.cost_picture(own, TWELVE, found))
    assert drawn == (
        f"Invest {investment.short_money(found.alone.risk_neutral)} a year alone, "
        f"{investment.short_money(found.sharing.risk_neutral)} with 12 partners:\n"
        f"sharing saves {investment.short_money(found.worth.saved)} a year"
    )
    nobody = Partners(number=0)
    assert "partners" not in title(investment.cost_picture(own, nobody, advise(own, nobody)))


def test_a_picture_of_nothing_to_lose_is_drawn_without_a_warning() -> None:
    """Both curves are the investment itself then, and the axis holds them."""
    own = organisation(breach=breach_from_halving(0.0, 150_000))
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # as matplotlib warns of a flat axis
        drawn = investment.cost_picture(own, TWELVE, advise(own, TWELVE))
    (axes,) = drawn.axes
    assert axes.get_ylim()[1] >= axes.get_xlim()[1] > 0


def test_the_title_of_the_wealth_picture_names_the_peak_and_where_nothing_is_left() -> None:
    drawn = title(investment.wealth_picture(ClassOne(0.65, 10.0), 1.0))
    peak, at, gone = (float(x) / 100 for x in re.findall(r"(\d+(?:\.\d+)?) %", drawn))
    loss = np.array([at - 0.02, at, at + 0.02, gone - 0.003, gone])
    firm = WealthyFirm(breach=ClassOne(0.65, 10.0), loss=loss, wealth=1.0)
    before, best, after, some, nothing = firm.optimal_investment()
    assert best == pytest.approx(peak, abs=0.005)
    assert best > max(before, after)
    assert some > nothing == 0
    assert title(investment.wealth_picture(ClassOne(0.0, 1.0), 1.0)).startswith("At no loss")


def test_the_other_titles_are_findings_too() -> None:
    own = organisation()
    assert "The first 20 partners save" in title(
        investment.partners_picture(own.breach, own.loss, TWELVE)
    )
    one, two = ClassOne(0.5, 1e-5), ClassTwo(0.5, 1e-5)
    assert "above a vulnerability of 0.894" in title(
        investment.vulnerability_picture(one, two, 1e6)
    )
    assert "at no vulnerability" in title(investment.vulnerability_picture(one, two, 1e5))


def test_every_axis_has_a_unit_and_equal_pictures_equal_bytes() -> None:
    own = organisation()
    made = [investment.cost_picture(own, TWELVE, advise(own, TWELVE)) for _ in range(2)]
    for axes in made[0].axes:
        assert "money a year" in axes.get_xlabel()
        assert "money a year" in axes.get_ylabel()
    one, two = (render(each, "svg") for each in made)
    assert one == two
    assert np.frombuffer(render(made[0], "png")[:4], np.uint8).tolist() == [0x89, 0x50, 0x4E, 0x47]
