"""Investment over many periods: the static cases, never less with learning, and sure bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.investment.gordon_loeb import ClassOne, ClassTwo
from ais.economics.investment.kelly_dynamic import DynamicFirm, solve, solve_finite
from ais.errors import ModelRefused

SMALL = {"states": 41, "shares": 61}


def firm(**changed: Any) -> DynamicFirm:
    plain: dict[str, Any] = {
        "breach": ClassOne(0.65, 1.0),
        "loss_share": 0.5,
        "form": "fixed",
        "discount": 0.9,
        "decay": 0.2,
        "learning": 20.0,
        "most": 40.0,
    }
    return DynamicFirm(**{**plain, **changed})


@st.composite
def firms(draw: st.DrawFn, **fixed: Any) -> DynamicFirm:
    v = draw(st.floats(0.05, 0.95))
    one = draw(st.booleans())
    drawn = {
        "breach": ClassOne(v, 1.0, draw(st.floats(0.5, 3.0))) if one else ClassTwo(v, 1.0),
        "loss_share": draw(st.floats(0.05, 0.95)),
        "form": draw(st.sampled_from(["fixed", "proportional"])),
        "discount": draw(st.floats(0.0, 0.95)),
        "decay": draw(st.floats(0.0, 1.0)),
        "learning": draw(st.floats(0.1, 100.0)),
        "most": draw(st.floats(1.0, 200.0)),
    }
    return firm(**{**drawn, **fixed})


@settings(deadline=None, max_examples=20)
@given(st.one_of(firms(learning=0.0), firms(discount=0.0)))
def test_without_learning_or_without_a_future_the_optimum_is_the_static_one(
    one: DynamicFirm,
) -> None:
    static = one.at(solve(one, **SMALL).states).optimum()
    np.testing.assert_allclose(solve(one, **SMALL).investment, static, rtol=1e-9, atol=1e-15)
    for row in solve_finite(one, 3, **SMALL).investment:
        np.testing.assert_allclose(row, static, rtol=1e-9, atol=1e-15)


@settings(deadline=None, max_examples=25)
@given(firms())
def test_with_learning_never_less_is_invested_at_the_same_state(one: DynamicFirm) -> None:
    found = solve(one, **SMALL)
    static = one.at(found.states).optimum()
    assert (found.investment >= static * (1 - 1e-9)).all()
    finite = solve_finite(one, 4, **SMALL)
    assert (finite.investment >= static * (1 - 1e-9)).all()
    np.testing.assert_allclose(finite.investment[-1], static, rtol=1e-9, atol=1e-15)


@settings(deadline=None, max_examples=15)
@given(firms())
def test_values_lie_between_their_bounds_and_rise_with_the_state(one: DynamicFirm) -> None:
    found = solve(one, **SMALL)
    slack = found.iteration_error + 1e-12
    assert found.iteration_error <= 1e-9
    assert (found.lower <= found.value + slack).all()
    assert (found.value <= found.upper + slack).all()
    assert (np.diff(found.value) >= -slack).all()
    assert (np.diff(found.lower) >= -slack).all()


@pytest.mark.parametrize("form", ["fixed", "proportional"])
def test_finer_grids_tighten_the_bounds_around_the_same_value(form: str) -> None:
    """The bounds of the coarse grid hold the value of one six times as fine."""
    one = firm(form=form)
    coarse, fine = solve(one, **SMALL), solve(one, states=241, shares=361)
    there = fine.value[::6]
    np.testing.assert_allclose(coarse.states, fine.states[::6], rtol=1e-12)
    assert (coarse.lower <= there).all()
    assert (there <= coarse.upper).all()
    widths = [(each.upper - each.lower).max() for each in (coarse, fine)]
    assert widths[1] < widths[0] / 4
    assert np.abs(there - coarse.value).max() < widths[0] / 5


def test_no_plan_of_a_constant_share_does_better_than_the_upper_bound() -> None:
    """A plan followed for 200 periods, nothing lost after: never above; the optimum's own, near."""
    one = firm()
    found = solve(one, states=101, shares=151)
    start = 10.0
    place = int(np.searchsorted(found.states, start))  # the next state of the grid, which is better
    for share in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
        state, total = np.array(start), 0.0
        for t in range(200):
            total += one.discount**t * float(one.at(state).growth(share))
            state = one.next_state(state, np.array(share))
        assert total <= found.upper[place] + 1e-9
    path = found.path(start, 200)
    growth = one.at(path.states).growth(path.investment)
    earned = float(np.sum(one.discount ** np.arange(200) * growth))
    assert earned >= found.lower[place - 1]
    assert earned == pytest.approx(float(np.interp(start, found.states, found.value)), abs=2e-3)


def test_a_long_horizon_tends_to_for_ever() -> None:
    one = firm(discount=0.8)
    ever, long = solve(one, **SMALL), solve_finite(one, 120, **SMALL)
    np.testing.assert_allclose(long.value[0], ever.value, atol=1e-8)
    np.testing.assert_allclose(long.investment[0], ever.investment, rtol=1e-6, atol=1e-9)
    assert (long.value[-1] == 0).all()


def test_a_horizon_of_two_is_what_two_nested_searches_find() -> None:
    """V of two periods by brute force over the first share, the second at its static optimum."""
    one = firm()
    found = solve_finite(one, 2, states=321, shares=481)
    place = 160
    state = found.states[place]
    tries = np.linspace(0, 0.499, 20_001)
    later = one.at(one.next_state(np.full_like(tries, state), tries))
    total = one.at(state).growth(tries) + one.discount * later.growth(later.optimum())
    best = int(np.argmax(total))
    assert float(found.value[0, place]) == pytest.approx(float(total[best]), abs=2e-5)
    assert float(found.investment[0, place]) == pytest.approx(float(tries[best]), abs=2e-3)
    assert found.lower[0, place] <= total[best] <= found.upper[0, place]


@settings(deadline=None, max_examples=15)
@given(firms(), st.floats(0, 1))
def test_no_other_share_does_better_with_the_values_found(one: DynamicFirm, part: float) -> None:
    """At any state, on the grid or off it: g + b V(a'), V interpolated."""
    found = solve(one, **SMALL)
    state = np.array([part * one.most])

    def worth(share: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        after = np.interp(one.next_state(state, share), found.states, found.value)
        return one.at(state).growth(share) + one.discount * after

    tries = np.linspace(0, float(one.at(state).most) * (1 - 1e-9), 4001)
    chosen = float(worth(found.decide(state))[0])
    assert float(worth(tries).max()) <= chosen + 1e-12 * (1 - chosen)


def test_a_path_starts_above_the_static_optimum_and_learns() -> None:
    path = solve(firm()).path(10.0, 20)
    assert path.investment[0] > path.static[0] * 1.2
    assert path.states[1] == pytest.approx(0.8 * 10 + 20 * path.investment[0])
    ending = solve_finite(firm(), 20, **SMALL).path(10.0)
    assert ending.investment[-1] == pytest.approx(ending.static[-1], rel=1e-9)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("discount", 1.0),
        ("discount", float("nan")),
        ("decay", 1.1),
        ("learning", -1.0),
        ("most", 0.0),
        ("loss_share", 1.0),
        ("form", "both"),
    ],
)
def test_values_out_of_range_are_refused_by_name(field: str, bad: object) -> None:
    with pytest.raises(ModelRefused, match=field):
        firm(**{field: bad})


def test_a_state_grid_or_horizon_that_is_none_is_refused() -> None:
    with pytest.raises(ModelRefused, match="state"):
        firm().at(40.5)
    with pytest.raises(ModelRefused, match="states is 1"):
        solve(firm(), states=1)
    with pytest.raises(ModelRefused, match="shares is 0"):
        solve(firm(), shares=0)
    with pytest.raises(ModelRefused, match="periods"):
        solve_finite(firm(), 0)
    with pytest.raises(ModelRefused, match="tolerance"):
        solve(firm(), tolerance=0.0)
