"""Who shares among many: all equilibria of the sharing game for n, exactly, and its potential.

With net costs d_i and complementarity c, and Q the expected number of sharers, i gains
``c (Q - q_i)/(n - 1) - d_i`` by sharing (q_i: its probability of sharing). For c > 0 write
D_i = (n - 1) d_i / c. Then i's best response allows exactly one probability for each Q,

    q_i = min(1, max(0, Q - D_i)),

so the equilibria, pure and mixed, are the fixed points of ``F(Q) = sum of q_i(Q)``: a line in
pieces, each of which rises by as many as mix there. A piece of slope 1 that lies on the diagonal is
a continuum; a root on a steeper one is a critical mass. Organisations of equal net cost share with
equal probability in every equilibrium. With c = 0 each decides alone.

The exact potential is ``P(S) = c |S| (|S| - 1) / (2 (n - 1)) - sum of d_i over S`` (Monderer and
Shapley 1996): whoever changes alone, gains what P gains. Its maximiser is for two organisations the
risk-dominant equilibrium, and here it is what "selected" means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from ais.economics.rationals import Rational, at_least_zero, exact
from ais.errors import ModelRefused

from .bimatrix import Interval

__all__ = [
    "Crowd",
    "Participation",
    "Tier",
    "crowd",
    "equilibria",
    "full_sharing_is_equilibrium",
    "full_sharing_is_only",
    "full_sharing_is_selected",
    "potential",
    "potential_maximisers",
]

_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Tier:
    """``count`` organisations whose sharing costs each of them ``net_cost`` (may be negative)."""

    net_cost: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """n >= 2 organisations in tiers of rising net cost, and c >= 0; made by ``crowd``."""

    tiers: tuple[Tier, ...]
    complementarity: Fraction

    @property
    def players(self) -> int:
        """How many organisations there are."""
        return sum(tier.count for tier in self.tiers)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of sharers if whole tiers share, cheapest first: 0, ..., n."""
        return (0, *accumulate(tier.count for tier in self.tiers))


@dataclass(frozen=True, slots=True)
class Participation:
    """Equilibria: any probability of sharing within these intervals, one a tier, in its order.

    At most one interval is longer than a point if c > 0, and then its tier has one member. With
    c = 0 every member of such a tier chooses for itself.
    """

    probabilities: tuple[Interval, ...]
    sharers: Interval  # the expected number
    mixing: int  # how many organisations are indifferent and mix

    @property
    def is_pure(self) -> bool:
        """Whether it is one equilibrium in which nobody mixes."""
        return all(each.is_point and each.low in (_ZERO, _ONE) for each in self.probabilities)

    @property
    def is_critical(self) -> bool:
        """Whether it is a critical mass: with a few more sharers more follow, with fewer, fewer."""
        return self.mixing > 1 and self.sharers.is_point


def crowd(
    net_costs: Sequence[Rational], complementarity: Rational, counts: Sequence[int] | None = None
) -> Crowd:
    """Sort organisations into tiers of equal net cost.

    ``net_costs`` d_i in one unit with ``complementarity`` c >= 0; ``counts`` how many of each, 1
    unless given. Raises ``ModelRefused`` for fewer than two organisations.
    """
    numbers = [1] * len(net_costs) if counts is None else list(counts)
    if len(numbers) != len(net_costs):
        raise ModelRefused(
            field="counts", value=len(numbers), reason="one belongs to each net cost"
        )
    gathered: dict[Fraction, int] = {}
    for position, (given, count) in enumerate(zip(net_costs, numbers, strict=True), 1):
        if count < 0:
            raise ModelRefused(
                field=f"count {position}", value=count, reason="it must be at least 0"
            )
        cost = exact(f"net cost {position}", given)
        gathered[cost] = gathered.get(cost, 0) + count
    made = tuple(Tier(cost, gathered[cost]) for cost in sorted(gathered) if gathered[cost])
    found = Crowd(made, at_least_zero("complementarity", complementarity))
    if found.players < 2:
        raise ModelRefused(field="players", value=found.players, reason="a game needs two")
    return found


def equilibria(game: Crowd) -> tuple[Participation, ...]:
    """All equilibria, pure and mixed, by rising number of sharers; continua whole."""
    if game.complementarity == 0:
        alone = tuple(_alone(tier.net_cost) for tier in game.tiers)
        return (_participation(game, alone),)
    starts = _starts(game)
    found: list[Interval] = []
    for (low, at_low), (high, at_high) in pairwise(_excesses(game, starts)):
        if at_low == at_high == 0:
            found.append(Interval(low, high))
        elif at_low * at_high <= 0:
            root = low - at_low * (high - low) / (at_high - at_low)
            found.append(Interval(root, root))
    spans = [each for each in found if not each.is_point]
    points = [
        e for e in dict.fromkeys(found) if e.is_point and not any(_inside(e, s) for s in spans)
    ]
    return tuple(_at(game, starts, each) for each in sorted([*spans, *points]))


def potential(game: Crowd, sharers: int) -> Fraction:
    """P where the ``sharers`` cheapest organisations share; in the unit of the net costs.

    No other set of that size has a larger one. Raises ``ModelRefused`` outside 0 to n.
    """
    n = game.players
    if not 0 <= sharers <= n:
        raise ModelRefused(field="sharers", value=sharers, reason=f"it must be from 0 to {n}")
    cost, left = _ZERO, sharers
    for tier in game.tiers:
        cost += tier.net_cost * min(left, tier.count)
        left -= min(left, tier.count)
    return game.complementarity * Fraction(sharers * (sharers - 1), 2 * (n - 1)) - cost


def potential_maximisers(game: Crowd) -> tuple[int, ...]:
    """Numbers k of cheapest organisations whose sharing maximises the potential; ties all.

    Only whole tiers are looked at: within a tier P is convex in k. With c = 0 and a tier of net
    cost 0 everything between two of these numbers maximises it too.
    """
    values = {size: potential(game, size) for size in game.sizes}
    best = max(values.values())
    return tuple(size for size, value in values.items() if value == best)


def full_sharing_is_equilibrium(game: Crowd) -> bool:
    """Target "equilibrium": nobody gains by leaving when all share; d_i <= c for all."""
    return game.tiers[-1].net_cost <= game.complementarity


def full_sharing_is_selected(game: Crowd) -> bool:
    """Target "selected": sharing by all maximises the potential, and nothing else does.

    For every k < n this is: the mean net cost of the n - k costliest lies below
    c (n + k - 1) / (2 (n - 1)). At k = 0: the mean of all lies below c/2. For two, or for equal net
    costs, that one suffices; for unequal ones it does not.
    """
    return potential_maximisers(game) == (game.players,)


def full_sharing_is_only(game: Crowd) -> bool:
    """Target "the only one": sharing by all is the only equilibrium, mixed ones included.

    By rising net cost: the first tier has d < 0, each later one d < c (sharers in tiers before) /
    (n - 1). It is then also what iterated strict dominance leaves (Milgrom and Roberts 1990).
    """
    bounds = (
        game.complementarity * Fraction(before, game.players - 1) for before in game.sizes[:-1]
    )
    return all(tier.net_cost < bound for tier, bound in zip(game.tiers, bounds, strict=True))


def _alone(cost: Fraction) -> Interval:
    return Interval(_ONE if cost < 0 else _ZERO, _ONE if cost <= 0 else _ZERO)


def _starts(game: Crowd) -> list[Fraction]:
    """D of each tier: the number of sharers at which its members begin to mix."""
    scale = (game.players - 1) / game.complementarity
    return [tier.net_cost * scale for tier in game.tiers]


def _excesses(game: Crowd, starts: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    """(Q, F(Q) - Q) at both ends of [0, n] and wherever a slope changes between them."""
    n = Fraction(game.players)
    slope, share, turns = 0, _ZERO, dict[Fraction, int]()
    for tier, start in zip(game.tiers, starts, strict=True):
        share += tier.count * min(_ONE, max(_ZERO, -start))
        if start <= 0 < start + 1:
            slope += tier.count
        for turn, change in ((start, tier.count), (start + 1, -tier.count)):
            if 0 < turn < n:
                turns[turn] = turns.get(turn, 0) + change
    at = _ZERO
    yield at, share
    for turn in sorted(turns):
        share, at = share + slope * (turn - at), turn
        slope += turns[turn]
        yield at, share - at
    yield n, share + slope * (n - at) - n


def _at(game: Crowd, starts: Sequence[Fraction], sharers: Interval) -> Participation:
    ends = [
        [min(_ONE, max(_ZERO, q - start)) for start in starts] for q in (sharers.low, sharers.high)
    ]
    return _participation(game, tuple(Interval(a, b) for a, b in zip(*ends, strict=True)))


def _participation(game: Crowd, probabilities: tuple[Interval, ...]) -> Participation:
    pairs = list(zip(game.tiers, probabilities, strict=True))
    low = sum((tier.count * each.low for tier, each in pairs), start=_ZERO)
    high = sum((tier.count * each.high for tier, each in pairs), start=_ZERO)
    mixing = sum(t.count for t, each in pairs if not each.is_point or 0 < each.low < 1)
    return Participation(probabilities, Interval(low, high), mixing)


def _inside(point: Interval, span: Interval) -> bool:
    return span.low <= point.low <= span.high
