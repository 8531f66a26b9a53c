"""What a parameter file means in an economy, in exact rationals: the ground that checks stand on.

Prices and dues come from ``money``, the rest is computed here, apart from the planning's floats.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property

from ais.economics import money
from ais.economics.economy import Economy
from ais.economics.economy_parts import Tier

from .parameters import Parameters

__all__ = ["Book", "exact"]


class Book:
    """The numbers of file and economy as exact rationals, tokens."""

    def __init__(self, economy: Economy, parameters: Parameters) -> None:
        self.economy, self.parameters = economy, parameters
        self.unit = Fraction(1, 10**parameters.decimals)
        rewards = parameters.rewards
        self.stipends = economy.panel.size * rewards.stipend * self.unit
        self.ratio = exact(economy.funding.ratio)
        self.sharing = [tier for tier in economy.tiers if tier.disclosures > 0]

    def share(self, tier: Tier) -> Fraction:
        """One member's share of claims: phi."""
        bps = money.share_bps(self.parameters.rewards, tier.number)
        return Fraction(bps, money.FULL_BPS * tier.members)

    def prices(self, tier: Tier, multiplier: int) -> list[tuple[Fraction, Fraction]]:
        """Probability and price of each kind."""
        pricing, found = self.parameters.pricing, []
        total = sum(exact(kind.probability) for kind in tier.mix)
        for kind in tier.mix:
            anchors = (kind.severity_bps, kind.scope_bps)
            level = self.economy.class_of(kind.sector)
            price = money.price(pricing, level, *anchors, multiplier) * self.unit
            found.append((exact(kind.probability) / total, price))
        return found

    def reward(self, tier: Tier, multiplier: int) -> Fraction:
        """Expected reward of a disclosure: R."""
        return sum((p * price for p, price in self.prices(tier, multiplier)), Fraction(0))

    def claims(self, multiplier: int) -> Fraction:
        """E[claims] of an epoch in which all share."""
        return sum(
            (
                tier.members
                * exact(tier.disclosures)
                * (self.reward(tier, multiplier) + self.stipends)
                for tier in self.sharing
            ),
            Fraction(0),
        )

    @cached_property
    def net(self) -> dict[str, Fraction]:
        """Net costs d at the multiplier's floor, where they are highest."""
        found = {}
        for tier in self.sharing:
            reward = self.reward(tier, self.parameters.pricing.floor_bps)
            cost = exact(tier.risk) + exact(tier.effort)
            found[tier.name] = (
                cost - self.ratio * reward + self.share(tier) * (reward + self.stipends)
            )
        return found

    def read(self, tier: Tier) -> Fraction:
        """Value read an epoch: V."""
        total = -exact(tier.search)
        for source in self.economy.tiers:
            others = source.members - (1 if source.name == tier.name else 0)
            worth = exact(tier.worth[source.name]) * exact(tier.readable[source.name])
            total += others * exact(source.disclosures) * worth
        return total

    def dues(self, tier: Tier, claims: Fraction) -> Fraction:
        """D by the contract's own rule, of claims in whole units."""
        units = math.ceil(claims / self.unit)
        rewards = self.parameters.rewards
        return money.dues(rewards, tier.number, units, tier.members) * self.unit


def exact(value: float) -> Fraction:
    """The decimal number that a float was written as."""
    return Fraction(repr(value))
