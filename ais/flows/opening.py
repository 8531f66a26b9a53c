"""Opening submissions: by which way a member gets to a data key, and the proof of what comes out.

Whatever a store or a node gave is held against the chain: the ciphertext by its digest, the key by
its commitment, the objects by the commitment of the submission. Ways, in order: the own copy for
one's own; the readers' releases, newest first, at the own position; grants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ais import policy as policies
from ais.crypto import Manifest, Secret, check_slots, open_container, open_own_copy, parse_slots
from ais.errors import (
    AisError,
    CannotRead,
    PayloadMalformed,
    SlotNotOurs,
    StixError,
    StoreError,
)
from ais.policy import Denial
from ais.stix import read_canonical
from ais.types import OrganisationStatus, Policy, ReaderRights, SubmissionRecord

from .keys import own_keys
from .outcome import Outcome
from .party import Party

__all__ = [
    "Opened",
    "Way",
    "cannot_read",
    "open_by_slots",
    "open_submission",
    "readable",
    "slot_count",
]


_Rights = dict[int, list[ReaderRights]]


@dataclass(frozen=True, slots=True)
class Way(Outcome):
    """How the data key was come by: ``own``, ``release``, ``grant`` or ``panel``."""

    kind: str
    slots_digest: bytes | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission's content, proven to be what its submitter committed to."""

    record: SubmissionRecord
    manifest: Manifest
    objects: tuple[bytes, ...] = field(repr=False)
    way: Way
    data_key: Secret


@dataclass(frozen=True, slots=True)
class _Offer:
    """Slots in which one may be ours."""

    kind: str
    slots_digest: bytes
    bound_to: tuple[bytes, ...]
    position: int | None
    slot_count: int | None


def open_submission(party: Party, submission_id: bytes) -> Opened:
    """Open a submission by any way that this member has.

    Raises ``CannotRead`` with the reason, ``PayloadMalformed`` where it holds what is no object.
    """
    record = party.index.submission(submission_id)
    if record.policy.organisation == party.organisation_or_none:
        container = party.stores.get(record.item.ciphertext_digest)
        key = open_own_copy(container, party.keys.root().self_key())
        return _opened(party, record, key, Way("own"))

    offers = _offers(party, record)
    if offers:
        party.stores.get(record.item.ciphertext_digest)  # without it no key helps: say so first
    failed: list[AisError] = []
    for offer in offers:
        try:
            return _open(party, record, offer)
        except PayloadMalformed:
            raise  # the content, which no other slot changes
        except AisError as error:  # false slots must not hide right ones
            failed.append(error)
    if failed and all(isinstance(error, StoreError) for error in failed):
        raise failed[0]  # lost or tampered with: that is no matter of rights
    raise cannot_read(party, record, failed)


def open_by_slots(
    party: Party, submission_id: bytes, slots_digest: bytes, position: int | None = None
) -> Opened:
    """Open by slots made for this submission alone: the panel's release.

    ``position``: our place among the drawn. Raises ``SlotNotOurs``, what the stores raise, and
    what opening a false container raises.
    """
    record = party.index.submission(submission_id)
    offer = _Offer("panel", slots_digest, (submission_id,), position, None)
    return _open(party, record, offer)


def readable(party: Party) -> list[bytes]:
    """Submissions to which this member may have a key: its own, released or granted to it."""
    own = party.organisation_or_none
    rights: _Rights = {}
    return [
        record.submission_id
        for record in party.index.submissions()
        if record.policy.organisation == own or _offers(party, record, rights)
    ]


def slot_count(party: Party, slots_digest: bytes) -> int | None:
    """How many slots a blob says it has; None where the stores have it not or it is broken."""
    try:
        return parse_slots(party.stores.get(slots_digest)).slot_count
    except AisError:
        return None


# ---- ways ------------------------------------------------------------------------------------


def _offers(party: Party, record: SubmissionRecord, rights: _Rights | None = None) -> list[_Offer]:
    """Slots made for us, newest first; releases whose eligible set did not hold us are left out.

    ``rights``: what has been looked up of blocks already.
    """
    known: _Rights = {} if rights is None else rights
    index, own = party.index, party.organisation_or_none
    if own is None:
        return []
    found = []
    for grant in reversed(index.grants(record.submission_id, own)):
        ids = (record.submission_id,)
        found.append(_Offer("grant", grant.slots_digest, ids, 0, None))
    for made in reversed(index.releases(record.submission_id)):
        place, count = _position(party, record.policy, made.as_of_block, own, known)
        if place is not None:
            found.append(_Offer("release", made.slots_digest, made.submission_ids, place, count))
    return found


def _position(
    party: Party, policy: Policy, block: int, own: int, known: _Rights
) -> tuple[int | None, int | None]:
    """Our place among those eligible at a block, and how many they were."""
    if block not in known:
        known[block] = party.index.rights(block)
    ids = [each.organisation for each in known[block] if policies.eligible(policy, each)]
    return (ids.index(own) if own in ids else None), len(ids)


def _open(party: Party, record: SubmissionRecord, offer: _Offer) -> Opened:
    """Our slot by its position; where that one is not ours, all of them."""
    blob = party.stores.get(offer.slots_digest)
    binding = party.binding(offer.bound_to)
    slots = check_slots(blob, binding=binding, slots_digest=offer.slots_digest)
    keys = own_keys(party)
    try:
        release = (
            slots.open_any(keys) if offer.position is None else slots.open_at(offer.position, keys)
        )
    except SlotNotOurs:
        if offer.position is None:
            raise
        release = slots.open_any(keys)
    key = release.data_key(record.submission_id, record.item.key_commit)
    way = Way(offer.kind, offer.slots_digest, release.position)
    return _opened(party, record, key, way)


def _opened(party: Party, record: SubmissionRecord, key: Secret, way: Way) -> Opened:
    container = party.stores.get(record.item.ciphertext_digest)
    place = party.place(record.policy.organisation)
    opened = open_container(container, key, place=place, item=record.item)
    for number, raw in enumerate(opened.objects):
        _require_object(number, raw)
    return Opened(record, opened.manifest, opened.objects, way, key)


def _require_object(number: int, raw: bytes) -> None:
    """A hostile client seals what it likes; whoever reads it counts on an object of STIX's form."""
    name = f"object {number}"
    try:
        item = read_canonical(raw)
    except StixError as error:
        raise PayloadMalformed(field=name, reason=f"is none: {error.message}") from None
    if not all(isinstance(item.get(field), str) for field in ("id", "type")):
        raise PayloadMalformed(field=name, reason="is none: it has no id, or no type")


# ---- why not ---------------------------------------------------------------------------------


def cannot_read(
    party: Party, record: SubmissionRecord, failed: Sequence[AisError] = ()
) -> CannotRead:
    """Why this member has no key, and what it can do."""
    name = "0x" + record.submission_id.hex()
    own = party.organisation_or_none
    if own is None:
        reason = "this home belongs to no organisation"
        return CannotRead(submission_id=name, reason=reason, advice="Join the network first.")
    rights = party.read(party.membership.reader(own))
    reason, advice = _why(party, record, rights, failed)
    return CannotRead(submission_id=name, reason=reason, advice=advice)


def _why(
    party: Party, record: SubmissionRecord, rights: ReaderRights, failed: Sequence[AisError]
) -> tuple[str, str]:
    denied = policies.denial(record.policy, rights, party.now())
    if denied is Denial.EMBARGOED:
        return denied.value, "Wait until it ends; its submitter then releases the keys."
    if failed:
        reason = f"a release was made, and no slot of it is ours ({failed[0].message})"
        return reason, _ADVICE_ASK if denied is None else _ADVICE_NONE
    if denied is Denial.NOT_ENTITLED:
        return _unentitled(party)
    if denied is not None:
        released = party.index.releases(record.submission_id)
        late = "; nor was it admitted when keys were released" if released else ""
        return denied.value + late, _ADVICE_NONE
    if party.index.releases(record.submission_id):
        return "it became readable for us only after keys were released", _ADVICE_ASK
    return "its keys have not been released yet", "Wait; or ask its submitter."


def _unentitled(party: Party) -> tuple[str, str]:
    """Which of the conditions of ``Membership.reader`` this organisation lacks, and what helps."""
    nouns = party.membership
    record, epoch, terms = party.read_all(
        nouns.organisation(party.organisation), nouns.epoch(), nouns.terms_in_force()
    )
    status = OrganisationStatus(record.status)
    if status is OrganisationStatus.CANDIDATE:
        return "the organisation is a candidate", "Pay dues (`ais pool dues`), or have one valued."
    if status is not OrganisationStatus.ACTIVE:
        return f"the organisation is {status.name.lower()}", "Ask the registrar."
    if not record.standing_from <= epoch <= record.standing_until:
        reason = f"the organisation is not in standing in epoch {epoch}"
        return reason, "Pay dues: they give standing from the next epoch (`ais pool dues`)."
    reason = f"the organisation has not accepted the terms in force (version {terms})"
    return reason, "Read and accept them: `ais membership accept-terms`."


_ADVICE_ASK = "Ask for the key with `ais request`; who holds it may grant it."
_ADVICE_NONE = "Nothing helps as long as the policy does not admit this organisation."
