"""Gordon and Loeb's two classes: how much to invest in security, once, by a risk-neutral firm.

``v`` is the probability of a breach without investment, ``L`` the loss of a breach, ``z`` the
investment, all of one period, ``z`` and ``L`` in the same money. The optimum makes
``(v - S(z)) L - z`` greatest. The bounds are stated for these two classes only: other breach
functions may exceed them. Source: Gordon and Loeb, "The Economics of Information Security
Investment", ACM TISSEC 5(4), 2002; *Omnichannel Cybersecurity* section 2.3 names the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import lambertw

from ais.economics.ranges import Numbers, non_negative, positive, probability, within

__all__ = [
    "BETAS",
    "Breach",
    "ClassOne",
    "ClassTwo",
    "VulnerabilityInterval",
    "expected_cost",
    "expected_net_benefit",
    "investment_bound",
    "optimal_investment",
]

#: The smallest and the largest exponent of class I: smaller ones make money useless.
BETAS: Final = (0.01, 100.0)


@dataclass(frozen=True, slots=True)
class ClassOne:
    """Class I: ``S(z) = v / (alpha z + 1)^beta``.

    ``vulnerability`` v from 0 to 1; ``alpha`` >= 0 in 1/money, 0 where money has no effect;
    ``beta`` from 0.01 to 100, without a unit. Each is a number or an array; arrays are broadcast.
    Raises ``ModelRefused``.
    """

    vulnerability: ArrayLike
    alpha: ArrayLike
    beta: ArrayLike = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "vulnerability", probability("vulnerability", self.vulnerability))
        object.__setattr__(self, "alpha", non_negative("alpha", self.alpha))
        object.__setattr__(self, "beta", within("beta", self.beta, *BETAS))

    def probability(self, investment: ArrayLike) -> Numbers:
        """Give S(z), from 0 to v, at ``investment`` z >= 0 in money."""
        v, alpha, beta, z = self._parts(investment)
        return np.asarray(v * np.exp(-beta * np.log1p(alpha * z)))

    def slope(self, investment: ArrayLike) -> Numbers:
        """Give S'(z) <= 0, in 1/money."""
        v, alpha, beta, z = self._parts(investment)
        return np.asarray(-v * beta * alpha * np.exp(-(beta + 1) * np.log1p(alpha * z)))

    def curvature(self, investment: ArrayLike) -> Numbers:
        """Give S''(z) >= 0, in 1/money squared."""
        v, alpha, beta, z = self._parts(investment)
        power = np.exp(-(beta + 2) * np.log1p(alpha * z))
        return np.asarray(v * beta * (beta + 1) * alpha**2 * power)

    def in_shares_of(self, wealth: ArrayLike) -> ClassOne:
        """Give the same function of ``z / wealth``: alpha times wealth (> 0, money)."""
        scaled = np.asarray(self.alpha) * positive("wealth", wealth)
        return ClassOne(self.vulnerability, scaled, self.beta)

    def with_vulnerability(self, vulnerability: ArrayLike) -> ClassOne:
        """Give the same function with another v."""
        return ClassOne(vulnerability, self.alpha, self.beta)

    def _parts(self, investment: ArrayLike) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        v, alpha, beta = (np.asarray(x) for x in (self.vulnerability, self.alpha, self.beta))
        return v, alpha, beta, non_negative("investment", investment)


@dataclass(frozen=True, slots=True)
class ClassTwo:
    """Class II: ``S(z) = v^(alpha z + 1)``; the optimum is not monotone in v.

    ``vulnerability`` v from 0 to 1; ``alpha`` >= 0 in 1/money. Each is a number or an array.
    Raises ``ModelRefused``.
    """

    vulnerability: ArrayLike
    alpha: ArrayLike

    def __post_init__(self) -> None:
        object.__setattr__(self, "vulnerability", probability("vulnerability", self.vulnerability))
        object.__setattr__(self, "alpha", non_negative("alpha", self.alpha))

    def probability(self, investment: ArrayLike) -> Numbers:
        """Give S(z), from 0 to v, at ``investment`` z >= 0 in money."""
        v, alpha, z = self._parts(investment)
        return np.asarray(np.power(v, alpha * z + 1))

    def slope(self, investment: ArrayLike) -> Numbers:
        """Give S'(z) <= 0, in 1/money."""
        _, alpha, _ = self._parts(investment)
        return np.asarray(self.probability(investment) * alpha * self._log())

    def curvature(self, investment: ArrayLike) -> Numbers:
        """Give S''(z) >= 0, in 1/money squared."""
        _, alpha, _ = self._parts(investment)
        return np.asarray(self.probability(investment) * (alpha * self._log()) ** 2)

    def in_shares_of(self, wealth: ArrayLike) -> ClassTwo:
        """Give the same function of ``z / wealth``: alpha times wealth (> 0, money)."""
        return ClassTwo(self.vulnerability, np.asarray(self.alpha) * positive("wealth", wealth))

    def with_vulnerability(self, vulnerability: ArrayLike) -> ClassTwo:
        """Give the same function with another v."""
        return ClassTwo(vulnerability, self.alpha)

    def investing_vulnerabilities(self, loss: ArrayLike) -> VulnerabilityInterval:
        """Give the open interval of v in which a firm with ``loss`` L (money) invests at all.

        Its ends solve ``-v ln v = 1/(alpha L)``; both are NaN where ``alpha L <= e``, since then no
        v makes the firm invest. The firm's own v plays no part.
        """
        stakes = np.asarray(self.alpha) * non_negative("loss", loss)
        with np.errstate(divide="ignore"):
            target = np.where(stakes > np.e, -1 / stakes, np.nan)
        low, high = (np.exp(np.real(lambertw(target, branch))) for branch in (-1, 0))
        return VulnerabilityInterval(np.asarray(low), np.asarray(high))

    def _log(self) -> Numbers:
        """Give ln v; where v is 0 any finite number does, since S is 0."""
        v = np.asarray(self.vulnerability)
        return np.asarray(np.log(np.where(v > 0, v, 1.0)))

    def _parts(self, investment: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
        v, alpha = np.asarray(self.vulnerability), np.asarray(self.alpha)
        return v, alpha, non_negative("investment", investment)


Breach = ClassOne | ClassTwo


class VulnerabilityInterval(NamedTuple):
    """The open interval of vulnerabilities, ``low < v < high``, in which class II invests."""

    low: Numbers
    high: Numbers


def optimal_investment(breach: Breach, loss: ArrayLike) -> Numbers:
    """Give the investment z* >= 0 in money that makes ``(v - S(z)) L - z`` greatest.

    ``loss`` L >= 0 in money. Closed forms: class I ``((v alpha beta L)^(1/(beta+1)) - 1)/alpha``,
    class II ``ln(1/(-alpha v L ln v)) / (alpha ln v)``; 0 where the first unit does not pay, which
    is where ``-S'(0) L <= 1``. The objective is concave, so there is no other optimum. Raises
    ``ModelRefused``. Source: Gordon and Loeb 2002, section 3.
    """
    lost = non_negative("loss", loss)
    first = -breach.slope(0.0) * lost
    log_first = np.log(np.where(first > 1, first, 1.0))
    alpha = np.where(first > 1, breach.alpha, 1.0)  # where it is not, log_first is 0
    if isinstance(breach, ClassOne):
        return np.asarray(np.expm1(log_first / (np.asarray(breach.beta) + 1)) / alpha)
    v = np.asarray(breach.vulnerability)
    decay = -np.log(np.where((v > 0) & (v < 1), v, 0.5))
    return np.asarray(log_first / (alpha * decay))


def investment_bound(breach: Breach, loss: ArrayLike) -> Numbers:
    """Give what z* never exceeds, in money, for these two classes.

    Class I: ``(beta/(beta+1))^(beta+1) v L``; class II: ``v L / e``, which is attained where
    ``-alpha v L ln v = e``. The class I bound is below ``v L / e`` and tends to it as beta grows.
    ``loss`` L >= 0 in money. Raises ``ModelRefused``.
    """
    at_risk = np.asarray(breach.vulnerability) * non_negative("loss", loss)
    if isinstance(breach, ClassTwo):
        return np.asarray(at_risk / np.e)
    beta = np.asarray(breach.beta)
    return np.asarray(at_risk * np.exp(-(beta + 1) * np.log1p(1 / beta)))


def expected_net_benefit(breach: Breach, loss: ArrayLike, investment: ArrayLike) -> Numbers:
    """Give ``(v - S(z)) L - z``, in money: what investing z brings on average; 0 at z = 0."""
    drop = np.asarray(breach.vulnerability) - breach.probability(investment)
    return np.asarray(drop * non_negative("loss", loss) - np.asarray(investment))


def expected_cost(breach: Breach, loss: ArrayLike, investment: ArrayLike) -> Numbers:
    """Give ``S(z) L + z``, in money: the expected loss and the investment together."""
    expected = breach.probability(investment) * non_negative("loss", loss)
    return np.asarray(expected + np.asarray(investment))
