"""A node may answer anything: what is no answer is told as the node's, and that alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_account import Account
from eth_utils.abi import event_abi_to_log_topic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ais import errors
from ais.chain import (
    Chain,
    Deployment,
    NodePool,
    Place,
    Sender,
    Write,
    artifacts,
    ask_quantity,
    genesis_hash,
)
from ais.chain.fees import suggest
from ais.chain.sender import Timing
from ais.journal import Journal
from ais.ports import TxRecord
from tests.support.nodes import FakeNode, fake_node
from tests.support.tokens import Plain

POOL = "0x8b8b3B6A304a99E8eA493C6F0439E7E69E804CA2"
HASH = "0x" + "aa" * 32
FUND = Write(POOL, b"\x01", "Pool.fund")
AT_ONCE = Timing(receipt=0.0)

_LOG = {
    "address": POOL.lower(),
    "topics": [
        "0x"
        + event_abi_to_log_topic(
            next(e for e in artifacts.load("Pool").abi if e.get("name") == "PoolFunded")
        ).hex(),
        "0x" + "00" * 12 + "11" * 20,
    ],
    "data": "0x" + encode(["uint256", "uint256"], [5, 6]).hex(),
    "blockNumber": "0x1",
    "blockHash": HASH,
    "transactionHash": "0x" + "bb" * 32,
    "logIndex": "0x0",
}
_BLOCK = {
    "number": "0x1",
    "hash": HASH,
    "parentHash": HASH,
    "timestamp": "0x5",
    "baseFeePerGas": "0x7",
}
_RECEIPT = {
    "transactionHash": "0x" + "bb" * 32,
    "blockNumber": "0x1",
    "gasUsed": "0x5208",
    "status": "0x1",
    "contractAddress": POOL.lower(),
    "logs": [_LOG],
}
GOOD: dict[str, Any] = {
    "eth_chainId": "0x1",
    "eth_blockNumber": "0x64",
    "eth_getBlockByNumber": _BLOCK,
    "eth_getLogs": [_LOG],
    "eth_call": "0x" + encode(["uint256"], [5]).hex(),
    "eth_getCode": "0x6001",
    "eth_gasPrice": "0x9",
    "eth_maxPriorityFeePerGas": "0x1",
    "eth_estimateGas": "0x5208",
    "eth_getTransactionCount": "0x0",
    "eth_getTransactionReceipt": _RECEIPT,
    "eth_sendRawTransaction": HASH,
}
NUMBERS = [name for name, value in GOOD.items() if isinstance(value, str) and len(value) < 9]

HEX = ["0x", "0xzz", "0x-1", "-0x1", "0", "1", "0x" + "f" * 65, f"0x8{15 * '0'}", "0x0g", " 0x1"]
WRONG = [None, True, 0, 7, -1, 10**40, 1.5, "", "latest", [], {}, ["0x1"], {"hash": 1}, *HEX]
anything = st.one_of(
    st.sampled_from(WRONG),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=6,
    ),
)


@dataclass
class Site:
    """A node whose answers can be spoilt, and everything that reads them."""

    node: FakeNode
    answers: dict[str, Any]
    chain: Chain
    journal: Journal
    record: TxRecord

    def doors(self) -> dict[str, Callable[[], object]]:
        chain, pool = self.chain, self.chain.pool
        contracts = chain.contracts
        sender = Sender(chain, self.journal, AT_ONCE)
        account = self.record.account
        return {
            "block number": chain.block_number,
            "head": chain.head,
            "blocks": lambda: chain.blocks([1, 2]),
            "events": lambda: chain.events(0, 2),
            "read": lambda: chain.read(contracts.pool.free()),
            "read all": lambda: chain.read_all(contracts.pool.free(), contracts.pool.bonds()),
            "fees": lambda: suggest(pool),
            "gas": lambda: sender.estimate(account, FUND),
            "nonce": lambda: sender.next_nonce(account),
            "receipt": lambda: sender.wait(self.record),
            "genesis": lambda: genesis_hash(pool),
            "chain id": lambda: ask_quantity(pool, "eth_chainId"),
            "connecting": self.connect,
        }

    def connect(self) -> None:
        Chain.connect(chain_of(), urls=[self.node.url]).close()

    def spoilt(self) -> set[str]:
        """The doors that refuse; each one by an error of the chain's."""
        found = set()
        for name, door in self.doors().items():
            try:
                door()
            except errors.ChainError:
                found.add(name)
        return found


def chain_of(finality_depth: int = 2) -> Deployment:
    place = Place(POOL, 0, artifacts.load("Pool").abi_digest)
    genesis = bytes.fromhex(HASH[2:])
    return Deployment(1, genesis, "t", {"Pool": place}, POOL, finality_depth=finality_depth)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    answers = dict(GOOD)
    folder: Path = tmp_path_factory.mktemp("nonsense")
    with ExitStack() as opened:
        node = opened.enter_context(fake_node(lambda method, params: answers[method]))
        other = opened.enter_context(fake_node(lambda method, params: answers[method]))
        chain = opened.enter_context(Chain(chain_of(), NodePool([node.url, other.url])))
        journal = opened.enter_context(Journal(folder / "j.sqlite", Plain()))
        record = Sender(chain, journal, AT_ONCE).post(Account.create(), FUND)
        yield Site(node, answers, chain, journal, record)


@pytest.fixture(autouse=True)
def answered(site: Site) -> Iterator[None]:
    yield
    site.answers.update(GOOD)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in what a node answers."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    if isinstance(value, dict | list):
        for key, each in inside:
            yield from places(each, (*path, key))


PLACES = [place for place in places(GOOD) if place]


def put(answers: dict[str, Any], place: tuple[Any, ...], value: Any) -> None:
    inside: Any = answers
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value


def test_a_node_that_answers_as_it_should_is_refused_nowhere(site: Site) -> None:
    assert site.spoilt() == set()


@pytest.mark.parametrize("method", NUMBERS)
@pytest.mark.parametrize("wrong", ["0x", "0xzz", "-0x1", None, 7, {}, [], "0x" + "f" * 65])
def test_what_is_no_number_is_refused_by_whoever_reads_one(
    site: Site, method: str, wrong: object
) -> None:
    """And the error names the request, and what stood there."""
    site.answers[method] = wrong
    assert site.spoilt()
    with pytest.raises(errors.NodeAnswer) as refused:
        ask_quantity(site.chain.pool, method)
    assert refused.value.method == method
    assert "should" in refused.value.reason


def test_the_newest_block_of_a_node_that_knows_none_is_no_traceback(site: Site) -> None:
    site.answers["eth_blockNumber"] = "0x"
    told = r"could not answer eth_blockNumber: '0x' stands where number should"
    with pytest.raises(errors.NodeAnswer, match=told):
        site.chain.block_number()
    assert site.spoilt() == {"block number", "head", "read all", "receipt"}


@settings(max_examples=250)
@example(place=("eth_getTransactionReceipt", "logs"), wrong=None)
@given(place=st.sampled_from(PLACES), wrong=anything)
def test_anything_at_any_place_of_an_answer_is_an_error_of_the_chains_or_none(
    site: Site, place: tuple[Any, ...], wrong: Any
) -> None:
    site.answers.clear()
    site.answers.update(deepcopy(GOOD))
    put(site.answers, place, wrong)
    site.spoilt()


@given(st.binary(max_size=40) | anything.map(lambda value: json.dumps(value).encode()))
def test_a_body_that_is_no_answer_is_a_dead_node(site: Site, body: bytes) -> None:
    site.node.raw = body
    try:
        with NodePool([site.node.url]) as pool:
            for ask in (pool.request, lambda method: pool.batch([(method, [])])):
                with pytest.raises(errors.NodesUnreachable):
                    ask("eth_chainId")
    finally:
        site.node.raw = None


@pytest.mark.parametrize("code", [None, {}, [], "x", 1e999, -32000])
def test_a_refusal_is_one_whatever_its_number(site: Site, code: object) -> None:
    refusal = {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": "no"}}
    site.node.raw = json.dumps(refusal).encode()
    try:
        with NodePool([site.node.url]) as pool, pytest.raises(errors.NodeAnswer, match="no"):
            ask_quantity(pool, "eth_chainId")
    finally:
        site.node.raw = None


def test_an_answer_that_is_nested_too_deeply_is_a_dead_node(site: Site) -> None:
    site.node.raw = b"[" * 100_000
    try:
        with NodePool([site.node.url]) as pool, pytest.raises(errors.NodesUnreachable):
            pool.request("eth_chainId")
    finally:
        site.node.raw = None
