"""From an economy to a price schedule: the programme over every order of tiers, or its refusal.

A refusal names the constraint that stands in the way and the smallest change of the economy that
makes parameters exist, as fields and values that ``Economy.changed`` takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ais.economics.economy import Economy
from ais.economics.economy_parts import Band
from ais.economics.money import FULL_BPS, MOST_AMOUNT, MOST_TARGET
from ais.errors import CalibrationInfeasible, EconomyRefused, ParametersUnfit

from .billing import bill, scaled
from .game import accepted_by_sector, value_read
from .panel import ring_bound
from .parameters import Parameters
from .programme import CAP, EXTERNAL, Limits, kinds_of
from .schedule import Plan, best, least_of, limits_of, overbilled

__all__ = ["cleared", "plan", "require_possible", "require_units"]

_RING, _MOST_CHANGES = "ring", 8
_LOWEST_FLOOR_BPS, _CEILING_OVER_FLOOR = 1_000, 16
#: What a relaxation is rounded up by, so that the change is enough in decimals as well.
_ENOUGH = 1e-6


def plan(economy: Economy, grain: float) -> Plan:
    """The schedule of least outlay that meets every constraint, rounding to ``grain`` counted in.

    Raises ``CalibrationInfeasible`` with the constraint that is missed first, and in ``changes``
    the smallest relaxation of it: field paths and values.
    """
    require_possible(economy)
    found = best(economy, limits_of(economy, grain))
    if found is None:
        raise _refusal(economy, grain)
    return found


def cleared(
    economy: Economy, refused: CalibrationInfeasible, attempt: Callable[[Economy], object]
) -> CalibrationInfeasible:
    """The refusal with all that it takes: what is missed after its change is cleared as well.

    ``attempt`` raises ``CalibrationInfeasible`` where an economy is refused.
    """
    if refused.constraint == _RING:
        changes = _with_smaller_ring(economy, int(refused.changes["panel.ring"]), attempt)
    else:
        changes = _all_changes(economy, refused.changes, attempt)
    return _infeasible(refused.constraint, refused.reason, changes)


def _all_changes(
    economy: Economy, changes: Mapping[str, float], attempt: Callable[[Economy], object]
) -> dict[str, float]:
    found = dict(changes)
    for _ in range(_MOST_CHANGES):
        try:
            attempt(economy.changed(found))
        except CalibrationInfeasible as more:
            found |= more.changes
        except (EconomyRefused, ParametersUnfit):  # beyond what can be described, or counted
            break
        else:
            break
    return found


def _with_smaller_ring(
    economy: Economy, most: int, attempt: Callable[[Economy], object]
) -> dict[str, float]:
    """What is needed without any ring, and the largest ring with which that does."""
    changes = _all_changes(economy, {"panel.ring": 0}, attempt)

    def does(ring: int) -> bool:
        try:
            attempt(economy.changed({**changes, "panel.ring": ring}))
        except (CalibrationInfeasible, EconomyRefused, ParametersUnfit):
            return False
        return True

    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if does(middle) else (low, middle - 1)
    return {**changes, "panel.ring": low}


def require_units(parameters: Parameters) -> None:
    """Refuse amounts that leave the contracts' 96 bits: the token has too many decimals for them.

    Raises ``CalibrationInfeasible``.
    """
    pricing, rewards, seats = parameters.pricing, parameters.rewards, parameters.seats
    amounts = {
        "pricing.base": pricing.base,
        "pricing.cap": pricing.cap,
        "rewards.submission_bond": rewards.submission_bond,
        "rewards.dues_cap": rewards.dues_cap,
        "seats.seat_bond": seats.seat_bond,
    }
    name = max(amounts, key=amounts.__getitem__)
    decimals = parameters.decimals
    while amounts[name] // 10 ** (parameters.decimals - decimals) > MOST_AMOUNT:
        decimals -= 1
    if decimals < parameters.decimals:
        reason = f"{name} is above 2^96 - 1 units of a token of {parameters.decimals} decimals"
        raise _infeasible("96 bits of an amount", reason, {"decimals": decimals})


def require_possible(economy: Economy) -> None:
    """Refuse what contradicts itself before any price is looked for: bounds, rings, empty reading.

    Raises ``CalibrationInfeasible``.
    """
    panel = economy.panel
    _require_bounds(economy.band)
    _require_targets(economy)
    largest = _largest_ring(economy)
    if panel.ring > largest:
        reason = f"no stipend keeps {panel.ring} of {panel.eligible} seats from gaining"
        raise _infeasible(_RING, reason, {"panel.ring": largest})
    for tier in economy.tiers:
        value = value_read(economy, tier)
        if value < 0:
            reason = f"reading brings {value + tier.search:g} an epoch, its search costs more"
            most = max(0.0, (value + tier.search) * (1 - _ENOUGH))
            name = f"membership of {tier.name}"
            raise _infeasible(name, reason, {f"tiers.{tier.name}.search": most})


def _require_bounds(band: Band) -> None:
    """The contract's own bounds of floor and ceiling."""
    floor = max(band.floor_bps, _LOWEST_FLOOR_BPS)
    ceiling = min(max(band.ceiling_bps, floor), _CEILING_OVER_FLOOR * floor)
    changes = {"band.floor_bps": floor, "band.ceiling_bps": ceiling}
    changes = {p: v for p, v in changes.items() if v != getattr(band, p.rpartition(".")[2])}
    if floor != band.floor_bps:
        reason = f"the floor {band.floor_bps} is below the contract's {_LOWEST_FLOOR_BPS}"
        raise _infeasible("the multiplier's floor", reason, changes)
    if ceiling != band.ceiling_bps:
        side = "above 16 times" if ceiling < band.ceiling_bps else "below"
        reason = f"the ceiling {band.ceiling_bps} is {side} the floor {band.floor_bps}"
        raise _infeasible("the multiplier's ceiling", reason, changes)


def _require_targets(economy: Economy) -> None:
    """No sector expects more than the contract's largest target."""
    for sector, expected in accepted_by_sector(economy).items():
        if expected > MOST_TARGET:
            disclosing = {
                tier.name: tier.disclosures
                for tier, _, kind in kinds_of(economy)
                if kind.sector == sector
            }
            part = MOST_TARGET / expected * (1 - _ENOUGH)
            changes = {f"tiers.{name}.disclosures": n * part for name, n in disclosing.items()}
            reason = f"{expected:.10g} accepted are expected, the contract takes {MOST_TARGET}"
            raise _infeasible(f"target of sector {sector}", reason, changes)


# ---- refusals --------------------------------------------------------------------------------


def _infeasible(
    constraint: str, reason: str, changes: Mapping[str, float]
) -> CalibrationInfeasible:
    told = " and ".join(f"{path} = {value:.10g}" for path, value in changes.items())
    return CalibrationInfeasible(
        constraint=constraint, reason=reason, relaxation=told, changes=dict(changes)
    )


def _largest_ring(economy: Economy) -> int:
    """The most seats that some stipend keeps from gaining."""
    panel = economy.panel
    for ring in range(panel.eligible, -1, -1):
        most = ring_bound(panel.size, panel.eligible, ring)
        if most is None or most > 0:
            return ring
    return 0


def _refusal(economy: Economy, grain: float) -> CalibrationInfeasible:
    """What stands in the way, and the smallest change of one kind that clears it.

    Tried in turn: more external funding; a higher cap; less of claims billed, outside money in its
    place; both of the last.
    """
    too_much = overbilled(economy, bill(economy))
    limits = limits_of(economy, grain)
    if not too_much:
        funded = least_of(economy, replace(limits, external=None), EXTERNAL)
        if funded is not None:
            reason = (
                f"dues bring {bill(economy).paid:.4f} of claims, {economy.funding.ratio:g} are to "
                f"be paid, and outside money is {economy.funding.external:g} an epoch"
            )
            changes = {"funding.external": _up(funded.external)}
            return _infeasible("solvency at the ceiling", reason, changes)
        uncapped = least_of(economy, replace(limits, cap=None), CAP)
        if uncapped is not None:
            reason = f"the cap {economy.band.cap:g} cuts what sharing needs"
            return _infeasible("cap", reason, {"band.cap": _up(uncapped.cap + grain)})
        both = least_of(economy, replace(limits, external=None, cap=None), CAP)
        if both is not None:
            return _capped_and_unpaid(economy, limits, _up(both.cap + grain))
    return _billed_less(economy, limits, too_much)


def _capped_and_unpaid(economy: Economy, limits: Limits, cap: float) -> CalibrationInfeasible:
    """A higher cap and the outside money that pays for it, billing as it is."""
    funded = least_of(economy, replace(limits, external=None, cap=cap), EXTERNAL)
    assert funded is not None
    reason = (
        f"the cap {economy.band.cap:g} cuts what sharing needs, and outside money of "
        f"{economy.funding.external:g} an epoch does not pay for it"
    )
    changes = {"band.cap": cap, "funding.external": _up(funded.external)}
    return _infeasible("cap", reason, changes)


def _billed_less(economy: Economy, limits: Limits, too_much: list[str]) -> CalibrationInfeasible:
    changes: dict[str, float] = {}
    free = replace(limits, external=None)
    billed = _most_billed(economy, lambda less: _possible(less, free))
    if billed is None:  # not even without dues: the cap is too low as well
        free = replace(free, cap=None)
        billed = _most_billed(economy, lambda less: _possible(less, free)) or 0.0
        least = least_of(scaled(economy, billed), free, CAP)
        assert least is not None  # without dues and cap any price can be paid
        changes["band.cap"] = _up(least.cap + limits.grain)
        free = replace(free, cap=changes["band.cap"])
    less = scaled(economy, billed)
    funded = least_of(less, free, EXTERNAL)
    assert funded is not None
    if less.funding.shares is None:
        changes["funding.billed"] = billed
    else:
        changes |= {f"funding.shares.{name}": each for name, each in less.funding.shares.items()}
    if funded.external > economy.funding.external:
        changes["funding.external"] = _up(funded.external)
    if too_much:
        name = too_much[0]
        phi = bill(economy).phi[name]
        reason = (
            f"a member's own share {phi:.4f} of claims is not below the ratio "
            f"{economy.funding.ratio:g}, so that a reward takes as much as it gives"
        )
        return _infeasible(f"phi of {name} below the ratio", reason, changes)
    return _read_too_little(economy, changes)


def _read_too_little(economy: Economy, changes: Mapping[str, float]) -> CalibrationInfeasible:
    phi = bill(economy).phi
    values = {tier.name: value_read(economy, tier) for tier in economy.tiers}
    name = max(phi, key=lambda n: phi[n] / values[n] if values[n] else float(phi[n] > 0))
    reason = (
        f"the value read, {values[name]:g} an epoch, is below what dues at the multiplier's "
        "ceiling ask, or so little above them that paying one epoch in k would pay"
    )
    return _infeasible(f"membership of {name}", reason, changes)


def _most_billed(economy: Economy, possible: Callable[[Economy], bool]) -> float | None:
    """The highest billed part, in basis points, at which parameters exist; None: at none."""
    low, high = 0, int(economy.funding.billed * FULL_BPS)
    if not possible(scaled(economy, 0.0)):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if possible(scaled(economy, middle / FULL_BPS)):
            low = middle
        else:
            high = middle - 1
    return low / FULL_BPS


def _possible(economy: Economy, limits: Limits) -> bool:
    return best(economy, limits) is not None


def _up(value: float) -> float:
    """A little more, in ten digits at most, so that what is printed is enough."""
    return float(f"{value * (1 + _ENOUGH):.9g}")
