"""One SQLite file: a connection a thread, and one writer of all processes.

What stands in it, how safely it is kept and which error tells of trouble is for whoever opens one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ais import open_files
from ais.errors import AisError

__all__ = ["SqliteFile", "transaction"]

_BUSY_SECONDS = 30.0


class SqliteFile:
    """``settings``: PRAGMAs of a connection; ``unusable``: the error for a reason of SQLite's."""

    def __init__(
        self,
        path: Path,
        settings: Sequence[str],
        unusable: Callable[[str], AisError],
        busy_seconds: float = _BUSY_SECONDS,
    ) -> None:
        self.path = path
        self._settings = settings
        self._unusable = unusable
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Close all connections; the object is not used again."""
        while self._open:
            self._open.pop().close()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        try:
            yield self._connection()
        except sqlite3.Error as error:
            raise self.refused(str(error)) from None

    def refused(self, reason: str) -> AisError:
        """The error that tells of trouble with the file, or that no file can be opened at all."""
        if open_files.are_exhausted():
            return open_files.refusal()
        return self._unusable(reason)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The one writer of all processes; committed when the block ends well."""
        with self.read() as connection, transaction(connection):
            yield connection

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            return known

        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            for setting in self._settings:
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
        self._local.connection = connection
        self._open.append(connection)
        return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """What is written in the block is there as a whole, or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
