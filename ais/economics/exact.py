"""Amounts as exact fractions, so that payments sum to 0 and not to nearly 0.

Not the contracts' money, which is integers of the token's smallest unit (``ais.economics.money``).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ais.errors import ModelRefused

__all__ = ["Amount", "exact_amount", "exact_probability", "exact_text"]

#: What is taken as an amount: a float means the decimal number that it is printed as.
Amount = int | float | str | Decimal | Fraction


def exact_amount(field: str, value: Amount) -> Fraction:
    """Give an amount >= 0 as a fraction. Raises ``ModelRefused`` with the ``field``'s name."""
    if isinstance(value, bool):
        raise ModelRefused(field=field, value=str(value), reason="it must be a number")
    try:
        found = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        reason = "it must be a finite number"
        raise ModelRefused(field=field, value=str(value), reason=reason) from None
    if found < 0:
        raise ModelRefused(field=field, value=str(value), reason="it must be at least 0")
    return found


def exact_probability(field: str, value: Amount) -> Fraction:
    """Give a probability from 0 to 1 as a fraction. Raises ``ModelRefused``."""
    found = exact_amount(field, value)
    if found > 1:
        raise ModelRefused(field=field, value=str(value), reason="it must be at most 1")
    return found


def exact_text(value: Fraction) -> str:
    """Write a fraction without loss: as a decimal number where it ends, else as ``a/b``."""
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    if twos_and_fives != 1:
        return str(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
