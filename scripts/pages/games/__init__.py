"""The numbers of docs/economics.md: the paper's tables, the sharing game, Gao et al."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from matplotlib.figure import Figure

from ais.economics.games.paper_tables import by_rule
from ais.economics.pictures import games as pictures

from . import contest, paper, sharing

PAGE = "economics.md"
BLOCKS = {
    "paper-cells": paper.cells,
    "paper-breaks": paper.breaks,
    "paper-verdicts": paper.verdicts,
    "paper-kinds": paper.kinds,
    "paper-readings": paper.readings,
    "paper-changes": paper.changes,
    "paper-print-changes": paper.print_changes,
    "game-mixed": sharing.mixed,
    "game-boundary": sharing.boundary,
    "game-tiers": sharing.tiers,
    "game-uneven": sharing.uneven,
    "gao-example": contest.example,
    "gao-statics": contest.slopes,
    "gao-gamma": contest.gammas,
}


def _points() -> list[pictures.Point]:
    """The paper's games by rule; the first is the one that the title speaks of."""
    percent = replace(by_rule(2), incentive=Fraction(2, 1000))
    return [
        pictures.Point("Table 2 by rule", *by_rule(2).net_costs),
        pictures.Point("table 1", *by_rule(1).net_costs),
        pictures.Point("table 2 at 0.2 percent", *percent.net_costs),
    ]


#: File name in docs/pictures/ -> the figure; `python scripts/pictures.py` writes them.
PICTURES: dict[str, Callable[[], Figure]] = {
    "games-two.svg": lambda: pictures.regions(Fraction(0), _points()),
    "games-two-together.svg": lambda: pictures.regions(Fraction(3, 5), _points()),
    "games-many.svg": lambda: pictures.adoption(sharing.STAIRS),
}
