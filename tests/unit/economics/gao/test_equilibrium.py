"""Gao, Zhong and Mei: the derived equilibrium, its conditions, its statics, the print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ais.economics.gao.equilibrium import (
    Contest,
    admission,
    aggregate_defence,
    attacker_profit,
    breach_probabilities,
    contest,
    equilibrium,
    firm_cost,
    unchecked,
)
from ais.economics.gao.printed import printed_investment
from ais.economics.gao.statics import statics
from ais.errors import ContestRefused, ModelRefused

#: The example of the docs.
EXAMPLE: dict[str, Any] = {
    "h": 1,
    "value": 20,
    "alpha": 0.1,
    "f": (1.5, 1.2),
    "gamma": 0.3,
    "phi": (1, 0.2, 0.5),
}


def _draw(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


CONTESTS = st.builds(
    lambda h, value, alpha, f, gamma, phi_1, phi_2, part: contest(
        h=h, value=value, alpha=alpha, f=f, gamma=gamma, phi=(phi_1, phi_2, part * phi_1)
    ),
    _draw(0.2, 3),
    _draw(5, 100),
    _draw(0, 0.7),
    st.tuples(_draw(0.3, 4), _draw(0.3, 4)),
    _draw(0, 0.8),
    _draw(0.3, 3),
    _draw(0, 2),
    _draw(0, 1.9),
)


def _admissible(
    h: float, value: float, p: tuple[float, float], parts: tuple[float, float, float], phi_2: float
) -> Contest:
    """Parameters drawn backwards from breach probabilities that let everybody act.

    ``p[1]`` is a part of what lies between 1 - p_1 and 1. The other parts: alpha and gamma of the
    most at which both firms invest, phi_3 of 2 phi_1.
    """
    p_1 = p[0]
    p_2 = 1 - p_1 * p[1]
    weights = p_1 / (1 - p_1) ** 2, p_2 / (1 - p_2) ** 2
    alpha = parts[0] * min(weights) / max(weights)
    edges = [h * (1 - alpha) * x / (1 - x) for x in (p_1, p_2)]
    f_1, f_2 = ((edges[i] + alpha * edges[1 - i]) / (1 - alpha**2) for i in range(2))
    phi = (1.3, phi_2, parts[2] * 2.6)
    still = contest(h=h, value=value, alpha=alpha, f=(f_1, f_2), gamma=0, phi=phi)
    most = min(
        gross / -slope
        for gross, slope in zip(
            unchecked(still).investment, statics(still).investment_by_gamma_squared, strict=True
        )
    )
    return replace(still, gamma=np.asarray(parts[1] * np.sqrt(most)))


#: Contests in which every condition holds.
ADMISSIBLE = st.builds(
    _admissible,
    _draw(0.2, 3),
    _draw(5, 100),
    st.tuples(_draw(0.1, 0.9), _draw(0.05, 0.95)),
    st.tuples(_draw(0, 0.9), _draw(0, 0.95), _draw(0, 0.95)),
    _draw(0, 2),
)


@settings(max_examples=100, deadline=None)
@given(ADMISSIBLE)
def test_what_is_drawn_as_admissible_is_admitted(given_: Contest) -> None:
    assert bool(admission(given_).all)
    equilibrium(given_)


@settings(max_examples=200, deadline=None)
@given(CONTESTS)
def test_where_both_invest_both_are_attacked(given_: Contest) -> None:
    """T_i >= 0 follows from t_i >= 0, so that it excludes nothing of its own."""
    found = admission(given_)
    if found.edge_1 & found.edge_2 & found.sharing & found.investment_1 & found.investment_2:
        assert found.attack_1
        assert found.attack_2


class TestTheExample:
    def test_has_the_numbers_that_were_worked_out(self) -> None:
        found = equilibrium(contest(**EXAMPLE))
        assert found.investment == pytest.approx((1.491563907, 2.603103142), abs=5e-10)
        assert found.sharing == pytest.approx((0.252, 0.288), rel=1e-14)
        assert found.breach == pytest.approx((23 / 38, 7 / 13), rel=1e-14)
        assert found.attack == pytest.approx((2.524600196, 3.056789435), abs=5e-10)

    def test_what_follows_agrees_with_the_stated_costs(self) -> None:
        """Defences, probabilities, costs and profit again, from the choices alone."""
        given_, found = contest(**EXAMPLE), equilibrium(contest(**EXAMPLE))
        t, s, attack = found.investment, found.sharing, found.attack
        assert aggregate_defence(given_, t, s) == pytest.approx(found.defence)
        assert breach_probabilities(given_, t, s, attack) == pytest.approx(found.breach)
        for i in range(2):
            assert firm_cost(given_, i, t, s, attack) == pytest.approx(found.firm_costs[i])
        assert attacker_profit(given_, t, s, attack) == pytest.approx(found.attacker_profit)

    def test_the_print_gives_other_numbers(self) -> None:
        """By hand for firm 1: A = 2.28, (18 + 1.38)/2.28 (1.05 - .138)/2.28 - .09 3.6/3.3."""
        by_hand = (18 + 1.38) / 2.28 * (1.05 - 0.138) / 2.28 - 0.09 * 3.6 / 3.3
        printed = printed_investment(contest(**EXAMPLE))
        assert printed[0] == pytest.approx(by_hand)
        assert printed == pytest.approx((3.301818182, 6.301664874), abs=5e-10)


def _times(money: float) -> dict[str, Any]:
    """The example with every amount of money in another currency."""
    f, phi = EXAMPLE["f"], EXAMPLE["phi"]
    return {
        **EXAMPLE,
        "h": EXAMPLE["h"] * money,
        "value": EXAMPLE["value"] * money,
        "f": tuple(money * each for each in f),
        "phi": tuple(money * each for each in phi),
    }


def test_a_change_of_currency_moves_nothing_but_money_in_the_derived_form() -> None:
    one, other = equilibrium(contest(**EXAMPLE)), equilibrium(contest(**_times(100)))
    for name in ("investment", "sharing", "breach", "attack", "defence"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))
    assert other.firm_costs == pytest.approx(tuple(100 * cost for cost in one.firm_costs))
    assert other.attacker_profit == pytest.approx(100 * one.attacker_profit)


def test_a_change_of_currency_moves_the_printed_investment() -> None:
    """That is why it cannot be right: it adds money to money squared."""
    one, other = printed_investment(contest(**EXAMPLE)), printed_investment(contest(**_times(100)))
    assert not np.allclose(one, other, rtol=0.5)


def test_the_printed_investment_moves_with_phi_2_which_moves_nobodys_choice() -> None:
    more = contest(**{**EXAMPLE, "phi": (1, 0.9, 0.5)})
    assert equilibrium(more).investment == equilibrium(contest(**EXAMPLE)).investment
    assert printed_investment(more)[0] != printed_investment(contest(**EXAMPLE))[0]


@settings(max_examples=100, deadline=None)
@given(ADMISSIBLE)
def test_the_choices_satisfy_the_first_order_conditions_of_all_three(given_: Contest) -> None:
    """With x_i = V p_1 p_2 (1 - p_i)/d_i: x_i + a x_j = f_i, and the like for s and T."""
    found = equilibrium(given_)
    p, d, s, attack = found.breach, found.defence, found.sharing, found.attack
    both, f = given_.value * p[0] * p[1], (given_.f_1, given_.f_2)
    x = [both * (1 - p[i]) / d[i] for i in range(2)]
    y = [both * (1 - p[i]) / (attack[i] + given_.alpha * attack[1 - i]) for i in range(2)]
    for i in range(2):
        j = 1 - i
        assert x[i] + given_.alpha * x[j] == pytest.approx(f[i], rel=1e-9)
        assert y[i] + given_.alpha * y[j] == pytest.approx(given_.h, rel=1e-9)
        assert 2 * given_.phi_1 * s[i] - given_.phi_3 * s[j] == pytest.approx(given_.gamma * f[j])


@settings(max_examples=100, deadline=None)
@given(CONTESTS)
def test_the_attackers_profit_has_the_sign_of_p_1_plus_p_2_less_1(given_: Contest) -> None:
    """V p_1 p_2 (p_1 + p_2 - 1), so an attack pays iff the odds multiply to at least 1."""
    assume(bool(admission(given_).edge_1 & admission(given_).edge_2))
    found = unchecked(given_)
    p_1, p_2 = found.breach
    formula = given_.value * p_1 * p_2 * (p_1 + p_2 - 1)
    assert found.attacker_profit == pytest.approx(formula, abs=1e-9 * float(given_.value))
    one, two = given_.edges()
    odds = one * two - (given_.h * (1 - given_.alpha)) ** 2
    if abs(odds) > 1e-9:
        assert bool(found.attacker_profit >= 0) == bool(odds > 0)


class TestStatics:
    @settings(max_examples=60, deadline=None)
    @given(ADMISSIBLE)
    def test_derivatives_are_those_of_the_formulas(self, given_: Contest) -> None:
        found, i, j = statics(given_), 0, 1

        def slope(name: str, read: Callable[[Contest], Any]) -> float:
            at, step = float(getattr(given_, name)), 1e-6
            above = read(replace(given_, **{name: np.asarray(at + step)}))
            below = read(replace(given_, **{name: np.asarray(at - step)}))
            return float(above - below) / (2 * step)

        def breach(k: int) -> Callable[[Contest], Any]:
            return lambda c: unchecked(c).breach[k]

        close = {"rel": 1e-5, "abs": 1e-8}
        assert found.breach_by_own_cost[i] == pytest.approx(slope("f_1", breach(i)), **close)
        assert found.breach_by_other_cost[i] == pytest.approx(slope("f_2", breach(i)), **close)
        assert found.breach_by_own_cost[j] == pytest.approx(slope("f_2", breach(j)), **close)
        assert found.breach_by_attack_cost[j] == pytest.approx(slope("h", breach(j)), **close)
        assert found.breach_by_alpha[i] == pytest.approx(slope("alpha", breach(i)), **close)

    @settings(max_examples=100, deadline=None)
    @given(CONTESTS, _draw(0, 0.8))
    def test_investment_and_cost_are_straight_lines_in_gamma_squared(
        self, given_: Contest, gamma: float
    ) -> None:
        """And breaches, defences and attacks do not move with gamma at all."""
        assume(bool(admission(given_).edge_1 & admission(given_).edge_2))
        other = replace(given_, gamma=np.asarray(gamma))
        one, two, found = unchecked(given_), unchecked(other), statics(given_)
        step = gamma**2 - float(given_.gamma) ** 2
        for i in range(2):
            moved = found.investment_by_gamma_squared[i] * step
            assert two.investment[i] == pytest.approx(one.investment[i] + moved, abs=1e-8)
            cost = found.cost_by_gamma_squared[i] * step
            assert two.firm_costs[i] == pytest.approx(one.firm_costs[i] + cost, abs=1e-8)
            assert found.investment_by_gamma_squared[i] < 0
            assert two.breach[i] == one.breach[i]
            assert two.attack[i] == one.attack[i]
            assert two.defence[i] == one.defence[i]

    @settings(max_examples=100, deadline=None)
    @given(CONTESTS)
    def test_better_sharing_saves_a_firm_money_unless_it_gives_too_much(
        self, given_: Contest
    ) -> None:
        found, shares = statics(given_), unchecked(replace(given_, gamma=np.asarray(1.0))).sharing
        for i in range(2):
            bound = (2 + given_.phi_2 / given_.phi_1) * shares[1 - i] ** 2
            assume(abs(shares[i] ** 2 - bound) > 1e-9)
            assert bool(found.sharing_saves[i]) == bool(shares[i] ** 2 < bound)

    def test_a_firm_that_gives_much_more_than_it_gets_loses_by_better_sharing(self) -> None:
        """The firm with the cheap defence shares more, since it is paid in the other's care."""
        uneven = contest(h=0.5, value=20, alpha=0, f=(0.6, 3), gamma=0.1, phi=(1, 0, 0))
        assert bool(admission(uneven).all)
        assert [bool(each) for each in statics(uneven).sharing_saves] == [False, True]


class TestArrays:
    def test_arrays_in_arrays_out(self) -> None:
        gamma, value = np.array([0.0, 0.1, 0.3]), np.array([[20.0], [30.0]])
        found = equilibrium(contest(**{**EXAMPLE, "gamma": gamma, "value": value}))
        assert found.investment[0].shape == (2, 3)
        alone = equilibrium(contest(**{**EXAMPLE, "gamma": 0.1, "value": 30}))
        assert found.investment[0][1, 1] == pytest.approx(alone.investment[0])
        assert found.attacker_profit.shape == (2, 1)

    def test_admission_judges_every_element_and_refuses_none(self) -> None:
        found = admission(contest(**{**EXAMPLE, "f": (np.array([1.5, 0.05, 50.0]), 1.2)}))
        assert found.all.tolist() == [True, False, False]
        assert found.edge_1.tolist() == [True, False, True]
        assert found.edge_2.tolist() == [True, True, False]

    def test_shapes_that_do_not_fit_are_refused(self) -> None:
        with pytest.raises(ModelRefused, match="broadcast"):
            contest(**{**EXAMPLE, "gamma": np.zeros(2), "value": np.ones(3)})


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "change"),
        [
            ("h", {"h": 0}),
            ("value", {"value": -1}),
            ("value", {"value": float("nan")}),
            ("alpha", {"alpha": 1}),
            ("alpha", {"alpha": -0.1}),
            ("f_1", {"f": (0, 1)}),
            ("f_2", {"f": (1, float("inf"))}),
            ("gamma", {"gamma": -0.1}),
            ("phi_1", {"phi": (0, 0, 0)}),
            ("phi_2", {"phi": (1, -1, 0)}),
            ("phi_3", {"phi": (1, 0, -1)}),
            ("h", {"h": "much"}),
        ],
    )
    def test_a_parameter_out_of_range_is_refused_by_name(
        self, field: str, change: dict[str, Any]
    ) -> None:
        with pytest.raises(ModelRefused) as refused:
            contest(**{**EXAMPLE, **change})
        assert refused.value.field == field

    @pytest.mark.parametrize(
        ("field", "change"),
        [
            ("f_1 - alpha f_2", {"f": (0.1, 1.2)}),
            ("f_2 - alpha f_1", {"f": (12.0, 1.2)}),  # exactly 0: not above it
            ("phi_3", {"phi": (1, 0.2, 2)}),  # exactly 2 phi_1
            ("t_1", {"gamma": 2}),  # sharing would replace more than all investment
            ("t_1", {"alpha": 0.5, "gamma": 0}),  # the other's defence spills over enough
            ("T_1", {"f": (3.0, 1.9), "alpha": 0.6, "gamma": 0, "h": 0.5}),
            ("T_2", {"f": (1.9, 3.0), "alpha": 0.6, "gamma": 0, "h": 0.5}),
            ("attacker's profit", {"h": 2}),
        ],
    )
    def test_a_condition_that_fails_is_refused_by_name(
        self, field: str, change: dict[str, Any]
    ) -> None:
        with pytest.raises(ContestRefused) as refused:
            equilibrium(contest(**{**EXAMPLE, **change}))
        assert refused.value.field == field
        assert "higher" in refused.value.step or "lower" in refused.value.step

    @pytest.mark.parametrize(
        ("refused", "changed"),
        [
            ({"gamma": 2}, {"gamma": 0.5}),
            ({"gamma": 2}, {"value": 200}),
            ({"alpha": 0.5, "gamma": 0}, {"alpha": 0.3}),
            ({"alpha": 0.5, "gamma": 0}, {"f": (1.5, 1.45)}),
            ({"h": 2}, {"h": 1}),
            ({"h": 2}, {"f": (3, 2.4)}),
        ],
    )
    def test_what_the_next_step_names_brings_an_equilibrium(
        self, refused: dict[str, Any], changed: dict[str, Any]
    ) -> None:
        with pytest.raises(ContestRefused):
            equilibrium(contest(**{**EXAMPLE, **refused}))
        equilibrium(contest(**{**EXAMPLE, **refused, **changed}))

    def test_what_is_refused_is_what_admission_does_not_admit(self) -> None:
        drawn = np.random.default_rng(7).uniform(0.1, 3, size=(2, 200))
        given_ = contest(**{**EXAMPLE, "f": (drawn[0], drawn[1]), "alpha": 0.4})
        admitted = admission(given_).all
        assert 0 < admitted.sum() < admitted.size
        for i in range(50):
            one = replace(given_, f_1=given_.f_1[i], f_2=given_.f_2[i])
            if admitted[i]:
                equilibrium(one)
            else:
                with pytest.raises(ModelRefused):
                    equilibrium(one)


def test_every_parameter_is_an_array_of_numbers() -> None:
    given_ = contest(**EXAMPLE)
    assert {getattr(given_, f.name).dtype for f in fields(given_)} == {np.dtype(np.float64)}
