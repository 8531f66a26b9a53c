"""The sharing game of two: its rule, and its boundaries against equilibria found one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.games.bimatrix import (
    all_equilibria,
    enumerated,
    pure_equilibria,
    strict_equilibria,
)
from ais.economics.games.boundaries import (
    both_may_share,
    mixed_equilibrium,
    sharing_is_risk_dominant,
    sharing_is_sole,
    two_strict_equilibria,
)
from ais.economics.games.selection import Kind, kind, risk_dominant
from ais.economics.games.sharing import SharingGame, sharing_game
from ais.errors import ModelRefused

F = Fraction
QUARTERS = st.integers(0, 12).map(lambda n: F(n, 4))
FINE = st.fractions(0, 4, max_denominator=50)


def _games(number: st.SearchStrategy[Fraction]) -> st.SearchStrategy[SharingGame]:
    return st.builds(
        lambda k, r, s, c: sharing_game(knowledge=k, risk=r, incentive=s, complementarity=c),
        st.tuples(number, number),
        st.tuples(number, number),
        number,
        number,
    )


GAMES = _games(QUARTERS) | _games(FINE)


def _of_costs(d_1: Fraction, d_2: Fraction, c: Fraction) -> SharingGame:
    """A game of these net costs: 2 is held, 1 is paid for each."""
    return sharing_game(knowledge=(2, 2), risk=(d_1 + 2, d_2 + 2), incentive=1, complementarity=c)


def test_on_a_grid_with_every_tie_all_closed_forms_agree_with_the_equilibria() -> None:
    """All d from -1 to 1.5 and c from 0 to 1 by quarters."""
    for i, j, k in product(range(-4, 7), range(-4, 7), range(5)):
        d_1, d_2, c = F(i, 4), F(j, 4), F(k, 4)
        game = _of_costs(d_1, d_2, c)
        assert (game.net_costs, game.complementarity) == ((d_1, d_2), c)
        matrix = game.as_bimatrix()
        found, strict = all_equilibria(matrix), strict_equilibria(matrix)
        sole = found[0].pure if len(found) == 1 else None
        assert sharing_is_sole(d_1, d_2, c) == (sole == ("C", "C")), (d_1, d_2, c)
        assert two_strict_equilibria(d_1, d_2, c) == (len(strict) == 2)
        assert sharing_is_risk_dominant(d_1, d_2, c) == (risk_dominant(matrix) == ("C", "C"))
        assert both_may_share(d_1, d_2, c) == (("C", "C") in pure_equilibria(matrix))


def test_each_pays_its_risk_and_is_paid_for_its_own_knowledge() -> None:
    """Both share: base, the other's knowledge, less the risk, plus s K_i, plus c."""
    game = sharing_game(knowledge=(3, 1), risk=("0.3", "0.5"), incentive="0.2", complementarity=2)
    assert game.net_costs == (F(-3, 10), F(3, 10))
    assert game.payoff(0, (True, True)) == 3 + 1 - F(3, 10) + F(6, 10) + 2
    assert game.payoff(1, (True, True)) == 1 + 3 - F(1, 2) + F(2, 10) + 2
    assert game.payoff(1, (True, False)) == 1 + 3
    assert game.payoff(0, (True, False)) == 3 + F(3, 10)
    assert game.payoff(0, (False, False)) == 3


def test_complementarity_grows_with_the_fraction_of_the_others_who_share() -> None:
    game = sharing_game(knowledge=[0] * 5, risk=1, complementarity=4)
    gained = [game.payoff(0, [True] + [j < k for j in range(4)]) for k in range(5)]
    assert gained == [-1, 0, 1, 2, 3]


def test_what_others_know_may_be_worth_to_each_what_it_is() -> None:
    game = sharing_game(
        knowledge=(1, 2, 3), risk=0, base=5, worth=[[9, 2, 0], [0, 9, 1], [4, 4, 9]]
    )
    assert [game.payoff(i, (True, True, True)) for i in range(3)] == [7, 6, 13]


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_two_strict_equilibria_exactly_where_both_costs_lie_between_0_and_c(
    game: SharingGame,
) -> None:
    (d_1, d_2), c = game.net_costs, game.complementarity
    found = strict_equilibria(game.as_bimatrix())
    assert two_strict_equilibria(d_1, d_2, c) == (found == (("C", "C"), ("D", "D")))
    assert len(found) < 2 or found == (("C", "C"), ("D", "D"))


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_with_ties_both_are_equilibria_on_the_closed_square(game: SharingGame) -> None:
    """(C, C) and (D, D) are both equilibria, strict or not, iff 0 <= d_i <= c for both."""
    (d_1, d_2), c = game.net_costs, game.complementarity
    found = pure_equilibria(game.as_bimatrix())
    assert both_may_share(d_1, d_2, c) == (("C", "C") in found)
    closed = all(0 <= d <= c for d in (d_1, d_2))
    assert closed == ({("C", "C"), ("D", "D")} <= set(found))


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_sharing_is_risk_dominant_exactly_where_the_costs_sum_to_less_than_c(
    game: SharingGame,
) -> None:
    (d_1, d_2), c = game.net_costs, game.complementarity
    found = risk_dominant(game.as_bimatrix())
    assert sharing_is_risk_dominant(d_1, d_2, c) == (found == ("C", "C"))
    if two_strict_equilibria(d_1, d_2, c) and d_1 + d_2 == c:
        assert found is None


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_sharing_is_the_only_equilibrium_exactly_where_one_cost_is_negative_and_the_other_below_c(
    game: SharingGame,
) -> None:
    (d_1, d_2), c = game.net_costs, game.complementarity
    found = all_equilibria(game.as_bimatrix())
    sole = len(found) == 1 and found[0].pure == ("C", "C")
    assert sharing_is_sole(d_1, d_2, c) == sole


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_one_shares_alone_exactly_where_its_cost_is_negative_and_the_others_above_c(
    game: SharingGame,
) -> None:
    (d_1, d_2), c = game.net_costs, game.complementarity
    found = all_equilibria(game.as_bimatrix())
    pure = found[0].pure if len(found) == 1 else None
    assert (pure == ("C", "D")) == (d_1 < 0 and d_2 > c)
    assert (pure == ("D", "C")) == (d_2 < 0 and d_1 > c)


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_the_mixed_equilibrium_shares_with_the_others_cost_over_c(game: SharingGame) -> None:
    (d_1, d_2), c = game.net_costs, game.complementarity
    mixed = mixed_equilibrium(d_1, d_2, c)
    if mixed is not None:
        assert mixed == (d_2 / c, d_1 / c)
        inner = [e for e in all_equilibria(game.as_bimatrix()) if e.pure is None]
        assert [(e.row.low, e.column.low) for e in inner] == [mixed]
        assert all(e.is_point for e in inner)


@settings(max_examples=80, deadline=None)
@given(GAMES)
def test_payoffs_that_add_up_are_never_a_stag_hunt(game: SharingGame) -> None:
    """With c = 0, however the rest is: at most one strict equilibrium, and none safer."""
    additive = sharing_game(knowledge=game.knowledge, risk=game.risk, incentive=game.incentive)
    matrix = additive.as_bimatrix()
    assert kind(matrix) is not Kind.STAG_HUNT
    assert len(strict_equilibria(matrix)) <= 1
    assert risk_dominant(matrix) is None
    assert not two_strict_equilibria(*additive.net_costs, 0)


@settings(max_examples=100, deadline=None)
@given(GAMES, QUARTERS, QUARTERS)
def test_what_is_not_moved_by_ones_own_action_changes_no_equilibrium(
    game: SharingGame, base: Fraction, worth: Fraction
) -> None:
    """Base and what others' knowledge is worth: payoffs change, equilibria do not."""
    other = sharing_game(
        knowledge=game.knowledge,
        risk=game.risk,
        incentive=game.incentive,
        complementarity=game.complementarity,
        base=base,
        worth=((0, worth), (2 * worth, 0)),
    )
    assert all_equilibria(other.as_bimatrix()) == all_equilibria(game.as_bimatrix())


@settings(max_examples=60, deadline=None)
@given(GAMES)
def test_nashpy_finds_the_same_number_away_from_the_boundaries(game: SharingGame) -> None:
    (d_1, d_2), c = game.net_costs, game.complementarity
    edges = [*(d_1, d_2), *(c - d for d in (d_1, d_2))]
    if all(abs(edge) > F(1, 1000) for edge in edges):
        matrix = game.as_bimatrix()
        assert len(enumerated(matrix)) == len(all_equilibria(matrix))


class TestRefusals:
    def test_each_field_is_refused_by_name(self) -> None:
        good = {"knowledge": (3, 1), "risk": ("0.5", "0.5"), "incentive": 0, "complementarity": 0}
        bad = {
            "knowledge 2": {"knowledge": (3, -1)},
            "number of organisations": {"knowledge": (3,)},
            "risk 1": {"risk": ("-0.5", 0)},
            "risk": {"risk": (1, 1, 1)},
            "incentive": {"incentive": "nan"},
            "complementarity": {"complementarity": -1},
            "base 2": {"base": (0, "inf")},
            "worth": {"worth": ((0, 1),)},
            "worth (1, 2)": {"worth": ((0, -1), (1, 0))},
        }
        for field, change in bad.items():
            with pytest.raises(ModelRefused) as refused:
                sharing_game(**{**good, **change})  # type: ignore[arg-type]
            assert refused.value.field == field

    def test_a_matrix_is_for_two(self) -> None:
        with pytest.raises(ModelRefused, match="a matrix is for two"):
            sharing_game(knowledge=(1, 1, 1), risk=0).as_bimatrix()

    def test_boundaries_take_no_negative_complementarity(self) -> None:
        for function in (two_strict_equilibria, sharing_is_sole, mixed_equilibrium):
            with pytest.raises(ModelRefused) as refused:
                function(0, 0, -1)
            assert refused.value.field == "complementarity"


def test_the_payoffs_of_the_matrix_are_those_of_the_game() -> None:
    game = sharing_game(knowledge=(2, 5), risk=(1, 2), incentive="1/3", complementarity="1/7")
    matrix = game.as_bimatrix()
    for a, b in product("CD", "CD"):
        shares = (a == "C", b == "C")
        assert matrix.payoffs((a, b)) == (game.payoff(0, shares), game.payoff(1, shares))
