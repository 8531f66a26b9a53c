"""Talking to relays: one call, one connection that nothing else shares, one signed promise back.

A relay learns a network address and a time. So that it learns no more, no two calls share a
connection, a cookie, a header that differs, or (through Tor) a circuit. It chooses no relay by
itself beyond ``draw``, keeps nothing and never tries again: what to do next is the flow's.
"""

from __future__ import annotations

import ipaddress
import secrets
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import requests

from ais.errors import (
    AisError,
    RelayError,
    RelayNoneListed,
    RelayPromiseRefused,
    RelayRefused,
    RelayUnreachable,
    RelayUrlRefused,
)
from ais.jsontext import parse_json
from ais.types import Address, Bytes32

from .relay_wire import (
    ANSWER_BYTES,
    CALL_PATH,
    Promise,
    Refusal,
    RelayCall,
    encode_call,
)

__all__ = ["RelayPlace", "draw", "is_proxy", "origin", "submit"]

#: Raises where the account did not sign the digest (``ais.crypto.verify``).
Verify = Callable[[Bytes32, bytes, Address], None]
T = TypeVar("T")

_TIMEOUT_SECONDS = 30.0
_CLOCK_SECONDS = 120  # that the clocks of both chains' nodes may be apart
_HEADERS = {
    "User-Agent": "ais",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "Content-Type": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class RelayPlace:
    """A relay as the chain lists it."""

    url: str
    key: Address


def draw(relays: Sequence[RelayPlace], exclude: Collection[Address] = ()) -> RelayPlace:
    """One of the listed relays by chance, each as likely, without those already tried.

    Raises ``RelayNoneListed``.
    """
    tried = {key.lower() for key in exclude}
    left = [relay for relay in relays if relay.key.lower() not in tried]
    if not left:
        raise RelayNoneListed(listed=len(relays))
    return secrets.choice(left)


def origin(url: str) -> str:
    """Scheme and host of a relay's address. TLS, unless it is this machine or an onion service.

    Raises ``RelayUrlRefused``.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RelayUrlRefused(url=url[:200], reason="is no URL") from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise RelayUrlRefused(url=url[:200], reason="is no http(s) URL")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        raise RelayUrlRefused(url=url[:200], reason="has more than scheme, host and port")
    if parts.scheme == "http" and not (_is_loopback(host) or host.endswith(".onion")):
        raise RelayUrlRefused(url=url[:200], reason="is not TLS")
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def submit(
    relay: RelayPlace,
    call: RelayCall,
    *,
    now: int,
    latest: int,
    verify: Verify,
    proxy: str | None = None,
    timeout: float = _TIMEOUT_SECONDS,
) -> Promise:
    """Hand a call to a relay; its promise, checked.

    ``now`` and ``latest``: the chain's time, and the latest send-by that is taken.
    ``proxy``: ``socks5h://host:port``. ``timeout``: seconds for all of it. Raises
    ``RelayUrlRefused``, ``RelayUnreachable``, ``RelayRefused``, ``RelayPromiseRefused``,
    ``RelayBodyRefused``.
    """
    body = encode_call(call)
    document = _exchange(relay.url, body, proxy, timeout)
    try:
        found = document["promise"]
        if not isinstance(found, dict):
            raise ValueError(found)
        promise = Promise(
            digest=_hex(found["digest"], 32),
            send_by=_whole(found["sendBy"]),
            relay=Address(str(found["relay"])),
            signature=_hex(found["signature"], 65),
        )
    except (KeyError, ValueError):
        raise RelayPromiseRefused(url=relay.url, reason="is none") from None
    _check_promise(promise, relay, call, now=now, latest=latest, verify=verify)
    return promise


def _check_promise(
    promise: Promise, relay: RelayPlace, call: RelayCall, *, now: int, latest: int, verify: Verify
) -> None:
    """Raise ``RelayPromiseRefused`` unless this relay promised this call for a time that helps."""
    reason = ""
    if promise.digest != call.digest:
        reason = "is about other bytes"
    elif promise.relay.lower() != relay.key.lower():
        reason = "is of another key than the chain lists"
    elif not now - _CLOCK_SECONDS <= promise.send_by <= latest:
        reason = f"names the time {promise.send_by}, not one from {now} to {latest}"
    if reason:
        raise RelayPromiseRefused(url=relay.url, reason=reason)
    try:
        signed = promise.signed_digest(call.chain_id, call.attestations)
        verify(signed, promise.signature, relay.key)
    except AisError:
        raise RelayPromiseRefused(url=relay.url, reason="is not signed by the listed key") from None


# ---- private -------------------------------------------------------------------------------


def _exchange(url: str, body: bytes, proxy: str | None, timeout: float) -> dict[str, object]:
    """One request over a connection of its own; raises ``RelayRefused`` for that answer."""
    place, proxies = origin(url) + CALL_PATH, _proxies(proxy)
    text = _within(timeout, url, lambda: _request(place, body, proxies, url, timeout))
    try:
        document = parse_json(text.decode("ascii"), depth=4, values=32)
    except (AisError, UnicodeDecodeError):
        raise RelayUnreachable(url=url, reason="the answer is not JSON") from None
    if not isinstance(document, dict):
        raise RelayUnreachable(url=url, reason="the answer is no object")
    if "refused" in document:
        raise _refused(url, document["refused"])
    return document


def _request(place: str, body: bytes, proxies: dict[str, str], url: str, timeout: float) -> bytes:
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy, no password file, no certificates from outside
            session.headers.clear()
            answer = session.post(
                place,
                data=body,
                headers=_HEADERS,
                proxies=proxies,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            )
            with answer:
                text = answer.raw.read(ANSWER_BYTES + 1)
    except (requests.RequestException, OSError, ValueError) as error:
        raise RelayUnreachable(url=url, reason=type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 - urllib3 and PySocks have families of their own
        raise RelayUnreachable(url=url, reason=type(error).__name__) from None
    if len(text) != ANSWER_BYTES:
        raise RelayUnreachable(url=url, reason=f"the answer has not {ANSWER_BYTES} bytes")
    return bytes(text)


def _within(seconds: float, url: str, act: Callable[[], T]) -> T:
    """Do it, or give up in time: the timeouts of sockets begin anew with every byte."""
    results: list[T] = []
    failures: list[RelayError] = []

    def work() -> None:
        try:
            results.append(act())
        except RelayError as error:
            failures.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not results:
        raise RelayUnreachable(url=url, reason=f"no whole answer within {seconds:g} s")
    return results[0]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_proxy(url: str) -> bool:
    """Whether it is ``socks5h://host:port``: ``socks5`` alone would look a relay's name up here."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "socks5h" and bool(parts.hostname and parts.port)
    except ValueError:
        return False


def _proxies(proxy: str | None) -> dict[str, str]:
    """The proxy for this one call.

    A name and a word drawn at random make Tor build a circuit of its own; others ignore them.
    """
    if proxy is None:
        return {}
    if not is_proxy(proxy):
        raise RelayError(reason="its proxy is not of the form socks5h://host:port")
    parts = urlsplit(proxy)
    if parts.username is None:
        netloc = f"{secrets.token_hex(8)}:{secrets.token_hex(8)}@{parts.netloc}"
        proxy = urlunsplit((parts.scheme, netloc, "", "", ""))
    return {"http": proxy, "https": proxy}


def _refused(url: str, found: object) -> RelayRefused:
    known = found if isinstance(found, dict) else {}
    code, note = str(known.get("code")), str(known.get("note"))
    refusal = code if code in tuple(Refusal) else "unknown"
    return RelayRefused(url=url, refusal=refusal, note=note if note.isprintable() else "-")


def _hex(value: object, size: int) -> bytes:
    raw = bytes.fromhex(str(value).removeprefix("0x"))
    if len(raw) != size:
        raise ValueError(value)
    return raw


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(value)
    return value
