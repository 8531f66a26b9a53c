"""The journal's SQLite file: opening it, its tables, and one write at a time across processes.

It decides nothing about sagas or transactions; those stand beside it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ais import errors

__all__ = ["Database"]

_VERSION = 1

_SCHEMA = """
CREATE TABLE sagas (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    verb TEXT NOT NULL,
    digest BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER,
    outcome BLOB,
    UNIQUE (account, verb, digest, attempt)
);
CREATE TABLE steps (
    saga INTEGER NOT NULL REFERENCES sagas (id),
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (saga, name)
) WITHOUT ROWID;
CREATE TABLE transactions (
    id INTEGER PRIMARY KEY,
    root INTEGER NOT NULL,
    chain BLOB NOT NULL,
    account TEXT NOT NULL,
    nonce INTEGER NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    raw BLOB NOT NULL,
    fields TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    saga INTEGER REFERENCES sagas (id),
    step TEXT,
    block_number INTEGER,
    signed_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX one_live_transaction_a_step ON transactions (saga, step)
    WHERE id = root AND state NOT IN ('failed', 'dead');
CREATE UNIQUE INDEX one_live_family_a_nonce ON transactions (chain, account, nonce)
    WHERE id = root AND state NOT IN ('dead');
CREATE INDEX transactions_by_root ON transactions (root);
CREATE INDEX transactions_pending ON transactions (chain, account, nonce)
    WHERE state IN ('signed', 'sent');
"""


class Database:
    """One SQLite file, write-ahead log, every commit flushed to disk; a connection a thread.

    Raises ``JournalUnavailable`` for whatever SQLite cannot do, ``JournalVersion`` for a file
    that a newer client wrote.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise errors.JournalUnavailable(path=path, reason=error.strerror) from None
        self._create()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        try:
            yield self._connection()
        except sqlite3.Error as error:
            raise errors.JournalUnavailable(path=self.path, reason=str(error)) from None

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The one writer of all processes; committed and on disk when the block ends well."""
        with self.read() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close all connections; the object is not used again."""
        while self._open:
            self._open.pop().close()

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            return known

        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        self._local.connection = connection
        self._open.append(connection)
        return connection

    def _create(self) -> None:
        with self.write() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            elif found != _VERSION:
                raise errors.JournalVersion(path=self.path, found=found, known=_VERSION)
