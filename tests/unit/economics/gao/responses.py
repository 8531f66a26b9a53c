"""Best responses of the three players of ``equilibrium`` to any choices of the others.

They solve each player's own problem and use nothing of the equilibrium's formulas. Scalars only.

A firm's cost is convex in (t_i, s_i): p_1 p_2 is the reciprocal of a product of two positive
straight lines. So a search for a root within a search finds the least. The attacker's profit is not
concave, but it is largest at a stationary point where it is not negative (docs/economics.md), and
there is at most one; where there is none, not to attack is best.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

from scipy.optimize import brentq

from ais.economics.gao.equilibrium import Contest
from ais.economics.ranges import non_negative
from ais.errors import ModelRefused

__all__ = ["Choices", "attacker_response", "firm_response"]

_FINE = 1e-15
_WIDEST = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What all three do: investments t, sharing s, attacks T, each of firm 1 and firm 2.

    Raises ``ModelRefused`` for what is negative or not finite.
    """

    investment: tuple[float, float]
    sharing: tuple[float, float]
    attack: tuple[float, float]

    def __post_init__(self) -> None:
        for field in fields(self):
            for firm, amount in enumerate(getattr(self, field.name), 1):
                non_negative(f"{field.name} {firm}", amount)


def firm_response(given: Contest, firm: int, others: Choices) -> tuple[float, float]:
    """(t_i, s_i) of least cost for firm 0 or 1, given what the other firm and the attacker do.

    What ``others`` says of the firm itself is not looked at. Raises ``ModelRefused`` for parameters
    that are arrays, and where the firm would have neither defence nor attack to answer to.
    """
    problem = _Firm(given, firm, others)
    share = _least(problem.slope_of_sharing)
    return problem.best_investment(share), share


def attacker_response(given: Contest, others: Choices) -> tuple[float, float]:
    """(T_1, T_2) of the largest profit, given what both firms do; (0, 0) where no attack pays.

    Raises ``ModelRefused`` for parameters that are arrays, or a firm without any defence.
    """
    problem = _Attacker(given, others)
    return problem.best()


def _number(given: Contest, name: str) -> float:
    found = getattr(given, name)
    if found.ndim:
        raise ModelRefused(
            field=name, value=str(found.shape), reason="a best response takes scalars"
        )
    return float(found)


def _least(slope: Callable[[float], float]) -> float:
    """Where a rising slope crosses 0, from 0 on: the least of a convex function."""
    if slope(0.0) >= 0:
        return 0.0
    high = 1.0
    while slope(high) < 0:
        high *= 2
        if high > _WIDEST:
            raise ModelRefused(field="best response", value=high, reason="it has no bound")
    return float(brentq(slope, 0.0, high, xtol=_FINE, rtol=4 * math.ulp(1.0)))


class _Firm:
    """The problem of one firm."""

    def __init__(self, given: Contest, firm: int, others: Choices) -> None:
        self.value, self.alpha, self.gamma = (
            _number(given, n) for n in ("value", "alpha", "gamma")
        )
        self.phi_1, self.phi_3 = _number(given, "phi_1"), _number(given, "phi_3")
        self.unit = _number(given, f"f_{firm + 1}")
        one, two = others.attack
        strength = one + self.alpha * two, two + self.alpha * one
        self.own, self.other = strength[firm], strength[1 - firm]
        self.rival = others.investment[1 - firm], others.sharing[1 - firm]

    def marginal_losses(self, invest: float, share: float) -> tuple[float, float]:
        """-V d(p_1 p_2)/d(d_i) and the same by d_j, at the firm's choice."""
        mine = invest + self.gamma * self.rival[1]
        theirs = self.rival[0] + self.gamma * share
        d_i, d_j = mine + self.alpha * theirs, theirs + self.alpha * mine
        if min(self.own, self.other) <= 0:
            return 0.0, 0.0
        i, j = self.own + d_i, self.other + d_j
        both = self.value * self.own * self.other / (i * j)
        return both / i, both / j

    def best_investment(self, share: float) -> float:
        """t_i of least cost at a given sharing."""

        def slope(invest: float) -> float:
            by_own, by_other = self.marginal_losses(invest, share)
            return self.unit - by_own - self.alpha * by_other

        return _least(slope)

    def slope_of_sharing(self, share: float) -> float:
        """Slope of the cost in s_i, with t_i at its best (by the envelope theorem)."""
        by_own, by_other = self.marginal_losses(self.best_investment(share), share)
        leaked = 2 * self.phi_1 * share - self.phi_3 * self.rival[1]
        return leaked - self.gamma * (by_other + self.alpha * by_own)


class _Attacker:
    """The problem of the attacker: one number, how hard it attacks, tells the rest."""

    def __init__(self, given: Contest, others: Choices) -> None:
        self.value, self.h, self.alpha = (_number(given, n) for n in ("value", "h", "alpha"))
        gamma = _number(given, "gamma")
        (t_1, t_2), (s_1, s_2) = others.investment, others.sharing
        mine = t_1 + gamma * s_2, t_2 + gamma * s_1
        self.defence = mine[0] + self.alpha * mine[1], mine[1] + self.alpha * mine[0]
        if min(self.defence) <= 0:
            raise ModelRefused(
                field="defence", value=min(self.defence), reason="both firms must have some"
            )

    def best(self) -> tuple[float, float]:
        """The stationary point with profit >= 0, or no attack where there is none.

        There d_i / (D_i (D_i + d_i)) = m for both firms, and V p_1 p_2 m = h/(1 + alpha). Neither
        firm is left alone: D/d falls with d, and d_j >= alpha d_i, so D_j >= alpha D_i, T_j >= 0.
        """

        def strengths(log_m: float) -> tuple[float, float]:
            m = math.exp(log_m)
            one, two = (2 / (m * (1 + math.sqrt(1 + 4 / (m * d)))) for d in self.defence)
            return one, two

        def paying(log_m: float) -> float:  # profit = V p q (p + q - 1)
            return sum(self._breach(strengths(log_m))) - 1

        def marginal(log_m: float) -> float:  # falls as the attack grows, where it pays
            p, q = self._breach(strengths(log_m))
            return math.log(self.value * p * q * (1 + self.alpha) / self.h) + log_m

        found = _stationary(lambda x: paying(-x), lambda x: marginal(-x))
        if found is None:
            return 0.0, 0.0
        one, two = strengths(-found)
        spill = 1 - self.alpha**2
        attack = (one - self.alpha * two) / spill, (two - self.alpha * one) / spill
        return max(attack[0], 0.0), max(attack[1], 0.0)  # less than 0 by rounding at most

    def _breach(self, strengths: tuple[float, float]) -> tuple[float, float]:
        p, q = (x / (x + d) for x, d in zip(strengths, self.defence, strict=True))
        return p, q


def _stationary(
    paying: Callable[[float], float], marginal: Callable[[float], float]
) -> float | None:
    """Where ``marginal`` is 0 in the part in which ``paying`` >= 0; ``None`` where nowhere.

    In the attack's logarithm, ``paying`` rises from below 0 to above it, and from there on
    ``marginal`` falls without end.
    """
    low = high = 0.0
    while paying(low) > 0:
        low -= 4
    while paying(high) < 0:
        high += 4
    least = float(brentq(paying, low, high, xtol=_FINE)) if low < high else low
    if marginal(least) < 0:
        return None
    most = least + 1
    while marginal(most) > 0:
        most += 4
    return float(brentq(marginal, least, most, xtol=_FINE))
