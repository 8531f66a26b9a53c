"""Submissions with what became of them, and who asked for, got and read their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ais import errors, events, policy
from ais.types import Item, Release, SubmissionRecord, SubmissionState

from .database import Database, Entry

__all__ = ["ReleaseMade", "Submissions"]

ReleaseMade = events.ReadersReleased | events.ReleaseRepeated


class Submissions:
    """What ``Indicators`` and ``Releases`` told."""

    _database: Database

    def submission(self, submission_id: bytes) -> SubmissionRecord:
        """All that the chain knows of one submission. Raises ``IndexUnknown``."""
        found = self._database.find(events.Submitted, submission_id=submission_id)
        if not found:
            raise errors.IndexUnknown(what="submission", name="0x" + submission_id.hex())
        return self._records(found)[0]

    def submissions(self, organisation: int | None = None) -> list[SubmissionRecord]:
        """All submissions, or those of one organisation, oldest first."""
        if organisation is None:
            return self._records(self._database.find(events.Submitted))
        return self._records(self._database.find(events.Submitted, organisation=organisation))

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

    def receipts(self, submission_id: bytes) -> list[events.ReceiptPosted]:
        """Receipts that readers chose to post, oldest first."""
        found = self._database.find(events.ReceiptPosted, submission_id=submission_id)
        return [entry.event for entry in found]

    def mentions(self, submission_id: bytes) -> list[Entry[events.Event]]:
        """Every event that names a submission, in order."""
        return self._database.select(
            "JOIN mentions ON mentions.block = events.block "
            "AND mentions.log_index = events.log_index WHERE mentions.submission_id = ?",
            ["0x" + submission_id.hex()],
        )

    def _records(self, found: Iterable[Entry[events.Submitted]]) -> list[SubmissionRecord]:
        endings: dict[bytes, bytes | None] = {}
        for revoked in self._database.find(events.Revoked):
            endings[revoked.event.submission_id] = None
        for superseded in self._database.find(events.Superseded):
            endings[superseded.event.old_id] = superseded.event.new_id
        valued = {
            entry.event.submission_id: entry.event.running
            for entry in self._database.find(events.ValuationMarked)
        }
        releases: dict[bytes, list[Release]] = {}
        names = ("ReadersReleased", "ReleaseRepeated")
        for entry in self._database.select("WHERE events.name IN (?, ?)", names):
            made = entry.event
            release = Release(made.slots_digest, made.as_of_block, made.epoch)
            for submission_id in made.submission_ids:
                releases.setdefault(submission_id, []).append(release)
        return [_record(entry.event, endings, valued, releases) for entry in found]


def _record(
    event: events.Submitted,
    endings: dict[bytes, bytes | None],
    valued: dict[bytes, bool],
    releases: dict[bytes, list[Release]],
) -> SubmissionRecord:
    name = event.submission_id
    terms = policy.unpack(event.policy)
    if valued.get(name):
        terms = replace(terms, flags=terms.flags | policy.FLAG_UNDER_VALUATION)
    if name in endings:
        ended = SubmissionState.SUPERSEDED if endings[name] else SubmissionState.REVOKED
        terms = replace(terms, state=ended)
    return SubmissionRecord(
        submission_id=name,
        item=Item(event.commitment, event.key_commit, event.ciphertext_digest),
        policy=terms,
        releases=tuple(releases.get(name, ())),
        superseded_by=endings.get(name),
    )
