"""Following the chain by block, and taking back what it takes back.

1. Compare the last followed block with the chain; where it is another one, go back to the highest
   block that both know and forget everything above it.
2. Read events and blocks of the next stretch. Every event must be of the block that the chain has
   at its number, and every block must name the one before it as its parent.
3. Write the stretch, with its last block, in one act. What does not fit is not written.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from ais import errors
from ais.ports import BlockRef, EventReader, LoggedEvent

from .database import Database

__all__ = ["Follower"]

_STRETCH = 10_000  # blocks read at a time
_KEEP = 256  # of the newest blocks every hash is kept
_LOOK_BACK = 64  # blocks compared at a time
_TRIES = 20


class Follower:
    """Keeps a database at the head of a chain."""

    def __init__(self, database: Database, reader: EventReader, first_block: int) -> None:
        self._database = database
        self._reader = reader
        self._first_block = first_block

    def sync(self) -> int:
        """Follow the chain to its head; returns the head's number.

        Raises ``IndexInconsistent`` where the node's answers do not fit together.
        """
        reason, at = "", 0
        for _ in range(_TRIES):
            try:
                return self._follow()
            except _MovedError as moved:
                reason, at = moved.reason, moved.number
                time.sleep(0.05)
        raise errors.IndexInconsistent(block_number=at, reason=reason)

    def _follow(self) -> int:
        head = self._reader.head()
        tip = self._agreed_tip(head)
        while tip is None or tip[0] < head.number:
            first = self._first_block if tip is None else tip[0] + 1
            last = min(first + _STRETCH - 1, head.number)
            if last < first:  # the chain has not reached the first contract yet
                break
            tip = self._add(tip, first, last, head.number)
        return head.number

    def _agreed_tip(self, head: BlockRef) -> tuple[int, str] | None:
        """Step 1: the highest followed block that the chain still has."""
        tip = self._database.tip()
        if tip is None:
            return None

        below = tip[0]
        while known := self._database.known_hashes(below, _LOOK_BACK):
            there = self._reader.blocks([number for number, _ in known])
            for (number, block_hash), block in zip(known, there, strict=True):
                if block is None or block.hash.hex() != block_hash or number > head.number:
                    continue
                if (number, block_hash) != tip:
                    self._database.roll_back((number, block_hash))
                return number, block_hash
            below = known[-1][0] - 1
        self._database.roll_back(None)
        return None

    def _add(
        self, tip: tuple[int, str] | None, first: int, last: int, head: int
    ) -> tuple[int, str]:
        """Steps 2 and 3 for blocks first..last."""
        logged = self._reader.events(first, last)
        wanted = {event.block_number for event in logged} | {last}
        wanted |= set(range(max(first, head - _KEEP + 1), last + 1))
        if tip is not None:
            wanted.add(first)
        blocks = self._blocks(sorted(wanted))
        _check(tip, first, blocks, logged)

        end = blocks[last]
        if not self._database.extend(tip, end, blocks, logged, _KEEP):
            raise _MovedError(last, "another process wrote at the same time")
        return end.number, end.hash.hex()

    def _blocks(self, numbers: Sequence[int]) -> dict[int, BlockRef]:
        found = {}
        for number, block in zip(numbers, self._reader.blocks(numbers), strict=True):
            if block is None:
                raise _MovedError(number, "the chain has no such block")
            found[number] = block
        return found


class _MovedError(Exception):
    """What was read does not fit together: the chain moved meanwhile, or the node is wrong."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number
        self.reason = reason


def _check(
    tip: tuple[int, str] | None,
    first: int,
    blocks: Mapping[int, BlockRef],
    logged: Sequence[LoggedEvent],
) -> None:
    if tip is not None and blocks[first].parent_hash.hex() != tip[1]:
        raise _MovedError(first, "its parent is not the block that was followed last")
    for number, block in blocks.items():
        before = blocks.get(number - 1)
        if before is not None and block.parent_hash != before.hash:
            raise _MovedError(number, "its parent is not the block before it")
    for event in logged:
        if event.block_hash != blocks[event.block_number].hash:
            raise _MovedError(event.block_number, "an event is of another block of that number")
