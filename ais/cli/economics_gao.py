"""``ais economics gao``: two firms, one attacker, investment under sharing; offline."""

from __future__ import annotations

import math
from typing import Any

import click

from ais.economics.gao.equilibrium import Contest, contest, equilibrium
from ais.economics.gao.printed import printed_investment
from ais.economics.gao.statics import statics

from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["gao"]


class _Numbers(click.ParamType):
    """Numbers with commas between them, as many as are asked for."""

    name = "numbers"

    def __init__(self, count: int) -> None:
        self.count = count

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, tuple):
            return value
        try:
            found = tuple(float(each) for each in value.split(","))
        except ValueError:
            self.fail(f"{value!r} are no numbers such as 1.5,1.2", param, ctx)
        if len(found) != self.count:
            self.fail(f"{self.count} numbers are needed, not {len(found)}", param, ctx)
        return found


@click.command("gao", cls=Verb)
@click.option("--h", type=float, default=1.0, show_default=True, help="Attacker's cost of a unit.")
@click.option(
    "--value", type=float, default=20.0, show_default=True, help="V: lost if both are breached."
)
@click.option(
    "--alpha",
    type=float,
    default=0.1,
    show_default=True,
    help="How far defence and attack spill over, 0 <= alpha < 1.",
)
@click.option(
    "--f",
    type=_Numbers(2),
    metavar="F1,F2",
    default="1.5,1.2",
    show_default=True,
    help="Each firm's cost of a unit of investment.",
)
@click.option(
    "--gamma",
    type=float,
    default=0.3,
    show_default=True,
    help="What a unit of the other's sharing is worth as defence.",
)
@click.option(
    "--phi",
    type=_Numbers(3),
    metavar="PHI1,PHI2,PHI3",
    default="1,0.2,0.5",
    show_default=True,
    help="What leaks by own sharing squared, the other's squared, both.",
)
@pass_session
def gao(session: Session, /, **given: Any) -> None:
    """Two firms invest and share against one attacker (after Gao, Zhong and Mei 2014).

    Shows the derived equilibrium, and beside it the investment that the formula gives as "Mechanism
    Design for Cooperation in Cybersecurity" prints it. V, costs and profit are in one unit of
    money, h and f in money a unit. Parameters that have no such equilibrium are refused, and the
    condition is named. docs/economics.md derives it.

    Example: ais economics gao --gamma 0.2
    """
    found = _found(contest(**given))
    session.output.result(found, lambda: _show(session.output, found))


def _found(given: Contest) -> dict[str, Any]:
    solved, moves = equilibrium(given), statics(given)
    printed = [_finite(each) for each in printed_investment(given)]
    return {
        "firms": [
            {
                "investment": float(solved.investment[i]),
                "investment_as_printed": printed[i],
                "sharing": float(solved.sharing[i]),
                "breach_probability": float(solved.breach[i]),
                "defence": float(solved.defence[i]),
                "attack": float(solved.attack[i]),
                "cost": float(solved.firm_costs[i]),
                "investment_by_gamma_squared": float(moves.investment_by_gamma_squared[i]),
                "cost_by_gamma_squared": float(moves.cost_by_gamma_squared[i]),
                "breach_by_own_cost": float(moves.breach_by_own_cost[i]),
                "breach_by_other_cost": float(moves.breach_by_other_cost[i]),
                "breach_by_attack_cost": float(moves.breach_by_attack_cost[i]),
                "breach_by_alpha": float(moves.breach_by_alpha[i]),
            }
            for i in range(2)
        ],
        "attacker_profit": float(solved.attacker_profit),
    }


def _finite(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


def _show(output: Output, found: dict[str, Any]) -> None:
    names = {
        "investment": "investment t, derived",
        "investment_as_printed": "investment t, as printed (not used)",
        "sharing": "sharing s",
        "breach_probability": "breach probability p",
        "defence": "defence d",
        "attack": "attack T",
        "cost": "cost, money",
        "investment_by_gamma_squared": "slope of t in gamma squared",
        "cost_by_gamma_squared": "slope of the cost in gamma squared",
        "breach_by_own_cost": "slope of p in the own f",
        "breach_by_other_cost": "slope of p in the other's f",
        "breach_by_attack_cost": "slope of p in h",
        "breach_by_alpha": "slope of p in alpha",
    }
    one, other = found["firms"]
    output.table(
        ["", "firm 1", "firm 2"],
        [(text, _digits(one[key]), _digits(other[key])) for key, text in names.items()],
    )
    output.line(f"The attacker's profit is {_digits(found['attacker_profit'])}.")
    output.line("With gamma only investment, sharing and costs move: breaches do not.")


def _digits(value: float | None) -> str:
    return "none" if value is None else f"{value:.9g}"
