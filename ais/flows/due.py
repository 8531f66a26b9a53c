"""What falls due for one party: asked of the chain, done by nobody here.

The same list serves ``ais status`` (what should I do?) and ``ais run`` (what may be done for me?).
"""

from __future__ import annotations

from collections.abc import Iterator

from ais import policy as policies
from ais.records import Phase, Stage
from ais.types import OrganisationStatus

from . import release, requests
from .attestations import due as attesting
from .balances import claims_of, closable, dues
from .duties import Due, Kind
from .party import Party
from .rounds import Valuation, look_all

__all__ = ["Due", "Kind", "due"]

_RELEASED_TOGETHER = 512


def due(party: Party, *, everyone: bool = False) -> list[Due]:
    """Everything that is due for this party; with ``everyone`` also what anyone may do."""
    index = party.sync()
    own = party.organisation_or_none
    found: list[Due] = []
    for seen in look_all(party, index.open_valuations()):
        found += _of_round(party, seen, own, everyone)
    if own is not None:
        found += _releases(party)
        found += [Due(Kind.OPEN, each) for each in _openable(party, own)]
        found += _grants(party, own)
        found += _dues(party, own)
    found += _money(party, own, everyone)
    found += attesting.due(party, everyone=everyone)
    return found


def _of_round(party: Party, seen: Valuation, own: int | None, everyone: bool) -> Iterator[Due]:
    submitter = party.index.submission(seen.submission_id).policy.organisation
    ours, seated = submitter == own, own in seen.panel
    name, number = seen.submission_id, seen.round
    if seen.phase is Phase.SCHEDULED and seen.block > seen.seed_block and (ours or everyone):
        yield Due(Kind.DRAW, name, number, ours=ours)
    if seen.phase is Phase.KEYING and ours:
        yield Due(Kind.PANEL_KEY, name, number, by_block=seen.key_by)
    if seen.phase is Phase.COMMITTING and seated and not _committed(party, seen):
        yield Due(Kind.BALLOT, name, number, by_block=seen.commit_by)
    if seen.phase is Phase.REVEALING and seated and _waits_to_reveal(party, seen):
        yield Due(Kind.REVEAL, name, number, by_block=seen.reveal_by)
    if seen.phase is Phase.TALLYING and (ours or seated or everyone):
        yield Due(Kind.SETTLE, name, number, ours=ours or seated)


def _committed(party: Party, seen: Valuation) -> bool:
    return party.index.commit(seen.submission_id, seen.round, party.organisation) is not None


def _waits_to_reveal(party: Party, seen: Valuation) -> bool:
    own = party.organisation
    revealed = party.index.revealed(seen.submission_id, seen.round, own)
    return _committed(party, seen) and not revealed


def _releases(party: Party) -> Iterator[Due]:
    """Readers' releases; those of one policy at a time, as they were submitted.

    What an allow list narrows is released alone: lists are local and may differ.
    """
    groups: dict[object, list[bytes]] = {}
    for name in release.due(party):
        terms = party.index.submission(name).policy
        narrowed = terms.flags & policies.FLAG_ALLOW_LISTED
        groups.setdefault(name if narrowed else policies.pack(terms), []).append(name)
    for names in groups.values():
        for first in range(0, len(names), _RELEASED_TOGETHER):
            part = tuple(names[first : first + _RELEASED_TOGETHER])
            yield Due(Kind.READERS_RELEASE, part[0], batch=part)


def _openable(party: Party, own: int) -> list[bytes]:
    """Our submissions that could be opened for valuation now."""
    ids = party.index.unopened(own)
    stages = party.read_all(*(party.rewards.stage_of(each) for each in ids))
    return [each for each, stage in zip(ids, stages, strict=True) if stage is Stage.OPENABLE]


def _grants(party: Party, own: int) -> Iterator[Due]:
    """Requests that we could answer and have not yet: a grant does not close a request."""
    for submission_id, asker in requests.due(party):
        grants = party.index.grants(submission_id, asker)
        if not any(grant.granted_by == own for grant in grants):
            ours = party.index.submission(submission_id).policy.organisation == own
            yield Due(Kind.GRANT, submission_id, organisation=asker, ours=ours)


def _dues(party: Party, own: int) -> list[Due]:
    record = party.read(party.membership.organisation(own))
    if record.status not in (OrganisationStatus.CANDIDATE, OrganisationStatus.ACTIVE):
        return []
    owed = dues(party, own)
    if owed.epoch == 0 or not owed.fixed or owed.paid:
        return []
    return [Due(Kind.DUES, organisation=own, epoch=owed.epoch, amount=owed.amount)]


def _money(party: Party, own: int | None, everyone: bool) -> Iterator[Due]:
    yield from (Due(Kind.CLOSE, epoch=epoch) for epoch in closable(party)[:1])
    for each in party.index.claimants() if everyone else [own] if own is not None else []:
        for claim in claims_of(party, each):
            if claim.closed:
                yield Due(Kind.PAY, organisation=each, epoch=claim.epoch, ours=each == own)
