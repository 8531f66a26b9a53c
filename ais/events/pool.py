"""Events of ``IPool``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "PoolFunded",
    "PoolSwept",
]


@dataclass(frozen=True, slots=True)
class PoolFunded(Event):
    """Tokens were given; ``free`` is the new total."""

    from_: str
    amount: int
    free: int


@dataclass(frozen=True, slots=True)
class PoolSwept(Event):
    """Tokens sent unasked became free."""

    amount: int
    free: int
