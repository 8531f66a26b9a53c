"""A transaction has exactly one effect wherever its process is killed, on a real chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from ais.chain import Chain, Deployment, Sender
from ais.chain.sender import Timing
from ais.journal import Journal
from ais.network import LocalOptions
from tests.support.kills import killed_at, run, steps_of
from tests.support.nodes import all_mined
from tests.support.tokens import QUICK, Plain, TokenNetwork, token_network

pytestmark = pytest.mark.chain


@dataclass
class Args:
    """What a process is started with: whose key, which journal, which payee."""

    deployment: Deployment
    journal: Path
    key: bytes
    payee: str


def mint_once(args: Args, timing: Timing = QUICK) -> None:
    """One saga with one transaction: mint one token to a payee."""
    account = Account.from_key(args.key)
    chain = Chain.connect(args.deployment)
    journal = Journal(args.journal, Plain())
    saga = journal.begin(account.address, "mint", args.payee.encode())
    if saga.outcome() is None:
        saga.once("payee", args.payee.encode)
        write = chain.contracts.token.mint(args.payee, 1)
        Sender(chain, journal, timing).send(account, write, step=saga.tx("mint"))
        saga.finish(b"done")


def mint_impatiently(args: Args) -> None:
    """The same; what is not mined at once is sent again and again, as to a slow node."""
    mint_once(args, replace(QUICK, resend=0.05))


def mint_before_journalling(args: Args) -> None:
    """The negative control: the same, but what was sent is written down only afterwards."""
    account = Account.from_key(args.key)
    chain = Chain.connect(args.deployment)
    journal = Journal(args.journal, Plain())
    saga = journal.begin(account.address, "mint", args.payee.encode())
    if saga.step("sent") is None:
        write = chain.contracts.token.mint(args.payee, 1)
        count = chain.ask("eth_getTransactionCount", account.address, "pending")
        fields = {
            "chainId": args.deployment.chain_id,
            "nonce": int(count, 16),
            "to": write.to,
            "data": write.payload,
            "value": 0,
            "gas": 100_000,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
        }
        raw = account.sign_transaction(fields).raw_transaction
        chain.ask("eth_sendRawTransaction", "0x" + raw.hex())
        saga.put("sent", raw)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenNetwork]:
    with token_network(tmp_path_factory.mktemp("kills")) as made:
        yield made


def fresh(network: TokenNetwork, name: str) -> Args:
    """A process of its own journal, with a payee that nobody else pays."""
    journal = network.folder / f"{name}.sqlite"
    return Args(network.deployment, journal, network.minter.key, Account.create().address)


def effects(network: TokenNetwork, args: Args) -> int:
    all_mined(network.local.url)
    return network.balance(args.payee)


def survivors(
    network: TokenNetwork, scenario: Any, name: str, only: tuple[str, ...] = ("",)
) -> dict[str, int]:
    """Step -> effects after a kill at it and one more run; ``only`` steps with such a word.

    A scenario has one transaction. Whether it is replaced by one with a higher fee while it waits
    for its block depends on the machine: only the first one is a step that every run reaches.
    """
    found = {}
    steps = steps_of(scenario, fresh(network, f"{name}-all"))
    steps = [step for step in steps if not re.search(r"sendRawTransaction#(?!1:)", step)]
    for number, step in enumerate(s for s in steps if any(word in s for word in only)):
        args = fresh(network, f"{name}-{number}")
        killed_at(step, scenario, args)
        run(scenario, args)
        found[step] = effects(network, args)
    return found


def test_a_kill_at_any_step_leaves_exactly_one_effect(network: TokenNetwork) -> None:
    """Before and after each call of journal, saga and node: killed there, started again: one."""
    found = survivors(network, mint_once, "right")

    assert {step: count for step, count in found.items() if count != 1} == {}
    for needed in ("Journal.allocate#1:before", "Journal.allocate#1:after"):
        assert needed in found
    for moment in ("before", "after"):
        assert f"node.eth_sendRawTransaction#1:{moment}" in found
        assert f"Saga.finish#1:{moment}" in found


def test_so_it_is_where_blocks_take_their_time_and_gas_has_a_price(tmp_path: Path) -> None:
    """Sent and not mined yet: a state of its own, which automatic mining never shows."""
    slow = LocalOptions(block_seconds=1, base_fee=10**9)
    with token_network(tmp_path, slow) as network:
        found = survivors(network, mint_once, "slow", only=("allocate", "Raw", "mark", "finish"))
    assert len(found) >= 8
    assert {step: count for step, count in found.items() if count != 1} == {}


def test_what_is_sent_again_is_no_step_of_its_own(tmp_path: Path) -> None:
    """How often that happens depends on the machine: another run need not reach it."""
    with token_network(tmp_path, LocalOptions(block_seconds=1)) as network:
        steps = steps_of(mint_impatiently, fresh(network, "again"))
    sends = [step for step in steps if "eth_sendRawTransaction" in step]
    assert sends == [f"node.eth_sendRawTransaction#1:{moment}" for moment in ("before", "after")]


def test_killed_twice_in_a_row_still_has_one_effect(network: TokenNetwork) -> None:
    args = fresh(network, "twice")
    killed_at("Journal.allocate#1:after", mint_once, args)
    killed_at("node.eth_sendRawTransaction#1:after", mint_once, args)
    run(mint_once, args)
    run(mint_once, args)
    assert effects(network, args) == 1


def test_sending_before_journalling_is_caught(network: TokenNetwork) -> None:
    """The harness sees the mistake that it is there for."""
    found = survivors(network, mint_before_journalling, "wrong")
    assert found["node.eth_sendRawTransaction#1:after"] == 2
