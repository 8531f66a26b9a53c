"""A measured figure with what it is held against, and how figures are taken on a noisy machine."""

from __future__ import annotations

import operator
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Pair", "Row", "side_by_side"]

_SECONDS = 0.01  # one turn of either side takes about so long
_COMPARE = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``goal``: None, or like ``<= 110000`` or ``<= 1.3 x peer``; ``met`` follows."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    goal: str | None = None

    @property
    def ratio(self) -> float:
        """How many times the peer's figure."""
        return self.value / self.peer_value if self.peer_value else float("inf")

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none. Raises ``ValueError`` for no goal."""
        if self.goal is None:
            return None
        sign, limit, *of_peer = self.goal.split()
        if of_peer not in ([], ["x", "peer"]):
            raise ValueError(f"{self.name}: {self.goal!r} is no goal")
        figure = self.ratio if of_peer else self.value
        return bool(_COMPARE[sign](figure, float(limit)))

    def to_dict(self) -> dict[str, Any]:
        """The row of the JSON file."""
        return {**asdict(self), "met": self.met}


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians of two sides, in seconds a call."""

    ours: float
    theirs: float


def side_by_side(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    turns: int = 40,
    clock: Callable[[], float] = time.process_time,
) -> Pair:
    """Run both in turns, the first one now one and now the other, and take the medians.

    A turn repeats its call until it takes about 10 ms. The clock is the processor's own time by
    default: on a shared machine it swings less than the time of day.
    """
    repeats = {call: _repeats(call, clock) for call in (ours, theirs)}
    taken: dict[Callable[[], object], list[float]] = {ours: [], theirs: []}
    for turn in range(turns):
        order = (ours, theirs) if turn % 2 else (theirs, ours)
        for call in order:
            taken[call].append(_time(call, repeats[call], clock))
    return Pair(statistics.median(taken[ours]), statistics.median(taken[theirs]))


def _repeats(call: Callable[[], object], clock: Callable[[], float]) -> int:
    once = _time(call, 1, clock)  # warms up, too
    if once < _SECONDS:
        once = min(_time(call, 1, clock) for _ in range(3))
    return max(1, min(10_000, int(_SECONDS / max(once, 1e-7))))


def _time(call: Callable[[], object], repeats: int, clock: Callable[[], float]) -> float:
    began = clock()
    for _ in range(repeats):
        call()
    return (clock() - began) / repeats
