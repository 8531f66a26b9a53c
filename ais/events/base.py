"""What every event is: a frozen value with the fields of the contract's event, in snake_case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Self, get_args, get_origin, get_type_hints

__all__ = ["Event", "plain"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a contract told. Where it stands in the chain is said by ``LoggedEvent``."""

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Names of the fields, in the order of the ABI."""
        return tuple(field.name for field in fields(cls))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: bytes as 0x-text, enums as small names, structs as objects."""
        return {name: plain(getattr(self, name)) for name in self.fields()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The event that ``to_dict`` described; numbers may be given as decimal text."""
        return cls(**{name: _typed(kind, values[name]) for name, kind in _hints(cls).items()})  # type: ignore[arg-type] # Self


def plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _typed(kind: Any, value: Any) -> Any:
    if kind is bytes:
        return bytes.fromhex(value.removeprefix("0x"))
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in value)
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return kind(**{name: _typed(hint, value[name]) for name, hint in _hints(kind).items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[value.upper()]
    return int(value) if kind is int else value
