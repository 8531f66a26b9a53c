"""The sharing game of two and of many."""

from dataclasses import replace
from fractions import Fraction

from ais.economics.games import participation as crowds
from ais.economics.games.bimatrix import all_equilibria, enumerated
from ais.economics.games.boundaries import mixed_equilibrium
from ais.economics.games.changes import Range
from ais.economics.games.full_sharing import needed_complementarity
from ais.economics.games.paper_tables import by_rule
from ais.economics.games.selection import kind, risk_dominant
from ais.economics.rationals import shown

from .parts import listed, table

STAIRS = crowds.crowd(["-0.4", "0.2", "0.4"], "0.8", [3, 6, 20])
_UNEVEN = crowds.crowd(["-10", "0.9", "0.9"], 1)


def mixed() -> list[str]:
    """Table 1 with complementarity."""
    rows = []
    for c in ("0.5", "0.6", "1", "1.2", "2"):
        game = replace(by_rule(1), complementarity=Fraction(c))
        matrix = game.as_bimatrix()
        probability = mixed_equilibrium(*game.net_costs, game.complementarity)
        safer = risk_dominant(matrix)
        rows.append(
            (
                c,
                listed(all_equilibria(matrix)),
                shown(probability[0]) if probability else "none",
                f"({', '.join(safer)})" if safer else "neither",
                kind(matrix).value,
            )
        )
    head = ("c", "equilibria", "mixed, d/c", "risk-dominant", "it is")
    return table(head, rows)


def boundary() -> list[str]:
    """Table 2 by rule at and around its boundary, by us and by nashpy."""
    rows = []
    for c in ("0.09", "0.1", "0.11"):
        matrix = replace(by_rule(2), complementarity=Fraction(c)).as_bimatrix()
        found = ", ".join(f"({p:g}, {q:g})" for p, q in enumerated(matrix))
        rows.append((c, listed(all_equilibria(matrix)), found))
    return table(("c", "all equilibria, exactly", "nashpy: probabilities of C"), rows)


def tiers() -> list[str]:
    """Three tiers: equilibria, what is selected, what would be needed."""
    needed = needed_complementarity(STAIRS)
    rows = [
        (
            "pure" if each.is_pure else "critical mass",
            f"{each.sharers}",
            ", ".join(map(str, each.probabilities)),
        )
        for each in crowds.equilibria(STAIRS)
    ]
    counts = ", ".join(str(tier.count) for tier in STAIRS.tiers)
    costs = ", ".join(shown(tier.net_cost) for tier in STAIRS.tiers)
    selected = ", ".join(map(str, crowds.potential_maximisers(STAIRS)))
    mean = sum(tier.net_cost * tier.count for tier in STAIRS.tiers) / STAIRS.players
    return [
        f"Tiers of {counts} with d = {costs} and c = {shown(STAIRS.complementarity)}:",
        "",
        *table(("equilibrium", "sharers expected", "probability of sharing, by tier"), rows),
        "",
        f"Selected: {selected} of {STAIRS.players} share. That all share",
        f"* is an equilibrium for c {needed.equilibrium};",
        f"* is selected for c {needed.selected}, about {_least(needed.selected)};",
        f"* is the only equilibrium for c {needed.only}, about {_least(needed.only)}.",
        "",
        f"Twice the mean of d is only {float(2 * mean):.4f}.",
    ]


def _least(found: Range | None) -> str:
    return "none" if found is None or found.low is None else f"{float(found.low):.4f}"


def uneven() -> list[str]:
    """A mean below c/2 that selects nothing of the kind."""
    mean = sum(t.net_cost * t.count for t in _UNEVEN.tiers) / _UNEVEN.players
    values = [f"{k} share: P = {shown(crowds.potential(_UNEVEN, k))}" for k in _UNEVEN.sizes]
    return [
        f"d = (-10, 0.9, 0.9), c = 1: the mean of d is {float(mean):.4f}, far below c/2 = 0.5; yet",
        f"{'; '.join(values)}. Selected: {crowds.potential_maximisers(_UNEVEN)[0]} of 3.",
    ]
