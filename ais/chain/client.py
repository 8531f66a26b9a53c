"""A connection to one network: who it is, what its contracts answer, what its blocks hold.

It reads. Signing and sending stand in ``sender``; which function means what, in the module of
each noun (``contracts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPException
from typing import Any, Self, TypeVar, overload

from web3 import Web3

from ais import errors
from ais.ports import BlockRef, LoggedEvent, NetworkFacts

from . import artifacts
from .codec import View
from .contracts import Contracts
from .deployments import Deployment
from .hex_values import ask_quantity, octets, quantity, table
from .logs import Logs, block_ref
from .reverts import Reverts
from .rpc import NodePool, Refusal

__all__ = ["Chain"]

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


class Chain:
    """One network as this client knows it. Make it with ``connect``; ``with`` closes it.

    ``contracts`` makes the calls, ``read`` and ``read_all`` ask them.
    """

    def __init__(self, deployment: Deployment, pool: NodePool) -> None:
        self.deployment = deployment
        self.pool = pool
        self.web3 = Web3(pool)
        self.contracts = Contracts(deployment)
        self.reverts = Reverts()
        self._logs = Logs(pool, self.contracts)
        self._facts: NetworkFacts | None = None

    @classmethod
    def connect(
        cls,
        deployment: Deployment,
        *,
        pinned: bytes | None = None,
        urls: Sequence[str] = (),
        timeout_seconds: float = 20.0,
    ) -> Chain:
        """Connect, and refuse whatever is not the pinned network.

        ``pinned``: the deployment digest that the member keeps. ``urls`` go before the
        deployment's. Raises ``DeploymentMismatch``, ``WrongChain``, ``ContractMissing``,
        ``ArtifactMismatch``, ``NodesUnreachable``.
        """
        if pinned is not None and deployment.digest != pinned:
            raise errors.DeploymentMismatch(
                what="digest", found=deployment.digest.hex(), pinned=pinned.hex()
            )
        chain = cls(deployment, NodePool(tuple(urls) or deployment.rpc, timeout_seconds))
        try:
            chain._check_network()
            chain._check_contracts()
        except BaseException:
            chain.close()
            raise
        return chain

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # ---- reading contracts -------------------------------------------------------------------

    def read(self, view: View[A], block: int | None = None) -> A:
        """The answer of one view, as of a block (the newest by default).

        Raises the contract's error, ``NodeAnswer``, ``NodesUnreachable``.
        """
        return self._decoded(view, self.pool.batch([_eth_call(view, block)])[0])

    @overload
    def read_all(self, a: View[A], b: View[B], /, *, block: int | None = None) -> tuple[A, B]: ...
    @overload
    def read_all(
        self, a: View[A], b: View[B], c: View[C], /, *, block: int | None = None
    ) -> tuple[A, B, C]: ...
    @overload
    def read_all(self, *views: View[Any], block: int | None = None) -> tuple[Any, ...]: ...

    def read_all(self, *views: View[Any], block: int | None = None) -> tuple[Any, ...]:
        """The answers of several views in one request, all as of the same block."""
        at = self.block_number() if block is None else block
        answers = self.pool.batch([_eth_call(view, at) for view in views])
        return tuple(self._decoded(v, answer) for v, answer in zip(views, answers, strict=True))

    # ---- blocks and events (ais.ports.EventReader) -------------------------------------------

    def block_number(self) -> int:
        """Number of the newest block. Raises ``NodeAnswer``, ``NodesUnreachable``."""
        return quantity(self.ask("eth_blockNumber"), "eth_blockNumber")

    def head(self) -> BlockRef:
        """The newest block that may be acted on: the finality depth is taken off.

        With several nodes all of them are asked for it. Raises ``NodesDisagree``.
        """
        depth = self.deployment.finality_depth
        tag: str = "latest" if depth == 0 else hex(max(self.block_number() - depth, 0))
        block = block_ref(self.ask("eth_getBlockByNumber", tag, False))
        if len(self.pool.nodes) > 1:
            self._check_agreement(block.number)
        return block

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        """Blocks by number; None where the chain has none."""
        return self._logs.blocks(numbers)

    def events(self, first: int, last: int) -> list[LoggedEvent]:
        """All events of the contracts in blocks first..last, in order."""
        return self._logs.events(first, last)

    def decoded(self, logs: Any) -> list[LoggedEvent]:
        """The contracts' events among a node's logs. Raises ``NodeAnswer``."""
        return self._logs.decoded(logs)

    def facts(self) -> NetworkFacts:
        """What holds for this deployment for ever."""
        if self._facts is None:
            contracts = self.contracts
            seconds, windows = self.read_all(
                contracts.membership.epoch_seconds(), contracts.valuation.windows()
            )
            self._facts = NetworkFacts(
                digest=self.deployment.digest,
                first_block=self.deployment.first_block,
                epoch_seconds=seconds,
                seed_delay_blocks=windows.seed_delay_blocks,
                key_blocks=windows.key_blocks,
                commit_blocks=windows.commit_blocks,
                reveal_blocks=windows.reveal_blocks,
            )
        return self._facts

    # ---- nodes -------------------------------------------------------------------------------

    def ask(self, method: str, *params: Any) -> Any:
        """One JSON-RPC request. Raises as ``read``."""
        try:
            return self.pool.request(method, *params)
        except Refusal as refusal:
            raise self.refused(method, refusal) from None

    def refused(self, method: str, refusal: Refusal) -> errors.ChainError:
        """The error that a node's refusal stands for."""
        if refusal.revert or "revert" in refusal.text.lower():
            return self.reverts.error(refusal.revert)
        return errors.NodeAnswer(method=method, reason=refusal.text)

    def close(self) -> None:
        """Close the connections."""
        self.pool.close()

    # ---- private -----------------------------------------------------------------------------

    def _decoded(self, view: View[A], answer: Any) -> A:
        if isinstance(answer, Refusal):
            raise self.refused(view.name, answer)
        try:
            return view.decode(octets(answer, view.name))
        except ValueError:
            raise errors.NodeAnswer(method=view.name, reason="no such answer") from None

    def _check_agreement(self, block_number: int) -> None:
        """Nodes that do not answer, or have not that block yet, say nothing."""
        said: dict[str, bytes] = {}
        method = "eth_getBlockByNumber"
        for node in self.pool.nodes:
            try:
                block = self.pool.ask(node, method, hex(block_number), False)
                said[node.name] = octets(table(block, method).get("hash"), method, 32)
            except (errors.NodeAnswer, Refusal, OSError, HTTPException, ValueError):
                continue
        if len(set(said.values())) > 1:
            raise errors.NodesDisagree(nodes=", ".join(sorted(said)), block_number=block_number)

    def _check_network(self) -> None:
        chain_id = ask_quantity(self.pool, "eth_chainId")
        if chain_id != self.deployment.chain_id:
            raise errors.WrongChain("chain id", chain_id, self.deployment.chain_id)
        genesis = genesis_hash(self.pool)
        if genesis != self.deployment.genesis_hash:
            pinned = self.deployment.genesis_hash.hex()
            raise errors.WrongChain("genesis hash", genesis.hex(), pinned)

    def _check_contracts(self) -> None:
        places = self.deployment.contracts
        for name, place in places.items():
            found = artifacts.load(name).abi_digest
            if found != place.abi_digest:
                raise errors.ArtifactMismatch(name, found[:12], place.abi_digest[:12])
        codes = self.pool.batch([("eth_getCode", [p.address, "latest"]) for p in places.values()])
        for (name, place), code in zip(places.items(), codes, strict=True):
            if isinstance(code, Refusal) or not octets(code, "eth_getCode"):
                raise errors.ContractMissing(contract=name, address=place.address)


def genesis_hash(pool: NodePool) -> bytes:
    """Hash of the first block (number 0, or 1 where the engine counts from 1)."""
    for block in pool.batch([("eth_getBlockByNumber", [n, False]) for n in ("0x0", "0x1")]):
        if isinstance(block, dict):
            return octets(block.get("hash"), "eth_getBlockByNumber", 32)
    raise errors.NodeAnswer(method="eth_getBlockByNumber", reason="no first block")


def _eth_call(view: View[Any], block: int | None) -> tuple[str, list[Any]]:
    call = {"to": view.to, "data": "0x" + view.payload.hex()}
    return "eth_call", [call, "latest" if block is None else hex(block)]
