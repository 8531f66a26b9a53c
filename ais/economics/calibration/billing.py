"""Who pays which share of an epoch's claims, and what of it comes in.

Shares are the economy's where it states them. Else each tier pays in proportion to what it reads,
so that dues are the same part of the value read in every tier: no other split leaves membership
as voluntary for the tier that gains least.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ais.economics.economy import Economy
from ais.economics.economy_parts import Funding
from ais.economics.money import FULL_BPS

from .game import own_share, value_read

__all__ = ["Billing", "bill", "scaled"]


@dataclass(frozen=True, slots=True)
class Billing:
    """``shares_bps`` by tier, of 10,000; ``phi``: one member's share of claims; ``paid``: b."""

    shares_bps: Mapping[str, int]
    phi: Mapping[str, float]
    paid: float


def bill(economy: Economy) -> Billing:
    """Split the billed part of claims over the tiers, in basis points.

    Stated shares are rounded down; others so that they sum to what is billed.
    """
    funding = economy.funding
    bps = _by_value(economy) if funding.shares is None else _floors(funding.shares)
    phi = {tier.name: own_share(bps[tier.name] / FULL_BPS, tier.members) for tier in economy.tiers}
    return Billing(bps, phi, sum(bps.values()) / FULL_BPS * funding.paid)


def scaled(economy: Economy, billed: float) -> Economy:
    """The same economy with ``billed`` of claims billed, every tier's share in proportion."""
    funding = economy.funding
    shares = funding.shares
    if shares is not None:
        factor = billed / funding.billed if funding.billed else 0.0
        shares = {name: share * factor for name, share in shares.items()}
    changed: Funding = replace(funding, billed=billed, shares=shares)
    return replace(economy, funding=changed)


def _floors(shares: Mapping[str, float]) -> dict[str, int]:
    # What a decimal fraction loses as a float is not a basis point.
    return {name: math.floor(share * FULL_BPS + 1e-6) for name, share in shares.items()}


def _by_value(economy: Economy) -> dict[str, int]:
    """In proportion to what each tier reads; the largest remainders get what rounding leaves."""
    read = {t.name: t.members * max(value_read(economy, t), 0.0) for t in economy.tiers}
    if not any(read.values()):
        read = {tier.name: float(tier.members) for tier in economy.tiers}
    billed, total = economy.funding.billed, math.fsum(read.values())
    exact = {name: billed * each / total for name, each in read.items()}
    found = _floors(exact)
    left = math.floor(billed * FULL_BPS + 1e-6) - sum(found.values())
    for name in sorted(exact, key=lambda n: found[n] - exact[n] * FULL_BPS)[:left]:
        found[name] += 1
    return found
