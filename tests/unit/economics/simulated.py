"""Simulated networks for tests: equal firms that fund each other, and small mixed ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from ais.economics.economy import Economy
from ais.economics.reference import reference
from ais.economics.simulation.conduct import Conduct
from ais.economics.simulation.decisions import MEMBER, OUT
from ais.economics.simulation.engine import Engine
from ais.economics.simulation.networks import calibrated_network, documented_network
from ais.economics.simulation.population import Population, draw_population, sized
from ais.economics.simulation.record import Run
from ais.economics.simulation.settings import Care, Network, Rule, Settings
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

WEEK, DAY = 7 * 86_400, 86_400
EXACT = Rule(noise=0.0, belief_floor=1.0, focus=0.0, actions=(OUT, MEMBER))


def equal_economy(firms: int, *, risk: float, worth: float, rate: float = 1.0) -> Economy:
    """One tier of equal firms, all of one kind of disclosure."""
    kind = {"sector": 0, "severity_bps": 10_000, "scope_bps": 10_000, "probability": 1.0}
    tier = {
        "members": firms,
        "disclosures": rate,
        "risk": risk,
        "worth": {"regular": worth},
        "mix": [kind],
    }
    return Economy.from_dict(
        {
            "name": "equal",
            "decimals": 18,
            "tiers": {"regular": tier},
            "panel": {"eligible": 20, "ring": 2, "effort": 0},
            "reading": {"decay": 0.3},
            "waiting": {"discount": 0.01, "hazard": 0.1},
            "funding": {"ratio": 1, "billed": 1, "in_full": 0.9, "epochs": 4},
            "band": {"floor_bps": 10_000, "ceiling_bps": 10_000},
            "spread": {"risk": 0, "worth": 0, "disclosures": 0},
        }
    )


def self_funded(price: float, stipend: float, *, decimals: int = 18) -> Network:
    """Regular firms alone pay all that is claimed; dues have no floor and no cap in reach."""
    unit = 10**decimals
    price_units, stipend_units = (round(Fraction(each) * unit) for each in (price, stipend))
    most = 2**96 - 1
    return Network(
        name="self-funded",
        pricing=PricingParameters(
            price_units, most, 10_000, 10_000, 10_000, 10_000, 10_000, 1_000_000
        ),
        rewards=RewardsParameters(
            max(15 * stipend_units, 1), stipend_units, 0, most, WEEK, DAY, 16, 10_000, 0, 0
        ),
        seats=SeatsParameters(unit, unit),
        decimals=decimals,
    )


def equal_settings(
    firms: int, *, price: float, stipend: float, risk: float, worth: float, epochs: int = 4
) -> Settings:
    """Equal firms, funded by themselves, without noise, valued from outside."""
    return Settings(
        economy=equal_economy(firms, risk=risk, worth=worth),
        network=self_funded(price, stipend),
        firms=firms,
        epochs=epochs,
        rule=EXACT,
        outside_panel=True,
    )


def equal_firms(settings: Settings) -> Population:
    """The firms of such settings; no draw makes them differ."""
    rng = np.random.default_rng(0)
    return draw_population(settings.economy, settings.firms, settings.rule.focus, rng)


def mixed_settings(firms: int = 40, epochs: int = 8, *, calibrated: bool = True) -> Settings:
    """Firms of all tiers of the reference economy, with its calibration or with what was before."""
    whole, of_calibration, before = _networks()
    network = of_calibration if calibrated else before
    return Settings(economy=sized(whole, firms), network=network, firms=firms, epochs=epochs)


@cache
def _networks() -> tuple[Economy, Network, Network]:
    whole = reference()
    network = calibrated_network(whole)
    return whole, network, documented_network(whole, network)


def run(settings: Settings, seed: int = 1, **changes: Any) -> Run:
    """One run of the firms that a seed draws; ``changes`` of how they behave."""
    rng = np.random.default_rng(seed)
    firms = draw_population(settings.economy, settings.firms, settings.rule.focus, rng)
    return Engine(settings, firms, Conduct.plain(firms.size, **changes), seed).run()


def undisturbed(settings: Settings) -> Settings:
    """The same where no panelist errs or is absent."""
    return replace(settings, care=Care(misread=0, misjudge=0, absence=0))
