"""The smallest network there is: a local chain with the test token on it, and an account for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account

from ais.chain import (
    Chain,
    Deployment,
    NodePool,
    Place,
    Sender,
    artifacts,
    genesis_hash,
    predict_addresses,
)
from ais.chain.sender import Timing
from ais.journal import Journal
from ais.network import LocalChain, LocalOptions

__all__ = ["QUICK", "Plain", "TokenNetwork", "token_network"]

QUICK = Timing(receipt=20.0, resend=0.3, stuck=1.0, poll=0.02)


class Plain:
    """A sealer for tests in which nothing is secret; it still binds the context."""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        return len(context).to_bytes(4, "big") + context + plaintext

    def open(self, sealed: bytes, context: bytes) -> bytes:
        size = int.from_bytes(sealed[:4], "big")
        if sealed[4 : 4 + size] != context:
            raise ValueError("sealed for another place")
        return sealed[4 + size :]


@dataclass
class TokenNetwork:
    """A chain on which ``minter`` may mint: minted tokens are effects that can be counted."""

    local: LocalChain
    deployment: Deployment
    minter: Any  # an eth_account LocalAccount
    folder: Path
    opened: ExitStack  # what it opened for a test, to be closed with it

    def connect(self) -> Chain:
        return self.opened.enter_context(Chain.connect(self.deployment))

    def journal(self, name: str = "journal.sqlite") -> Journal:
        return self.opened.enter_context(Journal(self.folder / name, Plain()))

    def sender(self, journal: Journal | None = None, timing: Timing = QUICK) -> Sender:
        return Sender(self.connect(), journal or self.journal(), timing)

    def balance(self, account: str) -> int:
        with Chain.connect(self.deployment) as chain:
            return chain.read(chain.contracts.token.balance_of(account))

    def give_coins(self, account: str, wei: int = 10**20) -> None:
        self.local.request("anvil_setBalance", account, hex(wei))


@contextmanager
def token_network(folder: Path, options: LocalOptions | None = None) -> Iterator[TokenNetwork]:
    """Start the chain and deploy the token."""
    folder.mkdir(parents=True, exist_ok=True)
    with LocalChain.start(folder / "chain", options or LocalOptions()) as local:
        minter = Account.create()
        local.request("anvil_setBalance", minter.address, hex(10**21))
        address = predict_addresses(minter.address, 0, 1)[0]
        with NodePool([local.url]) as pool, Journal(folder / "deploy.sqlite", Plain()) as journal:
            deployment = Deployment(
                chain_id=31_337,
                genesis_hash=genesis_hash(pool),
                name="test",
                contracts={"TestToken": Place(address, 0, artifacts.load("TestToken").abi_digest)},
                token=address,
                rpc=(local.url,),
            )
            receipt = Sender(Chain(deployment, pool), journal, QUICK).deploy(minter, "TestToken")
        assert receipt.contract_address == address
        with ExitStack() as opened:
            yield TokenNetwork(local, deployment, minter, folder, opened)
