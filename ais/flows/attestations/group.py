"""The anonymous group: our leaf in it, and what anyone may do so that an epoch gets its snapshot.

Who is in the group is public; what a leaf's secret later signs is not. All of it is computed from
the index: nobody is asked for a path of ours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ais.crypto.anonymity import DEPTH, GroupSecret, MerklePath, poseidon2, prove
from ais.digests import field_element, leaf_message, leaf_scope
from ais.errors import (
    ContractError,
    GroupChangePending,
    GroupError,
    GroupUnchanged,
)
from ais.flows import keys as key_flow
from ais.flows.acts import Act, act, planned
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.types import Address, KeyPurpose

from .standing import tree_at

__all__ = [
    "GroupJoined",
    "admit",
    "evict",
    "evictable",
    "join",
    "rotate",
    "snapshot",
    "tend",
]

_ADMITTED_TOGETHER = 16
_SIDE = 2  # the sibling on every level of a proof of possession


@dataclass(frozen=True, slots=True)
class GroupJoined(Outcome):
    """Our leaf, queued now or before. ``number``: how many leaves we ever queued."""

    organisation: int
    number: int
    leaf: int
    in_tree: bool
    acts: tuple[Act, ...]


# ---- our leaf --------------------------------------------------------------------------------


def join(party: Party, *, dry_run: bool = False) -> GroupJoined:
    """Announce an attestation key where there is none, queue our leaf, let in what may come in.

    Safe to repeat. Raises ``GroupWrongStatus`` for an organisation that is not active.
    """
    announced = key_flow.announce(party, KeyPurpose.ATTESTATION, dry_run=dry_run).act
    organisation, index = party.organisation, party.sync()
    acts = [announced] if announced else []
    if index.leaf_of(organisation) is None and not index.waits(organisation):
        acts.append(_queue(party, dry_run=dry_run))
    return _planned(party, acts) if dry_run else _joined(party, acts)


def rotate(party: Party, *, dry_run: bool = False) -> GroupJoined:
    """Queue the next leaf: whoever stole the former secret learns nothing of later epochs.

    Raises ``GroupChangePending``, and as ``join``.
    """
    party.sync()
    if party.index.waits(party.organisation):
        raise GroupChangePending(organisation=party.organisation)
    acts = [_queue(party, dry_run=dry_run)]
    return _planned(party, acts) if dry_run else _joined(party, acts)


def _planned(party: Party, acts: list[Act]) -> GroupJoined:
    """What stands, and what would be sent."""
    own, queued = party.organisation, party.index.queued(party.organisation)
    in_tree = party.index.leaf_of(own) is not None and not party.index.waits(own)
    leaf = queued[-1].leaf if queued else 0
    return GroupJoined(own, len(queued), leaf, in_tree, tuple(acts))


def _joined(party: Party, acts: list[Act]) -> GroupJoined:
    index = party.sync()
    if index.epoch() not in index.snapshots():
        acts += _quietly_admit(party)
    own = party.organisation
    index = party.sync()
    last = index.queued(own)[-1]
    in_tree = not index.waits(own)
    return GroupJoined(own, len(index.queued(own)), last.leaf, in_tree, tuple(acts))


def _queue(party: Party, *, dry_run: bool = False) -> Act:
    """Queue the leaf after the last one that was ever queued, with the proof of its secret."""
    own = party.organisation
    number = len(party.index.queued(own)) + 1
    secret = GroupSecret(party.keys.root().group_secret(number))
    public = f"leaf {number} of the organisation in the anonymous group"
    if dry_run:
        nullifier, *points = json.loads(_possession(party, secret))
        return planned(party, party.group.join(secret.leaf, nullifier, points), public)
    saga = party.saga("group-join", party.input_digest(own, number), again=True)
    raw = saga.once("possession", lambda: _possession(party, secret))
    nullifier, *points = json.loads(raw)
    write = party.group.join(secret.leaf, nullifier, points)
    try:
        receipt = party.transact(write, step=saga.tx("call"))
    except ContractError:
        saga.finish(b"refused")
        raise
    saga.finish()
    party.progress.say(f"leaf {number} of organisation {own} is queued")
    return Act(write.name, public, receipt.tx_hash, receipt.block_number, receipt.gas_used)


def _possession(party: Party, secret: GroupSecret) -> bytes:
    group = Address(party.group.address)
    message = leaf_message(chain_id=party.chain_id, group=group, organisation=party.organisation)
    scope = leaf_scope(chain_id=party.chain_id, group=group)
    proof = prove(
        secret,
        _full_path(secret.leaf),
        message=field_element(message),
        scope=field_element(scope),
    )
    return json.dumps([proof.nullifier, *proof.points]).encode()


def _full_path(leaf: int) -> MerklePath:
    """The leaf at the bottom of a path of the circuit's full length (``Possession.sol``).

    A leaf that is the root of a small tree has no room for one: nobody has two leaves under one.
    """
    root = leaf
    for _ in range(DEPTH):
        root = poseidon2(root, _SIDE)
    return MerklePath(root, 0, (_SIDE,) * DEPTH)


# ---- anyone ----------------------------------------------------------------------------------


def admit(party: Party, *, dry_run: bool = False) -> list[Act]:
    """Let in all that waits, sixteen at a time. Raises ``GroupFrozen`` after the snapshot.

    A dry run tells of the first sixteen: what follows depends on them.
    """
    done: list[Act] = []
    while True:
        tree = tree_at(party)  # the tree and what waits, at one block
        waiting = party.index.waiting()[:_ADMITTED_TOGETHER]
        if not waiting:
            return done
        serve = party.read_all(*(party.membership.may_serve(e.organisation) for e in waiting))
        first, root = waiting[0].number, tree.root
        siblings: list[tuple[int, ...]] = []
        places = {each.organisation: each.index for each in party.index.leaves() if each.leaf}
        for change, may in zip(waiting, serve, strict=True):
            place = places.get(change.organisation)
            if not may:
                siblings.append(())
            elif place is None:
                siblings.append(())
                places[change.organisation] = tree.insert(change.leaf)
            else:
                siblings.append(tree.path(place).siblings)
                tree.update(place, change.leaf)
        write, public = party.group.admit(siblings), "that leaves which wait come in"
        about = (first, len(waiting), str(root), str(tree.root))
        if dry_run:
            return [planned(party, write, public)]
        done.append(act(party, "group-admit", about, write, public))
        party.progress.say(f"{len(waiting)} leaves let in")


def evict(party: Party, organisation: int, *, dry_run: bool = False) -> Act:
    """Take the leaf of a suspended or removed organisation out of the tree."""
    tree = tree_at(party)
    leaf = party.index.leaf_of(organisation)
    siblings: Sequence[int] = tree.path(leaf.index).siblings if leaf else ()
    write = party.group.evict(organisation, siblings)
    about = (organisation, str(tree.root))
    public = f"that organisation {organisation} leaves the group"
    return act(party, "group-evict", about, write, public, dry_run=dry_run)


def evictable(party: Party) -> list[int]:
    """Organisations that have a leaf and may not act any more."""
    index = party.sync()
    narrowed = {each.id for each in index.organisations() if each.status.is_narrowed}
    return sorted(e.organisation for e in index.leaves() if e.leaf and e.organisation in narrowed)


def snapshot(party: Party, *, dry_run: bool = False) -> Act | None:
    """Freeze the root of the running epoch; None where it stands already.

    Raises ``GroupNotStarted``, ``GroupQueueWaits``, ``GroupTooSmall``.
    """
    index = party.sync()
    epoch, root = index.epoch(), tree_at(party).root
    write, public = party.group.snapshot(), f"the group's root in epoch {epoch}"
    try:
        if dry_run:
            return planned(party, write, public)
        return act(party, "group-snapshot", (epoch, str(root)), write, public)
    except GroupUnchanged:
        return None


def tend(party: Party) -> list[Act]:
    """All that anyone may do now so that the epoch has its snapshot, and no leaf that must go.

    What somebody else does at the same time is no error.
    """
    index, done = party.sync(), []
    for organisation in evictable(party):
        try:
            done.append(evict(party, organisation))
        except GroupError as error:
            party.progress.say(f"not evicted: {error.message}")
    if index.epoch() == 0:
        return done + _quietly_admit(party)
    if index.epoch() not in index.snapshots():
        done += _quietly_admit(party)
    taken = party.sync().snapshots().get(index.epoch())
    if taken is None or taken.event.root != tree_at(party).root:
        try:
            made = snapshot(party)
        except GroupError as error:
            party.progress.say(f"no snapshot: {error.message}")
        else:
            done += [made] if made else []
            party.sync()
    return done


def _quietly_admit(party: Party) -> list[Act]:
    try:
        return admit(party)
    except GroupError as error:  # somebody else was first, or the epoch is frozen by now
        party.progress.say(f"not admitted: {error.message}")
        return []
