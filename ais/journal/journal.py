"""The journal of one home folder: sagas and transactions in one file.

It knows no chain and no key: transactions are signed by a function that it is handed, steps are
sealed by the ``Sealer`` that it is handed.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Self

from ais.ports import Sealer

from .database import Database
from .saga import Saga, SagaRecord
from .transactions import Transactions

__all__ = ["Journal"]

_COLUMNS = "id, account, verb, digest, attempt, begun_at, finished_at"


class Journal(Transactions):
    """Steps of flows and signed transactions, on disk before anything is acted on.

    ``busy_seconds``: how long a write waits for other processes. Raises ``JournalUnavailable``,
    ``JournalVersion``.
    """

    def __init__(self, path: Path | str, sealer: Sealer, busy_seconds: float = 30.0) -> None:
        super().__init__(Database(Path(path), busy_seconds))
        self._sealer = sealer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing is lost by not calling it."""
        self._database.close()

    def begin(self, account: str, verb: str, digest: bytes, *, again: bool = False) -> Saga:
        """The saga of that input (``digest`` of input and policy), begun now or resumed.

        Where it is finished, that one is returned (see ``Saga.outcome``); with ``again`` a new
        attempt is begun instead. An unfinished one is always resumed.
        """
        with self._database.write() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM sagas WHERE account = ? AND verb = ? AND digest = ? "  # noqa: S608  our own names
                "ORDER BY attempt DESC LIMIT 1",
                (account, verb, digest),
            ).fetchone()
            record = None if row is None else SagaRecord(*row)
            if record is None or (again and record.finished_at is not None):
                attempt = 1 if record is None else record.attempt + 1
                begun_at = int(time.time())
                added = connection.execute(
                    "INSERT INTO sagas (account, verb, digest, attempt, begun_at) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (account, verb, digest, attempt, begun_at),
                )
                number = added.lastrowid or 0
                record = SagaRecord(number, account, verb, digest, attempt, begun_at, None)
        return Saga(self._database, self._sealer, record)

    def sagas(self, *, verb: str | None = None, unfinished: bool = False) -> list[Saga]:
        """Sagas on record, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM sagas WHERE verb = coalesce(?, verb) "  # noqa: S608  our own names
                "AND (NOT ? OR finished_at IS NULL) ORDER BY id",
                (verb, unfinished),
            ).fetchall()
        return [Saga(self._database, self._sealer, SagaRecord(*row)) for row in rows]
