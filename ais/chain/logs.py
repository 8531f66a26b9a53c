"""Blocks and decoded events, by raw JSON-RPC: no result is taken for whole unless it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ais import errors
from ais.ports import BlockRef, LoggedEvent

from .contracts import Contracts
from .hex_values import octets, quantity, table
from .rpc import NodePool, Refusal

__all__ = ["Logs", "block_ref"]

_MOST_BLOCKS = 10_000  # a query; what engines allow
_NO_SUCH_METHOD = -32_601
_BLOCK = "eth_getBlockByNumber"
_LOGS = "eth_getLogs"


class Logs:
    """Reads blocks and the events of one deployment's contracts."""

    def __init__(self, pool: NodePool, contracts: Contracts) -> None:
        self._pool = pool
        self._contracts = contracts
        self._addresses = sorted(contracts.by_address)

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        """Blocks by number; None where the chain has none. Raises ``NodeAnswer``."""
        answers = self._pool.batch([(_BLOCK, [hex(n), False]) for n in numbers])
        for answer in answers:
            if isinstance(answer, Refusal):
                raise errors.NodeAnswer(method=_BLOCK, reason=answer.text)
        return [None if answer is None else block_ref(answer) for answer in answers]

    def events(self, first: int, last: int) -> list[LoggedEvent]:
        """All events in blocks first..last, in order. Raises ``NodeAnswer``."""
        found: list[LoggedEvent] = []
        for start in range(first, last + 1, _MOST_BLOCKS):
            found += self.decoded(self._query(start, min(start + _MOST_BLOCKS - 1, last)))
        return found

    def decoded(self, logs: Any) -> list[LoggedEvent]:
        """The events among a node's logs; what other contracts emitted is left out.

        Raises ``NodeAnswer`` where they are none.
        """
        if not isinstance(logs, list):
            raise errors.NodeAnswer(method=_LOGS, reason="no list of logs")
        events = []
        for log in logs:
            found = self._decoded(table(log, _LOGS))
            if found is not None:
                events.append(found)
        events.sort(key=lambda event: (event.block_number, event.log_index))
        return events

    def _decoded(self, log: Mapping[str, Any]) -> LoggedEvent | None:
        address = "0x" + octets(log.get("address"), _LOGS, 20).hex()
        contract = self._contracts.by_address.get(address)
        if contract is None:
            return None
        try:
            event = contract.event(log)
        except ValueError:
            reason = f"a log of {contract.NAME} does not fit its event"
            raise errors.NodeAnswer(method=_LOGS, reason=reason) from None
        if event is None:
            return None
        return LoggedEvent(
            contract=contract.NAME,
            event=event,
            block_number=quantity(log.get("blockNumber"), _LOGS),
            block_hash=octets(log.get("blockHash"), _LOGS, 32),
            tx_hash=octets(log.get("transactionHash"), _LOGS, 32),
            log_index=quantity(log.get("logIndex"), _LOGS),
        )

    def _query(self, first: int, last: int) -> list[Any]:
        """Logs of a range; halved as long as the node refuses it."""
        wanted = {"fromBlock": hex(first), "toBlock": hex(last), "address": self._addresses}
        try:
            logs = self._pool.request(_LOGS, wanted)
        except Refusal as refusal:
            if first == last or refusal.code == _NO_SUCH_METHOD:
                raise errors.NodeAnswer(method=_LOGS, reason=refusal.text) from None
            middle = (first + last) // 2
            return self._query(first, middle) + self._query(middle + 1, last)
        if not isinstance(logs, list):
            raise errors.NodeAnswer(method=_LOGS, reason="no list of logs")
        return [log for log in logs if not table(log, _LOGS).get("removed")]


def block_ref(answer: Any) -> BlockRef:
    """A node's block as a value. Raises ``NodeAnswer``."""
    block = table(answer, _BLOCK)
    return BlockRef(
        number=quantity(block.get("number"), _BLOCK),
        hash=octets(block.get("hash"), _BLOCK, 32),
        parent_hash=octets(block.get("parentHash"), _BLOCK, 32),
        timestamp=quantity(block.get("timestamp"), _BLOCK),
    )
