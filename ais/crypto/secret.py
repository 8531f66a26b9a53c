"""A holder for secret bytes that does not show them by accident.

It keeps them out of ``repr``, ``str``, logs, pickles and comparisons that leak time. It cannot
wipe memory: Python copies bytes as it likes.
"""

from __future__ import annotations

import hmac
from typing import NoReturn

__all__ = ["Secret"]


class Secret:
    """Secret bytes; ``reveal()`` is the one way to them, so that every use can be found."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = bytes(value)

    def reveal(self) -> bytes:
        """Give the bytes to whoever must compute with them."""
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]  # a table keyed by secrets would leak them by time

    def __repr__(self) -> str:
        return f"<secret of {len(self._value)} bytes>"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bytes__(self) -> NoReturn:
        raise TypeError("a secret is read with reveal()")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")
