"""Submissions with what became of them, and who asked for, got and read their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ais import errors, events, policy
from ais.types import Item, Release, SubmissionRecord, SubmissionState

from .database import Database, Entry

__all__ = ["ReleaseMade", "Submissions"]

_LIFE = (
    "Submitted",
    "ReadersReleased",
    "ReleaseRepeated",
    "ValuationMarked",
    "Revoked",
    "Superseded",
)

ReleaseMade = events.ReadersReleased | events.ReleaseRepeated


class Submissions:
    """What ``Indicators`` and ``Releases`` told."""

    _database: Database

    def submission(self, submission_id: bytes) -> SubmissionRecord:
        """All that the chain knows of one submission. Raises ``IndexUnknown``."""
        found = _records(entry.event for entry in self.mentions(submission_id))
        if submission_id not in found:
            raise errors.IndexUnknown(what="submission", name="0x" + submission_id.hex())
        return found[submission_id]

    def submissions(self, organisation: int | None = None) -> list[SubmissionRecord]:
        """All submissions, or those of one organisation, oldest first."""
        marks = ", ".join("?" for _ in _LIFE)
        entries = self._database.select(f"WHERE events.name IN ({marks})", _LIFE)
        return [
            record
            for record in _records(entry.event for entry in entries).values()
            if organisation in (None, record.policy.organisation)
        ]

    def releases(self, submission_id: bytes) -> list[ReleaseMade]:
        """Readers' releases that hold a submission, oldest first."""
        return [
            entry.event
            for entry in self.mentions(submission_id)
            if isinstance(entry.event, ReleaseMade)
        ]

    def requests(self, submission_id: bytes | None = None) -> list[tuple[bytes, int]]:
        """Open requests (submission, organisation), oldest first: no receipt has closed them."""
        names = ("KeyRequested", "ReceiptPosted")
        found: dict[tuple[bytes, int], None] = {}
        for entry in self._database.select("WHERE events.name IN (?, ?)", names):
            event = entry.event
            key = (event.submission_id, event.organisation)
            if isinstance(event, events.KeyRequested):
                found[key] = None
            elif event.closed_request:
                found.pop(key, None)
        return [key for key in found if submission_id in (None, key[0])]

    def grants(self, submission_id: bytes, organisation: int) -> list[events.KeyGranted]:
        """Grants to an organisation, oldest first."""
        found = self._database.find(
            events.KeyGranted, submission_id=submission_id, organisation=organisation
        )
        return [entry.event for entry in found]

    def mentions(self, submission_id: bytes) -> list[Entry[events.Event]]:
        """Every event that names a submission, in order."""
        return self._database.select(
            "JOIN mentions ON mentions.block = events.block "
            "AND mentions.log_index = events.log_index WHERE mentions.submission_id = ?",
            ["0x" + submission_id.hex()],
        )


def _records(told: Iterable[events.Event]) -> dict[bytes, SubmissionRecord]:
    """What events in order make of the submissions that they begin with."""
    found: dict[bytes, SubmissionRecord] = {}
    for event in told:
        match event:
            case events.Submitted(submission_id=name):
                found[name] = SubmissionRecord(
                    submission_id=name,
                    item=Item(event.commitment, event.key_commit, event.ciphertext_digest),
                    policy=policy.unpack(event.policy),
                )
            case events.ReadersReleased() | events.ReleaseRepeated():
                made = Release(event.slots_digest, event.as_of_block, event.epoch)
                for name in filter(found.__contains__, event.submission_ids):
                    found[name] = replace(found[name], releases=(*found[name].releases, made))
            case events.ValuationMarked(submission_id=name) if name in found:
                flags = found[name].policy.flags & ~policy.FLAG_UNDER_VALUATION
                flags |= policy.FLAG_UNDER_VALUATION if event.running else 0
                found[name] = _with(found[name], flags=flags)
            case events.Revoked(submission_id=name) if name in found:
                found[name] = _with(found[name], state=SubmissionState.REVOKED)
            case events.Superseded(old_id=name) if name in found:
                ended = _with(found[name], state=SubmissionState.SUPERSEDED)
                found[name] = replace(ended, superseded_by=event.new_id)
    return found


def _with(record: SubmissionRecord, **terms: int) -> SubmissionRecord:
    return replace(record, policy=replace(record.policy, **terms))
