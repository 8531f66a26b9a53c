"""Pictures of a simulation: lines are medians over the seeds, bands hold 80 % of them.

Every title says what the runs say. Each function takes runs by the network's name, so that two
parameter files stand beside each other, or one alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from ais.economics.simulation.adoption import Adoption
from ais.economics.simulation.record import Run
from ais.economics.simulation.runs import bands

from .style import COLOURS, DASHES, figure

__all__ = [
    "adoption_picture",
    "gain_picture",
    "money_picture",
    "multiplier_picture",
    "participation_picture",
]

_TIERS = ("regular", "core", "critical")
_BAND = 0.18
_HEIGHT = 3.4

Compared = Mapping[str, Sequence[Run]]


def adoption_picture(adoption: Adoption) -> Figure:
    """Members over the epochs from several beginnings, and the tipping point on paper."""
    made, (axes,) = figure(_adoption_title(adoption))
    for number, (start, runs) in enumerate(adoption.runs.items()):
        colour = COLOURS[number % len(COLOURS)]
        _line(axes, runs, "in_standing", colour, DASHES[number % 4], f"from {start:.0%}")
    for point in adoption.tipping:
        axes.axhline(point.share, color="#24292f", linewidth=1.2, linestyle=(0, (1, 1)))
        axes.annotate(
            f"tipping point {point.share:.0%}",
            (1, point.share),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 5),
            textcoords="offset points",
            ha="right",
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1},
        )
    _shares(axes, "members, part of all firms")
    _legend(made, axes, title="members at the start")
    return made


def participation_picture(compared: Compared) -> Figure:
    """Firms in standing by tier, one panel a network."""
    ends = {
        name: [float(each) for each in bands(runs, "by_tier")[1, -1]]
        for name, runs in compared.items()
    }
    told = (
        f"{name}: " + ", ".join(f"{end:.0%} of {t}" for end, t in zip(found, _TIERS, strict=True))
        for name, found in ends.items()
    )
    title = "Members at the end\n" + "\n".join(told)
    made, panels = figure(title, panels=len(compared), height=_HEIGHT)
    for axes, (name, runs) in zip(panels, compared.items(), strict=True):
        _by_tier(axes, bands(runs, "by_tier"))
        axes.set_title(name, fontsize=10, loc="left")
        _shares(axes, "members, part of the tier")
    _legend(made, panels[0])
    return made


def money_picture(compared: Compared, unit: int) -> Figure:
    """What is claimed, paid, billed and free, thousands of tokens. ``unit``: units in a token."""
    parts = {
        name: np.percentile([_paid_part(run) for run in runs], (10, 50, 90))
        for name, runs in compared.items()
    }
    told = (
        f"{name}: {paid:.0%} of claims are paid [{low:.0%}, {high:.0%}]"
        for name, (low, paid, high) in parts.items()
    )
    made, panels = figure("\n".join(told), panels=len(compared) + 1, height=_HEIGHT)
    for number, (name, runs) in enumerate(compared.items()):
        axes = panels[number]
        for place, (label, values) in enumerate(_flows(runs, unit).items()):
            _band(axes, values, COLOURS[place], DASHES[place], label)
        axes.set_title(f"{name}: an epoch's flows", fontsize=10, loc="left")
        axes.set_ylim(0, None)
        _money(axes, "thousand tokens an epoch")
        free = bands(runs, "free") / (1_000 * unit)
        _band(panels[-1], free, COLOURS[3 + number], DASHES[number], f"free, {name}")
    panels[-1].set_title("free in the pool at an epoch's end", fontsize=10, loc="left")
    panels[-1].set_ylim(0, None)
    _money(panels[-1], "thousand tokens")
    panels[0].legend(ncols=3, loc="upper left", frameon=False)
    panels[-1].legend(loc="upper left", frameon=False)
    return made


def multiplier_picture(compared: Compared, bounds: Mapping[str, tuple[int, int]]) -> Figure:
    """The mean multiplier of the sectors. ``bounds``: floor and ceiling by network, bps."""
    ends = {name: float(bands(runs, "multiplier_bps")[1, -1]) for name, runs in compared.items()}
    told = (
        f"{name}: prices end at {end / 10_000:.2f} times the base, "
        f"between {bounds[name][0] / 10_000:g} and {bounds[name][1] / 10_000:g}"
        for name, end in ends.items()
    )
    made, (axes,) = figure("\n".join(told))
    for number, (name, runs) in enumerate(compared.items()):
        values = bands(runs, "multiplier_bps") / 10_000
        _band(axes, values, COLOURS[number], DASHES[number], name)
        for limit in bounds[name]:
            axes.axhline(limit / 10_000, color=COLOURS[number], linewidth=0.9, linestyle=DASHES[3])
    axes.set_ylim(0, None)
    axes.set_xlabel("epoch")
    axes.set_ylabel("multiplier, mean of the sectors\n(dotted: floor and ceiling)")
    _legend(made, axes)
    return made


def gain_picture(compared: Compared) -> Figure:
    """Net gain of a firm against staying out, tokens an epoch, by tier, one panel a network."""
    told = (f"{name}: {_gains_told(runs)}" for name, runs in compared.items())
    title = "Mean net gain against staying out, tokens an epoch\n" + "\n".join(told)
    made, panels = figure(title, panels=len(compared), height=_HEIGHT)
    found = {name: bands(runs, "gain_by_tier") for name, runs in compared.items()}
    low = min(0.0, *(float(each.min()) for each in found.values()))
    high = max(float(each.max()) for each in found.values())
    for axes, (name, values) in zip(panels, found.items(), strict=True):
        _by_tier(axes, values)
        axes.axhline(0, color="#24292f", linewidth=1)
        axes.set_title(name, fontsize=10, loc="left")
        axes.set_ylim(low * 1.05, high * 1.05)
        axes.set_xlabel("epoch")
        axes.set_ylabel("tokens a firm and epoch\n(0: staying out)")
    _legend(made, panels[0])
    return made


# ---- parts -----------------------------------------------------------------------------------

_FLOWS = ("claimed", "paid of it", "dues paid")


def _legend(made: Figure, axes: Axes, title: str | None = None) -> None:
    """Below all panels, so that it hides no line."""
    handles, labels = axes.get_legend_handles_labels()
    made.legend(
        handles, labels, title=title, loc="outside lower center", ncols=len(labels), frameon=False
    )


def _flows(runs: Sequence[Run], unit: int) -> dict[str, Any]:
    """(3, epochs) each, thousands of tokens; dues are those in cash and those set off."""
    thousands = 1_000 * unit
    dues = np.array(
        [
            [a + b for a, b in zip(run.series("dues"), run.series("set_off"), strict=True)]
            for run in runs
        ],
        dtype=np.float64,
    )
    found = (
        bands(runs, "claims"),
        bands(runs, "reserved"),
        np.percentile(dues, (10, 50, 90), axis=0),
    )
    return {label: values / thousands for label, values in zip(_FLOWS, found, strict=True)}


def _adoption_title(adoption: Adoption) -> str:
    grew = [start for start in adoption.runs if adoption.grown(start) > 0.5]
    starved = [start for start in adoption.runs if adoption.grown(start) <= 0.5]
    points = [point.share for point in adoption.tipping]
    name = adoption.settings.network.name
    head = (
        f"{name}: adoption tips at {points[-1]:.0%} of the firms"
        if points
        else f"{name}: adoption has no tipping point"
    )
    told = []
    if starved:
        told.append(f"from {max(starved):.0%} and below most seeds starve")
    if grew:
        told.append(f"from {min(grew):.0%} and above most grow")
    return f"{head}:\n{', '.join(told)}"


def _gains_told(runs: Sequence[Run]) -> str:
    means = []
    for number, tier in enumerate(_TIERS, 1):
        per_seed = [
            run.gain[run.tier == number].mean() for run in runs if (run.tier == number).any()
        ]
        if per_seed:
            means.append(f"{tier} {float(np.median(per_seed)):+,.0f}")
    return ", ".join(means)


def _paid_part(run: Run) -> float:
    claims = sum(run.series("claims"))
    return sum(run.series("reserved")) / claims if claims else 1.0


def _by_tier(axes: Axes, values: Any) -> None:
    for number, tier in enumerate(_TIERS):
        _band(axes, values[:, :, number], COLOURS[number], DASHES[number], tier)


def _line(axes: Axes, runs: Sequence[Run], name: str, colour: str, dash: str, label: str) -> None:
    _band(axes, bands(runs, name), colour, dash, label)


def _band(axes: Axes, values: Any, colour: str, dash: str, label: str) -> None:
    low, median, high = values
    epochs = np.arange(1, len(median) + 1)
    axes.fill_between(epochs, low, high, color=colour, alpha=_BAND, linewidth=0)
    axes.plot(epochs, median, color=colour, linestyle=dash, linewidth=1.8, label=label)
    axes.set_xlim(1, max(len(median), 2))


def _shares(axes: Axes, label: str) -> None:
    axes.set_ylim(0, 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel("epoch")
    axes.set_ylabel(label)


def _money(axes: Axes, label: str) -> None:
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: f"{value:,.0f}"))
    axes.set_xlabel("epoch")
    axes.set_ylabel(label)
