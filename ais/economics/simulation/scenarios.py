"""What may go wrong, each as cases to be played side by side on the same firms and seeds.

A scenario is its question, the cases that answer it and the verdict (``verdicts``) over their runs.
Deviants are one firm of each tier, with exactly its tier's numbers. They are forced into their
deviation and, in the case beside it, into complying: what is told is what the same firms gain or
lose by it while all others follow the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from ais.errors import ModelRefused

from . import verdicts
from .conduct import FREE, Bools, Conduct, Shock
from .decisions import MEMBER, READ
from .population import Population, draw_population
from .record import Run
from .settings import Settings
from .verdicts import Verdict

__all__ = ["SCENARIOS", "Case", "Scenario", "cases_of", "firms_of", "scenario_named"]

SKIPS: Final = (2, 4, 8)
CARELESS: Final = (0.1, 0.2, 0.3)
WORTHLESS: Final = 0.2
PIECES: Final = 4
RECOGNISED: Final = (0.0, 0.5, 1.0)
JUNK: Final = 2
SHOCK_FACTOR: Final = 5.0
SHOCK_EPOCHS: Final = 3

#: What a seed's generators are for, beside the engine's.
_POPULATION: Final = 101
_DEVIANTS: Final = 102


@dataclass(frozen=True, slots=True)
class Case:
    """One run to be played: settings, firms, and what they do whatever the rule says."""

    settings: Settings
    firms: Population
    conduct: Conduct


Cases = Mapping[str, Case]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """``name`` for the command line, ``question`` as people ask it, ``judge`` answers it.

    ``make``: from settings, drawn firms and a generator for who deviates to the cases, by label.
    ``judge``: from the labels' runs, seed by seed, to the verdict.
    """

    name: str
    question: str
    make: Callable[[Settings, Population, np.random.Generator], Cases]
    judge: Callable[[Mapping[str, list[Run]], Settings], Verdict]


def cases_of(scenario: Scenario, settings: Settings, seed: int) -> Cases:
    """The scenario's cases for one seed: equal seeds, equal firms in every scenario."""
    rng = np.random.default_rng((seed, _DEVIANTS))
    return scenario.make(settings, firms_of(settings, seed), rng)


def firms_of(settings: Settings, seed: int) -> Population:
    """The firms that a seed draws, before a scenario changes some of them."""
    rng = np.random.default_rng((seed, _POPULATION))
    return draw_population(settings.economy, settings.firms, settings.rule.focus, rng)


def scenario_named(name: str) -> Scenario:
    """The scenario of that name. Raises ``ModelRefused`` with the names there are."""
    if name not in SCENARIOS:
        raise ModelRefused("scenario", name, f"it is none of {', '.join(SCENARIOS)}")
    return SCENARIOS[name]


# ---- cases -----------------------------------------------------------------------------------


def _baseline(settings: Settings, firms: Population, _rng: np.random.Generator) -> Cases:
    return {"as it is": Case(settings, firms, Conduct.plain(firms.size))}


def _free_riders(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    firms, some = _one_of_each(settings, firms, rng)
    return {
        "they share": Case(settings, firms, _forced(firms, some, MEMBER)),
        "they ride": Case(settings, firms, _forced(firms, some, READ)),
    }


def _skippers(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    firms, some = _one_of_each(settings, firms, rng)
    made = {"each epoch": Case(settings, firms, _forced(firms, some, READ))}
    for skip in SKIPS:
        pays = np.where(some, skip, 1)
        conduct = _forced(firms, some, READ, pays_every=pays)
        made[f"one in {skip}"] = Case(settings, firms, conduct)
    return made


def _ring(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    seats = min(settings.economy.panel.ring, firms.size)
    some = _some(firms, rng, seats / firms.size)
    honest = _forced(firms, some, MEMBER)
    return {
        "honest": Case(settings, firms, replace(honest, ring=some)),
        "ring": Case(settings, firms, replace(honest, ring=some, junk=JUNK)),
    }


def _careless(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    flawed = replace(settings, care=replace(settings.care, worthless=WORTHLESS))
    order = rng.permutation(firms.size)
    watched = np.isin(np.arange(firms.size), order[: round(CARELESS[0] * firms.size)])
    made = {}
    for share in (0.0, *CARELESS):
        careless = np.isin(np.arange(firms.size), order[: round(share * firms.size)])
        conduct = Conduct.plain(firms.size, watched=watched, careless=careless)
        made[f"{share:.0%} careless"] = Case(flawed, firms, conduct)
    return made


def _sybils(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    cheapest = min(settings.economy.tiers, key=lambda tier: tier.number).number
    firms, some = _one_of_each(settings, firms, rng)
    some &= firms.tier != cheapest
    listed = np.where(some, cheapest, firms.tier)
    conduct = _forced(firms, some, MEMBER)
    return {
        "own tier": Case(settings, firms, conduct),
        "cheapest tier": Case(settings, replace(firms, listed=listed), conduct),
    }


def _cutters(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    firms, some = _one_of_each(settings, firms, rng)
    made = {"whole": Case(settings, firms, _forced(firms, some, MEMBER))}
    for known in RECOGNISED:
        pieces = np.where(some, PIECES, 1)
        conduct = _forced(firms, some, MEMBER, pieces=pieces, recognised=known)
        made[f"cut, {known:.0%} recognised"] = Case(settings, firms, conduct)
    return made


def _shock(settings: Settings, firms: Population, _rng: np.random.Generator) -> Cases:
    first = max(settings.epochs // 2, 1)
    shock = Shock(first, first + SHOCK_EPOCHS - 1, SHOCK_FACTOR)
    return {
        "calm": Case(settings, firms, Conduct.plain(firms.size)),
        "shock": Case(settings, firms, Conduct.plain(firms.size, shock=shock)),
    }


def _leaver(settings: Settings, firms: Population, rng: np.random.Generator) -> Cases:
    """One firm of the highest tier discloses as much as all others together."""
    highest = np.flatnonzero(firms.tier == firms.tier.max())
    one = int(rng.choice(highest))
    rate = firms.rate.copy()
    rate[one] = firms.rate.sum() - firms.rate[one]
    giant = replace(firms, rate=rate)
    others = np.arange(firms.size) != one
    forced = np.where(others, FREE, MEMBER)
    leaves = np.where(others, 0, max(settings.epochs // 2, 1))
    stays = Conduct.plain(firms.size, watched=others, forced=forced)
    return {
        "stays": Case(settings, giant, stays),
        "leaves": Case(settings, giant, replace(stays, leaves=leaves)),
    }


def _one_of_each(
    settings: Settings, firms: Population, rng: np.random.Generator
) -> tuple[Population, Bools]:
    """One firm of each tier, which gets exactly its tier's numbers; the others as drawn."""
    order = rng.permutation(firms.size)
    first = [order[firms.tier[order] == tier.number][:1] for tier in settings.economy.tiers]
    some: Bools = np.isin(np.arange(firms.size), np.concatenate(first))
    return firms.typical(settings.economy, some), some


def _some(firms: Population, rng: np.random.Generator, share: float) -> Bools:
    chosen = rng.permutation(firms.size)[: round(share * firms.size)]
    found: Bools = np.isin(np.arange(firms.size), chosen)
    return found


def _forced(firms: Population, some: Bools, action: int, **changes: Any) -> Conduct:
    forced = np.where(some, action, FREE)
    return Conduct.plain(firms.size, watched=some, forced=forced, **changes)


_ALL = (
    Scenario(
        name="baseline",
        question="Does sharing sustain itself, and are claims paid?",
        make=_baseline,
        judge=verdicts.baseline,
    ),
    Scenario(
        name="free-riders",
        question="Does reading without sharing pay?",
        make=_free_riders,
        judge=verdicts.deviation("they share", "they ride"),
    ),
    Scenario(
        name="skippers",
        question="Does paying dues in one epoch of k pay, with the back catalogue on request?",
        make=_skippers,
        judge=verdicts.deviation("each epoch", *(f"one in {skip}" for skip in SKIPS)),
    ),
    Scenario(
        name="ring",
        question="Does a ring of seats gain by worthless disclosures of its own?",
        make=_ring,
        judge=verdicts.deviation("honest", "ring"),
    ),
    Scenario(
        name="careless",
        question="Do prices and verdicts stay right although a part of the panel does not look?",
        make=_careless,
        judge=verdicts.careless("0% careless", *(f"{share:.0%} careless" for share in CARELESS)),
    ),
    Scenario(
        name="sybils",
        question="Does a second organisation in the cheapest tier pay?",
        make=_sybils,
        judge=verdicts.deviation("own tier", "cheapest tier"),
    ),
    Scenario(
        name="cut-up",
        question=f"Does cutting one disclosure into {PIECES} pay?",
        make=_cutters,
        judge=verdicts.deviation(
            "whole", *(f"cut, {known:.0%} recognised" for known in RECOGNISED)
        ),
    ),
    Scenario(
        name="shock",
        question=f"Does the network outlast {SHOCK_EPOCHS} epochs of {SHOCK_FACTOR:g} times the "
        "disclosures?",
        make=_shock,
        judge=verdicts.lasting("calm", "shock"),
    ),
    Scenario(
        name="leaver",
        question="Does the network outlast the leaving of the firm that holds half the knowledge?",
        make=_leaver,
        judge=verdicts.lasting("stays", "leaves"),
    ),
)
#: By name, the baseline first.
SCENARIOS: Final[Mapping[str, Scenario]] = {each.name: each for each in _ALL}
