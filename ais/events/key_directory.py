"""Events of ``IKeyDirectory``."""

from __future__ import annotations

from dataclasses import dataclass

from ais.types import KeyPurpose

from .base import Event

__all__ = [
    "KeyAnnounced",
]


@dataclass(frozen=True, slots=True)
class KeyAnnounced(Event):
    """A public key for a purpose; ``digest`` is the Keccak-256 of the bundle."""

    organisation: int
    purpose: KeyPurpose
    number: int
    epoch: int
    digest: bytes
    announced_by: str
    bundle: bytes
