"""What stands for one party: network, membership, submissions, what is under way, what is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from . import due as dues
from .fetch import received, state_of
from .membership import Member, member
from .opening import readable
from .outcome import Outcome
from .party import Party

__all__ = ["Status", "Synced", "status", "sync"]


@dataclass(frozen=True, slots=True)
class Status(Outcome):
    """As of a block."""

    network: str
    chain_id: int
    block: int
    time: int
    epoch: int
    epoch_ends: int  # 0 before the start
    terms_in_force: int
    role: str
    member: Member | None
    counts: dict[str, int]
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synced(Outcome):
    """How far the index has got."""

    block: int
    submissions: int


def status(party: Party) -> Status:
    """Look at everything, change nothing but the index."""
    noun = party.membership
    party.sync()
    epoch, in_force = party.read_all(noun.epoch(), noun.terms_in_force())
    ends = party.read(noun.epoch_start(epoch + 1)) if epoch else 0
    own = party.organisation_or_none
    head = party.connection.head()
    return Status(
        network=party.deployment.name,
        chain_id=party.chain_id,
        block=head.number,
        time=head.timestamp,
        epoch=epoch,
        epoch_ends=ends,
        terms_in_force=in_force,
        role=party.config.role,
        member=None if own is None else member(party, own),
        counts=_counts(party, own, head.timestamp),
        due=tuple(_due(party)) if own is not None else (),
    )


def sync(party: Party, *, rebuild: bool = False) -> Synced:
    """Follow the chain; with ``rebuild`` from its first block on."""
    if rebuild:
        party.forget_index()
    index = party.sync()
    return Synced(index.head(), len(index.submissions()))


def _counts(party: Party, own: int | None, now: int) -> dict[str, int]:
    records = party.index.submissions()
    states = Counter(state_of(record, now) for record in records)
    found = {"on record": len(records), **dict(sorted(states.items()))}
    if own is not None:
        found["ours"] = sum(record.policy.organisation == own for record in records)
        found["readable"] = len(readable(party))
        found["fetched"] = len(received(party))
    return found


def _due(party: Party) -> list[str]:
    under_way = [saga.record.verb for saga in party.journal.sagas(unfinished=True)]
    found = [f"{verb}: not finished, run the same command again" for verb in under_way]
    for each in dues.due(party):
        name = f" of 0x{each.submission_id.hex()[:8]}" if each.submission_id else ""
        found.append(each.kind.name.lower().replace("_", " ") + name)
    return found
