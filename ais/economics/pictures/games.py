"""The sharing game in pictures: where two share, and who shares among many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ais.economics.games.bimatrix import Bimatrix, all_equilibria
from ais.economics.games.boundaries import two_strict_equilibria
from ais.economics.games.participation import Crowd, Participation, equilibria, potential_maximisers
from ais.economics.games.sharing import SharingGame
from ais.economics.rationals import shown

from .style import COLOURS, figure

__all__ = ["Point", "adoption", "regions"]

_BLUE, _RED, _GREEN, _PINK, _ORANGE, _SKY, _BLACK = COLOURS


#: A part of the axis that a region must be wide to hold its own name.
_ROOM = 0.35


@dataclass(frozen=True, slots=True)
class Point:
    """Net costs of two organisations, and what to call them in the picture."""

    label: str
    d_1: Fraction
    d_2: Fraction


def regions(complementarity: Fraction, points: Sequence[Point]) -> Figure:
    """Who shares, by the net costs of two, at one complementarity c >= 0.

    The title is the finding for the first of ``points``, of which there is at least one. Costs are
    in the unit of the knowledge.
    """
    made, (axes,) = figure(_regions_title(complementarity, points[0]), width=7.6, height=7.2)
    c = float(complementarity)
    places = [float(x) for point in points for x in (point.d_1, point.d_2)]
    low, high = _limits([*places, 0.0, c])
    _areas(axes, c, low, high)
    for position, point in enumerate(points):
        _point(axes, point, first=position == 0)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_aspect("equal")
    axes.grid(visible=False)
    axes.set_xlabel("net cost of sharing for the first, $d_1$ (unit of the knowledge)")
    axes.set_ylabel("net cost of sharing for the second, $d_2$ (unit of the knowledge)")
    return made


def adoption(game: Crowd) -> Figure:
    """Net costs in order against what the others' sharing makes sharing worth.

    Where the line lies above the step that begins there, one more shares. Upright lines are
    equilibria, dots on the line are those in which some mix: the critical mass. Costs are in the
    unit of the knowledge.
    """
    found = equilibria(game)
    made, (axes,) = figure(_adoption_title(game, found))
    n, c = game.players, float(game.complementarity)
    costs = [float(tier.net_cost) for tier in game.tiers for _ in range(tier.count)]
    edges = [k + end for k in range(n) for end in (0, 1)][:-1]
    steps = [cost for cost in costs for _ in range(2)][:-1]
    worth = [c * k / (n - 1) for k in edges]
    for above, colour in ((True, _GREEN), (False, _ORANGE)):
        where = [(w >= d) == above for w, d in zip(worth, steps, strict=True)]
        axes.fill_between(
            edges, steps, worth, where=where, interpolate=True, color=colour, alpha=0.2, lw=0
        )
    axes.step(
        range(n + 1),
        [*costs, costs[-1]],
        where="post",
        color=_RED,
        linewidth=2,
        label="net cost of the next one",
    )
    axes.plot(edges, worth, "--", color=_BLUE, linewidth=2, label="what sharing with them is worth")
    _marks(axes, game, found)
    axes.set_xlim(-0.02 * n, 1.02 * n)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("organisations that already share")
    axes.set_ylabel("per organisation (unit of the knowledge)")
    made.legend(
        *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False
    )
    return made


def _regions_title(c: Fraction, point: Point) -> str:
    shares = {
        ("C", "C"): "both share, and nothing else is stable",
        ("C", "D"): "only the first shares",
        ("D", "C"): "only the second shares",
        ("D", "D"): "nobody shares",
    }
    found = all_equilibria(_matrix(point, c))
    if len(found) == 1 and found[0].pure:
        finding = shares[found[0].pure]
    elif two_strict_equilibria(point.d_1, point.d_2, c):
        total = point.d_1 + point.d_2
        safer = "neither is" if total == c else "sharing is" if total < c else "not sharing is"
        finding = f"both may share or nobody; {safer} the safer"
    else:
        finding = "on a boundary: a whole range of equilibria"
    return f"{point.label}, c = {shown(c)}: {finding}"


def _matrix(point: Point, c: Fraction) -> Bimatrix:
    """Some game of these net costs; which one does not matter for its equilibria."""
    lift = max(Fraction(0), -point.d_1, -point.d_2)
    risks = point.d_1 + lift, point.d_2 + lift
    ones = (Fraction(1), Fraction(1))
    game = SharingGame(
        knowledge=ones, risk=risks, incentive=lift, complementarity=c, base=ones, worth=None
    )
    return game.as_bimatrix()


def _limits(places: Sequence[float]) -> tuple[float, float]:
    least, most = min(places), max(places)
    margin = max(0.35 * (most - least), 0.1)
    return least - margin, most + margin


def _areas(axes: Axes, c: float, low: float, high: float) -> None:
    """The regions as coloured areas, each with its name: in it, or beside it where it is small."""
    areas: list[tuple[str, str, list[tuple[float, float]]]] = [
        ("nobody shares", "#d9d9d9", [(0, c), (c, c), (c, 0), (high, 0), (high, high), (0, high)]),
        ("only the\nfirst shares", _SKY, [(low, c), (0, c), (0, high), (low, high)]),
        ("only the\nsecond shares", _SKY, [(c, low), (high, low), (high, 0), (c, 0)]),
        ("both share", _GREEN, [(low, low), (c, low), (c, 0), (0, 0), (0, c), (low, c)]),
        ("both or nobody;\nsharing safer", _ORANGE, [(0, 0), (c, 0), (0, c)]),
        ("both or nobody;\nnot sharing safer", _PINK, [(c, c), (c, 0), (0, c)]),
    ]
    anchors = [
        (c + (high - c) * 0.55, c + (high - c) * 0.85),
        (low / 2, c + (high - c) * 0.85),
        (c + (high - c) * 0.55, low * 0.85),
        (low / 2, low * 0.85),
        (c * 0.3, c * 0.24),
        (c * 0.72, c * 0.67),
    ]
    span = high - low
    beside = {
        _ORANGE: (c - 0.12 * span, -0.12 * span),
        _PINK: (c + (high - c) * 0.55, c + (high - c) * 0.3),
    }
    text: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9, "color": "#333333"}
    for (name, colour, corners), place in zip(areas, anchors, strict=True):
        if c == 0 and colour in (_ORANGE, _PINK):
            continue
        xs, ys = zip(*corners, strict=True)
        axes.fill(xs, ys, facecolor=colour, alpha=0.35, edgecolor="#555555", linewidth=0.8)
        if colour in beside and c < _ROOM * span:
            line = {"arrowstyle": "-", "color": "#555555", "linewidth": 0.8}
            axes.annotate(name, place, beside[colour], arrowprops=line, **text)
        else:
            axes.annotate(name, place, **text)


def _point(axes: Axes, point: Point, *, first: bool) -> None:
    place = float(point.d_1), float(point.d_2)
    axes.plot(*place, "*" if first else "o", color=_BLACK, markersize=15 if first else 6)
    axes.annotate(
        point.label,
        place,
        xytext=(9, 5),
        textcoords="offset points",
        fontsize=9,
        fontweight="bold" if first else "normal",
        bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.5},
    )


def _adoption_title(game: Crowd, found: Sequence[Participation]) -> str:
    n = game.players
    pure = [shown(each.sharers.low) for each in found if each.is_pure]
    critical = [f"{float(each.sharers.low):.4g}" for each in found if each.is_critical]
    wide = any(not each.sharers.is_point for each in found)
    parts = [f"in equilibrium {_either(pure)} of {n} share"] if pure else []
    parts += [f"critical mass {_either(critical)}"] if critical else []
    parts += ["a range of equilibria"] if wide else []
    if len(found) > 1 or wide:
        parts.append(f"selected: {_either([str(k) for k in potential_maximisers(game)])}")
    title = "; ".join(parts)
    return title[0].upper() + title[1:]


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _marks(axes: Axes, game: Crowd, found: Sequence[Participation]) -> None:
    named: set[str] = set()

    def once(name: str) -> str | None:
        new = name not in named
        named.add(name)
        return name if new else None

    for each in found:
        low, high = float(each.sharers.low), float(each.sharers.high)
        if low < high:
            axes.axvspan(low, high, color=_PINK, alpha=0.3, lw=0, label=once("range of equilibria"))
        elif each.is_pure:
            axes.axvline(low, color=_BLACK, linewidth=1.6, label=once("equilibrium"))
        else:
            mixing = [
                (low - float(p.low), float(tier.net_cost))
                for tier, p in zip(game.tiers, each.probabilities, strict=True)
                if 0 < p.low < 1
            ]
            places, costs = zip(*mixing, strict=True)
            label = once("critical mass: others seen by those who mix")
            axes.plot(places, costs, "o", color=_BLACK, markersize=9, zorder=5, label=label)
