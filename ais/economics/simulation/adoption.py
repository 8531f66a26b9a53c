"""Adoption from several beginnings: whether a network that starts so large grows or starves.

The tipping point (``tipping``) is a fixed point on paper; here networks start below and above it
and run through the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ais.economics import money

from .population import draw_population
from .record import Run
from .runs import Told, play
from .scenarios import POPULATION
from .settings import Settings
from .tipping import JoiningMap, Tipping, tipping_points

__all__ = ["STARTS", "Adoption", "adopt", "drawn_tipping"]

#: Shares of firms that are in at the start.
STARTS = (0.1, 0.2, 0.3, 0.4, 0.6)
_GROWN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """Runs by the share that was in at the start, and the tipping points of the first seed's firms.

    ``tipping``: at prices with a multiplier of 1.
    """

    settings: Settings
    seeds: tuple[int, ...]
    tipping: tuple[Tipping, ...]
    runs: dict[float, list[Run]]

    def grown(self, start: float) -> float:
        """The part of the seeds in which more than half of the firms are in at the end."""
        ends = [run.records[-1].in_standing for run in self.runs[start]]
        return float(np.mean([end > _GROWN for end in ends]))


def adopt(
    settings: Settings,
    seeds: Sequence[int],
    *,
    starts: Sequence[float] = STARTS,
    processes: int = 1,
    told: Told | None = None,
) -> Adoption:
    """Play every beginning for every seed. Raises as ``runs.play``."""
    runs = {}
    for number, start in enumerate(starts):
        begun = replace(settings, rule=replace(settings.rule, initial=start))
        before, total = number * len(seeds), len(starts) * len(seeds)
        tell = None if told is None else _shifted(told, before, total)
        (runs[start],) = play(
            "baseline", begun, seeds, processes=processes, told=tell
        ).runs.values()
    return Adoption(
        settings=settings,
        seeds=tuple(seeds),
        tipping=drawn_tipping(settings, seeds[0]),
        runs=runs,
    )


def drawn_tipping(
    settings: Settings, seed: int, *, multiplier_bps: int = money.INITIAL_BPS
) -> tuple[Tipping, ...]:
    """Tipping points of the firms that a seed draws. Raises ``ModelRefused``."""
    rng = np.random.default_rng((seed, POPULATION))
    firms = draw_population(settings.economy, settings.firms, settings.rule.focus, rng)
    return tipping_points(JoiningMap(firms, settings, multiplier_bps=multiplier_bps))


def _shifted(told: Told, before: int, total: int) -> Told:
    return lambda done, _of: told(before + done, total)
