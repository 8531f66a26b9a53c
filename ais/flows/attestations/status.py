"""Where this home stands with its own attestations. Looks, and sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ais.errors import KeyNotInForce, LeafNotInSnapshot, LeafSecretUnknown, SnapshotMissing
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from . import limits, policies, statement
from .announced import own_attestation_key
from .clock import EpochClock, epoch_clock
from .content import Sealing
from .courier import Courier
from .limits import Crowd
from .pairs import held
from .parcels import UNTIL, VERB, Delivery, has_landed, parcels_of
from .standing import Standing, own_path

__all__ = ["Posting", "Standpoint", "standpoint", "under_way"]


@dataclass(frozen=True, slots=True)
class Posting(Outcome):
    """Our posts of one policy in the running epoch. ``stated``: what customers are told, if any.

    ``posted`` is None where we cannot post: own posts are told by a leaf of the snapshot.
    """

    policy: bytes
    name: str
    slots: int
    posted: int | None
    stated: str | None


@dataclass(frozen=True, slots=True)
class Standpoint(Outcome):
    """What stands in the running epoch, and ``needs``: sentences on what keeps us from posting."""

    epoch: int
    epoch_ends: int
    now: int
    leaf: str  # none, waiting, in the group, in the snapshot
    snapshot_at: int | None
    customers: int
    suppliers: int
    crowd: Crowd | None
    relays: int
    postings: tuple[Posting, ...]
    under_way: tuple[Delivery, ...]
    needs: tuple[str, ...] = field(default=())


def standpoint(party: Party, *, least: int | None = None) -> Standpoint:
    """Look at everything; ``least`` organisations to hide among instead of the home's setting."""
    index = party.sync()
    epoch, own = index.epoch(), party.organisation
    clock = epoch_clock(party, epoch)
    standing, needs = _standing(party, epoch)
    taken = index.snapshots().get(epoch)
    crowd = limits.crowd(party, epoch, least=least) if taken is not None else None
    if crowd is not None and not crowd.is_enough:
        needs.append(f"too few to hide among: {crowd.explained()}")
    postings = tuple(_postings(party, epoch, standing, clock))
    directions = [each.pair.direction for each in held(party, epoch)] if epoch else []
    customers = sum(each.supplier == own for each in directions)
    if customers and any(each.stated is None for each in postings):
        needs.append("customers wait for a statement: `ais attest state REPORT --policy NAME`")
    if not index.relays():
        needs.append("the network lists no relay")
    return Standpoint(
        epoch=epoch,
        epoch_ends=clock.ends_at,
        now=clock.now,
        leaf=_leaf(party, standing),
        snapshot_at=taken.timestamp if taken is not None else None,
        customers=customers,
        suppliers=len(directions) - customers,
        crowd=crowd,
        relays=len(index.relays()),
        postings=postings,
        under_way=tuple(under_way(party)),
        needs=tuple(needs),
    )


def under_way(party: Party) -> Iterator[Delivery]:
    """Posts, contests and claims that were handed over and are not known to be on chain."""
    for box in party.journal.sagas(verb=VERB, unfinished=True):
        clock = epoch_clock(party, int(box.step(UNTIL) or b"0"))
        for name, sent in parcels_of(box):
            if not has_landed(party, sent) and not clock.is_over:
                yield Courier(party, box, name, sent, clock).look()


def _standing(party: Party, epoch: int) -> tuple[Standing | None, list[str]]:
    if epoch == 0:
        return None, ["the network has not started"]
    try:
        own_attestation_key(party, epoch)
        return own_path(party, epoch), []
    except (KeyNotInForce, LeafNotInSnapshot, LeafSecretUnknown, SnapshotMissing) as error:
        return None, [f"{error.message}. {error.next_step}"]


def _leaf(party: Party, standing: Standing | None) -> str:
    if standing is not None:
        return "in the snapshot"
    own = party.organisation
    if party.index.waits(own):
        return "waiting"
    return "none" if party.index.leaf_of(own) is None else "in the group"


def _postings(
    party: Party, epoch: int, standing: Standing | None, clock: EpochClock
) -> Iterator[Posting]:
    slots = party.index.slots_in(epoch)
    names = {each.policy: each.name for each in policies.listed(party)}
    for term in party.index.policies_in_force(epoch):
        stated = statement.current(party, term.policy)
        posted = None
        if standing is not None:
            posted = slots - len(Sealing(party, term.policy, standing, clock).free_slots(slots))
        yield Posting(
            term.policy,
            names.get(term.policy, ""),
            slots,
            posted,
            None if stated is None else stated.status,
        )
