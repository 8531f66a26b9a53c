"""The contracts' parameters as whole units, and the file that carries them.

The file's sections ``pricing``, ``rewards``, ``seats`` and ``targets`` are those that `ais network
deploy` and `ais pool configure` take: amounts as decimal text in whole tokens, the rest whole
numbers. What a calibration takes as it is (clocks, ``max_open``) does not stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, DecimalException
from typing import Any

from ais.economics.economy import Economy
from ais.economics.money import MOST_AMOUNT, MOST_SECTOR, MOST_TARGET
from ais.errors import ParametersRefused
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

__all__ = ["Parameters", "tokens"]

_AMOUNTS = frozenset(
    {
        "base",
        "cap",
        "submission_bond",
        "stipend",
        "dues_floor",
        "dues_cap",
        "seat_bond",
        "no_show_penalty",
    }
)
_MOST_UINT32 = 2**32 - 1
#: Of ``RewardsParameters``, what is the network's own and no result of a calibration.
_GIVEN = ("open_window_seconds", "close_delay_seconds", "max_open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The contracts' parameters of money in whole units, and ``targets`` by sector."""

    decimals: int
    pricing: PricingParameters
    rewards: RewardsParameters
    seats: SeatsParameters
    targets: Mapping[int, int]

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """The file's sections."""
        sections = {
            name: _shown(asdict(getattr(self, name)), self.decimals)
            for name in ("pricing", "rewards", "seats")
        }
        targets = {str(sector): target for sector, target in sorted(self.targets.items())}
        return {**sections, "targets": targets}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any], economy: Economy) -> Parameters:
        """From the file's sections; the economy tells decimals, clocks and what may be open.

        Other sections of a network's parameter file are passed over. Raises ``ParametersRefused``.
        """
        network = asdict(economy.network)
        given = {name: network[name] for name in _GIVEN}
        sections = (
            _read(kind, name, found.get(name), economy.decimals, given)
            for kind, name in (
                (PricingParameters, "pricing"),
                (RewardsParameters, "rewards"),
                (SeatsParameters, "seats"),
            )
        )
        pricing, rewards, seats = sections
        targets = _table("targets", found.get("targets", {}))
        return cls(
            decimals=economy.decimals,
            pricing=pricing,
            rewards=rewards,
            seats=seats,
            targets={
                _whole(f"targets.{sector}", sector, MOST_SECTOR): _whole(
                    f"targets.{sector}", target, MOST_TARGET
                )
                for sector, target in targets.items()
            },
        )


def tokens(units: int, decimals: int) -> str:
    """Units as decimal text in whole tokens: 2500000 at 6 decimals is "2.5"."""
    text = f"{Decimal(units).scaleb(-decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---- private ---------------------------------------------------------------------------------


def _shown(values: Mapping[str, int], decimals: int) -> dict[str, Any]:
    return {
        name: tokens(value, decimals) if name in _AMOUNTS else value
        for name, value in values.items()
        if name not in _GIVEN
    }


def _read(kind: Any, section: str, found: object, decimals: int, given: Mapping[str, int]) -> Any:
    table = _table(section, found)
    values = {}
    known = [each.name for each in fields(kind)]
    for name in table:
        if name not in known:
            raise ParametersRefused(field=f"{section}.{name}", reason="is not known")
    for name in known:
        path = f"{section}.{name}"
        if name not in table:
            if name in given:
                values[name] = given[name]
                continue
            raise ParametersRefused(field=path, reason="is missing")
        is_amount = name in _AMOUNTS
        value = table[name]
        values[name] = _units(path, value, decimals) if is_amount else _whole(path, value)
    return kind(**values)


def _table(section: str, found: object) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        reason = "is missing" if found is None else "is no table"
        raise ParametersRefused(field=section, reason=reason)
    return found


def _units(path: str, value: object, decimals: int) -> int:
    try:
        scaled = Decimal(str(value)).scaleb(decimals)
    except DecimalException:
        raise ParametersRefused(field=path, reason="is no decimal number") from None
    if not scaled.is_finite() or scaled < 0 or scaled != scaled.to_integral_value():
        raise ParametersRefused(field=path, reason=f"does not fit {decimals} decimals")
    if scaled > MOST_AMOUNT:
        raise ParametersRefused(field=path, reason="is above the contracts' 96 bits")
    return int(scaled)


def _whole(path: str, value: object, most: int = _MOST_UINT32) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal():
        raise ParametersRefused(field=path, reason="is no whole number")
    digits = text.lstrip("0")
    number = int(digits or "0") if len(digits) <= len(str(most)) else most + 1
    if number > most:
        raise ParametersRefused(field=path, reason=f"is above {most}")
    return number
