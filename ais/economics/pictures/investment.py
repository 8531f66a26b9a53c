"""Pictures of investing in security and of what sharing is worth; each title says the finding."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ais.economics.investment.advice import Advice, Organisation
from ais.economics.investment.gordon_loeb import (
    Breach,
    ClassTwo,
    expected_cost,
    investment_bound,
    optimal_investment,
)
from ais.economics.investment.growth import LossForm, ShareGrowth
from ais.economics.investment.worth import Partners, sharing_value
from ais.economics.ranges import Numbers

from .style import COLOURS, DASHES, figure

__all__ = [
    "cost_picture",
    "partners_picture",
    "short_money",
    "vulnerability_picture",
    "wealth_picture",
]

_POINTS = 400


def short_money(value: float, _position: object = None) -> str:
    """Write an amount with three digits and k, M or bn: for titles and axes."""
    for size, mark in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size * 0.9995:
            return f"{value / size:.3g}{mark}"
    return f"{value:.3g}"


def cost_picture(organisation: Organisation, partners: Partners, advice: Advice) -> Figure:
    """Draw expected loss and investment over the investment, without and with sharing.

    The points are Gordon and Loeb's optima; the band below is what sharing saves at each
    investment. Money a year.
    """
    alone, sharing = advice.alone, advice.sharing
    title = f"Invest {short_money(alone.risk_neutral)} a year alone"
    if advice.worth.stopped > 0:
        title += (
            f", {short_money(sharing.risk_neutral)} with {float(np.max(partners.number)):g} "
            f"partners:\nsharing saves {short_money(advice.worth.saved)} a year"
        )
    made, (axes,) = figure(title)
    top = 3 * max(alone.risk_neutral, sharing.risk_neutral, organisation.loss / 20)
    z = np.linspace(0, top, _POINTS)
    curves = [
        ("without sharing", organisation.breach, alone, COLOURS[1], DASHES[0]),
        ("with sharing", partners.informed(organisation.breach), sharing, COLOURS[0], DASHES[1]),
    ]
    for label, breach, plan, colour, dash in curves:
        cost = expected_cost(breach, organisation.loss, z)
        axes.plot(z, cost, color=colour, linestyle=dash, label=f"{label} (point: optimum)")
        axes.plot([plan.risk_neutral], [plan.expected_cost], "o", color=colour)
    axes.plot(z, z, color="#57606a", linestyle=DASHES[3], label="the investment alone")
    low, high = (expected_cost(curve[1], organisation.loss, z) for curve in (curves[1], curves[0]))
    axes.fill_between(z, low, high, color=COLOURS[5], alpha=0.25, label="saved by sharing")
    axes.set_xlim(0, top)
    axes.set_ylim(0, 1.3 * max(alone.idle_cost, alone.expected_cost, top))
    _money(axes, "investment, money a year", "expected loss and investment, money a year")
    axes.legend(loc="upper right", ncols=2, frameon=False)
    return made


def wealth_picture(breach: Breach, wealth: float) -> Figure:
    """Draw the best investment as a share of the wealth over the loss as a share of it.

    The two Kelly forms and Gordon and Loeb's optimum, which knows no wealth.
    """
    share = np.linspace(0.002, 0.998, 499)
    lines = {
        "fixed loss": _optimum(breach, wealth, share, "fixed"),
        "proportional loss": _optimum(breach, wealth, share, "proportional"),
        "Gordon and Loeb (risk-neutral)": optimal_investment(breach, share * wealth) / wealth,
    }
    fixed = lines["fixed loss"]
    peak, title = int(np.argmax(fixed)), "At no loss is it worth investing"
    if fixed[peak] > 0:
        gone = share[peak:][fixed[peak:] <= 0]
        title = (
            f"With a fixed loss the most to invest is {100 * fixed[peak]:.2g} % of wealth, at a "
            f"loss of {100 * share[peak]:.2g} %;"
        )
        end = f"from a loss of {100 * gone[0]:.3g} %" if len(gone) else "only very near 100 %"
        title += f"\nnothing {end}: then the loss must be made smaller"
    made, (axes,) = figure(title)
    for (label, values), colour, dash in zip(lines.items(), COLOURS, DASHES, strict=False):
        axes.plot(100 * share, 100 * values, color=colour, linestyle=dash, label=label)
    axes.set_xlabel("loss of a breach, % of wealth")
    axes.set_ylabel("best investment, % of wealth")
    axes.set_xlim(0, 100)
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper left", frameon=False)
    return made


def partners_picture(breach: Breach, loss: float, partners: Partners, most: int = 40) -> Figure:
    """Draw what sharing saves over the number of partners, up to ``most`` >= 2.

    The line is for the chance of sharing that ``partners`` has; the band for half of it and for 1.
    """
    number = np.arange(most + 1)

    def saved(sharing: float) -> Numbers:
        met = Partners(number=number, sharing=sharing, common=partners.common, stops=partners.stops)
        return sharing_value(breach, loss, met)

    often = float(np.max(partners.sharing))
    line, half = saved(often), most // 2
    made, (axes,) = figure(
        f"The first {half} partners save {short_money(line[half])} a year, "
        f"the next {most - half} only {short_money(line[most] - line[half])}"
    )
    axes.fill_between(
        number,
        saved(often / 2),
        saved(1.0),
        color=COLOURS[5],
        alpha=0.3,
        label=f"if {50 * often:.3g} % to 100 % of them share",
    )
    axes.plot(number, line, color=COLOURS[0], label=f"if {100 * often:.3g} % of them share")
    axes.set_xlim(0, most)
    axes.set_ylim(bottom=0)
    _money(axes, None, "saved by sharing, money a year")
    axes.set_xlabel("partners")
    axes.legend(loc="lower right", frameon=False)
    return made


def vulnerability_picture(one: Breach, two: ClassTwo, loss: float) -> Figure:
    """Draw both classes' optima over the vulnerability, with the bound v L / e.

    ``one`` and ``two`` give alpha and beta; their own v plays no part. Money a year.
    """
    low, high = (float(end) for end in two.investing_vulnerabilities(loss))
    title = "Class II invests at no vulnerability" if np.isnan(low) else (
        f"Class II gives up above a vulnerability of {high:.3g}, where class I invests most"
    )  # fmt: skip
    made, (axes,) = figure(title)
    v = np.linspace(0, 1, 1001)
    lines = (
        ("class I", optimal_investment(one.with_vulnerability(v), loss)),
        ("class II", optimal_investment(two.with_vulnerability(v), loss)),
    )
    for (label, values), colour, dash in zip(lines, COLOURS, DASHES, strict=False):
        axes.plot(v, values, color=colour, linestyle=dash, label=label)
    bound = investment_bound(two.with_vulnerability(v), loss)
    axes.plot(v, bound, color="#57606a", linestyle=DASHES[3], label="bound of both, v L / e")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    _money(axes, None, "best investment, money a year")
    axes.set_xlabel("vulnerability v: probability of a breach without investment")
    axes.legend(loc="upper left", frameon=False)
    return made


def _optimum(breach: Breach, wealth: float, share: Numbers, form: LossForm) -> Numbers:
    shares = breach.in_shares_of(wealth)
    return ShareGrowth(breach=shares, loss_share=share, form=form).optimum()


def _money(axes: Axes, across: str | None, up: str) -> None:
    axes.set_ylabel(up)
    axes.yaxis.set_major_formatter(FuncFormatter(short_money))
    if across is not None:
        axes.set_xlabel(across)
        axes.xaxis.set_major_formatter(FuncFormatter(short_money))
