"""Economies for the calibration's tests: small described ones, drawn and by hand."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ais.economics.economy import Economy
from ais.economics.economy_parts import TARGETS
from ais.economics.reference import SECTOR_CLASSES

__all__ = ["NAMES", "economies", "economy"]

NAMES = ("regular", "core", "critical")


def economy(tiers: dict[str, dict[str, Any]], **changes: Any) -> Economy:
    """An economy of these tiers; fields by path, with ``__`` for the dot."""
    described = {
        "name": "drawn",
        "complementarity": 5,
        "tiers": tiers,
        "panel": {"eligible": 20, "ring": 2, "effort": 1, "outside_interest": 1},
        "reading": {"decay": 0.3, "skip": 3},
        "waiting": {"discount": 0.01, "hazard": 0.1},
        "funding": {"ratio": 0.8, "billed": 0.9, "external": 0, "in_full": 0.9, "epochs": 4},
        "band": {"floor_bps": 8_000, "ceiling_bps": 16_000},
        "classes": {str(sector): level for sector, level in SECTOR_CLASSES.items()},
    }
    made = Economy.from_dict(described)
    return made.changed({path.replace("__", "."): value for path, value in changes.items()})


def tier(
    names: tuple[str, ...],
    members: int = 20,
    disclosures: float = 0.5,
    risk: float = 20.0,
    worth: float = 10.0,
    kinds: tuple[tuple[int, int, int, float], ...] = ((0, 5_000, 5_000, 1.0),),
) -> dict[str, Any]:
    """One tier that reads all tiers named."""
    keys = ("sector", "severity_bps", "scope_bps", "probability")
    return {
        "members": members,
        "disclosures": disclosures,
        "risk": risk,
        "worth": dict.fromkeys(names, worth),
        "mix": [dict(zip(keys, kind, strict=True)) for kind in kinds],
    }


@st.composite
def _mixes(draw: Any) -> tuple[tuple[int, int, int, float], ...]:
    count = draw(st.integers(1, 3))
    anchors = st.sampled_from((2_500, 5_000, 7_500, 10_000, 3_333))
    sectors = st.sampled_from((0, 8, 13, 18))
    kinds = [(draw(sectors), draw(anchors), draw(anchors)) for _ in range(count)]
    weights = [draw(st.integers(1, 9)) for _ in range(count)]
    total = sum(weights)
    return tuple((*kind, weight / total) for kind, weight in zip(kinds, weights, strict=True))


@st.composite
def economies(draw: Any) -> Economy:
    """Economies of one to three tiers, most of which can be calibrated, some of which cannot."""
    names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)))
    tiers = {
        name: tier(
            names,
            members=draw(st.integers(2, 60)),
            disclosures=draw(st.sampled_from((0.05, 0.3, 1.0, 2.5))),
            risk=draw(st.floats(0.1, 500)),
            worth=draw(st.floats(0.5, 200)),
            kinds=draw(_mixes()),
        )
        for name in names
    }
    return economy(
        tiers,
        target=draw(st.sampled_from(TARGETS)),
        complementarity=draw(st.sampled_from((0.0, 3.0, 50.0))),
        decimals=draw(st.sampled_from((6, 18))),
        panel__effort=draw(st.sampled_from((0.0, 0.7, 5.0))),
        panel__ring=draw(st.integers(0, 5)),
        funding__ratio=draw(st.sampled_from((0.5, 0.9, 1.0))),
        funding__billed=draw(st.sampled_from((0.0, 0.4, 1.0))),
        funding__external=draw(st.sampled_from((0.0, 1e5))),
        band__uncapped_bps=draw(st.sampled_from((5_000, 10_000, 16_000))),
        band__cap=draw(st.sampled_from((None, None, 30.0, 3_000.0))),
    )
