"""What a played scenario says in plain values: its verdict, its cases over the seeds, each seed.

``prints`` are a few exact numbers of every seed, by which a run played anew is compared with one on
file.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .course import course_of
from .record import Run
from .runs import Played

__all__ = ["prints", "summary"]


def summary(played: Played, *, courses: bool = True, records: bool = False) -> dict[str, Any]:
    """A scenario as plain values.

    ``courses``: with the bands of every epoch; ``records``: with every epoch of every seed and the
    gain of each firm, from which the pool's books can be done again.
    """
    network = played.settings.network
    cases: dict[str, Any] = {}
    for label, runs in played.runs.items():
        cases[label] = {"prints": {str(run.seed): prints(run) for run in runs}}
        if courses:
            cases[label]["course"] = course_of(network, runs).to_dict()
        if records:
            cases[label]["records"] = [run.to_dict() for run in runs]
    return {
        "scenario": played.scenario.name,
        "question": played.scenario.question,
        "network": network.name,
        "seeds": list(played.seeds),
        "verdict": played.verdict.to_dict(),
        "cases": cases,
    }


def prints(run: Run) -> dict[str, Any]:
    """Exact sums in units, and means in tokens rounded to six digits, of one run."""
    watched = np.asarray(run.watched, dtype=bool)
    gain = float(run.gain[watched].mean()) if watched.any() else float(run.gain.mean())
    return {
        "claims": sum(run.series("claims")),
        "reserved": sum(run.series("reserved")),
        "dues": sum(run.series("dues")) + sum(run.series("set_off")),
        "forfeited": sum(run.series("forfeited")),
        "free": run.records[-1].free,
        "accepted": sum(run.series("accepted")),
        "unaccounted": sum(run.series("unaccounted")),
        "in_standing": round(run.records[-1].in_standing, 6),
        "gain": round(gain, 6),
    }
