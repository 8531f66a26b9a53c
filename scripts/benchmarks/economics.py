"""Time of a simulated network, beside its ledger alone, which moves as much money for nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from ais.economics.calibration.calibrate import calibrate
from ais.economics.ledger import SEATS, Ledger
from ais.economics.reference import reference
from ais.economics.simulation.conduct import Conduct
from ais.economics.simulation.engine import Engine
from ais.economics.simulation.networks import network_of
from ais.economics.simulation.population import draw_population
from ais.economics.simulation.record import EpochRecord
from ais.economics.simulation.settings import Network, Settings
from ais.economics.tallies import RoundTally
from ais.records import Result

from .rows import Row

__all__ = ["simulation"]

_FIRMS, _EPOCHS, _SEED = 1_000, 100, 1
_PANEL = 5
_ENDOWMENT = 10**9


def simulation() -> Iterator[Row]:
    """Time of 1,000 firms over 100 epochs, beside their ledger alone, in seconds of the clock."""
    economy = reference()
    network = network_of(economy, calibrate(economy).parameters, "calibrated")
    settings = Settings(economy=economy, network=network, firms=_FIRMS, epochs=_EPOCHS)
    began = time.perf_counter()
    rng = np.random.default_rng(_SEED)
    firms = draw_population(economy, _FIRMS, settings.rule.focus, rng)
    run = Engine(settings, firms, Conduct.plain(_FIRMS), _SEED).run()
    ours = time.perf_counter() - began
    unaccounted = sum(record.unaccounted for record in run.records)
    if unaccounted:
        raise ValueError(f"the simulation lost {unaccounted} units")
    began = time.perf_counter()
    _ledger_alone(network, run.records)
    alone = time.perf_counter() - began
    opened = sum(record.opened for record in run.records)
    name = f"simulation of {_FIRMS:,} firms x {_EPOCHS} epochs, {opened:,} valuations"
    yield Row(name, round(ours, 2), "s", "the ledger alone", round(alone, 2), "<= 60")


def _ledger_alone(network: Network, records: Sequence[EpochRecord]) -> None:
    """As many openings, draws, settlements, dues and payments, but no firms that choose."""
    ledger = Ledger(network.pricing, network.rewards, network.seats)
    for number in range(1, _FIRMS + 1):
        ledger.mint(ledger.list_(number % 3 + 1), _ENDOWMENT * network.unit)
        ledger.pay_dues(number)
        if number <= SEATS:
            ledger.take_seat(number - 1, number)
    ledger.start()
    for epoch, record in enumerate(records, 1):
        if epoch > 1:
            ledger.advance_to_epoch(epoch)
            ledger.advance_to_close()
            ledger.close_epoch()
            ledger.pay_all(epoch - 1)
        for number in range(1, _FIRMS + 1):
            if not ledger.books.dues_of(number)[2]:
                ledger.pay_dues(number)
        _value(ledger, epoch, record.opened)


def _value(ledger: Ledger, epoch: int, opened: int) -> None:
    for each in range(opened):
        organisation = SEATS + 1 + each % (_FIRMS - SEATS)
        panel = tuple((each + place) % SEATS + 1 for place in range(_PANEL))
        ledger.open((epoch, each), organisation)
        ledger.draw((epoch, each), panel)
        told = RoundTally(
            result=Result.VALID, revealed=panel, sector=8, severity_bps=7_500, scope_bps=5_000
        )
        ledger.settle((epoch, each), told)
        ledger.withdraw_bond(organisation)
