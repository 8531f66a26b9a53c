"""The three targets, as linear conditions on the tiers' net costs d.

With c the complementarity, n members, S of them in tiers that have something to share, x the
fraction of the others who share:

* *equilibrium*: once all share nobody gains by stopping: d_t <= c x with x = (S - 1)/(n - 1);
* *selected*: all sharing maximises the game's potential, sum of -d over the sharers plus
  c k (k - 1)/(2 (n - 1)) for k of them. Against every union of tiers U that would stop, u members
  of them, with k = S - u others: mean d over U < c (S + k - 1)/(2 (n - 1)). For U of all it is
  mean d < c (S - 1)/(2 (n - 1)), which is c/2 where everybody has something to share, and for two
  players risk dominance, d_1 + d_2 < c. Inside a tier, whose members are alike, the potential is
  convex in the number of sharers, so that whole tiers are enough;
* *only*: sharing is all that survives the removal of dominated strategies: tiers in an order in
  which the first has d < 0 and each later one d < c x with x = (members of the tiers before it)/
  (n - 1). With c = 0 that is dominance, d < 0.

Source: this product's `docs/calibration.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, permutations

from ais.economics.economy import Economy
from ais.economics.economy_parts import Tier

__all__ = ["Condition", "conditions", "fractions", "met", "orders", "sharers"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A weighted mean of net costs stays below a bound: sum of weight x d < bound, tokens."""

    name: str
    weights: Mapping[str, float]
    bound: float

    def slack(self, net: Mapping[str, float]) -> float:
        """How far it is from being broken, tokens a disclosure; negative: it is broken."""
        return self.bound - sum(weight * net[name] for name, weight in self.weights.items())


def sharers(economy: Economy) -> tuple[Tier, ...]:
    """Tiers that have something to share."""
    return tuple(tier for tier in economy.tiers if tier.disclosures > 0)


def orders(economy: Economy, target: str) -> tuple[tuple[str, ...], ...]:
    """The orders of tiers that a target may be shown in; one where order does not matter."""
    names = [tier.name for tier in sharers(economy)]
    return tuple(permutations(names)) if target == "only" else (tuple(names),)


def fractions(economy: Economy, target: str, order: Sequence[str]) -> dict[str, float]:
    """The x of each tier's least reward; of *selected* the one that suffices for equal tiers."""
    others = economy.members - 1
    total = sum(tier.members for tier in sharers(economy))
    if target == "equilibrium":
        return dict.fromkeys(order, (total - 1) / others)
    if target == "selected":
        return dict.fromkeys(order, (total - 1) / (2 * others))
    found, before = {}, 0
    for name in order:
        found[name] = before / others
        before += economy.tier(name).members
    return found


def conditions(economy: Economy, target: str, order: Sequence[str]) -> tuple[Condition, ...]:
    """What the net costs must meet, for the order given (``orders``)."""
    c = economy.complementarity
    if target != "selected":
        at = fractions(economy, target, order)
        return tuple(Condition(f"sharing of {name}", {name: 1.0}, c * at[name]) for name in order)
    tiers = sharers(economy)
    total = sum(tier.members for tier in tiers)
    found = []
    for stopping in chain.from_iterable(combinations(tiers, k) for k in range(1, len(tiers) + 1)):
        size = sum(tier.members for tier in stopping)
        bound = c * (total + total - size - 1) / (2 * (economy.members - 1))
        weights = {tier.name: tier.members / size for tier in stopping}
        names = " and ".join(tier.name for tier in stopping)
        found.append(Condition(f"sharing of {names}", weights, bound))
    return tuple(found)


def met(economy: Economy, net: Mapping[str, float]) -> tuple[str, ...]:
    """The targets that net costs (tokens a disclosure, by tier) meet, the weakest first."""
    found = []
    for target in ("equilibrium", "selected", "only"):
        by_cost = tuple(sorted((tier.name for tier in sharers(economy)), key=net.__getitem__))
        slacks = [each.slack(net) for each in conditions(economy, target, by_cost)]
        if all(s >= 0 if target == "equilibrium" else s > 0 for s in slacks):
            found.append(target)
    return tuple(found)
