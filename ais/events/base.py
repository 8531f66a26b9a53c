"""What every event is: a frozen value with the fields of the contract's event, in snake_case."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

__all__ = ["Event"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a contract told. Where it stands in the chain is said by ``LoggedEvent``."""

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Names of the fields, in the order of the ABI."""
        return tuple(field.name for field in fields(cls))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: bytes as 0x-text, enums as lower-case names, structs as objects."""
        return {name: _plain(getattr(self, name)) for name in self.fields()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
