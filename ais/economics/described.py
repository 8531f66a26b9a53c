"""Reading a description: plain mappings whose fields are looked at one by one, by path.

What is missing, unknown, no number, not finite or out of range is refused with the path of the
field and the range. It knows no economy; ``economy`` does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from ais.errors import EconomyRefused

__all__ = ["Described", "require"]


def require(holds: bool, field: str, reason: str) -> None:
    """Raise ``EconomyRefused`` with the field's path unless it holds."""
    if not holds:
        raise EconomyRefused(field=field, reason=reason)


class Described:
    """One table of a description, and the path that leads to it."""

    def __init__(self, found: object, path: str = "") -> None:
        require(isinstance(found, Mapping), path or "the description", "is no table")
        assert isinstance(found, Mapping)
        self._found = {str(name): value for name, value in found.items()}
        self._path = path
        self._asked: set[str] = set()

    def at(self, name: str) -> str:
        """The path of a field of this table."""
        return f"{self._path}.{name}" if self._path else name

    def given(self, name: str) -> Any:
        """A field as it stands, or None where it is left out."""
        self._asked.add(name)
        return self._found.get(name)

    def names(self) -> tuple[str, ...]:
        """The fields' names, as written; those are asked for by this."""
        self._asked |= self._found.keys()
        return tuple(self._found)

    def finished(self) -> None:
        """Refuse what nobody asked for."""
        self.only(self._asked)

    def only(self, known: AbstractSet[str]) -> None:
        """Refuse fields of other names."""
        unknown = sorted(self._found.keys() - known)
        if unknown:
            raise EconomyRefused(field=self.at(unknown[0]), reason="is not known")

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._value(name, default)
        require(isinstance(value, str) and value != "", self.at(name), "is no text")
        return str(value)

    def number(
        self, name: str, low: float = 0.0, high: float = math.inf, default: float | None = None
    ) -> float:
        """A finite number from ``low`` to ``high``, both included."""
        path, value = self.at(name), self._value(name, default)
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        require(plain, path, f"is {value!r}, no number")
        value = _float(value)
        require(math.isfinite(value), path, f"is {value}, not finite")
        require(value >= low, path, f"is {value:g}: the least allowed is {low:g}")
        require(value <= high, path, f"is {value:g}: the most allowed is {high:g}")
        return float(value)

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        value = self.number(name, low, high, default)
        require(value == int(value), self.at(name), f"is {value:g}, no whole number")
        return int(value)

    def optional(self, name: str, low: float = 0.0, high: float = math.inf) -> float | None:
        """A number, or None where it is left out or null."""
        return None if self.given(name) is None else self.number(name, low, high)

    def table(self, name: str) -> Described:
        """A table inside; an empty one where it is left out."""
        value = self.given(name)
        return Described({} if value is None else value, self.at(name))

    def rows(self, name: str) -> tuple[Described, ...]:
        """A list of tables inside."""
        value = self._value(name, None)
        listed = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        require(listed, self.at(name), "is no list")
        return tuple(Described(each, f"{self.at(name)}.{n}") for n, each in enumerate(value))

    def _value(self, name: str, default: Any) -> Any:
        value = self.given(name)
        if value is None:
            require(default is not None, self.at(name), "is missing")
            return default
        return value


def _float(value: float) -> float:
    """A number as a float; a whole one too large for that is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
