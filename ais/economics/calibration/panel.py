"""What the panel's money must withstand: withheld reveals, rings, careless ballots.

The contracts pay for a reveal in time, not for being right. So a stipend covers the effort of an
honest ballot, a penalty outweighs what withholding brings, and the price's cap keeps a ring of
seats from gaining by its own worthless disclosures; nothing on chain makes anybody look.
Amounts are tokens, floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from ais.economics.economy_parts import Kind
from ais.errors import ModelRefused

__all__ = [
    "capture_probability",
    "careless_limits",
    "price_error",
    "ring_bound",
    "ring_gain",
    "ring_odds",
    "shopping_gain",
    "verdict_error",
    "withholding_gain",
]

_ANCHORS = (2_500, 5_000, 7_500, 10_000)
_BISECTIONS = 60


# ---- rings -----------------------------------------------------------------------------------


def capture_probability(size: int, eligible: int, ring: int) -> Fraction:
    """p_k: the probability that ``ring`` of ``eligible`` seats have a majority of a panel.

    Hypergeometric, exact: the panel is ``size`` seats drawn without replacement. Raises
    ``ModelRefused`` unless 1 <= size <= eligible and 0 <= ring <= eligible.
    """
    if not 1 <= size <= eligible:
        raise ModelRefused(field="size", value=size, reason=f"it must be from 1 to {eligible}")
    if not 0 <= ring <= eligible:
        raise ModelRefused(field="ring", value=ring, reason=f"it must be from 0 to {eligible}")
    ways = sum(
        math.comb(ring, seats) * math.comb(eligible - ring, size - seats)
        for seats in range(size // 2 + 1, size + 1)
    )
    return Fraction(ways, math.comb(eligible, size))


def ring_odds(size: int, eligible: int, ring: int) -> Fraction | None:
    """(1 - p_k)/p_k: the highest cap/(n x stipend) at which a ring loses; None: no bound."""
    p = capture_probability(size, eligible, ring)
    return None if p == 0 else (1 - p) / p


def ring_bound(size: int, eligible: int, ring: int) -> Fraction | None:
    """The highest cap/(n x stipend) at which a ring loses, its own stipends counted; None: none.

    Its seats are paid for the rounds of its own disclosure too, k/eligible of n stipends in
    expectation: ((1 - p_k) - k/eligible)/p_k, which is below ``ring_odds``. At or below 0 no
    stipend keeps the ring from gaining.
    """
    p = capture_probability(size, eligible, ring)
    return None if p == 0 else (1 - p - Fraction(ring, eligible)) / p


def ring_gain(cap: float, stipend: float, size: int, eligible: int, ring: int) -> float:
    """What a ring gains by one worthless disclosure, its stipends counted, paid in full; tokens.

    p cap + n w k/eligible - (1 - p) n w; with the majority it earns the cap and has its bond back,
    without it the bond less the stipends of the round.
    """
    p = float(capture_probability(size, eligible, ring))
    round_ = size * stipend
    return p * cap + round_ * ring / eligible - (1 - p) * round_


def shopping_gain(
    cap: float, stipend: float, size: int, eligible: int, ring: int, forfeit: float
) -> float:
    """What a ring gains by a try that it abandons unless it has the panel's majority; tokens.

    p cap + w E[own seats; a majority] - (1 - p) forfeit, paid in full: who is drawn is known before
    anybody reveals, and ``forfeit`` is what a revocation then costs. From n w on that is never more
    than ``ring_gain``: going on costs no more, and the ring's own seats are paid.
    """
    p = float(capture_probability(size, eligible, ring))
    own = sum(
        seats * math.comb(ring, seats) * math.comb(eligible - ring, size - seats)
        for seats in range(size // 2 + 1, size + 1)
    )
    return p * cap + stipend * own / math.comb(eligible, size) - (1 - p) * forfeit


def withholding_gain(cap: float, stipend: float, size: int, share: float, interest: float) -> float:
    """The most that withholding a reveal brings, tokens.

    The own dues that a claim of the cap and the stipends of its round would have added (``share``:
    the largest phi), and what somebody outside offers for it.
    """
    return share * (cap + size * stipend) + interest


# ---- careless ballots ------------------------------------------------------------------------


def verdict_error(size: int, careless: float) -> float:
    """Probability that a worthless disclosure is found valid.

    Each panelist, alone, is careless with probability ``careless`` and then says "valid" without a
    look; the others judge rightly.
    """
    majority = range(size // 2 + 1, size + 1)
    return math.fsum(_binomial(size, careless, k) for k in majority)


def price_error(mix: Sequence[Kind], size: int, careless: float) -> float:
    """Expected |median price / right price - 1| of a valid disclosure of that mix, cap aside.

    A careless panelist names severity and scope by chance among the four anchors. Severity and
    scope are medians apart, of the same panelists, so they are independent given their number.
    """
    total = 0.0
    for kind in mix:
        right = kind.severity_bps * kind.scope_bps
        for number in range(size + 1):
            severities = _median(size, number, kind.severity_bps)
            scopes = _median(size, number, kind.scope_bps)
            error = math.fsum(
                p * q * abs(a * b / right - 1) for a, p in severities for b, q in scopes
            )
            total += kind.probability * _binomial(size, careless, number) * error
    return total


def careless_limits(
    mix: Sequence[Kind], size: int, *, price: float = 0.1, verdict: float = 0.05
) -> tuple[float, float]:
    """The shares of careless panelists at which price and verdict err by more than they may.

    By default by 10 % and 5 %. Both errors grow with the share; found by bisection.
    """
    return (
        _crossing(lambda share: price_error(mix, size, share), price),
        _crossing(lambda share: verdict_error(size, share), verdict),
    )


def _crossing(error: Callable[[float], float], limit: float) -> float:
    low, high = 0.0, 1.0
    if error(high) <= limit:
        return 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if error(middle) <= limit else (low, middle)
    return high


def _median(size: int, careless: int, right: int) -> list[tuple[int, float]]:
    """Values and probabilities of the median of ballots, ``careless`` of them by chance."""
    values = sorted({*_ANCHORS, right})
    middle = (size + 1) // 2  # the lower middle, counted from 1
    found, before = [], 0.0
    for value in values:
        chance = sum(anchor <= value for anchor in _ANCHORS) / len(_ANCHORS)
        sure = size - careless if right <= value else 0
        needed = range(max(middle - sure, 0), careless + 1)
        upto = math.fsum(_binomial(careless, chance, k) for k in needed)
        found.append((value, upto - before))
        before = upto
    return found


def _binomial(trials: int, chance: float, hits: int) -> float:
    return math.comb(trials, hits) * chance**hits * (1 - chance) ** (trials - hits)
