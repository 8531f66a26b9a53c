"""One change clears a refusal, however many constraints are missed; amounts of any size are met."""

from __future__ import annotations

import pytest

from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.controller import long_run
from ais.economics.calibration.parameters import Parameters
from ais.economics.economy import Economy
from ais.economics.reference import reference, reference_description
from ais.errors import CalibrationInfeasible, EconomyRefused, ParametersRefused


def refusal(economy: Economy) -> CalibrationInfeasible:
    """The refusal, whose changes clear it."""
    with pytest.raises(CalibrationInfeasible) as refused:
        calibrate(economy)
    calibrate(economy.changed(refused.value.changes))
    return refused.value


def scaled(part: float, decimals: int) -> Economy:
    """The reference economy with every amount of tokens times ``part``."""
    found = reference_description()
    for tier in found["tiers"].values():
        for name in ("risk", "effort", "search"):
            tier[name] *= part
        tier["worth"] = {name: value * part for name, value in tier["worth"].items()}
    for name in ("margin", "complementarity"):
        found[name] *= part
    for name in ("effort", "outside_interest"):
        found["panel"][name] *= part
    found["funding"]["external"] *= part
    return Economy.from_dict({**found, "decimals": decimals})


def test_a_refusal_names_the_first_constraint_and_clears_those_after_it_too():
    asked = reference().changed({"panel.ring": 40, "funding.paid": 0.7, "funding.external": 0})
    told = refusal(asked)
    assert told.constraint == "ring"
    assert {"panel.ring", "funding.external"} <= set(told.changes)
    assert all(path in told.relaxation for path in told.changes)


def test_a_ring_is_made_as_small_as_needed_to_meet_everything_else():
    """One seat more is not beyond every stipend, but beyond what dues and outside money pay."""
    asked = reference().changed({"panel.ring": 40, "band.cap": 228})
    told = refusal(asked)
    assert set(told.changes) == {"panel.ring"}
    with pytest.raises(CalibrationInfeasible):
        calibrate(asked.changed({"panel.ring": told.changes["panel.ring"] + 1}))


def test_a_cap_that_outside_money_must_pay_for_as_well_leaves_billing_as_it_is():
    asked = reference().changed({"band.cap": 50, "funding.paid": 0.7, "funding.external": 0})
    told = refusal(asked)
    assert told.constraint == "cap"
    assert set(told.changes) == {"band.cap", "funding.external"}
    for path, least in told.changes.items():
        with pytest.raises(CalibrationInfeasible):
            calibrate(asked.changed({**told.changes, path: 0.99 * least}))


@pytest.mark.parametrize(("part", "decimals"), [(1e-9, 18), (1e6, 18)])
def test_the_size_of_a_token_does_not_decide_what_can_be_met(part, decimals):
    found = calibrate(scaled(part, decimals))
    base = found.parameters.pricing.base / 10**decimals
    assert base / part == pytest.approx(60.17, rel=0.02)


def test_a_token_of_too_many_decimals_for_96_bits_is_refused_with_how_many_there_may_be():
    told = refusal(scaled(1, 30))
    assert told.constraint == "96 bits of an amount"
    most = told.changes["decimals"]
    with pytest.raises(CalibrationInfeasible, match="96 bits"):
        calibrate(scaled(1, int(most) + 1))


def test_decimals_that_are_too_many_only_after_another_change_are_named_with_it():
    asked = scaled(1, 30).changed({"funding.paid": 0.7})
    told = refusal(asked)
    assert told.constraint == "solvency at the ceiling"
    assert set(told.changes) == {"funding.external", "decimals"}


def test_more_disclosures_than_a_target_can_hold_are_refused_by_the_sector():
    asked = reference().changed({"tiers.core.disclosures": 80_000})
    with pytest.raises(CalibrationInfeasible, match="target of sector") as refused:
        calibrate(asked)
    assert refused.value.changes["tiers.core.disclosures"] < 80_000


def test_a_whole_number_beyond_floats_is_refused_by_its_field():
    for path in ("tiers.core.risk", "tiers.core.members"):
        with pytest.raises(EconomyRefused) as refused:
            reference().changed({path: 10**400})
        assert refused.value.field == path


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("pricing", "base", "1e999999"),
        ("pricing", "base", "1e30"),
        ("pricing", "floor_bps", 2**32),
        ("pricing", "core_weight_bps", "9" * 5_000),
        ("targets", "9", 1_000_001),
        ("targets", "49", 5),
    ],
)
def test_what_no_contract_can_hold_is_refused_by_its_field(section, name, value):
    file = calibrate(reference()).parameters.to_dict()
    file[section][name] = value
    with pytest.raises(ParametersRefused) as refused:
        Parameters.from_dict(file, reference())
    assert refused.value.field == f"{section}.{name}"


def test_the_long_run_of_very_many_disclosures_fits_the_memory(monkeypatch):
    """Numbers of acceptances taken together leave the law as it is, to a part in a thousand."""
    exact = long_run(400.0, 400, 8_000, 12_000)
    monkeypatch.setattr("ais.economics.calibration.controller._MOST_ENTRIES", 200 * 4_001)
    coarse = long_run(400.0, 400, 8_000, 12_000)
    assert coarse.mean == pytest.approx(exact.mean, rel=1e-3)
    for part in (0.1, 0.5, 0.9):
        assert coarse.quantile(part) == pytest.approx(exact.quantile(part), rel=2e-3)


def test_an_amount_that_drowns_in_a_larger_one_is_named_with_what_would_do():
    """Floats hold fifteen digits: beside a ballot of 52 million tokens a cost of 7 is noise."""
    apart = reference().changed(
        {
            "tiers.regular.risk": 6.7,
            "tiers.core.disclosures": 2.3e-05,
            "tiers.core.search": 0,
            "tiers.critical.disclosures": 0.00087,
            "panel.effort": 52e6,
            "funding.billed": 0.0,
            "funding.external": 6.3e9,
        }
    )
    with pytest.raises(CalibrationInfeasible) as refused:
        calibrate(apart)
    assert refused.value.constraint == "sharing of regular"
    assert "panel.effort is 5.2e+07" in refused.value.reason
    assert refused.value.changes
    calibrate(apart.changed(refused.value.changes))
