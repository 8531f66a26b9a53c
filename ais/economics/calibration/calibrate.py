"""From a described economy to the contracts' parameters: plan, round, and check anew.

Amounts are first rounded to hundredths of a token; where that is too coarse for an economy, to
millionths.
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

    Raises ``CalibrationInfeasible``, with the constraint and the smallest change of the economy
    that would do (``changes``: field paths and values for ``Economy.changed``).
    """
    try:
        return _calibrated(economy, _HUNDREDTHS)
    except (CalibrationInfeasible, ParametersUnfit):
        return _calibrated(economy, _MILLIONTHS)


def _calibrated(economy: Economy, decimals: int) -> Calibration:
    largest = max(*(tier.cost for tier in economy.tiers), economy.panel.effort)
    found = plan(economy, max(10.0**-decimals, _ERROR * largest))
    parameters = rounded(economy, found, 10 ** (economy.decimals - decimals))
    checks = verify(economy, parameters)
    return Calibration(economy=economy, plan=found, parameters=parameters, checks=tuple(checks))
