"""The default parameters are the calibration of the reference economy, and targets are read."""

from __future__ import annotations

import pytest

from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.parameters import Parameters
from ais.economics.calibration.verify import verify
from ais.economics.reference import SECTOR_CLASSES, reference
from ais.errors import ParametersRefused
from ais.flows.demo.cast import COMPANIES
from ais.flows.demo.economy import described
from ais.flows.demo.suppliers import MEMBERS
from ais.flows.parameters import NetworkParameters

SECTIONS = ("pricing", "rewards", "seats", "targets")


def test_the_defaults_are_what_calibrating_the_reference_gives():
    """Calibrated anew here; a number that differs is one of the two that must change."""
    plain = NetworkParameters().to_dict()
    for section, wanted in calibrate(reference()).parameters.to_dict().items():
        assert {name: plain[section][name] for name in wanted} == wanted
    assert set(plain["targets"]) == set(calibrate(reference()).parameters.to_dict()["targets"])


def test_the_defaults_satisfy_every_constraint_of_the_reference():
    plain = NetworkParameters().to_dict()
    found = verify(reference(), Parameters.from_dict(plain, reference()))
    assert len(found) > 50


def test_classes_and_clocks_are_those_that_the_reference_assumes():
    base, network = NetworkParameters(), reference().network
    assert dict(base.sector_classes) == SECTOR_CLASSES
    assert base.epoch_seconds == network.epoch_seconds
    assert base.rewards["open_window_seconds"] == network.open_window_seconds
    assert base.rewards["close_delay_seconds"] == network.close_delay_seconds
    assert base.rewards["max_open"] == network.max_open


@pytest.mark.parametrize("companies", [COMPANIES, MEMBERS], ids=["first act", "second act"])
def test_the_demos_economy_has_the_demos_members(companies):
    """By tier and sector, and it can be calibrated."""
    economy = described(companies, 120)
    counts = {tier.number: tier.members for tier in economy.tiers}
    assert counts == {n: sum(c.tier == n for c in companies) for n in counts}
    assert economy.members == len(companies)
    sectors = {sector for company in companies for sector in company.sectors}
    assert {kind.sector for tier in economy.tiers for kind in tier.mix} == sectors
    verify(economy, calibrate(economy).parameters)


# ---- targets ---------------------------------------------------------------------------------


def test_targets_are_taken_whole():
    assert NetworkParameters.from_dict({"targets": {"8": 3}}).targets == {8: 3}
    assert NetworkParameters.from_dict({}).targets == NetworkParameters().targets


def test_who_names_the_networks_target_and_no_sectors_means_it_for_all():
    assert NetworkParameters.from_dict({"pricing": {"target": 3}}).targets == {}
    both = {"pricing": {"target": 3}, "targets": {"8": 4}}
    assert NetworkParameters.from_dict(both).targets == {8: 4}


@pytest.mark.parametrize(
    ("targets", "field"),
    [([], "targets"), ({"49": 1}, "targets.49"), ({"x": 1}, "targets.x"), ({"8": -1}, "targets.8")],
)
def test_what_is_no_target_is_refused_by_its_field(targets, field):
    with pytest.raises(ParametersRefused) as refused:
        NetworkParameters.from_dict({"targets": targets})
    assert refused.value.field == field


def test_a_network_reads_back_from_its_own_file():
    assert NetworkParameters.from_dict(NetworkParameters().to_dict()) == NetworkParameters()
    assert set(SECTIONS) <= set(NetworkParameters().to_dict())


@pytest.mark.parametrize(
    ("text", "told"),
    [("[1]", "no table"), ('{"pricing": 5}', "no table"), ("[" * 100_000, "cannot be read")],
)
def test_a_file_of_another_shape_is_refused(tmp_path, text, told):
    file = tmp_path / "parameters.json"
    file.write_text(text)
    with pytest.raises(ParametersRefused, match=told):
        NetworkParameters.read(file)


def test_an_amount_beyond_all_decimals_is_refused_by_its_field():
    with pytest.raises(ParametersRefused, match=r"pricing\.base"):
        NetworkParameters.from_dict({"pricing": {"base": "1e999999"}}).in_units("pricing", 18)


def test_of_two_files_the_later_one_counts_section_by_section(tmp_path):
    """A network's own file and the calibration's over it: clocks of one, money of the other."""
    own, money = tmp_path / "own.json", tmp_path / "money.json"
    own.write_text('{"name": "ours", "epoch_seconds": 3600, "pricing": {"base": "7", "cap": "9"}}')
    money.write_text('{"pricing": {"base": "8", "target": 6}, "targets": {"3": 5}}')
    read = NetworkParameters.read(own, money)
    assert (read.name, read.epoch_seconds) == ("ours", 3600)
    assert (read.pricing["base"], read.pricing["cap"], read.pricing["target"]) == ("8", "9", 6)
    assert dict(read.targets) == {3: 5}
    assert NetworkParameters.read() == NetworkParameters()
    assert NetworkParameters.read(money, own).pricing["base"] == "7"


# ---- what a file may hold --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "field"),
    [
        ({"pricing": {"target": "x"}}, "pricing.target"),
        ({"pricing": {"target": None}}, "pricing.target"),
        ({"pricing": {"target": 5.9}}, "pricing.target"),
        ({"pricing": {"target": True}}, "pricing.target"),
        ({"pricing": {"floor_bps": -5}}, "pricing.floor_bps"),
        ({"pricing": {"floor_bps": 2**32}}, "pricing.floor_bps"),
        ({"pricing": {"base": "nan"}}, "pricing.base"),
        ({"pricing": {"base": -1}}, "pricing.base"),
        ({"pricing": {"base": None}}, "pricing.base"),
        ({"rewards": {"max_open": 2**16}}, "rewards.max_open"),
        ({"windows": {"key_blocks": "a"}}, "windows.key_blocks"),
        ({"windows": {"key_blocks": 1.5}}, "windows.key_blocks"),
        ({"targets": {"3": 2**32}}, "targets.3"),
        ({"sector_classes": {"3": 2.5}}, "sector_classes.3"),
        ({"epoch_seconds": "3600"}, "epoch_seconds"),
        ({"epoch_seconds": 3600.5}, "epoch_seconds"),
        ({"attestation_slots": None}, "attestation_slots"),
        ({"name": 3}, "name"),
        ({"suite": 3}, "suite"),
        ({"token": 3}, "token"),
        ({"stores": 3}, "stores"),
        ({"stores": [3]}, "stores"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_its_field(found, field):
    """Nothing is cut to a whole number, and nothing that the contracts have no room for is sent."""
    with pytest.raises(ParametersRefused) as refused:
        NetworkParameters.from_dict(found)
    assert refused.value.field == field


def test_an_amount_above_the_contracts_room_is_refused_by_its_field():
    """In units of the token: what is too much at 18 decimals may well do at 6."""
    large = NetworkParameters.from_dict({"pricing": {"base": "1e12"}})
    assert large.in_units("pricing", 6)["base"] == 10**18
    with pytest.raises(ParametersRefused, match=r"pricing\.base"):
        large.in_units("pricing", 18)


def test_a_name_that_stands_twice_in_a_file_is_refused(tmp_path):
    """The second would count, and nobody would be told."""
    file = tmp_path / "parameters.json"
    file.write_text('{"pricing": {"base": "1", "cap": "2", "base": "3"}}')
    with pytest.raises(ParametersRefused, match="base stands twice"):
        NetworkParameters.read(file)
