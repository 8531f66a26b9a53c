"""How much complementarity it takes until all share: three targets, exactly.

The targets are those of the calibration: sharing by all is *an equilibrium*, is *selected* (it
alone maximises the potential), or is *the only* equilibrium. ``participation`` decides whether a
game meets one; here is the least c with which it would, everything else as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .changes import Range
from .participation import Crowd

__all__ = ["Needed", "needed_complementarity"]

_FROM_ZERO = Range(Fraction(0), None, low_included=True)


@dataclass(frozen=True, slots=True)
class Needed:
    """Values of c for which each target is met; in the unit of the net costs."""

    equilibrium: Range
    selected: Range
    only: Range | None  # none where nobody gains by sharing alone: then no c will do


def needed_complementarity(game: Crowd) -> Needed:
    """The ranges of c; what ``game`` says of c itself is not looked at.

    Equilibrium: c >= the largest net cost. Selected: for every k < n, c exceeds
    2 (n - 1)/(n + k - 1) times the mean of the n - k costliest. The only one: some net cost is
    negative, and for every later tier c exceeds its net cost times (n - 1)/(sharers in tiers
    before).
    """
    costliest = game.tiers[-1].net_cost
    return Needed(
        equilibrium=Range(max(costliest, Fraction(0)), None, low_included=True),
        selected=_above(max(_selection_bounds(game))),
        only=_only(game),
    )


def _above(bound: Fraction) -> Range:
    return _FROM_ZERO if bound < 0 else Range(bound, None)


def _selection_bounds(game: Crowd) -> list[Fraction]:
    """One bound for each number of whole tiers that share without the rest."""
    n, found, cost = game.players, [], Fraction(0)
    for tier, before in zip(reversed(game.tiers), reversed(game.sizes[:-1]), strict=True):
        cost += tier.net_cost * tier.count
        found.append(cost / (n - before) * Fraction(2 * (n - 1), n + before - 1))
    return found


def _only(game: Crowd) -> Range | None:
    if game.tiers[0].net_cost >= 0:
        return None
    bounds = [
        tier.net_cost * Fraction(game.players - 1, before)
        for tier, before in zip(game.tiers[1:], game.sizes[1:-1], strict=True)
    ]
    return _above(max(bounds, default=Fraction(-1)))
