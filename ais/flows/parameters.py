"""What a network is deployed with: clocks, windows, money, targets, classes, slots, stores.

Amounts are decimal text in whole tokens ("2.5"), so that a file reads the same for a token of 6 and
of 18 decimals. The contracts check the bounds themselves; here only what they cannot see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ais.errors import InputUnreadable, ParametersRefused
from ais.jsontext import unrepeated
from ais.types import Suite

from .parameter_values import AMOUNTS, by_sector, in_unit, units, whole

__all__ = ["NetworkParameters"]

_DAY = 86_400
# Money: the calibration of the reference economy (`ais economics calibrate`, docs/calibration.md);
# a test calibrates anew and compares. Clocks, the open window and max_open are choices.
_PRICING = {
    "base": "60.17",
    "cap": "227.36",
    "regular_weight_bps": 10_000,
    "core_weight_bps": 11_243,
    "critical_weight_bps": 25_189,
    "floor_bps": 8_000,
    "ceiling_bps": 20_000,
    "target": 5,
}
_REWARDS = {
    "submission_bond": "15",
    "stipend": "1",
    "dues_floor": "3.6",
    "dues_cap": "56.21",
    "open_window_seconds": 7 * _DAY,
    "close_delay_seconds": _DAY,
    "max_open": 16,
    "regular_share_bps": 4_059,
    "core_share_bps": 3_054,
    "critical_share_bps": 2_887,
}
_SEATS = {"seat_bond": "12.58", "no_show_penalty": "6.29"}
_TARGETS: Mapping[Any, Any] = {0: 6, 3: 5, 8: 6, 9: 9, 12: 7, 13: 11, 15: 5, 17: 6, 18: 8}
# About a day of blocks of 1 s for the windows that people wait in; the seed comes soon.
_WINDOWS = {
    "seed_delay_blocks": 4,
    "key_blocks": 86_400,
    "commit_blocks": 86_400,
    "reveal_blocks": 86_400,
}
#: Energy, water, health, finance, communications and the like; the rest is regular.
_CLASSES: Mapping[Any, Any] = {
    **dict.fromkeys((3, 8, 9, 12, 14, 16), 3),
    **dict.fromkeys((5, 7, 11, 13, 15), 2),
}


def _section(values: Mapping[str, Any]) -> Any:
    return field(default_factory=lambda: MappingProxyType(dict(values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkParameters:
    """A network before it exists. ``token`` is an ERC-20, or None for a new test token."""

    name: str = "local"
    epoch_seconds: int = 7 * _DAY
    rotation_delay_seconds: int = _DAY
    governor_delay_seconds: int = 0
    suite: str = "hybrid"
    finality_depth: int = 0
    attestation_slots: int = 8  # posts of a member for each policy and epoch
    token: str | None = None
    windows: Mapping[str, Any] = _section(_WINDOWS)
    pricing: Mapping[str, Any] = _section(_PRICING)
    rewards: Mapping[str, Any] = _section(_REWARDS)
    seats: Mapping[str, Any] = _section(_SEATS)
    targets: Mapping[int, int] = _section(_TARGETS)  # sector -> acceptances an epoch
    sector_classes: Mapping[int, int] = _section(_CLASSES)
    stores: tuple[Mapping[str, Any], ...] = ()
    terms: str | None = None  # path of the legal text
    terms_uri: str = ""

    @classmethod
    def short(cls, **changes: Any) -> NetworkParameters:
        """For networks that are watched while they live: epochs of an hour, windows of blocks."""
        quick = {"seed_delay_blocks": 2, "key_blocks": 40, "commit_blocks": 60, "reveal_blocks": 40}
        rewards = {**_REWARDS, "close_delay_seconds": 60}
        base = cls(epoch_seconds=3_600, rotation_delay_seconds=60, windows=quick, rewards=rewards)
        return replace(base, **changes)

    @classmethod
    def read(cls, *paths: Path) -> NetworkParameters:
        """From JSON files, a later one over those before it; what all leave out keeps its default.

        Raises ``ParametersRefused``.
        """
        made = cls()
        for path in paths:
            made = made.changed(_table(path))
        return made

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> NetworkParameters:
        """From plain values; sections are laid over the defaults. Raises ``ParametersRefused``."""
        return cls().changed(found)

    def changed(self, found: Mapping[str, Any]) -> NetworkParameters:
        """These with plain values laid over them, section by section.

        Targets are taken whole; who names the network's target and no sector's means it for all.
        Raises ``ParametersRefused``.
        """
        pricing = found.get("pricing")
        if isinstance(pricing, Mapping) and "target" in pricing and "targets" not in found:
            found = {**found, "targets": {}}
        changes: dict[str, Any] = {}
        known = {entry.name for entry in fields(self)}
        for name, value in found.items():
            if name not in known:
                raise ParametersRefused(field=name, reason="is not known")
            changes[name] = _laid_over(name, getattr(self, name), value)
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """As it stands in a parameter file."""
        plain = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        for name in ("sector_classes", "targets"):
            plain[name] = {str(sector): each for sector, each in getattr(self, name).items()}
        for name in ("windows", "pricing", "rewards", "seats"):
            plain[name] = dict(plain[name])
        plain["stores"] = [dict(store) for store in self.stores]
        return plain

    def check(self) -> None:
        """What the contracts cannot see, before anything is paid for.

        Raises ``ParametersRefused``, and ``InputUnreadable`` for the terms.
        """
        if self.suite.upper() not in Suite.__members__:
            raise ParametersRefused(field="suite", reason="is neither hybrid nor x25519")
        if type(self.attestation_slots) is not int or not 1 <= self.attestation_slots <= 64:
            raise ParametersRefused(field="attestation_slots", reason="is not between 1 and 64")
        if not self.stores:
            raise ParametersRefused(field="stores", reason="names no place for ciphertext")
        if self.terms is not None:
            self.terms_text()
        bond, stipend = (
            units(self.rewards[name], 18, f"rewards.{name}")
            for name in ("submission_bond", "stipend")
        )
        if bond < 15 * stipend:
            reason = "is less than the stipends of three rounds of five"
            raise ParametersRefused(field="rewards.submission_bond", reason=reason)

    def terms_text(self) -> bytes:
        """The legal text that members accept. Raises ``InputUnreadable``."""
        path = self.terms or ""
        try:
            return Path(path).read_bytes()
        except OSError as error:
            raise InputUnreadable(path=path, reason=error.strerror) from None

    def in_units(self, section: str, decimals: int) -> dict[str, int]:
        """A section with its amounts in the token's smallest unit. Raises ``ParametersRefused``."""
        values: Mapping[str, Any] = getattr(self, section)
        return {n: in_unit(f"{section}.{n}", value, decimals) for n, value in values.items()}


def _table(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text, object_pairs_hook=unrepeated)
    except (OSError, ValueError, RecursionError) as error:
        raise ParametersRefused(field=str(path), reason=f"cannot be read: {error}") from None
    if not isinstance(found, Mapping):
        raise ParametersRefused(field=str(path), reason="is no table of sections")
    return found


def _laid_over(name: str, default: Any, value: Any) -> Any:
    if name in ("sector_classes", "targets"):
        return MappingProxyType(by_sector(name, value))
    if name == "stores":
        return tuple(MappingProxyType(store) for store in _stores(value))
    if not isinstance(default, Mapping):
        return _number(name, value) if isinstance(default, int) else _text(name, default, value)
    if not isinstance(value, Mapping):
        raise ParametersRefused(field=name, reason="is no table")
    unknown = set(value) - set(default)
    if unknown:
        raise ParametersRefused(field=f"{name}.{min(unknown)}", reason="is not known")
    for field_, each in value.items():
        path = f"{name}.{field_}"
        units(each, 18, path) if path in AMOUNTS else whole(path, each)
    return MappingProxyType({**default, **value})


def _stores(value: object) -> Iterator[dict[str, Any]]:
    if not isinstance(value, list | tuple):
        raise ParametersRefused(field="stores", reason="is no list of tables")
    for store in value:
        if not isinstance(store, Mapping):
            raise ParametersRefused(field="stores", reason="is no list of tables")
        yield dict(store)


def _number(name: str, value: object) -> int:
    """A whole number, as a number."""
    if not isinstance(value, int):
        raise ParametersRefused(field=name, reason="is no whole number")
    return whole(name, value)


def _text(name: str, default: str | None, value: object) -> str | None:
    if isinstance(value, str) or (value is None and default is None):
        return value
    raise ParametersRefused(field=name, reason="is no text")
