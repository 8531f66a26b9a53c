"""Games of two players who each share (C) or do not (D): all equilibria, exactly.

Payoffs are fractions, so a tie is a tie. Where an equilibrium is not alone, the whole continuum is
given: an equilibrium set is a rectangle of probabilities, and the rectangles given together are all
equilibria and nothing else (of larger games this would be the maximal Nash subsets; this module
knows two actions only). ``enumerated`` asks nashpy, in floating point, for comparison.

Payoffs are in whatever unit the matrix has; only their order and ratios matter here.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import nashpy
import numpy as np

from ais.economics.rationals import Rational, exact, shown
from ais.errors import ModelRefused

__all__ = [
    "ACTIONS",
    "Bimatrix",
    "EquilibriumSet",
    "Interval",
    "Profile",
    "all_equilibria",
    "bimatrix",
    "enumerated",
    "gains",
    "pure_equilibria",
    "strict_equilibria",
]

#: Share, do not share; the order of rows and columns.
ACTIONS: Final = ("C", "D")
#: What row and column do, such as ("C", "D").
Profile: TypeAlias = tuple[str, str]
_Square: TypeAlias = tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Bimatrix:
    """Payoffs of row and column; ``row[0][1]`` is the row's where row plays C and column D."""

    row: _Square
    column: _Square

    def payoffs(self, profile: Profile) -> tuple[Fraction, Fraction]:
        """What both get. Raises ``ValueError`` for an action that is neither C nor D."""
        first, second = ACTIONS.index(profile[0]), ACTIONS.index(profile[1])
        return self.row[first][second], self.column[first][second]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Probabilities from ``low`` to ``high``, both included."""

    low: Fraction
    high: Fraction

    @property
    def is_point(self) -> bool:
        """Whether it is one probability."""
        return self.low == self.high

    def __str__(self) -> str:
        ends = shown(self.low), shown(self.high)
        return ends[0] if self.is_point else f"[{ends[0]}, {ends[1]}]"


@dataclass(frozen=True, slots=True, order=True)
class EquilibriumSet:
    """Every pair of a row's and a column's probability of C in these intervals is an equilibrium.

    The sets that ``all_equilibria`` gives may touch; none lies within another.
    """

    row: Interval
    column: Interval

    @property
    def is_point(self) -> bool:
        """Whether it is one equilibrium, not a continuum."""
        return self.row.is_point and self.column.is_point

    @property
    def pure(self) -> Profile | None:
        """The profile, where it is one equilibrium in pure actions."""
        if not self.is_point or not {self.row.low, self.column.low} <= {_ZERO, _ONE}:
            return None
        return _action(self.row.low), _action(self.column.low)

    def __str__(self) -> str:
        if self.pure:
            return f"({', '.join(self.pure)})"
        return f"C with probability {self.row} and {self.column}"


def bimatrix(cells: Sequence[Sequence[Sequence[Rational]]]) -> Bimatrix:
    """Make a game from its cells as they are printed: rows of (row's, column's) payoff.

    Raises ``ModelRefused`` for a payoff that is no number, naming its place, such as
    "row's payoff at (C, D)", and for anything but 2 x 2 cells of two payoffs.
    """
    shape = [[len(cell) for cell in line] for line in cells]
    if shape != [[2, 2], [2, 2]]:
        raise ModelRefused(field="cells", value=shape, reason="there must be 2 x 2 of two payoffs")
    row, column = (
        tuple(
            tuple(
                exact(f"{player}'s payoff at ({ACTIONS[i]}, {ACTIONS[j]})", cells[i][j][which])
                for j in range(2)
            )
            for i in range(2)
        )
        for which, player in enumerate(("row", "column"))
    )
    return Bimatrix(_square(row), _square(column))


def gains(game: Bimatrix) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
    """What each player gains by C over D: (where the other plays C, where it plays D)."""
    ((a, b), (c, d)), ((e, f), (g, h)) = game.row, game.column
    return (a - c, b - d), (e - f, g - h)


def pure_equilibria(game: Bimatrix) -> tuple[Profile, ...]:
    """Profiles from which nobody gains by a change alone; ties allowed."""
    return _from_which_nobody_goes(game, strictly=False)


def strict_equilibria(game: Bimatrix) -> tuple[Profile, ...]:
    """Profiles from which everybody loses by a change alone."""
    return _from_which_nobody_goes(game, strictly=True)


def all_equilibria(game: Bimatrix) -> tuple[EquilibriumSet, ...]:
    """All equilibria, pure and mixed, as the largest rectangles, sorted; continua whole.

    A player's best responses are three pieces: C where its gain is at least 0, D where it is at
    most 0, every mixture where it is 0. A rectangle is where a piece of the one meets a piece of
    the other.
    """
    row, column = gains(game)
    found = set()
    for own_row, against_column in _pieces(*row):
        for own_column, against_row in _pieces(*column):
            p, q = _meet(own_row, against_row), _meet(own_column, against_column)
            if p is not None and q is not None:
                found.add(EquilibriumSet(p, q))
    return tuple(sorted(each for each in found if not any(_within(each, o) for o in found)))


def enumerated(game: Bimatrix) -> tuple[tuple[float, float], ...]:
    """Probabilities of C, row and column, in nashpy's equilibria by support enumeration.

    Floating point. Complete where no gain is 0; at such a boundary nashpy gives ends of a continuum
    only, and warns; the warning is dropped here, since ``all_equilibria`` decides.
    """
    made = nashpy.Game(np.array(game.row, dtype=float), np.array(game.column, dtype=float))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [(float(p[0]), float(q[0])) for p, q in made.support_enumeration()]
    return tuple(sorted(found))


def _square(lines: Sequence[Sequence[Fraction]]) -> _Square:
    (a, b), (c, d) = lines
    return (a, b), (c, d)


def _action(probability: Fraction) -> str:
    return ACTIONS[0] if probability == 1 else ACTIONS[1]


def _from_which_nobody_goes(game: Bimatrix, *, strictly: bool) -> tuple[Profile, ...]:
    row, column = gains(game)
    found: list[Profile] = []
    for first in range(2):
        for second in range(2):
            kept = row[second] * (1 - 2 * first), column[first] * (1 - 2 * second)
            if all(gain > 0 or (gain == 0 and not strictly) for gain in kept):
                found.append((ACTIONS[first], ACTIONS[second]))
    return tuple(found)


def _pieces(at_one: Fraction, at_zero: Fraction) -> list[tuple[Interval, Interval]]:
    """(own probabilities, the other's at which they are best responses) of one player."""
    found = []
    for own, sign in ((Interval(_ONE, _ONE), 1), (Interval(_ZERO, _ZERO), -1)):
        where = _at_least_zero(sign * at_one, sign * at_zero)
        if where is not None:
            found.append((own, where))
    up, down = _at_least_zero(at_one, at_zero), _at_least_zero(-at_one, -at_zero)
    both = _meet(up, down) if up and down else None
    if both is not None:
        found.append((Interval(_ZERO, _ONE), both))
    return found


def _at_least_zero(at_one: Fraction, at_zero: Fraction) -> Interval | None:
    """Where the line through (0, at_zero) and (1, at_one) is at least 0, within [0, 1]."""
    if at_one < 0 and at_zero < 0:
        return None
    if at_one >= 0 and at_zero >= 0:
        return Interval(_ZERO, _ONE)
    root = at_zero / (at_zero - at_one)
    return Interval(root, _ONE) if at_one >= 0 else Interval(_ZERO, root)


def _meet(one: Interval, other: Interval) -> Interval | None:
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Interval(low, high) if low <= high else None


def _within(one: EquilibriumSet, other: EquilibriumSet) -> bool:
    if one == other:
        return False
    pairs = ((one.row, other.row), (one.column, other.column))
    return all(outer.low <= inner.low and inner.high <= outer.high for inner, outer in pairs)
