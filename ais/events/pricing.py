"""Events of ``IPricing``."""

from __future__ import annotations

from dataclasses import dataclass

from ais.records import PricingParameters

from .base import Event

__all__ = [
    "AcceptanceNoted",
    "PricingConfigured",
    "TargetSet",
]


@dataclass(frozen=True, slots=True)
class PricingConfigured(Event):
    """Parameters of the price, from an epoch on (0: at once)."""

    parameters: PricingParameters
    from_epoch: int


@dataclass(frozen=True, slots=True)
class TargetSet(Event):
    """Accepted disclosures wanted of a sector in an epoch."""

    sector: int
    target: int


@dataclass(frozen=True, slots=True)
class AcceptanceNoted(Event):
    """A disclosure was accepted; the sector's count and multiplier of the epoch."""

    sector: int
    epoch: int
    accepted: int
    multiplier_bps: int
