"""Walking through a parsed JSON report: every value knows its place, every mistake names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from ais.errors import ReportMalformed

from .source import tidy

__all__ = ["Field"]

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the report ``name``, and the path that leads to it."""

    name: str
    value: object
    path: str = ""

    def __getitem__(self, key: str) -> Field:
        """The field under ``key``, of value None where it is absent."""
        return Field(self.name, self.object().get(key), f"{self.path}.{key}".lstrip("."))

    def __iter__(self) -> Iterator[Field]:
        """The items of a list; none where the field is absent."""
        items = self._as(list, "a list") if self.value is not None else []
        for index, item in enumerate(items):
            yield Field(self.name, item, f"{self.path}[{index}]")

    def members(self) -> Iterator[tuple[str, Field]]:
        """The members of an object; none where it is absent."""
        for key in self.object() if self.value is not None else {}:
            yield key, self[key]

    def object(self) -> dict[str, object]:
        """The value as an object. Raises ``ReportMalformed``."""
        return self._as(dict, "an object")

    def text(self) -> str:
        """The value as text for people. Raises ``ReportMalformed`` where it is none or empty."""
        found = tidy(self._as(str, "text"))
        if not found:
            raise self.malformed("it is empty")
        return found

    def text_or(self, otherwise: str = "") -> str:
        """The value as text for people; ``otherwise`` where it is absent or something else."""
        return tidy(self.value) if isinstance(self.value, str) else otherwise

    def whole(self) -> int | None:
        """The value as a whole number, None where it is none."""
        found = self.value
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def malformed(self, reason: str) -> ReportMalformed:
        """The error that this field is wrong."""
        return ReportMalformed(self.name, tidy(self.path) or "the beginning", reason)

    def _as(self, kind: type[Kind], called: str) -> Kind:
        if not isinstance(self.value, kind):
            found = "is missing" if self.value is None else f"is not {called}"
            raise self.malformed(f"it {found}")
        return self.value
