"""The tipping point: in closed form, by bisection, from both sides, and on the ledger."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics.calibration.game import net_cost, own_share
from ais.economics.simulation.adoption import drawn_tipping
from ais.economics.simulation.conduct import Conduct
from ais.economics.simulation.critical_mass import EqualFirms
from ais.economics.simulation.decisions import MEMBER, OUT, READ
from ais.economics.simulation.engine import Engine
from ais.economics.simulation.tipping import JoiningMap, follow, tipping_points
from ais.errors import ModelRefused
from tests.unit.economics.simulated import equal_firms, equal_settings, mixed_settings, undisturbed

PARTS = st.fractions(min_value=Fraction(1, 100), max_value=1_000)
COSTS = st.fractions(min_value=0, max_value=1_000)


@given(rate=PARTS, risk=COSTS, worth=PARTS, reward=COSTS, stipends=COSTS, firms=st.integers(2, 999))
def test_at_the_critical_mass_joining_gains_exactly_nothing_whatever_the_price(
    rate: Fraction,
    risk: Fraction,
    worth: Fraction,
    reward: Fraction,
    stipends: Fraction,
    firms: int,
) -> None:
    equal = EqualFirms(
        firms=firms, rate=rate, risk=risk, worth=worth, reward=reward, stipends=stipends
    )
    mass = equal.critical_mass
    assert mass == 1 + (risk + stipends) / worth
    assert equal.gain(mass) == 0
    assert equal.gain(mass + Fraction(1, 10**30)) > 0
    assert mass == 1 or equal.gain(mass - min(Fraction(1, 10**30), mass - 1)) < 0


@given(risk=COSTS, worth=PARTS, reward=COSTS, stipends=COSTS)
def test_bisection_of_best_responses_finds_it_and_both_sides_lead_away(
    risk: Fraction, worth: Fraction, reward: Fraction, stipends: Fraction
) -> None:
    equal = EqualFirms(
        firms=500,
        rate=Fraction(1),
        risk=risk,
        worth=worth,
        reward=reward,
        stipends=stipends,
    )
    found = equal.bisect()
    if equal.critical_mass >= 500:
        assert found is None
        return
    assert found is not None
    assert found.low <= equal.critical_mass <= found.high
    assert found.high - found.low == Fraction(499, 2**64)
    assert equal.settles(found.high) == 500
    assert equal.settles(found.low) == 0


@pytest.mark.parametrize(
    ("field", "value"), [("worth", 0), ("rate", -1), ("risk", -1), ("firms", 1)]
)
def test_equal_firms_outside_the_model_are_refused(field: str, value: int) -> None:
    fine = {"rate": 1, "risk": 1, "worth": 1, "reward": 1, "stipends": 1}
    fine = {name: Fraction(each) for name, each in fine.items()} | {"firms": 9}
    with pytest.raises(ModelRefused) as refused:
        EqualFirms(**{**fine, field: value})  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("price", [0.5, 30.0, 4_000.0])
def test_the_described_map_has_the_same_point_for_equal_firms_whatever_the_price(
    price: float,
) -> None:
    """1 + (20 + 5 x 2)/1.25 = 25 of 60 firms, from the rule that the simulation itself uses."""
    settings = equal_settings(60, price=price, stipend=2.0, risk=20.0, worth=1.25)
    (point,) = tipping_points(JoiningMap(equal_firms(settings), settings))
    assert point.members == pytest.approx(25, abs=1e-9)
    assert (point.below, point.above) == (0, 1)
    assert point.checked


def test_a_point_that_nothing_leaves_is_not_called_checked() -> None:
    """Negative control: a map that stays where it is has no unstable point to check."""
    settings = equal_settings(60, price=30.0, stipend=2.0, risk=20.0, worth=1.25)
    (point,) = tipping_points(JoiningMap(equal_firms(settings), settings))
    assert not replace(point, below=point.share).checked
    assert not replace(point, above=point.share).checked
    assert follow(lambda share: share, 0.4) == 0.4


def test_with_reading_that_pays_for_nobody_there_is_no_tipping_point() -> None:
    settings = equal_settings(60, price=30.0, stipend=2.0, risk=20.0, worth=0.1)
    joining = JoiningMap(equal_firms(settings), settings)
    assert tipping_points(joining) == ()
    assert joining(1.0) == 0


@pytest.mark.parametrize("price", [1.0, 777.25])
@pytest.mark.parametrize("members", [24, 25, 26])
def test_on_the_ledger_members_gain_only_above_the_critical_mass(
    price: float, members: int
) -> None:
    """In whole units, one disclosure each; rounding dues upwards costs a unit at most."""
    described = equal_settings(60, price=price, stipend=2.0, risk=20.0, worth=1.25, epochs=6)
    settings = undisturbed(described)
    firms = equal_firms(settings)
    forced = np.where(np.arange(60) < members, MEMBER, OUT)
    engine = _Steady(settings, firms, Conduct.plain(60, forced=forced), 1)
    engine.run()
    money = engine.money_of_last_epochs()
    unit = settings.network.unit
    value = Fraction(5, 4) * (members - 1) - 20
    gain = money + value
    assert abs(gain - Fraction(5, 4) * (members - 25)) <= Fraction(1, unit)


@pytest.mark.parametrize("price", [1.0, 30.0, 777.25])
def test_on_the_ledger_sharing_moves_money_by_what_the_games_net_cost_says(price: float) -> None:
    """Of 30 members one shares or reads alone: R - phi (R + m w), and d = r - that."""
    described = equal_settings(60, price=price, stipend=2.0, risk=20.0, worth=1.25, epochs=6)
    settings = undisturbed(described)
    moved = []
    for first in (MEMBER, READ):
        forced = np.where(np.arange(60) < 30, MEMBER, OUT)
        forced[0] = first
        engine = _Steady(settings, equal_firms(settings), Conduct.plain(60, forced=forced), 1)
        engine.run()
        moved.append(engine.money_of_last_epochs())
    paid = Fraction(price) - (Fraction(price) + 10) / 30
    assert abs(moved[0] - moved[1] - paid) <= Fraction(2, settings.network.unit)
    net = net_cost(20.0, price, 10.0, own_share(1.0, 30), 1.0)
    assert float(20 - paid) == pytest.approx(net)


class _Steady(Engine):
    """An engine in which everybody discloses exactly once an epoch."""

    def _numbers(self, epoch: int) -> np.ndarray:  # type: ignore[override]
        self._wealth = [*getattr(self, "_wealth", []), self._meters.wealth()[0]]
        return np.ones(self.firms.size, dtype=np.int64)

    def money_of_last_epochs(self) -> Fraction:
        """What an epoch in the steady state brings the first firm, tokens."""
        return Fraction(self._wealth[-1] - self._wealth[-2], self.settings.network.unit)


def test_simulated_equal_firms_leave_the_point_on_both_sides() -> None:
    """25 of 60 is the point: 20 at the start starve, 30 fill the network."""
    settings = equal_settings(60, price=30.0, stipend=2.0, risk=20.0, worth=1.25, epochs=40)
    ends = []
    for start in (20 / 60, 30 / 60):
        begun = replace(settings, rule=replace(settings.rule, initial=start, revise=0.3))
        run = Engine(begun, equal_firms(begun), Conduct.plain(60), 5).run()
        ends.append(run.records[-1].in_standing)
    assert ends[0] < 0.05
    assert ends[1] > 0.95


def test_points_of_a_described_economy_are_fixed_and_checked() -> None:
    settings = mixed_settings(200)
    points = drawn_tipping(settings, 1)
    assert points
    assert all(point.checked and 0 < point.share < 1 for point in points)


def test_a_multiplier_outside_its_bounds_is_refused() -> None:
    settings = mixed_settings(40)
    with pytest.raises(ModelRefused) as refused:
        drawn_tipping(settings, 1, multiplier_bps=settings.network.pricing.ceiling_bps + 1)
    assert refused.value.field == "multiplier_bps"
    assert math.isfinite(float(refused.value.value))
