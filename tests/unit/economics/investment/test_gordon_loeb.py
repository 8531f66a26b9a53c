"""Gordon and Loeb's classes: the optima that are known, their bounds, corners and units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from ais.economics.investment.gordon_loeb import (
    Breach,
    ClassOne,
    ClassTwo,
    expected_cost,
    expected_net_benefit,
    investment_bound,
    optimal_investment,
)
from ais.errors import ModelRefused

ALPHA, LOSS = 1e-5, 1e6

vulnerabilities = st.floats(0.0, 1.0)
alphas = st.floats(1e-9, 1e-1)
losses = st.floats(0.0, 1e9)
betas = st.floats(0.05, 8.0)


@st.composite
def breaches(draw: st.DrawFn) -> Breach:
    v, alpha = draw(vulnerabilities), draw(alphas)
    return ClassOne(v, alpha, draw(betas)) if draw(st.booleans()) else ClassTwo(v, alpha)


def z_star(breach: Breach, loss: float) -> float:
    return float(optimal_investment(breach, loss))


@pytest.mark.parametrize(
    ("v", "expected"),
    [(0.1, 0.0), (0.5, 123606.797750), (0.65, 154950.975680), (0.9, 200000.0)],
)
def test_class_one_has_the_known_optima(v: float, expected: float) -> None:
    assert z_star(ClassOne(v, ALPHA), LOSS) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("v", "expected"),
    [
        (0.1, 36221.568870),
        (0.5, 179316.172194),
        (0.65, 239018.574719),
        (0.8, 259698.992647),
        (0.9, 0.0),
    ],
)
def test_class_two_has_the_known_optima_and_is_not_monotone(v: float, expected: float) -> None:
    assert z_star(ClassTwo(v, ALPHA), LOSS) == pytest.approx(expected, abs=1e-6)


def test_a_smaller_loss_has_the_known_optima() -> None:
    found = [
        z_star(breach, 4e5)
        for breach in (ClassOne(0.65, ALPHA), ClassOne(0.65, ALPHA, 2.0), ClassTwo(0.65, ALPHA))
    ]
    assert found == pytest.approx([61245.154966, 73247.821068, 26314.983735], abs=1e-6)


def test_class_two_invests_only_between_two_vulnerabilities() -> None:
    low, high = ClassTwo(0.5, ALPHA).investing_vulnerabilities(LOSS)
    assert float(low) == pytest.approx(0.0279551996, abs=5e-11)
    assert float(high) == pytest.approx(0.8941939696, abs=5e-11)
    for edge, inside in ((float(low), 1 + 1e-9), (float(high), 1 - 1e-9)):
        assert z_star(ClassTwo(edge * inside, ALPHA), LOSS) > 0
        assert z_star(ClassTwo(edge / inside, ALPHA), LOSS) == 0


def test_class_two_never_invests_where_alpha_times_loss_is_at_most_e() -> None:
    assert np.isnan(ClassTwo(0.5, ALPHA).investing_vulnerabilities(math.e * 1e5 * 0.999)).all()
    v = np.linspace(0, 1, 1001)
    assert not optimal_investment(ClassTwo(v, ALPHA), math.e * 1e5 * 0.999).any()


@given(st.floats(0.01, 0.99), alphas)
def test_class_two_attains_its_bound_at_one_loss(v: float, alpha: float) -> None:
    """At -alpha v L ln v = e the optimum is v L / e, the bound itself."""
    loss = math.e / (-alpha * v * math.log(v))
    breach = ClassTwo(v, alpha)
    assert z_star(breach, loss) == pytest.approx(v * loss / math.e, rel=1e-12)
    assert z_star(breach, loss) == pytest.approx(float(investment_bound(breach, loss)), rel=1e-12)


@given(st.floats(0.01, 1.0), alphas, betas)
def test_class_one_attains_its_sharper_bound_at_one_loss(
    v: float, alpha: float, beta: float
) -> None:
    """With v alpha beta L = ((beta + 1)/beta)^(beta + 1), and that bound is below v L / e."""
    loss = ((beta + 1) / beta) ** (beta + 1) / (v * alpha * beta)
    breach = ClassOne(v, alpha, beta)
    bound = (beta / (beta + 1)) ** (beta + 1) * v * loss
    assert z_star(breach, loss) == pytest.approx(bound, rel=1e-11)
    assert float(investment_bound(breach, loss)) == pytest.approx(bound, rel=1e-12)
    assert bound < v * loss / math.e


@given(breaches(), losses)
def test_no_optimum_exceeds_its_bound(breach: Breach, loss: float) -> None:
    z, at_risk = z_star(breach, loss), float(breach.vulnerability) * loss
    assert z <= float(investment_bound(breach, loss)) * (1 + 1e-12)
    assert z <= at_risk / math.e * (1 + 1e-12)


def first_order(breach: Breach, loss: float, z: float) -> float:
    """The logarithm of -S'(z) L, written anew: 0 at an interior optimum."""
    v, alpha = float(breach.vulnerability), float(breach.alpha)
    if isinstance(breach, ClassOne):
        beta = float(breach.beta)
        return math.log(v * alpha * beta * loss) - (beta + 1) * math.log1p(alpha * z)
    return math.log(-alpha * math.log(v) * loss) + (alpha * z + 1) * math.log(v)


@given(breaches(), st.floats(1.0, 1e9))
def test_the_optimum_is_the_root_of_the_first_order_condition(breach: Breach, loss: float) -> None:
    """An independent root, to 1e-9 relative; at a corner the condition is not above 0 at z = 0."""
    v = float(breach.vulnerability)
    assume(v > 1e-100 and (isinstance(breach, ClassOne) or v < 1))
    z, slope = z_star(breach, loss), first_order(breach, loss, 0.0)
    if slope <= 0:
        assert z == 0
        return
    assume(slope > 1e-5)  # nearer to the corner the root itself is not known to nine digits
    root = brentq(lambda z: first_order(breach, loss, z), 0.0, v * loss, xtol=1e-300, rtol=1e-14)
    assert z == pytest.approx(root, rel=1e-9)
    other = float(expected_net_benefit(breach, loss, root))
    assert float(expected_net_benefit(breach, loss, z)) == pytest.approx(
        other, abs=1e-12 * v * loss
    )


@given(breaches(), losses, st.floats(0.0, 1e9))
def test_no_other_investment_brings_more(breach: Breach, loss: float, other: float) -> None:
    z = z_star(breach, loss)
    best = float(expected_net_benefit(breach, loss, z))
    assert float(expected_net_benefit(breach, loss, other)) <= best + 1e-12 * (loss + other)
    assert best >= -1e-12 * loss


@given(breaches(), losses)
def test_money_in_thousandths_makes_the_optimum_a_thousand_times_larger(
    breach: Breach, loss: float
) -> None:
    """L x 1000 and alpha / 1000: z x 1000."""
    alpha = float(breach.alpha) / 1000
    finer = (
        ClassOne(breach.vulnerability, alpha, breach.beta)
        if isinstance(breach, ClassOne)
        else ClassTwo(breach.vulnerability, alpha)
    )
    first = -float(breach.slope(0)) * loss
    assume(abs(first - 1) > 1e-6)
    assert z_star(finer, 1000 * loss) == pytest.approx(1000 * z_star(breach, loss), rel=1e-9)


@given(breaches(), losses, losses)
def test_the_optimum_never_falls_with_the_loss(breach: Breach, one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert z_star(breach, low) <= z_star(breach, high) * (1 + 1e-12)


@given(vulnerabilities, vulnerabilities, alphas, betas, losses)
def test_class_one_rises_with_the_vulnerability(
    one: float, two: float, alpha: float, beta: float, loss: float
) -> None:
    low, high = sorted((one, two))
    less, more = (z_star(ClassOne(v, alpha, beta), loss) for v in (low, high))
    assert less <= more * (1 + 1e-12)


@given(breaches(), st.floats(0.0, 1e6), st.floats(1.0, 1e6))
def test_the_breach_probability_falls_from_v_and_its_derivatives_are_its_own(
    breach: Breach, z: float, step: float
) -> None:
    v = float(breach.vulnerability)
    assume(v == 0 or v > 1e-100)
    assert float(breach.probability(0.0)) == pytest.approx(v, rel=1e-15)
    assert 0 <= float(breach.probability(z + step)) <= float(breach.probability(z)) <= v
    h = 1e-4 / float(breach.alpha)
    rise = (float(breach.probability(z + 2 * h)) - float(breach.probability(z))) / (2 * h)
    scale = v * float(breach.alpha)
    assert float(breach.slope(z + h)) == pytest.approx(rise, rel=1e-3, abs=1e-9 * scale)
    bend = (float(breach.slope(z + 2 * h)) - float(breach.slope(z))) / (2 * h)
    flat = 1e-7 * scale * float(breach.alpha)
    assert float(breach.curvature(z + h)) == pytest.approx(bend, rel=1e-3, abs=flat)


@pytest.mark.parametrize("breach", [ClassOne(0.0, ALPHA), ClassTwo(0.0, ALPHA)])
@pytest.mark.parametrize("loss", [0.0, LOSS])
def test_what_cannot_be_breached_needs_no_investment(breach: Breach, loss: float) -> None:
    assert z_star(breach, loss) == 0
    assert float(expected_cost(breach, loss, 0.0)) == 0


def test_class_two_gives_up_where_a_breach_is_certain() -> None:
    assert z_star(ClassTwo(1.0, ALPHA), LOSS) == 0
    assert float(ClassTwo(1.0, ALPHA).probability(1e9)) == 1


def test_arrays_are_broadcast() -> None:
    v, loss = np.array([[0.5], [0.65]]), np.array([4e5, 1e6, 0.0])
    found = optimal_investment(ClassOne(v, ALPHA), loss)
    assert found.shape == (2, 3)
    assert found[1, 0] == pytest.approx(61245.154966)
    assert found[0, 1] == pytest.approx(123606.797750)
    assert not found[:, 2].any()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0, 1.5, "half"])
def test_a_vulnerability_out_of_range_is_refused_by_name(bad: object) -> None:
    for kind in (ClassOne, ClassTwo):
        with pytest.raises(ModelRefused, match="vulnerability"):
            kind(bad, ALPHA)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0])
def test_other_values_out_of_range_are_refused_by_name(bad: float) -> None:
    with pytest.raises(ModelRefused, match="alpha"):
        ClassOne(0.5, bad)
    with pytest.raises(ModelRefused, match="beta"):
        ClassOne(0.5, ALPHA, bad)
    with pytest.raises(ModelRefused, match="loss"):
        optimal_investment(ClassTwo(0.5, ALPHA), bad)
    with pytest.raises(ModelRefused, match="investment"):
        ClassTwo(0.5, ALPHA).probability(bad)


def test_a_beta_of_nothing_and_amounts_beyond_counting_are_refused() -> None:
    with pytest.raises(ModelRefused, match=r"beta is 0: it must be at least 0\.01"):
        ClassOne(0.5, ALPHA, 0.0)
    with pytest.raises(ModelRefused, match=r"loss is 1e.31: it must be at most 1e.30"):
        optimal_investment(ClassOne(0.5, ALPHA), 1e31)
    with pytest.raises(ModelRefused, match="wealth is 1e-31: it must be at least 1e-30"):
        ClassOne(0.5, ALPHA).in_shares_of(1e-31)
