"""The root of every error that AIS raises on purpose.

It is not a wrapper for programming mistakes: those stay what they are and end in a traceback
for us, not in a sentence for the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

__all__ = ["AisError"]


class _Lenient(dict[str, object]):
    """Fields for a template; a name that is not there shows itself instead of failing."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


class AisError(Exception):
    """Something that AIS refuses or cannot do, with a reason and a next step.

    A subclass sets four class attributes:

    * ``code``: stable, kebab-case, promised to scripts; it never changes its meaning;
    * ``why``: one sentence, a ``str.format`` template over the fields;
    * ``what_to_do``: the next step for the person who reads it, a template too;
    * ``fields``: the names of its values, in order (for a contract's error: the order of the ABI).

    Values are given by keyword or by position and are read back as attributes::

        error = ValuationRevealTooEarly(opens_at=1_700_000_000)
        error.opens_at, error.code, error.diagnostics(), error.to_dict()

    A keyword beyond ``fields`` is kept as well. Raises ``TypeError`` for more positional values
    than fields, or for one given twice.
    """

    code: ClassVar[str] = "ais-error"
    why: ClassVar[str] = "AIS could not do what was asked."
    what_to_do: ClassVar[str] = "Run the command again with --help, or look into docs/errors.md."
    fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *values: object, **named: object) -> None:
        if len(values) > len(self.fields):
            raise TypeError(f"{type(self).__name__} takes {len(self.fields)} values at most")
        given: dict[str, object] = dict(zip(self.fields, values, strict=False))
        twice = given.keys() & named.keys()
        if twice:
            raise TypeError(f"{type(self).__name__} got {sorted(twice)} twice")
        given.update(named)

        self.values: Mapping[str, object] = given
        super().__init__(self.message)

    def __getattr__(self, name: str) -> Any:
        # Reached only for names that are not ordinary attributes.
        values = self.__dict__.get("values", {})
        if name in values:
            return values[name]
        raise AttributeError(f"{type(self).__name__} has no field {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), dict(self.values))

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """Why it happened, with the values filled in: one line, no next step."""
        return _filled(self.why, self.values)

    @property
    def next_step(self) -> str:
        """What to do about it, with the values filled in."""
        return _filled(self.what_to_do, self.values)

    def diagnostics(self) -> str:
        """The text for a person: code, reason, next step. Ends without a newline."""
        return f"error[{self.code}]: {self.message}\n  what to do: {self.next_step}"

    def to_dict(self) -> dict[str, object]:
        """The shape for ``--json``: ``{"code", "message", "what_to_do", "fields"}``.

        Values that JSON does not know are given as text, bytes as ``0x`` and hex.
        """
        return {
            "code": self.code,
            "message": self.message,
            "what_to_do": self.next_step,
            "fields": {name: _plain(value) for name, value in self.values.items()},
        }


def _rebuild(kind: type[AisError], values: dict[str, object]) -> AisError:
    return kind(**values)


def _filled(template: str, values: Mapping[str, object]) -> str:
    try:
        return template.format_map(_Lenient({name: _shown(v) for name, v in values.items()}))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return template  # an error must never fail while it explains itself


def _shown(value: object) -> object:
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return str(value)
