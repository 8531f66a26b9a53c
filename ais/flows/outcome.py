"""What a flow hands back: frozen dataclasses that know how to become plain JSON.

Nothing here prints. Bytes become ``0x`` and hex, enumerations their name in small letters, money
and times stay whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

__all__ = ["Outcome", "plain"]


class Outcome:
    """Base of what flows return; a subclass is a frozen dataclass."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain JSON values, in the order of the class."""
        names = (field.name for field in fields(self))  # type: ignore[arg-type]  # a subclass is one
        return {name: plain(getattr(self, name)) for name in names}


def plain(value: Any) -> Any:  # noqa: PLR0911  a table of kinds
    """A value as JSON knows it."""
    if isinstance(value, Enum):
        return value.name.lower().replace("_", "-")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes | bytearray):
        return "0x" + bytes(value).hex()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Outcome):  # it may keep something to itself
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value)
