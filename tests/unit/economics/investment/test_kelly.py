"""Kelly's bets, and the extension of Gordon and Loeb: optima, roots, corners, limits, units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from ais.economics.investment.gordon_loeb import (
    Breach,
    ClassOne,
    ClassTwo,
    expected_cost,
    optimal_investment,
)
from ais.economics.investment.growth import LossForm, ShareGrowth
from ais.economics.investment.kelly import (
    WealthyFirm,
    bet_fraction,
    bet_growth,
    gap_to_gordon_loeb,
    indicator_growth,
)
from ais.errors import ModelRefused

FORMS: tuple[LossForm, ...] = ("fixed", "proportional")
forms = st.sampled_from(FORMS)


@st.composite
def shares(draw: st.DrawFn, most: float = 0.999) -> ShareGrowth:
    """A firm in shares of its wealth: A = alpha W between 0.1 and 10,000."""
    v, a = draw(st.floats(0.01, 0.99)), draw(st.floats(0.1, 1e4))
    breach = ClassOne(v, a, draw(st.floats(0.2, 5))) if draw(st.booleans()) else ClassTwo(v, a)
    return ShareGrowth(breach=breach, loss_share=draw(st.floats(0.001, most)), form=draw(forms))


def firm(l_share: float, form: LossForm, *, v: float = 0.65, a: float = 10.0) -> WealthyFirm:
    return WealthyFirm(breach=ClassOne(v, a), loss=l_share, wealth=1.0, form=form)


@pytest.mark.parametrize(
    ("p", "bits"), [(0.55, 0.0072255460), (0.6, 0.0290494055), (0.75, 0.1887218755)]
)
def test_even_odds_grow_as_kelly_says(p: float, bits: float) -> None:
    assert float(bet_fraction(p)) == pytest.approx(2 * p - 1, rel=1e-14)
    assert float(bet_growth(p)) == pytest.approx(bits, abs=5e-11)
    assert float(bet_growth(p)) == pytest.approx(
        1 + p * math.log2(p) + (1 - p) * math.log2(1 - p), rel=1e-12
    )


def test_two_to_one_grows_as_kelly_says() -> None:
    assert float(bet_fraction(0.5, 2.0)) == 0.25
    assert float(bet_growth(0.5, 2.0, unit="nats")) == pytest.approx(0.0588915178, abs=5e-11)


@given(st.floats(0, 1), st.floats(0.01, 100), st.floats(0, 0.999))
def test_no_other_bet_grows_faster(p: float, odds: float, other: float) -> None:
    best = float(bet_growth(p, odds, unit="nats"))
    assert p * math.log1p(odds * other) + (1 - p) * math.log1p(-other) <= best + 1e-12
    assert best >= 0


def test_a_bad_bet_is_not_made_and_a_sure_one_takes_all() -> None:
    assert bet_fraction([0.5, 0.2, 1.0]).tolist() == [0, 0, 1]
    assert bet_growth([0.5, 0.2, 1.0]).tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("l_share", "expected"),
    [(0.5, 0.08126), (0.7, 0.10339), (0.9, 0.04558), (0.95, 0.01460), (0.99, 0.0)],
)
def test_a_fixed_loss_has_the_known_optima(l_share: float, expected: float) -> None:
    assert float(firm(l_share, "fixed").optimal_investment()) == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(("l_share", "expected"), [(0.5, 0.10123), (0.9, 0.23776), (0.99, 0.34335)])
def test_a_proportional_loss_has_the_known_optima(l_share: float, expected: float) -> None:
    found = float(firm(l_share, "proportional").optimal_investment())
    assert found == pytest.approx(expected, abs=6e-6)


def test_at_one_hundredth_of_the_wealth_the_known_optimum() -> None:
    """At alpha L = 10 and L/W = .01 it is .155264244 L; Gordon and Loeb's is .154950976."""
    rich = WealthyFirm(breach=ClassOne(0.65, 10.0), loss=1.0, wealth=100.0)
    assert float(rich.optimal_investment()) == pytest.approx(0.155264244, abs=5e-10)
    assert float(optimal_investment(ClassOne(0.65, 10.0), 1.0)) == pytest.approx(0.154950976)


def test_the_optimum_falls_to_nothing_as_the_loss_nears_the_wealth() -> None:
    """It rises first, then falls, and is 0 before L = W; with a proportional loss it only rises."""
    l_share = np.array([0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.985, 0.99, 0.999, 0.999999])
    breach = ClassOne(0.65, 10.0)
    z = WealthyFirm(breach=breach, loss=l_share, wealth=1.0).optimal_investment()
    top = int(np.argmax(z))
    assert (np.diff(z[1 : top + 1]) > 0).all()
    assert (np.diff(z[top:]) <= 0).all()
    assert z[-3:].tolist() == [0, 0, 0]
    other = WealthyFirm(breach=breach, loss=l_share, wealth=1.0, form="proportional")
    assert (np.diff(other.optimal_investment()) >= 0).all()


@settings(deadline=None)
@given(shares(), st.floats(1e-14, 1e-9))
def test_whatever_the_firm_a_fixed_loss_near_the_wealth_is_not_fought(
    model: ShareGrowth, gap: float
) -> None:
    breach = model.breach
    assume(float(breach.alpha) < 1e4 or isinstance(breach, ClassOne))
    near = ShareGrowth(breach=breach, loss_share=1 - gap, form="fixed")
    steep = -float(breach.slope(0.0)) * -math.log(gap)
    assume(steep < float(breach.vulnerability) / gap)
    assert float(near.optimum()) == 0


def condition(model: ShareGrowth, x: float) -> float:
    """The first-order condition, written anew with the logarithms as they stand in the text."""
    v, a, l_share = (
        float(t) for t in (model.breach.vulnerability, model.breach.alpha, model.loss_share)
    )
    if isinstance(model.breach, ClassOne):
        beta = float(model.breach.beta)
        s, ds = v * (a * x + 1) ** -beta, -v * beta * a * (a * x + 1) ** (-beta - 1)
    else:
        s, ds = v ** (a * x + 1), v ** (a * x + 1) * a * math.log(v)
    if model.form == "proportional":
        return -1 / (1 - x) + ds * math.log(1 - l_share)
    change = math.log1p(-x - l_share) - math.log1p(-x)
    return -(1 - s) / (1 - x) - s / (1 - x - l_share) + ds * change


@settings(deadline=None, max_examples=200)
@given(shares())
def test_the_optimum_is_the_only_root_of_the_first_order_condition(model: ShareGrowth) -> None:
    """An independent root to 1e-9 relative, the objective to 1e-12; 0 where the slope is below."""
    x, start = float(model.optimum()), condition(model, 0.0)
    if start <= 0:
        assert x == pytest.approx(0, abs=1e-12)
        return
    assume(start > 1e-3)  # nearer to the corner the root itself is not known to nine digits
    top = float(model.most) * (1 - 1e-12)
    root = brentq(lambda t: condition(model, t), 0.0, top, xtol=1e-300, rtol=1e-14)
    assert x == pytest.approx(root, rel=1e-9)
    assert float(model.growth(x)) == pytest.approx(float(model.growth(root)), abs=1e-12)
    grid = np.linspace(0, top, 400)
    assert float(model.growth(grid).max()) <= float(model.growth(x)) + 1e-12
    signs = np.sign([condition(model, t) for t in grid])
    assert (np.diff(signs) <= 0).all()


@given(st.floats(0.01, 1), st.floats(0.1, 1e6), st.floats(0.001, 0.999))
def test_the_closed_form_solves_its_quadratic(v: float, a: float, l_share: float) -> None:
    """z/W = (sqrt(B^2 - 4 A^2 (1 - v A G)) - B)/(2 A^2), 0 where v A G <= 1."""
    found = float(
        ShareGrowth(breach=ClassOne(v, a), loss_share=l_share, form="proportional").optimum()
    )
    g = -math.log1p(-l_share)
    b = 2 * a + v * a * g
    assume(abs(v * a * g - 1) > 1e-3)
    printed = (math.sqrt(max(b * b - 4 * a * a * (1 - v * a * g), 0)) - b) / (2 * a * a)
    assert found == pytest.approx(max(printed, 0.0), rel=1e-9)
    root = ShareGrowth(breach=ClassOne(v, a, 1 + 1e-15), loss_share=l_share, form="proportional")
    assert found == pytest.approx(float(root.optimum()), rel=1e-9)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "breach", [ClassOne(0.65, 1.0), ClassOne(0.3, 2.0, 2.5), ClassTwo(0.65, 1.0)]
)
def test_it_tends_to_gordon_and_loeb_with_the_known_rate(form: LossForm, breach: Breach) -> None:
    """z_K - z_GL = (first order)/W + O(1/W^2): what is left falls a hundredfold for W x 10."""
    loss, left = 10.0, []
    for wealth in (1e4, 1e5, 1e6):
        rich = WealthyFirm(breach=breach, loss=loss, wealth=wealth, form=form)
        gap = float(rich.optimal_investment()) - float(optimal_investment(breach, loss))
        expected = float(gap_to_gordon_loeb(rich))
        assert gap == pytest.approx(expected, rel=2e2 / wealth)
        left.append(abs(gap - expected))
    assert left[0] / left[1] == pytest.approx(100, rel=0.1)


@pytest.mark.parametrize("form", FORMS)
def test_where_gordon_and_loebs_corner_is_strict_the_limit_is_nothing(form: LossForm) -> None:
    for breach in (ClassOne(0.05, 1.0), ClassTwo(0.999, 1.0)):
        rich = WealthyFirm(breach=breach, loss=10.0, wealth=1e6, form=form)
        assert float(optimal_investment(breach, 10.0)) == 0
        assert float(rich.optimal_investment()) == 0
        assert float(gap_to_gordon_loeb(rich)) == 0


@settings(deadline=None)
@given(shares())
def test_money_in_thousandths_makes_the_optimum_a_thousand_times_larger(
    model: ShareGrowth,
) -> None:
    """L and W x 1000, alpha / 1000: z x 1000."""

    def invested(scale: float) -> float:
        breach = model.breach.in_shares_of(1 / scale)
        loss = float(model.loss_share) * scale
        whole = WealthyFirm(breach=breach, loss=loss, wealth=scale, form=model.form)
        return float(whole.optimal_investment())

    assume(abs(condition(model, 0.0)) > 1e-4)
    assert invested(1000.0) == pytest.approx(1000 * invested(1.0), rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(shares(most=0.95), st.floats(0.05, 0.999))
def test_a_better_informed_firm_grows_faster_and_would_pay_for_it(
    model: ShareGrowth, drop: float
) -> None:
    """Paying the fee leaves it as well off as without; the sure wealth is the growth in money."""
    assume(float(model.breach.vulnerability) * drop > 1e-3)
    whole = WealthyFirm(breach=model.breach, loss=model.loss_share, wealth=1.0, form=model.form)
    v = float(model.breach.vulnerability) * drop
    informed = model.breach.with_vulnerability(v)
    found = indicator_growth(whole, informed)
    assume(float(found.growth) > 1e-6)  # class II may gain nothing where it gives up anyway
    before = float(whole.optimal_growth())
    assert float(found.sure_wealth) == pytest.approx(
        math.exp(before + float(found.growth)) - math.exp(before), rel=1e-9
    )
    fee, room = float(found.most_to_pay), float(model.most)
    assert 0 < fee < room
    better = WealthyFirm(breach=informed, loss=whole.loss, wealth=1.0, form=model.form)

    def left(paid: float) -> float:
        return math.log1p(-paid) + float(better.after_paying(paid).optimal_growth()) - before

    step = 1e-9 * room  # beside the pole, where nothing but the loss is left, growth falls steeply
    assert left(max(fee - step, 0)) >= -1e-12
    assert fee + step >= room or left(fee + step) <= 1e-12


def test_an_indicator_is_worth_what_gordon_and_loeb_say_where_wealth_is_large() -> None:
    before, after = ClassOne(0.65, 1e-5), ClassOne(0.5, 1e-5)
    saved = expected_cost(before, 1e6, optimal_investment(before, 1e6)) - expected_cost(
        after, 1e6, optimal_investment(after, 1e6)
    )
    found = indicator_growth(WealthyFirm(breach=before, loss=1e6, wealth=1e11), after)
    assert float(found.sure_wealth) == pytest.approx(float(saved), rel=1e-3)
    assert float(found.most_to_pay) == pytest.approx(float(saved), rel=1e-3)
    assert float(found.growth) * 1e11 == pytest.approx(float(saved), rel=1e-3)


@settings(deadline=None)
@given(st.sampled_from(["fixed", "proportional"]), st.floats(1, 15.6), st.floats(1e-6, 1e9))
def test_however_near_the_loss_is_to_the_wealth_an_indicator_has_a_value(
    form: LossForm, nines: float, wealth: float
) -> None:
    """A loss below the wealth is no ruin, so it is no ground for a refusal."""
    loss = min(wealth * (1 - 10**-nines), math.nextafter(wealth, 0))
    ignorant, informed = ClassOne(0.5, 10 / wealth), ClassOne(0.3, 10 / wealth)
    firm = WealthyFirm(breach=ignorant, loss=loss, wealth=wealth, form=form)
    found = indicator_growth(firm, informed)
    assert found.growth > 0
    assert 0 <= found.most_to_pay < (wealth - loss if form == "fixed" else wealth)


def test_an_indicator_that_says_nothing_is_worth_nothing() -> None:
    found = indicator_growth(firm(0.5, "fixed"), ClassOne(0.65, 10.0))
    assert (float(found.growth), float(found.sure_wealth), float(found.most_to_pay)) == (0, 0, 0)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("loss", [1.0, 1.5])
def test_a_loss_of_all_the_wealth_is_refused(form: LossForm, loss: float) -> None:
    with pytest.raises(ModelRefused, match=f"loss is {loss:g}: it must be below the wealth"):
        firm(loss, form)
    with pytest.raises(ModelRefused, match="loss_share"):
        ShareGrowth(breach=ClassOne(0.5, 1.0), loss_share=loss, form=form)


def test_an_investment_that_leaves_less_than_a_fixed_loss_is_refused() -> None:
    with pytest.raises(ModelRefused, match="z < W - L"):
        firm(0.6, "fixed").growth(0.4)
    assert float(firm(0.6, "proportional").growth(0.4)) < 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -0.5])
def test_values_out_of_range_are_refused_by_name(bad: float) -> None:
    with pytest.raises(ModelRefused, match="win"):
        bet_fraction(bad)
    with pytest.raises(ModelRefused, match="odds"):
        bet_growth(0.5, bad)
    with pytest.raises(ModelRefused, match="wealth"):
        WealthyFirm(breach=ClassOne(0.5, 1.0), loss=0.5, wealth=bad)
    with pytest.raises(ModelRefused, match="loss"):
        WealthyFirm(breach=ClassOne(0.5, 1.0), loss=bad, wealth=1.0)
    with pytest.raises(ModelRefused, match="bonus"):
        firm(0.5, "fixed").in_shares().optimum(bad)


def test_an_unknown_form_or_unit_is_refused() -> None:
    with pytest.raises(ModelRefused, match="form"):
        firm(0.5, "both")  # type: ignore[arg-type]
    with pytest.raises(ModelRefused, match="unit"):
        bet_growth(0.6, unit="bans")  # type: ignore[arg-type]
