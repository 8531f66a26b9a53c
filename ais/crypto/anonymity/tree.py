"""The group's Merkle tree, as the contract keeps it (zk-kit's LeanIMT), at the client.

A node without a right child is its left child, so the root changes with the number of leaves. A
leaf is removed by setting it to zero; its place is not used again. The contract hashes a zero as
any other number, and so does this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ais.errors import LeafRefused, LeafUnknown, TreeFull

from .field import SCALAR
from .poseidon import poseidon2

__all__ = ["CAPACITY", "DEPTH", "LeanTree", "MerklePath"]

DEPTH = 16
CAPACITY = 1 << DEPTH


@dataclass(frozen=True, slots=True)
class MerklePath:
    """How a leaf leads to a root.

    ``siblings`` go from the leaf up and skip levels without one; bit ``i`` of ``index`` tells
    whether the node is the right one at sibling ``i``. Without siblings the leaf is the root.
    """

    root: int
    index: int
    siblings: tuple[int, ...] = ()

    @classmethod
    def alone(cls, leaf: int) -> MerklePath:
        """The path in a group of this one leaf.

        A proof on it shows no possession: the leaf may be a node over others (``Possession.sol``).
        """
        return cls(leaf, 0)


class LeanTree:
    """Leaves in the order in which they came, with every node above them."""

    def __init__(self, leaves: Iterable[int] = ()) -> None:
        self._levels: list[list[int]] = [[]]
        self._places: dict[int, int] = {}
        self.insert_many(leaves)

    def __len__(self) -> int:
        """How many leaves came in, those removed included."""
        return len(self._levels[0])

    @property
    def leaves(self) -> tuple[int, ...]:
        """All leaves; a removed one is 0."""
        return tuple(self._levels[0])

    @property
    def root(self) -> int:
        """The root; 0 of an empty tree."""
        return self._levels[-1][0] if self._levels[0] else 0

    @property
    def depth(self) -> int:
        """How many levels stand above the leaves."""
        return len(self._levels) - 1

    def index_of(self, leaf: int) -> int:
        """Where a leaf stands. Raises ``LeafUnknown``."""
        if leaf not in self._places:
            raise LeafUnknown(leaf=leaf)
        return self._places[leaf]

    def insert(self, leaf: int) -> int:
        """Add a leaf; return its index. Raises ``LeafRefused`` or ``TreeFull``."""
        self.insert_many((leaf,))
        return len(self) - 1

    def insert_many(self, leaves: Iterable[int]) -> None:
        """Add leaves, all or none. Raises ``LeafRefused`` or ``TreeFull``."""
        new = list(leaves)
        first = len(self)
        seen: set[int] = set()
        for leaf in new:
            self._check(leaf, seen)
            seen.add(leaf)
        if first + len(new) > CAPACITY:
            raise TreeFull(capacity=CAPACITY)
        if not new:
            return

        self._levels[0].extend(new)
        self._places.update((leaf, first + offset) for offset, leaf in enumerate(new))
        self._rehash(first, len(self) - 1)

    def update(self, index: int, leaf: int) -> None:
        """Put another leaf in a place. Raises ``LeafRefused`` or ``LeafUnknown``."""
        self._check(leaf, set())
        self._put(index, leaf)
        self._places[leaf] = index

    def remove(self, index: int) -> None:
        """Set a leaf to 0; its place stays. Raises ``LeafUnknown`` for none or one removed."""
        self._put(index, 0)

    def path(self, index: int) -> MerklePath:
        """The way from a leaf to the root. Raises ``LeafUnknown`` for none or one removed."""
        self._at(index)
        siblings: list[int] = []
        turns, place = 0, index
        for level in self._levels[:-1]:
            beside = place ^ 1
            if beside < len(level):
                turns |= (place & 1) << len(siblings)
                siblings.append(level[beside])
            place >>= 1
        return MerklePath(self.root, turns, tuple(siblings))

    def _at(self, index: int) -> int:
        leaves = self._levels[0]
        if not 0 <= index < len(leaves) or leaves[index] == 0:
            raise LeafUnknown(leaf=f"number {index}")
        return leaves[index]

    def _check(self, leaf: int, also: set[int]) -> None:
        if not 0 < leaf < SCALAR:
            raise LeafRefused(reason="is 0 or not below the field's order")
        if leaf in self._places or leaf in also:
            raise LeafRefused(reason="is in the group already")

    def _put(self, index: int, leaf: int) -> None:
        del self._places[self._at(index)]
        self._levels[0][index] = leaf
        self._rehash(index, index)

    def _rehash(self, first: int, last: int) -> None:
        """Compute again all that stands above the leaves ``first`` to ``last``."""
        height = 0
        while len(self._levels[height]) > 1:
            below = self._levels[height]
            if len(self._levels) == height + 1:
                self._levels.append([])
            above = self._levels[height + 1]
            first, last = first >> 1, last >> 1
            above.extend([0] * ((len(below) + 1) // 2 - len(above)))
            for place in range(first, last + 1):
                above[place] = _parent(below, 2 * place)
            height += 1


def _parent(level: list[int], left: int) -> int:
    if left + 1 == len(level):
        return level[left]
    return poseidon2(level[left], level[left + 1])
