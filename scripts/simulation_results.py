"""Play all scenarios of the simulation and write what docs/simulation.md tells of them.

Writes docs/simulation.json: for each scenario, with and without the calibrated parameters, the
verdict and a few exact numbers of every seed; the course of the baseline; adoption from several
beginnings. A quarter of an hour on two cores. With `--check N` nothing is written: the first N
seeds of every scenario are played anew and compared with the file; a difference is exit status 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from toolchain import ROOT

from ais.economics.reference import reference
from ais.economics.simulation.adoption import adopt, drawn_tipping
from ais.economics.simulation.course import course_of
from ais.economics.simulation.networks import calibrated_network, documented_network
from ais.economics.simulation.runs import Played, play, versions
from ais.economics.simulation.scenarios import SCENARIOS
from ais.economics.simulation.settings import Settings
from ais.economics.simulation.stated import prints, summary

FILE = ROOT / "docs" / "simulation.json"
EPOCHS = 52
SEEDS = tuple(range(1, 31))
CHOICES = {"all four actions": (0, 1, 2, 3), "member or out alone": (0, 3)}


def main(arguments: list[str]) -> int:
    """Write the file, or compare with it; return the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/simulation_results", description=__doc__)
    parser.add_argument("--check", type=int, metavar="N", help="play N seeds anew and compare")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args(arguments)
    if options.check is None:
        text = json.dumps(results(options.processes), indent=1, ensure_ascii=False)
        FILE.write_text(text + "\n", encoding="utf-8")
        print(f"{FILE.relative_to(ROOT)} written")
        return 0
    found = list(differences(SCENARIOS, options.check))
    for line in found:
        print(line)
    return 1 if found else 0


def networks() -> tuple[Settings, Settings]:
    """The reference economy with its calibration, and with the defaults before there was one."""
    economy = reference()
    calibrated = calibrated_network(economy)
    both = (calibrated, documented_network(economy, calibrated))
    first, second = (
        Settings(economy=economy, network=each, firms=economy.members, epochs=EPOCHS)
        for each in both
    )
    return first, second


def results(processes: int) -> dict[str, Any]:
    """Everything that the file holds."""
    both = networks()
    played = [_played(name, each, processes) for name in SCENARIOS for each in both]
    baselines = [each for each in played if each.scenario.name == "baseline"]
    return {
        "versions": versions(),
        "seeds": list(SEEDS),
        "settings": {each.network.name: each.to_dict() for each in both},
        "scenarios": [summary(each, courses=False) for each in played],
        "courses": [_course(each) for each in baselines],
        "adoption": adopt(both[0], SEEDS, processes=processes).to_dict(),
        "tipping": {each.network.name: tippings(each) for each in both},
    }


def tippings(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Tipping points of the first seed's firms, by what firms may choose."""
    found = {}
    for choice, actions in CHOICES.items():
        asked = replace(settings, rule=replace(settings.rule, actions=actions))
        found[choice] = [asdict(each) for each in drawn_tipping(asked, SEEDS[0])]
    return found


def differences(names: Iterable[str], seeds: int) -> Iterable[str]:
    """Lines that tell where the first seeds, played anew, say something else than the file."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    on_file = {(each["scenario"], each["network"]): each["cases"] for each in held["scenarios"]}
    for settings in networks():
        network = settings.network.name
        if held["settings"][network] != json.loads(json.dumps(settings.to_dict())):
            yield f"{network}: other settings than on file; run scripts/simulation_results.py"
        if _shares(held["tipping"][network]) != _shares(tippings(settings)):
            yield f"{network}: other tipping points than on file"
        for name in names:
            again = play(name, settings, SEEDS[:seeds])
            for label, runs in again.runs.items():
                for run in runs:
                    now, was = prints(run), on_file[name, network][label]["prints"][str(run.seed)]
                    if now != was:
                        where = f"{name}, {network}, {label}, seed {run.seed}"
                        yield f"{where}: {now}, on file {was}"


def _shares(points: dict[str, Any]) -> dict[str, list[float]]:
    return {name: [round(each["share"], 6) for each in found] for name, found in points.items()}


def _played(name: str, settings: Settings, processes: int) -> Played:
    print(f"{name}, {settings.network.name}", flush=True)
    return play(name, settings, SEEDS, processes=processes)


def _course(played: Played) -> dict[str, Any]:
    (runs,) = played.runs.values()
    return course_of(played.settings.network, runs).to_dict()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
