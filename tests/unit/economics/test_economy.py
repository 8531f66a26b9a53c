"""A described economy is read whole, and refused by the path of the field that is wrong."""

from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import pytest

from ais.economics.economy import Economy
from ais.economics.reference import reference, reference_description
from ais.errors import EconomyRefused


def with_field(path: str, value: Any) -> dict[str, Any]:
    """The reference description with one field changed."""
    found = copy.deepcopy(reference_description())
    *tables, name = path.split(".")
    place: Any = found
    for table in tables:
        place = place[int(table)] if table.isdecimal() else place[table]
    place[name] = value
    return found


def test_the_reference_reads_back_to_itself():
    economy = reference()
    assert Economy.from_dict(economy.to_dict()) == economy
    assert economy.members == 200
    assert economy.disclosures == pytest.approx(62)
    assert [tier.name for tier in economy.tiers] == ["regular", "core", "critical"]
    assert [tier.number for tier in economy.tiers] == [1, 2, 3]


def test_an_economy_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(reference())) == reference()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("tiers.core.risk", -1, "the least allowed is 0"),
        ("tiers.core.risk", math.nan, "not finite"),
        ("tiers.critical.disclosures", math.inf, "not finite"),
        ("complementarity", -0.5, "the least allowed is 0"),
        ("tiers.core.members", 0, "the least allowed is 1"),
        ("tiers.core.members", 2.5, "no whole number"),
        ("tiers.core.members", True, "no number"),
        ("tiers.core.worth.regular", "much", "no number"),
        ("tiers.core.readable.regular", 1.01, "the most allowed is 1"),
        ("tiers.core.mix.0.severity_bps", 0, "the least allowed is 1"),
        ("tiers.core.mix.0.sector", 49, "the most allowed is 48"),
        ("funding.ratio", 1.2, "the most allowed is 1"),
        ("funding.in_full", 1, "the most allowed is 0.999999"),
        ("panel.eligible", 6, "the least allowed is 7"),
        ("panel.ring", 61, "the most allowed is 60"),
        ("reading.decay", -0.1, "the least allowed is 0"),
        ("waiting.hazard", None, "is missing"),
        ("decimals", 5, "the least allowed is 6"),
        ("band.floor_bps", 0, "the least allowed is 1"),
    ],
)
def test_a_number_outside_its_range_is_refused_by_its_path(path, value, told):
    with pytest.raises(EconomyRefused) as refused:
        Economy.from_dict(with_field(path, value))
    assert refused.value.field == path
    assert told in refused.value.reason


@pytest.mark.parametrize(
    ("path", "value", "field", "told"),
    [
        ("target", "best", "target", "none of equilibrium"),
        ("name", "", "name", "no text"),
        ("colour", "red", "colour", "is not known"),
        ("tiers.core.colour", 1, "tiers.core.colour", "is not known"),
        ("tiers.golden", {}, "tiers.golden", "none of the three tiers"),
        ("tiers.core.mix", {}, "tiers.core.mix", "is no list"),
        ("tiers.core.mix.0.probability", 0.5, "tiers.core.mix", "sum to"),
        ("classes.49", 1, "classes.49", "no sector"),
        ("panel", 7, "panel", "is no table"),
    ],
)
def test_what_is_unknown_or_of_another_kind_is_refused(path, value, field, told):
    with pytest.raises(EconomyRefused) as refused:
        Economy.from_dict(with_field(path, value))
    assert refused.value.field == field
    assert told in refused.value.reason


def test_a_file_of_another_kind_is_refused_by_what_it_holds_not_by_what_it_lacks():
    with pytest.raises(EconomyRefused) as refused:
        Economy.from_dict({"issues": {}, "fixers": {}})
    assert (refused.value.field, refused.value.reason) == ("fixers", "is not known")


def test_an_empty_game_is_refused_with_what_it_lacks():
    nobody = with_field("tiers", {})
    with pytest.raises(EconomyRefused, match="a game needs at least 2"):
        Economy.from_dict(nobody)
    alone = with_field("tiers", {"core": reference_description()["tiers"]["core"]})
    core = alone["tiers"]["core"] | {"members": 1}
    core["worth"], core["readable"] = {"core": 1}, {}
    with pytest.raises(EconomyRefused, match="have 1 members in all"):
        Economy.from_dict(alone | {"tiers": {"core": core}})
    silent = reference_description()
    for tier in silent["tiers"].values():
        tier["disclosures"] = 0
    with pytest.raises(EconomyRefused, match="disclose nothing"):
        Economy.from_dict(silent)


def test_stated_shares_must_fit_one_whole():
    shares = {"regular": 0.5, "core": 0.3, "critical": 0.3}
    described = with_field("funding", {**reference_description()["funding"], "shares": shares})
    del described["funding"]["billed"]
    with pytest.raises(EconomyRefused) as refused:
        Economy.from_dict(described)
    assert refused.value.field == "funding.shares"
    described["funding"]["shares"] = {"regular": 0.5, "core": 0.2, "critical": 0.1}
    economy = Economy.from_dict(described)
    assert economy.funding.billed == pytest.approx(0.8)
    assert Economy.from_dict(economy.to_dict()) == economy
    with pytest.raises(EconomyRefused, match="the shares sum to"):
        Economy.from_dict(described | {"funding": {**described["funding"], "billed": 0.7}})


def test_fields_are_changed_by_path_and_checked_again():
    economy = reference().changed({"funding.external": 12.5, "tiers.core.worth.core": 3})
    assert economy.funding.external == 12.5
    assert economy.tier("core").worth["core"] == 3
    with pytest.raises(EconomyRefused):
        economy.changed({"funding.external": -1})
    with pytest.raises(EconomyRefused):
        economy.tier("golden")


@pytest.mark.parametrize(("eligible", "size"), [(64, 5), (11, 5), (10, 3), (7, 3)])
def test_a_panel_has_the_size_that_the_contract_draws(eligible, size):
    assert reference().changed({"panel.eligible": eligible, "panel.ring": 0}).panel.size == size


def test_a_sector_without_a_class_is_regular():
    economy = reference()
    assert [economy.class_of(sector) for sector in (0, 8, 13, 18)] == [1, 3, 2, 1]
