"""``IPricing``: what a disclosure is worth, and each sector's multiplier."""

from __future__ import annotations

from ais.records import PricingParameters

from .codec import View, Write
from .contract import Contract

__all__ = ["Pricing"]


class Pricing(Contract):
    """Calls of ``Pricing.sol``; what they mean stands in ``IPricing.sol``."""

    NAME = "Pricing"

    def configure(self, parameters: PricingParameters) -> Write:
        """The governor's; holds from the next epoch, before the start at once."""
        return self._write("configure", parameters)

    def set_target(self, sector: int, target: int) -> Write:
        """Accepted disclosures wanted of a sector in an epoch."""
        return self._write("setTarget", sector, target)

    def parameters(self) -> View[PricingParameters]:
        """Base, cap, weights, bounds of the running epoch."""
        return self._view("parameters")

    def parameters_at(self, epoch: int) -> View[PricingParameters]:
        """The same of an epoch; of a later one as they are announced so far."""
        return self._view("parametersAt", epoch)

    def announced(self) -> View[tuple[PricingParameters, int]]:
        """Those set last, and the epoch from which they hold."""
        return self._view("announced")

    def target_of(self, sector: int) -> View[int]:
        """Accepted disclosures wanted in an epoch."""
        return self._view("targetOf", sector)

    def weight_bps(self, sector: int, epoch: int) -> View[int]:
        """By the sector's criticality class, both of an epoch."""
        return self._view("weightBps", sector, epoch)

    def multiplier_bps(self, sector: int, epoch: int) -> View[int]:
        """The sector's multiplier in that epoch."""
        return self._view("multiplierBps", sector, epoch)

    def price(self, sector: int, severity_bps: int, scope_bps: int, epoch: int) -> View[int]:
        """Token units."""
        return self._view("price", sector, severity_bps, scope_bps, epoch)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def rewards(self) -> View[str]:
        """Address of Rewards; fixed at deployment."""
        return self._view("rewards")

    def authority(self) -> View[str]:
        """Address of the access manager."""
        return self._view("authority")
