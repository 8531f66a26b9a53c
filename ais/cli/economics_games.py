"""``ais economics game``: who shares, and what it would take until all do; offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ais.economics.games import participation
from ais.economics.games.bimatrix import ACTIONS, all_equilibria, enumerated
from ais.economics.games.changes import Range
from ais.economics.games.full_sharing import needed_complementarity
from ais.economics.games.participation import Crowd, Participation
from ais.economics.games.selection import dominance, kind, payoff_dominant, risk_dominant
from ais.economics.games.sharing import SharingGame, sharing_game
from ais.economics.rationals import shown

from .economics_parts import PICTURE, save_picture
from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["game"]

_TARGETS = {
    "equilibrium": "an equilibrium",
    "selected": "selected (it alone maximises the potential)",
    "only": "the only equilibrium",
}
_MOST = 10_000


@click.command("game", cls=Verb)
@click.option("--knowledge", required=True, metavar="K,K,...", help="What each holds, >= 0.")
@click.option(
    "--risk", default="0", metavar="R[,R,...]", help="What sharing costs, >= 0.  [default: 0]"
)
@click.option(
    "--incentive", default="0", metavar="S", help="Pay per unit of K, >= 0.  [default: 0]"
)
@click.option(
    "--complementarity",
    default="0",
    metavar="C",
    help="What sharing gains if all others share, >= 0.  [default: 0]",
)
@click.option("--members", metavar="N,N,...", help="How many there are of each.  [default: 1]")
@click.option("--base", metavar="B", help="What each has if nobody shares.  [default: its K]")
@PICTURE
@pass_session
def game(
    session: Session,
    /,
    *,
    knowledge: str,
    risk: str,
    members: str | None,
    picture: Path | None,
    **rest: Any,
) -> None:
    """Solve the sharing game: who shares, and what it would take until all do.

    Organisation i bears the risk R of sharing and is paid S x K for it, so that sharing costs it
    d = R - S K net; while a fraction x of the others share it also gains C x by sharing. All
    amounts are in one unit, that of the knowledge; give them as 3, 0.5 or 1/3. Two organisations
    are shown as a matrix (C: shares, D: does not), more of them by tiers of equal d. Results are
    exact, ties included; with --json numbers are text, such as "0.3" or "1/3".

    Example: ais economics game --knowledge 1,3 --risk 0.3 --incentive 0.2 --complementarity 0.15

    Example: ais economics game --knowledge 9,3,1 --members 3,6,20 --risk 0.5 --incentive 0.1
    --complementarity 0.8 --picture game.png
    """
    counts = None if members is None else [_count(each) for each in members.split(",")]
    made = sharing_game(
        knowledge=_repeated("--knowledge", knowledge, counts),
        risk=_repeated("--risk", risk, counts) if "," in risk else risk,
        **rest,
    )
    crowd = participation.crowd(made.net_costs, made.complementarity)
    value = {**_told(crowd), **(_of_two(made) if made.players == 2 else {})}
    if picture is not None:
        value["picture"] = save_picture(_figure(made, crowd), picture)
    output = session.output
    output.result(value, lambda: _show(output, value))


def _count(text: str) -> int:
    if not text.strip().isdecimal() or int(text) > _MOST:
        raise click.BadParameter(f"{text!r} is no number from 0 to {_MOST}", param_hint="--members")
    return int(text)


def _repeated(option: str, text: str, counts: list[int] | None) -> list[str]:
    listed = text.split(",")
    if counts is None:
        return listed
    if len(counts) != len(listed):
        raise click.BadParameter(
            f"{len(listed)} values for {len(counts)} numbers of members", param_hint=option
        )
    return [each for each, count in zip(listed, counts, strict=True) for _ in range(count)]


def _told(crowd: Crowd) -> dict[str, Any]:
    needed = needed_complementarity(crowd)
    met = {
        "equilibrium": participation.full_sharing_is_equilibrium(crowd),
        "selected": participation.full_sharing_is_selected(crowd),
        "only": participation.full_sharing_is_only(crowd),
    }
    return {
        "players": crowd.players,
        "complementarity": shown(crowd.complementarity),
        "tiers": [{"net_cost": shown(t.net_cost), "members": t.count} for t in crowd.tiers],
        "equilibria": [_equilibrium(each) for each in participation.equilibria(crowd)],
        "selected_sharers": list(participation.potential_maximisers(crowd)),
        "all_share": {
            name: {"met": met[name], "complementarity_needed": _text(getattr(needed, name))}
            for name in _TARGETS
        },
    }


def _text(found: Range | None) -> str | None:
    return None if found is None else str(found)


def _equilibrium(found: Participation) -> dict[str, Any]:
    alone = found.sharers.is_point
    kind_ = "pure" if found.is_pure else "critical mass" if found.is_critical else "mixed"
    return {
        "kind": kind_ if alone else "a range",
        "expected_sharers": str(found.sharers),
        "probability_by_tier": [str(each) for each in found.probabilities],
    }


def _of_two(made: SharingGame) -> dict[str, Any]:
    matrix = made.as_bimatrix()
    first, second = dominance(matrix)
    return {
        "net_costs": [shown(cost) for cost in made.net_costs],
        "matrix": [
            {"profile": a + b, "payoffs": [shown(each) for each in matrix.payoffs((a, b))]}
            for a in ACTIONS
            for b in ACTIONS
        ],
        "kind": kind(matrix).value,
        "dominance": [first.value, second.value],
        "equilibria_of_two": [str(each) for each in all_equilibria(matrix)],
        "risk_dominant": risk_dominant(matrix),
        "payoff_dominant": payoff_dominant(matrix),
        "nashpy": [list(each) for each in enumerated(matrix)],
    }


def _figure(made: SharingGame, crowd: Crowd) -> Any:
    from ais.economics.pictures import games  # noqa: PLC0415  matplotlib is slow to load

    if made.players > 2:
        return games.adoption(crowd)
    one, other = made.net_costs
    label = f"net costs {shown(one)} and {shown(other)}"
    return games.regions(made.complementarity, [games.Point(label.capitalize(), one, other)])


def _show(output: Output, value: dict[str, Any]) -> None:
    if "matrix" in value:
        _show_two(output, value)
    output.table(["net cost d", "members"], [(t["net_cost"], t["members"]) for t in value["tiers"]])
    output.table(
        ["equilibrium", "sharers expected", "probability of sharing, by tier"],
        [
            (e["kind"], e["expected_sharers"], "  ".join(e["probability_by_tier"]))
            for e in value["equilibria"]
        ],
    )
    most = " or ".join(map(str, value["selected_sharers"]))
    output.line(f"Selected (the potential's maximiser): {most} of {value['players']} share.")
    output.table(
        ["that all share is", "met", "needs complementarity"],
        [
            (text, found["met"], found["complementarity_needed"] or "none will do")
            for name, text in _TARGETS.items()
            for found in (value["all_share"][name],)
        ],
    )


def _show_two(output: Output, value: dict[str, Any]) -> None:
    output.table(
        ["first, second", "payoffs"],
        [(", ".join(c["profile"]), ", ".join(c["payoffs"])) for c in value["matrix"]],
    )
    risk, payoff = value["risk_dominant"], value["payoff_dominant"]
    output.pairs(
        {
            "net costs": ", ".join(value["net_costs"]),
            "it is": value["kind"],
            "first": value["dominance"][0],
            "second": value["dominance"][1],
            "equilibria": "; ".join(value["equilibria_of_two"]),
            "risk-dominant": risk and f"({', '.join(risk)})",
            "payoff-dominant": payoff and f"({', '.join(payoff)})",
        }
    )
