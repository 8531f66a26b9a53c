"""What a scenario's runs say: one line, computed, that can turn out either way.

Each verdict looks at one number a seed, and holds or does not by the median over the seeds; the
10-90 % band stands beside it. Gains are tokens an epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from .record import Run
from .settings import Settings

__all__ = ["Band", "Verdict", "band", "baseline", "careless", "deviation", "lasting"]

LASTING: Final = 0.95
ALIVE: Final = 0.5
SHARING: Final = 0.9
PRICE_ERROR: Final = 0.10
VERDICT_ERROR: Final = 0.05
#: A part of a run's epochs that counts as its end.
_END: Final = 0.25


@dataclass(frozen=True, slots=True)
class Band:
    """Of the seeds' numbers the median, and the 10 % and 90 % quantiles."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:+.2f} [{self.low:+.2f}, {self.high:+.2f}]"

    @property
    def parts(self) -> str:
        """As a percentage."""
        return f"{self.median:.1%} [{self.low:.1%}, {self.high:.1%}]"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``holds``: the answer that the mechanism wants; ``line``: in words, with the numbers."""

    holds: bool
    line: str
    numbers: Mapping[str, Band]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        numbers = {name: asdict(each) for name, each in self.numbers.items()}
        return {"holds": self.holds, "line": self.line, "numbers": numbers}


Judge = Callable[[Mapping[str, list[Run]], Settings], Verdict]


def band(values: Sequence[float]) -> Band:
    """Median and 10-90 % band of one number a seed."""
    low, median, high = np.percentile(np.asarray(values, dtype=np.float64), (10, 50, 90)).tolist()
    return Band(median, low, high)


# ---- judges ----------------------------------------------------------------------------------


def baseline(runs: Mapping[str, list[Run]], settings: Settings) -> Verdict:
    """Holds where at the end 90 % of the firms share and claims are paid at the stated ratio."""
    (found,) = runs.values()
    sharing = band([_end(run, "sharers") for run in found])
    ratio = band([run.paid_part for run in found])
    wanted = settings.economy.funding.ratio
    holds = sharing.median >= SHARING and ratio.median >= wanted
    line = (
        f"{sharing.parts} of the firms share at the end, {ratio.parts} of all claims are paid "
        f"(wanted {SHARING:.0%} and {wanted:.0%})"
    )
    return Verdict(holds, line, {"sharing at the end": sharing, "claims paid": ratio})


def deviation(complying: str, *deviating: str) -> Judge:
    """Holds where no deviation brings the deviants more than complying does."""

    def judge(runs: Mapping[str, list[Run]], _settings: Settings) -> Verdict:
        numbers = {
            each: band(
                [_gain(a) - _gain(b) for a, b in zip(runs[each], runs[complying], strict=True)]
            )
            for each in deviating
        }
        best = max(numbers, key=lambda each: numbers[each].median)
        holds = numbers[best].median <= 0
        word = "loses by it" if holds else "gains by it"
        named = f" ({best})" if len(numbers) > 1 else ""
        line = f"a deviant firm {word}: {numbers[best]} tokens an epoch{named}"
        return Verdict(holds, line, numbers)

    return judge


def careless(none: str, *shares: str) -> Judge:
    """Holds where with the middle share prices err by at most 10 % and verdicts by 5 %."""

    def judge(runs: Mapping[str, list[Run]], _settings: Settings) -> Verdict:
        numbers: dict[str, Band] = {}
        for each in (none, *shares):
            numbers[f"price error, {each}"] = band([_price_error(run) for run in runs[each]])
            numbers[f"worthless passed, {each}"] = band([_passed(run) for run in runs[each]])
        pairs = zip(runs[shares[0]], runs[none], strict=True)
        numbers["gain of not looking"] = band([_gain(a) - _gain(b) for a, b in pairs])
        asked = shares[len(shares) // 2]
        price = numbers[f"price error, {asked}"]
        passed = numbers[f"worthless passed, {asked}"]
        holds = price.median <= PRICE_ERROR and passed.median <= VERDICT_ERROR
        line = (
            f"with {asked} prices err by {price.parts} and {passed.parts} of the worthless pass "
            f"(borne: {PRICE_ERROR:.0%} and {VERDICT_ERROR:.0%}); not looking brings "
            f"{numbers['gain of not looking']} tokens an epoch"
        )
        return Verdict(holds, line, numbers)

    return judge


def lasting(calm: str, struck: str) -> Judge:
    """Holds where at the end half of all firms are members, and 95 % of those without the event.

    A network that starves without the event as well has not outlasted it.
    """

    def judge(runs: Mapping[str, list[Run]], _settings: Settings) -> Verdict:
        pairs = list(zip(runs[struck], runs[calm], strict=True))
        kept = band([_end(a, "in_standing") / max(_end(b, "in_standing"), 1e-12) for a, b in pairs])
        lowest = band([min(_half(run, "ratio")) for run in runs[struck]])
        alive = band([_end(run, "in_standing") for run in runs[struck]])
        holds = kept.median >= LASTING and alive.median >= ALIVE
        line = (
            f"members at the end are {kept.parts} of those without it and {alive.parts} of all "
            f"firms (wanted {LASTING:.0%} and {ALIVE:.0%}); the lowest ratio is {lowest.parts}"
        )
        numbers = {"members kept": kept, "members at the end": alive, "lowest ratio": lowest}
        return Verdict(holds, line, numbers)

    return judge


# ---- numbers of a run ------------------------------------------------------------------------


def _gain(run: Run) -> float:
    """Mean net gain of the watched firms, tokens an epoch, but for what they read of each other.

    Each of them decides for itself alone: what its fellows do besides is not of its making.
    """
    watched = np.asarray(run.watched, dtype=bool)
    return float((run.gain - run.fellow)[watched].mean()) if watched.any() else 0.0


def _end(run: Run, name: str) -> float:
    values = run.series(name)
    return float(np.mean(values[-max(1, round(_END * len(values))) :]))


def _half(run: Run, name: str) -> list[float]:
    """From the middle of the run on, where a scenario's event is."""
    values = run.series(name)
    return values[max(len(values) // 2 - 1, 0) :]


def _price_error(run: Run) -> float:
    priced = sum(run.series("priced"))
    return sum(run.series("price_error")) / priced if priced else 0.0


def _passed(run: Run) -> float:
    worthless = sum(run.series("worthless"))
    return sum(run.series("passed")) / worthless if worthless else 0.0
