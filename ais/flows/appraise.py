"""What a panelist is told before voting: whether it is there, is what was promised, and its worth.

The numbered steps are those of ``docs/protocol.md``, "Appraisal". What fails in steps 1 to 5 makes
the suggested verdict *unavailable*: readers, or the panel, could not be served. A store that
cannot be reached proves nothing against the submitter and is an error instead.

It cannot check the slots of others: only their holders can. Any holder of the key may grant a
request besides, so a reader whose slot is bad is not lost.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ais import policy as policies
from ais.crypto import Slots, check_slots
from ais.errors import (
    AisError,
    BlobMissing,
    BlobTampered,
    CryptoError,
    KeyAnnouncementMissing,
)
from ais.stix import Assets, Benign, benign_in
from ais.stix.observed import normal_values
from ais.types import Ballot, SubmissionRecord, Verdict

from . import panel
from .check import load_assets
from .keys import own_keys
from .opening import Opened, open_submission, readable
from .outcome import Outcome
from .party import Party
from .rounds import look
from .rubric import Content, Overlap, suggest

__all__ = ["Appraisal", "Check", "appraise"]

JsonObject = dict[str, Any]

#: What says that bytes are missing or wrong, and not that we are cut off or hold the wrong keys.
_BAD = (BlobMissing, BlobTampered, CryptoError)


@dataclass(frozen=True, slots=True)
class Check(Outcome):
    """One thing that was looked at. ``detail`` says what was found."""

    name: str
    holds: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Appraisal(Outcome):
    """What was checked and found, and the ballot that it suggests.

    ``objects`` counts by STIX type, ``values`` how many values there are to look for. ``overlaps``
    are with other submissions that this panelist can read.
    """

    submission_id: bytes
    round: int
    checks: tuple[Check, ...]
    objects: Mapping[str, int]
    values: int
    benign: tuple[Benign, ...]
    overlaps: tuple[Overlap, ...]
    ballot: Ballot
    reasons: Mapping[str, str]


def appraise(party: Party, submission_id: bytes) -> Appraisal:
    """Check a submission that we are drawn for, open it, and suggest a ballot.

    Raises ``NotOnPanel``, ``PanelKeyMissing``, ``StoreUnavailable``, and ``KeyAnnouncementMissing``
    where nobody could seal to us; sends nothing.
    """
    record = party.sync().submission(submission_id)
    round_number = look(party, submission_id).round
    checks = list(_check_readers(party, record))
    opened = _open(party, submission_id, checks)
    failed = [check for check in checks if not check.holds]
    if opened is None or failed:
        why = "; ".join(f"{check.name}: {check.detail}" for check in failed)
        unavailable = Ballot(Verdict.UNAVAILABLE)
        return Appraisal(
            submission_id, round_number, tuple(checks), {}, 0, (), (), unavailable, {"verdict": why}
        )

    objects = [json.loads(text) for text in opened.objects]
    values = normal_values(objects)
    benign = _benign(party, objects)  # 6
    overlaps = tuple(_overlaps(party, record, values))  # 7
    found = suggest(
        Content(
            objects=objects,
            values=values,
            benign=len({hit.value for hit in benign}),
            declared_sector=record.policy.affected_sector,
            submitted_at=record.policy.submitted_at,
            overlaps=overlaps,
        )
    )
    return Appraisal(
        submission_id=submission_id,
        round=round_number,
        checks=tuple(checks),
        objects=dict(sorted(Counter(str(o.get("type")) for o in objects).items())),
        values=len(values),
        benign=benign,
        overlaps=overlaps,
        ballot=found.ballot,
        reasons=found.reasons,
    )


# ---- what readers got ------------------------------------------------------------------------


def _check_readers(party: Party, record: SubmissionRecord) -> Iterator[Check]:
    """Look at the readers' slots; steps 1 to 4."""
    releases = party.index.releases(record.submission_id)
    if not releases:
        yield Check("readers' release", False, "none is on record")
        return
    made = releases[-1]
    try:
        blob = party.stores.get(made.slots_digest)  # 1
        binding = party.binding(made.submission_ids)
        slots = check_slots(blob, binding=binding, slots_digest=made.slots_digest)  # 2
    except _BAD as error:
        yield Check("readers' slots", False, error.message)
        return
    yield Check("readers' slots", True, f"{len(blob):,} bytes with the digest on chain")

    # By the index and the table alone: what the submitter's client claims does not enter.
    eligible = party.index.eligible(record.policy, made.as_of_block)
    counts = f"{slots.slot_count} slots, {len(eligible)} eligible in block {made.as_of_block}"
    yield Check("number of slots", slots.slot_count == len(eligible), counts)  # 3

    if party.organisation in eligible:
        place = eligible.index(party.organisation)
        if party.organisation in party.index.sealing_keys(made.as_of_block):
            yield _check_own_slot(party, record, slots, place)  # 4


def _check_own_slot(party: Party, record: SubmissionRecord, slots: Slots, place: int) -> Check:
    """Open our own slot. An allow list leaves members out on purpose: then it proves nothing."""
    name = "own slot"
    try:
        release = slots.open_at(place, own_keys(party))
        release.data_key(record.submission_id, record.item.key_commit)
    except _BAD as error:
        if record.policy.flags & policies.FLAG_ALLOW_LISTED:
            return Check(name, True, f"slot {place} is none: an allow list narrows the readers")
        return Check(name, False, f"slot {place}: {error.message}")
    return Check(name, True, f"slot {place} opens to the key committed to")


def _open(party: Party, submission_id: bytes, checks: list[Check]) -> Opened | None:
    """Open by the panel's key and hold the content against the chain; step 5."""
    _require_key(party, submission_id)
    try:
        opened = panel.open_assigned(party, submission_id)
    except _BAD as error:
        checks.append(Check("panel's key and content", False, error.message))
        return None
    detail = f"{len(opened.objects)} objects, as committed to on chain"
    checks.append(Check("panel's key and content", True, detail))
    return opened


def _require_key(party: Party, submission_id: bytes) -> None:
    """Refuse to blame the submitter where it is we who had announced no key in time.

    Raises ``KeyAnnouncementMissing``.
    """
    seen = look(party, submission_id)
    released = party.index.panel_key(submission_id, seen.round)
    if released is None or party.organisation not in seen.panel:
        return
    windows = party.read(party.valuation.windows())
    before = released.commit_by - windows.commit_blocks - 1
    if party.organisation not in party.index.sealing_keys(before):
        raise KeyAnnouncementMissing(organisation=party.organisation)


# ---- what else is known ----------------------------------------------------------------------


def _benign(party: Party, objects: list[JsonObject]) -> tuple[Benign, ...]:
    """Values that a list knows to be harmless, our own assets among them; step 6."""
    known = party.config.assets
    assets = load_assets(known) if known else Assets()
    hits = (
        hit
        for place, entry in enumerate(objects)
        for hit in benign_in(entry, ("objects", place), assets)
    )
    return tuple({hit.value: hit for hit in hits}.values())


def _overlaps(
    party: Party, record: SubmissionRecord, values: frozenset[tuple[str, str]]
) -> Iterator[Overlap]:
    """Tell what other submissions that we can read hold of these values; step 7."""
    others = [each for each in readable(party) if each != record.submission_id]
    own_place = (record.policy.submitted_at, record.submission_id)
    for done, other_id in enumerate(others):
        party.progress.count("submissions compared", done, len(others))
        try:
            opened = open_submission(party, other_id)
        except AisError:
            continue  # erased, expired or without a slot for us: there is nothing to compare
        other = normal_values(json.loads(text) for text in opened.objects)
        shared = len(values & other)
        if shared:
            at = opened.record.policy.submitted_at
            earlier = (at, other_id) < own_place
            yield Overlap(other_id, at, shared, shared / len(values), earlier)
