"""Blocks and decoded events, by raw JSON-RPC: no result is taken for whole unless it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ais import errors
from ais.ports import BlockRef, LoggedEvent

from .contracts import Contracts
from .rpc import NodePool, Refusal

__all__ = ["Logs", "block_ref"]

_MOST_BLOCKS = 10_000  # a query; what engines allow
_NO_SUCH_METHOD = -32_601


class Logs:
    """Reads blocks and the events of one deployment's contracts."""

    def __init__(self, pool: NodePool, contracts: Contracts) -> None:
        self._pool = pool
        self._contracts = contracts
        self._addresses = sorted(contracts.by_address)

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        """Blocks by number; None where the chain has none. Raises ``NodeAnswer``."""
        answers = self._pool.batch([("eth_getBlockByNumber", [hex(n), False]) for n in numbers])
        for answer in answers:
            if isinstance(answer, Refusal):
                raise errors.NodeAnswer(method="eth_getBlockByNumber", reason=answer.text)
        return [block_ref(answer) if answer else None for answer in answers]

    def events(self, first: int, last: int) -> list[LoggedEvent]:
        """All events in blocks first..last, in order. Raises ``NodeAnswer``."""
        found: list[LoggedEvent] = []
        for start in range(first, last + 1, _MOST_BLOCKS):
            found += self.decoded(self._query(start, min(start + _MOST_BLOCKS - 1, last)))
        return found

    def decoded(self, logs: Iterable[Mapping[str, Any]]) -> list[LoggedEvent]:
        """The events among a node's logs; what other contracts emitted is left out."""
        events = []
        for log in logs:
            contract = self._contracts.by_address.get(log["address"].lower())
            event = None if contract is None else contract.event(log)
            if contract is None or event is None:
                continue
            events.append(
                LoggedEvent(
                    contract=contract.NAME,
                    event=event,
                    block_number=int(log["blockNumber"], 16),
                    block_hash=_bytes(log["blockHash"]),
                    tx_hash=_bytes(log["transactionHash"]),
                    log_index=int(log["logIndex"], 16),
                )
            )
        events.sort(key=lambda event: (event.block_number, event.log_index))
        return events

    def _query(self, first: int, last: int) -> list[Mapping[str, Any]]:
        """Logs of a range; halved as long as the node refuses it."""
        wanted = {"fromBlock": hex(first), "toBlock": hex(last), "address": self._addresses}
        try:
            logs: list[Mapping[str, Any]] = self._pool.request("eth_getLogs", wanted)
        except Refusal as refusal:
            if first == last or refusal.code == _NO_SUCH_METHOD:
                raise errors.NodeAnswer(method="eth_getLogs", reason=refusal.text) from None
            middle = (first + last) // 2
            return self._query(first, middle) + self._query(middle + 1, last)
        return [log for log in logs if not log.get("removed")]


def block_ref(block: Mapping[str, Any]) -> BlockRef:
    """A node's block as a value."""
    return BlockRef(
        number=int(block["number"], 16),
        hash=_bytes(block["hash"]),
        parent_hash=_bytes(block["parentHash"]),
        timestamp=int(block["timestamp"], 16),
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
