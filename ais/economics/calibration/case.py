"""What deviations are worked out from: an economy, parameters, and what they come to.

Amounts are tokens, floats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from ais.economics import money
from ais.economics.economy import Economy

from .game import expected_reward
from .outlook import Outlook, TierOutlook
from .parameters import Parameters

__all__ = ["Case"]


@dataclass(frozen=True, slots=True)
class Case:
    """An economy under parameters."""

    economy: Economy
    parameters: Parameters
    seen: Outlook

    @property
    def unit(self) -> float:
        """One smallest unit in tokens."""
        return 10.0**-self.parameters.decimals

    @property
    def stipend(self) -> float:
        """What a reveal in time is paid, tokens."""
        return self.parameters.rewards.stipend * self.unit

    @property
    def cap(self) -> float:
        """The most that a disclosure earns, tokens."""
        return self.parameters.pricing.cap * self.unit

    def worst(self, gain: Callable[[TierOutlook], float]) -> tuple[float, TierOutlook]:
        """The tier that gains most."""
        best = max(self.seen.tiers, key=gain)
        return gain(best), best

    def sharing(self) -> list[TierOutlook]:
        """Tiers that have something to share."""
        return [tier for tier in self.seen.tiers if tier.name in self.seen.order]

    def all_share(self) -> float:
        """What c gives a disclosure when all others share."""
        everybody = sum(tier.members for tier in self.sharing())
        return self.economy.complementarity * (everybody - 1) / (self.economy.members - 1)

    def rising(self) -> tuple[int, ...]:
        """Multipliers from the floor to the ceiling where nothing is accepted, basis points."""
        pricing = self.parameters.pricing
        path = [pricing.floor_bps]
        while path[-1] < pricing.ceiling_bps:
            path.append(money.clipped_step(pricing, path[-1], 0, pricing.target))
        return tuple(path)

    def rewarded(self, tier: TierOutlook, multiplier_bps: int) -> float:
        """What a disclosure is paid, at a multiplier: rho R."""
        mix = self.economy.tier(tier.name).mix
        pricing = self.parameters.pricing
        reward = expected_reward(mix, self.economy.classes, pricing, multiplier_bps, self.unit)
        return self.economy.funding.ratio * reward

    def paid(self, tier: TierOutlook, multiplier_bps: int) -> float:
        """What a disclosure is paid less what it adds to one's own dues, at a multiplier."""
        rewarded = self.rewarded(tier, multiplier_bps)
        reward = rewarded / self.economy.funding.ratio
        return rewarded - tier.phi * (reward + self.seen.stipends)

    def opened_later(self, tier: TierOutlook) -> float:
        """The most that one step up brings to a disclosure that waits for it without risk."""
        kept = 1 - self.economy.waiting.discount
        return max(
            (kept * self.paid(tier, high) - self.paid(tier, low))
            for low, high in pairwise((*self.rising(), self.parameters.pricing.ceiling_bps))
        )

    def read_as(self, tier: TierOutlook, rights_of: str) -> float:
        """What a member of a tier would read with the rights of another one, less its search."""
        described = self.economy.tier(tier.name)
        rights = self.economy.tier(rights_of).readable
        total = 0.0
        for source in self.economy.tiers:
            others = source.members - (source.name == tier.name)
            worth = described.worth[source.name] * rights[source.name]
            total += others * source.disclosures * worth
        return total - described.search
