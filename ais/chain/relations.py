"""``IRelations``: declared affiliates and competitors."""

from __future__ import annotations

from collections.abc import Sequence

from .codec import View, Write
from .contract import Contract

__all__ = ["Relations"]


class Relations(Contract):
    """Calls of ``Relations.sol``; what they mean stands in ``IRelations.sol``."""

    NAME = "Relations"

    def declare(self, other: int, kind: int) -> Write:
        """``kind``: ``ais.records.RelationKind``."""
        return self._write("declare", other, kind)

    def withdraw(self, other: int, kind: int) -> Write:
        """Take a declaration back."""
        return self._write("withdraw", other, kind)

    def related(self, a: int, b: int, epoch: int) -> View[bool]:
        """Whether either declared the other in that epoch, or they are one."""
        return self._view("related", a, b, epoch)

    def related_mask(self, organisation: int, others: Sequence[int], epoch: int) -> View[int]:
        """Bit i set where ``others[i]`` is related."""
        return self._view("relatedMask", organisation, others, epoch)

    def declared_count(self, organisation: int, kind: int) -> View[int]:
        """Declarations of a kind that count against the limit."""
        return self._view("declaredCount", organisation, kind)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")
