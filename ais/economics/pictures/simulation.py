"""Pictures of a simulation: lines are medians over the seeds, bands hold 80 % of them.

Every title says what the runs say. Courses come by one network or by several, which then stand
beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from ais.economics.simulation.adoption import Adoption
from ais.economics.simulation.course import Course
from ais.economics.simulation.population import Floats

from .style import COLOURS, DASHES, figure

__all__ = [
    "adoption_picture",
    "gain_picture",
    "members_picture",
    "money_picture",
    "multiplier_picture",
]

_FLOWS = (("claims", "claimed"), ("reserved", "paid of it"), ("dues", "dues paid"))
_BAND = 0.18
_HEIGHT = 3.4
_INK = "#24292f"
_EPOCHS = "epoch (line: median, band: 10-90 % of the seeds)"


def adoption_picture(adoption: Adoption) -> Figure:
    """Draw members over the epochs from several beginnings, and the tipping point on paper."""
    made, (axes,) = figure(_adoption_title(adoption))
    for number, (start, values) in enumerate(adoption.members.items()):
        colour = COLOURS[number % len(COLOURS)]
        _band(axes, values, colour, DASHES[number % len(DASHES)], f"from {start:.0%}")
    for point in adoption.tipping:
        axes.axhline(point.share, color=_INK, linewidth=1.2, linestyle=(0, (1, 1)))
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


def members_picture(courses: Sequence[Course]) -> Figure:
    """Draw firms in standing by tier, one panel a network."""
    told = (
        f"{each.network}: "
        + ", ".join(f"{float(_of(each, 'members', t)[1, -1]):.0%} of {t}" for t in each.gains)
        for each in courses
    )
    made, panels = figure(_title("Members at the end", told), panels=len(courses), height=_HEIGHT)
    for axes, each in zip(panels, courses, strict=True):
        _by_tier(axes, each, "members")
        _shares(axes, "members, part of the tier")
    _legend(made, panels[0])
    return made


def money_picture(courses: Sequence[Course]) -> Figure:
    """Draw what an epoch claims, pays and bills, and what is free, thousands of tokens."""
    told = [f"{c.network}: {c.paid.parts} of all claims are paid" for c in courses]
    made, panels = figure("\n".join(told), panels=len(courses) + 1, height=_HEIGHT)
    free = panels[-1]
    for number, each in enumerate(courses):
        axes = panels[number]
        for place, (name, label) in enumerate(_FLOWS):
            _band(axes, each.series[name] / 1_000, COLOURS[place], DASHES[place], label)
        _name(axes, f"{each.network}: an epoch's flows")
        _money(axes, "thousand tokens an epoch")
        values = each.series["free"] / 1_000
        _band(free, values, COLOURS[3 + number], DASHES[number], each.network)
    _name(free, "free in the pool at an epoch's end")
    _money(free, "thousand tokens")
    for axes in (panels[0], free):
        axes.legend(ncols=3, loc="upper left", frameon=False)
    return made


def multiplier_picture(courses: Sequence[Course]) -> Figure:
    """Draw the mean multiplier of the sectors, with each network's floor and ceiling."""
    told = (
        f"{each.network}: prices end at {_bps(float(_end(each, 'multiplier_bps')))} times the "
        f"base, between {_bps(each.floor_bps)} and {_bps(each.ceiling_bps)}"
        for each in courses
    )
    made, (axes,) = figure("\n".join(told))
    for number, each in enumerate(courses):
        values = each.series["multiplier_bps"] / 10_000
        _band(axes, values, COLOURS[number], DASHES[number], each.network)
        for limit in (each.floor_bps, each.ceiling_bps):
            axes.axhline(limit / 10_000, color=COLOURS[number], linewidth=0.9, linestyle=DASHES[3])
    axes.set_ylim(0, None)
    axes.set_xlabel(_EPOCHS)
    axes.set_ylabel("multiplier, mean of the sectors\n(dotted: floor and ceiling)")
    _legend(made, axes)
    return made


def gain_picture(courses: Sequence[Course]) -> Figure:
    """Draw the net gain of a firm against staying out, by tier, one panel a network."""
    told = (
        f"{each.network}: "
        + ", ".join(f"{tier} {found.median:+,.0f}" for tier, found in each.gains.items())
        for each in courses
    )
    head = "Mean net gain against staying out, tokens a firm and epoch"
    made, panels = figure(_title(head, told), panels=len(courses), height=_HEIGHT)
    values = [_of(each, "gain", tier) for each in courses for tier in each.gains]
    low = min(0.0, *(float(each.min()) for each in values))
    high = max(float(each.max()) for each in values)
    for axes, each in zip(panels, courses, strict=True):
        _by_tier(axes, each, "gain")
        axes.axhline(0, color=_INK, linewidth=1)
        axes.set_ylim(low * 1.05, high * 1.05)
        axes.set_xlabel(_EPOCHS)
        axes.set_ylabel("tokens a firm and epoch\n(0: staying out)")
    _legend(made, panels[0])
    return made


# ---- parts -----------------------------------------------------------------------------------


def _adoption_title(adoption: Adoption) -> str:
    grew = [start for start, part in adoption.grown.items() if part > 0.5]
    starved = [start for start, part in adoption.grown.items() if part < 0.5]
    points = [point.share for point in adoption.tipping]
    head = f"adoption tips at {points[-1]:.0%} of the firms" if points else "no tipping point"
    told = [f"from {max(starved):.0%} and below most seeds starve"] if starved else []
    told += [f"from {min(grew):.0%} and above most grow"] if grew else []
    if starved and grew and max(starved) > min(grew):
        told = ["which beginnings grow differs by chance"]
    return f"{adoption.network}: {head};\n{', '.join(told)}"


def _title(head: str, told: Iterable[str]) -> str:
    return "\n".join((head, *told))


def _of(course: Course, what: str, tier: str) -> Floats:
    return course.series[f"{what} of {tier}"]


def _end(course: Course, name: str) -> float:
    return float(course.series[name][1, -1])


def _bps(value: float) -> str:
    return f"{value / 10_000:.3g}"


def _by_tier(axes: Axes, course: Course, what: str) -> None:
    for number, tier in enumerate(course.gains):
        _band(axes, _of(course, what, tier), COLOURS[number], DASHES[number], tier)
    _name(axes, course.network)


def _band(axes: Axes, values: Floats, colour: str, dash: str, label: str) -> None:
    low, median, high = values
    epochs = np.arange(1, len(median) + 1)
    axes.fill_between(epochs, low, high, color=colour, alpha=_BAND, linewidth=0)
    axes.plot(epochs, median, color=colour, linestyle=dash, linewidth=1.8, label=label)
    axes.set_xlim(1, max(len(median), 2))


def _name(axes: Axes, text: str) -> None:
    axes.set_title(text, fontsize=10, loc="left")


def _legend(made: Figure, axes: Axes, title: str | None = None) -> None:
    """Below all panels, so that it hides no line."""
    handles, labels = axes.get_legend_handles_labels()
    made.legend(
        handles, labels, loc="outside lower center", title=title, ncols=len(labels), frameon=False
    )


def _shares(axes: Axes, label: str) -> None:
    axes.set_ylim(0, 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel(_EPOCHS)
    axes.set_ylabel(label)


def _money(axes: Axes, label: str) -> None:
    axes.set_ylim(0, axes.get_ylim()[1] * 1.15)  # room for the legend
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: f"{value:,g}"))
    axes.set_xlabel(_EPOCHS)
    axes.set_ylabel(label)
