"""A relay that answers what the test says, and a SOCKS proxy that tells what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from ais.network.relay_wire import ANSWER_BYTES

__all__ = ["Heard", "answering", "http_answer", "socks_proxy"]


@dataclass
class Heard:
    """What came in, one element a connection."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    users: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def http_answer(document: object, *, size: int = ANSWER_BYTES, more: str = "") -> bytes:
    """An answer as relays give it."""
    body = json.dumps(document).encode().ljust(size)
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


@contextmanager
def answering(answer: Callable[[bytes], bytes | None]) -> Iterator[Heard]:
    """A relay that gives ``answer(request)``; None keeps the connection open and silent."""

    def serve(connection: socket.socket, heard: Heard) -> None:
        request = _request(connection)
        heard.requests.append(request)
        found = answer(request)
        if found is None:
            with suppress(OSError):
                connection.recv(1)
        else:
            connection.sendall(found)

    with _listening(serve) as heard:
        yield heard


@contextmanager
def socks_proxy(target: Heard) -> Iterator[Heard]:
    """A SOCKS5 proxy (RFC 1928, 1929) whose every connection ends at ``target``."""

    def serve(connection: socket.socket, heard: Heard) -> None:
        methods = connection.recv(2)
        offered = connection.recv(methods[1])
        assert 2 in offered
        connection.sendall(b"\x05\x02")
        size = connection.recv(2)[1]
        user = connection.recv(size).decode()
        word = connection.recv(connection.recv(1)[0]).decode()
        heard.users.append((user, word))
        connection.sendall(b"\x01\x00")
        head = connection.recv(5)
        assert head[3] == 3, "a name, not an address: nobody looked it up before"
        heard.names.append(connection.recv(head[4]).decode())
        connection.recv(2)
        connection.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        request = _request(connection)
        with socket.create_connection(("127.0.0.1", target.port), 10) as onward:
            onward.sendall(request)
            while chunk := onward.recv(65_536):
                connection.sendall(chunk)

    with _listening(serve) as heard:
        yield heard


@contextmanager
def _listening(serve: Callable[[socket.socket, Heard], None]) -> Iterator[Heard]:
    listener = socket.create_server(("127.0.0.1", 0))
    heard = Heard(listener.getsockname()[1])

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # whoever has enough goes away
            connection.settimeout(20)
            serve(connection, heard)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _request(connection: socket.socket) -> bytes:
    """Head and body of one request."""
    found = b""
    while b"\r\n\r\n" not in found:
        chunk = connection.recv(65_536)
        if not chunk:
            return found
        found += chunk
    head, _, body = found.partition(b"\r\n\r\n")
    size = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            size = int(line.partition(b":")[2])
    while len(body) < size and (chunk := connection.recv(65_536)):
        body += chunk
    return head + b"\r\n\r\n" + body
