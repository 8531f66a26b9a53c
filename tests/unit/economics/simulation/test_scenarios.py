"""Scenarios: their verdicts can fail, and say what the runs say; the page can be made again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import simulation_results
from toolchain import ROOT

from ais.economics.simulation import verdicts
from ais.economics.simulation.decisions import MEMBER, READ
from ais.economics.simulation.record import Run
from ais.economics.simulation.runs import Played, play
from ais.economics.simulation.scenarios import SCENARIOS, cases_of, scenario_named
from ais.economics.simulation.settings import Settings
from ais.economics.simulation.stated import prints, summary
from tests.unit.economics.simulated import mixed_settings, run

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def made() -> Run:
    """A real run, to be changed into planted ones."""
    return run(mixed_settings(30, 8))


def _planted(made: Run, seeds: int = 3, gain: float = 0.0, **changes: Any) -> list[Run]:
    """Runs in which every firm is watched and gains so much, with records changed."""
    records = tuple(replace(record, **changes) for record in made.records)
    size = len(made.gain)
    watched = np.ones(size, dtype=bool)
    return [
        replace(
            made,
            seed=seed,
            records=records,
            gain=np.full(size, gain),
            fellow=np.zeros(size),
            watched=watched,
        )
        for seed in range(seeds)
    ]


# ---- verdicts on planted runs ----------------------------------------------------------------


@pytest.mark.parametrize(("gain", "holds"), [(-1.0, True), (0.0, True), (0.01, False)])
def test_a_deviation_holds_exactly_where_it_does_not_pay(
    made: Run, gain: float, holds: bool
) -> None:
    judge = verdicts.deviation("comply", "a", "b")
    runs = {
        "comply": _planted(made, gain=5.0),
        "a": _planted(made, gain=5.0 + gain),
        "b": _planted(made, gain=1.0),
    }
    found = judge(runs, mixed_settings(30, 8))
    assert found.holds is holds
    assert ("loses" if holds else "gains") in found.line
    assert found.numbers["a"].median == pytest.approx(gain)


@pytest.mark.parametrize(
    ("sharers", "reserved", "holds"), [(0.95, 100, True), (0.8, 100, False), (0.95, 90, False)]
)
def test_the_baseline_needs_sharers_and_paid_claims(
    made: Run, sharers: float, reserved: int, holds: bool
) -> None:
    runs = {"as it is": _planted(made, sharers=sharers, claims=100, reserved=reserved)}
    assert verdicts.baseline(runs, mixed_settings(30, 8)).holds is holds


@pytest.mark.parametrize(
    ("error", "passed", "holds"), [(0.09, 4, True), (0.11, 4, False), (0.09, 6, False)]
)
def test_carelessness_is_borne_up_to_both_limits(
    made: Run, error: float, passed: int, holds: bool
) -> None:
    fine = _planted(made, priced=1, price_error=0.0, worthless=100, passed=0)
    asked = _planted(made, priced=1, price_error=error, worthless=100, passed=passed)
    worse = _planted(made, priced=1, price_error=0.9, worthless=100, passed=90)
    runs = {"none": fine, "a": fine, "b": asked, "c": worse}
    judge = verdicts.careless("none", "a", "b", "c")
    assert judge(runs, mixed_settings(30, 8)).holds is holds


@pytest.mark.parametrize(
    ("calm", "struck", "holds"), [(0.9, 0.9, True), (0.9, 0.8, False), (0.1, 0.1, False)]
)
def test_outlasting_needs_as_many_members_and_a_network_that_lives(
    made: Run, calm: float, struck: float, holds: bool
) -> None:
    runs = {"a": _planted(made, in_standing=calm), "b": _planted(made, in_standing=struck)}
    assert verdicts.lasting("a", "b")(runs, mixed_settings(30, 8)).holds is holds


def test_a_band_is_the_median_and_the_middle_four_fifths() -> None:
    found = verdicts.band([float(each) for each in range(11)])
    assert (found.low, found.median, found.high) == (1, 5, 9)


# ---- scenarios that are played ---------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_cases_stand_beside_each_other_on_the_same_firms(name: str) -> None:
    """Within a scenario firms, watched ones and seeds are the same; across seeds they differ."""
    settings = mixed_settings(40, 8)
    cases = list(cases_of(scenario_named(name), settings, 1).values())
    other = list(cases_of(scenario_named(name), settings, 2).values())
    for case in cases:
        assert (case.firms.risk == cases[0].firms.risk).all()
        assert (case.conduct.watched == cases[0].conduct.watched).all()
    assert (cases[0].firms.risk != other[0].firms.risk).any()


def test_deviants_are_forced_and_compliant_ones_too() -> None:
    cases = cases_of(scenario_named("free-riders"), mixed_settings(40, 8), 1)
    watched = cases["they ride"].conduct.watched
    assert sorted(cases["they ride"].firms.tier[watched].tolist()) == [1, 2, 3]
    assert set(cases["they ride"].conduct.forced[watched].tolist()) == {READ}
    assert set(cases["they share"].conduct.forced[watched].tolist()) == {MEMBER}
    cutters = cases_of(scenario_named("cut-up"), mixed_settings(40, 8), 1)
    assert cutters["whole"].conduct.pieces.max() == 1
    assert cutters["cut, 50% recognised"].conduct.pieces.max() == 4


def test_the_leaver_holds_half_of_what_is_known_until_it_leaves() -> None:
    case = cases_of(scenario_named("leaver"), mixed_settings(40, 8), 1)["leaves"]
    giant = int(np.flatnonzero(case.conduct.leaves)[0])
    assert case.firms.rate[giant] == pytest.approx(case.firms.rate.sum() / 2)


def _verdicts(settings: Settings, name: str) -> Played:
    return play(name, settings, SEEDS)


def test_free_riders_lose_at_calibrated_prices_and_win_at_prices_of_nothing() -> None:
    """The same scenario with a planted price of one unit: its verdict must fail."""
    settings = mixed_settings(120, 16)
    assert _verdicts(settings, "free-riders").verdict.holds
    network = settings.network
    worthless = replace(network, pricing=replace(network.pricing, base=1))
    economy = replace(settings.economy, complementarity=0.0)
    planted = replace(settings, economy=economy, network=worthless)
    found = _verdicts(planted, "free-riders").verdict
    assert not found.holds
    assert "gains" in found.line


def test_a_ring_gains_where_a_planted_panel_is_paid_less_than_its_work() -> None:
    """Nobody looks then, so that worthless disclosures of a ring pass."""
    settings = mixed_settings(120, 12)
    assert _verdicts(settings, "ring").verdict.holds
    network = settings.network
    cheap = replace(network.rewards, stipend=network.rewards.stipend // 2)
    planted = replace(settings, network=replace(network, rewards=cheap))
    assert not _verdicts(planted, "ring").verdict.holds


def test_a_shock_multiplies_disclosures_for_three_epochs() -> None:
    runs = _verdicts(mixed_settings(60, 12), "shock").runs
    calm, shock = ([run.series("opened") for run in runs[label]] for label in ("calm", "shock"))
    for before, after in zip(calm, shock, strict=True):
        assert before[:5] == after[:5]
        assert sum(after[5:8]) > 3 * sum(before[5:8])


def test_a_summary_is_plain_and_whole() -> None:
    played = _verdicts(mixed_settings(30, 4), "skippers")
    found = json.loads(json.dumps(summary(played)))
    assert set(found["cases"]) == {"each epoch", "one in 2", "one in 4", "one in 8"}
    assert found["verdict"]["holds"] is played.verdict.holds
    assert found["cases"]["one in 4"]["prints"]["2"] == prints(played.runs["one in 4"][1])
    assert len(found["cases"]["one in 4"]["course"]["series"]["free"][1]) == 4


# ---- the page's numbers ----------------------------------------------------------------------


@pytest.fixture
def changed_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """The results file with one number of one seed changed."""
    held = json.loads(simulation_results.FILE.read_text())
    (case,) = (
        each
        for each in held["scenarios"]
        if each["scenario"] == "baseline" and each["network"] == "calibrated"
    )
    case["cases"]["as it is"]["prints"]["1"]["claims"] += 1
    file = tmp_path / "simulation.json"
    file.write_text(json.dumps(held))
    monkeypatch.setattr(simulation_results, "FILE", file)


def test_a_seed_played_anew_says_what_the_results_file_says() -> None:
    assert list(simulation_results.differences(("baseline", "ring"), 1)) == []


def test_a_number_that_no_run_gave_is_found(changed_file: None) -> None:
    (line,) = simulation_results.differences(("baseline",), 1)
    assert line.startswith("baseline, calibrated, as it is, seed 1")


def test_the_results_file_holds_every_scenario_twice_over_thirty_seeds() -> None:
    held = json.loads((ROOT / "docs/simulation.json").read_text())
    assert len(held["seeds"]) == 30
    found = [(each["scenario"], each["network"]) for each in held["scenarios"]]
    networks = ("calibrated", "documented defaults")
    assert found == [(name, network) for name in SCENARIOS for network in networks]
    unaccounted = [
        numbers["unaccounted"]
        for each in held["scenarios"]
        for case in each["cases"].values()
        for numbers in case["prints"].values()
    ]
    assert set(unaccounted) == {0}
