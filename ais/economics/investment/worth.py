"""What an indicator, and sharing with partners, is worth to an organisation.

An indicator that arrives in time makes attacks fail that would have succeeded. *Omnichannel
Cybersecurity* (section 4.1) measures it by the devices that meet a threat and are not compromised;
here that is encounters times drop of probability times loss. What partners bring is reduced to one
number, the chance that one of them met the attack first and told: a simple model, stated below, to
be replaced by one's own records. Not the price that the contracts pay (``ais.economics.money``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ais.economics.ranges import Numbers, non_negative, positive, probability
from ais.errors import ModelRefused

from .gordon_loeb import Breach, expected_cost, optimal_investment
from .growth import LossForm, decreasing_root

__all__ = [
    "Partners",
    "indicator_value",
    "indicator_value_once",
    "sharing_value",
    "willingness_to_pay",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """Those one shares with. Numbers or arrays, broadcast. Raises ``ModelRefused``.

    ``number`` n >= 0; ``sharing``, 0 to 1: the chance that one of them shares what it meets;
    ``common``, 0 to 1: the part of one's attacks that all partners meet too; ``stops``, 0 to 1: the
    chance that an indicator that came first makes the attack fail.

    An attack in common reaches the n + 1 organisations one after the other, every order equally
    likely. With k partners who share it meets one of them first with the chance k/(k + 1).
    """

    number: ArrayLike
    sharing: ArrayLike = 1.0
    common: ArrayLike = 1.0
    stops: ArrayLike = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", non_negative("number of partners", self.number))
        for field in ("sharing", "common", "stops"):
            object.__setattr__(self, field, probability(field, getattr(self, field)))

    def warned(self) -> Numbers:
        """Give the chance that a partner who shares met an attack in common first: 0 to below 1.

        The mean of k/(k + 1), k binomial with n trials: ``1 - (1 - (1 - x)^(n + 1))/((n + 1) x)``.
        """
        after, x = np.asarray(self.number) + 1, np.asarray(self.sharing)
        with np.errstate(divide="ignore"):
            met = -np.expm1(after * np.log1p(-x))
        safe = np.where(x > 0, x, 1.0)
        # Where x is tiny the difference of two numbers near 1 is noise; the series is not.
        series = (after - 1) * x / 2 * (1 - (after - 2) * x / 3)
        found = np.where(after * x > 1e-5, 1 - met / (after * safe), series)
        return np.asarray(np.clip(found, 0.0, 1.0))

    def stopped(self) -> Numbers:
        """Give the part of all one's attacks that sharing makes fail: 0 to 1."""
        return np.asarray(np.asarray(self.common) * np.asarray(self.stops) * self.warned())

    def informed(self, breach: Breach) -> Breach:
        """Give the breach function with ``v (1 - stopped)`` for v."""
        v = np.asarray(breach.vulnerability) * (1 - self.stopped())
        return breach.with_vulnerability(v)


def indicator_value(
    encounters: ArrayLike, before: ArrayLike, after: ArrayLike, loss: ArrayLike
) -> Numbers:
    """Give encounters times drop of probability times loss, in money a period.

    ``encounters`` >= 0: attacks a period that the indicator describes; ``before`` and ``after``, 0
    to 1: the chance that one of them succeeds without and with it, ``after <= before``; ``loss``
    >= 0 in money of each that succeeds. Each success costs anew; see ``indicator_value_once``.
    Raises ``ModelRefused``.
    """
    met, lost = non_negative("encounters", encounters), non_negative("loss", loss)
    without, with_it = _drop(before, after)
    return np.asarray(met * (without - with_it) * lost)


def indicator_value_once(
    encounters: ArrayLike, before: ArrayLike, after: ArrayLike, loss: ArrayLike
) -> Numbers:
    """Give the value where only the first success costs: ``((1-after)^n - (1-before)^n) L``.

    Never above ``indicator_value``, and near it where n times ``before`` is small. Arguments and
    errors as there.
    """
    met, lost = non_negative("encounters", encounters), non_negative("loss", loss)
    without, with_it = _drop(before, after)
    return np.asarray((np.power(1 - with_it, met) - np.power(1 - without, met)) * lost)


def willingness_to_pay(
    chance: ArrayLike,
    loss: ArrayLike,
    *,
    left: ArrayLike = 0.0,
    search_cost: ArrayLike = 0.0,
    wealth: ArrayLike | None = None,
    form: LossForm = "fixed",
) -> Numbers:
    """Give the most an organisation would pay beforehand to make a risk smaller, in money, >= 0.

    ``chance`` p, 0 to 1, of a ``loss`` L >= 0, of which ``left`` q <= p remains, 0 where one is rid
    of it; ``search_cost`` >= 0: what finding the one who can avoid it costs, whoever bears it.
    Risk-neutral ``(p - q) L`` without ``wealth``; with it, W > L, that of one whose wealth is to
    grow: ``W (1 - (1 - L/W)^(p - q))`` for a ``proportional`` loss (the share L/W of what is left),
    and for a ``fixed`` one the fee x of ``log(1 - x/W) + q log(1 - L/(W - x)) = p log(1 - L/W)``.
    Where one is rid of the risk both are the same, and never below ``p L``. Where some of a fixed
    loss is left it may be below ``(p - q) L``: who has paid has less when it comes all the same.
    0 where the search costs more. Raises ``ModelRefused``. Source: *Omnichannel Cybersecurity*
    section 2.5 (the amount less the cost of identifying the least-cost avoider) and 3.2.2 (a factor
    of risk aversion); the forms are those of ``growth``.
    """
    p, lost = probability("chance", chance), non_negative("loss", loss)
    q, cost = probability("left", left), non_negative("search_cost", search_cost)
    if np.any(q > p):
        reason = "it must not be above the chance itself"
        raise ModelRefused(field="left", value=f"{float(np.max(q)):g}", reason=reason)
    if wealth is None:
        return np.asarray(np.maximum((p - q) * lost - cost, 0.0))
    whole = positive("wealth", wealth)
    if np.any(lost >= whole):
        reason = "it must be below the wealth: one breach would end the firm"
        raise ModelRefused(field="loss", value=f"{float(np.max(lost)):g}", reason=reason)
    share = lost / whole
    fee = -np.expm1((p - q) * np.log1p(-share))  # of the wealth; of a fixed loss where q is 0
    if form == "fixed" and np.any(q > 0):
        fee = np.where(q > 0, _fixed_fee(p, q, share), fee)
    return np.asarray(np.maximum(whole * fee - cost, 0.0))


def sharing_value(breach: Breach, loss: ArrayLike, partners: Partners) -> Numbers:
    """Give what the partners' indicators save a risk-neutral organisation, in money a period.

    Expected loss and investment together, without less with, each at its own optimum; at least 0.
    Before dues and effort. ``loss`` >= 0 in money. Raises ``ModelRefused``.
    """
    informed = partners.informed(breach)
    without = expected_cost(breach, loss, optimal_investment(breach, loss))
    with_it = expected_cost(informed, loss, optimal_investment(informed, loss))
    return np.asarray(without - with_it)


def _fixed_fee(p: Numbers, q: Numbers, share: Numbers) -> Numbers:
    """The share of wealth x at which log(1 - x) + q log(1 - share/(1 - x)) = p log(1 - share)."""
    without = p * np.log1p(-share)

    def surplus(x: Numbers) -> Numbers:
        kept = 1 - x
        taken = share / np.where(kept > 0, kept, 1.0)
        able = (kept > 0) & (taken < 1)
        taken, x = np.where(able, taken, 0.0), np.where(able, x, 0.0)
        return np.where(able, np.log1p(-x) + q * np.log1p(-taken) - without, -np.inf)

    return decreasing_root(surplus, 0.0, 1 - share)


def _drop(before: ArrayLike, after: ArrayLike) -> tuple[Numbers, Numbers]:
    without, with_it = probability("before", before), probability("after", after)
    if np.any(with_it > without):
        reason = "it must not be above the probability without the indicator"
        raise ModelRefused(field="after", value=f"{float(np.max(with_it)):g}", reason=reason)
    return without, with_it
