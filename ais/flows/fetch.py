"""List and fetch: what is on record, what this member can read, and the opened STIX in files.

A fetched file is named by the submission's id. Fetching all of a sector tells the store's host
nothing about what was of interest.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ais import policy as policies
from ais.errors import AisError, InputUnreadable, SubmissionUnknown
from ais.stix import write_bundle
from ais.types import SubmissionRecord

from .opening import Opened, Way, cannot_read, open_submission, readable
from .outcome import Outcome
from .party import Party
from .terms import shown_policy

__all__ = [
    "Fetched",
    "Listed",
    "Row",
    "fetch",
    "list_",
    "received",
    "resolve",
    "save",
    "state_of",
]


@dataclass(frozen=True, slots=True)
class Row(Outcome):
    """One submission as the list shows it. ``why_not`` is empty where it can be read."""

    submission_id: bytes
    organisation: int
    state: str
    policy: dict[str, object]
    released: bool
    readable: bool
    received: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Listed(Outcome):
    """Submissions, oldest first, as of a block."""

    submissions: tuple[Row, ...]
    block: int


@dataclass(frozen=True, slots=True)
class Taken(Outcome):
    """One submission that was opened, verified and written."""

    submission_id: bytes
    organisation: int
    file: Path
    objects: int
    withheld: tuple[str, ...]
    way: Way


@dataclass(frozen=True, slots=True)
class Refused(Outcome):
    """One that could not be read, and why."""

    submission_id: bytes
    code: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Fetched(Outcome):
    """What a fetch brought."""

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    folder: Path


# ---- listing ---------------------------------------------------------------------------------


def list_(
    party: Party,
    *,
    organisation: int | None = None,
    sector: int | None = None,
    only_readable: bool = False,
) -> Listed:
    """Submissions on record; opens nothing and asks no store."""
    index = party.sync()
    mine = set(readable(party))
    here = set(received(party))
    rows = []
    for record in index.submissions(organisation=organisation):
        if sector is not None and not _concerns(record, sector):
            continue
        if only_readable and record.submission_id not in mine:
            continue
        rows.append(_row(party, record, record.submission_id in mine, here))
    return Listed(tuple(rows), index.head())


def resolve(party: Party, given: str) -> bytes:
    """A submission id from its text, or from a beginning that fits one alone.

    Raises ``SubmissionUnknown``.
    """
    text = given.lower().removeprefix("0x")
    if not re.fullmatch(r"[0-9a-f]{4,64}", text):
        raise SubmissionUnknown(given=given)
    found = [
        record.submission_id
        for record in party.sync().submissions()
        if record.submission_id.hex().startswith(text)
    ]
    if len(found) != 1:
        raise SubmissionUnknown(given=given)
    return found[0]


# ---- fetching --------------------------------------------------------------------------------


def fetch(
    party: Party,
    submission_ids: Sequence[bytes] = (),
    *,
    sector: int | None = None,
    folder: Path | None = None,
    refresh: bool = False,
) -> Fetched:
    """Open, verify and write submissions: those named, or all that can be read and still hold.

    One that was fetched before is not fetched again without ``refresh``. What cannot be read is in
    the answer with its reason; a store that lost or altered a blob is too.
    """
    party.sync()
    target = folder or party.home.received
    wanted = list(submission_ids) or _current(party, sector)
    before = set(received(party, target)) if not (refresh or submission_ids) else set()
    todo = [name for name in wanted if name not in before]
    taken, refused = [], []
    for number, name in enumerate(todo):
        try:
            taken.append(save(open_submission(party, name), target))
        except AisError as error:
            refused.append(Refused(name, error.code, error.message, error.next_step))
        party.progress.count("opened", number + 1, len(todo))
    return Fetched(tuple(taken), tuple(refused), target)


def save(opened: Opened, folder: Path) -> Taken:
    """Write an opened submission as a STIX 2.1 bundle, whole or not at all."""
    name = opened.record.submission_id
    file = folder / f"0x{name.hex()}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=folder, prefix=".new-")
        with os.fdopen(handle, "wb") as output:
            output.write(write_bundle(opened.objects))
        Path(draft).replace(file)
    except OSError as error:
        raise InputUnreadable(path=file, reason=error.strerror) from None
    marks = tuple(f"{mark.leaf}:{mark.what}" for mark in opened.manifest.withheld)
    record = opened.record
    return Taken(name, record.policy.organisation, file, len(opened.objects), marks, opened.way)


def received(party: Party, folder: Path | None = None) -> list[bytes]:
    """Ids of what was fetched into the folder."""
    found = (folder or party.home.received).glob("0x*.json")
    names = (path.stem.removeprefix("0x") for path in found)
    return [bytes.fromhex(name) for name in names if re.fullmatch("[0-9a-f]{64}", name)]


# ---- private ---------------------------------------------------------------------------------


def _current(party: Party, sector: int | None) -> list[bytes]:
    """What can be read and still holds; what was withdrawn or expired is fetched by name only."""
    now = party.now()
    mine = set(readable(party))
    return [
        record.submission_id
        for record in party.index.submissions()
        if record.submission_id in mine
        and state_of(record, now) in ("live", "embargoed")
        and (sector is None or _concerns(record, sector))
    ]


def _concerns(record: SubmissionRecord, sector: int) -> bool:
    readers = policies.sectors_of(record.policy.reader_sectors)
    return sector == record.policy.affected_sector or sector in readers


def _row(party: Party, record: SubmissionRecord, can: bool, here: set[bytes]) -> Row:
    why = "" if can else str(cannot_read(party, record).reason)
    return Row(
        submission_id=record.submission_id,
        organisation=record.policy.organisation,
        state=state_of(record, party.now()),
        policy=shown_policy(record.policy),
        released=bool(record.releases),
        readable=can,
        received=record.submission_id in here,
        why_not=why,
    )


def state_of(record: SubmissionRecord, now: int) -> str:
    """The state of a submission in one word."""
    policy = record.policy
    names = {0: "unknown", 1: "live", 2: "revoked", 3: "superseded"}
    if policy.state == 1 and now >= policy.expires_at:
        return "expired"
    if policy.state == 1 and now < policy.not_before:
        return "embargoed"
    return names.get(policy.state, str(policy.state))
