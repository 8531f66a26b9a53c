"""The law of an epoch's claims: compound Poisson, its quantiles, and the pool's initial fund.

Each tier discloses a Poisson number an epoch; every disclosure claims its price and the stipends of
its round. Sums are put on a fine grid: each amount is split between its two neighbours on it so
that the mean stays and the spread grows by less than a step; the grid's law is exact by the
discrete Fourier transform, and a quantile is its next point above.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ais.economics import money
from ais.economics.economy import Economy
from ais.errors import ModelRefused

from .parameters import Parameters

__all__ = ["ClaimsLaw", "claims_law", "initial_fund"]

_GRID = 1 << 15
_DEVIATIONS = 14.0


@dataclass(frozen=True, slots=True)
class ClaimsLaw:
    """Amounts in tokens and how many of each are claimed an epoch in expectation."""

    rates: tuple[float, ...]
    amounts: tuple[float, ...]

    @property
    def mean(self) -> float:
        """E[claims] of an epoch, tokens."""
        return math.fsum(r * a for r, a in zip(self.rates, self.amounts, strict=True))

    @property
    def deviation(self) -> float:
        """Standard deviation of an epoch's claims, tokens."""
        return math.sqrt(
            math.fsum(r * a * a for r, a in zip(self.rates, self.amounts, strict=True))
        )

    def quantile(self, probability: float) -> float:
        """The least amount that claims do not exceed with that probability, up to a grid's step."""
        return _quantile(self.rates, self.amounts, probability)

    def cumulated(self, earlier: int, part: float) -> ClaimsLaw:
        """The law of an epoch's claims plus ``part`` of those of ``earlier`` epochs before it."""
        return ClaimsLaw(
            (*self.rates, *(earlier * rate for rate in self.rates)),
            (*self.amounts, *(part * amount for amount in self.amounts)),
        )


def claims_law(economy: Economy, parameters: Parameters, multiplier_bps: int) -> ClaimsLaw:
    """Claims when all share, at one multiplier, by the contract's own prices."""
    unit = 10.0**-parameters.decimals
    stipends = economy.panel.size * parameters.rewards.stipend
    rates, amounts = [], []
    for tier in economy.tiers:
        for kind in tier.mix:
            rate = tier.members * tier.disclosures * kind.probability
            if rate > 0:
                level = economy.class_of(kind.sector)
                anchors = (kind.severity_bps, kind.scope_bps)
                price = money.price(parameters.pricing, level, *anchors, multiplier_bps)
                rates.append(rate)
                amounts.append((price + stipends) * unit)
    return ClaimsLaw(tuple(rates), tuple(amounts))


def initial_fund(
    law: ClaimsLaw, *, paid: float, external: float, probability: float, epochs: int
) -> float:
    """The fund with which each of the first epochs pays in full with that probability, tokens.

    ``paid`` is b: of an epoch's claims, what comes in as dues in the next one; ``external`` comes
    in each epoch. Epoch e has the fund, less (1 - b) of all earlier claims, plus external funding
    of e - 1 epochs, if it always paid in full; where it could not, it kept more than that, so the
    fund is enough. At b = 1 and without external funding it is the quantile of one epoch.
    """
    if not 0 <= paid <= 1:
        raise ModelRefused(field="paid", value=paid, reason="it must be between 0 and 1")
    needed = []
    for earlier in range(1 if paid == 1 else epochs):
        whole = law.cumulated(earlier, 1 - paid) if earlier and paid < 1 else law
        needed.append(whole.quantile(probability) - earlier * external)
    return max(0.0, *needed)


def _quantile(rates: Sequence[float], amounts: Sequence[float], probability: float) -> float:
    law = ClaimsLaw(tuple(rates), tuple(amounts))
    reach = law.mean + _DEVIATIONS * law.deviation + 2 * max(amounts, default=0.0)
    if reach == 0:
        return 0.0
    step = reach / _GRID
    jumps = np.zeros(2 * _GRID)
    for rate, amount in zip(rates, amounts, strict=True):
        below = math.floor(amount / step)
        part = amount / step - below
        jumps[below] += rate * (1 - part)
        jumps[below + 1] += rate * part
    total = math.fsum(rates)
    masses = np.fft.ifft(np.exp(np.fft.fft(jumps) - total)).real
    cumulated = np.cumsum(masses)
    # The transform's own error is some 1e-13; a quantile is never put below where it may be.
    place = int(np.searchsorted(cumulated, probability - 1e-12))
    return (place + 1) * step if place else 0.0
