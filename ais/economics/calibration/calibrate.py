"""From a described economy to the contracts' parameters: plan, round, and check anew.

Amounts are first rounded to hundredths of a token; where that is too coarse for an economy, to the
token's smallest unit.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.economics.economy import Economy
from ais.errors import CalibrationInfeasible, ParametersUnfit

from .parameters import Parameters
from .plan import plan
from .rounding import rounded
from .schedule import Plan
from .verify import Check, verify

__all__ = ["Calibration", "calibrate"]

_HUNDREDTH = 2  # decimals of the coarse rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was calibrated: parameters in whole units, the plan behind them, and every check."""

    economy: Economy
    plan: Plan
    parameters: Parameters
    checks: tuple[Check, ...]


def calibrate(economy: Economy) -> Calibration:
    """Find the parameters of least expected outlay that meet the economy's target.

    Raises ``CalibrationInfeasible``, with the constraint and the smallest change of the economy
    that would do (``changes``: field paths and values for ``Economy.changed``).
    """
    finest = 1
    coarse = 10 ** (economy.decimals - _HUNDREDTH)
    try:
        return _calibrated(economy, coarse)
    except (CalibrationInfeasible, ParametersUnfit):
        return _calibrated(economy, finest)


def _calibrated(economy: Economy, grain_units: int) -> Calibration:
    found = plan(economy, grain_units / 10**economy.decimals)
    parameters = rounded(economy, found, grain_units)
    checks = verify(economy, parameters)
    return Calibration(economy=economy, plan=found, parameters=parameters, checks=tuple(checks))
