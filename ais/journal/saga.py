"""Sagas: the steps of one flow for one input, each written once, sealed, before it is acted on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from ais import errors
from ais.ports import Sealer, StepRef

from .database import Database

__all__ = ["Saga", "SagaRecord"]


@dataclass(frozen=True, slots=True)
class SagaRecord:
    """What is known of a saga without opening its steps. Times in seconds."""

    id: int
    account: str
    verb: str
    digest: bytes
    attempt: int
    begun_at: int
    finished_at: int | None


class Saga:
    """One flow for one input. What a step decided (a salt, a key, a block) is decided for good.

    A flow asks ``once`` for each decision; run again after a crash it gets what was decided.
    """

    def __init__(self, database: Database, sealer: Sealer, record: SagaRecord) -> None:
        self._database = database
        self._sealer = sealer
        self.record = record

    def tx(self, name: str) -> StepRef:
        """The step that the transaction ``name`` of this saga belongs to."""
        return StepRef(self.record.id, f"tx:{name}")

    def step(self, name: str) -> bytes | None:
        """What a step decided, or None. Raises ``JournalOpeningFailed`` with a wrong secret."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT sealed FROM steps WHERE saga = ? AND name = ?", (self.record.id, name)
            ).fetchone()
        return None if row is None else self._opened(name, row[0])

    def put(self, name: str, value: bytes) -> None:
        """Write a step. The same value again changes nothing.

        Raises ``JournalStepConflict`` where another value is on record.
        """
        if self.once(name, lambda: value) != value:
            raise errors.JournalStepConflict(verb=self.record.verb, step=name)

    def once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The step's value; made and written now where there is none. The first writer wins."""
        known = self.step(name)
        if known is not None:
            return known

        sealed = self._sealer.seal(make(), self._context(name))
        with self._database.write() as connection:
            if _finished(connection, self.record.id):
                raise errors.JournalSagaFinished(verb=self.record.verb, step=name)
            connection.execute(
                "INSERT INTO steps VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (self.record.id, name, sealed),
            )
            row = connection.execute(
                "SELECT sealed FROM steps WHERE saga = ? AND name = ?", (self.record.id, name)
            ).fetchone()
        return self._opened(name, row[0])

    def steps(self) -> list[str]:
        """Names of the steps on record."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT name FROM steps WHERE saga = ? ORDER BY name", (self.record.id,)
            ).fetchall()
        return [name for (name,) in rows]

    def forget(self, name: str) -> None:
        """Delete what a step decided, once it is needed no more: the journal keeps no such secret.

        Forgetting what is not there changes nothing.
        """
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM steps WHERE saga = ? AND name = ?", (self.record.id, name)
            )

    def finish(self, outcome: bytes = b"") -> bytes:
        """End the saga; returns its outcome, which is the first one written."""
        sealed = self._sealer.seal(outcome, self._context("outcome"))
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sagas SET finished_at = ?, outcome = ? "
                "WHERE id = ? AND finished_at IS NULL",
                (int(time.time()), sealed, self.record.id),
            )
        kept = self.outcome()
        return outcome if kept is None else kept

    def outcome(self) -> bytes | None:
        """What the saga ended with; None while it is under way."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT outcome FROM sagas WHERE id = ? AND finished_at IS NOT NULL",
                (self.record.id,),
            ).fetchone()
        return None if row is None else self._opened("outcome", row[0])

    def _context(self, name: str) -> bytes:
        record = self.record
        head = f"ais/v1/journal|{record.account}|{record.verb}|{record.attempt}|{name}|"
        return head.encode() + record.digest

    def _opened(self, name: str, sealed: bytes) -> bytes:
        try:
            return self._sealer.open(sealed, self._context(name))
        except Exception:  # noqa: BLE001 - a foreign sealer's error may quote secrets
            raise errors.JournalOpeningFailed(verb=self.record.verb, step=name) from None


def _finished(connection: sqlite3.Connection, saga: int) -> bool:
    row = connection.execute("SELECT finished_at FROM sagas WHERE id = ?", (saga,)).fetchone()
    return row is not None and row[0] is not None
