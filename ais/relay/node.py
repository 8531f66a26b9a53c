"""What a relay asks its own node.

The time, the epoch, whether it can pay, whether a call would go through, and whether somebody else
has sent it already. Nothing is signed here. A ``Node`` has a connection of its own: make one for
each thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ais.chain import Chain, NodePool, View
from ais.chain.hex_values import octets, quantity
from ais.chain.rpc import Refusal
from ais.errors import NodeAnswer
from ais.flows.party import Party
from ais.network.relay_wire import Kind

from .calls import Call

__all__ = ["Look", "Node"]


@dataclass(frozen=True, slots=True)
class Look:
    """The chain at one moment. Times in seconds, the chain's.

    ``spare_calls``: for how many calls the relay's account can pay, None where gas is free.
    """

    now: int
    started_at: int
    epoch_seconds: int
    slots: int
    spare_calls: int | None

    @property
    def epoch(self) -> int:
        """The running epoch; 0 before the start."""
        since = self.now - self.started_at
        return 1 + since // self.epoch_seconds if self.started_at and since >= 0 else 0

    def last_second(self, epoch: int) -> int:
        """The last second of an epoch."""
        return self.started_at + epoch * self.epoch_seconds - 1


class Node:
    """Asks one network's node for one thread."""

    def __init__(self, party: Party, gas: int, timeout_seconds: float = 10.0) -> None:
        urls = tuple(party.config.rpc) or party.deployment.rpc
        self.chain = Chain(party.deployment, NodePool(urls, timeout_seconds))
        self.gas = gas
        try:
            self._account = party.keys.address("operator")
            self._epoch_seconds = self.chain.facts().epoch_seconds
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self.chain.close()

    def look(self) -> Look:
        """The chain as the next block finds it. Raises ``NodesUnreachable``, ``NodeAnswer``."""
        contracts = self.chain.contracts
        started_at, (slots, _) = self.chain.read_all(
            contracts.membership.started_at(), contracts.attestations.slots()
        )
        latest, pending, balance, price = self.chain.pool.batch(
            [
                ("eth_getBlockByNumber", ["latest", False]),
                ("eth_getBlockByNumber", ["pending", False]),
                ("eth_getBalance", [self._account, "latest"]),
                ("eth_gasPrice", []),
            ]
        )
        block = "eth_getBlockByNumber"
        times = [
            quantity(each.get("timestamp"), block)
            for each in (latest, pending)
            if isinstance(each, dict)
        ]
        if not times or isinstance(balance, Refusal):
            raise NodeAnswer(method=block, reason="no newest block")
        cost = 0 if isinstance(price, Refusal) else quantity(price, "eth_gasPrice", bits=128)
        cost *= 2 * self.gas
        return Look(
            now=max(times),
            started_at=started_at,
            epoch_seconds=self._epoch_seconds,
            slots=slots,
            spare_calls=quantity(balance, "eth_getBalance", bits=256) // cost if cost else None,
        )

    def require_success(self, calldata: bytes) -> None:
        """Raise the contract's error where the call would fail in the next block."""
        call: dict[str, Any] = {
            "from": self._account,
            "to": self.chain.contracts.attestations.address,
            "data": "0x" + calldata.hex(),
            "gas": hex(self.gas),
        }
        self.chain.ask("eth_call", call, "pending")

    def is_on_chain(self, call: Call) -> bool:
        """Whether, for good, somebody has sent it, or what makes it impossible."""
        head = hex(self.chain.head().number)
        return any(self._truth(view, head) for view in self._views(call))

    def is_under_way(self, call: Call) -> bool:
        """Whether somebody's transaction with it waits, or is mined and not final yet."""
        return any(self._truth(view, "pending") for view in self._views(call))

    def _truth(self, view: View[Any], block: str) -> bool:
        request = {"to": view.to, "data": "0x" + view.payload.hex()}
        answer = self.chain.ask("eth_call", request, block)
        return any(octets(answer, view.name))

    def _views(self, call: Call) -> list[View[Any]]:
        attestations = self.chain.contracts.attestations
        if call.kind is Kind.CONTEST:
            return [attestations.is_contested(call.policy, call.epoch, call.tau)]
        views: list[View[Any]] = [attestations.standing(call.policy, call.epoch, call.tau)]
        if call.post is not None:
            views.append(attestations.is_used(call.post.nullifier))
        return views
