"""What a game of two is called, and which of its equilibria is the safer one.

Risk dominance is that of Harsanyi and Selten (1988): of two strict equilibria the one with the
larger product of what the players lose by leaving it. It says nothing about a game with one.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from .bimatrix import Bimatrix, Profile, gains, strict_equilibria

__all__ = [
    "Dominance",
    "Kind",
    "deviation_losses",
    "dominance",
    "kind",
    "payoff_dominant",
    "risk_dominant",
]

_OPPOSITE = {"C": "D", "D": "C"}


class Dominance(Enum):
    """What one player's better action owes to the other's."""

    C_STRICTLY = "C is better, whatever the other does"
    C_WEAKLY = "C is never worse, and better against one action"
    NONE = "the better action depends on the other's"
    INDIFFERENT = "both actions are as good, whatever the other does"
    D_WEAKLY = "D is never worse, and better against one action"
    D_STRICTLY = "D is better, whatever the other does"


class Kind(Enum):
    """The name of a game, where it has one here."""

    STAG_HUNT = "stag hunt"
    PRISONERS_DILEMMA = "prisoner's dilemma"
    OTHER = "neither a stag hunt nor a prisoner's dilemma"


def dominance(game: Bimatrix) -> tuple[Dominance, Dominance]:
    """Whether an action of row, and of column, dominates the other one."""
    row, column = gains(game)
    return _dominance(*row), _dominance(*column)


def kind(game: Bimatrix) -> Kind:
    """Tell a stag hunt and a prisoner's dilemma from everything else.

    Stag hunt: (C, C) and (D, D) are both strict equilibria, and both players prefer (C, C).
    Prisoner's dilemma: D strictly dominates for both, and both prefer (C, C) to (D, D).
    """
    together, apart = game.payoffs(("C", "C")), game.payoffs(("D", "D"))
    if not all(a > b for a, b in zip(together, apart, strict=True)):
        return Kind.OTHER
    if strict_equilibria(game) == (("C", "C"), ("D", "D")):
        return Kind.STAG_HUNT
    if set(dominance(game)) == {Dominance.D_STRICTLY}:
        return Kind.PRISONERS_DILEMMA
    return Kind.OTHER


def deviation_losses(game: Bimatrix, profile: Profile) -> tuple[Fraction, Fraction]:
    """What row, and column, lose by leaving the profile alone; negative where they gain."""
    first, second = profile
    stay = game.payoffs(profile)
    row = game.payoffs((_OPPOSITE[first], second))[0]
    column = game.payoffs((first, _OPPOSITE[second]))[1]
    return stay[0] - row, stay[1] - column


def risk_dominant(game: Bimatrix) -> Profile | None:
    """Which of two strict equilibria risk-dominates; ``None`` at a tie or without two of them."""
    strict = strict_equilibria(game)
    if len(strict) != 2:
        return None
    (a, b), (c, d) = (deviation_losses(game, each) for each in strict)
    if a * b == c * d:
        return None
    return strict[0] if a * b > c * d else strict[1]


def payoff_dominant(game: Bimatrix) -> Profile | None:
    """Which of two strict equilibria both players prefer; ``None`` where they do not agree."""
    strict = strict_equilibria(game)
    if len(strict) != 2:
        return None
    one, other = (game.payoffs(each) for each in strict)
    if one[0] > other[0] and one[1] > other[1]:
        return strict[0]
    return strict[1] if other[0] > one[0] and other[1] > one[1] else None


def _dominance(against_c: Fraction, against_d: Fraction) -> Dominance:
    signs = {_sign(against_c), _sign(against_d)}
    table = {
        frozenset({1}): Dominance.C_STRICTLY,
        frozenset({1, 0}): Dominance.C_WEAKLY,
        frozenset({0}): Dominance.INDIFFERENT,
        frozenset({-1, 0}): Dominance.D_WEAKLY,
        frozenset({-1}): Dominance.D_STRICTLY,
        frozenset({1, -1}): Dominance.NONE,
    }
    return table[frozenset(signs)]


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
