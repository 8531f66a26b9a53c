"""Whether the pool can pay: the fund, the cover, the budget, the ways around, the report."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics import money
from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.deviations import NO_INSTRUMENT, Deviation, deviations, waiting_gain
from ais.economics.calibration.laws import ClaimsLaw, claims_law, initial_fund
from ais.economics.calibration.outlook import outlook
from ais.economics.calibration.report import report
from ais.economics.calibration.solvency import cover, drawn_claims, run_pool, solvency
from ais.economics.reference import reference
from ais.errors import ModelRefused


@cache
def calibrated() -> Calibration:
    """The reference's calibration, made once."""
    return calibrate(reference())


# ---- claims ----------------------------------------------------------------------------------


def test_the_law_of_claims_has_the_mean_that_the_game_expects():
    found = calibrated()
    seen = outlook(found.economy, found.parameters)
    law = claims_law(found.economy, found.parameters, 20_000)
    assert law.mean == pytest.approx(seen.claims_ceiling)


def test_quantiles_of_equal_claims_are_those_of_poisson():
    """Amounts of 1: the sum is Poisson(3); upwards by less than the grid's step."""
    law = ClaimsLaw((3.0,), (1.0,))
    for probability, value in ((0.5, 3), (0.9, 5), (0.99, 8)):
        assert value <= law.quantile(probability) < value + 0.02


def test_quantiles_are_what_chance_shows():
    found = calibrated()
    law = claims_law(found.economy, found.parameters, 20_000)
    drawn = [claim / 1e6 for claim in drawn_claims(law, 20_000, 1e-6, seed=1)]
    for probability in (0.5, 0.95, 0.99):
        assert law.quantile(probability) == pytest.approx(np.quantile(drawn, probability), rel=0.01)


# ---- the fund --------------------------------------------------------------------------------


def test_dues_that_bring_everything_need_the_fund_of_one_epoch():
    law = ClaimsLaw((5.0,), (10.0,))
    fund = initial_fund(law, paid=1.0, external=0.0, probability=0.9, epochs=100)
    assert fund == law.quantile(0.9)
    with pytest.raises(ModelRefused):
        initial_fund(law, paid=1.1, external=0.0, probability=0.9, epochs=1)


def test_outside_money_lowers_the_fund_and_missing_dues_raise_it():
    law = ClaimsLaw((5.0,), (10.0,))
    funds = [
        initial_fund(law, paid=paid, external=external, probability=0.9, epochs=10)
        for paid, external in ((1.0, 0.0), (0.9, 0.0), (0.9, 5.0), (0.5, 0.0))
    ]
    assert funds[0] < funds[2] < funds[1] < funds[3]


def test_with_the_fund_each_epoch_is_paid_in_full_as_often_as_promised():
    """1,000 pools in whole units at the ceiling, b = 0.95, outside money as described."""
    found = calibrated()
    economy, parameters = found.economy, found.parameters
    law = claims_law(economy, parameters, parameters.pricing.ceiling_bps)
    fund = solvency(economy, parameters).fund
    epochs, runs = economy.funding.epochs, 1_000
    claims = list(drawn_claims(law, epochs * runs, 1e-6, seed=3))
    short = np.zeros(epochs)
    for run in range(runs):
        seen = run_pool(
            economy,
            parameters,
            claims[run * epochs : (run + 1) * epochs],
            initial=round(fund * 1e6),
            external=round(economy.funding.external * 1e6),
            paid=economy.funding.paid,
        )
        short += [r < c for r, c in zip(seen.reserved, seen.claims, strict=True)]
    assert (short / runs).max() <= 1 - economy.funding.in_full + 0.02
    assert short.max() > 0  # the fund is not there for every case


def test_the_cover_at_b_1_is_the_largest_of_fund_and_earlier_claims():
    """The pool in whole units against the formula, to what rounding dues upwards adds."""
    found = calibrated()
    rewards = replace(found.parameters.rewards, dues_floor=0, dues_cap=money.MOST_AMOUNT)
    parameters = replace(found.parameters, rewards=rewards)
    law = claims_law(found.economy, parameters, 20_000)
    claims = list(drawn_claims(law, 200, 1e-6, seed=5))
    initial = round(law.quantile(0.5) * 1e6)
    seen = run_pool(found.economy, parameters, claims, initial=initial)
    for epoch, (free, formula) in enumerate(zip(seen.free, cover(initial, claims), strict=True)):
        assert 0 <= free - formula <= epoch * found.economy.members
    assert any(r < c for r, c in zip(seen.reserved, seen.claims, strict=True))


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 10**9),
    st.integers(0, 10**8),
    st.floats(0, 1),
    st.lists(st.integers(0, 10**10), min_size=1, max_size=12),
)
def test_the_pools_books_balance_to_the_last_unit(initial, external, paid, claims):
    """What came in is what was reserved and what is left; claims are paid or lapse."""
    found = calibrated()
    seen = run_pool(
        found.economy, found.parameters, claims, initial=initial, external=external, paid=paid
    )
    assert initial + sum(seen.dues) + sum(seen.external) == sum(seen.reserved) + seen.left
    lapsed = [c - r for c, r in zip(seen.claims, seen.reserved, strict=True)]
    assert min(lapsed) >= 0


def test_an_expected_epochs_budget_has_two_equal_sides():
    for changes in ({}, {"funding.paid": 0.9, "funding.external": 0, "funding.ratio": 0.8}):
        asked = reference().changed(changes)
        found = solvency(asked, calibrate(asked).parameters)
        for each in found.budgets:
            out = each.rewards + each.stipends + each.growth
            assert out == pytest.approx(each.dues + each.external + each.lapsed)
            assert min(each.growth, each.lapsed) == 0
        assert found.external_full == pytest.approx(
            (1 - found.paid) * (found.budgets[-1].rewards + found.budgets[-1].stipends)
        )
        assert found.long_run >= asked.funding.ratio - 1e-9


# ---- ways around -----------------------------------------------------------------------------


def table(**changes: object) -> dict[str, Deviation]:
    """Deviations of the reference with fields changed, by name."""
    asked = reference().changed({path.replace("__", "."): v for path, v in changes.items()})
    found = calibrate(asked)
    seen = outlook(asked, found.parameters)
    return {each.name: each for each in deviations(asked, found.parameters, seen)}


def test_what_parameters_stop_does_not_pay_and_what_pays_names_no_parameter_or_a_fixed_one():
    found = table()
    stopped = {
        "join and never share": "base, weights",
        "candidate for ever": "shares of dues",
        "pay one epoch in k, then ask for the rest": "shares of dues",
        "withhold a reveal": "noShowPenalty, stipend",
        "a ring, as large as tolerated": "cap, stipend",
        "shop for a panel": "cap, stipend",
    }
    for name, instrument in stopped.items():
        assert found[name].gain <= 1e-9
        assert found[name].instrument == instrument
    for name in (
        "wait for a higher multiplier, cost saved",
        "cut one disclosure into many",
        "a careless or copied ballot",
    ):
        assert found[name].pays
        assert found[name].instrument == NO_INSTRUMENT
    assert found["a careless or copied ballot"].gain == reference().panel.effort


def test_shopping_for_a_panel_gains_less_than_the_ring_that_does_not():
    found = table()
    shop, ring = found["shop for a panel"], found["a ring, as large as tolerated"]
    assert (shop.who, shop.per) == (ring.who, "try")
    assert shop.gain < ring.gain < 0
    assert float(shop.note.rsplit("would bring ")[1].split()[0]) > 0


@pytest.mark.parametrize(
    ("lost", "pays"), [(0.0, True), (1 / 9 - 1e-6, True), (1 / 9 + 1e-6, False)]
)
def test_waiting_for_an_eighth_pays_unless_a_ninth_is_lost(lost, pays):
    """Where the reward alone is at stake, at a step of 12.5 %."""
    gain, epochs = waiting_gain((100.0, 112.5), 1 - lost, 0.0)
    assert (gain > 0) == pays
    assert epochs == (1 if pays else 0)


def test_waiting_risks_less_where_disclosing_costs_something():
    """What is lost is the gain alone: at a net gain of 10 of 100 even a half may be risked."""
    assert waiting_gain((100.0, 112.5), 0.5, 90.0)[0] == pytest.approx(1.25)


def test_hazard_and_discount_stop_waiting_with_a_cost_that_is_borne_anyway():
    name = "wait for a higher multiplier, cost borne anyway"
    assert not table()[name].pays
    eager = table(waiting__hazard=0.05)[name]
    assert eager.pays
    assert eager.instrument == NO_INSTRUMENT


def test_a_network_of_one_tier_has_no_cheaper_one():
    from tests.unit.economics.economies import economy, tier  # noqa: PLC0415

    alone = economy({"core": tier(("core",))}, funding__external=500)
    found = calibrate(alone)
    seen = outlook(alone, found.parameters)
    by_name = {each.name: each for each in deviations(alone, found.parameters, seen)}
    assert by_name["a second organisation in the cheapest tier"].gain == 0


# ---- the report ------------------------------------------------------------------------------


def test_the_report_names_a_source_for_every_number_of_the_file():
    told = report(calibrated())
    sections = calibrated().parameters.to_dict()
    wanted = {f"{section}.{name}" for section, values in sections.items() for name in values}
    assert {row.name for row in told.rows} == wanted
    assert all(row.source for row in told.rows)
    values = {row.name: row.value for row in told.rows}
    for section, named in sections.items():
        for name, value in named.items():
            assert values[f"{section}.{name}"] == str(value)


def test_prices_are_bound_by_sharing_and_the_stipend_by_effort():
    rows = {row.name: row.binding for row in report(calibrated()).rows}
    assert list(rows["pricing.base"]) == ["sharing of regular"]
    assert "sharing of critical" in rows["pricing.critical_weight_bps"]
    assert rows["rewards.stipend"]["effort"] > 62 * 5 / 0.95  # a stipend is paid at the ratio
    ringed = report(calibrate(reference().changed({"panel.ring": 12})))
    assert "ring" in {row.name: row.binding for row in ringed.rows}["rewards.stipend"]


def test_every_number_but_those_chosen_by_definition_names_what_binds_it():
    rows = {row.name: row.binding for row in report(calibrated()).rows}
    free = {"pricing.regular_weight_bps", "pricing.target"}
    assert {name for name, binding in rows.items() if not binding} == free


def test_what_the_economy_gives_is_priced_by_solving_anew():
    """A floor a hundredth higher costs the same reward at the floor with lower prices at 1."""
    rows = {row.name: row.binding for row in report(calibrated()).rows}
    price = rows["pricing.floor_bps"]["band.floor_bps"]
    rewards = calibrated().plan.outlay - 62 * 5
    assert price == pytest.approx(rewards * (1 - 8_000 / 8_100), rel=0.01)
    assert rows["pricing.ceiling_bps"]["band.ceiling_bps"] == 0
    assert rows["rewards.core_share_bps"]["funding.billed"] > 0


def test_from_a_ninth_on_waiting_with_a_cost_that_is_borne_anyway_does_not_pay():
    """The stipends of the round are no part of what waiting raises, nor of what it risks."""
    name = "wait for a higher multiplier, cost borne anyway"
    assert not table(waiting__hazard=0.11112, waiting__discount=0)[name].pays
    assert table(waiting__hazard=0.105, waiting__discount=0)[name].pays
