"""The chain's time, as far as it was followed: asking a node when something was tells it what."""

from __future__ import annotations

from ais import events
from ais.ports import NetworkFacts

from .database import Database

__all__ = ["NEVER", "Times"]

#: The start of an epoch before anybody started the clock (``Membership.epochStart``).
NEVER = (1 << 40) - 1


class Times:
    """Times in seconds, the chain's. No question here goes beyond this home."""

    _database: Database
    _facts: NetworkFacts

    def now(self) -> int:
        """Time of the last block that was followed; 0 before the first."""
        tip = self._database.tip()
        return 0 if tip is None else self._database.timestamp(tip[0]) or 0

    def epoch_start(self, epoch: int) -> int:
        """First second of an epoch; 0 for epoch 0."""
        started = self._database.find(events.Started)
        if epoch == 0:
            return 0
        if not started:
            return NEVER
        return started[0].event.started_at + (epoch - 1) * self._facts.epoch_seconds

    def blocks_after(self, second: int) -> int:
        """How many of the newest 256 blocks are later than a second."""
        return self._number("SELECT count(*) FROM recent WHERE timestamp > ?1", second)

    def last_block_at(self, second: int) -> int:
        """The highest block, of those with events and the newest ones, that is not later."""
        return self._number(
            "SELECT coalesce(max(number), -1) FROM (SELECT number, timestamp FROM recent "
            "UNION SELECT number, timestamp FROM blocks) WHERE timestamp <= ?1",
            second,
        )

    def block_hash(self, number: int) -> bytes | None:
        """Hash of a block with events, or of one of the newest; None where it is not known."""
        known = self._database.known_hashes(number, 1)
        return bytes.fromhex(known[0][1]) if known and known[0][0] == number else None

    def _number(self, query: str, second: int) -> int:
        with self._database.read() as connection:
            return int(connection.execute(query, (second,)).fetchone()[0])
