"""Numbers are taken without loss, or refused with the name of their field."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.economics.rationals import at_least_zero, exact, shown
from ais.errors import ModelRefused


@pytest.mark.parametrize(
    ("given_", "meant"),
    [
        (3, Fraction(3)),
        ("0.3", Fraction(3, 10)),
        (" -1/3 ", Fraction(-1, 3)),
        ("1e-3", Fraction(1, 1000)),
        (".5", Fraction(1, 2)),
        (Decimal("0.10"), Fraction(1, 10)),
        (0.1, Fraction(1, 10)),
        (1e-7, Fraction(1, 10**7)),
        (np.float64(0.1), Fraction(1, 10)),
        (np.int64(7), Fraction(7)),
        (Fraction(0.1), Fraction(3602879701896397, 36028797018963968)),
    ],
)
def test_a_float_is_its_decimal_text_and_a_fraction_is_itself(
    given_: object, meant: Fraction
) -> None:
    assert exact("x", given_) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given_",
    [
        *(
            "",
            "a",
            "nan",
            "inf",
            "1/0",
            "1_000",
            "1e9999",
            "1e999",
            "0x10",
            "9" * 41,
            "1e",
            "--1",
            "1/2/3",
        ),
        *(float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), Decimal("1e99999")),
        *(True, None, 1j, [1], b"1"),
    ],
)
def test_what_is_no_finite_number_is_refused_by_name(given_: object) -> None:
    with pytest.raises(ModelRefused) as refused:
        exact("net cost 3", given_)  # type: ignore[arg-type]
    assert refused.value.field == "net cost 3"


def test_a_negative_number_is_refused_where_none_may_be() -> None:
    with pytest.raises(ModelRefused, match=r"risk is -0\.5: it must be at least 0"):
        at_least_zero("risk", "-0.5")
    assert at_least_zero("risk", 0) == 0


@given(st.fractions(-(10**9), 10**9, max_denominator=10**6) | st.integers(-(10**12), 10**12))
def test_a_shown_number_is_read_back_without_loss(number: Fraction | int) -> None:
    assert exact("x", shown(Fraction(number) / 10**7)) == Fraction(number) / 10**7


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_float_is_the_number_that_python_prints(number: float) -> None:
    assert float(exact("x", number)) == number
    assert exact("x", number) == Fraction(repr(number))
