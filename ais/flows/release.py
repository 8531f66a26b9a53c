"""Key slots: the readers' release with a submission, late, repeated; and the panel's.

The data key comes from the own copy in the container, so that nothing but the root secret, a store
and the chain is needed. A release that something narrowed, or whose epoch ended, before it was
mined is refused by the contract and wrapped again. What was released cannot be taken back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ais import policy as policies
from ais.chain import Write
from ais.crypto import Secret, make_slots, open_own_copy
from ais.digests import sha256
from ais.errors import (
    AllowListMissing,
    AllowListNone,
    IndicatorsReleaseEpoch,
    IndicatorsReleaseNarrowed,
    NothingToDo,
    SubmissionNotOurs,
)
from ais.types import Policy, Release, SubmissionRecord, SubmissionState

from .acts import Act, planned
from .drafts import Draft, send_fresh
from .outcome import Outcome
from .party import Party
from .readers import eligible, recipients

__all__ = [
    "Released",
    "Wrapped",
    "data_keys",
    "due",
    "is_fresh",
    "keep_allow_list",
    "panel_slots",
    "release_readers",
    "repeat",
    "unpacked",
    "wrap",
]

#: Refusals that ask for new slots: somebody was narrowed, or the epoch ended.
_LATE = (IndicatorsReleaseNarrowed, IndicatorsReleaseEpoch)

_PUBLIC = "the digest of {slots} key slots, one for each eligible organisation"


@dataclass(frozen=True, slots=True)
class Released(Outcome):
    """A readers' release on record, or with a dry run what it would be."""

    submission_ids: tuple[bytes, ...]
    slots_digest: bytes
    as_of_block: int
    epoch: int
    slots: int  # how many organisations were eligible: public; how many were served is not
    act: Act | None  # None where it was on record already


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Slots that lie in the stores, and what the contract is told of them."""

    release: Release
    slots: int


# ---- wrapping --------------------------------------------------------------------------------


def wrap(
    party: Party,
    policy: Policy,
    submission_ids: Sequence[bytes],
    keys: Sequence[Secret],
    allow: Sequence[int] | None,
) -> Wrapped:
    """Seal the keys to everyone eligible now, put the slots into all stores, read them back."""
    readers = eligible(party, policy)
    sealed_to = recipients(party, readers.organisations, readers.as_of_block, allow)
    blob = make_slots(party.binding(submission_ids), keys, sealed_to)
    digest = party.stores.put(blob)
    party.progress.say(f"{len(sealed_to)} key slots in the stores ({len(blob):,} bytes)")
    return Wrapped(Release(digest, readers.as_of_block, readers.epoch), len(sealed_to))


def panel_slots(party: Party, submission_id: bytes, organisations: Sequence[int]) -> bytes:
    """Slots for the drawn panelists, in that order, in the stores; returns their digest."""
    record = party.sync().submission(submission_id)
    keys = data_keys(party, [record])
    sealed_to = recipients(party, organisations, party.index.head())
    return party.stores.put(make_slots(party.binding([submission_id]), keys, sealed_to))


def data_keys(party: Party, records: Sequence[SubmissionRecord]) -> list[Secret]:
    """The data keys of our own submissions, from the own copies in their containers.

    Raises ``SubmissionNotOurs``, ``SelfCopyRefused``, and what the stores raise.
    """
    self_key = party.keys.root().self_key()
    found = []
    for record in records:
        if record.policy.organisation != party.organisation:
            raise SubmissionNotOurs(submission_id="0x" + record.submission_id.hex())
        container = party.stores.get(record.item.ciphertext_digest)
        found.append(open_own_copy(container, self_key))
    return found


# ---- releasing -------------------------------------------------------------------------------


def due(party: Party) -> list[bytes]:
    """Our live submissions without a readers' release whose embargo is over, oldest first."""
    now = party.now()
    return [
        record.submission_id
        for record in party.sync().submissions(organisation=party.organisation)
        if not record.releases and _is_open(record.policy, now)
    ]


def release_readers(
    party: Party,
    submission_ids: Sequence[bytes],
    *,
    allow: Sequence[int] | None = None,
    dry_run: bool = False,
) -> Released:
    """Make the first readers' release of our submissions; one policy's readers for all of them.

    ``allow``: the allow list, where the journal that knew it is gone. Safe to repeat.
    """
    return _release(party, submission_ids, allow, repeated=False, dry_run=dry_run)


def repeat(
    party: Party,
    submission_ids: Sequence[bytes],
    *,
    allow: Sequence[int] | None = None,
    dry_run: bool = False,
) -> Released:
    """Release once more, for those who may read by now and could not then."""
    return _release(party, submission_ids, allow, repeated=True, dry_run=dry_run)


def keep_allow_list(party: Party, submission_id: bytes, allow: Sequence[int]) -> None:
    """Remember whom an allow list names: the chain holds the flag alone."""
    saga = party.saga("allow-list", submission_id)
    saga.put("organisations", json.dumps(sorted(allow)).encode())
    saga.finish()


def _allow_list(
    party: Party, record: SubmissionRecord, given: Sequence[int] | None
) -> list[int] | None:
    """The allow list of a submission; None where it has none.

    Raises ``AllowListMissing``; ``AllowListNone`` where one is given all the same: its readers were
    never narrowed, and are not by saying so now.
    """
    if not record.policy.flags & policies.FLAG_ALLOW_LISTED:
        if given is not None:
            raise AllowListNone(submission_id="0x" + record.submission_id.hex())
        return None
    if given is not None:
        return list(given)
    kept = party.saga("allow-list", record.submission_id).step("organisations")
    if kept is None:
        raise AllowListMissing(submission_id="0x" + record.submission_id.hex())
    return [int(each) for each in json.loads(kept)]


# ---- private ---------------------------------------------------------------------------------


def _release(
    party: Party,
    submission_ids: Sequence[bytes],
    given: Sequence[int] | None,
    *,
    repeated: bool,
    dry_run: bool,
) -> Released:
    index = party.sync()
    records = [index.submission(each) for each in submission_ids]
    if not repeated:
        records = [record for record in records if not record.releases]
        if not records:
            raise NothingToDo(reason="the readers' release is on record already")
    ids = tuple(record.submission_id for record in records)
    allow = _allow_list(party, records[0], given)
    noun = party.releases.repeat_release if repeated else party.indicators.release
    if dry_run:
        return _planned(party, records[0].policy, ids, noun)

    def make() -> bytes:
        return _packed(wrap(party, records[0].policy, ids, data_keys(party, records), allow))

    saga = party.saga("repeat" if repeated else "release", party.input_digest(*ids), again=True)
    draft = Draft(
        "release",
        make=make,
        usable=lambda raw: is_fresh(party, unpacked(raw).release),
        write=lambda raw: noun(ids, unpacked(raw).release),
        late=_LATE,
    )
    decided, receipt = send_fresh(party, saga, draft)
    saga.finish()
    done = unpacked(decided)
    public = _PUBLIC.format(slots=done.slots)
    call = "Releases.repeatRelease" if repeated else "Indicators.release"
    act = Act(call, public, receipt.tx_hash, receipt.block_number, receipt.gas_used)
    party.progress.say(f"released to {done.slots} slots in block {receipt.block_number}")
    made = done.release
    return Released(ids, made.slots_digest, made.as_of_block, made.epoch, done.slots, act)


def _planned(
    party: Party,
    policy: Policy,
    ids: tuple[bytes, ...],
    noun: Callable[[Sequence[bytes], Release], Write],
) -> Released:
    """What a release would be now; the slots' digest is not known before they are sealed."""
    readers = eligible(party, policy)
    release = Release(sha256(b""), readers.as_of_block, readers.epoch)
    slots = len(readers.organisations)
    act = planned(party, noun(ids, release), _PUBLIC.format(slots=slots))
    return Released(ids, release.slots_digest, release.as_of_block, release.epoch, slots, act)


def is_fresh(party: Party, release: Release) -> bool:
    """Whether the contract would take a release now."""
    if not party.stores.has(release.slots_digest):
        return False
    narrowed, epoch = party.read_all(party.indicators.narrowed_at(), party.membership.epoch())
    return bool(narrowed <= release.as_of_block and epoch == release.epoch)


def _packed(wrapped: Wrapped) -> bytes:
    release = wrapped.release
    values = [release.slots_digest.hex(), release.as_of_block, release.epoch, wrapped.slots]
    return json.dumps(values).encode()


def unpacked(raw: bytes) -> Wrapped:
    """What ``_packed`` wrote."""
    digest, as_of_block, epoch, slots = json.loads(raw)
    return Wrapped(Release(bytes.fromhex(digest), as_of_block, epoch), slots)


def _is_open(policy: Policy, now: int) -> bool:
    return policy.state == SubmissionState.LIVE and policy.not_before <= now < policy.expires_at
