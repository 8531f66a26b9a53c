"""Events of ``IRelations``."""

from __future__ import annotations

from dataclasses import dataclass

from ais.records import RelationKind

from .base import Event

__all__ = [
    "RelationDeclared",
    "RelationWithdrawn",
]


@dataclass(frozen=True, slots=True)
class RelationDeclared(Event):
    """An affiliate or competitor, from an epoch on."""

    organisation: int
    other: int
    kind: RelationKind
    from_epoch: int


@dataclass(frozen=True, slots=True)
class RelationWithdrawn(Event):
    """A declaration ends with an epoch."""

    organisation: int
    other: int
    kind: RelationKind
    from_epoch: int
