"""A node that answers what the test says: for nodes that lie, break off or refuse."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.pace import PATIENCE_SECONDS

__all__ = ["FakeNode", "all_mined", "fake_node"]

#: (method, params) -> result; an Exception's dict argument is a JSON-RPC error.
Answerer = Callable[[str, list[Any]], Any]


class FakeNode:
    """Its URL, and every body and header that it was sent."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.connections = 0
        self.open: set[socket.socket] = set()  # of these, those that nobody has closed
        self.break_off = 0  # so many requests are met with a closed connection
        self.raw: bytes | None = None  # sent instead of an answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def left_alone(self) -> bool:
        """Whether somebody has connected, and everybody who has closes it in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.open and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.connections > 0 and not self.open

    @property
    def methods(self) -> list[str]:
        flat = [one for body in self.bodies for one in (body if isinstance(body, list) else [body])]
        return [request["method"] for request in flat]


def all_mined(url: str) -> None:
    """Wait until a node's pool is empty: it answers before what it was sent is in a block."""
    deadline = time.monotonic() + 600
    body = b'{"jsonrpc":"2.0","id":1,"method":"txpool_status","params":[]}'
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with direct.open(asked) as answer:
            if set(json.load(answer)["result"].values()) == {"0x0"}:
                return
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def fake_node(answer: Answerer) -> Iterator[FakeNode]:
    """Serve on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or an answer's body waits until its head is acknowledged

        def setup(self) -> None:
            super().setup()
            node.connections += 1
            node.open.add(self.connection)

        def finish(self) -> None:
            node.open.discard(self.connection)
            with suppress(OSError):  # the other side has gone
                super().finish()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if node.break_off:
                node.break_off -= 1
                self.close_connection = True
                self.connection.close()
                return
            node.bodies.append(body)
            node.headers.append(dict(self.headers))
            text = node.raw if node.raw is not None else json.dumps(self.answer(body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def answer(self, body: Any) -> Any:
            if isinstance(body, list):
                return [self.answer(one) for one in reversed(body)]  # any order is allowed
            head = {"jsonrpc": "2.0", "id": body["id"]}
            try:
                return {**head, "result": answer(body["method"], body["params"])}
            except ValueError as error:
                return {**head, "error": error.args[0]}

        def log_message(self, *values: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    node = FakeNode(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield node
    finally:
        server.shutdown()
        server.server_close()
        for connection in tuple(node.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        thread.join()
