"""The controller of prices: targets, its drift, and where a sector's multiplier is in the long run.

A sector's accepted disclosures of an epoch are Poisson; the step is the contract's own
(``money.step``), whose loss is cut off at twice the target. So a small target drifts upwards even
where it is exactly what is expected; from 5 on the drift is below a tenth of a per cent an epoch.
The long run is exact: the stationary law of the Markov chain over whole basis points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import eigs
from scipy.stats import poisson

from ais.economics import money
from ais.economics.economy import Economy
from ais.errors import ModelRefused

from .game import accepted_by_sector

__all__ = ["LEAST_TARGET", "LongRun", "drift", "long_run", "steps", "targets"]

#: Below it the cut-off moves the multiplier upwards by more than a tenth of a per cent an epoch.
LEAST_TARGET = 5
_NEVER = 1e-16
#: Of the chain's matrix; beyond it numbers of acceptances are taken together, never below so many.
_MOST_ENTRIES, _LEAST_COUNTS = 8_000_000, 64


@dataclass(frozen=True, slots=True)
class LongRun:
    """The stationary law of a sector's multiplier: ``bps`` and their ``probabilities``."""

    bps: NDArray[np.int64]
    probabilities: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Expected multiplier, basis points."""
        return float(self.bps @ self.probabilities)

    def quantile(self, probability: float) -> int:
        """The least multiplier, basis points, that is not exceeded with that probability."""
        place = int(np.searchsorted(np.cumsum(self.probabilities), probability - 1e-9))
        return int(self.bps[min(place, len(self.bps) - 1)])


def targets(economy: Economy) -> dict[int, int]:
    """Targets by sector: disclosures expected when all share, to the nearest, at least 5."""
    expected = accepted_by_sector(economy)
    return {sector: max(LEAST_TARGET, math.floor(n + 0.5)) for sector, n in expected.items()}


def steps(multiplier: NDArray[np.int64], accepted: int, target: int) -> NDArray[np.int64]:
    """``money.step`` for many multipliers at once (basis points, far below 2^63)."""
    if accepted <= target:
        return multiplier + multiplier * (target - accepted) // (8 * target)
    over = min(accepted, 2 * target) - target
    return multiplier - multiplier * over // (8 * target)


def drift(expected: float, target: int) -> float:
    """Expected relative step of an epoch, bounds and rounding aside, for a Poisson number.

    (target - E[min(accepted, 2 target)]) / (8 target). At ``expected`` = ``target`` it is above 0,
    since what is accepted beyond twice the target is not seen. Raises ``ModelRefused``.
    """
    _check(expected, target)
    masses = _masses(expected, target)
    seen = float(np.arange(len(masses)) @ masses)
    return (target - seen) / (8 * target)


def long_run(expected: float, target: int, floor_bps: int, ceiling_bps: int) -> LongRun:
    """The stationary law of the multiplier, bounds and rounding as in the contract, exact.

    ``expected``: accepted disclosures an epoch. Where so many numbers of them are likely that they
    fill the memory, neighbours are taken together. Raises ``ModelRefused``.
    """
    _check(expected, target)
    if not 1 <= floor_bps <= ceiling_bps:
        raise ModelRefused(field="floor_bps", value=floor_bps, reason="it must be in order")
    bps = np.arange(floor_bps, ceiling_bps + 1, dtype=np.int64)
    rows, columns, chances = [], [], []
    for accepted, mass in _counts(_masses(expected, target), _MOST_ENTRIES // len(bps)):
        nexts = np.clip(steps(bps, accepted, target), floor_bps, ceiling_bps)
        rows.append(nexts - floor_bps)
        columns.append(bps - floor_bps)
        chances.append(np.full(len(bps), mass))
    joined = (np.concatenate(rows), np.concatenate(columns))
    size = len(bps)
    matrix = csr_matrix((np.concatenate(chances), joined), shape=(size, size))
    return LongRun(bps, _stationary(matrix))


# ---- private ---------------------------------------------------------------------------------


def _check(expected: float, target: int) -> None:
    if not (math.isfinite(expected) and expected >= 0):
        raise ModelRefused(field="expected", value=expected, reason="it must be at least 0")
    if not 1 <= target <= money.MOST_TARGET:
        raise ModelRefused(field="target", value=target, reason="it must be from 1 to 1000000")


def _masses(expected: float, target: int) -> NDArray[np.float64]:
    """Poisson masses of 0 .. 2 target, the last of which holds all that is beyond."""
    below = poisson.pmf(np.arange(2 * target), expected)
    return np.append(below, max(0.0, 1.0 - math.fsum(below)))


def _counts(masses: NDArray[np.float64], most: int) -> list[tuple[int, float]]:
    """Numbers of acceptances that can be, with their probabilities; about ``most`` of them.

    Neighbours taken together keep their mean: it decides where the multiplier drifts.
    """
    likely = np.flatnonzero(masses >= _NEVER)
    width = -(-len(likely) // max(most, _LEAST_COUNTS))
    if width == 1:
        return [(int(n), float(masses[n])) for n in likely]
    found = []
    for start in range(0, len(likely), width):
        together = likely[start : start + width]
        mass = math.fsum(masses[together])
        below, part = divmod(math.fsum(together * masses[together]) / mass, 1)
        found += [(int(below), mass * (1 - part)), (int(below) + 1, mass * part)]
    return found


def _stationary(matrix: csr_matrix) -> NDArray[np.float64]:
    size = matrix.shape[0]
    start = np.full(size, 1 / size)
    if size <= 3:
        found = start
        for _ in range(10_000):
            found = matrix @ found
        return np.asarray(found / found.sum())
    _, vectors = eigs(matrix, k=1, which="LM", v0=start, tol=1e-12)
    found = np.abs(vectors[:, 0].real)
    for _ in range(3):  # what the eigenvector's own error left
        found = matrix @ found
    return np.asarray(found / found.sum())
