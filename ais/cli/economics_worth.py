"""``ais economics worth``: what an indicator, or sharing with partners, is worth; offline."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ais.economics.investment import worth as worths
from ais.economics.investment.growth import LossForm

from .economics_parts import (
    BETA,
    CLASS,
    HALVED_BY,
    LOSS,
    PICTURE,
    VULNERABILITY,
    amount,
    needed,
    partner_options,
    read_breach,
    read_partners,
    save_picture,
)
from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["worth"]

_FORMS: tuple[LossForm, ...] = ("fixed", "proportional")
_WEALTH = click.option(
    "--wealth", type=float, metavar="MONEY", help="What there is to lose in all."
)


@click.command(cls=Verb)
@LOSS
@click.option("--encounters", type=float, help="Attacks a year that the indicator describes.")
@click.option("--before", type=float, metavar="0..1", help="Chance that one succeeds without it.")
@click.option("--after", type=float, metavar="0..1", help="Chance that one succeeds with it.")
@click.option(
    "--search-cost",
    type=float,
    default=0.0,
    metavar="MONEY",
    show_default=True,
    help="Of finding who can help.",
)
@VULNERABILITY
@HALVED_BY
@_WEALTH
@CLASS
@BETA
@partner_options
@PICTURE
@pass_session
def worth(session: Session, /, *, picture: Path | None, **given: Any) -> None:
    """Tell what an indicator is worth, or what sharing with partners is.

    An indicator: --encounters, --before and --after; its value is encounters times the drop of the
    chance times the loss, and with --wealth also what one pays whose wealth is to grow, where a
    success takes the loss (fixed) or its share of what is left (proportional). Partners:
    --vulnerability, --halved-by and --partners; the table tells more and fewer partners. Money is
    any currency, a year. It is the value before dues and effort.

    Example: ais economics worth --loss 20000 --encounters 40 --before 0.05 --after 0.01
    """
    output = session.output
    value: dict[str, Any] = {}
    if given["encounters"] is not None:
        value["indicator"] = _indicator(given)
    if given["vulnerability"] is not None:
        value["sharing"] = _sharing(given)
    if not value:
        raise click.UsageError("give --encounters, --before and --after, or --vulnerability")
    if picture is not None:
        value["picture"] = _picture(given, picture)
    output.result(value, lambda: _show_worth(output, value))


def _indicator(given: Mapping[str, Any]) -> dict[str, Any]:
    met, before, after = needed(given, "encounters", "before", "after")
    loss, search, wealth = given["loss"], given["search_cost"], given["wealth"]
    each = float(worths.indicator_value(met, before, after, loss))
    once = float(worths.indicator_value_once(met, before, after, loss))
    chance, left = (
        -math.expm1(met * math.log1p(-p)) if p < 1 else float(met > 0) for p in (before, after)
    )
    terms: dict[str, Any] = {"left": left, "search_cost": search}
    grown = None
    if wealth is not None:
        grown = {
            form: float(worths.willingness_to_pay(chance, loss, **terms, wealth=wealth, form=form))
            for form in _FORMS
        }
    return {
        "every_success_costs": each,
        "only_the_first_costs": once,
        "most_to_pay": float(worths.willingness_to_pay(chance, loss, **terms)),
        "most_to_pay_for_growth": grown,
    }


def _sharing(given: Mapping[str, Any]) -> dict[str, Any]:
    breach, partners = read_breach(given), read_partners(given)
    asked = float(given["partners"])
    rows = []
    for number in sorted({asked, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0}):
        met = replace(partners, number=number)
        saved = float(worths.sharing_value(breach, given["loss"], met))
        rows.append({"partners": number, "stopped": float(met.stopped()), "saved": saved})
    chosen = next(row for row in rows if row["partners"] == asked)
    return {"partners": asked, "saved": chosen["saved"], "by_partners": rows}


def _picture(given: Mapping[str, Any], file: Path) -> str:
    if given["vulnerability"] is None:
        raise click.UsageError("--picture shows partners: give --vulnerability and --halved-by")
    from ais.economics.pictures import investment  # noqa: PLC0415  matplotlib is slow to load

    drawn = investment.partners_picture(read_breach(given), given["loss"], read_partners(given))
    return save_picture(drawn, file)


def _show_worth(output: Output, value: Mapping[str, Any]) -> None:
    if "indicator" in value:
        found, told = value["indicator"], {}
        for form, paid in (found["most_to_pay_for_growth"] or {}).items():
            told[f"for growing wealth, {form} loss"] = amount(paid)
        output.pairs(
            {
                "if every success costs": amount(found["every_success_costs"]),
                "if only the first costs": amount(found["only_the_first_costs"]),
                "most to pay for that, less the search": amount(found["most_to_pay"]),
                **told,
            },
            title="the indicator, money a year",
        )
    if "sharing" in value:
        output.table(
            ["partners", "attacks stopped", "saved a year"],
            [
                (f"{row['partners']:g}", f"{100 * row['stopped']:.1f} %", amount(row["saved"]))
                for row in value["sharing"]["by_partners"]
            ],
        )
