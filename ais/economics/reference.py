"""The reference economy: the described network that the default parameters are made for.

Numbers of it are stated assumptions, none of them measured: 200 organisations, an epoch of a week,
an honest ballot that is worth a stipend of one token, of which 95 % can be expected. Whoever
founds a network describes its own (`ais economics example` prints this one to start from).
"""

from __future__ import annotations

from typing import Any

from .economy import Economy

__all__ = ["SECTOR_CLASSES", "reference", "reference_description"]

#: Sector -> class where it is not regular: energy, water, health, finance, communications and the
#: like are critical (3), their neighbours core (2).
SECTOR_CLASSES = {**dict.fromkeys((3, 8, 9, 12, 14, 16), 3), **dict.fromkeys((5, 7, 11, 13, 15), 2)}

# sector, severity, scope (basis points), probability
_MIXES = {
    "regular": (
        (18, 5_000, 2_500, 0.35),
        (17, 2_500, 5_000, 0.25),
        (0, 5_000, 5_000, 0.25),
        (12, 5_000, 2_500, 0.15),
    ),
    "core": (
        (13, 5_000, 7_500, 0.35),
        (15, 5_000, 5_000, 0.25),
        (13, 7_500, 5_000, 0.20),
        (9, 2_500, 7_500, 0.20),
    ),
    "critical": (
        (8, 7_500, 5_000, 0.25),
        (9, 5_000, 7_500, 0.25),
        (12, 7_500, 5_000, 0.20),
        (3, 5_000, 5_000, 0.20),
        (8, 10_000, 10_000, 0.10),
    ),
}


def reference() -> Economy:
    """The reference economy."""
    return Economy.from_dict(reference_description())


def reference_description() -> dict[str, Any]:
    """The same as a description, to print and to change."""
    return {
        "name": "reference",
        "decimals": 6,
        "target": "only",
        "margin": 0.4,
        "complementarity": 4,
        "tiers": {
            "regular": _tier("regular", 120, 0.2, (6, 2, 4), (0.8, 1.2, 1.6), (1, 0.8, 0.5)),
            "core": _tier("core", 50, 0.4, (17, 3, 6), (1, 1.8, 2.4), (1, 1, 0.8)),
            "critical": _tier("critical", 30, 0.6, (44, 6, 8), (1.2, 2.4, 4), (1, 1, 1)),
        },
        "panel": {"eligible": 60, "ring": 8, "effort": 0.95, "outside_interest": 5},
        "reading": {"decay": 0.3, "granted": 1, "skip": 8},
        "waiting": {"discount": 0.002, "hazard": 0.15},
        "funding": {
            "ratio": 0.95,
            "billed": 1,
            "paid": 0.95,
            "external": 200,
            "in_full": 0.95,
            "epochs": 26,
        },
        "band": {"floor_bps": 8_000, "ceiling_bps": 20_000, "uncapped_bps": 15_000},
        "spread": {"risk": 0.5, "worth": 0.5, "disclosures": 0.5},
        "classes": {str(sector): level for sector, level in sorted(SECTOR_CLASSES.items())},
    }


def _tier(
    name: str,
    members: int,
    disclosures: float,
    costs: tuple[float, float, float],
    worth: tuple[float, float, float],
    readable: tuple[float, float, float],
) -> dict[str, Any]:
    """``costs``: risk, effort, search; the others are by the tier that discloses."""
    risk, effort, search = costs
    tiers = tuple(_MIXES)
    names = ("sector", "severity_bps", "scope_bps", "probability")
    return {
        "members": members,
        "disclosures": disclosures,
        "risk": risk,
        "effort": effort,
        "search": search,
        "worth": dict(zip(tiers, worth, strict=True)),
        "readable": dict(zip(tiers, readable, strict=True)),
        "mix": [dict(zip(names, kind, strict=True)) for kind in _MIXES[name]],
    }
