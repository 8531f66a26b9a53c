"""Events of ``IGroup``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "LeafEntered",
    "LeafQueued",
    "LeafRemoved",
    "LeafReplaced",
    "LeafSkipped",
    "SnapshotTaken",
]


@dataclass(frozen=True, slots=True)
class LeafQueued(Event):
    """An organisation's leaf waits; ``number`` counts all changes from 1."""

    organisation: int
    leaf: int
    number: int
    epoch: int


@dataclass(frozen=True, slots=True)
class LeafEntered(Event):
    """A leaf took a new place in the tree."""

    organisation: int
    index: int
    leaf: int


@dataclass(frozen=True, slots=True)
class LeafReplaced(Event):
    """An organisation's leaf took the place of its former one."""

    organisation: int
    index: int
    former_leaf: int
    leaf: int


@dataclass(frozen=True, slots=True)
class LeafSkipped(Event):
    """A leaf's turn came, but its organisation could not act any more."""

    organisation: int
    leaf: int


@dataclass(frozen=True, slots=True)
class LeafRemoved(Event):
    """A place is zero for ever."""

    organisation: int
    index: int
    leaf: int


@dataclass(frozen=True, slots=True)
class SnapshotTaken(Event):
    """The root of an epoch; a later one of the same epoch replaces it."""

    epoch: int
    root: int
    leaves: int  # that were not removed
