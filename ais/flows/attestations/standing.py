"""Where we stand in the anonymous group: the tree of a snapshot, and our path in it.

All of it is computed from the index: a node that is asked for a path learns who is about to post.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ais.crypto.anonymity import SCALAR, GroupSecret, LeanTree, MerklePath
from ais.errors import (
    HeadStale,
    LeafNotInSnapshot,
    LeafSecretUnknown,
    SnapshotMissing,
    SnapshotUneven,
)
from ais.events import SnapshotTaken
from ais.flows.party import Party
from ais.index.attestations import Leaf
from ais.index.database import Entry

__all__ = ["Standing", "fresh_snapshot", "own_path", "snapshot_leaves", "tree_at"]

_MOST_SECONDS = 600  # that a head may be old, or a tenth of an epoch where that is more


@dataclass(frozen=True, slots=True)
class Standing:
    """Our place in the snapshot of an epoch: what a proof is made of."""

    epoch: int
    root: int
    secret: GroupSecret
    path: MerklePath


def tree_at(party: Party, epoch: int | None = None) -> LeanTree:
    """The tree as an epoch's snapshot froze it, or as it stands.

    Raises ``SnapshotMissing``; ``SnapshotUneven`` where it does not give the snapshot's root.
    """
    party.sync()
    if epoch is None:
        return _tree(party.index.leaves())
    return _snapshot_tree(party, _snapshot_of(party, epoch))[0]


def own_path(party: Party, epoch: int) -> Standing:
    """Our place in the snapshot of an epoch, with the secret of that leaf.

    Raises as ``tree_at``, ``LeafNotInSnapshot``, ``LeafSecretUnknown``.
    """
    party.sync()
    own, taken = party.organisation, _snapshot_of(party, epoch)
    tree, leaves = _snapshot_tree(party, taken)
    mine = [each for each in leaves if each.organisation == own and each.leaf]
    if not mine:
        raise LeafNotInSnapshot(organisation=own, epoch=epoch)
    numbers = [n for n, e in enumerate(party.index.queued(own), 1) if e.leaf == mine[0].leaf]
    for number in numbers:
        secret = GroupSecret(party.keys.root().group_secret(number))
        if secret.leaf == mine[0].leaf:
            path = tree.path(mine[0].index)
            return Standing(epoch, tree.root, secret, path)
    raise LeafSecretUnknown(organisation=own)


def fresh_snapshot(party: Party, *, clock: int | None = None) -> Entry[SnapshotTaken]:
    """The snapshot of the running epoch, at a head that is not old.

    ``clock``: seconds, where the machine's are not meant. Raises ``HeadStale``,
    ``SnapshotMissing``; an earlier epoch's snapshot is never an answer.
    """
    index = party.sync()
    most = max(_MOST_SECONDS, party.connection.facts().epoch_seconds // 10)
    seconds = (int(time.time()) if clock is None else clock) - index.now()
    if seconds > most:
        raise HeadStale(seconds=seconds, most=most)
    return _snapshot_of(party, index.epoch())


def snapshot_leaves(party: Party, epoch: int) -> list[Leaf]:
    """Every place of the tree as an epoch's snapshot froze it. Raises as ``tree_at``."""
    party.sync()
    return _snapshot_tree(party, _snapshot_of(party, epoch))[1]


def _snapshot_of(party: Party, epoch: int) -> Entry[SnapshotTaken]:
    taken = party.index.snapshots().get(epoch)
    if taken is None:
        raise SnapshotMissing(epoch=epoch)
    return taken


def _snapshot_tree(party: Party, taken: Entry[SnapshotTaken]) -> tuple[LeanTree, list[Leaf]]:
    leaves = party.index.leaves_at(taken)
    tree = _tree(leaves)
    if tree.root != taken.event.root:
        raise SnapshotUneven(what=f"epoch {taken.event.epoch}")
    return tree, leaves


def _tree(leaves: Sequence[Leaf]) -> LeanTree:
    """A tree of leaves in order of their places; a removed one is put in and taken out."""
    tree = LeanTree(each.leaf or SCALAR - 1 - each.index for each in leaves)
    for each in leaves:
        if not each.leaf:
            tree.remove(each.index)
    return tree
