"""What parameters come to for each tier: rewards, net costs, dues, and the least reward by target.

Amounts are tokens, floats: for reading, not for deciding (``verify`` decides, exactly).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ais.economics.economy import TARGETS, Economy, Tier
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
    unit = 10.0**-parameters.decimals
    stipends = economy.panel.size * parameters.rewards.stipend * unit
    pricing = parameters.pricing
    at = {
        factor: {
            tier.name: expected_reward(tier.mix, economy.classes, pricing, factor, unit)
            for tier in economy.tiers
        }
        for factor in (pricing.floor_bps, INITIAL_BPS, pricing.ceiling_bps)
    }
    shares = {
        tier.name: own_share(share_bps(parameters.rewards, tier.number) / FULL_BPS, tier.members)
        for tier in economy.tiers
    }
    net = {
        tier.name: float(
            net_cost(
                tier.cost,
                at[pricing.floor_bps][tier.name],
                stipends,
                shares[tier.name],
                economy.funding.ratio,
            )
        )
        for tier in economy.tiers
    }
    order = tuple(sorted((tier.name for tier in sharers(economy)), key=net.__getitem__))
    sums = {factor: claims(economy, rewards, stipends) for factor, rewards in at.items()}
    gained = fractions(economy, economy.target, order)

    def of(tier: Tier) -> TierOutlook:
        name, phi = tier.name, shares[tier.name]
        x = gained.get(name, 0.0)
        return TierOutlook(
            name=name,
            members=tier.members,
            phi=phi,
            cost=tier.cost,
            least=_least(economy, tier, order, stipends, phi),
            reward_floor=at[pricing.floor_bps][name],
            reward=at[INITIAL_BPS][name],
            reward_ceiling=at[pricing.ceiling_bps][name],
            net_cost=net[name],
            gained=economy.complementarity * x,
            value=value_read(economy, tier),
            dues=phi * sums[INITIAL_BPS],
            dues_ceiling=phi * sums[pricing.ceiling_bps],
        )

    return Outlook(
        tiers=tuple(of(tier) for tier in economy.tiers),
        order=order,
        met=met(economy, net),
        stipends=stipends,
        claims_floor=sums[pricing.floor_bps],
        claims=sums[INITIAL_BPS],
        claims_ceiling=sums[pricing.ceiling_bps],
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
