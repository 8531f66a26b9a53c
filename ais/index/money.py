"""Claims, epochs, payments, dues; and the trail and ledger that tie money to what it was for."""

from __future__ import annotations

from typing import Any

from ais import events

from .database import Database, Entry
from .submissions import Submissions

__all__ = ["Money"]


class Money(Submissions):
    """What ``Rewards`` and ``Pool`` told, and the overseer's view of everything."""

    _database: Database

    def claims(self, organisation: int) -> dict[int, int]:
        """Epoch -> what an organisation claimed in it and was not paid for, in token units."""
        found: dict[int, int] = {}
        for booked in self._database.find(events.ClaimBooked, organisation=organisation):
            epoch = booked.event.epoch
            found[epoch] = found.get(epoch, 0) + booked.event.amount
        for paid in self._database.find(events.Paid, organisation=organisation):
            found.pop(paid.event.epoch, None)
        return found

    def claimants(self) -> list[int]:
        """Organisations that ever claimed anything, by id."""
        booked = self._database.find(events.ClaimBooked)
        return sorted({entry.event.organisation for entry in booked})

    def closed_epochs(self) -> dict[int, events.EpochClosed]:
        """Epochs that were closed."""
        found = self._database.find(events.EpochClosed)
        return {entry.event.epoch: entry.event for entry in found}

    def payments(self, organisation: int | None = None) -> list[events.Paid]:
        """Payments, oldest first."""
        equal = {} if organisation is None else {"organisation": organisation}
        return [entry.event for entry in self._database.find(events.Paid, **equal)]

    def trail(self, submission_id: bytes) -> list[Entry[events.Event]]:
        """Everything that happened to one submission, in order, to the last payment.

        Beside the events that name it: a release that came with it and was late, and the closing
        and payments of the epochs in which it was claimed for. Raises ``IndexUnknown``.
        """
        self.submission(submission_id)
        found = {(e.block_number, e.log_index): e for e in self.mentions(submission_id)}
        submitted = next(e for e in found.values() if isinstance(e.event, events.Submitted))
        late = self._database.select(
            "WHERE events.tx_hash = ? AND events.name = 'ReleaseDeferred'",
            [submitted.tx_hash.hex()],
        )
        claims = {
            (entry.event.organisation, entry.event.epoch)
            for entry in found.values()
            if isinstance(entry.event, events.ClaimBooked)
        }
        money: list[Entry[Any]] = []
        for epoch in {epoch for _, epoch in claims}:
            money += self._database.find(events.EpochClosed, epoch=epoch)
        for organisation, epoch in claims:
            money += self._database.find(events.Paid, organisation=organisation, epoch=epoch)
        for entry in [*late, *money]:
            found[entry.block_number, entry.log_index] = entry
        return [found[place] for place in sorted(found)]

    def ledger(self, first_block: int = 0) -> list[Entry[events.Event]]:
        """Everything that the contracts told, in order: the overseer's view."""
        return self._database.select("WHERE events.block >= ?", [first_block])
