"""How the simulation's commands show what they found, and where they put pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ais.economics.simulation.adoption import adopt
from ais.economics.simulation.course import course_of
from ais.economics.simulation.runs import Played, play
from ais.economics.simulation.settings import Settings
from ais.economics.simulation.tipping import Tipping
from ais.economics.simulation.verdicts import band

from .economics_parts import save_picture
from .output import Output

__all__ = ["show_played", "show_tipping", "write_pictures"]

_TIERS = ("regular", "core", "critical")


def show_played(output: Output, played: Sequence[Played], value: Mapping[str, Any]) -> None:
    """What it was made of, each scenario's verdicts, and the baseline's course."""
    first = played[0].settings
    output.pairs(_stated(first, value), title="stated")
    for each in played:
        word = "holds" if each.verdict.holds else "FAILS"
        style = "green" if each.verdict.holds else "red"
        output.line(f"{each.scenario.name}, {each.settings.network.name}: {word}", style=style)
        output.line(f"  {each.scenario.question}")
        output.line(f"  {each.verdict.line}")
        if len(each.verdict.numbers) > 1:
            output.pairs({f"  {name}": str(found) for name, found in each.verdict.numbers.items()})
    for each in played:
        if each.scenario.name == "baseline":
            _show_course(output, each)
    for file in value["pictures"]:
        output.line(f"picture: {file}")


def show_tipping(output: Output, settings: Settings, found: Sequence[Tipping]) -> None:
    """Every unstable point, with where best responses lead from both of its sides."""
    name = settings.network.name
    if not found:
        output.line(f"{name}: no tipping point; best responses lead to the same from everywhere")
        return
    output.table(
        ["part of the firms", "members", "from below to", "from above to", "checked"],
        [
            (
                f"{each.share:.4f}",
                f"{each.members:.2f}",
                f"{each.below:.3f}",
                f"{each.above:.3f}",
                each.checked,
            )
            for each in found
        ],
        title=f"{name}: unstable points of joining, {settings.firms} firms",
    )


def write_pictures(
    output: Output, folder: Path, chosen: Sequence[Settings], seeds: range, processes: int
) -> list[str]:
    """Play the baseline and several beginnings, draw them; returns the files."""
    from ais.economics.pictures import simulation as pictures  # noqa: PLC0415  slow to load

    folder.mkdir(parents=True, exist_ok=True)
    courses = []
    for each in chosen:
        (runs,) = play("baseline", each, seeds, processes=processes).runs.values()
        courses.append(course_of(each.network, runs))
    adoption = adopt(
        chosen[0],
        seeds,
        processes=processes,
        told=lambda done, total: output.progress.count("beginnings", done, total),
    )
    drawn = {
        "adoption": pictures.adoption_picture(adoption),
        "members": pictures.members_picture(courses),
        "money": pictures.money_picture(courses),
        "multiplier": pictures.multiplier_picture(courses),
        "gain": pictures.gain_picture(courses),
    }
    return [
        save_picture(made, folder / f"sim-{name}.{kind}")
        for name, made in drawn.items()
        for kind in ("png", "svg")
    ]


def _stated(settings: Settings, value: Mapping[str, Any]) -> dict[str, object]:
    economy, rule, care = settings.economy, settings.rule, settings.care
    spread, seeds = economy.spread, value["seeds"]
    return {
        "economy": f"{economy.name}: {economy.members} members described, {settings.firms} firms",
        "draws": f"rates Poisson; log-normal, deviations of the logarithm: risk {spread.risk:g}, "
        f"worth {spread.worth:g}, rate {spread.disclosures:g}; {rule.focus:.0%} at home",
        "rule": f"mu {rule.revise:g}, sigma {rule.noise:g}, belief {rule.belief_floor:g} + "
        f"{1 - rule.belief_floor:g} x adoption, {rule.initial:.0%} in at the start",
        "panelists": f"{care.misread:.0%} misread, {care.misjudge:.0%} misjudge, "
        f"{care.absence:.0%} absent",
        "outside money": f"{settings.network.initial_fund / settings.network.unit:,.0f} at the "
        f"start, {settings.network.funding / settings.network.unit:,.0f} an epoch",
        "epochs, seeds": f"{settings.epochs}, {len(seeds)} from {seeds[0]} on",
        "versions": ", ".join(f"{name} {number}" for name, number in value["versions"].items()),
    }


def _show_course(output: Output, played: Played) -> None:
    (runs,) = played.runs.values()
    last = len(runs[0].records)
    at = sorted({1, last // 4, last // 2, 3 * last // 4, last} - {0})
    rows = []
    for epoch in at:
        records = [run.records[epoch - 1] for run in runs]
        rows.append(
            (
                epoch,
                *(_band([getattr(each, name) for each in records]) for name in _SHOWN),
            )
        )
    title = f"{played.settings.network.name}: median [10 %, 90 %] over the seeds"
    output.table(["epoch", "members", "sharers", "ratio", "multiplier"], rows, title=title)
    gains = {
        tier: _band([run.gain_of(number) for run in runs], digits=1)
        for number, tier in enumerate(_TIERS, 1)
        if any(each.name == tier for each in played.settings.economy.tiers)
    }
    output.pairs(gains, title="net gain against staying out, tokens a firm and epoch")


_SHOWN = ("in_standing", "sharers", "ratio", "multiplier_bps")


def _band(values: Sequence[float], digits: int = 2) -> str:
    found = band(values)
    return f"{found.median:.{digits}f} [{found.low:.{digits}f}, {found.high:.{digits}f}]"
