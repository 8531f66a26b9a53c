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
        return _attempted(economy)
    except CalibrationInfeasible as refused:
        raise cleared(economy, refused, _attempted) from None


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
