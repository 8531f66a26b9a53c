"""Ranges of the models' numbers: what lies outside is refused with the name of its field.

Not for money of the contracts, which is integers (``ais.economics.money``).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ais.errors import ModelRefused

__all__ = ["LARGEST", "Numbers", "non_negative", "positive", "probability", "real", "within"]

#: Floating-point numbers of any shape; a single number has the shape ().
Numbers = NDArray[np.float64]
#: No amount or rate of the models is larger, and no positive one smaller than one by it: products
#: of a few of them stay within floating-point numbers.
LARGEST: Final = 1e30


def real(field: str, value: ArrayLike) -> Numbers:
    """Give ``value`` as an array of numbers between -1e30 and 1e30. Raises ``ModelRefused``."""
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ModelRefused(field=field, value=str(value), reason="it must be a number") from None
    _refuse(field, found, ~np.isfinite(found), "it must be finite")
    _refuse(field, found, np.abs(found) > LARGEST, f"it must be at most {LARGEST:g}")
    return found


def non_negative(field: str, value: ArrayLike) -> Numbers:
    """Give ``value`` as numbers of at least 0. Raises ``ModelRefused``."""
    found = real(field, value)
    _refuse(field, found, found < 0, "it must be at least 0")
    return found


def positive(field: str, value: ArrayLike) -> Numbers:
    """Give ``value`` as numbers of at least 1e-30. Raises ``ModelRefused``."""
    found = real(field, value)
    _refuse(field, found, found <= 0, "it must be above 0")
    _refuse(field, found, found < 1 / LARGEST, f"it must be at least {1 / LARGEST:g}")
    return found


def probability(field: str, value: ArrayLike) -> Numbers:
    """Give ``value`` as numbers from 0 to 1, both included. Raises ``ModelRefused``."""
    return within(field, value, 0.0, 1.0)


def within(
    field: str, value: ArrayLike, low: float, high: float, *, below: bool = False
) -> Numbers:
    """Give ``value`` as numbers from ``low`` to ``high``; with ``below`` the end is left out.

    Raises ``ModelRefused``.
    """
    found = real(field, value)
    outside = (found < low) | ((found >= high) if below else (found > high))
    end = f"below {high:g}" if below else f"at most {high:g}"
    _refuse(field, found, outside, f"it must be at least {low:g} and {end}")
    return found


def _refuse(field: str, found: Numbers, outside: NDArray[np.bool_], reason: str) -> None:
    if outside.any():
        first = float(found[outside].flat[0])
        raise ModelRefused(field=field, value=f"{first:g}", reason=reason)
