"""``ais economics invest``: how much to invest in security, alone and with partners; offline."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ais.economics.investment.advice import Advice, Organisation, Plan, advise, years_of_learning
from ais.economics.investment.kelly_dynamic import Path as Course

from .economics_parts import (
    BETA,
    CLASS,
    HALVED_BY,
    LOSS,
    PICTURE,
    VULNERABILITY,
    amount,
    is_typed,
    part,
    partner_options,
    read_breach,
    read_partners,
    save_picture,
)
from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["invest"]


@click.command(cls=Verb)
@click.option("--revenue", type=float, required=True, metavar="MONEY", help="Revenue a year.")
@LOSS
@VULNERABILITY
@HALVED_BY
@click.option(
    "--wealth",
    type=float,
    metavar="MONEY",
    help="What there is to lose in all, above --loss.  [default: the revenue]",
)
@CLASS
@BETA
@partner_options
@click.option(
    "--upkeep",
    type=float,
    metavar="MONEY",
    help="Yearly spending that makes up for --decay; more makes later money work better.",
)
@click.option(
    "--decay",
    type=float,
    default=0.2,
    show_default=True,
    help="Part of money's effect that is lost a year, 0 to 1.",
)
@click.option(
    "--discount", type=float, default=0.9, show_default=True, help="Worth of next year, 0 to 1."
)
@PICTURE
@pass_session
def invest(session: Session, /, *, picture: Path | None, **given: Any) -> None:
    """Tell how much to invest in security, alone and with partners.

    Money is any currency, a year; chances are from 0 to 1. Three models answer: Gordon and Loeb
    (risk-neutral), and the Kelly extension with a fixed and with a proportional loss. --upkeep adds
    the investment over the years where earlier spending makes later spending work better.

    Example: ais economics invest --revenue 40e6 --wealth 6e6 --loss 2e6 --vulnerability 0.4
    --halved-by 150000 --partners 12 --sharing 0.6 --common 0.5 --stops 0.8
    """
    output = session.output
    own = _organisation(given)
    partners = read_partners(given)
    found = advise(own, partners)
    years = _course(own, given)
    value: dict[str, Any] = {**part(found), "share_of_revenue": _shares(found, own.revenue)}
    if years is not None:
        value["years"] = part(years)
    if picture is not None:
        from ais.economics.pictures import investment  # noqa: PLC0415  matplotlib is slow to load

        value["picture"] = save_picture(investment.cost_picture(own, partners, found), picture)
    output.result(value, lambda: _show_invest(output, own, found, years))


def _organisation(given: Mapping[str, Any]) -> Organisation:
    revenue, wealth = given["revenue"], given["wealth"]
    return Organisation(
        revenue=revenue,
        wealth=revenue if wealth is None else wealth,
        loss=given["loss"],
        breach=read_breach(given),
    )


def _shares(found: Advice, revenue: float) -> dict[str, float | None]:
    def share(money: float) -> float | None:
        return money / revenue if revenue else None

    return {
        "alone": share(found.alone.risk_neutral),
        "sharing": share(found.sharing.risk_neutral),
        "saved": share(found.worth.saved),
    }


def _course(own: Organisation, given: Mapping[str, Any]) -> Course | None:
    if given["upkeep"] is None:
        for name in ("decay", "discount"):
            if is_typed(name):
                raise click.UsageError(f"--{name} is of the years that --upkeep adds: give it too.")
        return None
    upkeep, decay, discount = (given[name] for name in ("upkeep", "decay", "discount"))
    return years_of_learning(own, upkeep=upkeep, decay=decay, discount=discount)


def _show_invest(output: Output, own: Organisation, found: Advice, years: Course | None) -> None:
    output.table(
        ["a year", "alone", "with partners"],
        [
            (label, amount(getattr(found.alone, name)), amount(getattr(found.sharing, name)))
            for label, name in (
                ("invest (Gordon and Loeb, risk-neutral)", "risk_neutral"),
                ("invest (Kelly, fixed loss)", "fixed"),
                ("invest (Kelly, proportional loss)", "proportional"),
                ("never more than (first line's bound)", "bound"),
                ("expected loss and investment, first line", "expected_cost"),
                ("expected loss with no investment", "idle_cost"),
            )
        ]
        + [_chances(found.alone, found.sharing)],
    )
    gained, shares = found.worth, _shares(found, own.revenue)
    output.pairs(
        {
            "attacks that partners stop": f"{100 * gained.stopped:.1f} %",
            "sharing saves (risk-neutral)": f"{amount(gained.saved)} a year",
            "most to pay for it, to grow": f"{amount(gained.fixed.most_to_pay)} (fixed loss), "
            f"{amount(gained.proportional.most_to_pay)} (proportional)",
            "invested, of revenue": " -> ".join(
                "-" if share is None else f"{100 * share:.2f} %"
                for share in (shares["alone"], shares["sharing"])
            ),
        }
    )
    if years is not None:
        first, last = (amount(years.investment[n] * own.wealth) for n in (0, -1))
        static = amount(years.static[0] * own.wealth)
        output.line(
            f"with learning: {first} in the first year (without: {static}), {last} in year 10"
        )
    output.line("What the models assume: docs/investment.md", style="dim")


def _chances(alone: Plan, sharing: Plan) -> tuple[str, str, str]:
    percent = (f"{100 * plan.breach_probability:.1f} %" for plan in (alone, sharing))
    return ("chance of a breach, first line", *percent)  # type: ignore[return-value]
