"""``IGroup``: the leaves of the members that may speak without a name, and a root an epoch."""

from __future__ import annotations

from collections.abc import Sequence

from .codec import View, Write
from .contract import Contract

__all__ = ["JOIN_GAS", "Group"]

#: What a node's estimate is not trusted below: a verifier that runs out of gas only says no.
JOIN_GAS = 1_200_000


class Group(Contract):
    """Calls of ``Group.sol``; what they mean stands in ``IGroup.sol``."""

    NAME = "Group"

    def join(self, leaf: int, nullifier: int, proof: Sequence[int]) -> Write:
        """Queue the first leaf, or one that replaces it; ``proof`` of its secret, 8 numbers."""
        return self._write("join", leaf, nullifier, tuple(proof), gas=JOIN_GAS)

    def admit(self, siblings: Sequence[Sequence[int]]) -> Write:
        """Let the first of the queue in: for each its siblings (none where it is new)."""
        return self._write("admit", tuple(tuple(each) for each in siblings))

    def evict(self, organisation: int, siblings: Sequence[int]) -> Write:
        """Remove the leaf of a suspended or removed organisation."""
        return self._write("evict", organisation, tuple(siblings))

    def snapshot(self) -> Write:
        """Freeze the root of the running epoch."""
        return self._write("snapshot")

    def root_of(self, epoch: int) -> View[int]:
        """The root of an epoch; 0 = none."""
        return self._view("rootOf", epoch)

    def snapshot_of(self, epoch: int) -> View[tuple[int, int, int]]:
        """Root, leaves that were not removed, seconds; zeroes where there is none."""
        return self._view("snapshotOf", epoch)

    def root(self) -> View[int]:
        """The root as the tree stands."""
        return self._view("root")

    def leaf_of(self, organisation: int) -> View[tuple[int, int]]:
        """Leaf in the tree and its place; leaf 0 = none."""
        return self._view("leafOf", organisation)

    def pending_of(self, organisation: int) -> View[int]:
        """Leaf that waits; 0 = none."""
        return self._view("pendingOf", organisation)

    def queue(self) -> View[tuple[int, int]]:
        """First and last change that waits; none where first > last."""
        return self._view("queue")

    def change(self, number: int) -> View[tuple[int, int, int]]:
        """Organisation, epoch and leaf of a change that was queued; zeroes where there is none."""
        return self._view("change", number)

    def leaf_count(self) -> View[int]:
        """Leaves that are not removed."""
        return self._view("leafCount")

    def size(self) -> View[int]:
        """Places taken, removed ones included."""
        return self._view("size")

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def verifier(self) -> View[str]:
        """Address of SemaphoreVerifier; fixed at deployment."""
        return self._view("verifier")
