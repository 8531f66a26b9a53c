"""Pictures of a calibration: where each sector's multiplier is in the long run, and why."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ais.economics.calibration.controller import drift, long_run
from ais.economics.calibration.parameters import Parameters
from ais.economics.calibration.report import Report, SectorFigures
from ais.policy import sector_name

from .style import COLOURS, DASHES, figure

__all__ = ["multipliers"]

#: What counts as near a bound.
_NEAR = 1.1
_POINTS = 500
_FULL_BPS = 10_000
_MOST_TARGET = 20


def multipliers(found: Report, parameters: Parameters) -> Figure:
    """Three panels: laws of the multiplier, bands by sector, drift of a target that is expected."""
    made, axes = figure(_title(found, parameters), panels=3, height=3.6)
    _laws(axes[0], found, parameters)
    _bands(axes[1], found, parameters)
    _drift(axes[2])
    return made


def _bounds(parameters: Parameters) -> tuple[float, float]:
    pricing = parameters.pricing
    return pricing.floor_bps / _FULL_BPS, pricing.ceiling_bps / _FULL_BPS


def _title(found: Report, parameters: Parameters) -> str:
    floor, ceiling = _bounds(parameters)
    medians = [each.median / _FULL_BPS for each in found.sectors]
    high = sum(median >= ceiling / _NEAR for median in medians)
    low = sum(median <= floor * _NEAR for median in medians)
    total = len(medians)
    return (
        f"Prices in the long run: {high} of {total} sectors stand near the ceiling {ceiling:g}, "
        f"{low} near the floor {floor:g},\n{total - high - low} roam the band; small targets drift "
        "upwards by themselves"
    )


def _chosen(found: Report) -> list[SectorFigures]:
    """Sectors that expect their target best, that fall short most, that exceed it most."""
    over = sorted(found.sectors, key=lambda each: each.expected / each.target)
    best = min(found.sectors, key=lambda each: abs(each.expected / each.target - 1))
    chosen = [over[0], best, over[-1]]
    return [each for n, each in enumerate(chosen) if each not in chosen[:n]]


def _laws(axes: Axes, found: Report, parameters: Parameters) -> None:
    floor, ceiling = parameters.pricing.floor_bps, parameters.pricing.ceiling_bps
    for number, each in enumerate(_chosen(found)):
        law = long_run(each.expected, each.target, floor, ceiling)
        shown = np.unique(np.linspace(0, len(law.bps) - 1, _POINTS).astype(int))
        axes.step(
            law.bps[shown] / _FULL_BPS,
            100 * np.cumsum(law.probabilities)[shown],
            where="post",
            color=COLOURS[number],
            linestyle=DASHES[number],
            linewidth=1.8,
            label=f"{sector_name(each.sector)}: {each.expected:.3g} expected, target {each.target}",
        )
    axes.set_xscale("log")
    axes.set_ylim(-2, 102)
    _ticks(axes, *_bounds(parameters))
    axes.set_ylabel("epochs at or below (%)")
    axes.set_xlabel("multiplier")
    axes.legend(loc="lower center", bbox_to_anchor=(0.52, 0.03), fontsize=9)


def _bands(axes: Axes, found: Report, parameters: Parameters) -> None:
    shown = sorted(found.sectors, key=lambda each: each.median)
    for place, each in enumerate(shown):
        band = (each.low / _FULL_BPS, each.high / _FULL_BPS)
        axes.plot(
            band,
            (place, place),
            color=COLOURS[0],
            linewidth=7,
            alpha=0.35,
            solid_capstyle="butt",
        )
        axes.plot(each.median / _FULL_BPS, place, "o", color=COLOURS[0])
    names = [f"{sector_name(each.sector)} ({each.expected:.3g} of {each.target})" for each in shown]
    axes.set_yticks(range(len(shown)), names)
    axes.set_xscale("log")
    _ticks(axes, *_bounds(parameters))
    axes.set_xlabel("multiplier: median and 10-90 % of epochs (expected of target)")


def _ticks(axes: Axes, floor: float, ceiling: float) -> None:
    marks = [
        each
        for each in (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12)
        if floor < each < ceiling
    ]
    marks = [floor, *(m for m in marks if 1.1 * floor < m < ceiling / 1.1), ceiling]
    axes.set_xticks(marks, [f"{mark:g}" for mark in marks])
    axes.minorticks_off()
    axes.set_xlim(floor / 1.03, ceiling * 1.03)


def _drift(axes: Axes) -> None:
    targets = np.arange(1, _MOST_TARGET + 1)
    steps = [100 * drift(float(target), int(target)) for target in targets]
    colours = [COLOURS[1] if target < 5 else COLOURS[0] for target in targets]
    axes.bar(targets, steps, color=colours)
    axes.set_yscale("log")
    axes.set_xticks(targets)
    axes.set_xlabel("target, where just so many are expected (below 5: not used)")
    axes.set_ylabel("mean step (% an epoch)")
