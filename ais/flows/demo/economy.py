"""The demo's economy: its own companies by tier, and what disclosing would cost and bring them.

Members and sectors are the cast's; risks and worths are made up, as the companies are. The demo's
prices, dues and bonds are the calibration of this, made when the demo starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ais.economics.economy import Economy
from ais.economics.economy_parts import TIER_NUMBERS
from ais.economics.reference import SECTOR_CLASSES
from ais.flows.demo.cast import Company

__all__ = ["described"]

# severity, scope (basis points), probability: for every tier and each of its sectors alike
_KINDS = ((5_000, 2_500, 0.4), (7_500, 5_000, 0.4), (7_500, 7_500, 0.2))
# tier -> disclosures an epoch and member, risk in tokens, worth of reading one
_TIERS = {"regular": (0.05, 30.0, 20.0), "core": (0.3, 45.0, 30.0), "critical": (0.4, 60.0, 40.0)}


def described(companies: Sequence[Company], epoch_seconds: int) -> Economy:
    """The economy of these companies. Raises ``EconomyRefused``, which a cast of two never does."""
    by_number = {number: name for name, number in TIER_NUMBERS.items()}
    names = sorted({each.tier for each in companies})
    tiers = {
        by_number[tier]: _tier(by_number[tier], [c for c in companies if c.tier == tier], by_number)
        for tier in names
    }
    present = set(tiers)
    for tier in tiers.values():
        tier["worth"] = {name: worth for name, worth in tier["worth"].items() if name in present}
    return Economy.from_dict(
        {
            "name": "demo",
            "target": "only",
            "margin": 1,
            "complementarity": 8,
            "tiers": tiers,
            # 13 seats, less the submitter and one affiliate; three of eleven may collude.
            "panel": {"eligible": 11, "ring": 3, "effort": 1, "outside_interest": 5},
            "reading": {"decay": 0.3, "skip": 4},
            "waiting": {"discount": 0.002, "hazard": 0.15},
            # A donor pays most of it, epoch by epoch; companies pay a third.
            "funding": {
                "ratio": 0.9,
                "billed": 0.3,
                "external": 400,
                "in_full": 0.9,
                "epochs": 2,
            },
            "band": {"floor_bps": 8_000, "ceiling_bps": 20_000},
            "network": {
                "epoch_seconds": epoch_seconds,
                "open_window_seconds": 2 * epoch_seconds,
                "close_delay_seconds": epoch_seconds // 15,
            },
            "classes": {str(sector): level for sector, level in SECTOR_CLASSES.items()},
        }
    )


def _tier(name: str, companies: Sequence[Company], names: dict[int, str]) -> dict[str, Any]:
    disclosures, risk, _ = _TIERS[name]
    sectors = sorted({sector for company in companies for sector in company.sectors})
    mix = [
        {
            "sector": sector,
            "severity_bps": severity,
            "scope_bps": scope,
            "probability": probability / len(sectors),
        }
        for sector in sectors
        for severity, scope, probability in _KINDS
    ]
    return {
        "members": len(companies),
        "disclosures": disclosures,
        "risk": risk,
        "effort": 1,
        "worth": {each: _TIERS[each][2] for each in names.values()},
        "mix": mix,
    }
