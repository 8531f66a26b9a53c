"""Where the sharing game of two changes: its boundaries in closed form.

``d_1``, ``d_2`` are the net costs of sharing (r_i - s K_i), ``c >= 0`` the complementarity, all in
one unit. Each function is a closed form; that they agree with the equilibria found one by one, ties
included, is what the tests show. Strict and weak inequalities matter: see each function.
"""

from __future__ import annotations

from fractions import Fraction

from ais.economics.rationals import Rational, at_least_zero, exact

__all__ = [
    "both_may_share",
    "mixed_equilibrium",
    "sharing_is_risk_dominant",
    "sharing_is_sole",
    "two_strict_equilibria",
]


def two_strict_equilibria(d_1: Rational, d_2: Rational, c: Rational) -> bool:
    """Whether (C, C) and (D, D) are both strict equilibria: 0 < d_i < c for both.

    Then there is one more, mixed, and no other. If some d_i is 0 or c, both may still be
    equilibria, but not strictly, and one of them belongs to a continuum. With c = 0 it is never
    true: payoffs that add up are no stag hunt.
    """
    costs, together = _values(d_1, d_2, c)
    return all(0 < cost < together for cost in costs)


def sharing_is_risk_dominant(d_1: Rational, d_2: Rational, c: Rational) -> bool:
    """Whether there are two strict equilibria and (C, C) is the safer: also d_1 + d_2 < c.

    At d_1 + d_2 = c neither is.
    """
    costs, together = _values(d_1, d_2, c)
    return two_strict_equilibria(d_1, d_2, c) and sum(costs) < together


def sharing_is_sole(d_1: Rational, d_2: Rational, c: Rational) -> bool:
    """Whether (C, C) is the only equilibrium: one d_i < 0 and the other < c."""
    (one, other), together = _values(d_1, d_2, c)
    return (one < 0 and other < together) or (other < 0 and one < together)


def both_may_share(d_1: Rational, d_2: Rational, c: Rational) -> bool:
    """Whether (C, C) is an equilibrium at all: d_i <= c for both."""
    costs, together = _values(d_1, d_2, c)
    return all(cost <= together for cost in costs)


def mixed_equilibrium(
    d_1: Rational, d_2: Rational, c: Rational
) -> tuple[Fraction, Fraction] | None:
    """Probabilities of sharing that make the other indifferent, (d_2/c, d_1/c).

    ``None`` unless there are two strict equilibria. Above these probabilities sharing is the better
    answer: they are the critical mass.
    """
    (one, other), together = _values(d_1, d_2, c)
    return (other / together, one / together) if two_strict_equilibria(d_1, d_2, c) else None


def _values(
    d_1: Rational, d_2: Rational, c: Rational
) -> tuple[tuple[Fraction, Fraction], Fraction]:
    costs = exact("net cost 1", d_1), exact("net cost 2", d_2)
    return costs, at_least_zero("complementarity", c)
