"""A node that several members share, and that keeps a log of all they ask it.

Each client has an address of its own, so the log knows who asks: as the operator of a node would
from connections, keys or network addresses.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

__all__ = ["Asked", "SharedNode"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One body: who sent it, the chain's time in seconds and ours, and what it was."""

    client: str
    at: int
    moment: float
    methods: tuple[str, ...]
    text: str = field(repr=False)


class SharedNode:
    """Hands everything on to a real node, and writes it down. ``log`` is all since ``forget``."""

    def __init__(self, port: int, clock: Callable[[], int]) -> None:
        self.log: list[Asked] = []
        self._clock = clock
        self._behind = port
        self._local = threading.local()
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                node._note(self.path.strip("/"), body)
                answer = node._ask(body)
                self.send_response_only(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def finish(self) -> None:
                super().finish()
                node._hang_up()

            def log_message(self, *_: object) -> None:
                """The log of this node is ``log``."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def url(self, client: str) -> str:
        """Where one client asks."""
        return f"http://127.0.0.1:{self._server.server_port}/{client}"

    def forget(self) -> None:
        """Begin a new log."""
        self.log = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _note(self, client: str, body: bytes) -> None:
        found = json.loads(body)
        methods = tuple(each["method"] for each in (found if isinstance(found, list) else [found]))
        asked = Asked(client, self._clock(), time.perf_counter(), methods, body.decode().lower())
        self.log.append(asked)

    def _hang_up(self) -> None:
        """Close the connection that this thread has to the node behind, if there is one."""
        kept: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is not None:
            kept.close()

    def _ask(self, body: bytes) -> bytes:
        kept: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is None:
            kept = self._local.connection = http.client.HTTPConnection("127.0.0.1", self._behind)
            kept.connect()
            kept.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        kept.request("POST", "/", body, {"Content-Type": "application/json"})
        return kept.getresponse().read()
