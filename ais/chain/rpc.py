"""JSON-RPC over persistent connections to one or several nodes; also a provider for ``web3``.

It moves requests and answers. It does not judge them: what a refusal means is the caller's.
"""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar, cast
from urllib.parse import unquote, urlsplit

from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from ais import errors

__all__ = ["Node", "NodePool", "Refusal"]

Request = tuple[str, Sequence[Any]]
_Answer = TypeVar("_Answer")
_BATCH = 200  # requests in one body


class Refusal(Exception):
    """A node's JSON-RPC error. ``revert`` holds its revert bytes where it has some."""

    def __init__(self, error: dict[str, Any]) -> None:
        code = error.get("code")
        self.code = code if isinstance(code, int) else 0
        self.text = str(error.get("message", ""))[:500]
        self.revert = _revert_bytes(error.get("data"))
        super().__init__(self.text)


class Node:
    """One node's connection. Not for several threads at once: it locks."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise errors.NodesUnreachable(nodes=parts.hostname or "?", reason="not an http(s) URL")
        self.name = parts.hostname + (f":{parts.port}" if parts.port else "")
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = {"Content-Type": "application/json"}
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
        self._make = _connector(parts.scheme, parts.hostname, parts.port, timeout_seconds)
        self._connection: http.client.HTTPConnection | None = None
        self._lock = threading.Lock()

    def post(self, body: bytes) -> Any:
        """Send one JSON body, return the parsed answer. Raises ``OSError`` or ``ValueError``."""
        with self._lock:
            kept = self._connection is not None
            try:
                return self._exchange(body)
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if not kept:
                    raise
            except BaseException:
                self.close()  # half an answer may be left in it
                raise
            return self._exchange(body)  # the kept connection had gone stale

    def close(self) -> None:
        """Close the connection; the next request opens one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(self, body: bytes) -> Any:
        if self._connection is None:
            self._connection = self._make()
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection.request("POST", self._path, body, self._headers)
        response = self._connection.getresponse()
        text = response.read()
        if response.status != http.client.OK and not text.lstrip().startswith((b"{", b"[")):
            raise ValueError(f"HTTP status {response.status}")
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("the answer is nested too deeply") from None


class NodePool(JSONBaseProvider):
    """Several nodes of one network: the first that answers is asked until it fails."""

    def __init__(self, urls: Sequence[str], timeout_seconds: float = 20.0) -> None:
        super().__init__()
        if not urls:
            raise errors.NodesUnreachable(nodes="none", reason="no node URL is given")
        self.nodes = [Node(url, timeout_seconds) for url in urls]
        self._preferred = 0
        self._ids = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def request(self, method: str, *params: Any) -> Any:
        """The result of one request. Raises ``Refusal``, ``NodesUnreachable``."""
        return self._failover(lambda node: self.ask(node, method, *params))

    def batch(self, requests: Sequence[Request]) -> list[Any]:
        """Results in order; a ``Refusal`` stands in the place of what was refused."""
        if not requests:
            return []
        return self._failover(lambda node: self._batch(node, requests))

    def ask(self, node: Node, method: str, *params: Any) -> Any:
        """The result of one request to one node.

        Raises ``Refusal``, ``OSError``, ``HTTPException``, ``ValueError``.
        """
        answer = node.post(_body(next(self._ids), method, params))
        return _result(answer)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """One request, in the shape that ``web3`` asks for."""
        answer = self._failover(
            lambda node: node.post(_body(next(self._ids), str(method), list(params)))
        )
        return cast(RPCResponse, answer)

    def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: ARG002 - web3's signature
        """Whether a node answers."""
        try:
            self.request("eth_chainId")
        except (Refusal, errors.NodesUnreachable):
            return False
        return True

    def in_order(self) -> list[Node]:
        """The nodes, the preferred one first."""
        return self.nodes[self._preferred :] + self.nodes[: self._preferred]

    def close(self) -> None:
        """Close all connections."""
        for node in self.nodes:
            node.close()

    def _failover(self, act: Callable[[Node], _Answer]) -> _Answer:
        reason = ""
        for node in self.in_order():
            try:
                answer = act(node)
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = str(error)[:200] or type(error).__name__
                continue
            self._preferred = self.nodes.index(node)
            return answer
        names = ", ".join(node.name for node in self.nodes)
        raise errors.NodesUnreachable(nodes=names, reason=reason)

    def _batch(self, node: Node, requests: Sequence[Request]) -> list[Any]:
        results: list[Any] = []
        for start in range(0, len(requests), _BATCH):
            part = requests[start : start + _BATCH]
            ids = [next(self._ids) for _ in part]
            bodies = [_body(number, *request) for number, request in zip(ids, part, strict=True)]
            answers = node.post(b"[" + b",".join(bodies) + b"]")
            if not isinstance(answers, list):
                raise ValueError("a batch was answered with something else")
            by_id = {a["id"]: a for a in answers if isinstance(a, dict) and _is_id(a.get("id"))}
            results += [_result_or_refusal(by_id.get(number)) for number in ids]
        return results


def _connector(
    scheme: str, host: str, port: int | None, timeout: float
) -> Callable[[], http.client.HTTPConnection]:
    if scheme == "https":
        context = ssl.create_default_context()
        return lambda: http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    return lambda: http.client.HTTPConnection(host, port, timeout=timeout)


def _body(number: int, method: str, params: Sequence[Any]) -> bytes:
    request = {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
    return json.dumps(request, separators=(",", ":")).encode()


def _is_id(value: Any) -> bool:
    return isinstance(value, int)


def _result(answer: Any) -> Any:
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON-RPC answer")
    if isinstance(answer.get("error"), dict):
        raise Refusal(answer["error"])
    if "result" not in answer:
        raise ValueError("the answer has no result")
    return answer["result"]


def _result_or_refusal(answer: Any) -> Any:
    try:
        return _result(answer)
    except Refusal as refusal:
        return refusal


def _revert_bytes(value: Any) -> bytes:
    """Revert bytes as nodes give them: hex text, or hex text inside an object."""
    if isinstance(value, dict):
        value = value.get("data") or value.get("result")
    if isinstance(value, str):
        text = value[value.find("0x") :] if "0x" in value else ""
        try:
            return bytes.fromhex(text[2:])
        except ValueError:
            return b""
    return b""
