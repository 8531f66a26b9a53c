"""The equilibrium holds against best responses that know nothing of its formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from ais.economics.gao.equilibrium import (
    Contest,
    Equilibrium,
    attacker_profit,
    contest,
    equilibrium,
    firm_cost,
    unchecked,
)
from ais.errors import ModelRefused
from tests.unit.economics.gao.responses import Choices, attacker_response, firm_response
from tests.unit.economics.gao.test_equilibrium import ADMISSIBLE, CONTESTS, EXAMPLE

#: Points of the grid on which the minimiser's start is sought, as multiples of a scale.
GRID = np.geomspace(0.01, 100, 81)


def _choices(found: Equilibrium) -> Choices:
    def pair(values: Any) -> tuple[float, float]:
        return float(values[0]), float(values[1])

    return Choices(
        investment=pair(found.investment), sharing=pair(found.sharing), attack=pair(found.attack)
    )


def _firms_cost(given_: Contest, firm: int, others: Choices, own: Any) -> Any:
    t: list[Any] = list(others.investment)
    s: list[Any] = list(others.sharing)
    t[firm], s[firm] = own
    return firm_cost(given_, firm, (t[0], t[1]), (s[0], s[1]), others.attack)  # type: ignore[arg-type]


def _profit(given_: Contest, others: Choices, attack: Any) -> Any:
    own = (attack[0], attack[1])
    return attacker_profit(given_, others.investment, others.sharing, own)  # type: ignore[arg-type]


def _least(function: Any, scale: tuple[float, float]) -> tuple[float, np.ndarray]:
    """The least over all choices of at least 0: a minimiser, from the best point of a grid."""
    axes = [np.concatenate(([0.0], size * GRID)) for size in scale]
    values = function(np.meshgrid(*axes, indexing="ij"))
    best = np.unravel_index(np.argmin(values), values.shape)
    done = minimize(
        lambda x: float(function(x)),
        np.array([axes[0][best[0]], axes[1][best[1]]]),
        method="L-BFGS-B",
        bounds=[(0, None)] * 2,
        options={"ftol": 1e-15, "gtol": 1e-10},
    )
    return min((float(done.fun), done.x), (float(values[best]), done.x), key=lambda each: each[0])


def _nobody_gains(given_: Contest, at: Choices) -> None:
    """A minimiser of the stated costs finds nothing better for any of the three."""
    money = float(given_.value)
    for firm in range(2):
        stated = (at.investment[firm], at.sharing[firm])
        cost = _firms_cost(given_, firm, at, stated)
        scale = stated[0] + 0.1, stated[1] + 0.1
        best, where = _least(lambda x, i=firm: _firms_cost(given_, i, at, x), scale)
        assert best >= cost - 1e-9 * money
        assert where == pytest.approx(stated, abs=2e-3 * (1 + max(stated)))
    profit = _profit(given_, at, at.attack)
    best, _ = _least(lambda x: -_profit(given_, at, x), (at.attack[0] + 0.1, at.attack[1] + 0.1))
    assert -best <= profit + 1e-9 * money


def test_in_the_example_a_minimiser_of_the_stated_costs_finds_nothing_better() -> None:
    given_ = contest(**EXAMPLE)
    _nobody_gains(given_, _choices(equilibrium(given_)))


@settings(max_examples=20, deadline=None)
@given(ADMISSIBLE)
def test_a_minimiser_finds_nothing_better_wherever_the_conditions_hold(given_: Contest) -> None:
    _nobody_gains(given_, _choices(equilibrium(given_)))


@settings(max_examples=60, deadline=None)
@given(ADMISSIBLE)
def test_the_stated_choices_are_the_best_responses_to_each_other(given_: Contest) -> None:
    """To 1e-7: by roots of each player's own conditions, not by the formulas."""
    found = equilibrium(given_)
    at = _choices(found)
    for firm in range(2):
        own = at.investment[firm], at.sharing[firm]
        assert firm_response(given_, firm, at) == pytest.approx(own, rel=1e-7, abs=1e-8)
    assert attacker_response(given_, at) == pytest.approx(at.attack, rel=1e-7, abs=1e-7)


AMOUNTS = st.floats(0.01, 6)
PAIRS = st.tuples(AMOUNTS, AMOUNTS)


@settings(max_examples=20, deadline=None)
@given(CONTESTS, PAIRS, PAIRS, PAIRS)
def test_best_responses_are_best_off_the_equilibrium_too(
    given_: Contest, t: tuple[float, float], s: tuple[float, float], attack: tuple[float, float]
) -> None:
    """Against any choices: a minimiser of the stated cost finds nothing better."""
    others = Choices(investment=t, sharing=s, attack=attack)
    money = 1e-8 * (float(given_.value) + 100)
    for firm in range(2):
        answer = firm_response(given_, firm, others)
        best, _ = _least(lambda x, i=firm: _firms_cost(given_, i, others, x), (1.0, 1.0))
        assert _firms_cost(given_, firm, others, answer) <= best + money
    reply = attacker_response(given_, others)
    best, _ = _least(lambda x: -_profit(given_, others, x), (4.0, 4.0))
    assert min(reply) >= 0
    assert _profit(given_, others, reply) >= -best - money


@settings(max_examples=200, deadline=None)
@given(CONTESTS, PAIRS, PAIRS)
def test_the_attacker_leaves_neither_firm_alone(
    given_: Contest, t: tuple[float, float], s: tuple[float, float]
) -> None:
    """Whatever the firms choose, it attacks both or none: only both breaches pay."""
    reply = attacker_response(given_, Choices(investment=t, sharing=s, attack=(0, 0)))
    assert min(reply) > 0 or reply == (0.0, 0.0)


def test_even_a_firm_that_does_nothing_for_itself_is_attacked() -> None:
    """The edge: all defence of the second firm spills over from the first."""
    given_ = contest(**{**EXAMPLE, "alpha": 0.9, "gamma": 0})
    reply = attacker_response(given_, Choices(investment=(5, 0), sharing=(0, 0), attack=(0, 0)))
    assert 0 < reply[1] < reply[0]


def test_where_no_attack_pays_there_is_none() -> None:
    """In the example with h = 2 the stationary point exists, at a loss."""
    given_ = contest(**{**EXAMPLE, "h": 2})
    at = _choices(unchecked(given_))
    assert min(at.attack) > 0
    assert _profit(given_, at, at.attack) < 0
    assert attacker_response(given_, at) == (0.0, 0.0)


def test_a_firm_that_nobody_attacks_does_not_invest() -> None:
    given_ = contest(**EXAMPLE)
    others = Choices(investment=(1, 1), sharing=(0.2, 0.2), attack=(0, 0))
    invest, share = firm_response(given_, 0, others)
    assert invest == 0
    assert share == pytest.approx(0.5 * 0.2 / 2)  # it answers sharing by phi_3 alone


class TestRefusals:
    def test_arrays_are_refused(self) -> None:
        given_ = contest(**{**EXAMPLE, "gamma": np.array([0.1, 0.2])})
        others = Choices(investment=(1, 1), sharing=(0, 0), attack=(1, 1))
        for answer in (
            lambda: firm_response(given_, 0, others),
            lambda: attacker_response(given_, others),
        ):
            with pytest.raises(ModelRefused) as refused:
                answer()
            assert refused.value.field == "gamma"

    @pytest.mark.parametrize("bad", [-0.1, float("nan"), float("inf")])
    def test_choices_below_0_or_not_finite_are_refused_by_name(self, bad: float) -> None:
        with pytest.raises(ModelRefused) as refused:
            Choices(investment=(1, 1), sharing=(0, bad), attack=(1, 1))
        assert refused.value.field == "sharing 2"

    def test_a_firm_without_any_defence_is_refused(self) -> None:
        others = Choices(investment=(0, 0), sharing=(0, 0), attack=(1, 1))
        with pytest.raises(ModelRefused, match="both firms must have some"):
            attacker_response(contest(**EXAMPLE), others)
