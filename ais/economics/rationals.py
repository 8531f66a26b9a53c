"""Exact numbers: what a boundary needs, since a solver's tolerance cannot decide it.

A float is read as the decimal text that Python prints for it: 0.1 is 1/10, not the binary number
beside it. Whoever wants the binary number gives ``Fraction(x)``. Not for the contracts' money,
which is integers of the token's smallest unit (``ais.economics.money``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Final, TypeAlias

from ais.errors import ModelRefused

from .ranges import LARGEST

__all__ = ["Rational", "amount", "at_least_zero", "exact", "exact_probability", "shown"]

#: What is taken for an exact number.
Rational: TypeAlias = "Fraction | Decimal | int | float | str"

_TEXT: Final = re.compile(
    r"[+-]?(\d{1,40}/\d{1,40}|(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?)"
)
_MAGNITUDE: Final = 400  # decimal digits before or after the point; more is no model's number


def exact(field: str, value: Rational) -> Fraction:
    """Give ``value`` as a fraction, without loss.

    Takes ``Fraction``, ``int``, ``Decimal``, text such as "0.3", "1e-3" or "1/3", and floats by
    their decimal text (numpy's numbers too). Raises ``ModelRefused``, naming ``field``, for what is
    no number, not finite, or of more than 400 digits.
    """
    given: object = value  # numpy's numbers come as well, and what the types forbid
    if isinstance(given, Fraction):
        return given
    if isinstance(given, bool):
        raise _refused(field, given, "it must be a number, not a truth value")
    if isinstance(given, Integral):
        return Fraction(int(given))
    if isinstance(given, Decimal):
        return _of_decimal(field, given)
    if isinstance(given, Real):
        return _of_decimal(field, Decimal(repr(float(given))))
    text = given.strip().lower() if isinstance(given, str) else ""
    if not _TEXT.fullmatch(text):
        raise _refused(field, value, "it must be a number such as 3, 0.5 or 1/3")
    if "/" not in text:
        return _of_decimal(field, Decimal(text))
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise _refused(field, value, "its denominator is 0") from None


def at_least_zero(field: str, value: Rational) -> Fraction:
    """Give ``value`` as a fraction of at least 0. Raises ``ModelRefused``."""
    found = exact(field, value)
    if found < 0:
        raise _refused(field, shown(found), "it must be at least 0")
    return found


def amount(field: str, value: Rational) -> Fraction:
    """Give ``value`` as a fraction from 0 to 1e30. Raises ``ModelRefused``.

    So far it and a few products of it can be drawn, and given to a solver in floating point.
    """
    found = at_least_zero(field, value)
    if found > LARGEST:
        raise _refused(field, value, f"it must be at most {LARGEST:g}")
    return found


def exact_probability(field: str, value: Rational) -> Fraction:
    """Give ``value`` as a fraction from 0 to 1. Raises ``ModelRefused``."""
    found = at_least_zero(field, value)
    if found > 1:
        raise _refused(field, shown(found), "it must be at most 1")
    return found


def shown(value: Fraction) -> str:
    """The number as text, without loss: "0.3" where it has an end, else "1/3"."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    digits = max(twos, fives)
    if rest != 1 or digits > 20:
        return str(value)
    scaled = abs(value.numerator) * 10**digits // value.denominator
    sign = "-" if value < 0 else ""
    whole, part = divmod(scaled, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def _of_decimal(field: str, value: Decimal) -> Fraction:
    if not value.is_finite():
        raise _refused(field, value, "it must be finite")
    if value and abs(value.adjusted()) > _MAGNITUDE:
        raise _refused(field, value, f"it must have at most {_MAGNITUDE} digits")
    return Fraction(value)


def _refused(field: str, value: object, reason: str) -> ModelRefused:
    return ModelRefused(field=field, value=str(value)[:60], reason=reason)
