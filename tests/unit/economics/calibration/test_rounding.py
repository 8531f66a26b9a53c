"""After rounding to units and basis points every constraint holds, or the economy is refused.

A refusal names a constraint and the smallest change that would do; made, the change does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.parameters import Parameters
from ais.economics.calibration.verify import checks, verify
from ais.economics.economy import Economy
from ais.economics.reference import reference
from ais.errors import CalibrationInfeasible, EconomyRefused, ParametersRefused, ParametersUnfit
from tests.unit.economics.economies import economies, economy, tier

MOST_CHANGES = 2  # as described, and with what the refusal names


def relaxed(asked: Economy) -> tuple[Calibration, int]:
    """The calibration once every refusal's own change is made, and how many it took."""
    for count in range(MOST_CHANGES):
        try:
            return calibrate(asked), count
        except CalibrationInfeasible as refusal:
            told = refusal
        assert told.constraint
        assert told.reason
        assert all(path in told.relaxation for path in told.changes)
        asked = asked.changed(told.changes)
    raise AssertionError(f"still refused after {MOST_CHANGES} changes")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(economies())
def test_what_is_calibrated_holds_in_whole_units_and_what_is_refused_can_be_relaxed(asked):
    found, count = relaxed(asked)
    event(f"{count} changes")
    assert all(each.holds for each in verify(found.economy, found.parameters))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(economies())
def test_the_file_reads_back_to_the_same_units(asked):
    found, _ = relaxed(asked)
    assert Parameters.from_dict(found.parameters.to_dict(), found.economy) == found.parameters


# ---- each refusal ----------------------------------------------------------------------------


def refusal(changes: dict[str, Any], asked: Economy | None = None) -> CalibrationInfeasible:
    """The refusal of the reference economy with fields changed; its own change clears it."""
    asked = (asked or reference()).changed(changes)
    with pytest.raises(CalibrationInfeasible) as refused:
        calibrate(asked)
    calibrate(asked.changed(refused.value.changes))
    return refused.value


@pytest.mark.parametrize(
    ("changes", "constraint", "path"),
    [
        (
            {"band.floor_bps": 999, "band.ceiling_bps": 2_000, "band.uncapped_bps": 1_500},
            "the multiplier's floor",
            "band.floor_bps",
        ),
        ({"band.ceiling_bps": 7_999}, "the multiplier's ceiling", "band.ceiling_bps"),
        ({"band.cap": 50}, "cap", "band.cap"),
        ({"funding.external": 0, "funding.paid": 0.7}, "solvency", "funding.external"),
        ({"tiers.core.search": 500}, "membership of core", "tiers.core.search"),
        ({"reading.decay": 0.97}, "membership of", "funding.billed"),
    ],
)
def test_a_contradiction_is_refused_by_name_with_a_change_that_clears_it(changes, constraint, path):
    refused = refusal(changes)
    assert refused.constraint.startswith(constraint)
    assert path in refused.changes
    assert path in refused.next_step


def test_a_ceiling_above_sixteen_floors_is_refused():
    """With the greatest ceiling that the contract takes, prices cost too much besides."""
    told = refusal({"band.ceiling_bps": 128_001})
    assert told.constraint == "the multiplier's ceiling"
    assert "16 times the floor" in told.reason
    assert told.changes["band.ceiling_bps"] == 128_000
    assert told.changes["funding.billed"] < 1


def test_a_ring_that_no_stipend_stops_is_refused_with_the_largest_one_that_one_stops():
    asked = reference().changed({"panel.ring": 40})
    with pytest.raises(CalibrationInfeasible, match="40 of 60 seats") as refused:
        calibrate(asked)
    largest = refused.value.changes["panel.ring"]
    with pytest.raises(CalibrationInfeasible):
        calibrate(asked.changed({"panel.ring": largest + 1}))


def test_members_who_pay_as_much_of_their_own_claim_as_they_are_paid_are_refused():
    """Two members who pay everything: phi is a half each, and half is what they are paid."""
    names = ("core",)
    two = economy(
        {"core": tier(names, members=2)}, funding__ratio=0.5, funding__billed=1.0, panel__ring=0
    )
    refused = refusal({}, two)
    assert refused.constraint == "phi of core below the ratio"
    assert refused.changes["funding.billed"] < 1


def test_stated_shares_are_scaled_down_together():
    plain = reference().to_dict()["funding"]
    shares = {"regular": 0.2, "core": 0.2, "critical": 0.59}
    plain = {name: value for name, value in plain.items() if name != "billed"}
    changes = {"funding": {**plain, "shares": shares, "ratio": 0.9}, "reading.decay": 0.6}
    refused = refusal(changes)
    assert refused.constraint == "membership of critical"
    scaled = [refused.changes[f"funding.shares.{name}"] for name in shares]
    assert scaled == pytest.approx([s * scaled[0] / 0.2 for s in shares.values()])


def test_the_relaxation_is_the_smallest_of_its_kind():
    """A little less is refused again."""
    for changes, path in (
        ({"funding.external": 0, "funding.paid": 0.7}, "funding.external"),
        ({"band.cap": 50}, "band.cap"),
    ):
        asked = reference().changed(changes)
        least = refusal(changes).changes[path]
        with pytest.raises(CalibrationInfeasible):
            calibrate(asked.changed({path: 0.995 * least}))


def test_negative_and_not_finite_inputs_never_reach_the_calibration():
    for value in (-1.0, float("nan"), float("inf")):
        with pytest.raises(EconomyRefused, match=r"tiers\.core\.risk"):
            reference().changed({"tiers.core.risk": value})


# ---- the check can fail ----------------------------------------------------------------------

GOOD = calibrate(reference()).parameters


def planted(section: str, **changes: Any) -> Parameters:
    """The reference's parameters with some numbers put wrong."""
    return replace(GOOD, **{section: replace(getattr(GOOD, section), **changes)})


@pytest.mark.parametrize(
    ("section", "changes", "constraint"),
    [
        ("pricing", {"base": GOOD.pricing.base * 98 // 100}, "sharing of regular"),
        ("pricing", {"core_weight_bps": 10_900}, "sharing of core"),
        ("pricing", {"critical_weight_bps": 24_500}, "sharing of critical"),
        ("pricing", {"critical_weight_bps": 40_001}, "weights"),
        ("pricing", {"base": 30 * GOOD.pricing.base}, "membership of regular"),
        ("pricing", {"floor_bps": 7_000}, "floor of the multiplier"),
        ("pricing", {"cap": GOOD.pricing.cap * 2}, "ring"),
        ("pricing", {"cap": GOOD.pricing.cap * 9 // 10}, "uncapped"),
        ("pricing", {"regular_weight_bps": 30_000}, "ranges of pricing"),
        ("rewards", {"stipend": 990_000}, "effort of a ballot"),
        ("rewards", {"submission_bond": GOOD.rewards.submission_bond - 1}, "ranges of rewards"),
        ("rewards", {"critical_share_bps": 2_800}, "billed share"),
        ("rewards", {"dues_floor": GOOD.rewards.dues_cap + 1}, "ranges of rewards"),
        ("rewards", {"dues_floor": 7_000_000}, "floor of dues of regular"),
        ("rewards", {"dues_cap": 20_000_000}, "cap of dues of core"),
        ("seats", {"no_show_penalty": 1_000_000}, "withheld reveals"),
        ("seats", {"seat_bond": 1_000_000}, "ranges of seats"),
    ],
)
def test_a_file_with_a_wrong_number_is_refused_by_the_constraint_it_breaks(
    section, changes, constraint
):
    bad = planted(section, **changes)
    assert constraint in [each.name for each in checks(reference(), bad) if not each.holds]
    with pytest.raises(ParametersUnfit):
        verify(reference(), bad)


def test_a_stipend_counts_for_what_the_ratio_leaves_of_it():
    """It is a claim as a reward is: at rho = 0.9 a ballot of 0.95 tokens takes one of 1.06."""
    cut = calibrate(reference().changed({"funding.ratio": 0.9})).parameters
    assert cut.rewards.stipend == 1_060_000
    found = {each.name: each for each in checks(reference(), planted("rewards", stipend=960_000))}
    assert found["effort of a ballot"].limit == pytest.approx(0.95 * 0.96)
    assert not found["effort of a ballot"].holds
    assert found["withheld reveals"].limit == pytest.approx(0.95 * 0.96 + 6.29)


def test_a_wrong_target_is_refused():
    bad = replace(GOOD, targets={**GOOD.targets, 8: 7})
    with pytest.raises(ParametersUnfit, match="target of sector 8"):
        verify(reference(), bad)


def test_one_unit_less_of_a_binding_price_is_found():
    """The check is exact: at the least base that does, one unit less does not."""
    low, high = GOOD.pricing.base * 9 // 10, GOOD.pricing.base
    names = ("sharing of regular", "sharing of core", "sharing of critical")

    def holds(base: int) -> bool:
        found = checks(reference(), planted("pricing", base=base))
        return all(each.holds for each in found if each.name in names)

    assert holds(high)
    assert not holds(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    assert holds(high)
    assert not holds(high - 1)


def test_parameters_for_one_target_do_not_do_for_a_stronger_one():
    weak = calibrate(reference().changed({"target": "equilibrium"})).parameters
    verify(reference(), weak, "equilibrium")
    for target in ("selected", "only"):
        with pytest.raises(ParametersUnfit, match="sharing of"):
            verify(reference(), weak, target)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("pricing", "base"), "many", "pricing.base"),
        (("pricing", "base"), "0.0000001", "pricing.base"),
        (("pricing", "base"), "-1", "pricing.base"),
        (("pricing", "colour"), 1, "pricing.colour"),
        (("rewards", "regular_share_bps"), 1.5, "rewards.regular_share_bps"),
        (("targets", "8"), "x", "targets.8"),
    ],
)
def test_a_file_that_says_no_number_is_refused_by_the_field(path, value, field):
    found = GOOD.to_dict()
    found[path[0]][path[1]] = value
    with pytest.raises(ParametersRefused) as refused:
        Parameters.from_dict(found, reference())
    assert refused.value.field == field


def test_a_file_without_a_section_or_a_number_is_refused():
    found = GOOD.to_dict()
    del found["seats"]
    with pytest.raises(ParametersRefused, match="seats is missing"):
        Parameters.from_dict(found, reference())
    found = GOOD.to_dict()
    del found["pricing"]["cap"]
    with pytest.raises(ParametersRefused, match=r"pricing\.cap is missing"):
        Parameters.from_dict(found, reference())
