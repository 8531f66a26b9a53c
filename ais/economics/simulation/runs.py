"""Many seeds of a scenario: in this process or in a bounded number of others, always in order.

A run depends on its settings and its seed alone, so that results are the same however many
processes share the work.
"""

from __future__ import annotations

import multiprocessing
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import scipy

from ais.errors import ModelRefused

from .engine import Engine
from .record import Run
from .scenarios import Scenario, cases_of, scenario_named
from .settings import Settings
from .verdicts import Verdict

__all__ = ["MOST_PROCESSES", "Played", "play", "versions"]

#: However many cores there are.
MOST_PROCESSES = 8

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scenario's runs: label of the case -> runs, in the order of ``seeds``; and its verdict."""

    scenario: Scenario
    settings: Settings
    seeds: tuple[int, ...]
    runs: dict[str, list[Run]]
    verdict: Verdict


def play(
    name: str,
    settings: Settings,
    seeds: Sequence[int],
    *,
    processes: int = 1,
    told: Told | None = None,
) -> Played:
    """Play a scenario for every seed. ``told``: called with how many are done, and of how many.

    Raises ``ModelRefused`` for an unknown scenario, no seeds, or a number of processes outside
    1..8.
    """
    scenario = scenario_named(name)
    if not seeds:
        raise ModelRefused("seeds", "none", "at least one is needed")
    if not 1 <= processes <= MOST_PROCESSES:
        raise ModelRefused("processes", processes, f"is not between 1 and {MOST_PROCESSES}")
    runs: dict[str, list[Run]] = {}
    jobs = [(name, settings, seed) for seed in seeds]
    for done, found in enumerate(_results(jobs, processes), 1):
        for label, run in found.items():
            runs.setdefault(label, []).append(run)
        if told is not None:
            told(done, len(jobs))
    return Played(
        scenario=scenario,
        settings=settings,
        seeds=tuple(seeds),
        runs=runs,
        verdict=scenario.judge(runs, settings),
    )


def versions() -> dict[str, str]:
    """What the numbers were made with."""
    return {
        "ais": version("ais"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


# ---- internals -------------------------------------------------------------------------------

_Job = tuple[str, Settings, int]


def _results(jobs: Sequence[_Job], processes: int) -> Iterator[dict[str, Run]]:
    most = min(processes, len(jobs))
    if most == 1:
        yield from map(_one, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(most) as pool:
        yield from pool.imap(_one, jobs)


def _one(job: _Job) -> dict[str, Run]:
    name, settings, seed = job
    cases: Any = cases_of(scenario_named(name), settings, seed)
    return {
        label: Engine(case.settings, case.firms, case.conduct, seed).run()
        for label, case in cases.items()
    }
