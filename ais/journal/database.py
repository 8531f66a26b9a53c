"""The journal's SQLite file and its tables.

It decides nothing about sagas or transactions; those stand beside it.
"""

from __future__ import annotations

import os
from pathlib import Path

from ais import errors
from ais.sqlite import SqliteFile

__all__ = ["Database"]

_VERSION = 1
_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is forgotten is overwritten
)

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


class Database(SqliteFile):
    """Write-ahead log, every commit flushed to disk, what is forgotten overwritten.

    Raises ``JournalUnavailable`` for whatever SQLite cannot do, ``JournalVersion`` for a file
    that a newer client wrote.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        super().__init__(
            path,
            _SETTINGS,
            lambda reason: errors.JournalUnavailable(path=path, reason=reason),
            busy_seconds,
        )
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise self.refused(str(error.strerror)) from None
        try:
            self._create()
        except BaseException:
            self.close()
            raise

    def _create(self) -> None:
        with self.write() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            elif found != _VERSION:
                raise errors.JournalVersion(path=self.path, found=found, known=_VERSION)
