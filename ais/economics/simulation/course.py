"""The course of a case over the epochs: medians and bands, as pictures and files take them.

Amounts are tokens (floats) here, since they are drawn and not booked; a run's records have them in
whole units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from ais.errors import ModelRefused

from .population import Floats
from .record import SERIES, Run
from .settings import Network
from .verdicts import Band, band

__all__ = ["QUANTILES", "Course", "bands", "course_of"]

#: Of the seeds, in per cent: the band's lower end, the median, the band's upper end.
QUANTILES: Final = (10, 50, 90)
TIERS: Final = ("regular", "core", "critical")
_BY_TIER: Final = ("by_tier", "gain_by_tier", "dues_by_tier")
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One network's course. ``series``: name -> (3, epochs), in the order of ``QUANTILES``.

    Its names are ``in_standing``, ``sharers``, ``ratio`` (parts 0..1), ``multiplier_bps``,
    ``claims``, ``reserved``, ``dues`` (cash and set off), ``free`` (tokens), and by tier
    ``members of regular`` (part of the tier), ``gain of regular`` (tokens a firm) and so on.
    ``floor_bps``, ``ceiling_bps``: of the multiplier. ``paid``: part of all claims; ``gains``: by
    tier, tokens a firm and epoch over the whole run.
    """

    network: str
    floor_bps: int
    ceiling_bps: int
    series: Mapping[str, Floats]
    paid: Band
    gains: Mapping[str, Band]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, rounded to four digits after the point."""
        return {
            "network": self.network,
            "floor_bps": self.floor_bps,
            "ceiling_bps": self.ceiling_bps,
            "series": {n: np.round(each, _DIGITS).tolist() for n, each in self.series.items()},
            "paid": asdict(self.paid),
            "gains": {tier: asdict(each) for tier, each in self.gains.items()},
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Course:
        """From what ``to_dict`` gave."""
        return cls(
            network=found["network"],
            floor_bps=found["floor_bps"],
            ceiling_bps=found["ceiling_bps"],
            series={name: np.array(each) for name, each in found["series"].items()},
            paid=Band(**found["paid"]),
            gains={tier: Band(**each) for tier, each in found["gains"].items()},
        )


def course_of(network: Network, runs: Sequence[Run]) -> Course:
    """The course of a case's runs, at least one."""
    series = {name: bands(runs, name) for name in ("in_standing", "sharers", "ratio")}
    series["multiplier_bps"] = bands(runs, "multiplier_bps")
    for name in ("claims", "reserved", "free"):
        series[name] = bands(runs, name) / network.unit
    dues = [
        [a + b for a, b in zip(run.series("dues"), run.series("set_off"), strict=True)]
        for run in runs
    ]
    series["dues"] = np.percentile(np.array(dues, dtype=np.float64), QUANTILES, axis=0)
    series["dues"] = series["dues"] / network.unit
    members, gains = bands(runs, "by_tier"), bands(runs, "gain_by_tier")
    for place, tier in enumerate(TIERS):
        series[f"members of {tier}"] = members[:, :, place]
        series[f"gain of {tier}"] = gains[:, :, place]
    return Course(
        network=network.name,
        floor_bps=network.pricing.floor_bps,
        ceiling_bps=network.pricing.ceiling_bps,
        series=series,
        paid=band([run.paid_part for run in runs]),
        gains={
            tier: band([run.gain_of(number) for run in runs])
            for number, tier in enumerate(TIERS, 1)
        },
    )


def bands(runs: Sequence[Run], name: str) -> Floats:
    """(3, epochs): of a series over the seeds the quantiles; (3, epochs, 3) for one by tier.

    Raises ``ModelRefused`` for what is no series of a record.
    """
    if name not in (*SERIES, *_BY_TIER):
        raise ModelRefused("series", name, f"it is none of {', '.join((*SERIES, *_BY_TIER))}")
    values = np.array([run.series(name) for run in runs], dtype=np.float64)
    found: Floats = np.percentile(values, QUANTILES, axis=0)
    return found
