"""All equilibria of two: every point is judged by the definition, ties and continua included."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.games.bimatrix import (
    Bimatrix,
    EquilibriumSet,
    Interval,
    all_equilibria,
    bimatrix,
    enumerated,
    gains,
    pure_equilibria,
    strict_equilibria,
)
from ais.economics.games.selection import (
    Dominance,
    Kind,
    deviation_losses,
    dominance,
    kind,
    payoff_dominant,
    risk_dominant,
)
from ais.errors import ModelRefused

F = Fraction
#: Few values, so that ties are common.
PAYOFFS = st.integers(-2, 2).map(Fraction)
SQUARES = st.tuples(st.tuples(PAYOFFS, PAYOFFS), st.tuples(PAYOFFS, PAYOFFS))
GAMES = st.builds(Bimatrix, SQUARES, SQUARES)
STAG_HUNT = bimatrix((((4, 4), (0, 3)), ((3, 0), (2, 2))))
GRID = sorted({F(i, n) for n in (1, 2, 3, 4, 5, 7) for i in range(n + 1)})


def _expected(square: tuple[tuple[F, F], tuple[F, F]], p: F, q: F) -> F:
    (a, b), (c, d) = square
    return p * (q * a + (1 - q) * b) + (1 - p) * (q * c + (1 - q) * d)


def _is_equilibrium(game: Bimatrix, p: F, q: F) -> bool:
    """The definition: no pure action does better than the mixture."""
    row, column = _expected(game.row, p, q), _expected(game.column, p, q)
    return all(
        row >= _expected(game.row, F(x), q) and column >= _expected(game.column, p, F(x))
        for x in (0, 1)
    )


def _holds(found: tuple[EquilibriumSet, ...], p: F, q: F) -> bool:
    return any(
        each.row.low <= p <= each.row.high and each.column.low <= q <= each.column.high
        for each in found
    )


@settings(max_examples=60, deadline=None)
@given(GAMES)
def test_exactly_the_points_of_the_sets_are_equilibria(game: Bimatrix) -> None:
    """On a grid with every end of every set, its middle, and points beside them."""
    found = all_equilibria(game)
    ends = {x for each in found for i in (each.row, each.column) for x in (i.low, i.high)}
    points = sorted({*GRID, *ends, *((a + b) / 2 for a, b in product(ends, ends))})
    for p, q in product(points, points):
        assert _holds(found, p, q) == _is_equilibrium(game, p, q), (p, q)


@settings(max_examples=150, deadline=None)
@given(GAMES)
def test_there_is_an_equilibrium_and_no_set_lies_in_another(game: Bimatrix) -> None:
    found = all_equilibria(game)
    assert found
    for one, other in product(found, found):
        inside = other.row.low <= one.row.low <= one.row.high <= other.row.high
        inside = inside and other.column.low <= one.column.low
        inside = inside and one.column.high <= other.column.high
        assert one == other or not inside


@settings(max_examples=150, deadline=None)
@given(GAMES)
def test_nashpy_agrees_away_from_ties_and_gives_single_points_at_them(game: Bimatrix) -> None:
    found, listed = all_equilibria(game), enumerated(game)
    if all(gain for side in gains(game) for gain in side):
        assert all(each.is_point for each in found)
        exact = [(float(each.row.low), float(each.column.low)) for each in found]
        assert np.array(listed) == pytest.approx(np.array(sorted(exact)))
    near = F(1, 10**9)
    for p, q in listed:
        assert any(
            each.row.low - near <= F(p) <= each.row.high + near
            and each.column.low - near <= F(q) <= each.column.high + near
            for each in found
        )


def test_of_a_continuum_nashpy_gives_the_ends_and_we_the_whole() -> None:
    """Table 2 by rule with c = 0.1, its boundary: the row is indifferent once the column shares."""
    game = bimatrix(((("4", "4.4"), ("0.9", "4")), (("4", "1.3"), ("1", "1"))))
    assert all_equilibria(game) == (EquilibriumSet(Interval(F(0), F(1)), Interval(F(1), F(1))),)
    assert enumerated(game) == ((0.0, 1.0), (1.0, 1.0))
    assert _is_equilibrium(game, F(1, 2), F(1))


def test_where_nothing_matters_every_pair_is_an_equilibrium() -> None:
    whole = Interval(F(0), F(1))
    assert all_equilibria(bimatrix((((1, 1), (1, 1)), ((1, 1), (1, 1))))) == (
        EquilibriumSet(whole, whole),
    )


@settings(max_examples=150, deadline=None)
@given(GAMES)
def test_pure_equilibria_are_the_corners_of_the_sets(game: Bimatrix) -> None:
    corner = {"C": F(1), "D": F(0)}
    listed = [(a, b) for a, b in product("CD", "CD") if _is_equilibrium(game, corner[a], corner[b])]
    assert list(pure_equilibria(game)) == listed
    strict = [p for p in listed if min(deviation_losses(game, p)) > 0]
    assert list(strict_equilibria(game)) == strict


@settings(max_examples=100, deadline=None)
@given(GAMES)
def test_swapping_the_players_swaps_the_equilibria(game: Bimatrix) -> None:
    places = [tuple(zip(*square, strict=True)) for square in (game.column, game.row)]
    swapped = {EquilibriumSet(e.column, e.row) for e in all_equilibria(game)}
    assert set(all_equilibria(Bimatrix(*places))) == swapped


def test_a_stag_hunt_has_three_equilibria_and_a_safer_one() -> None:
    """(D, D): leaving it loses 2 * 2, leaving (C, C) 1 * 1; both prefer (C, C)."""
    assert [str(each) for each in all_equilibria(STAG_HUNT)] == [
        "(D, D)",
        "C with probability 2/3 and 2/3",
        "(C, C)",
    ]
    assert kind(STAG_HUNT) is Kind.STAG_HUNT
    assert (risk_dominant(STAG_HUNT), payoff_dominant(STAG_HUNT)) == (("D", "D"), ("C", "C"))
    assert dominance(STAG_HUNT) == (Dominance.NONE, Dominance.NONE)


def test_at_a_tie_of_deviation_losses_no_equilibrium_is_the_safer() -> None:
    assert risk_dominant(bimatrix((((2, 2), (0, 1)), ((1, 0), (1, 1))))) is None


def test_risk_dominance_needs_two_strict_equilibria() -> None:
    dilemma = bimatrix((((3, 3), (0, 4)), ((4, 0), (1, 1))))
    assert risk_dominant(dilemma) is None
    assert payoff_dominant(dilemma) is None
    assert kind(dilemma) is Kind.PRISONERS_DILEMMA
    assert dominance(dilemma) == (Dominance.D_STRICTLY, Dominance.D_STRICTLY)


@pytest.mark.parametrize(
    ("c", "d", "expected"),
    [
        ((1, 1), (0, 0), Dominance.C_STRICTLY),
        ((1, 1), (0, 1), Dominance.C_WEAKLY),
        ((1, 1), (1, 1), Dominance.INDIFFERENT),
        ((0, 1), (1, 1), Dominance.D_WEAKLY),
        ((0, 0), (1, 1), Dominance.D_STRICTLY),
        ((1, 0), (0, 1), Dominance.NONE),
    ],
)
def test_dominance_tells_strict_from_weak(
    c: tuple[int, int], d: tuple[int, int], expected: Dominance
) -> None:
    game = bimatrix((((c[0], 0), (c[1], 0)), ((d[0], 0), (d[1], 0))))
    assert dominance(game) == (expected, Dominance.INDIFFERENT)


@settings(max_examples=150, deadline=None)
@given(GAMES)
def test_the_risk_dominant_equilibrium_is_best_against_an_even_chance_in_a_symmetric_game(
    game: Bimatrix,
) -> None:
    """Where both have the same payoffs, the safer action is the better one at 1/2."""
    (a, b), (c, d) = game.row
    symmetric = Bimatrix(game.row, ((a, c), (b, d)))
    found = risk_dominant(symmetric)
    if strict_equilibria(symmetric) == (("C", "C"), ("D", "D")):
        even = (a + b) - (c + d)
        assert found == (None if even == 0 else ("C", "C") if even > 0 else ("D", "D"))


def test_a_payoff_that_is_no_number_is_refused_with_its_cell() -> None:
    with pytest.raises(ModelRefused, match=r"column's payoff at \(C, D\) is x"):
        bimatrix((((1, 1), (1, "x")), ((1, 1), (1, 1))))


@pytest.mark.parametrize("cells", [[], [[(1, 1)]], [[(1, 1)] * 2] * 3, [[(1,), (1, 1)]] * 2])
def test_a_matrix_of_another_shape_is_refused(cells: list[list[tuple[int, ...]]]) -> None:
    with pytest.raises(ModelRefused, match="2 x 2"):
        bimatrix(cells)
