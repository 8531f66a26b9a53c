"""Kelly's criterion, and what it makes of Gordon and Loeb's question of how much to invest.

A firm that wants its wealth to grow in the long run weighs a loss by the logarithm of what it
leaves. As the loss gets small beside the wealth W the answer tends to Gordon and Loeb's; near
``L = W`` it does not. *Omnichannel Cybersecurity* (section 2.4) has this idea in words and no
formula: the two forms in ``growth`` are ours. Not a model of many breaches within one period, nor
of insurance or borrowing. Source of the bets: Kelly, "A New Interpretation of Information Rate",
Bell System Technical Journal 35, 1956.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py

from ais.economics.ranges import LARGEST, Numbers, non_negative, positive, probability
from ais.errors import ModelRefused

from .gordon_loeb import Breach, optimal_investment
from .growth import LossForm, ShareGrowth, decreasing_root

__all__ = [
    "IndicatorGrowth",
    "WealthyFirm",
    "bet_fraction",
    "bet_growth",
    "gap_to_gordon_loeb",
    "indicator_growth",
]


def bet_fraction(win: ArrayLike, odds: ArrayLike = 1.0) -> Numbers:
    """Give the share of wealth to bet, from 0 to 1, that makes it grow fastest.

    ``win``: the probability p of winning, 0 to 1; ``odds`` b > 0: what a unit wins beside itself,
    even odds being 1. The share is ``p - (1 - p)/b``, at even odds ``2p - 1``, and 0 where that is
    negative. Raises ``ModelRefused``. Source: Kelly 1956.
    """
    p, b = probability("win", win), positive("odds", odds)
    return np.asarray(np.maximum(p - (1 - p) / b, 0.0))


def bet_growth(
    win: ArrayLike, odds: ArrayLike = 1.0, *, unit: Literal["bits", "nats"] = "bits"
) -> Numbers:
    """Give the growth a bet of ``p log(1 + b f) + (1 - p) log(1 - f)`` at the best share f.

    At even odds and p > 1/2 that is ``1 + p log2 p + (1 - p) log2(1 - p)`` bits: the rate of the
    channel that brings the tip. ``win`` and ``odds`` as in ``bet_fraction``. Raises
    ``ModelRefused``. Source: Kelly 1956.
    """
    if unit not in ("bits", "nats"):
        raise ModelRefused(field="unit", value=str(unit), reason="it must be bits or nats")
    p, b = probability("win", win), positive("odds", odds)
    share = bet_fraction(p, b)
    nats = xlog1py(p, b * share) + xlog1py(1 - p, -share)
    return np.asarray(nats / np.log(2) if unit == "bits" else nats)


@dataclass(frozen=True, slots=True, kw_only=True)
class WealthyFirm:
    """A firm with wealth W that may lose L of it in a breach, in one period.

    ``breach``: S(z), with alpha in 1/money; ``wealth`` W > 0 and ``loss`` 0 <= L < W in money (for
    the proportional form L is the loss of a firm that has invested nothing). Arrays are
    broadcast. Raises ``ModelRefused``, for ``L >= W`` as for values out of range.
    """

    breach: Breach
    loss: ArrayLike
    wealth: ArrayLike
    form: LossForm = "fixed"

    def __post_init__(self) -> None:
        loss, wealth = non_negative("loss", self.loss), positive("wealth", self.wealth)
        if np.any(loss >= wealth):
            first = float(np.broadcast_arrays(loss, wealth)[0][loss >= wealth].flat[0])
            reason = "it must be below the wealth: one breach would end the firm"
            raise ModelRefused(field="loss", value=f"{first:g}", reason=reason)
        object.__setattr__(self, "loss", loss)
        object.__setattr__(self, "wealth", wealth)
        self.in_shares()

    def in_shares(self) -> ShareGrowth:
        """Give the same problem in shares of the wealth."""
        share = np.asarray(self.loss) / np.asarray(self.wealth)
        breach = self.breach.in_shares_of(self.wealth)
        return ShareGrowth(breach=breach, loss_share=share, form=self.form)

    def growth(self, investment: ArrayLike) -> Numbers:
        """Give the expected log growth of wealth at ``investment`` z (money), in nats.

        Raises ``ModelRefused``, with a fixed loss also for ``z >= W - L``.
        """
        return self.in_shares().growth(
            non_negative("investment", investment) / np.asarray(self.wealth)
        )

    def optimal_investment(self) -> Numbers:
        """Give the investment z*, in money, that makes the growth greatest.

        With a fixed loss z* first rises with L and then *falls to 0 as L nears W*: a breach would
        take nearly all, and whatever is spent makes that worse. Nobody should read this as advice
        to spend nothing when much is at stake; it says that spending no longer saves the firm, and
        that the loss itself must be made smaller. With a proportional loss z* rises with L.
        """
        return np.asarray(self.in_shares().optimum() * np.asarray(self.wealth))

    def optimal_growth(self) -> Numbers:
        """Give the growth at the optimum, in nats; at most 0."""
        shares = self.in_shares()
        return shares.growth(shares.optimum())

    def after_paying(self, fee: ArrayLike) -> WealthyFirm:
        """Give the firm with ``fee`` (money) less wealth; a proportional loss keeps its share.

        Raises ``ModelRefused``.
        """
        wealth = np.asarray(self.wealth)
        left = wealth - non_negative("fee", fee)
        loss = np.asarray(self.loss)
        if self.form == "proportional":  # rounding makes no share a whole
            loss = np.minimum(loss * (left / wealth), np.nextafter(left, 0.0))
        return WealthyFirm(breach=self.breach, loss=loss, wealth=left, form=self.form)


def gap_to_gordon_loeb(firm: WealthyFirm) -> Numbers:
    """Give the first-order difference z_K - z_GL, in money, when W is large beside L and z.

    Fixed loss ``(1/2 - S)/(W S'')``, proportional loss ``(1/2 - z_GL/L)/(W S'')``, S and S'' at
    Gordon and Loeb's interior optimum; what is left out is of the order of 1/W^2. 0 where that
    optimum is strictly at 0, since Kelly's then is 0 too for W large enough.
    """
    breach, loss = firm.breach, np.asarray(firm.loss)
    z = optimal_investment(breach, loss)
    first = -breach.slope(0.0) * loss
    part = breach.probability(z) if firm.form == "fixed" else z / np.where(loss > 0, loss, 1.0)
    curved = breach.curvature(z) * np.asarray(firm.wealth)
    gap = (0.5 - part) / np.where(first >= 1, curved, 1.0)
    return np.asarray(np.where(first > 1, gap, np.where(first == 1, np.maximum(gap, 0.0), 0.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorGrowth:
    """What an indicator is worth to a firm, a period.

    ``growth``: nats, growth with it less growth without, each at its own optimum. ``sure_wealth``:
    money, the same as a difference of sure wealth at the end, ``W (e^with - e^without)``.
    ``most_to_pay``: money, the fee paid beforehand at which the firm is as well off as without.
    """

    growth: Numbers
    sure_wealth: Numbers
    most_to_pay: Numbers


def indicator_growth(firm: WealthyFirm, informed: Breach) -> IndicatorGrowth:
    """Give the value of an indicator that changes the breach function to ``informed``.

    Each growth is taken at its own optimum: a firm that knows more also invests otherwise. The fee
    keeps alpha in money and, for the fixed form, the loss in money; it is found as a root, and
    is 0 where the indicator adds nothing. Raises ``ModelRefused``.
    """
    with_it = WealthyFirm(breach=informed, loss=firm.loss, wealth=firm.wealth, form=firm.form)
    wealth = np.asarray(firm.wealth)
    before, after = firm.optimal_growth(), with_it.optimal_growth()

    room = wealth - np.asarray(firm.loss) if firm.form == "fixed" else wealth

    def surplus(fee: Numbers) -> Numbers:
        left = wealth - fee
        able = (left > wealth - room) & (left >= 1 / LARGEST)
        paid = np.where(able, fee, 0.0)
        growth = with_it.after_paying(paid).optimal_growth() + np.log1p(-paid / wealth)
        return np.where(able, growth - before, -np.inf)

    return IndicatorGrowth(
        growth=np.asarray(after - before),
        sure_wealth=np.asarray(wealth * np.exp(before) * np.expm1(after - before)),
        most_to_pay=decreasing_root(surplus, 0.0, room),
    )
