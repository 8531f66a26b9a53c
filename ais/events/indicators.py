"""Events of ``IIndicators``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "ReadersReleased",
    "ReleaseDeferred",
    "Revoked",
    "Submitted",
    "Superseded",
    "ValuationMarked",
]


@dataclass(frozen=True, slots=True)
class Submitted(Event):
    """A submission is on record; ``policy`` is the stored word."""

    submission_id: bytes
    organisation: int
    policy: int
    commitment: bytes
    key_commit: bytes
    ciphertext_digest: bytes


@dataclass(frozen=True, slots=True)
class ReadersReleased(Event):
    """The first readers' release of these submissions."""

    slots_digest: bytes
    as_of_block: int
    epoch: int
    submission_ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ReleaseDeferred(Event):
    """The release that came with a submission was late; the submission stands."""

    slots_digest: bytes
    as_of_block: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Revoked(Event):
    """No more reading of it from here on."""

    submission_id: bytes


@dataclass(frozen=True, slots=True)
class Superseded(Event):
    """The old one was revoked in favour of the new one."""

    old_id: bytes
    new_id: bytes


@dataclass(frozen=True, slots=True)
class ValuationMarked(Event):
    """A valuation runs, or runs no more."""

    submission_id: bytes
    running: bool
