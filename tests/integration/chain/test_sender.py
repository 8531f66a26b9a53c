"""The sender against a real node that loses, delays, refuses and reorders what it is given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from ais import errors
from ais.chain import Chain
from ais.chain.codec import Write
from ais.network import LocalOptions
from ais.ports import Role, TxState
from tests.support.tokens import QUICK, TokenNetwork, token_network

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenNetwork]:
    with token_network(tmp_path_factory.mktemp("sender")) as made:
        yield made


@pytest.fixture
def network(shared: TokenNetwork, tmp_path: Path) -> Iterator[TokenNetwork]:
    """The shared chain with a journal of the test's own."""
    with ExitStack() as opened:
        yield replace(shared, folder=tmp_path, opened=opened)


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[TokenNetwork]:
    """A chain of the test's own that is free of charge and mines when the test says so."""
    with token_network(tmp_path) as made:
        made.local.request("evm_setAutomine", False)
        yield made


@pytest.fixture
def with_fees(tmp_path: Path) -> Iterator[TokenNetwork]:
    """The same, where gas has a price."""
    with token_network(tmp_path, LocalOptions(base_fee=10**9)) as made:
        made.local.request("evm_setAutomine", False)
        yield made


def mint(network: TokenNetwork, payee: str, amount: int = 1) -> Write:
    return Write(
        network.deployment.token,
        network.connect().contracts.token.mint(payee, amount).payload,
        "TestToken.mint",
    )


def payee() -> str:
    address: str = Account.create().address
    return address


class TestSend:
    def test_a_reverting_call_is_refused_before_anything_is_signed(
        self, network: TokenNetwork
    ) -> None:
        journal, stranger = network.journal(), Account.create()
        with pytest.raises(errors.AccessDenied) as refused:
            network.sender(journal).send(stranger, mint(network, payee()))
        assert refused.value.account == stranger.address
        assert journal.pending(network.deployment.genesis_hash) == []

    def test_a_revert_on_chain_says_the_same_as_the_preflight(self, network: TokenNetwork) -> None:
        chain = network.connect()
        write = chain.contracts.token.transfer(payee(), 7)
        with pytest.raises(errors.TokenRefused) as refused:
            network.sender().send(Account.create(), write, gas=100_000)
        assert (refused.value.available, refused.value.needed) == (0, 7)

    def test_a_call_is_given_at_least_what_it_asks_for(self, network: TokenNetwork) -> None:
        """Where an estimate may be too low; more than that where the estimate says so."""
        chain, sender = network.connect(), network.sender()
        for least, given in ((600_000, 600_000), (1, None)):
            write = replace(mint(network, payee()), least_gas=least)
            receipt = sender.send(network.minter, write)
            sent = chain.ask("eth_getTransactionByHash", "0x" + receipt.tx_hash.hex())
            gas = int(sent["gas"], 16)
            assert gas == given or (given is None and receipt.gas_used < gas < 200_000)

    def test_running_out_of_gas_is_told(self, network: TokenNetwork) -> None:
        with pytest.raises(errors.ContractRefused, match="out of gas"):
            network.sender().send(network.minter, mint(network, payee()), gas=25_000)

    def test_the_same_step_sends_once(self, network: TokenNetwork) -> None:
        journal, to = network.journal(), payee()
        sender = network.sender(journal)
        step = journal.begin("0x0", "verb", bytes(32)).tx("mint")
        first = sender.send(network.minter, mint(network, to), step=step)
        again = sender.send(network.minter, mint(network, to), step=step)
        assert (first, network.balance(to)) == (again, 1)

    def test_a_step_is_one_call(self, network: TokenNetwork) -> None:
        """With other arguments under the same name the caller has made a mistake."""
        journal = network.journal()
        sender = network.sender(journal)
        step = journal.begin("0x0", "verb", bytes(32)).tx("mint")
        sender.send(network.minter, mint(network, payee()), step=step)
        with pytest.raises(errors.JournalStepConflict):
            sender.send(network.minter, mint(network, payee()), step=step)

    def test_a_step_that_reverted_may_be_signed_again(self, network: TokenNetwork) -> None:
        journal, to = network.journal(), payee()
        sender = network.sender(journal)
        step = journal.begin("0x0", "verb", bytes(32)).tx("mint")
        with pytest.raises(errors.ContractRefused):
            sender.send(network.minter, mint(network, to), step=step, gas=25_000)
        sender.send(network.minter, mint(network, to), step=step)
        assert network.balance(to) == 1
        states = [record.state for record in journal.history(step)]
        assert states == [TxState.FAILED, TxState.MINED]

    def test_too_large_a_transaction_is_never_journalled(self, network: TokenNetwork) -> None:
        journal = network.journal()
        write = Write(network.deployment.token, bytes(140_000), "TestToken.nothing")
        with pytest.raises(errors.TransactionTooLarge):
            network.sender(journal).send(network.minter, write, gas=10_000_000)
        assert journal.pending(network.deployment.genesis_hash) == []

    def test_an_account_without_coins_is_told_and_goes_on_once_funded(
        self, with_fees: TokenNetwork
    ) -> None:
        journal, poor = with_fees.journal(), Account.create()
        sender = with_fees.sender(journal)
        write = with_fees.connect().contracts.token.approve(payee(), 1)
        step = journal.begin(poor.address, "verb", bytes(32)).tx("approve")
        with pytest.raises(errors.InsufficientFunds):
            sender.send(poor, write, step=step, gas=100_000)
        [signed] = journal.pending(with_fees.deployment.genesis_hash)

        with_fees.give_coins(poor.address)
        with_fees.local.request("evm_setAutomine", True)
        assert sender.send(poor, write, step=step).tx_hash == signed.hash


class TestDoubt:
    def test_a_lost_transaction_is_sent_again_with_the_same_bytes(
        self, by_hand: TokenNetwork
    ) -> None:
        journal, to = by_hand.journal(), payee()
        sender = by_hand.sender(journal)
        record = sender.post(by_hand.minter, mint(by_hand, to), gas=100_000)
        by_hand.local.request("anvil_dropTransaction", "0x" + record.hash.hex())
        by_hand.local.request("evm_setAutomine", True)
        assert sender.wait(record, by_hand.minter).tx_hash == record.hash
        assert by_hand.balance(to) == 1

    def test_no_receipt_in_time_leaves_the_bytes_on_record(self, by_hand: TokenNetwork) -> None:
        journal = by_hand.journal()
        sender = by_hand.sender(journal, replace(QUICK, receipt=0.5))
        with pytest.raises(errors.ReceiptTimeout):
            sender.send(by_hand.minter, mint(by_hand, payee()))
        [left] = journal.pending(by_hand.deployment.genesis_hash)
        assert left.state is TxState.SENT

        by_hand.local.mine()
        assert by_hand.sender(journal).settle_pending() == []

    def test_a_reorganised_transaction_is_sent_again(self, network: TokenNetwork) -> None:
        """What was mined and then taken back is resumed from the journal, not signed anew."""
        journal, to = network.journal(), payee()
        sender = network.sender(journal)
        step = journal.begin("0x0", "verb", bytes(32)).tx("mint")
        first = sender.send(network.minter, mint(network, to), step=step)
        network.local.request("anvil_reorg", 1, [])
        network.local.request("anvil_dropAllTransactions")
        assert network.balance(to) == 0
        again = sender.send(network.minter, mint(network, to), step=step)
        assert (again.tx_hash, network.balance(to)) == (first.tx_hash, 1)

    def test_a_nonce_used_elsewhere_is_the_death_of_what_was_signed(
        self, by_hand: TokenNetwork
    ) -> None:
        journal, to = by_hand.journal(), payee()
        sender = by_hand.sender(journal)
        step = journal.begin("0x0", "verb", bytes(32)).tx("mint")
        record = sender.post(by_hand.minter, mint(by_hand, to), step=step)
        by_hand.local.request("anvil_dropTransaction", "0x" + record.hash.hex())
        other = by_hand.sender(by_hand.journal("other.sqlite"))
        other.post(by_hand.minter, mint(by_hand, payee()))
        by_hand.local.mine()

        with pytest.raises(errors.TransactionLost):
            sender.wait(record, by_hand.minter)
        by_hand.local.request("evm_setAutomine", True)
        sender.send(by_hand.minter, mint(by_hand, to), step=step)
        assert by_hand.balance(to) == 1

    def test_what_every_node_refuses_gives_its_nonce_back(self, network: TokenNetwork) -> None:
        """Else whatever the account signs later would wait for ever."""
        journal, to = network.journal(), payee()
        sender = network.sender(journal)
        step = journal.begin("0x0", "verb", bytes(32)).tx("mint")
        with pytest.raises(errors.TransactionRefused):
            sender.send(network.minter, mint(network, to), step=step, gas=10**10)
        sender.send(network.minter, mint(network, to), step=step)
        assert network.balance(to) == 1
        assert journal.history(step)[0].state is TxState.DEAD


class TestFees:
    def test_a_stuck_transaction_is_replaced_under_the_same_nonce(
        self, with_fees: TokenNetwork
    ) -> None:
        journal, to = with_fees.journal(), payee()
        record = with_fees.sender(journal).post(with_fees.minter, mint(with_fees, to))
        with_fees.local.request("anvil_setNextBlockBaseFeePerGas", hex(5 * 10**9))
        with_fees.local.mine()
        assert with_fees.balance(to) == 0

        impatient = with_fees.sender(journal, replace(QUICK, receipt=2.5))
        while journal.family(record)[-1].role is not Role.BUMP:  # however slow the node is
            with pytest.raises(errors.ReceiptTimeout):
                impatient.wait(record, with_fees.minter)
        family = journal.family(record)
        assert {member.nonce for member in family} == {record.nonce}

        with_fees.local.request("evm_setAutomine", True)
        with_fees.local.mine()
        receipt = with_fees.sender(journal).wait(record, with_fees.minter)
        assert receipt.tx_hash in {member.hash for member in family[1:]}
        assert with_fees.balance(to) == 1
        assert journal.family(record)[0].state is TxState.REPLACED

    def test_without_fees_nothing_is_replaced(self, by_hand: TokenNetwork) -> None:
        journal = by_hand.journal()
        sender = by_hand.sender(journal, replace(QUICK, receipt=1.5, stuck=0.0))
        with pytest.raises(errors.ReceiptTimeout):
            sender.send(by_hand.minter, mint(by_hand, payee()))
        [only] = journal.pending(by_hand.deployment.genesis_hash)
        assert only.role is Role.CALL

    def test_a_missing_nonce_is_filled(self, by_hand: TokenNetwork) -> None:
        """A transaction counted on by the allocator is gone, and nobody has its bytes."""
        gone = by_hand.sender(by_hand.journal("gone.sqlite")).post(
            by_hand.minter, mint(by_hand, payee())
        )
        journal, to = by_hand.journal(), payee()
        sender = by_hand.sender(journal)
        record = sender.post(by_hand.minter, mint(by_hand, to))
        assert record.nonce == gone.nonce + 1
        by_hand.local.request("anvil_dropTransaction", "0x" + gone.hash.hex())

        by_hand.local.request("evm_setAutomine", True)
        sender.wait(record, by_hand.minter)
        assert by_hand.balance(to) == 1
        filler = journal.at_nonce(by_hand.deployment.genesis_hash, record.account, gone.nonce)
        assert filler is not None
        assert filler.role is Role.FILL


class TestMany:
    def test_a_new_account_sends_its_first_alone(self, by_hand: TokenNetwork) -> None:
        journal, fresh = by_hand.journal(), Account.create()
        sender = by_hand.sender(journal, replace(QUICK, receipt=0.5))
        write = by_hand.connect().contracts.token.approve(payee(), 1)
        sender.post(fresh, write)
        with pytest.raises(errors.ReceiptTimeout, match="under way"):
            sender.post(fresh, write)
        by_hand.local.mine()
        assert sender.post(fresh, write).nonce == 1

    def test_at_most_sixteen_are_under_way(self, by_hand: TokenNetwork) -> None:
        journal = by_hand.journal()
        sender = by_hand.sender(journal, replace(QUICK, receipt=0.5))
        for _ in range(16):
            sender.post(by_hand.minter, mint(by_hand, payee()), gas=100_000)
        with pytest.raises(errors.ReceiptTimeout, match="under way"):
            sender.post(by_hand.minter, mint(by_hand, payee()), gas=100_000)
        assert len(journal.pending(by_hand.deployment.genesis_hash)) == 16

    def test_processes_share_one_allocator(self, network: TokenNetwork) -> None:
        """Four processes send ten each through one journal: no nonce twice, no gap."""
        to = payee()
        network.journal().close()

        def ten() -> None:
            sender = network.sender(network.journal())
            for _ in range(10):
                sender.send(network.minter, mint(network, to))

        assert [_forked(ten) for _ in range(1)] == [0]
        children = [_start(ten) for _ in range(3)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert network.balance(to) == 40


class TestPins:
    def test_another_chain_is_refused(self, network: TokenNetwork) -> None:
        other = replace(network.deployment, genesis_hash=bytes(32))
        with pytest.raises(errors.WrongChain, match="genesis"):
            Chain.connect(other)
        with pytest.raises(errors.WrongChain, match="chain id"):
            Chain.connect(replace(network.deployment, chain_id=1))

    def test_another_deployment_is_refused(self, network: TokenNetwork) -> None:
        with pytest.raises(errors.DeploymentMismatch):
            Chain.connect(network.deployment, pinned=bytes(32))
        Chain.connect(network.deployment, pinned=network.deployment.digest).close()

    def test_other_code_is_refused(self, network: TokenNetwork) -> None:
        place = network.deployment.contracts["TestToken"]
        empty = {"TestToken": replace(place, address=payee())}
        with pytest.raises(errors.ContractMissing):
            Chain.connect(replace(network.deployment, contracts=empty))
        foreign = {"TestToken": replace(place, abi_digest="00" * 32)}
        with pytest.raises(errors.ArtifactMismatch):
            Chain.connect(replace(network.deployment, contracts=foreign))

    def test_a_dead_node_is_passed_over(self, network: TokenNetwork) -> None:
        urls = ["http://127.0.0.1:9", network.local.url]
        with Chain.connect(network.deployment, urls=urls) as chain:
            assert chain.read(chain.contracts.token.decimals()) == 6
        with pytest.raises(errors.NodesUnreachable):
            Chain.connect(network.deployment, urls=urls[:1])


def _start(act: Callable[[], Any]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    return child


def _forked(act: Callable[[], Any]) -> int:
    return os.waitpid(_start(act), 0)[1]
