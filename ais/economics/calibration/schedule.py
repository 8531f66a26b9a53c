"""The price schedule of least outlay that an economy admits: the programme over orders of tiers.

It finds or finds nothing; why nothing is found, and what would do, ``plan`` tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ais.economics.economy import Economy
from ais.economics.money import FULL_BPS

from .billing import Billing, bill
from .programme import (
    CAP,
    CAP_COST,
    EXTERNAL,
    STIPEND,
    Limits,
    build,
    kinds_of,
    outlay_of,
    price_name,
)
from .solver import Solution
from .targets import conditions, orders

__all__ = ["Plan", "best", "least_of", "limits_of", "overbilled", "saving"]

_REFINEMENTS = 4
_NOTHING = 1e-6
#: A grain next to nothing, as part of the largest cost.
_FINE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A price schedule before rounding: amounts in tokens, ``prices`` by class 1..3 at factor 1.

    ``shadow``: tokens of outlay an epoch that one token less to ask for by that row would save.
    ``order``: the tiers in the order in which they come to share.
    """

    prices: Mapping[int, float]
    cap: float
    stipend: float
    external: float
    outlay: float
    shadow: Mapping[str, float]
    order: tuple[str, ...]
    billing: Billing


def limits_of(economy: Economy, grain: float) -> Limits:
    """What the economy itself limits, for rounding to ``grain`` tokens."""
    cap = economy.band.cap
    # The cap is rounded up to a grain at the end.
    cap = None if cap is None else (cap + 1e-9 * cap) // grain * grain
    return Limits(grain=grain, external=economy.funding.external, cap=cap)


def best(economy: Economy, limits: Limits) -> Plan | None:
    """The cheapest over all orders, with the tightest of the ceiling's bounds that is found."""
    if overbilled(economy, bill(economy)):
        return None
    capped = replace(limits, flat=_top_kinds(economy))
    starts = [_cheapest(economy, each) for each in (limits, capped)]
    found = min((each for each in starts if each), key=lambda each: each.outlay, default=None)
    for _ in range(_REFINEMENTS):
        if found is None:
            return None
        tighter = _cheapest(economy, replace(limits, flat=_flat_at(economy, found)))
        if tighter is None or tighter.outlay >= found.outlay - 1e-9 * abs(found.outlay):
            return found
        found = tighter
    return found


def saving(economy: Economy, asked: Economy) -> float:
    """Outlay an epoch that is saved where another economy is asked for instead; tokens, at least 0.

    Both programmes solved anew, rounding aside; 0 where the other one has no prices.
    """
    grain = _FINE * max(economy.panel.effort, *(tier.cost for tier in economy.tiers))
    now, then = (best(each, limits_of(each, grain)) for each in (economy, asked))
    if now is None or then is None:
        return 0.0
    saved = now.outlay - then.outlay
    return saved if saved > _NOTHING * now.outlay else 0.0


def _cheapest(economy: Economy, limits: Limits, least: str | None = None) -> Plan | None:
    found: list[Plan] = []
    billing = bill(economy)
    for order in orders(economy, economy.target):
        program = build(economy, billing, conditions(economy, economy.target, order), limits, least)
        solution = program.solve()
        if solution is not None:
            found.append(_plan(economy, billing, order, solution))
    if least is not None:
        return min(found, key=lambda p: p.cap if least == CAP else p.external, default=None)
    return min(found, key=lambda each: each.outlay, default=None)


def _plan(economy: Economy, billing: Billing, order: tuple[str, ...], solution: Solution) -> Plan:
    values = solution.values
    shadow = {  # less what stands in the costs to keep the cap low
        name: max(0.0, price - CAP_COST * economy.disclosures * name.startswith("uncapped"))
        for name, price in solution.shadow.items()
    }
    return Plan(
        prices={level: values[price_name(level)] for level in (1, 2, 3)},
        cap=values[CAP],
        stipend=values[STIPEND],
        external=values[EXTERNAL],
        outlay=outlay_of(economy, solution),
        shadow={name: price if price > _NOTHING else 0.0 for name, price in shadow.items()},
        order=order,
        billing=billing,
    )


def _top_kinds(economy: Economy) -> frozenset[tuple[str, int]]:
    """Kinds that the cap may cut at the ceiling, whatever the prices."""
    band = economy.band
    top = max(kind.factor for _, _, kind in kinds_of(economy)) * band.uncapped_bps
    return frozenset(
        (tier.name, place)
        for tier, place, kind in kinds_of(economy)
        if kind.factor * band.ceiling_bps >= top
    )


def _flat_at(economy: Economy, found: Plan) -> frozenset[tuple[str, int]]:
    """Kinds that the cap does cut at the ceiling, at these prices."""
    ceiling = economy.band.ceiling_bps / FULL_BPS
    return frozenset(
        (tier.name, place)
        for tier, place, kind in kinds_of(economy)
        if found.prices[economy.class_of(kind.sector)] * kind.factor * ceiling > found.cap
    )


def overbilled(economy: Economy, billing: Billing) -> list[str]:
    """Tiers of which a member pays as much of its own claim as it is paid, or more."""
    ratio = economy.funding.ratio
    return [tier.name for tier in economy.tiers if billing.phi[tier.name] >= ratio]


def least_of(economy: Economy, limits: Limits, variable: str) -> Plan | None:
    """The plan in which a variable is least; of the two safe bounds at the ceiling the better."""
    flats = (limits, replace(limits, flat=_top_kinds(economy)))
    found = [each for each in (_cheapest(economy, f, variable) for f in flats) if each]
    return min(found, key=lambda p: p.cap if variable == CAP else p.external, default=None)
