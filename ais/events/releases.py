"""Events of ``IReleases``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "KeyGranted",
    "KeyRequested",
    "ReceiptPosted",
    "ReleaseRepeated",
]


@dataclass(frozen=True, slots=True)
class ReleaseRepeated(Event):
    """Slots once more."""

    slots_digest: bytes
    as_of_block: int
    epoch: int
    submission_ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class KeyRequested(Event):
    """A reader asks for a key."""

    submission_id: bytes
    organisation: int


@dataclass(frozen=True, slots=True)
class KeyGranted(Event):
    """A key holder answered a request."""

    submission_id: bytes
    organisation: int
    granted_by: int
    slots_digest: bytes


@dataclass(frozen=True, slots=True)
class ReceiptPosted(Event):
    """A reader said that it read."""

    submission_id: bytes
    organisation: int
    closed_request: bool
