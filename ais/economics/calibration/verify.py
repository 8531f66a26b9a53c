"""An independent check of parameters against an economy, from the whole units of the file.

It shares no arithmetic with the planning: prices come from ``money``, everything else is computed
anew in exact rationals, and where the planning argues, it looks at every case. So it can fail, also
for what the calibration made. ``checks`` tells all of it, ``verify`` raises at what does not hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from ais.economics import money
from ais.economics.economy import Economy
from ais.economics.economy_parts import Tier
from ais.errors import (
    ParametersUnfit,
    PricingInvalidParameters,
    RewardsInvalidParameters,
    SeatsInvalidParameters,
)

from .book import Book, exact
from .parameters import Parameters

__all__ = ["Check", "checks", "verify"]

_STIPENDS_OF_A_BOND = 15
#: Half a disclosure; what is exactly between two whole numbers may go to either.
_NEAREST = Fraction(1, 2) + Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint: it holds where ``slack`` is at least 0, or above 0 where ``strict``.

    ``found`` and ``limit`` tell the two sides, in the unit named by ``unit``.
    """

    name: str
    found: float
    limit: float
    slack: float
    strict: bool = False
    unit: str = "tokens"

    @property
    def holds(self) -> bool:
        """Whether the constraint is satisfied."""
        return self.slack > 0 if self.strict else self.slack >= 0


def checks(economy: Economy, parameters: Parameters, target: str | None = None) -> list[Check]:
    """Every constraint with both of its sides; ``target``: another one than the economy's."""
    book = Book(economy, parameters)
    found = [*_ranges(book), *_billing(book)]
    found += _sharing(book, target or economy.target)
    found += _membership(book)
    found += _solvency(book)
    found += _panel(book)
    found += _dues(book)
    return [*found, *_controller(book)]


def verify(economy: Economy, parameters: Parameters, target: str | None = None) -> list[Check]:
    """The same, all of which hold. Raises ``ParametersUnfit`` with those that do not."""
    found = checks(economy, parameters, target)
    broken = [each for each in found if not each.holds]
    if broken:
        first = broken[0]
        reason = f"it is {first.found:.8g} where {first.limit:.8g} is the limit ({first.unit})"
        names = ", ".join(each.name for each in broken)
        raise ParametersUnfit(constraint=first.name, reason=reason, all=names)
    return found


def _check(
    name: str,
    found: Fraction | float,
    limit: Fraction | float,
    *,
    strict: bool = False,
    unit: str = "tokens",
) -> Check:
    """``found`` is at most ``limit``."""
    slack = Fraction(limit) - Fraction(found)
    return Check(name, float(found), float(limit), float(slack), strict, unit)


# ---- constraints -----------------------------------------------------------------------------


def _ranges(book: Book) -> list[Check]:
    """What the contracts themselves would refuse."""
    parameters, band = book.parameters, book.economy.band
    pricing = parameters.pricing
    seconds = book.economy.network.epoch_seconds
    tried: dict[str, Callable[[], None]] = {
        "ranges of pricing": lambda: money.require_pricing(pricing),
        "ranges of rewards": lambda: money.require_rewards(parameters.rewards, seconds),
        "ranges of seats": lambda: money.require_seats(parameters.seats),
    }
    found = []
    for name, attempt in tried.items():
        refusals = 0
        try:
            attempt()
        except (PricingInvalidParameters, RewardsInvalidParameters, SeatsInvalidParameters):
            refusals = 1
        found.append(_check(name, refusals, 0, unit="refusals"))
    bounds = [(pricing.floor_bps, band.floor_bps), (pricing.ceiling_bps, band.ceiling_bps)]
    for name, (has, wanted) in zip(("floor", "ceiling"), bounds, strict=True):
        found.append(_check(f"{name} of the multiplier", abs(has - wanted), 0, unit="bps off"))
    ratio = Fraction(pricing.critical_weight_bps, max(pricing.regular_weight_bps, 1))
    found.append(_check("weights", ratio * money.FULL_BPS, band.most_weight_bps, unit="bps"))
    return found


def _billing(book: Book) -> list[Check]:
    tiers = book.economy.tiers
    found = [
        _check(f"phi of {tier.name}", book.share(tier), book.ratio, strict=True, unit="of claims")
        for tier in tiers
    ]
    rewards, funding = book.parameters.rewards, book.economy.funding
    total = sum(money.share_bps(rewards, n) for n in (1, 2, 3))
    if funding.shares is None:
        off = abs(exact(funding.billed) * money.FULL_BPS - total)
        return [*found, _check("billed share", off, 1, strict=True, unit="bps off")]
    for tier in tiers:
        stated = exact(funding.shares[tier.name]) * money.FULL_BPS
        off = abs(stated - money.share_bps(rewards, tier.number))
        found.append(_check(f"share of {tier.name}", off, 1, strict=True, unit="bps off"))
    return found


def _sharing(book: Book, target: str) -> list[Check]:
    if target == "selected":
        return _selected(book)
    c, others = exact(book.economy.complementarity), book.economy.members - 1
    margin, found, before = exact(book.economy.margin), [], 0
    everybody = sum(tier.members for tier in book.sharing)
    for tier in sorted(book.sharing, key=lambda t: book.net[t.name]):
        seen = before if target == "only" else everybody - 1
        limit = c * Fraction(seen, others) - margin
        strict = target == "only"
        found.append(_check(f"sharing of {tier.name}", book.net[tier.name], limit, strict=strict))
        before += tier.members
    return found


def _selected(book: Book) -> list[Check]:
    """All share: the potential is higher there than wherever a tier or more of them stops."""
    c, others = exact(book.economy.complementarity), book.economy.members - 1
    margin = exact(book.economy.margin)

    def potential(shares: tuple[bool, ...]) -> Fraction:
        sharing = [t for t, does in zip(book.sharing, shares, strict=True) if does]
        k = sum(tier.members for tier in sharing)
        gained = c * Fraction(k * (k - 1), 2 * others)
        return gained - sum(tier.members * (book.net[tier.name] + margin) for tier in sharing)

    everybody = tuple(True for _ in book.sharing)
    found = []
    for shares in product((True, False), repeat=len(book.sharing)):
        if shares != everybody:
            stopped = [t.name for t, does in zip(book.sharing, shares, strict=True) if not does]
            name = f"sharing of {' and '.join(stopped)}"
            found.append(_check(name, potential(shares), potential(everybody), strict=True))
    return found


def _membership(book: Book) -> list[Check]:
    reading, found = book.economy.reading, []
    at_ceiling = book.claims(book.parameters.pricing.ceiling_bps)
    for tier in book.economy.tiers:
        value, dues = book.read(tier), book.dues(tier, at_ceiling)
        found.append(_check(f"membership of {tier.name}", dues, value))
        for k in range(2, reading.skip + 1):
            # One epoch of standing and what is granted of the k - 1 before it, for dues once.
            old = _left(reading.decay, k - 1) * reading.granted
            skipping = (value * exact(1 + old) - dues) / k
            found.append(_check(f"one epoch in {k} of {tier.name}", skipping, value - dues))
    return found


def _left(decay: float, epochs: int) -> float:
    """Integral of decay^u from 0 to so many epochs."""
    if decay in (0.0, 1.0):
        return epochs * decay
    return math.expm1(epochs * math.log(decay)) / math.log(decay)


def _solvency(book: Book) -> list[Check]:
    funding, rewards = book.economy.funding, book.parameters.rewards
    shares = sum(money.share_bps(rewards, tier.number) for tier in book.economy.tiers)
    paid = Fraction(shares, money.FULL_BPS) * exact(funding.paid)
    short = (book.ratio - paid) * book.claims(book.parameters.pricing.ceiling_bps)
    return [_check("solvency at the ceiling", short, exact(funding.external))]


def _panel(book: Book) -> list[Check]:
    panel, parameters, unit = book.economy.panel, book.parameters, book.unit
    stipend, cap = parameters.rewards.stipend * unit, parameters.pricing.cap * unit
    penalty = parameters.seats.no_show_penalty * unit
    size = panel.size
    paid = book.ratio * stipend  # a stipend is a claim, and the ratio cuts it
    largest = max(book.share(tier) for tier in book.economy.tiers)
    withheld = largest * (cap + size * stipend) + exact(panel.outside_interest)
    found = [
        _check("effort of a ballot", exact(panel.effort), paid),
        _check("withheld reveals", withheld, paid + penalty),
        _check("bond of a submission", _STIPENDS_OF_A_BOND * stipend, _bond(book)),
    ]
    ring, rest = panel.ring, panel.eligible - panel.ring
    ways = [math.comb(ring, k) * math.comb(rest, size - k) for k in range(size + 1)]
    wins = Fraction(sum(ways[size // 2 + 1 :]), sum(ways))
    lost = (1 - wins) * size * stipend
    found.append(_check("ring, its stipends aside", wins * cap, lost))
    own = size * stipend * Fraction(ring, panel.eligible) if wins else Fraction(0)
    found.append(_check("ring", wins * cap + own, lost))
    if book.economy.band.cap is not None:
        found.append(_check("cap", cap, exact(book.economy.band.cap)))
    top = max(_top(book, tier) for tier in book.sharing)
    found.append(_check("uncapped", top, cap))
    return found


def _bond(book: Book) -> Fraction:
    return book.parameters.rewards.submission_bond * book.unit


def _top(book: Book, tier: Tier) -> Fraction:
    """The highest price of the tier's kinds before the cap, at the multiplier it shall not cut."""
    pricing, band = book.parameters.pricing, book.economy.band
    highest = 0
    for kind in tier.mix:
        if kind.probability > 0:
            weight = money.weight_bps(pricing, book.economy.class_of(kind.sector))
            anchors = (kind.severity_bps, kind.scope_bps)
            price = money.unclipped_price(pricing.base, weight, *anchors, band.uncapped_bps)
            highest = max(highest, price)
    return highest * book.unit


def _dues(book: Book) -> list[Check]:
    """The bounds of dues act neither on what is expected at the floor nor at the ceiling."""
    pricing, rewards = book.parameters.pricing, book.parameters.rewards
    low, high = book.claims(pricing.floor_bps), book.claims(pricing.ceiling_bps)
    floor, cap = rewards.dues_floor * book.unit, rewards.dues_cap * book.unit
    found = []
    for tier in book.economy.tiers:
        share = book.share(tier)
        if share:
            found.append(_check(f"floor of dues of {tier.name}", floor, share * low))
            found.append(_check(f"cap of dues of {tier.name}", share * high, cap))
    return found


def _controller(book: Book) -> list[Check]:
    found = []
    expected: dict[int, Fraction] = {}
    for tier in book.sharing:
        for kind in tier.mix:
            rate = tier.members * exact(tier.disclosures) * exact(kind.probability)
            if rate:
                expected[kind.sector] = expected.get(kind.sector, Fraction(0)) + rate
    for sector, number in sorted(expected.items()):
        target = book.parameters.targets.get(sector, book.parameters.pricing.target)
        off = abs(target - max(number, Fraction(5)))
        name = f"target of sector {sector}"
        found.append(_check(name, off, _NEAREST, unit="disclosures off"))
    return found
