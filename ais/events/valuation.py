"""Events of ``IValuation``."""

from __future__ import annotations

from dataclasses import dataclass

from ais.records import Result
from ais.types import Ballot

from .base import Event

__all__ = [
    "BallotRevealed",
    "CommitRecorded",
    "CommitsClosed",
    "PanelDrawn",
    "PanelKeyReleased",
    "RoundScheduled",
    "RoundTallied",
]


@dataclass(frozen=True, slots=True)
class RoundScheduled(Event):
    """A round waits for its seed block."""

    submission_id: bytes
    round: int
    organisation: int
    epoch: int
    seed_block: int


@dataclass(frozen=True, slots=True)
class PanelDrawn(Event):
    """A panel, in order of the draw; bit i of ``filled``: organisation i may act."""

    submission_id: bytes
    round: int
    seats: tuple[int, ...]
    organisations: tuple[int, ...]
    filled: int
    eligible: int
    skipped: int
    key_by: int


@dataclass(frozen=True, slots=True)
class PanelKeyReleased(Event):
    """The submitter released the key to the panel. Blocks."""

    submission_id: bytes
    round: int
    slots_digest: bytes
    commit_by: int
    reveal_by: int


@dataclass(frozen=True, slots=True)
class CommitRecorded(Event):
    """A panelist committed to a ballot; the sealed copy is for itself."""

    submission_id: bytes
    round: int
    organisation: int
    commit_digest: bytes
    sealed_ballot: bytes


@dataclass(frozen=True, slots=True)
class CommitsClosed(Event):
    """All who may act have committed before the window's end. Blocks."""

    submission_id: bytes
    round: int
    commit_by: int
    reveal_by: int


@dataclass(frozen=True, slots=True)
class BallotRevealed(Event):
    """A panelist opened its ballot."""

    submission_id: bytes
    round: int
    organisation: int
    ballot: Ballot
    salt: bytes


@dataclass(frozen=True, slots=True)
class RoundTallied(Event):
    """A round has a result."""

    submission_id: bytes
    round: int
    result: Result
    is_final: bool
    sector: int
    severity_bps: int
    scope_bps: int
    prior_id: bytes
