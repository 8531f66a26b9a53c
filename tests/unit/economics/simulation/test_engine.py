"""The simulation: reproducible, every unit accounted for, and the contracts' money alone."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import hypothesis as hyp
import numpy as np
import pytest
from hypothesis import strategies as st

from ais.economics.ledger import Ledger
from ais.economics.simulation.conduct import Conduct
from ais.economics.simulation.course import Course, bands, course_of
from ais.economics.simulation.decisions import (
    CONTRIBUTE,
    MEMBER,
    OUT,
    READ,
    View,
    choose,
    gains,
    probabilities,
)
from ais.economics.simulation.engine import Engine
from ais.economics.simulation.meters import age_factor
from ais.economics.simulation.population import draw_population, sized
from ais.economics.simulation.record import Run
from ais.economics.simulation.runs import play, versions
from ais.economics.simulation.settings import Care, Rule, Settings
from ais.errors import ModelRefused
from tests.unit.economics.simulated import (
    equal_firms,
    equal_settings,
    mixed_settings,
    run,
    undisturbed,
)


def _bytes(found: Run) -> bytes:
    return json.dumps(found.to_dict(), sort_keys=True).encode()


def test_equal_seeds_give_equal_bytes_and_other_seeds_do_not() -> None:
    settings = mixed_settings()
    assert _bytes(run(settings, 4)) == _bytes(run(settings, 4))
    assert _bytes(run(settings, 4)) != _bytes(run(settings, 5))


def test_results_do_not_depend_on_how_many_processes_share_the_work() -> None:
    settings = mixed_settings(30, 3)
    alone, together = (
        play("baseline", settings, (1, 2), processes=number).runs["as it is"] for number in (1, 2)
    )
    assert [_bytes(each) for each in alone] == [_bytes(each) for each in together]


@pytest.mark.parametrize("calibrated", [True, False])
def test_every_unit_is_accounted_for_in_every_epoch(calibrated: bool) -> None:
    """Tokens are conserved, and the pool's totals move by what was paid in and out, no more."""
    settings = mixed_settings(60, 16, calibrated=calibrated)
    settings = replace(settings, care=Care(absence=0.35, worthless=0.3))
    found = run(settings, 3).records
    assert [record.unaccounted for record in found] == [0] * len(found)
    _require_balance(settings, found)
    assert sum(record.set_off for record in found) > 0
    assert sum(record.forfeited for record in found) > 0
    assert max(record.rounds - record.opened for record in found) > 0, "no second round"
    if not calibrated:
        assert min(record.ratio for record in found) < 1, "nothing lapsed"
        assert sum(record.lapsed for record in found) > 0


@hyp.settings(max_examples=12, deadline=None)
@hyp.given(
    seed=st.integers(0, 2**32),
    firms=st.integers(8, 40),
    calibrated=st.booleans(),
    absence=st.floats(0, 1),
    worthless=st.floats(0, 1),
    initial=st.floats(0, 1),
    pieces=st.integers(1, 3),
    junk=st.integers(0, 2),
)
def test_whatever_firms_and_panelists_do_money_is_conserved(
    seed: int,
    firms: int,
    calibrated: bool,
    absence: float,
    worthless: float,
    initial: float,
    pieces: int,
    junk: int,
) -> None:
    settings = mixed_settings(firms, 5, calibrated=calibrated)
    rule = replace(settings.rule, initial=initial, noise=50.0, revise=0.5)
    care = Care(absence=absence, worthless=worthless)
    settings = replace(settings, rule=rule, care=care)
    odd = np.arange(firms) % 2 == 1
    cut = np.where(odd, pieces, 1)
    found = run(settings, seed, pieces=cut, recognised=0.5, ring=odd & (cut < 2), junk=junk)
    assert [record.unaccounted for record in found.records] == [0] * 5
    _require_balance(settings, found.records)


def _require_balance(settings: Settings, found: tuple[Any, ...]) -> None:
    """Claims of members + stipends = dues + outside money + what lapsed, stocks counted."""
    free = settings.network.initial_fund
    promised = 0  # of the epoch before
    for record in found:
        # The close of the epoch before moves its promise out of free; pay sends it or keeps dues.
        inflow = record.funded + record.dues + record.set_off + record.forfeited + record.dust
        if record.epoch == 1:
            inflow += sum(_founding_dues(settings))
        assert record.free == free + inflow - promised
        assert promised == record.paid + record.set_off + record.dust
        assert record.claims == record.reserved + record.lapsed
        free, promised = record.free, record.reserved


def _founding_dues(settings: Settings) -> list[int]:
    """Who is in at the start has paid the floor before it, where its tier is billed at all."""
    founders = round(settings.rule.initial * settings.firms)
    return [settings.network.rewards.dues_floor] * founders


def test_no_number_of_the_money_is_numpys_or_a_float() -> None:
    """18 decimals overflow 64 bits: the amounts of this run do, and stay exact."""
    settings = undisturbed(
        equal_settings(30, price=2_000.0, stipend=5.0, risk=1.0, worth=1.25, epochs=5)
    )
    engine = Engine(settings, equal_firms(settings), Conduct.plain(30), 2)
    found = engine.run()
    amounts = [record.claims for record in found.records]
    assert max(amounts) > 2**63
    for record in found.records:
        for name in ("claims", "reserved", "paid", "dues", "set_off", "funded", "free", "dust"):
            assert type(getattr(record, name)) is int, name
    assert {type(each) for each in _numbers(engine.ledger)} == {int}


def _numbers(ledger: Ledger) -> list[Any]:
    pool, seats = ledger.pool, ledger.seats.panelists.values()
    found = [*pool.balances.values(), pool.free, pool.reserved, pool.bonds, pool.minted]
    found += [each.bond for each in seats]
    found += [each.free_bond for each in ledger.members.all.values()]
    for epoch in range(1, ledger.epoch + 1):
        account = asdict(ledger.books.account(epoch))
        found += [account[name] for name in ("claims", "reserved", "unpaid_claims", "remaining")]
        found += ledger.books.claims(epoch).values()
    return found


def test_the_pool_pays_what_the_larger_of_fund_and_largest_earlier_claims_covers() -> None:
    """The calibration's formula for the cover where all that is claimed is billed and paid."""
    described = equal_settings(30, price=40.0, stipend=2.0, risk=1.0, worth=1.25, epochs=30)
    network = replace(described.network, initial_fund=1_100 * described.network.unit)
    settings = undisturbed(replace(described, network=network))
    forced = np.full(30, MEMBER)
    for seed in range(4):
        firms = equal_firms(settings)
        records = Engine(settings, firms, Conduct.plain(30, forced=forced), seed).run().records
        cover = network.initial_fund
        for record in records:
            dust = 30 * (record.epoch + 1)  # dues are rounded up to a unit a member
            assert 0 <= record.reserved - min(record.claims, cover) <= dust
            cover = max(cover, record.claims)
        assert any(record.ratio < 1 for record in records)
        assert any(record.ratio == 1 for record in records)


# ---- firms and decisions ---------------------------------------------------------------------


def test_firms_are_drawn_in_the_tiers_proportion_and_around_their_means() -> None:
    settings = mixed_settings(2_000)
    economy = settings.economy
    firms = draw_population(economy, 2_000, 0.5, np.random.default_rng(1))
    assert np.bincount(firms.tier).tolist() == [0, 1_200, 500, 300]
    for tier in economy.tiers:
        own = firms.tier == tier.number
        assert firms.risk[own].mean() == pytest.approx(tier.risk, rel=0.1)
        assert firms.rate[own].mean() == pytest.approx(tier.disclosures, rel=0.1)
        logs = np.log(firms.risk[own] / tier.risk)
        assert logs.std() == pytest.approx(economy.spread.risk, rel=0.15)
        mix = firms.mix[own].mean(axis=0)
        for kind, part in zip(firms.kinds, mix, strict=True):
            stated = [k.probability for k in tier.mix if replace(k, probability=0.0) == kind]
            assert part == pytest.approx(sum(stated), abs=0.05)
    assert np.allclose(firms.mix.sum(axis=1), 1)


def test_an_economy_of_another_size_keeps_every_tier() -> None:
    economy = mixed_settings(200).economy
    assert [tier.members for tier in sized(economy, 20).tiers] == [12, 5, 3]
    assert min(tier.members for tier in sized(economy, 4).tiers) == 1
    assert sized(economy, economy.members) == economy
    with pytest.raises(ModelRefused):
        sized(economy, 2)


def _seen(size: int, **changes: Any) -> View:
    base: dict[str, Any] = {
        "prices": np.full(1, 30.0),
        "ratio": 1.0,
        "stipends": 10.0,
        "dues": np.full(size, 25.0),
        "share": np.full(size, 0.02),
        "value": np.full(size, 40.0),
        "sharing": np.full(size, 0.5),
        "adoption": 1.0,
    }
    return View(**{**base, **changes})


def test_gains_are_the_games_own() -> None:
    """With d = r - rho R + phi (R + m w): 20 - 30 + 0.02 x 40 = -9.2; V - D = 15."""
    settings = equal_settings(3, price=30.0, stipend=2.0, risk=20.0, worth=1.25)
    firms = equal_firms(settings)
    found = gains(firms, _seen(3), settings.rule, complementarity=4.0)
    assert found[0, OUT] == 0
    assert found[0, READ] == pytest.approx(15)
    assert found[0, MEMBER] == pytest.approx(15 + 4 * 0.5 + 9.2)
    caught = 1 - np.exp(-1)  # one disclosure's pay covers the dues
    assert found[0, CONTRIBUTE] == pytest.approx(10 + caught * (15 + 11.2 - 10))
    uncovered = gains(firms, _seen(3, dues=np.full(3, 31.0)), settings.rule, 4.0)
    assert uncovered[0, CONTRIBUTE] == pytest.approx(10)


def test_less_belief_counts_what_comes_later_for_less_and_costs_in_full() -> None:
    settings = equal_settings(3, price=30.0, stipend=2.0, risk=20.0, worth=1.25)
    rule = replace(settings.rule, belief_floor=0.4)
    found = gains(equal_firms(settings), _seen(3, adoption=0.5), rule, 0.0)
    assert rule.belief(0.5) == pytest.approx(0.7)
    assert found[0, READ] == pytest.approx(0.7 * 40 - 25)
    assert found[0, MEMBER] == pytest.approx(0.7 * 40 - 25 - 20 + 0.7 * 30 - 0.02 * 40)


def test_choices_follow_the_logit_and_only_what_is_allowed() -> None:
    found = np.tile([0.0, 1.0, 2.0, 3.0], (40_000, 1))
    rule = Rule(noise=1.0)
    drawn = choose(found, rule, np.random.default_rng(1))
    shares = np.bincount(drawn, minlength=4) / len(drawn)
    assert shares == pytest.approx(probabilities(found[:1], rule)[0], abs=0.01)
    narrow = replace(rule, actions=(OUT, READ))
    assert set(choose(found, narrow, np.random.default_rng(1)).tolist()) == {OUT, READ}
    assert probabilities(found[:1], replace(rule, noise=0.0)).tolist() == [[0, 0, 0, 1]]


def test_a_back_catalogue_is_worth_what_the_calibration_says() -> None:
    """Age factors sum to the integral that ``kept_share`` takes."""
    factors = sum(age_factor(0.3, age) for age in range(1, 8))
    assert factors == pytest.approx((1 - 0.3**7) / -np.log(0.3))
    assert (age_factor(0.0, 3), age_factor(1.0, 3)) == (0.0, 1.0)


# ---- refusals and what is stated -------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"revise": 1.5}, "revise"),
        ({"noise": float("nan")}, "noise"),
        ({"belief_floor": -0.1}, "belief_floor"),
        ({"initial": float("inf")}, "initial"),
        ({"actions": ()}, "actions"),
        ({"actions": (7,)}, "actions"),
    ],
)
def test_a_rule_out_of_range_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        Rule(**changes)
    assert refused.value.field == field


def test_other_inputs_out_of_range_are_refused() -> None:
    settings = mixed_settings(30, 2)
    for make in (
        lambda: Care(absence=2.0),
        lambda: replace(settings, firms=1),
        lambda: replace(settings, epochs=0),
        lambda: play("no such", settings, (1,)),
        lambda: play("baseline", settings, ()),
        lambda: play("baseline", settings, (1,), processes=0),
        lambda: bands([run(settings)], "no such"),
    ):
        with pytest.raises(ModelRefused):
            make()


def test_settings_and_versions_state_all_that_a_result_depends_on() -> None:
    stated = mixed_settings().to_dict()
    assert set(stated) == {
        "economy",
        "network",
        "firms",
        "epochs",
        "rule",
        "care",
        "outside_panel",
    }
    assert set(stated["rule"]) >= {"revise", "noise", "belief_floor", "initial", "focus"}
    assert set(stated["economy"]["spread"]) == {"risk", "worth", "disclosures"}
    assert set(versions()) == {"ais", "python", "numpy", "scipy"}
    json.dumps(stated)


def test_a_course_holds_medians_and_bands_and_reads_back() -> None:
    settings = mixed_settings(30, 4)
    runs = play("baseline", settings, (1, 2, 3)).runs["as it is"]
    course = course_of(settings.network, runs)
    low, median, high = course.series["in_standing"]
    values = np.array([each.series("in_standing") for each in runs])
    assert np.allclose(median, np.median(values, axis=0))
    assert (low <= median).all()
    assert (median <= high).all()
    back = Course.from_dict(json.loads(json.dumps(course.to_dict())))
    assert np.allclose(back.series["claims"], course.series["claims"], atol=1e-4)
    assert back.gains == course.gains
