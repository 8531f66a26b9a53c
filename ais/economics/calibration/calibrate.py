"""From a described economy to the contracts' parameters: plan, round, and check anew.

Amounts are first rounded to hundredths of a token; where that is too coarse for an economy, to
millionths, and then to the token's smallest units.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.economics.economy import Economy
from ais.errors import CalibrationInfeasible, ParametersUnfit

from .parameters import Parameters
from .plan import cleared, plan, require_units
from .rounding import rounded
from .schedule import Plan
from .verify import Check, verify

__all__ = ["Calibration", "calibrate"]

_HUNDREDTHS, _MILLIONTHS = 2, 6  # decimals of an amount
#: The programme's own error, as part of the largest cost, that rounding must leave room for.
_ERROR = 1e-6
#: What part of the largest cost an amount must be to be told from that error.
_COUNTS = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was calibrated: parameters in whole units, the plan behind them, and every check."""

    economy: Economy
    plan: Plan
    parameters: Parameters
    checks: tuple[Check, ...]


def calibrate(economy: Economy) -> Calibration:
    """Find the parameters of least expected outlay that meet the economy's target.

    Raises ``CalibrationInfeasible``, with the constraint that is missed first and the smallest
    change of the economy that would do (``changes``: field paths and values for
    ``Economy.changed``).
    """
    try:
        return _explained(economy)
    except CalibrationInfeasible as refused:
        raise cleared(economy, refused, _explained) from None


def _explained(economy: Economy) -> Calibration:
    try:
        return _attempted(economy)
    except ParametersUnfit as unfit:
        raise _too_far_apart(economy, unfit) from None


def _attempted(economy: Economy) -> Calibration:
    largest = max(*(tier.cost for tier in economy.tiers), economy.panel.effort)
    grains = {
        max(10.0**-decimals, _ERROR * largest): decimals
        for decimals in (economy.decimals, _MILLIONTHS, _HUNDREDTHS)  # the coarser of equal grains
    }
    *coarser, finest = sorted(grains, reverse=True)
    for grain in coarser:
        try:
            return _calibrated(economy, grain, grains[grain])
        except (CalibrationInfeasible, ParametersUnfit):
            pass
    return _calibrated(economy, finest, grains[finest])


def _calibrated(economy: Economy, grain: float, decimals: int) -> Calibration:
    found = plan(economy, grain)
    parameters = rounded(economy, found, 10 ** (economy.decimals - decimals))
    require_units(parameters)
    checks = verify(economy, parameters)
    return Calibration(economy=economy, plan=found, parameters=parameters, checks=tuple(checks))


def _too_far_apart(economy: Economy, unfit: ParametersUnfit) -> CalibrationInfeasible:
    """Why a plan does not pass the check: an amount drowns in the rounding of a much larger one.

    The smallest amount that can be raised to where it counts, if one alone does.
    """
    costs = {
        f"tiers.{tier.name}.{name}": getattr(tier, name)
        for tier in economy.tiers
        for name in ("risk", "effort")
    }
    costs["panel.effort"] = economy.panel.effort
    highest = max(costs, key=costs.__getitem__)
    least = _COUNTS * costs[highest]
    reason = (
        f"{highest} is {costs[highest]:g}, and what is below {least:g} drowns in its rounding "
        f"({unfit.reason})"
    )
    for name in sorted(costs, key=costs.__getitem__):
        if costs[name] < least:
            try:
                _attempted(economy.changed({name: least}))
            except (CalibrationInfeasible, ParametersUnfit):
                continue
            told, changes = f"{name} = {least:.10g}", {name: least}
            break
    else:
        told, changes = f"{highest} smaller, or the amounts below {least:g} larger", {}
    return CalibrationInfeasible(
        constraint=unfit.constraint, reason=reason, relaxation=told, changes=changes
    )
