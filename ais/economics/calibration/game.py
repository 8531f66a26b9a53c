"""The game that the parameters decide: what sharing, membership and candidacy bring an epoch.

Players are organisations i of a tier; each epoch one is out, a candidate or a member, and shares
what it has or does not. A disclosure costs it r, is accepted, earns R at the contract's price and
is paid rho R; it raises the epoch's claims by R + m w (the stipends of its round), and the
discloser's own dues by phi (R + m w). Members read what policy lets them and pay D. Source: this
product's `docs/calibration.md`; amounts are tokens (floats) an epoch or a disclosure, as said.

Plain functions work on numbers and on numpy arrays alike, so that a simulation asks them for a
thousand firms at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from ais.economics import money
from ais.economics.economy import Economy
from ais.economics.economy_parts import Kind, Tier
from ais.errors import ModelRefused
from ais.records import PricingParameters

__all__ = [
    "Amount",
    "accepted_by_sector",
    "claims",
    "expected_reward",
    "kept_share",
    "least_reward",
    "membership_gain",
    "net_cost",
    "own_share",
    "sharing_gain",
    "skipping_bound",
    "skipping_gain",
    "value_read",
]

#: One number, or an array of them.
Amount = float | NDArray[Any]


# ---- a disclosure ----------------------------------------------------------------------------


def expected_reward(
    mix: Sequence[Kind],
    classes: Mapping[int, int],
    pricing: PricingParameters,
    multiplier_bps: int | Mapping[int, int],
    unit: float,
) -> float:
    """R: what a disclosure of that mix earns in expectation, tokens, by the contract's own price.

    ``classes``: sector -> 1..3, others regular. ``multiplier_bps``: one for all sectors, or by
    sector. ``unit``: tokens of the smallest unit (1e-6 at 6 decimals).
    """
    total = 0.0
    for kind in mix:
        factor = multiplier_bps if isinstance(multiplier_bps, int) else multiplier_bps[kind.sector]
        level = classes.get(kind.sector, 1)
        found = money.price(pricing, level, kind.severity_bps, kind.scope_bps, factor)
        total += kind.probability * found
    return total * unit


def own_share(share: float, members: int) -> float:
    """Phi: what a token of claims adds to one member's dues, in 0..1.

    ``share``: the part of claims that the tier pays, 0..1. Holds while dues stand between their
    floor and cap. Raises ``ModelRefused`` without members.
    """
    if members < 1:
        raise ModelRefused(field="members", value=members, reason="it must be at least 1")
    return share / members


def net_cost(
    cost: Amount, reward: Amount, stipends: Amount, share: Amount, ratio: Amount
) -> Amount:
    """What a disclosure costs its member, all told: d = r - rho R + phi (R + m w), tokens.

    ``cost`` r, ``reward`` R, ``stipends`` m w in tokens a disclosure; ``share`` phi and ``ratio``
    rho in 0..1. Negative: it pays by itself.
    """
    return cost - ratio * reward + share * (reward + stipends)


def sharing_gain(complementarity: float, fraction: Amount, net: Amount) -> Amount:
    """What a disclosure brings against keeping it: c x - d, tokens.

    ``fraction`` x: of the others, those who share, in 0..1.
    """
    return complementarity * fraction - net


def least_reward(cost: float, gained: float, stipends: float, share: float, ratio: float) -> float:
    """R at which d equals ``gained`` (c x): (r - c x + phi m w) / (rho - phi), at least 0, tokens.

    Raises ``ModelRefused`` where phi >= rho: then a higher reward takes as much as it gives.
    """
    if share >= ratio:
        reason = f"a member's own share of claims must be below the ratio {ratio:g}"
        raise ModelRefused(field="share", value=f"{share:g}", reason=reason)
    return max(0.0, (cost - gained + share * stipends) / (ratio - share))


# ---- an epoch --------------------------------------------------------------------------------


def value_read(economy: Economy, tier: Tier, sharing: Mapping[str, float] | None = None) -> float:
    """V: what reading is worth to a member of the tier an epoch, less its search, tokens.

    ``sharing``: fraction of each tier's members that shares; without it all do. An organisation
    does not read itself.
    """
    total = 0.0
    for source in economy.tiers:
        fraction = 1.0 if sharing is None else sharing[source.name]
        others = source.members - (source.name == tier.name)
        worth = tier.worth[source.name] * tier.readable[source.name]
        total += others * fraction * source.disclosures * worth
    return total - tier.search


def claims(
    economy: Economy,
    rewards: Mapping[str, float],
    stipends: float,
    sharing: Mapping[str, float] | None = None,
) -> float:
    """E[claims] of an epoch, tokens: every disclosure's R + m w. ``rewards``: R by tier."""
    total = 0.0
    for tier in economy.tiers:
        fraction = 1.0 if sharing is None else sharing[tier.name]
        total += tier.members * fraction * tier.disclosures * (rewards[tier.name] + stipends)
    return total


def accepted_by_sector(economy: Economy) -> dict[int, float]:
    """Accepted disclosures an epoch by affected sector (0: not declared) when all share."""
    found: dict[int, float] = {}
    for tier in economy.tiers:
        for kind in tier.mix:
            rate = tier.members * tier.disclosures * kind.probability
            if rate > 0:
                found[kind.sector] = found.get(kind.sector, 0.0) + rate
    return dict(sorted(found.items()))


def membership_gain(value: Amount, dues: Amount) -> Amount:
    """V - D: what membership brings an epoch against candidacy, tokens.

    A candidate is paid for what it discloses as a member is, and reads nothing. Against being out
    membership brings that and the gain of what is disclosed, which nobody need take.
    """
    return value - dues


# ---- one epoch in k --------------------------------------------------------------------------


def kept_share(decay: float, skip: int, granted: float) -> float:
    """The part of V that one reads who pays dues in one epoch of ``skip`` (k), in 0..1.

    Dues paid out of standing give it for the next epoch alone (``Membership.grantStanding``). In it
    one reads what is new, and requests what k - 1 epochs brought, of which ``granted`` comes, worth
    ``decay`` to the power of its age in epochs: (1 + granted x integral of decay^u, u from 0 to
    k - 1) / k. Raises ``ModelRefused``.
    """
    for field, value in (("decay", decay), ("granted", granted)):
        if not 0 <= value <= 1:
            raise ModelRefused(field=field, value=value, reason="it must be between 0 and 1")
    if skip < 1:
        raise ModelRefused(field="skip", value=skip, reason="it must be at least 1")
    missed = skip - 1
    if decay == 1:
        old = float(missed)
    else:
        old = 0.0 if decay == 0 else (1 - decay**missed) / -math.log(decay)
    return (1 + granted * old) / skip


def skipping_gain(value: Amount, dues: Amount, kept: float, skip: int) -> Amount:
    """What paying one epoch in ``skip`` brings against paying each, tokens an epoch.

    V s - D/k - (V - D), with s from ``kept_share``.
    """
    return value * kept - dues / skip - (value - dues)


def skipping_bound(decay: float, most_skip: int, granted: float) -> tuple[float, int]:
    """The highest D/V at which no k up to ``most_skip`` pays, at most 1, and the k that sets it.

    min over k of (1 - s(k)) k / (k - 1). With ``most_skip`` 1 there is no such payer: (1, 1).
    """
    bounds = {k: (1 - kept_share(decay, k, granted)) * k / (k - 1) for k in range(2, most_skip + 1)}
    if not bounds or min(bounds.values()) >= 1:
        return 1.0, 1
    worst = min(bounds, key=bounds.__getitem__)
    return bounds[worst], worst
