"""How much one organisation should invest and what sharing is worth to it, from what it knows.

Puts the models side by side for a reader who has revenue, loss, vulnerability and partners in
mind, not alpha: the productivity of money is told by the yearly sum that halves the chance of a
breach. Every amount is money a year. Each model's assumptions stay its own (docs/investment.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ais.economics.ranges import non_negative, positive, probability, within
from ais.errors import ModelRefused

from .gordon_loeb import (
    BETAS,
    Breach,
    ClassOne,
    ClassTwo,
    expected_cost,
    investment_bound,
    optimal_investment,
)
from .growth import LossForm
from .kelly import IndicatorGrowth, WealthyFirm, indicator_growth
from .kelly_dynamic import DynamicFirm, Path, solve
from .worth import Partners, sharing_value

__all__ = [
    "Advice",
    "Organisation",
    "Plan",
    "SharingWorth",
    "advise",
    "breach_from_halving",
    "years_of_learning",
]

BreachClass = Literal["I", "II"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What an organisation knows of itself; single numbers. Raises ``ModelRefused``.

    ``revenue`` >= 0 a year; ``wealth`` W > L: what it has to lose in all; ``loss`` L >= 0 of a
    breach; ``breach``: S(z) of the money invested a year.
    """

    revenue: float
    wealth: float
    loss: float
    breach: Breach

    def __post_init__(self) -> None:
        non_negative("revenue", self.revenue)
        self.firm("fixed")

    def firm(self, form: LossForm) -> WealthyFirm:
        """Give the firm of the Kelly extension."""
        return WealthyFirm(breach=self.breach, loss=self.loss, wealth=self.wealth, form=form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One state of knowledge: what each model would invest, and what follows.

    ``risk_neutral`` (Gordon and Loeb), ``fixed`` and ``proportional`` (the Kelly forms): money a
    year. ``bound``: what the first never exceeds. ``breach_probability`` and ``expected_cost``
    (expected loss and investment) at the first; ``idle_cost``: the expected loss without any.
    """

    risk_neutral: float
    fixed: float
    proportional: float
    bound: float
    breach_probability: float
    expected_cost: float
    idle_cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingWorth:
    """What the partners' indicators are worth, before dues and effort.

    ``stopped``: the part of the attacks that they make fail; ``saved``: money a year, for a
    risk-neutral organisation; ``fixed`` and ``proportional``: the growth that they add.
    """

    stopped: float
    saved: float
    fixed: IndicatorGrowth
    proportional: IndicatorGrowth


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The plan without partners, the plan with them, and what they are worth."""

    alone: Plan
    sharing: Plan
    worth: SharingWorth


def breach_from_halving(
    vulnerability: float, halved_by: float, *, kind: BreachClass = "I", beta: float = 1.0
) -> Breach:
    """Give the breach function whose probability is v/2 where ``halved_by`` (> 0, money) is spent.

    ``vulnerability`` v from 0 to 1, in class II above 0 and below 1, where nothing halves it
    otherwise; ``beta`` as in ``ClassOne`` counts in class I alone. Raises ``ModelRefused``.
    """
    v, money = float(probability("vulnerability", vulnerability)), positive("halved_by", halved_by)
    power = float(within("beta", beta, *BETAS))
    if kind == "I":
        return ClassOne(v, (2 ** (1 / power) - 1) / money, power)
    if kind != "II":
        raise ModelRefused(field="kind", value=str(kind), reason="it must be I or II")
    if not 0 < v < 1:
        reason = "in class II it must be above 0 and below 1"
        raise ModelRefused(field="vulnerability", value=f"{v:g}", reason=reason)
    with np.errstate(over="ignore"):  # what is too large is refused as alpha
        return ClassTwo(v, np.log(2) / (-np.log(v) * money))


def advise(organisation: Organisation, partners: Partners) -> Advice:
    """Put what the models say side by side. Raises ``ModelRefused``."""
    informed = partners.informed(organisation.breach)
    better = Organisation(
        revenue=organisation.revenue,
        wealth=organisation.wealth,
        loss=organisation.loss,
        breach=informed,
    )
    worth = SharingWorth(
        stopped=float(partners.stopped()),
        saved=float(sharing_value(organisation.breach, organisation.loss, partners)),
        fixed=indicator_growth(organisation.firm("fixed"), informed),
        proportional=indicator_growth(organisation.firm("proportional"), informed),
    )
    return Advice(alone=_plan(organisation), sharing=_plan(better), worth=worth)


def years_of_learning(
    organisation: Organisation, *, upkeep: float, decay: float, discount: float, years: int = 10
) -> Path:
    """Give the investment of the next ``years`` where earlier spending makes later spending better.

    The Kelly extension with a fixed loss, for ever, from today's ``alpha W`` on, in shares of
    wealth. ``decay`` and ``discount`` as in ``DynamicFirm``; ``upkeep`` > 0: the yearly money that
    just makes up for the decay, which sets ``learning``; alpha W is capped at four times today's.
    Raises ``ModelRefused``.
    """
    kept = float(positive("upkeep", upkeep)) / organisation.wealth
    start = float(np.asarray(organisation.breach.alpha)) * organisation.wealth
    firm = DynamicFirm(
        breach=organisation.breach,
        loss_share=organisation.loss / organisation.wealth,
        discount=discount,
        decay=decay,
        learning=decay * start / kept,
        most=4 * start,
    )
    return solve(firm).path(start, years)


def _plan(organisation: Organisation) -> Plan:
    breach, loss = organisation.breach, organisation.loss
    invested = optimal_investment(breach, loss)
    return Plan(
        risk_neutral=float(invested),
        fixed=float(organisation.firm("fixed").optimal_investment()),
        proportional=float(organisation.firm("proportional").optimal_investment()),
        bound=float(investment_bound(breach, loss)),
        breach_probability=float(breach.probability(invested)),
        expected_cost=float(expected_cost(breach, loss, invested)),
        idle_cost=float(expected_cost(breach, loss, 0.0)),
    )
