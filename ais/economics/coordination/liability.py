"""What a firm invests for itself, what a single owner would invest, and what closes the gap.

A breach costs the firm its own loss and others theirs. Alone the firm weighs its own; a single
owner weighs the sum. Liability for the others' loss closes the gap only up to what the firm is
worth: it cannot lose more than that (Shavell 1986, "The Judgment Proof Problem"). The transfers
here make up for the rest. The firm is risk-neutral, as in Gordon and Loeb, and what it invests can
be seen by whoever pays. Source of the idea: *Omnichannel Cybersecurity* sections 2.1 and 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ais.economics.investment.gordon_loeb import Breach, expected_cost, optimal_investment
from ais.economics.ranges import Numbers, non_negative, within

__all__ = ["InvestmentGap", "RestoringTransfer", "investment_gap", "liable_loss", "restore"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestmentGap:
    """Two optima and what lies between them, all in money.

    ``private``: invested by a firm that bears ``borne``; ``social``: by a single owner;
    ``missing``: the difference, at least 0; ``lost``: what the parties together
    lose by it, on average, at least 0.
    """

    borne: Numbers
    private: Numbers
    social: Numbers
    missing: Numbers
    lost: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoringTransfer:
    """Three payments, any one of which makes the firm invest what a single owner would.

    ``matching_rate``: the part of each unit of investment that others pay, 0 to 1, and
    ``matching``, what that comes to; ``bonus``: paid for a period without a breach, and
    ``bonus_expected``, on average; ``least``: paid once for investing the whole, the least that the
    firm accepts, and ``most``: what the others gain by it. ``least <= most`` always: there is a
    range to bargain in. Money, but for the rate.
    """

    matching_rate: Numbers
    matching: Numbers
    bonus: Numbers
    bonus_expected: Numbers
    least: Numbers
    most: Numbers


def liable_loss(
    own_loss: ArrayLike,
    others_loss: ArrayLike,
    *,
    liability: ArrayLike = 0.0,
    enterprise_value: ArrayLike | None = None,
) -> Numbers:
    """Give the loss that a breach brings to the firm itself, in money.

    ``own_loss`` and ``others_loss`` >= 0 in money; ``liability``, 0 to 1: the part of the others'
    loss that it must make good; the sum is capped at ``enterprise_value`` (money, >= 0; None: no
    cap). Raises ``ModelRefused``.
    """
    own, others = non_negative("own_loss", own_loss), non_negative("others_loss", others_loss)
    owed = own + within("liability", liability, 0.0, 1.0) * others
    if enterprise_value is None:
        return np.asarray(owed)
    return np.asarray(np.minimum(owed, non_negative("enterprise_value", enterprise_value)))


def investment_gap(
    breach: Breach,
    own_loss: ArrayLike,
    others_loss: ArrayLike,
    *,
    liability: ArrayLike = 0.0,
    enterprise_value: ArrayLike | None = None,
) -> InvestmentGap:
    """Give what is missing to the single owner's investment. Arguments as in ``liable_loss``."""
    borne = liable_loss(
        own_loss, others_loss, liability=liability, enterprise_value=enterprise_value
    )
    whole = np.asarray(own_loss, float) + np.asarray(others_loss, float)
    private, social = optimal_investment(breach, borne), optimal_investment(breach, whole)
    lost = expected_cost(breach, whole, private) - expected_cost(breach, whole, social)
    return InvestmentGap(
        borne=borne,
        private=private,
        social=social,
        missing=np.asarray(social - private),
        lost=np.asarray(np.maximum(lost, 0.0)),
    )


def restore(
    breach: Breach,
    own_loss: ArrayLike,
    others_loss: ArrayLike,
    *,
    liability: ArrayLike = 0.0,
    enterprise_value: ArrayLike | None = None,
) -> RestoringTransfer:
    """Give the transfers that restore the single owner's optimum, with ``b`` borne and L in all.

    A matching rate of ``1 - b/L`` makes the firm's first-order condition the single owner's; so
    does a bonus of ``L - b`` without a breach. Where the two optima are the same, every transfer
    is 0. Arguments as in ``liable_loss``.
    """
    gap = investment_gap(
        breach, own_loss, others_loss, liability=liability, enterprise_value=enterprise_value
    )
    whole = np.asarray(own_loss, float) + np.asarray(others_loss, float)
    needed = gap.missing > 0
    rest = np.where(needed, whole - gap.borne, 0.0)
    rate = rest / np.where(whole > 0, whole, 1.0)
    breached, better = breach.probability(gap.private), breach.probability(gap.social)
    cost = expected_cost(breach, gap.borne, gap.social)
    least = cost - expected_cost(breach, gap.borne, gap.private)
    return RestoringTransfer(
        matching_rate=np.asarray(rate),
        matching=np.asarray(rate * gap.social),
        bonus=np.asarray(rest),
        bonus_expected=np.asarray((1 - better) * rest),
        least=np.asarray(np.where(needed, np.maximum(least, 0.0), 0.0)),
        most=np.asarray((breached - better) * rest),
    )
