"""What waits to be sent, on disk: a promise outlives the process that gave it.

A row says what is sent and by when, nothing of who brought it or when. ``send_by`` is drawn by
chance when a call is taken, rows are keyed by digest and not in order of arrival, and the times
that the file system keeps are wiped after every write. What was sent loses its bytes at once and
its row when the epoch ends.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ais.errors import RelayQueueUnusable
from ais.network.relay_wire import Kind
from ais.sqlite import transaction
from ais.types import Bytes32

__all__ = ["Entry", "Queue"]

_VERSION = 1
_SCHEMA = """
CREATE TABLE calls (
    digest BLOB PRIMARY KEY,
    kind INTEGER NOT NULL,
    calldata BLOB,
    names BLOB NOT NULL,
    send_by INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE names (
    name BLOB PRIMARY KEY,
    digest BLOB NOT NULL REFERENCES calls (digest) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX names_by_digest ON names (digest);
"""
_SETTINGS = (
    "journal_mode = DELETE",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
)
_COLUMNS = "digest, kind, calldata, names, send_by, ends_at"


@dataclass(frozen=True, slots=True)
class Entry:
    """A call that was promised. ``calldata`` is None once it is on chain.

    ``send_by``, and ``ends_at``, after which the chain takes it no more, are times of the chain in
    seconds.
    """

    digest: Bytes32
    kind: Kind
    calldata: bytes | None = field(repr=False)
    names: tuple[Bytes32, ...]
    send_by: int
    ends_at: int


class Queue:
    """One SQLite file; every write is on disk when the call returns. Safe from several threads.

    Raises ``RelayQueueUnusable`` for whatever SQLite cannot do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise RelayQueueUnusable(path=path, reason=type(error).__name__) from None
        try:
            self._create()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def add(self, entry: Entry, *, instead_of: Sequence[Bytes32] = ()) -> Bytes32 | None:
        """Keep a call, in place of others that are given up.

        Returns None, or the digest of a call that holds one of its names: then nothing is kept.
        """
        with self._write() as connection:
            holder = _holder(connection, entry, instead_of)
            if holder is not None:
                return holder
            for digest in instead_of:
                connection.execute("DELETE FROM calls WHERE digest = ?", (digest,))
            connection.execute(
                f"INSERT INTO calls ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608  our own names
                (
                    entry.digest,
                    int(entry.kind),
                    entry.calldata,
                    b"".join(entry.names),
                    entry.send_by,
                    entry.ends_at,
                ),
            )
            connection.executemany(
                "INSERT INTO names VALUES (?, ?)", [(name, entry.digest) for name in entry.names]
            )
        return None

    def find(self, digest: Bytes32) -> Entry | None:
        """The call with this digest, waiting or sent."""
        found = self._select("WHERE digest = ?", digest)
        return found[0] if found else None

    def holders(self, names: Sequence[Bytes32]) -> list[Entry]:
        """Calls that hold one of these names, waiting or sent."""
        marks = ", ".join("?" for _ in names)
        return self._select(
            f"WHERE digest IN (SELECT digest FROM names WHERE name IN ({marks}))",  # noqa: S608
            *names,
        )

    def waiting(self) -> list[Entry]:
        """All that is promised and not known to be on chain, in no order that says anything."""
        return self._select("WHERE calldata IS NOT NULL ORDER BY digest")

    def count(self) -> int:
        """How many wait."""
        return len(self._rows("SELECT digest FROM calls WHERE calldata IS NOT NULL"))

    def done(self, digest: Bytes32) -> None:
        """It is on chain, by whomever: its bytes go, its name is held until the epoch ends."""
        with self._write() as connection:
            connection.execute("UPDATE calls SET calldata = NULL WHERE digest = ?", (digest,))

    def drop(self, digest: Bytes32) -> None:
        """It can never be on chain."""
        with self._write() as connection:
            connection.execute("DELETE FROM calls WHERE digest = ?", (digest,))

    def forget(self, now: int) -> int:
        """Delete what the chain takes no more at ``now``; how many that were."""
        if not self._select("WHERE ends_at < ? LIMIT 1", now):
            return 0
        with self._write() as connection:
            return connection.execute("DELETE FROM calls WHERE ends_at < ?", (now,)).rowcount

    # ---- private -----------------------------------------------------------------------------

    def _select(self, where: str, *values: object) -> list[Entry]:
        query = f"SELECT {_COLUMNS} FROM calls {where}"  # noqa: S608  our own names
        return [_entry(row) for row in self._rows(query, *values)]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise RelayQueueUnusable(path=self.path, reason=str(error)) from None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with transaction(self._connection):
                    yield self._connection
            except sqlite3.Error as error:
                raise RelayQueueUnusable(path=self.path, reason=str(error)) from None
            finally:
                _wipe_times(self.path)

    def _create(self) -> None:
        for setting in _SETTINGS:
            self._rows(f"PRAGMA {setting}")
        with self._write() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            elif found != _VERSION:
                reason = f"it has version {found}, this relay knows {_VERSION}"
                raise RelayQueueUnusable(path=self.path, reason=reason)


def _holder(
    connection: sqlite3.Connection, entry: Entry, given_up: Sequence[Bytes32]
) -> Bytes32 | None:
    for name in entry.names:
        row = connection.execute("SELECT digest FROM names WHERE name = ?", (name,)).fetchone()
        if row is not None and row[0] not in given_up:
            return bytes(row[0])
    return None


def _entry(row: tuple[Any, ...]) -> Entry:
    digest, kind, calldata, names, send_by, ends_at = row
    split = tuple(names[start : start + 32] for start in range(0, len(names), 32))
    return Entry(digest, Kind(kind), calldata, split, send_by, ends_at)


def _wipe_times(path: Path) -> None:
    """When the last call came is nobody's business: not the disk's either."""
    for place in (path, path.parent):
        with suppress(OSError):
            os.utime(place, (0, 0))
