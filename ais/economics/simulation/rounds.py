"""Rounds of blind valuation: panels drawn, ballots cast, rounds settled through the ledger.

Panels are drawn without replacement from the seats, the submitter's own left out, as the contract
does. A panelist that works names what is right but for the errors of ``Care``; one that does not
says "valid" and names anchors by chance; a ring's seats serve the ring. Up to three rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ais.economics.ledger import Ledger, Settlement
from ais.economics.tallies import RoundTally, panel_size, tally
from ais.types import Ballot, Verdict

from .conduct import Bools
from .disclosures import Disclosure
from .settings import Care

__all__ = ["Ballots", "Valued", "value"]

_PLACES: Final = 5
_ANCHORS: Final = (2_500, 5_000, 7_500, 10_000)
_VALID, _INVALID, _DUPLICATE = int(Verdict.VALID), int(Verdict.INVALID), int(Verdict.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Valued:
    """How a submission ended, over all its rounds.

    ``revealed``: number of reveals, each paid the stipend; ``worked``: firms, once for each ballot
    that they looked into.
    """

    disclosure: Disclosure
    settlement: Settlement
    revealed: int
    no_shows: int
    worked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    name: int
    disclosure: Disclosure
    organisation: int


@dataclass(frozen=True, slots=True)
class Ballots:
    """Who judges how.

    ``works``, ``ring``: by firm, shape (n,); ``outside``: organisations that value from outside
    instead of the seats, or none.
    """

    care: Care
    works: Bools
    ring: Bools
    classes: Mapping[int, int]
    outside: tuple[int, ...] = ()

    def class_of(self, sector: int) -> int:
        """A sector's class."""
        return self.classes.get(sector, 1)


def value(
    ledger: Ledger,
    submitted: Sequence[Disclosure],
    first: int,
    ballots: Ballots,
    rng: np.random.Generator,
) -> list[Valued]:
    """Open, value and settle what was submitted; names are numbers from ``first`` on.

    Organisation of a firm: its place plus 1. As many at once as the contract lets one open.
    """
    most = ledger.books.parameters.max_open
    seen: dict[int, int] = {}
    batches: dict[int, list[_Open]] = {}
    for number, each in enumerate(submitted):
        place = seen[each.firm] = seen.get(each.firm, -1) + 1
        batch = batches.setdefault(place // most, [])
        batch.append(_Open(first + number, each, each.firm + 1))
    done: list[Valued] = []
    for number in sorted(batches):
        done += _batch(ledger, batches[number], ballots, rng)
    return done


def _batch(
    ledger: Ledger, opened: list[_Open], ballots: Ballots, rng: np.random.Generator
) -> list[Valued]:
    for each in opened:
        ledger.open(each.name, each.organisation)
    done: list[Valued] = []
    past: dict[int, list[RoundTally]] = {each.name: [] for each in opened}
    running = opened
    while running:
        missed: list[_Open] = []
        panels = _panels(ledger, running, ballots, rng)
        cast = _cast(running, panels, ballots, rng)
        for each, panel, row in zip(running, panels, cast, strict=True):
            told = _tally(ledger, each, panel, row, ballots)
            past[each.name].append(told)
            settled = ledger.settle(each.name, told)
            if settled.final:
                done.append(_valued(each.disclosure, settled, past[each.name], ballots))
            else:
                missed.append(each)
        running = missed
    return done


def _valued(
    disclosure: Disclosure, settled: Settlement, past: list[RoundTally], ballots: Ballots
) -> Valued:
    worked = [] if ballots.outside else [o - 1 for told in past for o in told.revealed]
    return Valued(
        disclosure,
        settled,
        sum(len(told.revealed) for told in past),
        sum(len(told.no_shows) for told in past),
        tuple(
            firm
            for firm in worked
            if ballots.works[firm] and not (disclosure.ring and ballots.ring[firm])
        ),
    )


# ---- panels ----------------------------------------------------------------------------------


def _panels(
    ledger: Ledger, running: list[_Open], ballots: Ballots, rng: np.random.Generator
) -> list[list[int]]:
    """For each submission the organisations drawn: 5, 3 or none."""
    if ballots.outside:
        return [list(ballots.outside) for _ in running]
    seated = np.array([each for each in ledger.seats.occupants(ledger.epoch) if each])
    submitters = np.array([each.organisation for each in running])
    keys = rng.random((len(running), 64))[:, : len(seated)]
    recused = seated[None, :] == submitters[:, None]
    order = np.argsort(np.where(recused, 2.0, keys), axis=1)[:, :_PLACES]
    eligible = (len(seated) - recused.sum(axis=1)).tolist()
    rows: list[list[int]] = seated[order].tolist() if len(seated) else [[] for _ in running]
    return [row[: panel_size(number)] for row, number in zip(rows, eligible, strict=True)]


def _tally(
    ledger: Ledger, each: _Open, panel: list[int], row: list[Any], ballots: Ballots
) -> RoundTally:
    filled = tuple(panel) if ballots.outside else ledger.draw(each.name, panel)
    sector = each.disclosure.sector
    found = {
        organisation: _ballot(cast[0], sector, cast[1], cast[2])
        for organisation, cast in zip(panel, row, strict=False)
        if cast[0] and organisation in filled
    }
    return tally(size=len(panel), filled=filled, ballots=found, class_of=ballots.class_of)


# ---- ballots ---------------------------------------------------------------------------------


def _cast(
    running: list[_Open], panels: list[list[int]], ballots: Ballots, rng: np.random.Generator
) -> list[list[Any]]:
    """For each submission and place: verdict (0: not revealed), severity and scope."""
    shape = (len(running), _PLACES)
    care = ballots.care
    truth = np.array(
        [(int(d.truth), d.severity_bps, d.scope_bps) for d in (each.disclosure for each in running)]
    )
    draws = rng.random((*shape, 6))
    wrong = draws[..., 0] < care.misjudge
    right = np.repeat(truth[:, :1], _PLACES, axis=1)
    verdict = np.where(wrong, np.where(right == _VALID, _INVALID, _VALID), right)
    severity = _read(truth[:, 1:2], draws[..., 1], care.misread)
    scope = _read(truth[:, 2:3], draws[..., 2], care.misread)

    works, ours = _conducts(running, panels, ballots)
    guess = np.array(_ANCHORS)[(draws[..., 3:5] * len(_ANCHORS)).astype(np.int64)]
    verdict = np.where(ours | ~works, _VALID, verdict)
    severity = np.where(ours, _ANCHORS[-1], np.where(works, severity, guess[..., 0]))
    scope = np.where(ours, _ANCHORS[-1], np.where(works, scope, guess[..., 1]))
    if not ballots.outside:
        verdict = np.where(draws[..., 5] < care.absence, 0, verdict)
    found: list[list[Any]] = np.stack([verdict, severity, scope], axis=-1).tolist()
    return found


def _conducts(
    running: list[_Open], panels: list[list[int]], ballots: Ballots
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each place works, and whether it serves the ring whose submission this is."""
    shape = (len(running), _PLACES)
    if ballots.outside:
        return np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    firms = np.array([(panel + [1] * _PLACES)[:_PLACES] for panel in panels]) - 1
    own = np.array([each.disclosure.ring for each in running])[:, None]
    return ballots.works[firms], ballots.ring[firms] & own


def _read(right: NDArray[Any], draw: NDArray[Any], misread: float) -> NDArray[Any]:
    """What is read: right, or with half of ``misread`` each an anchor below or above."""
    step = np.where(draw < misread / 2, -2_500, np.where(draw < misread, 2_500, 0))
    found: NDArray[Any] = np.clip(right + step, np.minimum(right, 2_500), 10_000)
    return found


@lru_cache(maxsize=4_096)
def _ballot(verdict: int, sector: int, severity: int, scope: int) -> Ballot:
    """A ballot as the contract takes it: only valid ones name numbers, duplicates a prior."""
    if verdict == _VALID:
        return Ballot(Verdict.VALID, sector, severity, scope)
    prior = b"\x01" * 32 if verdict == _DUPLICATE else bytes(32)
    return Ballot(Verdict(verdict), sector, prior_id=prior)
