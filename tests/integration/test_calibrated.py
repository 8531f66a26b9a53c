"""A calibrated parameter file: the deployer takes it whole, the governor has nothing to add."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from ais.cli.main import root as main
from ais.economics.calibration.parameters import Parameters
from ais.economics.reference import reference
from ais.errors import PricingBoundsFixed
from ais.flows import prices
from ais.flows.parameters import NetworkParameters
from tests.integration.seated import World, build

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `ais economics calibrate --out` writes for a changed economy."""
    path = tmp_path_factory.mktemp("calibrated") / "parameters.json"
    economy = path.with_name("economy.json")
    described = reference().changed({"tiers.critical.risk": 60.0, "tiers.core.members": 70})
    economy.write_text(json.dumps(described.to_dict()))
    words = ["economics", "calibrate", str(economy), "--out", str(path), "--json"]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Iterator[World]:
    """A network deployed with that file, and nobody in it."""
    read = NetworkParameters.read(file)
    money = {name: getattr(read, name) for name in ("pricing", "rewards", "seats", "targets")}
    made = build(tmp_path_factory.mktemp("network"), {}, epoch_seconds=read.epoch_seconds, **money)
    yield made
    made.close()


def test_the_chain_has_every_number_of_the_file(world: World, file: Path) -> None:
    wanted = Parameters.from_dict(json.loads(file.read_text()), reference())
    party = world.party("governor")
    found = prices.parameters(party)

    assert found["pricing"] == asdict(wanted.pricing)
    assert found["seats"] == asdict(wanted.seats)
    assert found["rewards"] == asdict(wanted.rewards)
    targets = party.read_all(*(party.pricing.target_of(each) for each in wanted.targets))
    assert dict(zip(wanted.targets, targets, strict=True)) == wanted.targets
    own = {str(n): each for n, each in wanted.targets.items() if each != wanted.pricing.target}
    assert found["targets"] == own != {}
    assert party.read(party.pricing.target_of(1)) == wanted.pricing.target


def test_configuring_with_the_same_file_changes_nothing(world: World, file: Path) -> None:
    assert prices.configure(world.party("governor"), file, dry_run=True).changes == {}


def test_another_calibration_within_the_same_bounds_is_taken_by_governor_and_treasurer(
    world: World, file: Path, tmp_path: Path
) -> None:
    """Floor and ceiling are given to it as they are; sections are the governor's, targets not."""
    other = tmp_path / "other.json"
    words = ["economics", "calibrate", "--floor-bps", "8000", "--ceiling-bps", "20000"]
    done = CliRunner().invoke(main, [*words, "--out", str(other), "--json"])
    assert done.exit_code == 0, done.output
    content = json.loads(other.read_text())
    targets = tmp_path / "targets.json"
    targets.write_text(json.dumps({"targets": content.pop("targets")}))
    other.write_text(json.dumps(content))

    prices.configure(world.party("governor"), other)
    prices.configure(world.party("treasurer"), targets)
    found = prices.parameters(world.party("governor"))
    assert found["announced_pricing"]["base"] == int(float(content["pricing"]["base"]) * 10**6)
    assert prices.configure(world.party("governor"), other, dry_run=True).changes == {}


def test_bounds_that_are_not_the_networks_are_refused(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    words = ["economics", "calibrate", "--floor-bps", "9000", "--out", str(other), "--json"]
    assert CliRunner().invoke(main, words).exit_code == 0
    with pytest.raises(PricingBoundsFixed):
        prices.configure(world.party("governor"), other)
