"""What `scripts/bench` measures: one module a subject, each with the peer or the limit beside it.

A benchmark is a function that yields ``rows.Row``. It checks the answers that it measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import calls, checking, economics, groups, posting, proving, sealing, sharing, submissions
from .rows import Row

__all__ = ["BENCHMARKS", "Benchmark"]

Benchmark = Callable[[], Iterator[Row]]

#: By name, in the order in which they run; the first line of each says what it measures.
BENCHMARKS: dict[str, Benchmark] = {
    "submission": submissions.submission,
    "calls": calls.calls,
    "groups": groups.groups,
    "key": sealing.key,
    "fallback": sealing.fallback,
    "seal": sealing.seal,
    "check": checking.check,
    "submit": sharing.submit,
    "proof": proving.proof,
    "tree": proving.tree,
    "post": posting.post,
    "epoch": posting.epoch,
    "simulation": economics.simulation,
}
