"""The index's SQLite file: writing a stretch of chain, taking blocks back, looking up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from ais import errors, events
from ais.events import Event
from ais.events.base import plain
from ais.ports import BlockRef, LoggedEvent
from ais.sqlite import SqliteFile

from .schema import SCHEMA, TABLES, VERSION

__all__ = ["Database", "Entry"]

E = TypeVar("E", bound=Event)

_LARGEST = 2**53 - 1  # what JSON readers take as it is
_SETTINGS = ("journal_mode = WAL", "synchronous = NORMAL")  # what is lost is followed again
_SELECT = (
    "SELECT events.block, blocks.timestamp, events.log_index, events.tx_hash, "
    "events.contract, events.name, events.args "
    "FROM events JOIN blocks ON blocks.number = events.block "
)


@dataclass(frozen=True, slots=True)
class Entry(Generic[E]):
    """An event with its place in the chain; ``timestamp`` in seconds."""

    block_number: int
    timestamp: int
    log_index: int
    tx_hash: bytes
    contract: str
    event: E

    @property
    def name(self) -> str:
        """The event's name."""
        return type(self.event).__name__

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "block": self.block_number,
            "timestamp": self.timestamp,
            "logIndex": self.log_index,
            "transaction": "0x" + self.tx_hash.hex(),
            "contract": self.contract,
            "event": self.name,
            "values": self.event.to_dict(),
        }


class Database(SqliteFile):
    """It may be deleted at any time: it is rebuilt. Raises ``IndexUnavailable``."""

    def __init__(self, path: Path, network: str) -> None:
        super().__init__(
            path, _SETTINGS, lambda reason: errors.IndexUnavailable(path=path, reason=reason)
        )
        self._network = network
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self.refused(str(error.strerror)) from None
        try:
            self._create()
        except BaseException:
            self.close()
            raise

    # ---- looking up --------------------------------------------------------------------------

    def find(self, kind: type[E], *, until: int | None = None, **equal: Any) -> list[Entry[E]]:
        """Events of a kind with these values, in order; ``until`` a block, included."""
        tests = ["events.name = ?"]
        values: list[Any] = [kind.__name__]
        for name, value in equal.items():
            tests.append(f"json_extract(events.args, '$.{name}') = ?")
            values.append(_within_json(plain(value)))
        if until is not None:
            tests.append("events.block <= ?")
            values.append(until)
        return self.select("WHERE " + " AND ".join(tests), values)

    def select(self, where: str, values: Sequence[Any] = ()) -> list[Entry[Any]]:
        """Events by a condition on ``events``, in order."""
        with self.read() as connection:
            rows = connection.execute(
                f"{_SELECT} {where} ORDER BY events.block, events.log_index", values
            ).fetchall()
        return [_entry(row) for row in rows]

    def tip(self) -> tuple[int, str] | None:
        """Number and hash of the last block that was followed."""
        with self.read() as connection:
            return _tip(connection)

    def known_hashes(self, below: int, count: int) -> list[tuple[int, str]]:
        """The highest blocks at or below a number whose hash is known, highest first."""
        with self.read() as connection:
            rows: list[tuple[int, str]] = connection.execute(
                "SELECT number, hash FROM recent WHERE number <= ?1 "
                "UNION SELECT number, hash FROM blocks WHERE number <= ?1 "
                "ORDER BY number DESC LIMIT ?2",
                (below, count),
            ).fetchall()
        return rows

    def timestamp(self, number: int) -> int | None:
        """Time of a block, where it is known."""
        with self.read() as connection:
            row = connection.execute(
                "SELECT timestamp FROM recent WHERE number = ?1 "
                "UNION SELECT timestamp FROM blocks WHERE number = ?1",
                (number,),
            ).fetchone()
        return None if row is None else int(row[0])

    def dump(self) -> Iterator[str]:
        """Everything that the chain alone decides, a line of JSON a row."""
        with self.read() as connection:
            for table, order in TABLES.items():
                for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608  our own names
                    yield json.dumps([table, *row], separators=(",", ":"))

    # ---- writing -----------------------------------------------------------------------------

    def extend(
        self,
        after: tuple[int, str] | None,
        last: BlockRef,
        blocks: Mapping[int, BlockRef],
        logged: Sequence[LoggedEvent],
        keep: int,
    ) -> bool:
        """Add a stretch of chain that ends with ``last``; False where the tip is not ``after``."""
        with self.write() as connection:
            if _tip(connection) != after:
                return False
            connection.executemany(
                "INSERT OR REPLACE INTO recent VALUES (?, ?, ?, ?)",
                (
                    (b.number, b.hash.hex(), b.parent_hash.hex(), b.timestamp)
                    for b in blocks.values()
                ),
            )
            connection.execute("DELETE FROM recent WHERE number <= ?", (last.number - keep,))
            holding = sorted({event.block_number for event in logged})
            connection.executemany(
                "INSERT INTO blocks VALUES (?, ?, ?)",
                ((n, blocks[n].hash.hex(), blocks[n].timestamp) for n in holding),
            )
            for event in logged:
                _insert(connection, event)
            _set_tip(connection, (last.number, last.hash.hex()))
        return True

    def roll_back(self, tip: tuple[int, str] | None) -> None:
        """Forget every block above ``tip``; all of them where it is None."""
        number = -1 if tip is None else tip[0]
        with self.write() as connection:
            for table in ("mentions", "events"):
                connection.execute(f"DELETE FROM {table} WHERE block > ?", (number,))  # noqa: S608  our own names
            for table in ("blocks", "recent"):
                connection.execute(f"DELETE FROM {table} WHERE number > ?", (number,))  # noqa: S608  our own names
            _set_tip(connection, tip)

    # ---- private -----------------------------------------------------------------------------

    def _create(self) -> None:
        with self.write() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                for statement in SCHEMA:
                    connection.execute(statement)
                connection.execute("INSERT INTO meta VALUES ('network', ?)", (self._network,))
                connection.execute(f"PRAGMA user_version = {VERSION}")
                return
            row = connection.execute("SELECT value FROM meta WHERE name = 'network'").fetchone()
            if version != VERSION or row != (self._network,):
                raise errors.IndexOfOtherNetwork(path=self.path)


def _entry(row: tuple[Any, ...]) -> Entry[Any]:
    block, timestamp, log_index, tx_hash, contract, name, args = row
    event = events.BY_NAME[name].from_dict(json.loads(args))
    return Entry(block, timestamp, log_index, bytes.fromhex(tx_hash), contract, event)


def _insert(connection: sqlite3.Connection, logged: LoggedEvent) -> None:
    values = logged.event.to_dict()
    args = json.dumps(_within_json(values), separators=(",", ":"), sort_keys=True)
    place = (logged.block_number, logged.log_index)
    connection.execute(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
        (*place, logged.tx_hash.hex(), logged.contract, type(logged.event).__name__, args),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?, ?, ?)",
        ((submission_id, *place) for submission_id in _mentioned(values)),
    )


def _mentioned(values: Mapping[str, Any]) -> Iterable[str]:
    for name in ("submission_id", "old_id", "new_id"):
        if name in values:
            yield values[name]
    yield from values.get("submission_ids", ())


def _within_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _within_json(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_within_json(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        return str(value)
    return value


def _tip(connection: sqlite3.Connection) -> tuple[int, str] | None:
    row = connection.execute("SELECT value FROM meta WHERE name = 'tip'").fetchone()
    if row is None:
        return None
    number, _, block_hash = row[0].partition(" ")
    return int(number), block_hash


def _set_tip(connection: sqlite3.Connection, tip: tuple[int, str] | None) -> None:
    connection.execute("DELETE FROM meta WHERE name = 'tip'")
    if tip is not None:
        connection.execute("INSERT INTO meta VALUES ('tip', ?)", (f"{tip[0]} {tip[1]}",))
