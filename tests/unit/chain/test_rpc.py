"""Nodes: connections kept, batches matched by id, the next where one fails, no secret shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from web3 import Web3

from ais import errors
from ais.chain.rpc import Node, NodePool, Refusal
from tests.support.nodes import fake_node

DEAD = "http://127.0.0.1:9"


Connect = Callable[..., NodePool]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Pools that are closed at the end."""
    with ExitStack() as opened:
        yield lambda *urls: opened.enter_context(NodePool(urls))


def echo(method: str, params: list[object]) -> object:
    if method == "fail":
        raise ValueError({"code": 3, "message": "execution reverted", "data": "0xdeadbeef"})
    return [method, *params]


class TestRequest:
    def test_one_connection_serves_many_requests(self, connect: Connect) -> None:
        with fake_node(echo) as node:
            pool = connect(node.url)
            assert [pool.request("a", 1) for _ in range(5)] == [["a", 1]] * 5
            assert node.connections == 1

    def test_a_connection_that_went_stale_is_opened_again(self, connect: Connect) -> None:
        with fake_node(echo) as node:
            pool = connect(node.url)
            pool.request("a")
            node.break_off = 1
            assert pool.request("b") == ["b"]

    def test_a_refusal_carries_its_revert_bytes(self, connect: Connect) -> None:
        with fake_node(echo) as node, pytest.raises(Refusal) as refused:
            connect(node.url).request("fail")
        assert (refused.value.code, refused.value.revert) == (3, bytes.fromhex("deadbeef"))

    @pytest.mark.parametrize(
        ("content", "revert"),
        [
            ({"data": {"data": "0x01"}}, b"\x01"),
            ({"data": "Reverted 0x0102"}, b"\x01\x02"),
            ({"data": "0xzz"}, b""),
            ({"data": 7}, b""),
            ({}, b""),
        ],
    )
    def test_revert_bytes_are_found_where_engines_put_them(
        self, content: dict[str, object], revert: bytes
    ) -> None:
        assert Refusal({"code": 3, "message": "m", **content}).revert == revert

    @pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"3", b'{"id": 1}', b"{"])
    def test_an_answer_that_is_none_is_a_dead_node(self, connect: Connect, raw: bytes) -> None:
        with fake_node(echo) as node:
            node.raw = raw
            with pytest.raises(errors.NodesUnreachable):
                connect(node.url).request("a")


class TestBatch:
    def test_answers_are_matched_by_id(self, connect: Connect) -> None:
        """The fake node answers in reverse."""
        with fake_node(echo) as node:
            answers = connect(node.url).batch([("a", [1]), ("fail", []), ("b", [2])])
        assert answers[0] == ["a", 1]
        assert isinstance(answers[1], Refusal)
        assert answers[2] == ["b", 2]

    def test_many_requests_go_in_parts(self, connect: Connect) -> None:
        with fake_node(echo) as node:
            answers = connect(node.url).batch([("a", [n]) for n in range(450)])
            assert answers == [["a", n] for n in range(450)]
            assert len(node.bodies) == 3

    def test_an_answer_left_out_is_a_dead_node(self, connect: Connect) -> None:
        with fake_node(echo) as node:
            node.raw = b"[]"
            with pytest.raises(errors.NodesUnreachable):
                connect(node.url).batch([("a", [])])

    def test_nothing_is_asked_for_nothing(self, connect: Connect) -> None:
        assert connect(DEAD).batch([]) == []


class TestFailover:
    def test_the_next_node_is_asked_and_kept(self, connect: Connect) -> None:
        with fake_node(echo) as first, fake_node(echo) as second:
            pool = connect(first.url, second.url)
            assert pool.request("a") == ["a"]
            assert second.methods == []
            first.raw = b"broken"
            pool.request("b")
            first.raw = None
            pool.request("c")
        assert second.methods == ["b", "c"]

    def test_a_refusal_is_an_answer_and_asks_nobody_else(self, connect: Connect) -> None:
        with fake_node(echo) as first, fake_node(echo) as second:
            with pytest.raises(Refusal):
                connect(first.url, second.url).request("fail")
            assert second.methods == []

    def test_no_url_and_no_http_are_refused(self, connect: Connect) -> None:
        with pytest.raises(errors.NodesUnreachable):
            connect()
        with pytest.raises(errors.NodesUnreachable):
            Node("ftp://node", 1.0)


class TestSecrets:
    def test_credentials_of_a_url_are_sent_and_never_told(self, connect: Connect) -> None:
        with fake_node(echo) as node:
            connect(f"http://me:pass%21word@127.0.0.1:{node.port}/key").request("a")
            assert node.headers[0]["Authorization"] == "Basic bWU6cGFzcyF3b3Jk"
        url = "http://me:pass@127.0.0.1:9/secret-path?token=secret"
        with pytest.raises(errors.NodesUnreachable) as failed:
            connect(url).request("a")
        told = failed.value.diagnostics() + str(failed.value.to_dict()) + repr(failed.value)
        assert "127.0.0.1:9" in told
        assert not any(secret in told for secret in ("pass", "secret"))


def test_web3_speaks_through_the_same_connections(connect: Connect) -> None:
    with fake_node(lambda method, params: "0x10") as node:
        pool = connect(DEAD, node.url)
        assert Web3(pool).eth.chain_id == 16
        assert pool.is_connected()
    assert not connect(DEAD).is_connected()
