"""From a plan in tokens to the contracts' whole units and basis points, never to the wrong side.

Prices, the stipend and the cap are rounded up: sharing holds afterwards, and the plan has counted
the difference in wherever a price must not be too high. What follows from them (dues' bounds,
bonds, the penalty) is made from the rounded numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ais.economics.economy import Economy
from ais.economics.money import FULL_BPS
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

from .controller import LEAST_TARGET, targets
from .game import value_read
from .laws import claims_law
from .parameters import Parameters
from .schedule import Plan

__all__ = ["MOST_STIPENDS", "rounded"]

#: Rounds times seats that a submission's bond covers, as the contract demands.
MOST_STIPENDS = 15
_NO_SHOWS = 2  # in a row cost the seat; the bond covers both
_FLOAT = 1e-12  # what floats may be off where a smallest unit is smaller than that
_EXACT = 1e-6  # of a grain: what the programme's own error may add to a round number


@dataclass(frozen=True, slots=True)
class _Grain:
    """Rounding to multiples of ``units``; ``size`` is one smallest unit in tokens."""

    units: int
    size: float

    def up(self, tokens: float) -> int:
        """Units, at least one grain, not below the amount but for the programme's own error."""
        return max(1, math.ceil(tokens / self.size / self.units - _EXACT)) * self.units

    def exactly_up(self, units: Fraction) -> int:
        """Units, at least one grain, not below the exact number of them."""
        return max(1, math.ceil(units / self.units)) * self.units

    def down(self, tokens: float) -> int:
        """Units not above the amount, 0 or more."""
        return max(0, math.floor(tokens / self.size / self.units)) * self.units


def rounded(economy: Economy, plan: Plan, grain_units: int) -> Parameters:
    """The plan's parameters; amounts are multiples of ``grain_units`` smallest units."""
    grain = _Grain(grain_units, 10.0**-economy.decimals)
    pricing = _pricing(economy, plan, grain)
    stipend = grain.up(plan.stipend)
    draft = Parameters(
        decimals=economy.decimals,
        pricing=pricing,
        rewards=_rewards(economy, plan.billing.shares_bps, stipend),
        seats=_seats(economy, plan.billing.shares_bps, pricing.cap, stipend, grain),
        targets=targets(economy),
    )
    low, high = _dues_bounds(economy, plan, draft, grain)
    return replace(draft, rewards=replace(draft.rewards, dues_floor=low, dues_cap=high))


# ---- private ---------------------------------------------------------------------------------


def _pricing(economy: Economy, plan: Plan, grain: _Grain) -> PricingParameters:
    base = grain.up(plan.prices[1])
    regular = base * grain.size

    def weight(level: int) -> int:
        exact = plan.prices[level] / regular * FULL_BPS
        return min(max(FULL_BPS, math.ceil(exact - _EXACT)), economy.band.most_weight_bps)

    core = weight(2)
    return PricingParameters(
        base=base,
        cap=grain.up(plan.cap),
        regular_weight_bps=FULL_BPS,
        core_weight_bps=core,
        critical_weight_bps=max(core, weight(3)),
        floor_bps=economy.band.floor_bps,
        ceiling_bps=economy.band.ceiling_bps,
        target=LEAST_TARGET,
    )


def _rewards(economy: Economy, shares: Mapping[str, int], stipend: int) -> RewardsParameters:
    network = economy.network
    return RewardsParameters(
        submission_bond=MOST_STIPENDS * stipend,
        stipend=stipend,
        dues_floor=0,
        dues_cap=0,
        open_window_seconds=network.open_window_seconds,
        close_delay_seconds=network.close_delay_seconds,
        max_open=network.max_open,
        regular_share_bps=shares.get("regular", 0),
        core_share_bps=shares.get("core", 0),
        critical_share_bps=shares.get("critical", 0),
    )


def _seats(
    economy: Economy, shares: Mapping[str, int], cap: int, stipend: int, grain: _Grain
) -> SeatsParameters:
    """The penalty of ``panel.withholding_gain``, exactly, less rho w; two of them as bond."""
    panel = economy.panel
    phi = max(Fraction(shares[tier.name], FULL_BPS * tier.members) for tier in economy.tiers)
    interest = Fraction(repr(panel.outside_interest)) * 10**economy.decimals
    gain = phi * (cap + panel.size * stipend) + interest
    penalty = grain.exactly_up(gain - Fraction(repr(economy.funding.ratio)) * stipend)
    return SeatsParameters(seat_bond=_NO_SHOWS * penalty, no_show_penalty=penalty)


def _dues_bounds(economy: Economy, plan: Plan, draft: Parameters, grain: _Grain) -> tuple[int, int]:
    """Bounds of dues that, with probability q, act in none of the first T epochs.

    Not even with the multiplier at its floor or its ceiling. The floor is at least the dues of an
    epoch with one disclosure of the cheapest kind; the cap is never above what a tier reads.
    """
    phi = {name: each for name, each in plan.billing.phi.items() if each > 0}
    if not phi:
        return 0, 0
    rare = (1 - economy.funding.in_full) / economy.funding.epochs
    at_floor = claims_law(economy, draft, economy.band.floor_bps)
    at_ceiling = claims_law(economy, draft, economy.band.ceiling_bps)
    one = min(*at_floor.amounts, at_floor.mean)
    least = min(phi.values()) * max(min(at_floor.quantile(rare), at_floor.mean), one)
    most = max(at_ceiling.quantile(1 - rare), at_ceiling.mean)
    highest = max(
        min(each * most, value_read(economy, economy.tier(name))) for name, each in phi.items()
    )
    cap = grain.up(highest * (1 + _FLOAT))
    return min(grain.down(least * (1 - _FLOAT)), cap), cap
