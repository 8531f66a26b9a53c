"""A chain in memory: blocks with events, and reorganisations, for whoever follows one."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

from ais.events import Event
from ais.ports import BlockRef, LoggedEvent, NetworkFacts

__all__ = ["MemoryChain"]

_fork = itertools.count()


class MemoryChain:
    """An ``ais.ports.EventReader``. Block n is at time ``1000 + 10 n``."""

    def __init__(self, first_block: int = 0, epoch_seconds: int = 100) -> None:
        self._blocks: list[BlockRef] = []
        self._events: list[list[LoggedEvent]] = []
        self._facts = NetworkFacts(b"\x0f" * 32, first_block, epoch_seconds, 1, 10, 10, 10)
        self.mine()

    def mine(self, *events: Event, same_transaction: bool = False) -> int:
        """Add a block with these events; returns its number."""
        number = len(self._blocks)
        parent = self._blocks[-1].hash if self._blocks else bytes(32)
        block_hash = hashlib.sha256(parent + str(next(_fork)).encode()).digest()
        self._blocks.append(BlockRef(number, block_hash, parent, 1000 + 10 * number))
        self._events.append(
            [
                LoggedEvent(
                    contract="Test",
                    event=event,
                    block_number=number,
                    block_hash=block_hash,
                    tx_hash=hashlib.sha256(
                        block_hash + bytes([0 if same_transaction else index])
                    ).digest(),
                    log_index=index,
                )
                for index, event in enumerate(events)
            ]
        )
        return number

    def take_back(self, blocks: int) -> None:
        """Forget the newest blocks (but the first)."""
        keep = max(len(self._blocks) - blocks, 1)
        del self._blocks[keep:], self._events[keep:]

    # ---- the port ----------------------------------------------------------------------------

    def head(self) -> BlockRef:
        return self._blocks[-1]

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        return [self._blocks[n] if 0 <= n < len(self._blocks) else None for n in numbers]

    def events(self, first: int, last: int) -> list[LoggedEvent]:
        return [event for block in self._events[first : last + 1] for event in block]

    def facts(self) -> NetworkFacts:
        return self._facts
