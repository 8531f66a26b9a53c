"""Adoption from several beginnings: whether a network that starts so large grows or starves.

The tipping point (``tipping``) is a fixed point on paper; here networks start below and above it
and run through the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ais.economics import money

from .course import bands
from .population import Floats
from .record import Run
from .runs import Told, play
from .scenarios import firms_of
from .settings import Settings
from .tipping import JoiningMap, Tipping, tipping_points

__all__ = ["STARTS", "Adoption", "adopt", "drawn_tipping"]

#: Shares of firms that are in at the start.
STARTS = (0.1, 0.2, 0.3, 0.4, 0.6)
_GROWN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """Members by the share that was in at the start: (3, epochs), 10 %, 50 % and 90 % quantiles.

    ``grown``: the part of the seeds in which more than half of the firms are in at the end.
    ``tipping``: of the first seed's firms, at prices with a multiplier of 1.
    """

    network: str
    seeds: tuple[int, ...]
    tipping: tuple[Tipping, ...]
    members: Mapping[float, Floats]
    grown: Mapping[float, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, rounded to four digits after the point."""
        return {
            "network": self.network,
            "seeds": list(self.seeds),
            "tipping": [asdict(each) for each in self.tipping],
            "members": {str(s): np.round(each, 4).tolist() for s, each in self.members.items()},
            "grown": {str(start): part for start, part in self.grown.items()},
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Adoption:
        """From what ``to_dict`` gave."""
        return cls(
            network=found["network"],
            seeds=tuple(found["seeds"]),
            tipping=tuple(Tipping(**each) for each in found["tipping"]),
            members={float(s): np.array(each) for s, each in found["members"].items()},
            grown={float(start): part for start, part in found["grown"].items()},
        )


def adopt(
    settings: Settings,
    seeds: Sequence[int],
    *,
    starts: Sequence[float] = STARTS,
    processes: int = 1,
    told: Told | None = None,
) -> Adoption:
    """Play every beginning for every seed. Raises as ``runs.play``."""
    members, grown = {}, {}
    for number, start in enumerate(starts):
        begun = replace(settings, rule=replace(settings.rule, initial=start))
        before, total = number * len(seeds), len(starts) * len(seeds)
        tell = None if told is None else _shifted(told, before, total)
        (runs,) = play("baseline", begun, seeds, processes=processes, told=tell).runs.values()
        members[start], grown[start] = bands(runs, "in_standing"), _grown(runs)
    return Adoption(
        network=settings.network.name,
        seeds=tuple(seeds),
        tipping=drawn_tipping(settings, seeds[0]),
        members=members,
        grown=grown,
    )


def drawn_tipping(
    settings: Settings, seed: int, *, multiplier_bps: int = money.INITIAL_BPS
) -> tuple[Tipping, ...]:
    """Tipping points of the firms that a seed draws. Raises ``ModelRefused``."""
    firms = firms_of(settings, seed)
    return tipping_points(JoiningMap(firms, settings, multiplier_bps=multiplier_bps))


def _grown(runs: Sequence[Run]) -> float:
    return float(np.mean([run.records[-1].in_standing > _GROWN for run in runs]))


def _shifted(told: Told, before: int, total: int) -> Told:
    return lambda done, _of: told(before + done, total)
