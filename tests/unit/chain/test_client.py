"""The client against nodes that refuse, lag and contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.abi import event_abi_to_log_topic

from ais import errors, events
from ais.chain import Chain, Deployment, NodePool, Place, artifacts
from ais.chain.fees import suggest
from tests.support.nodes import fake_node

POOL = "0x8b8b3B6A304a99E8eA493C6F0439E7E69E804CA2"
DEAD = "http://127.0.0.1:9"

Connect = Callable[..., Chain]


def deployment(finality_depth: int = 0) -> Deployment:
    place = Place(POOL, 0, artifacts.load("Pool").abi_digest)
    return Deployment(1, bytes(32), "t", {"Pool": place}, POOL, finality_depth=finality_depth)


@pytest.fixture
def chain() -> Iterator[Connect]:
    """Makes chains of nodes' URLs; they are closed at the end."""
    with ExitStack() as opened:

        def connected(*urls: str, finality_depth: int = 0) -> Chain:
            return opened.enter_context(Chain(deployment(finality_depth), NodePool(urls)))

        yield connected


def block(number: int, mark: str = "aa") -> dict[str, str]:
    return {
        "number": hex(number),
        "hash": "0x" + mark * 32,
        "parentHash": "0x" + "00" * 32,
        "timestamp": "0x5",
    }


def funded(number: int, index: int, address: str = POOL) -> dict[str, Any]:
    entry = next(e for e in artifacts.load("Pool").abi if e.get("name") == "PoolFunded")
    return {
        "address": address.lower(),
        "topics": ["0x" + event_abi_to_log_topic(entry).hex(), "0x" + "00" * 12 + "11" * 20],
        "data": "0x" + encode(["uint256", "uint256"], [number, index]).hex(),
        "blockNumber": hex(number),
        "blockHash": "0x" + "aa" * 32,
        "transactionHash": "0x" + "bb" * 32,
        "logIndex": hex(index),
    }


def logs_at(numbers: list[int], most: int) -> Callable[[str, list[Any]], Any]:
    """A node that refuses more than so many results at a time."""

    def answer(method: str, params: list[Any]) -> Any:
        first, last = int(params[0]["fromBlock"], 16), int(params[0]["toBlock"], 16)
        found = [funded(n, 0) for n in numbers if first <= n <= last]
        if len(found) > most:
            raise ValueError({"code": -32005, "message": "query returned more than 10000 results"})
        return found

    return answer


class TestEvents:
    def test_a_range_that_is_refused_is_halved(self, chain: Connect) -> None:
        numbers = [1, 2, 3, 40, 41, 900]
        with fake_node(logs_at(numbers, most=2)) as node:
            found = chain(node.url).events(0, 1000)
            assert [event.block_number for event in found] == numbers
            assert isinstance(found[0].event, events.PoolFunded)
            assert found[0].event.amount == 1

    def test_no_query_is_longer_than_engines_allow(self, chain: Connect) -> None:
        with fake_node(logs_at([5, 25_000], most=9)) as node:
            assert len(chain(node.url).events(0, 30_000)) == 2
            for body in node.bodies:
                [wanted] = body["params"]
                assert int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) < 10_000

    def test_one_block_that_is_refused_is_an_error(self, chain: Connect) -> None:
        with fake_node(logs_at([7], most=0)) as node, pytest.raises(errors.NodeAnswer):
            chain(node.url).events(0, 10)

    def test_a_node_without_the_method_is_not_asked_twice(self, chain: Connect) -> None:
        def answer(method: str, params: list[Any]) -> Any:
            raise ValueError({"code": -32601, "message": "method not found"})

        with fake_node(answer) as node:
            with pytest.raises(errors.NodeAnswer):
                chain(node.url).events(0, 1000)
            assert len(node.bodies) == 1

    def test_events_stand_in_order_and_of_our_contracts_alone(self, chain: Connect) -> None:
        foreign, removed = funded(1, 2, address="0x" + "99" * 20), {**funded(1, 3), "removed": True}
        unknown = {**funded(1, 4), "topics": ["0x" + "77" * 32]}
        with fake_node(
            lambda method, params: [
                funded(2, 0),
                funded(1, 1),
                foreign,
                removed,
                unknown,
                funded(1, 0),
            ]
        ) as node:
            found = chain(node.url).events(0, 5)
        assert [(e.block_number, e.log_index) for e in found] == [(1, 0), (1, 1), (2, 0)]


class TestHead:
    def test_the_finality_depth_is_taken_off(self, chain: Connect) -> None:
        def answer(method: str, params: list[Any]) -> Any:
            return hex(100) if method == "eth_blockNumber" else block(int(params[0], 16))

        with fake_node(answer) as node:
            assert chain(node.url, finality_depth=12).head().number == 88
            assert chain(node.url, finality_depth=500).head().number == 0

    def test_nodes_that_disagree_are_not_believed(self, chain: Connect) -> None:
        one, other = (lambda m, p, mark=mark: block(7, mark) for mark in ("aa", "bb"))
        with fake_node(one) as first, fake_node(other) as second:
            with pytest.raises(errors.NodesDisagree) as refused:
                chain(first.url, second.url).head()
            assert refused.value.block_number == 7
            assert chain(first.url, first.url).head().hash == b"\xaa" * 32

    def test_a_node_that_lags_or_is_down_contradicts_nobody(self, chain: Connect) -> None:
        with (
            fake_node(lambda m, p: block(7)) as first,
            fake_node(lambda m, p: None) as behind,
        ):
            assert chain(first.url, behind.url, DEAD).head().number == 7


class TestRead:
    def test_views_of_one_question_are_of_one_block(self, chain: Connect) -> None:
        asked: list[Any] = []

        def answer(method: str, params: list[Any]) -> Any:
            if method == "eth_blockNumber":
                return hex(9)
            asked.append(params[1])
            return "0x" + encode(["uint256"], [5]).hex()

        with fake_node(answer) as node:
            connected = chain(node.url)
            pool = connected.contracts.pool
            assert connected.read_all(pool.free(), pool.bonds()) == (5, 5)
            assert connected.read(pool.free()) == 5
        assert asked == ["0x9", "0x9", "latest"]

    @pytest.mark.parametrize("answer", ["0x", "0x01", "zz", None, 7])
    def test_an_answer_that_is_none_is_told(self, chain: Connect, answer: object) -> None:
        with fake_node(lambda method, params: answer) as node:
            connected = chain(node.url)
            with pytest.raises(errors.NodeAnswer, match=r"Pool\.free"):
                connected.read(connected.contracts.pool.free())

    def test_a_contract_that_is_not_deployed_is_named(self, chain: Connect) -> None:
        with pytest.raises(errors.ContractMissing, match="Rewards"):
            _ = chain(DEAD).contracts.rewards


class TestConnect:
    def test_what_is_refused_is_not_left_connected(self) -> None:
        with fake_node(lambda method, params: "0x2") as node:
            with pytest.raises(errors.WrongChain) as refused:
                Chain.connect(deployment(), urls=[node.url])
            assert refused.value.found == 2
            assert node.left_alone()


class TestFees:
    @pytest.mark.parametrize(
        ("price", "tip", "base", "expected"),
        [
            (0, 10**9, 0, {"type": 2, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0}),
            (12, 2, 10, {"type": 2, "maxFeePerGas": 22, "maxPriorityFeePerGas": 2}),
            (12, None, 10, {"type": 2, "maxFeePerGas": 22, "maxPriorityFeePerGas": 2}),
            (7, None, None, {"gasPrice": 7}),
        ],
    )
    def test_what_is_offered_follows_the_chain(
        self, price: int, tip: int | None, base: int | None, expected: dict[str, int]
    ) -> None:
        def answer(method: str, params: list[Any]) -> Any:
            if method == "eth_gasPrice":
                return hex(price)
            if method == "eth_maxPriorityFeePerGas":
                if tip is None:
                    raise ValueError({"code": -32601, "message": "method not found"})
                return hex(tip)
            return block(1) if base is None else {**block(1), "baseFeePerGas": hex(base)}

        with fake_node(answer) as node, NodePool([node.url]) as pool:
            assert suggest(pool) == expected
