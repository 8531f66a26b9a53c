"""What parameters come to for each tier: rewards, net costs, dues, and the least reward by target.

Amounts are tokens, floats: for reading, not for deciding (``verify`` decides, exactly).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ais.economics.economy import Economy
from ais.economics.economy_parts import TARGETS, Tier
from ais.economics.money import FULL_BPS, INITIAL_BPS, share_bps

from .game import (
    claims,
    expected_reward,
    kept_share,
    least_reward,
    net_cost,
    own_share,
    skipping_gain,
    value_read,
)
from .parameters import Parameters
from .targets import fractions, met, sharers

__all__ = ["Outlook", "TierOutlook", "outlook", "worst_skip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOutlook:
    """One tier: tokens a disclosure, and an epoch where it says so.

    ``least``: R of each target; ``reward_…``: R at the multiplier's floor, at 1, at its ceiling;
    ``net_cost`` d and ``gain`` c x - d, both at the floor, x for the target asked for;
    ``dues`` at multiplier 1 and ``dues_ceiling`` an epoch, ``value`` V an epoch.
    """

    name: str
    members: int
    phi: float
    cost: float
    least: Mapping[str, float]
    reward_floor: float
    reward: float
    reward_ceiling: float
    net_cost: float
    gained: float
    value: float
    dues: float
    dues_ceiling: float

    @property
    def gain(self) -> float:
        """What a disclosure brings against keeping it, at the floor."""
        return self.gained - self.net_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All tiers; ``claims_…`` of an epoch in tokens; ``met``: the targets that hold."""

    tiers: tuple[TierOutlook, ...]
    order: tuple[str, ...]
    met: tuple[str, ...]
    stipends: float
    claims_floor: float
    claims: float
    claims_ceiling: float

    def tier(self, name: str) -> TierOutlook:
        """The tier of that name. Raises ``KeyError``."""
        return {each.name: each for each in self.tiers}[name]


def outlook(economy: Economy, parameters: Parameters) -> Outlook:
    """Tell what parameters come to. Raises ``ModelRefused`` where phi is not below the ratio."""
    known = _Known.of(economy, parameters)
    order = tuple(sorted((tier.name for tier in sharers(economy)), key=known.net.__getitem__))
    sums = {
        factor: claims(economy, rewards, known.stipends) for factor, rewards in known.at.items()
    }
    low, middle, high = known.factors
    return Outlook(
        tiers=tuple(_tier(economy, tier, known, order, sums) for tier in economy.tiers),
        order=order,
        met=met(economy, known.net),
        stipends=known.stipends,
        claims_floor=sums[low],
        claims=sums[middle],
        claims_ceiling=sums[high],
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Stipends of a round, R by multiplier and tier, phi and net cost at the floor by tier."""

    factors: tuple[int, int, int]
    stipends: float
    at: Mapping[int, Mapping[str, float]]
    phi: Mapping[str, float]
    net: Mapping[str, float]

    @classmethod
    def of(cls, economy: Economy, parameters: Parameters) -> _Known:
        unit = 10.0**-parameters.decimals
        stipends = economy.panel.size * parameters.rewards.stipend * unit
        pricing, rewards = parameters.pricing, parameters.rewards
        factors = (pricing.floor_bps, INITIAL_BPS, pricing.ceiling_bps)
        at = {
            factor: {
                tier.name: expected_reward(tier.mix, economy.classes, pricing, factor, unit)
                for tier in economy.tiers
            }
            for factor in factors
        }
        phi, net = {}, {}
        for tier in economy.tiers:
            phi[tier.name] = own_share(share_bps(rewards, tier.number) / FULL_BPS, tier.members)
            lowest = at[pricing.floor_bps][tier.name]
            ratio = economy.funding.ratio
            net[tier.name] = float(net_cost(tier.cost, lowest, stipends, phi[tier.name], ratio))
        return cls(factors, stipends, at, phi, net)


def _tier(
    economy: Economy,
    tier: Tier,
    known: _Known,
    order: tuple[str, ...],
    sums: Mapping[int, float],
) -> TierOutlook:
    name, phi = tier.name, known.phi[tier.name]
    low, middle, high = known.factors
    gained = fractions(economy, economy.target, order).get(name, 0.0)
    return TierOutlook(
        name=name,
        members=tier.members,
        phi=phi,
        cost=tier.cost,
        least=_least(economy, tier, order, known.stipends, phi),
        reward_floor=known.at[low][name],
        reward=known.at[middle][name],
        reward_ceiling=known.at[high][name],
        net_cost=known.net[name],
        gained=economy.complementarity * gained,
        value=value_read(economy, tier),
        dues=phi * sums[middle],
        dues_ceiling=phi * sums[high],
    )


def worst_skip(economy: Economy, tier: TierOutlook) -> tuple[float, int]:
    """The most that paying dues in one epoch of k brings an epoch, dues at the ceiling; and that k.

    Over k from 2 to the economy's ``skip``; (0, 1) where there is none.
    """
    reading = economy.reading
    gains = {
        k: float(
            skipping_gain(
                tier.value,
                tier.dues_ceiling,
                kept_share(reading.decay, k, reading.granted),
                k,
            )
        )
        for k in range(2, reading.skip + 1)
    }
    if not gains:
        return 0.0, 1
    worst = max(gains, key=gains.__getitem__)
    return gains[worst], worst


def _least(
    economy: Economy, tier: Tier, order: tuple[str, ...], stipends: float, phi: float
) -> dict[str, float]:
    """R of each target; of *selected* that which suffices where all tiers have the same d."""
    if tier.name not in order:
        return dict.fromkeys(TARGETS, 0.0)
    c, ratio = economy.complementarity, economy.funding.ratio
    return {
        target: least_reward(
            tier.cost, c * fractions(economy, target, order)[tier.name], stipends, phi, ratio
        )
        for target in TARGETS
    }
