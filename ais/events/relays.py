"""Events of ``IRelays``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = ["RelayDelisted", "RelayListed"]


@dataclass(frozen=True, slots=True)
class RelayListed(Event):
    """A relay, by the key that signs its promises, or a new URL of one."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class RelayDelisted(Event):
    """Clients use the relay no more."""

    key: str
