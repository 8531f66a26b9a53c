"""Whether the pool can pay: its initial fund, outside money, the long run, and a check by chance.

Dues of an epoch are the billed and paid part b of the claims of the epoch before. With external
funding E an epoch, the pool at the close of an epoch has S; of the claims C it reserves min(C, S),
and comes to the next close with S - min(C, S) + b C + E. At b = 1 and E = 0 that is
max(initial fund, largest earlier claims). In the long run a pool that does not grow pays b + E/C of
what is claimed; what is lacking lapses. Amounts are tokens, but the simulation's, which are whole
units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ais.economics import money
from ais.economics.economy import Economy

from .laws import ClaimsLaw, claims_law, initial_fund
from .parameters import Parameters

__all__ = [
    "Budget",
    "PoolRun",
    "Solvency",
    "cover",
    "drawn_claims",
    "paid_part",
    "run_pool",
    "solvency",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """An expected epoch in which all share: what goes out, what comes in. Both sides sum alike.

    ``rewards`` + ``stipends`` + ``growth`` of the pool = ``dues`` + ``external`` + ``lapsed``.
    """

    multiplier_bps: int
    rewards: float
    stipends: float
    growth: float
    dues: float
    external: float
    lapsed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solvency:
    """``paid``: b. ``external_full``: (1 - b) E[claims], the outside money that pays in full.

    ``external_ratio``: what the ratio rho needs in the long run, (rho - b) E[claims] or 0. Both at
    the ceiling. ``fund``: the initial fund for q and T with what the economy states, ``fund_full``:
    with ``external_full``. ``long_run``: the part of claims that is paid in the long run.
    """

    paid: float
    external_full: float
    external_ratio: float
    fund: float
    fund_full: float
    long_run: float
    budgets: tuple[Budget, ...]


def paid_part(economy: Economy, parameters: Parameters) -> float:
    """The part b of an epoch's claims that is billed as dues and paid."""
    total = sum(money.share_bps(parameters.rewards, tier.number) for tier in economy.tiers)
    return total / money.FULL_BPS * economy.funding.paid


def solvency(economy: Economy, parameters: Parameters) -> Solvency:
    """The pool's needs at the multiplier's ceiling, and its budget at floor, 1 and ceiling."""
    funding, pricing = economy.funding, parameters.pricing
    paid = paid_part(economy, parameters)
    law = claims_law(economy, parameters, pricing.ceiling_bps)
    full = (1 - paid) * law.mean

    def fund(external: float) -> float:
        return initial_fund(
            law,
            paid=paid,
            external=external,
            probability=funding.in_full,
            epochs=funding.epochs,
        )

    factors = (pricing.floor_bps, money.INITIAL_BPS, pricing.ceiling_bps)
    return Solvency(
        paid=paid,
        external_full=full,
        external_ratio=max(0.0, funding.ratio - paid) * law.mean,
        fund=fund(funding.external),
        fund_full=fund(full),
        long_run=min(1.0, paid + funding.external / law.mean),
        budgets=tuple(_budget(economy, parameters, paid, factor) for factor in factors),
    )


def _budget(economy: Economy, parameters: Parameters, paid: float, factor: int) -> Budget:
    law = claims_law(economy, parameters, factor)
    unit = 10.0**-parameters.decimals
    stipends = economy.disclosures * economy.panel.size * parameters.rewards.stipend * unit
    external = economy.funding.external
    more = paid * law.mean + external - law.mean
    return Budget(
        multiplier_bps=factor,
        rewards=law.mean - stipends,
        stipends=stipends,
        growth=max(0.0, more),
        dues=paid * law.mean,
        external=external,
        lapsed=max(0.0, -more),
    )


# ---- by chance, in whole units ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRun:
    """A pool over epochs, units: ``free`` before each close, ``claims``, ``reserved``, ``dues``.

    ``dues`` and ``external`` of an epoch come in before its close; the last of ``left`` is what is
    free at the end.
    """

    free: tuple[int, ...]
    claims: tuple[int, ...]
    reserved: tuple[int, ...]
    dues: tuple[int, ...]
    external: tuple[int, ...]
    left: int


def cover(initial: int, claims: Sequence[int]) -> tuple[int, ...]:
    """The formula for b = 1: what is there before each close, max(initial, largest earlier)."""
    found, most = [], initial
    for amount in claims:
        found.append(most)
        most = max(most, amount)
    return tuple(found)


def drawn_claims(law: ClaimsLaw, epochs: int, unit: float, seed: int) -> Iterator[int]:
    """Claims of so many epochs in whole units, drawn from the law with a seed."""
    chance = np.random.default_rng(seed)
    amounts = [round(amount / unit) for amount in law.amounts]
    for counts in chance.poisson(law.rates, size=(epochs, len(amounts))):
        yield sum(int(n) * amount for n, amount in zip(counts, amounts, strict=True))


def run_pool(
    economy: Economy,
    parameters: Parameters,
    claims: Sequence[int],
    *,
    initial: int,
    external: int = 0,
    paid: float = 1.0,
) -> PoolRun:
    """Let the contracts' close and dues work on claims; ``paid``: the part of dues that is paid.

    ``external`` units come in from the second epoch on. Whole units; each member's dues are
    rounded up by the contract, what is paid of a tier's is rounded down.
    """
    free, before = initial, 0
    at_close, reserved, dues, outside = [], [], [], []
    parts_per_million = round(paid * 1_000_000)
    for epoch, amount in enumerate(claims):
        billed = sum(
            money.dues(parameters.rewards, tier.number, before, tier.members) * tier.members
            for tier in economy.tiers
        )
        comes = billed * parts_per_million // 1_000_000 if epoch else 0
        dues.append(comes)
        outside.append(external if epoch else 0)
        free += dues[-1] + outside[-1]
        at_close.append(free)
        reserved.append(money.reserved_at_close(amount, free))
        free, before = free - reserved[-1], amount
    return PoolRun(
        free=tuple(at_close),
        claims=tuple(claims),
        reserved=tuple(reserved),
        dues=tuple(dues),
        external=tuple(outside),
        left=free,
    )
