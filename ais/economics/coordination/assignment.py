"""Who does which job: the assignment with capacities that is worth most, and its dual prices.

Exact for integers and fractions: no tolerance decides. Jobs are taken in one at a time, each by the
cheapest change of what was assigned before (successive shortest paths). The dual prices of an
assignment are seldom unique: they form a lattice, whose two ends are the shortest distances from
and to the outside in the final graph (Shapley and Shubik 1971; Demange, Gale, Sotomayor 1986).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Assignment", "assign"]

#: Where a job goes that nobody does, and a capacity that nobody uses.
_OUTSIDE = ""
_Node = tuple[str, str]  # ("job", name), ("worker", name) or the outside
_OUT: _Node = (_OUTSIDE, _OUTSIDE)
_Edge = tuple[_Node, _Node, Fraction]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The best assignment, and the range of its dual prices.

    ``workers``: job -> worker, for the jobs that are done. ``lowest`` and ``highest``: worker ->
    the price of one unit of its capacity at either end of the lattice; 0 where capacity is left.
    ``lowest`` is what one more unit would add, ``highest`` what one unit less would cost.
    """

    workers: Mapping[str, str]
    lowest: Mapping[str, Fraction]
    highest: Mapping[str, Fraction]


def assign(
    surplus: Mapping[tuple[str, str], Fraction],
    jobs: Sequence[str],
    capacities: Mapping[str, int],
) -> Assignment:
    """Give the assignment of ``jobs`` to workers with the greatest sum of ``surplus``.

    ``surplus``: (job, worker) -> what that pair is worth; pairs that are not worth more than 0 are
    never made. ``capacities``: worker -> number of jobs, at least 0. Ties go to what stands first.
    """
    graph = _Graph(surplus, jobs, capacities)
    for job in jobs:
        graph.insert(job)
    below, above = graph.distances(_OUT), graph.distances(_OUT, reverse=True)
    open_workers = [worker for worker, room in capacities.items() if room > 0]
    return Assignment(
        workers=dict(graph.worker_of),
        lowest={worker: -below["worker", worker] for worker in open_workers},
        highest={worker: above["worker", worker] for worker in open_workers},
    )


class _Graph:
    """The residual graph: a path in it is a change of the assignment, its length the loss by it."""

    def __init__(
        self,
        surplus: Mapping[tuple[str, str], Fraction],
        jobs: Sequence[str],
        capacities: Mapping[str, int],
    ) -> None:
        self._room = {worker: room for worker, room in capacities.items() if room > 0}
        self._worth: dict[str, dict[str, Fraction]] = {job: {} for job in jobs}
        for (job, worker), value in surplus.items():
            if value > 0 and worker in self._room:
                self._worth[job][worker] = value
        self._known: list[str] = []
        self.worker_of: dict[str, str] = {}

    def insert(self, job: str) -> None:
        """Take one more job in, by the change that is worth most; none where none is."""
        before: dict[_Node, _Node] = {}
        start: _Node = ("job", job)
        self._known.append(job)
        distance = self.distances(start, new=job, before=before)
        if distance[_OUT] >= 0:
            return
        path, node = [], before[_OUT]
        while node != start:
            path.append(node)
            node = before[node]
        path.append(start)
        self._change(path[::-1])

    def distances(
        self,
        start: _Node,
        *,
        new: str | None = None,
        before: dict[_Node, _Node] | None = None,
        reverse: bool = False,
    ) -> dict[_Node, Fraction]:
        """Give the shortest distances from ``start``, or to it with ``reverse`` (Bellman-Ford)."""
        edges = list(self._edges(new))
        if reverse:
            edges = [(end, begin, length) for begin, end, length in edges]
        found = {start: Fraction(0)}
        changed = True
        while changed:
            changed = False
            for begin, end, length in edges:
                if begin in found and (end not in found or found[begin] + length < found[end]):
                    found[end] = found[begin] + length
                    changed = True
                    if before is not None:
                        before[end] = begin
        return found

    def _change(self, path: list[_Node]) -> None:
        """Along the path each job goes to the worker after it; a job at the end goes out."""
        for (kind, name), after in zip(path, [*path[1:], _OUT], strict=True):
            if kind == "job" and after[0] == "worker":
                self.worker_of[name] = after[1]
            elif kind == "job":
                self.worker_of.pop(name, None)

    def _edges(self, new: str | None) -> Iterator[_Edge]:
        nothing = Fraction(0)
        load = dict.fromkeys(self._room, 0)
        for worker in self.worker_of.values():
            load[worker] += 1
        for worker, room in self._room.items():
            yield _OUT, ("worker", worker), nothing
            if load[worker] < room:
                yield ("worker", worker), _OUT, nothing
        for job in self._known:
            mine = self.worker_of.get(job)
            yield ("job", job), _OUT, nothing
            if mine is None and job != new:
                yield _OUT, ("job", job), nothing
            for worker, value in self._worth[job].items():
                if worker == mine:
                    yield ("worker", worker), ("job", job), value
                else:
                    yield ("job", job), ("worker", worker), -value
