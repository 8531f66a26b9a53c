"""Networks to simulate: with calibrated parameters, with a file's, and with those before them.

Money from outside is the calibration's: its initial fund and its funding an epoch, also where the
parameters are others, so that two runs differ in the parameters alone.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any, Final

from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.laws import claims_law, initial_fund
from ais.economics.calibration.parameters import Parameters
from ais.economics.economy import Economy

from .settings import Network

__all__ = ["DOCUMENTED", "calibrated_network", "documented_network", "network_of"]

#: The defaults that stood in the documentation before there was a calibration; amounts in tokens.
DOCUMENTED: Final = MappingProxyType(
    {
        "pricing": {
            "base": "400",
            "cap": "2000",
            "regular_weight_bps": 10_000,
            "core_weight_bps": 12_500,
            "critical_weight_bps": 15_000,
            "floor_bps": 5_000,
            "ceiling_bps": 40_000,
            "target": 10,
        },
        "rewards": {
            "submission_bond": "20",
            "stipend": "1",
            "dues_floor": "5",
            "dues_cap": "500",
            "regular_share_bps": 2_000,
            "core_share_bps": 3_500,
            "critical_share_bps": 4_500,
        },
        "seats": {"seat_bond": "50", "no_show_penalty": "5"},
    }
)


def calibrated_network(economy: Economy) -> Network:
    """The economy's own calibration. Raises ``CalibrationInfeasible``."""
    return network_of(economy, calibrate(economy).parameters, "calibrated")


def documented_network(economy: Economy, funded_as: Network | None = None) -> Network:
    """The defaults before calibration; with the money from outside of ``funded_as`` if given."""
    parameters = Parameters.from_dict(_plain(DOCUMENTED), economy)
    return network_of(economy, parameters, "documented defaults", funded_as)


def network_of(
    economy: Economy, parameters: Parameters, name: str, funded_as: Network | None = None
) -> Network:
    """A network of any parameters.

    Its initial fund is the calibration's: each of the first epochs is paid in full at the
    multiplier's ceiling with the probability that the economy names. ``funded_as``: that of
    another network instead.
    """
    unit = 10**parameters.decimals
    funding = math.ceil(economy.funding.external * unit)
    initial = _initial(economy, parameters, unit)
    return Network(
        name=name,
        pricing=parameters.pricing,
        rewards=parameters.rewards,
        seats=parameters.seats,
        decimals=parameters.decimals,
        targets=dict(parameters.targets),
        initial_fund=funded_as.initial_fund if funded_as else initial,
        funding=funded_as.funding if funded_as else funding,
    )


def _initial(economy: Economy, parameters: Parameters, unit: int) -> int:
    law = claims_law(economy, parameters, parameters.pricing.ceiling_bps)
    rewards, funding = parameters.rewards, economy.funding
    billed = rewards.regular_share_bps + rewards.core_share_bps + rewards.critical_share_bps
    found = initial_fund(
        law,
        paid=billed / 10_000 * funding.paid,
        external=funding.external,
        probability=funding.in_full,
        epochs=funding.epochs,
    )
    return math.ceil(found) * unit


def _plain(table: Any) -> dict[str, Any]:
    return {name: dict(section) for name, section in table.items()}
