"""Who should fix what, and who pays whom: the single owner's choice, reached by payments.

A single owner of everything would fix an issue exactly where the least cost of doing so, the cost
of dealing with each other included, is below what all parties together lose by it (*Omnichannel
Cybersecurity* sections 2.1, 2.5 and 3.1: single owner, least-cost avoider, transaction costs). Here
the fixers are chosen by the assignment that is worth most, are paid by its dual prices, and those
who gain contribute in proportion to their gain: nobody is worse off, and the payments sum to 0.

Costs and losses are taken *as reported*. Nothing here makes it best to report the truth: no rule
can be efficient, voluntary, balanced and truthful at once (Myerson and Satterthwaite 1983).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ais.economics.rationals import Rational, amount, exact_probability
from ais.errors import ModelRefused

from .assignment import assign

__all__ = ["Coordination", "Fix", "Fixer", "Harm", "Left", "Offer", "Settlement", "settle"]


@dataclass(frozen=True, slots=True)
class Harm:
    """What an issue does to one party, a period: ``probability`` of 0 to 1, ``loss`` in money."""

    probability: Rational
    loss: Rational

    @property
    def gain(self) -> Fraction:
        """What the party gains where it is fixed: probability times loss avoided."""
        return Fraction(self.probability) * Fraction(self.loss)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "probability", exact_probability("probability", self.probability))
        set_(self, "loss", amount("loss", self.loss))


@dataclass(frozen=True, slots=True)
class Offer:
    """What fixing one issue takes: ``cost`` and ``transaction_cost`` (of dealing), in money."""

    cost: Rational
    transaction_cost: Rational = 0

    @property
    def total(self) -> Fraction:
        """Both costs together."""
        return Fraction(self.cost) + Fraction(self.transaction_cost)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "cost", amount("cost", self.cost))
        set_(self, "transaction_cost", amount("transaction_cost", self.transaction_cost))


@dataclass(frozen=True, slots=True)
class Fixer:
    """One who can fix: ``offers``, issue -> cost, and ``capacity``, the most issues, >= 0."""

    offers: Mapping[str, Offer]
    capacity: int = 1

    def __post_init__(self) -> None:
        if isinstance(self.capacity, bool) or not isinstance(self.capacity, int):
            reason = "it must be a whole number"
            raise ModelRefused(field="capacity", value=str(self.capacity), reason=reason)
        if self.capacity < 0:
            reason = "it must be at least 0"
            raise ModelRefused(field="capacity", value=str(self.capacity), reason=reason)


@dataclass(frozen=True, slots=True)
class Coordination:
    """The whole: ``issues``, issue -> party -> harm, and ``fixers`` by name.

    A fixer may be a party too, under the same name. Raises ``ModelRefused`` for an offer on an
    issue that does not exist.
    """

    issues: Mapping[str, Mapping[str, Harm]]
    fixers: Mapping[str, Fixer]

    def __post_init__(self) -> None:
        for name, fixer in self.fixers.items():
            for issue in fixer.offers:
                if issue not in self.issues:
                    reason = "no issue has that name"
                    raise ModelRefused(field=f"offers of {name}", value=issue, reason=reason)

    def gain(self, issue: str) -> Fraction:
        """Give what all parties together gain where ``issue`` is fixed, in money."""
        return sum((harm.gain for harm in self.issues[issue].values()), Fraction(0))

    def least_cost_avoider(self, issue: str) -> str | None:
        """Give who can fix ``issue`` at the least cost, busy or not; the first of equals."""
        able = [name for name, one in self.fixers.items() if issue in one.offers and one.capacity]
        return min(able, key=lambda name: self.fixers[name].offers[issue].total, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """An issue that is fixed; all amounts in money.

    ``least_cost_avoider``: who could fix it at the least cost, and need not be its ``fixer`` where
    its capacity is worth more elsewhere. ``price``: what the fixer gets, its two costs included;
    ``lowest`` and ``highest``: the bargaining range, the prices at either end of the dual prices.
    ``contributions``: party -> what it pays of the price.
    """

    issue: str
    fixer: str
    least_cost_avoider: str
    cost: Fraction
    transaction_cost: Fraction
    gain: Fraction
    price: Fraction
    lowest: Fraction
    highest: Fraction
    contributions: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An issue that is not fixed: its ``gain``, the ``least_cost`` (None: nobody can), and why."""

    issue: str
    gain: Fraction
    least_cost: Fraction | None
    reason: Literal["nobody can", "costs too much", "capacity is worth more elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What is fixed and what each gets.

    ``payments``: name -> money received less money paid, which sum to exactly 0; ``net_gains``:
    name -> losses avoided, less own costs, plus payments: never below 0; ``surplus``: their sum.
    """

    fixes: tuple[Fix, ...]
    left: tuple[Left, ...]
    payments: Mapping[str, Fraction]
    net_gains: Mapping[str, Fraction]
    surplus: Fraction


def settle(problem: Coordination, *, split: Rational = Fraction(1, 2)) -> Settlement:
    """Give who fixes what and who pays whom.

    An issue is fixed iff its least total cost is below the sum of the parties' gains and a
    capacity is not worth more elsewhere. ``split``, 0 to 1, places the prices between the two ends
    of the dual prices: 0 leaves all that can be left to those who gain, 1 to the fixers. Raises
    ``ModelRefused``.
    """
    share = exact_probability("split", split)
    gains = {issue: problem.gain(issue) for issue in problem.issues}
    surplus = {
        (issue, name): gains[issue] - offer.total
        for name, fixer in problem.fixers.items()
        for issue, offer in fixer.offers.items()
    }
    capacities = {name: fixer.capacity for name, fixer in problem.fixers.items()}
    found = assign(surplus, list(problem.issues), capacities)

    fixes = []
    for issue in problem.issues:
        if issue in found.workers:
            fixer = found.workers[issue]
            ends = found.lowest[fixer], found.highest[fixer]
            fixes.append(_fix(problem, issue, fixer, ends, share))
    left = [_left(problem, issue) for issue in problem.issues if issue not in found.workers]
    payments, net = _accounts(problem, fixes)
    return Settlement(
        fixes=tuple(fixes),
        left=tuple(left),
        payments=payments,
        net_gains=net,
        surplus=sum((fix.gain - fix.cost - fix.transaction_cost for fix in fixes), Fraction(0)),
    )


def _fix(
    problem: Coordination, issue: str, fixer: str, ends: tuple[Fraction, Fraction], split: Fraction
) -> Fix:
    offer, gain = problem.fixers[fixer].offers[issue], problem.gain(issue)
    lowest, highest = (offer.total + end for end in ends)
    price = lowest + split * (highest - lowest)
    shares = {party: harm.gain / gain for party, harm in problem.issues[issue].items()}
    return Fix(
        issue=issue,
        fixer=fixer,
        least_cost_avoider=problem.least_cost_avoider(issue) or fixer,
        cost=Fraction(offer.cost),
        transaction_cost=Fraction(offer.transaction_cost),
        gain=gain,
        price=price,
        lowest=lowest,
        highest=highest,
        contributions={party: price * part for party, part in shares.items() if part},
    )


def _left(problem: Coordination, issue: str) -> Left:
    gain, avoider = problem.gain(issue), problem.least_cost_avoider(issue)
    if avoider is None:
        return Left(issue=issue, gain=gain, least_cost=None, reason="nobody can")
    least = problem.fixers[avoider].offers[issue].total
    if least >= gain:
        return Left(issue=issue, gain=gain, least_cost=least, reason="costs too much")
    reason: Literal["capacity is worth more elsewhere"] = "capacity is worth more elsewhere"
    return Left(issue=issue, gain=gain, least_cost=least, reason=reason)


def _accounts(
    problem: Coordination, fixes: list[Fix]
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    names = [party for harms in problem.issues.values() for party in harms]
    payments = dict.fromkeys([*names, *problem.fixers], Fraction(0))
    net = dict(payments)
    for fix in fixes:
        payments[fix.fixer] += fix.price
        net[fix.fixer] += fix.price - fix.cost - fix.transaction_cost
        for party, paid in fix.contributions.items():
            payments[party] -= paid
            net[party] += problem.issues[fix.issue][party].gain - paid
    return payments, net
