"""The client of relays: what it takes for a promise, and what it shows of itself."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable

import pytest
from eth_account import Account

from ais import errors
from ais.crypto import verify
from ais.network import Kind, Promise, RelayCall, RelayPlace, relays
from ais.network.relay_wire import ANSWER_BYTES, BODY_BYTES, encode_call
from ais.types import Address
from tests.support.relays import answering, http_answer, socks_proxy

CONTRACT = Address("0x" + "ab" * 20)
CALL = RelayCall(Kind.POST, b"\x01\x02\x03", 31_337, CONTRACT)
KEY = Account.from_key(b"\x01" * 32)
STRANGER = Account.from_key(b"\x02" * 32)
NOW, LATEST = 10_000, 20_000


def promise(send_by: int = 15_000, signer: object = KEY, **changes: object) -> Promise:
    """A relay's promise of ``CALL``; ``changes`` are made after it was signed."""
    blank = Promise(CALL.digest, send_by, Address(KEY.address), b"")
    signed = signer.unsafe_sign_hash(blank.signed_digest(31_337, CONTRACT))  # type: ignore[attr-defined]
    values = {"digest": CALL.digest, "send_by": send_by, "relay": KEY.address}
    return Promise(**{**values, "signature": bytes(signed.signature), **changes})  # type: ignore[arg-type]


def says(document: object) -> Callable[[bytes], bytes]:
    return lambda _: http_answer(document)


def submit(url: str, **options: object) -> Promise:
    options = {"now": NOW, "latest": LATEST, "verify": verify, "timeout": 60.0, **options}
    place = RelayPlace(url, Address(KEY.address))
    return relays.submit(place, CALL, **options)  # type: ignore[arg-type]


class TestPromises:
    def test_a_signed_promise_of_this_call_is_kept(self) -> None:
        given = promise()
        with answering(says({"promise": given.to_dict()})) as heard:
            assert submit(heard.url) == given
        assert heard.requests[0].partition(b"\r\n\r\n")[2] == encode_call(CALL)

    @pytest.mark.parametrize("send_by", [NOW - 121, LATEST + 1, 0])
    def test_a_time_that_does_not_help_is_no_promise(self, send_by: int) -> None:
        with (
            answering(says({"promise": promise(send_by).to_dict()})) as heard,
            pytest.raises(errors.RelayPromiseRefused),
        ):
            submit(heard.url)

    @pytest.mark.parametrize(
        "given",
        [
            promise(signer=STRANGER),
            promise(relay=STRANGER.address),
            promise(signer=STRANGER, relay=STRANGER.address),
            promise(digest=bytes(32)),
            promise(send_by=15_001, signature=promise().signature),
            promise(signature=bytes(65)),
            promise(signature=promise().signature[:64] + b"\x00"),
        ],
    )
    def test_a_promise_of_others_or_of_other_bytes_is_refused(self, given: Promise) -> None:
        with (
            answering(says({"promise": given.to_dict()})) as heard,
            pytest.raises(errors.RelayPromiseRefused),
        ):
            submit(heard.url)

    @pytest.mark.parametrize(
        "document",
        [
            {},
            {"promise": 1},
            {"promise": {}},
            {"promise": {**promise().to_dict(), "sendBy": "15000"}},
            {"promise": {**promise().to_dict(), "sendBy": True}},
            {"promise": {**promise().to_dict(), "sendBy": -1}},
            {"promise": {**promise().to_dict(), "digest": "0x12"}},
            {"promise": {**promise().to_dict(), "signature": "zz"}},
        ],
    )
    def test_an_answer_without_a_promise_is_none(self, document: object) -> None:
        with (
            answering(says(document)) as heard,
            pytest.raises(errors.RelayPromiseRefused),
        ):
            submit(heard.url)


class TestRefusals:
    def test_a_refusal_comes_back_with_its_code(self) -> None:
        with (
            answering(says({"refused": {"code": "busy", "note": "try again"}})) as heard,
            pytest.raises(errors.RelayRefused) as caught,
        ):
            submit(heard.url)
        assert (caught.value.refusal, caught.value.note) == ("busy", "try again")

    @pytest.mark.parametrize("found", [None, 7, {}, {"code": "\x1b[2J", "note": "\x1b[2J"}])
    def test_a_refusal_of_no_known_kind_shows_nothing_foreign(self, found: object) -> None:
        with answering(says({"refused": found})) as heard, pytest.raises(errors.RelayRefused) as c:
            submit(heard.url)
        assert c.value.refusal == "unknown"
        assert "\x1b" not in str(c.value)

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"nonsense",
            b"HTTP/1.1 200 OK\r\n\r\nshort",
            http_answer({}, size=ANSWER_BYTES + 1),
            http_answer({}, size=10_000_000),
            http_answer([]),
            http_answer({}).replace(b"{}", b"{]"),
            http_answer({}).replace(b"{}", b"\xff\xff"),
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        ],
    )
    def test_whatever_is_no_answer_leaves_open_whether_it_has_the_call(self, answer: bytes) -> None:
        with answering(lambda _: answer) as heard, pytest.raises(errors.RelayUnreachable):
            submit(heard.url)

    def test_nobody_there_is_unreachable(self) -> None:
        with pytest.raises(errors.RelayUnreachable):
            submit("http://127.0.0.1:1")

    def test_a_relay_that_is_silent_costs_so_many_seconds_and_no_more(self) -> None:
        begun = time.monotonic()
        with answering(lambda _: None) as heard, pytest.raises(errors.RelayUnreachable):
            submit(heard.url, timeout=0.5)
        assert time.monotonic() - begun < 15  # the relay would keep it for twenty


class TestMetadata:
    def test_all_requests_are_alike_and_each_has_a_connection_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No cookie comes back, no agent or version is told, nothing of the environment is used."""
        monkeypatch.setitem(os.environ, "HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setitem(os.environ, "http_proxy", "http://127.0.0.1:1")
        document = {"promise": promise().to_dict()}
        cookie = http_answer(document, more="Set-Cookie: who=you\r\n")
        with answering(lambda _: cookie) as heard:
            for _ in range(3):
                submit(heard.url)
        heads = [request.partition(b"\r\n\r\n")[0] for request in heard.requests]
        assert len(heads) == 3
        assert len(set(heads)) == 1
        names = {line.partition(b":")[0].lower() for line in heads[0].split(b"\r\n")[1:]}
        assert names == {
            b"host",
            b"user-agent",
            b"accept",
            b"accept-encoding",
            b"connection",
            b"content-type",
            b"content-length",
        }
        assert b"python" not in heads[0].lower()
        assert {len(each.partition(b"\r\n\r\n")[2]) for each in heard.requests} == {BODY_BYTES}

    def test_through_a_proxy_names_are_not_looked_up_and_no_two_calls_share_a_circuit(
        self,
    ) -> None:
        with (
            answering(says({"promise": promise().to_dict()})) as relay,
            socks_proxy(relay) as proxy,
        ):
            for _ in range(3):
                submit("http://abcdef.onion", proxy=f"socks5h://127.0.0.1:{proxy.port}")
        assert proxy.names == ["abcdef.onion"] * 3
        assert len(set(proxy.users)) == 3

    @pytest.mark.parametrize(
        "proxy",
        [
            "http://127.0.0.1:1",
            "socks5://127.0.0.1:1",
            "socks5h://",
            "socks5h://[",
            "socks5h://x",
            "socks5h://x:99999",
            "x",
        ],
    )
    def test_no_other_kind_of_proxy_is_used(self, proxy: str) -> None:
        """``socks5`` alone would look the relay's name up here."""
        with pytest.raises(errors.RelayError):
            submit("http://abcdef.onion", proxy=proxy)

    @pytest.mark.parametrize(
        "url",
        [
            "http://relay.example",
            "ftp://relay.example",
            "https://",
            "https://relay.example/path",
            "https://relay.example/?q",
            "https://relay.example/#f",
            "https://name:word@relay.example",
            "https://relay.example:99999",
            "http://10.0.0.1",
            "https://[::1",
            "",
        ],
    )
    def test_an_address_without_tls_or_with_more_than_a_host_is_refused(self, url: str) -> None:
        with pytest.raises(errors.RelayUrlRefused):
            submit(url)


class TestDraw:
    PLACES = tuple(
        RelayPlace(f"https://relay{n}.example", Address("0x" + f"{n:040x}")) for n in range(4)
    )

    def test_each_relay_is_as_likely(self) -> None:
        found = Counter(relays.draw(self.PLACES).url for _ in range(4_000))
        assert len(found) == 4
        assert min(found.values()) > 850  # five standard deviations below 1,000

    def test_one_that_was_tried_is_not_drawn_again(self) -> None:
        tried = [place.key.upper().replace("0X", "0x") for place in self.PLACES[:3]]
        drawn = {relays.draw(self.PLACES, tried) for _ in range(50)}  # type: ignore[arg-type]
        assert drawn == {self.PLACES[3]}

    def test_where_none_is_left_it_says_so(self) -> None:
        with pytest.raises(errors.RelayNoneListed):
            relays.draw(self.PLACES, [place.key for place in self.PLACES])
