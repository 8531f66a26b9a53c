"""A relay's doors seen from outside: sizes, floods, slow clients, and what is left of them."""

from __future__ import annotations

import http.client
import itertools
import json
import re
import select
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ais import errors
from ais.network import Refusal, RelayCall, relays
from ais.network.relay_wire import ANSWER_BYTES, BODY_BYTES, encode_call
from ais.relay import Relay, Settings
from ais.relay.calls import read_call
from tests.integration.relay.world import Network, build
from tests.support.pace import PATIENCE_SECONDS, until

pytestmark = pytest.mark.chain

FLOOD = 2_000


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    made = build(tmp_path_factory.mktemp("doors"), real=False)
    yield made
    made.world.close()


def raw(place: relays.RelayPlace, *parts: bytes) -> bytes:
    """All that comes back for these bytes."""
    target = urlsplit(place.url)
    with socket.create_connection((target.hostname, target.port), 30) as connection:
        for part in parts:
            connection.sendall(part)
        found = b""
        while chunk := connection.recv(65_536):
            found += chunk
    return found


def request(body: bytes, *, method: str = "POST", path: str = "/v1/call", more: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: relay\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def posted_body(place: relays.RelayPlace, body: bytes) -> str:
    """``promise``, or the code of the refusal."""
    target = urlsplit(place.url)
    connection = http.client.HTTPConnection(
        target.hostname or "", target.port, timeout=PATIENCE_SECONDS
    )
    try:
        connection.request("POST", "/v1/call", body)
        document = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return "promise" if "promise" in document else str(document["refused"]["code"])


class TestSizes:
    def test_every_answer_has_the_same_size_on_the_wire(self, network: Network) -> None:
        """Promise, refusal, busy, what is no HTTP: headers and body together."""
        with network.relay("sizes") as (relay, place):
            good = encode_call(network.fresh())
            answers = {
                "promise": raw(place, request(good)),
                "again": raw(place, request(good)),
                "invalid": raw(place, request(encode_call(network.fresh(good=False)))),
                "zeros": raw(place, request(bytes(BODY_BYTES))),
                "short": raw(place, request(bytes(BODY_BYTES - 1))),
                "long": raw(place, request(bytes(BODY_BYTES + 1))),
                "huge": raw(place, request(bytes(300_000))),
                "nobody": raw(place, request(b"", path="/")),
                "facts": raw(place, request(b"", method="GET", path="/v1/relay")),
                "other": raw(place, request(b"", method="DELETE", path="/v1/relay")),
                "chunked": raw(
                    place,
                    b"POST /v1/call HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                    b"1\r\na\r\n0\r\n\r\n",
                ),
                "noise": raw(place, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
                "headers": raw(place, b"GET / HTTP/1.1\r\nA: " + b"a" * 9_000 + b"\r\n\r\n"),
            }
            relay.dispatcher.look = None
            answers["blind"] = raw(place, request(encode_call(network.fresh())))
        assert set(answers) - {name for name, text in answers.items() if text} == set()
        assert len({len(text) for text in answers.values()}) == 1, {
            name: len(text) for name, text in answers.items()
        }
        bodies = {name: text.partition(b"\r\n\r\n")[2] for name, text in answers.items()}
        assert {len(body) for body in bodies.values()} == {ANSWER_BYTES}
        assert "promise" in json.loads(bodies["promise"])
        assert json.loads(bodies["blind"])["refused"]["code"] == Refusal.NO_NODE

    def test_an_answer_names_neither_program_nor_version(self, network: Network) -> None:
        with network.relay("sizes") as (_, place):
            head = raw(place, request(bytes(BODY_BYTES))).partition(b"\r\n\r\n")[0].lower()
        assert b"server: ais\r\n" in head + b"\r\n"
        assert b"python" not in head
        assert b"aiohttp" not in head


class TestFloods:
    def test_honest_posts_pass_while_2000_invalid_ones_come_in(self, network: Network) -> None:
        """Half of them fail the cheap checks, half only the node's; the honest ask again."""
        with network.relay("flooded", request_seconds=3_600.0) as (relay, place):
            entry = network.post(good=False)
            broken = encode_call(network.call(network.post(signature=bytes(65))))
            bodies = [broken if n % 2 else None for n in range(FLOOD)]
            makers = [
                encode_call(network.fresh(good=False)) if body is None else body
                for body in bodies[:50]
            ] * (FLOOD // 50)
            assert len(makers) == FLOOD
            assert entry.proof[0] == 8
            honest = [network.fresh() for _ in range(8)]
            passed = threading.Event()
            with ThreadPoolExecutor(100) as crowd:
                flood = [crowd.submit(_flood, place, makers[n::100], passed) for n in range(100)]
                try:
                    for call in honest:
                        _until_taken(network, place, call)
                finally:
                    passed.set()
                seen = sum((each.result() for each in flood), Counter())
            assert "promise" not in seen
            assert seen["signature"] > 0
            assert seen["call"] > 0
            assert sum(seen.values()) >= FLOOD
            assert {entry.digest for entry in relay.queue.waiting()} == {c.digest for c in honest}

    def test_not_more_than_so_many_unverified_requests_are_held(self, network: Network) -> None:
        """The others are told to try again, at once."""
        settings = {"checks_at_once": 1, "checks_waiting": 2, "request_seconds": 3_600.0}
        with network.relay("bounded", **settings) as (relay, place):
            hold, held = threading.Event(), threading.Event()
            gate = relay.gate

            def slow(call: object) -> object:
                held.set()
                assert hold.wait(PATIENCE_SECONDS)
                return verify(call)  # type: ignore[arg-type]

            verify, gate._verify = gate._verify, slow  # type: ignore[method-assign,assignment]
            bodies = [encode_call(network.fresh()) for _ in range(6)]
            with ThreadPoolExecutor(6) as crowd:
                first = [crowd.submit(posted_body, place, body) for body in bodies]
                assert held.wait(PATIENCE_SECONDS)
                until(lambda: sum(each.done() for each in first) >= 3, pause=0.01)
                hold.set()
                found = Counter(each.result() for each in first)
            assert found == {"promise": 3, "busy": 3}

    def test_a_client_that_never_ends_its_request_is_cut_off(self, network: Network) -> None:
        """Whether it stops in the headers, in the body, or before its first byte."""
        with network.relay("slow", request_seconds=1.0) as (_, place):
            for part in (b"", b"POST /v1/call HT", request(bytes(BODY_BYTES))[:200]):
                assert _cut_off(place, part)
            _until_taken(network, place, network.fresh())

    def test_so_many_connections_and_no_more_are_open(self, network: Network) -> None:
        """Of a burst all others are cut off at once; where some went there is room again."""
        with network.relay("crowded", connections=4, request_seconds=3_600.0) as (_, place):
            target = urlsplit(place.url)
            where = (target.hostname, target.port)
            crowd = [socket.create_connection(where, 30) for _ in range(40)]
            cut = set[socket.socket]()
            while len(cut) < 36:
                left = [each for each in crowd if each not in cut]
                found = select.select(left, [], [], PATIENCE_SECONDS)[0]
                assert found, len(cut)
                cut |= set(found)
            assert not select.select([each for each in crowd if each not in cut], [], [], 0.5)[0]
            for each in crowd:
                each.close()
            _until_taken(network, place, network.fresh())


class TestTraces:
    def test_no_file_and_no_output_holds_a_client_s_address_or_time(
        self, network: Network, tmp_path: Path
    ) -> None:
        """A client from 127.0.0.9 leaves nothing, whatever it sends and however it ends.

        The chain's clock stands still meanwhile: no moment comes, so nothing is sent.
        """
        options = ("--poll", "0.2", "--window", "4000")
        chain, home = network.world.chain, network.home("silent")
        chain.request("anvil_setBlockTimestampInterval", 1)
        process = network.process("silent", *options, log=tmp_path / "stderr")
        pending = network.governor.connection.ask("eth_getBlockByNumber", "pending", False)
        times, ports = {int(pending["timestamp"], 16)}, set()
        calls = [network.fresh() for _ in range(5)]
        bodies = [encode_call(call) for call in calls]
        bodies += [bytes(BODY_BYTES), b"x" * 10, encode_call(network.fresh(good=False))]
        for body in bodies:
            target = urlsplit(process.place.url)
            where = (target.hostname or "", target.port or 0)
            with socket.create_connection(where, 30, ("127.0.0.9", 0)) as connection:
                ports.add(connection.getsockname()[1])
                times.add(int(time.time()))
                connection.sendall(request(body))
                assert connection.recv(65_536)
            time.sleep(0.15)
        with socket.create_connection(where, 30, ("127.0.0.9", 0)) as connection:
            connection.sendall(b"\x00\xff nonsense\r\n\r\n")  # and gone
        queue = sqlite3.connect(home / "relay" / "queue.sqlite")
        rows = queue.execute("SELECT send_by, ends_at FROM calls").fetchall()
        queue.close()
        status, output = process.stop()
        chain.request("anvil_removeBlockTimestampInterval")
        assert status == 0
        assert len(rows) == 5

        assert output.count("\n") == 1  # the line that says where it listens
        assert (tmp_path / "stderr").read_bytes() == b""
        needles = [b"127.0.0.9", socket.inet_aton("127.0.0.9")]
        needles += [f'"{port}"'.encode() for port in ports] + [f":{p}".encode() for p in ports]
        needles += [str(moment).encode() for moment in times]
        needles += [moment.to_bytes(4, "big") for moment in times]
        given: list[bytes] = []
        for call in calls:  # random bytes, of which four are a time now and then
            given += [call.calldata, call.digest, *read_call(call).names]
        node = f"127.0.0.1:{chain.port}".encode()  # may be the number of a client's port, too
        for path in filter(Path.is_file, home.rglob("*")):
            parts = _beside(path.read_bytes().replace(node, b""), given)
            found = [needle for needle in needles for part in parts if needle in part]
            assert found == [], path
        for path in (home / "relay", home / "relay" / "queue.sqlite"):
            assert path.stat().st_mtime == 0

    def test_send_by_does_not_tell_when_a_call_came(self, network: Network) -> None:
        """Half a window of chance lies in it: calls of one second have many."""
        with network.relay("chance", window_seconds=1_000) as (relay, place):
            found = [network.submit(place, network.fresh()).send_by for _ in range(20)]
            now = relay.dispatcher.look
            assert now is not None
            assert len(set(found)) > 10
            assert max(found) - min(found) > 100  # by luck less, once in 10^12
            assert all(now.now + 500 <= each <= now.now + 1_000 + 5 for each in found)

    def test_without_tls_no_other_address_than_loopback_is_listened_on(
        self, network: Network
    ) -> None:
        network.home("open")
        with network.world.open("open") as party:
            made = Relay(party, Settings(poll_seconds=3600.0))
            with pytest.raises(errors.RelayListenRefused):
                made.serve("0.0.0.0", 0, stop=threading.Event())
            made.close()


def _beside(content: bytes, given: list[bytes]) -> list[bytes]:
    """What stands beside known bytes; a database keeps their ends on another page."""
    known = {each[at : at + 8] for each in given for at in range(len(each) - 7)}
    covered = bytearray(len(content))
    for at in range(len(content) - 7):
        if content[at : at + 8] in known:
            covered[at : at + 8] = bytes([1] * 8)
    runs = itertools.groupby(zip(covered, content, strict=True), key=lambda pair: pair[0])
    return [bytes(byte for _, byte in run) for is_known, run in runs if not is_known]


def test_what_stands_beside_known_bytes_is_all_that_is_looked_at() -> None:
    """Cut in two they are known all the same; a byte more or less is left."""
    given = bytes(range(200))
    content = b"before" + given[:90] + b"\0between\0" + given[90:] + b"after"
    assert _beside(content, [given]) == [b"before", b"\0between\0", b"after"]
    assert _beside(given[:7], [given]) == [given[:7]]


def _flood(place: relays.RelayPlace, bodies: list[bytes], passed: threading.Event) -> Counter[str]:
    """The answers to all of them, and to more until the honest ones have passed."""
    seen = Counter(posted_body(place, body) for body in bodies)
    for body in itertools.cycle(bodies):
        if passed.is_set():
            return seen
        seen[posted_body(place, body)] += 1
    raise AssertionError("no bodies")


def _until_taken(network: Network, place: relays.RelayPlace, call: RelayCall) -> None:
    """An honest client asks again where the relay is busy."""

    def is_taken() -> bool:
        try:
            network.submit(place, call, timeout=PATIENCE_SECONDS)
        except (errors.RelayRefused, errors.RelayUnreachable) as refused:
            if getattr(refused, "refusal", Refusal.BUSY) not in (Refusal.BUSY, Refusal.NO_NODE):
                raise
            return False
        return True

    until(is_taken, pause=0.05)


def _cut_off(place: relays.RelayPlace, part: bytes) -> bool:
    target = urlsplit(place.url)
    with socket.create_connection((target.hostname, target.port), PATIENCE_SECONDS) as connection:
        connection.sendall(part)
        try:
            return re.match(rb"HTTP/1.1 200", connection.recv(65_536)) is None
        except ConnectionError:
            return True
