"""The contracts' arithmetic in whole units: price, multiplier, ratio, pay, dues, medians.

Each function does what one expression of ``Pricing.sol``, ``Claims.sol``, ``Dues.sol`` or
``Ballots.sol`` does, to the last unit. Amounts are whole units of the token, factors basis points
(10,000 = 1), everything Python integers: no float, and no int64, which 18 decimals overflow. It
keeps no state (``ledger`` does) and pays nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from fractions import Fraction
from operator import index
from typing import SupportsIndex

from ais.errors import (
    ModelRefused,
    PricingInvalidParameters,
    RewardsInvalidParameters,
    SeatsInvalidParameters,
)
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

__all__ = [
    "CORE",
    "CRITICAL",
    "FULL_BPS",
    "INITIAL_BPS",
    "LARGEST_PANEL",
    "MOST_AMOUNT",
    "MOST_ROUNDS",
    "MOST_SECTOR",
    "MOST_TARGET",
    "REGULAR",
    "clipped_step",
    "dues",
    "even_share",
    "initial_multiplier",
    "lower_median",
    "multipliers",
    "owed",
    "price",
    "ratio",
    "require_pricing",
    "require_rewards",
    "require_seats",
    "reserved_at_close",
    "revocation_cost",
    "share_bps",
    "step",
    "unclipped_price",
    "weight_bps",
    "whole",
]

REGULAR, CORE, CRITICAL = 1, 2, 3
FULL_BPS = 10_000
INITIAL_BPS = 10_000
MOST_ROUNDS = 3
LARGEST_PANEL = 5
MOST_SECTOR = 48
MOST_TARGET = 1_000_000
MOST_AMOUNT = 2**96 - 1

_BPS_TO_THE_FOURTH = 10**16
_LOWEST_FLOOR_BPS = 1_000
_CEILING_OVER_FLOOR = 16
_MOST_WEIGHT_BPS = 100_000
_MOST_UINT16 = 2**16 - 1
_MOST_UINT32 = 2**32 - 1


def whole(value: SupportsIndex, field: str) -> int:
    """A number as a Python integer >= 0: what numpy counts becomes one, a float is refused.

    Raises ``ModelRefused`` with the field's name.
    """
    try:
        number = index(value)
    except TypeError:
        raise ModelRefused(field, value, "is not a whole number of units") from None
    if number < 0:
        raise ModelRefused(field, value, "is negative")
    return number


# ---- price (Pricing.sol) ---------------------------------------------------------------------


def weight_bps(pricing: PricingParameters, sector_class: int) -> int:
    """Weight of a sector's class (1 regular, 2 core, 3 critical) in basis points.

    As ``Pricing.weightBps``: what is neither core nor critical has the regular weight, "not
    declared" too.
    """
    if sector_class == CRITICAL:
        return pricing.critical_weight_bps
    return pricing.core_weight_bps if sector_class == CORE else pricing.regular_weight_bps


def unclipped_price(base: int, weight: int, severity: int, scope: int, multiplier: int) -> int:
    """The product base x weight x severity x scope x multiplier / 1e16, rounded down once.

    ``base`` in units, the four factors in basis points.
    """
    return index(base) * weight * severity * scope * multiplier // _BPS_TO_THE_FOURTH


def price(
    pricing: PricingParameters,
    sector_class: int,
    severity_bps: SupportsIndex,
    scope_bps: SupportsIndex,
    multiplier_bps: SupportsIndex,
) -> int:
    """What a valid disclosure earns, in units: min(cap, the product), as ``Pricing.price``.

    Severity and scope are those of a ballot, 1 .. 10,000; the contract's function takes any 16
    bits and so does this one. Raises ``ModelRefused`` beyond that.
    """
    severity = _within(severity_bps, _MOST_UINT16, "severity_bps")
    scope = _within(scope_bps, _MOST_UINT16, "scope_bps")
    multiplier = _within(multiplier_bps, _MOST_UINT32, "multiplier_bps")
    weight = weight_bps(pricing, sector_class)
    product = unclipped_price(pricing.base, weight, severity, scope, multiplier)
    return min(pricing.cap, product)


# ---- multiplier (Pricing.sol) ----------------------------------------------------------------


def initial_multiplier(pricing: PricingParameters) -> int:
    """A sector's multiplier in epoch 1, in basis points: 10,000 within the bounds."""
    return min(max(INITIAL_BPS, pricing.floor_bps), pricing.ceiling_bps)


def step(multiplier: int, accepted: int, target: int) -> int:
    """One epoch's step before the bounds: m + m (target - min(accepted, 2 target)) / (8 target).

    ``Pricing._step``. ``accepted`` >= 0, ``target`` >= 1, the multiplier in basis points; both
    divisions round towards m, so the step is at most an eighth. Because ``accepted`` is cut off at
    twice the target, a Poisson number whose mean is a small target moves m upwards on average.
    """
    if accepted <= target:
        return multiplier + multiplier * (target - accepted) // (8 * target)
    return multiplier - multiplier * (min(accepted, 2 * target) - target) // (8 * target)


def clipped_step(pricing: PricingParameters, multiplier: int, accepted: int, target: int) -> int:
    """``step`` within the floor and the ceiling of the parameters."""
    return min(max(step(multiplier, accepted, target), pricing.floor_bps), pricing.ceiling_bps)


def multipliers(
    pricing: PricingParameters, accepted: Iterable[SupportsIndex], target: SupportsIndex
) -> list[int]:
    """Multipliers of epochs 1, 2, ... n + 1 where n numbers were accepted in epochs 1 .. n.

    One target for all epochs; an epoch without acceptances moves upwards by an eighth, as in the
    contract. Raises ``ModelRefused`` for a target outside 1 .. 1,000,000 or a negative number.
    """
    goal = _within(target, MOST_TARGET, "target")
    if goal == 0:
        raise ModelRefused("target", target, "is not at least 1")
    path = [initial_multiplier(pricing)]
    for number in accepted:
        path.append(clipped_step(pricing, path[-1], whole(number, "accepted"), goal))
    return path


# ---- an epoch's close (Claims.sol, Dues.sol) -------------------------------------------------


def reserved_at_close(claims: SupportsIndex, free: SupportsIndex) -> int:
    """What of an epoch's claims becomes a promise: min(claims, free), in units."""
    return min(whole(claims, "claims"), whole(free, "free"))


def ratio(claims: SupportsIndex, reserved: SupportsIndex) -> Fraction:
    """The part of its claims that an epoch pays, exactly; 1 where nothing was claimed."""
    booked = whole(claims, "claims")
    return Fraction(whole(reserved, "reserved"), booked) if booked else Fraction(1)


def owed(claim: SupportsIndex, reserved: SupportsIndex, claims: SupportsIndex) -> int:
    """What a claim is worth after the close: claim x reserved / claims, rounded down, in units.

    What rounding leaves over in an epoch is its dust: fewer units than it has claimants. Raises
    ``ModelRefused`` for no claims.
    """
    booked = whole(claims, "claims")
    if booked == 0:
        raise ModelRefused("claims", 0, "no part of nothing was claimed")
    return whole(claim, "claim") * whole(reserved, "reserved") // booked


def share_bps(rewards: RewardsParameters, tier: int) -> int:
    """The part of an epoch's claims that is billed to a tier (1, 2, 3), in basis points."""
    if tier == CRITICAL:
        return rewards.critical_share_bps
    return rewards.core_share_bps if tier == CORE else rewards.regular_share_bps


def even_share(claims: SupportsIndex, share: SupportsIndex, members: SupportsIndex) -> int:
    """One member's even part of a tier's share, rounded up, before the bounds, in units.

    ``share`` in basis points of the claims. Raises ``ModelRefused`` for no members.
    """
    heads = whole(members, "members")
    if heads == 0:
        raise ModelRefused("members", 0, "nobody is there to share")
    return -(-whole(claims, "claims") * whole(share, "share") // (FULL_BPS * heads))


def dues(
    rewards: RewardsParameters, tier: int, claims: SupportsIndex, members: SupportsIndex
) -> int:
    """Dues of a tier for the epoch after a close, in units (``Dues._duesOf``).

    ``claims`` of the epoch that closes, ``members``: active ones of the tier at the close. 0 where
    the tier has no share, the floor where it has no member; else within floor and cap.
    """
    share = share_bps(rewards, tier)
    if share == 0:
        return 0
    if members == 0:
        return rewards.dues_floor
    return min(max(even_share(claims, share, members), rewards.dues_floor), rewards.dues_cap)


def revocation_cost(rounds: int, stipend: int) -> int:
    """What an open valuation of so many rounds costs who revokes it (``Rewards._forfeited``)."""
    return rounds * LARGEST_PANEL * stipend


# ---- ballots (Ballots.sol) -------------------------------------------------------------------


def lower_median(values: Sequence[int]) -> int:
    """The middle value, of an even count the lower of the two. Raises ``ModelRefused`` if empty."""
    if not values:
        raise ModelRefused("values", "empty", "a median needs at least one value")
    return sorted(values)[(len(values) - 1) // 2]


# ---- what the contracts take as parameters ---------------------------------------------------


def require_pricing(pricing: PricingParameters) -> None:
    """As ``Pricing._configure``: raises ``PricingInvalidParameters`` out of its ranges."""
    _require_integers(pricing)
    p = pricing
    amounts = 0 < p.base <= MOST_AMOUNT and 0 < p.cap <= MOST_AMOUNT
    weights = (
        0 < p.regular_weight_bps <= p.core_weight_bps <= p.critical_weight_bps <= _MOST_WEIGHT_BPS
    )
    highest = min(p.floor_bps * _CEILING_OVER_FLOOR, _MOST_UINT32)
    bounds = _LOWEST_FLOOR_BPS <= p.floor_bps <= p.ceiling_bps <= highest
    if not (amounts and weights and bounds and 0 < p.target <= MOST_TARGET):
        raise PricingInvalidParameters()


def require_rewards(rewards: RewardsParameters, epoch_seconds: int) -> None:
    """As ``Dues._configure``: raises ``RewardsInvalidParameters`` out of its ranges."""
    _require_integers(rewards)
    r = rewards
    least = revocation_cost(MOST_ROUNDS, r.stipend)
    bonds = r.stipend > 0 and least <= r.submission_bond <= MOST_AMOUNT
    billed = 0 <= r.dues_floor <= r.dues_cap <= MOST_AMOUNT
    times = r.open_window_seconds > 0 and 0 <= r.close_delay_seconds <= epoch_seconds // 2
    shares = (r.regular_share_bps, r.core_share_bps, r.critical_share_bps)
    split = min(shares) >= 0 and sum(shares) <= FULL_BPS
    if not (bonds and billed and times and split and 0 < r.max_open <= _MOST_UINT16):
        raise RewardsInvalidParameters()


def require_seats(seats: SeatsParameters) -> None:
    """As ``Seats._configure``: raises ``SeatsInvalidParameters`` out of its ranges."""
    _require_integers(seats)
    if not 0 < seats.no_show_penalty <= seats.seat_bond <= MOST_AMOUNT:
        raise SeatsInvalidParameters(seats.seat_bond, seats.no_show_penalty)


def _require_integers(parameters: PricingParameters | RewardsParameters | SeatsParameters) -> None:
    """Products of numpy's integers would overflow without a word."""
    for each in fields(parameters):
        value = getattr(parameters, each.name)
        if type(value) is not int:
            raise ModelRefused(each.name, value, "is not a Python integer")


def _within(value: SupportsIndex, most: int, field: str) -> int:
    number = whole(value, field)
    if number > most:
        raise ModelRefused(field, value, f"is above {most}")
    return number
