"""A connection that fails at random, before or after a request arrived: still one effect each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eth_account import Account

from ais import errors
from ais.chain import Chain, Sender
from ais.chain.rpc import Node
from ais.chain.sender import Timing
from tests.support.tokens import TokenNetwork, token_network

pytestmark = pytest.mark.chain

SCENARIOS = 120
IMPATIENT = Timing(receipt=1.0, resend=0.05, stuck=0.3, poll=0.01)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenNetwork]:
    with token_network(tmp_path_factory.mktemp("faults")) as made:
        yield made


def unreliable(chance: random.Random, share: float) -> Callable[[Node, bytes], Any]:
    """``Node.post`` that loses requests, answers, or both."""
    real = Node.post

    def post(self: Node, body: bytes) -> Any:
        if chance.random() < share:
            raise ConnectionResetError("lost on the way there")
        answer = real(self, body)
        if chance.random() < share:
            raise ConnectionResetError("lost on the way back")
        return answer

    return post


def test_every_payee_is_paid_once(network: TokenNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scenario is tried again until it is done, as a user or the agent would."""
    chain = network.connect()
    reliable, tries, wrong = Node.post, 0, {}
    with network.journal() as journal:
        for seed in range(SCENARIOS):
            payee, chance = Account.create().address, random.Random(seed)
            saga = journal.begin(network.minter.address, "mint", payee.encode())
            monkeypatch.setattr(Node, "post", unreliable(chance, 0.05 + 0.25 * chance.random()))
            while saga.outcome() is None:
                tries += 1
                assert tries < 50 * SCENARIOS
                try:
                    _mint(Chain(network.deployment, chain.pool), journal, network, saga, payee)
                except (errors.NodesUnreachable, errors.ReceiptTimeout):
                    continue
            monkeypatch.setattr(Node, "post", reliable)
            if network.balance(payee) != 1:
                wrong[seed] = network.balance(payee)
    assert wrong == {}
    assert tries > SCENARIOS  # else nothing failed, and nothing was shown


def _mint(chain: Chain, journal: Any, network: TokenNetwork, saga: Any, payee: str) -> None:
    write = chain.contracts.token.mint(payee, 1)
    Sender(chain, journal, IMPATIENT).send(network.minter, write, step=saga.tx("mint"))
    saga.finish()
