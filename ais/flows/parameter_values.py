"""Values of parameter files, as the contracts have room for them.

Amounts are whole tokens as decimal text; everything else is a whole number.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException

from ais.errors import AmountRefused, ParametersRefused
from ais.policy import MAX_SECTOR

__all__ = ["AMOUNTS", "by_sector", "in_unit", "units", "units_of", "whole"]

#: section.field -> an amount of tokens; everything else in a section is a plain number.
AMOUNTS = frozenset(
    {
        "pricing.base",
        "pricing.cap",
        "rewards.submission_bond",
        "rewards.stipend",
        "rewards.dues_floor",
        "rewards.dues_cap",
        "seats.seat_bond",
        "seats.no_show_penalty",
    }
)

#: What the contracts keep in 16 bits; other plain numbers have 32.
_NARROW = frozenset(
    {
        "rewards.max_open",
        "rewards.regular_share_bps",
        "rewards.core_share_bps",
        "rewards.critical_share_bps",
    }
)
_MOST_AMOUNT = 2**96 - 1


def in_unit(path: str, value: object, decimals: int) -> int:
    """A field (``section.name``) as contracts have room for it. Raises ``ParametersRefused``."""
    if path not in AMOUNTS:
        return whole(path, value)
    found = units(value, decimals, path)
    if found > _MOST_AMOUNT:
        reason = f"is above 2^96 - 1 units of a token of {decimals} decimals"
        raise ParametersRefused(field=path, reason=reason)
    return found


def by_sector(name: str, value: object) -> dict[int, int]:
    """A table by sectors' numbers. Raises ``ParametersRefused``, also for 3 beside 03."""
    if not isinstance(value, Mapping):
        raise ParametersRefused(field=name, reason="is no table")
    found: dict[int, int] = {}
    for key, each in value.items():
        path = f"{name}.{key}"
        sector = whole(path, key)
        if sector > MAX_SECTOR:
            raise ParametersRefused(field=path, reason="is no sector")
        if sector in found:
            raise ParametersRefused(field=path, reason="stands twice")
        found[sector] = whole(path, each)
    return found


def units_of(amount: str, decimals: int) -> int:
    """The same for an amount that a person gives. Raises ``AmountRefused``."""
    try:
        return units(amount, decimals, "amount")
    except ParametersRefused:
        raise AmountRefused(amount=amount, decimals=decimals) from None


def units(amount: object, decimals: int, name: str) -> int:
    """Whole tokens as decimal text in the token's smallest unit. Raises ``ParametersRefused``."""
    try:
        scaled = Decimal(str(amount)).scaleb(decimals)
    except DecimalException:
        raise ParametersRefused(field=name, reason="is no decimal number") from None
    if not scaled.is_finite() or scaled < 0 or scaled != scaled.to_integral_value():
        raise ParametersRefused(field=name, reason=f"does not fit {decimals} decimals")
    return int(scaled)


def whole(path: str, value: object) -> int:
    """A whole number, or its decimal text, that contracts have room for.

    Raises ``ParametersRefused``.
    """
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal()):
        raise ParametersRefused(field=path, reason="is no whole number")
    most = 2**16 - 1 if path in _NARROW else 2**32 - 1
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(most)) or int(digits) > most:
        raise ParametersRefused(field=path, reason=f"is above {most}")
    return int(digits)
