"""``ais economics simulate`` and ``tipping``: firms that join, share and leave; offline."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ais.economics.calibration.parameters import Parameters
from ais.economics.economy import Economy
from ais.economics.simulation.adoption import drawn_tipping
from ais.economics.simulation.critical_mass import EqualFirms
from ais.economics.simulation.networks import calibrated_network, documented_network, network_of
from ais.economics.simulation.population import sized
from ais.economics.simulation.runs import MOST_PROCESSES, Played, play, versions
from ais.economics.simulation.scenarios import SCENARIOS, firms_of
from ais.economics.simulation.settings import Network, Rule, Settings
from ais.economics.simulation.stated import summary
from ais.errors import ParametersRefused

from .economics_files import ECONOMY, read_economy, read_table
from .economics_simulate_shown import show_played, show_tipping, write_pictures
from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["simulate", "tipping"]

_PARAMETERS = click.option(
    "--parameters",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The contracts' parameters.  [default: the economy's own calibration]",
)
_FIRMS = click.option(
    "--firms",
    type=click.IntRange(2, 20_000),
    help="So many, in the described proportions, and the calibration for them.  "
    "[default: as described]",
)
_ACTIONS = {"all": (0, 1, 2, 3), "in-or-out": (0, 3)}
_RULE = {
    "revise": "mu: part of the firms that decide anew each epoch.",
    "noise": "sigma: scale of the logit choice, tokens an epoch; 0: none.",
    "belief_floor": "Belief in survival when nobody is in, 0 to 1.",
    "initial": "Part of the firms that are in at the start.",
}


def _rule_options(*names: str) -> Callable[[Any], Any]:
    """Those of the firms' rule that matter to a command, one option a number."""

    def decorate(command: Any) -> Any:
        for name in reversed(names):
            command = click.option(
                f"--{name.replace('_', '-')}",
                type=float,
                default=getattr(Rule(), name),
                show_default=True,
                help=_RULE[name],
            )(command)
        return command

    return decorate


@click.command("simulate", cls=Verb)
@ECONOMY
@_PARAMETERS
@click.option(
    "--scenario",
    "names",
    multiple=True,
    type=click.Choice([*SCENARIOS, "all"]),
    help="What happens; repeatable.  [default: baseline]",
)
@_FIRMS
@click.option("--epochs", type=click.IntRange(2, 2_000), default=52, show_default=True)
@click.option("--seeds", type=click.IntRange(1, 1_000), default=30, show_default=True)
@click.option("--first-seed", type=click.IntRange(0), default=1, show_default=True)
@_rule_options(*_RULE)
@click.option("--alone", is_flag=True, help="Not also with the defaults before the calibration.")
@click.option(
    "--processes",
    type=click.IntRange(1, MOST_PROCESSES),
    help="[default: the processors, at most two]",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw adoption, members, money, prices and gains there, PNG and SVG.",
)
@click.option(
    "--records", is_flag=True, help="With --json: every epoch of every seed, in whole units."
)
@pass_session
def simulate(session: Session, /, **given: Any) -> None:
    """Simulate firms that join, share, pay and leave, with the contracts' arithmetic.

    ECONOMY is a JSON file as `ais economics example` prints; without it the reference one. Each
    scenario is played for every seed, with the calibrated parameters (or those of --parameters) and
    with the defaults that stood before there was a calibration, and ends with a verdict. Gains are
    tokens an epoch against staying out; [ , ] is the 10-90 % band over the seeds.

    Example: ais economics simulate --scenario free-riders --seeds 5
    """
    output = session.output
    chosen = _settings(read_economy(given["economy"]), given)
    seeds = range(given["first_seed"], given["first_seed"] + given["seeds"])
    names = list(SCENARIOS) if "all" in given["names"] else list(given["names"] or ["baseline"])
    processes = given["processes"] or min(2, os.cpu_count() or 1)
    played = [
        _play(output, name, settings, seeds, processes) for name in names for settings in chosen
    ]
    drawn: list[str] = []
    if given["pictures"] is not None:
        drawn = write_pictures(output, given["pictures"], chosen, seeds, processes)
    value = {
        "versions": versions(),
        "seeds": list(seeds),
        "settings": {each.network.name: each.to_dict() for each in chosen},
        "draws": {str(seed): firms_of(chosen[0], seed).to_dict() for seed in seeds},
        "scenarios": [summary(each, records=given["records"]) for each in played],
        "pictures": drawn,
    }
    output.result(value, lambda: show_played(output, played, value))


@click.command("tipping", cls=Verb)
@ECONOMY
@_PARAMETERS
@_FIRMS
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@_rule_options("noise", "belief_floor")
@click.option(
    "--choice",
    type=click.Choice(list(_ACTIONS)),
    default="all",
    show_default=True,
    help="in-or-out: firms may only share as members, or stay out.",
)
@click.option(
    "--multiplier-bps", type=int, default=10_000, show_default=True, help="Of all prices."
)
@click.option(
    "--equal",
    nargs=3,
    metavar="RISK STIPENDS WORTH",
    help="Equal firms that fund each other, exactly: tokens a disclosure.",
)
@pass_session
def tipping(session: Session, /, **given: Any) -> None:
    """Tell from how many members on joining feeds itself: the unstable fixed points.

    Found by bisection of the best-response map of joining, and checked by following it from both
    sides. With --equal the closed form 1 + (risk + stipends) / worth, which no price moves, beside
    its bisection.

    Example: ais economics tipping --equal 6 5 1.5 --firms 50
    """
    output = session.output
    if given["equal"]:
        value = _equal(given["equal"], given["firms"] or 100)
        output.result(value, lambda: _show_equal(output, value))
        return
    economy = read_economy(given["economy"])
    (settings,) = _settings(economy, {**given, "alone": True, "epochs": 2})
    actions = _ACTIONS[given["choice"]]
    settings = replace(settings, rule=replace(settings.rule, actions=actions))
    found = drawn_tipping(settings, given["seed"], multiplier_bps=given["multiplier_bps"])
    points = [{**asdict(each), "checked": each.checked} for each in found]
    told = {
        "versions": versions(),
        "seed": given["seed"],
        "multiplier_bps": given["multiplier_bps"],
        "settings": settings.to_dict(),
        "draw": firms_of(settings, given["seed"]).to_dict(),
        "points": points,
    }
    output.result(told, lambda: show_tipping(output, settings, found))


# ---- private ---------------------------------------------------------------------------------


def _play(output: Any, name: str, settings: Settings, seeds: range, processes: int) -> Played:
    what = f"{name}, {settings.network.name}"
    return play(
        name,
        settings,
        seeds,
        processes=processes,
        told=lambda done, total: output.progress.count(what, done, total),
    )


def _settings(economy: Economy, given: Mapping[str, Any]) -> list[Settings]:
    """With the parameters asked for, and beside them with the defaults before the calibration.

    Other numbers of firms are another economy, in the same proportions, with its own calibration.
    """
    economy = sized(economy, given["firms"] or economy.members)
    rule = Rule(**{name: given[name] for name in _RULE if name in given})
    asked = _network(economy, given["parameters"])
    networks = [asked] if given["alone"] else [asked, documented_network(economy, asked)]
    return [
        Settings(
            economy=economy,
            network=network,
            firms=economy.members,
            epochs=given["epochs"],
            rule=rule,
        )
        for network in networks
    ]


def _network(economy: Economy, file: Path | None) -> Network:
    if file is None:
        return calibrated_network(economy)
    found = read_table(file, ParametersRefused)
    return network_of(economy, Parameters.from_dict(found, economy), file.name)


def _show_equal(output: Output, value: Mapping[str, Any]) -> None:
    told = {name.replace("_", " "): each for name, each in value.items()}
    output.pairs(told, title="equal firms")


def _equal(given: tuple[str, str, str], firms: int) -> dict[str, Any]:
    try:
        risk, stipends, worth = (Fraction(each) for each in given)
    except (ValueError, ZeroDivisionError):
        reason = f"{' '.join(given)} are not three numbers"
        raise click.BadParameter(reason, param_hint="'--equal'") from None
    equal = EqualFirms(
        firms=firms,
        rate=Fraction(1),
        risk=risk,
        worth=worth,
        reward=Fraction(0),
        stipends=stipends,
    )
    found = equal.bisect()
    return {
        "firms": firms,
        "critical_mass": str(equal.critical_mass),
        "as_a_number": float(equal.critical_mass),
        "by_bisection": None if found is None else [float(found.low), float(found.high)],
        "settles_from_just_below": equal.settles(equal.critical_mass - Fraction(1, 1_000)),
        "settles_from_just_above": equal.settles(equal.critical_mass + Fraction(1, 1_000)),
    }
