"""A case of coordination from a file: what works, and what is refused by its path."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics.coordination.coordinate import settle
from ais.economics.coordination.file import EXAMPLE, parse_case
from ais.economics.rationals import at_least_zero, shown
from ais.errors import CoordinationRefused


def example() -> dict[str, Any]:
    return copy.deepcopy(dict(EXAMPLE))


def test_the_example_works_and_a_decimal_number_is_itself() -> None:
    case = parse_case(EXAMPLE)
    assert case.coordination is not None
    assert case.groups is not None
    assert case.liable is not None
    assert float(case.liable.breach.alpha) == pytest.approx(1e-5)
    assert case.coordination.gain("mail gateway") == 14_200
    assert settle(case.coordination).surplus == 11_700


def test_either_part_may_stand_alone() -> None:
    only = parse_case({"cross_subsidy": EXAMPLE["cross_subsidy"]})
    assert only.coordination is None
    assert parse_case({"issues": {}, "fixers": {}}).groups is None


def test_a_transaction_cost_and_a_capacity_that_are_not_named_are_none_and_one() -> None:
    case = parse_case(
        {"issues": {"x": {}}, "fixers": {"f": {"offers": {"x": {"cost": 2}}}}}
    ).coordination
    assert case is not None
    assert case.fixers["f"].capacity == 1
    assert case.fixers["f"].offers["x"].total == 2


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ((), [], "the file must be an object"),
        ((), {}, "describes neither"),
        (("more",), 1, "the file: more is not known"),
        (("fixers",), None, "fixers must be an object"),
        (("issues", "mail gateway", "shop"), 3, "issues.mail gateway.shop must be an object"),
        (("issues", "mail gateway", "shop"), {"loss": 1}, "shop.probability is missing"),
        (("issues", "mail gateway", "shop", "odds"), 1, "issues.mail gateway.shop: odds is not"),
        (("fixers", "vendor"), {"capacity": 1}, "fixers.vendor.offers is missing"),
        (("fixers", "vendor", "price"), 1, "fixers.vendor: price is not known"),
        (("fixers", "vendor", "offers", "mail gateway"), {}, "mail gateway.cost is missing"),
        (("liability",), {"own_loss": 1}, "liability.vulnerability is missing"),
        (("cross_subsidy",), {"payers": 1}, "cross_subsidy.non_payers is missing"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_path(
    path: tuple[str, ...], value: Any, said: str
) -> None:
    whole: Any = example()
    if not path:
        whole = value
    else:
        place = whole
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
    with pytest.raises(CoordinationRefused) as caught:
        parse_case(whole)
    assert said in caught.value.message
    assert "coordinate --example" in caught.value.next_step


def test_issues_without_fixers_are_refused() -> None:
    with pytest.raises(CoordinationRefused, match="fixers is missing"):
        parse_case({"issues": {}})


@pytest.mark.parametrize(
    ("path", "value", "field", "told"),
    [
        (
            "issues/mail gateway/shop/probability",
            1.5,
            "issues.mail gateway.shop.probability",
            "is 1.5",
        ),
        ("issues/mail gateway/shop/loss", -1, "issues.mail gateway.shop.loss", "at least 0"),
        ("issues/mail gateway/shop/loss", 10**400, "issues.mail gateway.shop.loss", "most 1e+30"),
        ("fixers/vendor/capacity", -1, "fixers.vendor.capacity", "at least 0"),
        (
            "fixers/vendor/offers/mail gateway/cost",
            "x",
            "fixers.vendor.offers.mail gateway.cost",
            "is x",
        ),
        ("fixers/vendor/offers/nothing", {"cost": 1}, "fixers.vendor.offers: nothing", "not known"),
        ("liability/vulnerability", 2, "liability.vulnerability", "at most 1"),
        ("liability/liability", 2, "liability.liability", "at most 1"),
        ("liability/own_loss", 10**400, "liability.own_loss", "at most 1e+30"),
        ("liability/enterprise_value", -1, "liability.enterprise_value", "at least 0"),
        ("cross_subsidy/payers", 0, "cross_subsidy.payers", "whole number"),
    ],
)
def test_a_number_out_of_range_is_refused_by_its_path(
    path: str, value: Any, field: str, told: str
) -> None:
    whole = example()
    *tables, name = path.split("/")
    place = whole
    for table in tables:
        place = place[table]
    place[name] = Fraction(value) if isinstance(value, float) else value
    with pytest.raises(CoordinationRefused) as caught:
        parse_case(whole)
    assert caught.value.field == field
    assert told in caught.value.reason


@given(st.fractions())
def test_an_amount_is_written_without_loss(value: Fraction) -> None:
    assert Fraction(shown(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 8), "0.125"), (Fraction(-7, 2), "-3.5"), (Fraction(1, 3), "1/3"), (120, "120")],
)
def test_decimals_where_they_end_and_a_fraction_where_not(value: Fraction, text: str) -> None:
    assert shown(Fraction(value)) == text


def test_a_float_is_the_decimal_number_that_it_prints_as() -> None:
    assert at_least_zero("x", 0.1) == Fraction(1, 10)
    assert at_least_zero("x", 1e22) == 10**22
