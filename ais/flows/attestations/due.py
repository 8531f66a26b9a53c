"""What falls due about attestations, told by the chain and the journal's open part: no key is used.

Contests, claims and alerts are not among it: whether one is due only the pairs' keys tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ais.events import SnapshotTaken
from ais.flows.duties import Due, Kind
from ais.flows.party import Party
from ais.index import Entry, Index, Leaf

from .group import evictable
from .heartbeat import VERB

__all__ = ["due"]

#: The contract takes no snapshot of fewer.
_LEAST_LEAVES = 8


def due(party: Party, *, everyone: bool = False) -> Iterator[Due]:
    """For this party; with ``everyone`` also what anyone may do. Needs a followed index."""
    index, own = party.index, party.organisation_or_none
    epoch = index.epoch()
    taken = index.snapshots().get(epoch)
    ours = own is not None and taken is None and _is_member(index, own)
    if (ours or everyone) and _group_waits(party, taken):
        yield Due(Kind.GROUP, epoch=epoch, ours=ours)
    if own is not None and taken is not None and _may_post(index.leaves_at(taken), own):
        number = len(index.snapshots_of(epoch))
        if not _all_posted(party, epoch):
            yield Due(Kind.POSTS, epoch=epoch, round=number)


def _is_member(index: Index, own: int) -> bool:
    return index.waits(own) or index.leaf_of(own) is not None


def _may_post(leaves: Sequence[Leaf], own: int) -> bool:
    return any(each.organisation == own and each.leaf for each in leaves)


def _group_waits(party: Party, taken: Entry[SnapshotTaken] | None) -> bool:
    """Whether something can be done: a leaf let in or taken out, a snapshot taken."""
    index = party.index
    live = {each.organisation for each in index.leaves() if each.leaf}
    if evictable(party):
        return True
    if taken is not None:
        return index.leaves() != index.leaves_at(taken) and len(live) >= _LEAST_LEAVES
    return bool(index.waiting()) or (index.epoch() > 0 and len(live) >= _LEAST_LEAVES)


def _all_posted(party: Party, epoch: int) -> bool:
    """Whether the posts of every policy in force were seen on chain."""
    done = {
        saga.record.digest
        for saga in party.journal.sagas(verb=VERB)
        if saga.record.finished_at is not None
    }
    terms = party.index.policies_in_force(epoch)
    return all(party.input_digest(term.policy, epoch) in done for term in terms)
