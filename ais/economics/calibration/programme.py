"""The one price schedule of least expected outlay: a linear programme.

Variables, in tokens: the price v of each class of sectors at factor 1 and multiplier 1 (base times
weight), the cap K, the stipend w, external funding E an epoch, and for every kind of disclosure the
price y that it earns at the multiplier's floor, y <= v x severity x scope x floor and y <= K. The
anchors of severity and scope are what panelists are told; no parameter of the contracts holds
them, so they are given. Least of all is the outlay of an epoch at multiplier 1 when all share,
sum of N lambda (R + m w).

Rows, each with a name, so that a shadow price has one:

* ``sharing of …``: the target's conditions on d at the floor (``targets``);
* ``membership of …``: dues at the ceiling at most ``bound`` of the value read, bound from the
  one-epoch-in-k payer (``game.skipping_bound``);
* ``solvency``: (rho - b) E[claims] at the ceiling <= E, and E at most what the economy states;
* ``ring``: K <= n w x ``panel.ring_bound``;
* ``effort``: rho w at least the effort of a ballot: a stipend is a claim, which the ratio cuts;
* ``cap``: K at most what the economy states;
* ``uncapped …``: the cap cuts no kind up to that multiplier; ``weights``: classes in order, within
  their greatest ratio.

Rounding to whole units and basis points moves every price upwards by less than ``_WEIGHT_STEP``
and a ``grain``; rows that prices push against count it in, and ``verify`` checks the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ais.economics.economy import Economy
from ais.economics.economy_parts import Kind, Tier
from ais.economics.money import FULL_BPS

from .billing import Billing
from .game import skipping_bound, value_read
from .panel import ring_bound
from .solver import Program, Solution
from .targets import Condition

__all__ = [
    "CAP",
    "CAP_COST",
    "EXTERNAL",
    "STIPEND",
    "Limits",
    "build",
    "kinds_of",
    "outlay_of",
    "price_name",
]

EXTERNAL, CAP, STIPEND = "external", "cap", "stipend"
#: A weight is rounded up to a basis point of the base.
_WEIGHT_STEP = 1 / FULL_BPS
#: How far below its bound a strict condition is held, as part of the largest cost.
_STRICT = 2e-6
#: What the cap costs in the objective: nearly nothing, so that it is no higher than needed.
CAP_COST = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is held fixed besides: ``grain`` in tokens, ``external`` and ``cap`` at most (or None).

    ``flat``: kinds, by tier and place, whose price at the ceiling is bounded by the cap; the others
    by the price before the cap. Either bound is true, so each choice is safe.
    """

    grain: float
    external: float | None
    cap: float | None
    flat: frozenset[tuple[str, int]] = field(default_factory=frozenset)


def kinds_of(economy: Economy) -> Iterable[tuple[Tier, int, Kind]]:
    """Every kind that can occur, with its tier and its place in the tier's mix."""
    for tier in economy.tiers:
        for place, kind in enumerate(tier.mix):
            if tier.disclosures > 0 and kind.probability > 0:
                yield tier, place, kind


def price_name(level: int) -> str:
    """The variable of a class's price: 1 regular, 2 core, 3 critical."""
    return f"price {level}"


def build(
    economy: Economy,
    billing: Billing,
    conditions: Iterable[Condition],
    limits: Limits,
    least: str | None = None,
) -> Program:
    """The programme; ``least``: make this variable least instead of the outlay."""
    costs = [tier.cost for tier in economy.tiers]
    program = Program(max(*costs, economy.panel.effort, limits.grain))
    _variables(program, economy, limits)
    _prices(program, economy, limits)
    for condition in conditions:
        _sharing(program, economy, billing, condition, limits)
    _voluntary(program, economy, billing, limits)
    shortfall = economy.funding.ratio - billing.paid
    if shortfall > 0:
        at_ceiling, fixed = _claims_at_ceiling(economy, limits)
        row = {name: shortfall * each for name, each in at_ceiling.items()}
        program.at_most("solvency", {**row, EXTERNAL: -1.0}, -shortfall * fixed)
    _panel(program, economy, limits)
    if least is None:
        # The cap costs next to nothing: among equal outlays the least cap is taken.
        program.minimise({**_outlay(economy), CAP: CAP_COST * economy.disclosures})
    else:
        program.minimise({least: 1.0})
    return program


def outlay_of(economy: Economy, solution: Solution) -> float:
    """The expected outlay of an epoch at multiplier 1, tokens."""
    return sum(each * solution.values[name] for name, each in _outlay(economy).items())


# ---- rows ------------------------------------------------------------------------------------


def _variables(program: Program, economy: Economy, limits: Limits) -> None:
    for level in (1, 2, 3):
        program.variable(price_name(level), limits.grain)
    program.variable(CAP, limits.grain)
    program.variable(STIPEND, limits.grain)
    program.variable(EXTERNAL, 0.0)
    for tier, place, _ in kinds_of(economy):
        program.variable(_floor_name(tier, place), 0.0)


def _prices(program: Program, economy: Economy, limits: Limits) -> None:
    floor, uncapped = economy.band.floor_bps / FULL_BPS, economy.band.uncapped_bps / FULL_BPS
    for tier, place, kind in kinds_of(economy):
        price = price_name(economy.class_of(kind.sector))
        earned = _floor_name(tier, place)
        program.at_most("", {earned: 1.0, price: -kind.factor * floor}, 0.0)
        program.at_most("", {earned: 1.0, CAP: -1.0}, 0.0)
        largest = _rounded(economy, kind, limits, kind.factor * uncapped)
        name = f"uncapped kind {place} of {tier.name}"
        program.at_most(name, {**largest[0], CAP: -1.0}, -largest[1])
    ratio = economy.band.most_weight_bps / FULL_BPS
    program.at_most("weights", {price_name(1): 1.0, price_name(2): -1.0}, 0.0)
    program.at_most("weights", {price_name(2): 1.0, price_name(3): -1.0}, 0.0)
    program.at_most("weights", {price_name(3): 1.0, price_name(1): -ratio}, 0.0)
    if limits.cap is not None:
        program.at_most("cap", {CAP: 1.0}, limits.cap)
    if limits.external is not None:
        program.at_most("external funding", {EXTERNAL: 1.0}, limits.external)


def _sharing(
    program: Program, economy: Economy, billing: Billing, condition: Condition, limits: Limits
) -> None:
    """A target's condition, with d of the floor: r - (rho - phi) R + phi m w."""
    unit = 10.0**-economy.decimals
    row: dict[str, float] = {}
    strict = max(2 * unit, _STRICT * max(tier.cost for tier in economy.tiers))
    bound = condition.bound - economy.margin - strict
    for name, weight in condition.weights.items():
        tier, phi = economy.tier(name), billing.phi[name]
        earned = economy.funding.ratio - phi
        for place, kind in enumerate(tier.mix):
            if kind.probability > 0:
                row[_floor_name(tier, place)] = -weight * earned * kind.probability
        stipends = weight * phi * economy.panel.size
        row[STIPEND] = row.get(STIPEND, 0.0) + stipends
        # A price loses less than a unit to rounding down, the stipend gains up to a grain.
        bound -= weight * (tier.cost + earned * unit) + stipends * limits.grain
    program.at_most(condition.name, row, bound)


def _voluntary(program: Program, economy: Economy, billing: Billing, limits: Limits) -> None:
    reading = economy.reading
    part, _ = skipping_bound(reading.decay, reading.skip, reading.granted)
    at_ceiling, fixed = _claims_at_ceiling(economy, limits)
    unit = 10.0**-economy.decimals
    for tier in economy.tiers:
        phi = billing.phi[tier.name]
        row = {name: phi * each for name, each in at_ceiling.items()}
        bound = part * value_read(economy, tier) - phi * fixed - unit
        if phi > 0:
            program.at_most(f"membership of {tier.name}", row, bound)


def _panel(program: Program, economy: Economy, limits: Limits) -> None:
    panel = economy.panel
    program.at_most("effort", {STIPEND: -economy.funding.ratio}, -panel.effort)
    most = ring_bound(panel.size, panel.eligible, panel.ring)
    if most is not None:
        row = {CAP: 1.0, STIPEND: -panel.size * float(most)}
        program.at_most("ring", row, -limits.grain)


# ---- parts -----------------------------------------------------------------------------------


def _outlay(economy: Economy) -> dict[str, float]:
    row = {STIPEND: economy.panel.size * economy.disclosures}
    for tier, _, kind in kinds_of(economy):
        name = price_name(economy.class_of(kind.sector))
        rate = tier.members * tier.disclosures * kind.probability
        row[name] = row.get(name, 0.0) + rate * kind.factor
    return row


def _claims_at_ceiling(economy: Economy, limits: Limits) -> tuple[dict[str, float], float]:
    """E[claims] at the ceiling at most: coefficients and a constant, rounding counted in."""
    ceiling = economy.band.ceiling_bps / FULL_BPS
    row = {STIPEND: economy.panel.size * economy.disclosures}
    fixed = row[STIPEND] * limits.grain
    for tier, place, kind in kinds_of(economy):
        rate = tier.members * tier.disclosures * kind.probability
        if (tier.name, place) in limits.flat:
            part, more = {CAP: 1.0}, limits.grain
        else:
            part, more = _rounded(economy, kind, limits, kind.factor * ceiling)
        for name, each in part.items():
            row[name] = row.get(name, 0.0) + rate * each
        fixed += rate * more
    return row, fixed


def _rounded(
    economy: Economy, kind: Kind, limits: Limits, factor: float
) -> tuple[dict[str, float], float]:
    """The highest that a kind's price may be once base and weights are rounded up, times factor."""
    name = price_name(economy.class_of(kind.sector))
    row = {name: factor}
    row[price_name(1)] = row.get(price_name(1), 0.0) + _WEIGHT_STEP * factor
    return row, limits.grain * (1 + _WEIGHT_STEP) * factor


def _floor_name(tier: Tier, place: int) -> str:
    return f"floor {tier.name} {place}"
