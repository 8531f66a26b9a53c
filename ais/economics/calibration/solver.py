"""Linear programmes by name: variables and rows that keep theirs, solved by HiGHS (scipy).

All variables are at least a bound; rows are sums that stay at most a bound. It knows no economy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

__all__ = ["Program", "Solution"]

_UNUSED = 1e-9


@dataclass(frozen=True, slots=True)
class Solution:
    """A least value, where it is reached, and what each named row costs there.

    ``shadow``: by how much the least value falls when the row's bound is raised by 1; rows of the
    same name are added, those that do not bind are left out.
    """

    least: float
    values: Mapping[str, float]
    shadow: Mapping[str, float]


class Program:
    """A linear programme under construction; ``scale``: a size that its amounts are near to."""

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale
        self._lower: dict[str, float] = {}
        self._rows: list[tuple[str, Mapping[str, float], float]] = []
        self._costs: Mapping[str, float] = {}

    def variable(self, name: str, lower: float) -> None:
        """A variable that is at least ``lower``."""
        self._lower[name] = lower

    def at_most(self, name: str, row: Mapping[str, float], bound: float) -> None:
        """The sum of coefficient x variable is at most ``bound``; an empty name has no price."""
        self._rows.append((name, row, bound))

    def minimise(self, costs: Mapping[str, float]) -> None:
        """Make the sum of cost x variable least."""
        self._costs = costs

    def solve(self) -> Solution | None:
        """The optimum; None where nothing satisfies every row."""
        place = {name: number for number, name in enumerate(self._lower)}
        scale = self._scale
        matrix = np.zeros((len(self._rows), len(place)))
        for number, (_, row, _) in enumerate(self._rows):
            for name, each in row.items():
                matrix[number, place[name]] += each
        costs = np.array([self._costs.get(name, 0.0) for name in place])
        bounds = np.array([bound for _, _, bound in self._rows]) / scale
        lower = [(least / scale, None) for least in self._lower.values()]
        found = linprog(costs, A_ub=matrix, b_ub=bounds, bounds=lower, method="highs")
        if found.status != 0:
            return None
        shadow: dict[str, float] = {}
        for (name, _, _), price in zip(self._rows, found.ineqlin.marginals, strict=True):
            if name and -price > _UNUSED:
                shadow[name] = shadow.get(name, 0.0) - float(price)
        values = {name: float(found.x[n]) * scale for name, n in place.items()}
        return Solution(float(found.fun) * scale, values, shadow)
