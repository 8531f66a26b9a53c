"""Late joiners: a public request, a grant by who holds the key, a receipt that closes it.

A grant does not close the request: only the asker's receipt does, so that slots which open for
nobody block nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.crypto import make_slots
from ais.errors import KeyAnnouncementMissing, NothingToDo

from .acts import Act, act, planned
from .opening import open_submission, readable
from .outcome import Outcome
from .party import Party
from .readers import recipients

__all__ = ["Asked", "asked", "due", "grant", "receipt", "request"]


@dataclass(frozen=True, slots=True)
class Asked(Outcome):
    """An open request that this member could answer."""

    submission_id: bytes
    organisation: int
    requested_at: int


def asked(party: Party) -> list[Asked]:
    """Open requests for submissions whose key this member may have, oldest first."""
    own = party.organisation
    found = [each for each in party.sync().requests() if each[1] != own]
    views = [party.releases.requested_at(name, organisation) for name, organisation in found]
    times = party.read_all(*views) if views else ()
    return [Asked(*each, at) for each, at in zip(found, times, strict=True) if at]


def due(party: Party) -> list[tuple[bytes, int]]:
    """(submission, organisation) of requests that this member could answer: it can read itself."""
    requested = asked(party)
    mine = set(readable(party))
    return [(e.submission_id, e.organisation) for e in requested if e.submission_id in mine]


def request(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Act:
    """Ask for the key. Everybody sees who asks for what; the contract checks ``mayRead``."""
    write = party.releases.request(submission_id)
    public = "that this organisation wants to read this submission"
    return act(party, "request", (submission_id,), write, public, dry_run=dry_run)


def grant(party: Party, submission_id: bytes, organisation: int, *, dry_run: bool = False) -> Act:
    """Seal the key to a requester. Any member that holds the key may; the contract checks both.

    Raises ``CannotRead`` where this member has no key itself, ``KeyAnnouncementMissing`` where the
    requester has no usable one.
    """
    block = party.sync().head()
    opened = open_submission(party, submission_id)
    sealed_to = recipients(party, [organisation], block)
    if sealed_to == [None]:
        raise KeyAnnouncementMissing(organisation=organisation)
    public = f"that this organisation gave organisation {organisation} the key"
    if dry_run:
        write = party.releases.grant(submission_id, organisation, submission_id)
        return planned(party, write, public)

    saga = party.saga("grant-slots", submission_id + organisation.to_bytes(4, "big"), again=True)
    binding = party.binding([submission_id])

    def make() -> bytes:
        return party.stores.put(make_slots(binding, [opened.data_key], sealed_to))

    digest = saga.once("slots", make)
    write = party.releases.grant(submission_id, organisation, digest)
    receipt = party.transact(write, step=saga.tx("call"))
    saga.finish()
    party.progress.say(f"granted to organisation {organisation}")
    return Act(write.name, public, receipt.tx_hash, receipt.block_number, receipt.gas_used)


def receipt(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Act:
    """Say in public that it was read; closes this organisation's request.

    It is posted only after the submission has been opened and verified here.
    """
    write = party.releases.post_receipt(submission_id)
    public = "that this organisation has read this submission"
    party.sync()
    opened = open_submission(party, submission_id)
    if opened.way.kind == "own":
        raise NothingToDo(reason="a submitter needs no receipt of its own")
    return act(party, "receipt", (submission_id,), write, public, dry_run=dry_run)
