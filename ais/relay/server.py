"""The relay's two doors over HTTP: ``POST /v1/call`` and ``GET /v1/relay``.

Every answer has the same size, headers included: which of them it was shows in its content alone.
A connection carries one request and has so many seconds for all of it, headers included. Nothing is
logged: no line of an access log, no error with an address in it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from ais.errors import RelayCallRefused
from ais.network.relay_wire import BODY_BYTES, CALL_PATH, RELAY_PATH, Refusal, encode_answer

from .calls import Call
from .gate import Gate
from .settings import Settings

__all__ = ["Server"]

_OK, _REFUSED, _MALFORMED, _BUSY = 200, 422, 400, 503
_BACKLOG = 512
_MOST_HEADERS = 32
_MOST_HEADER_BYTES = 2_048
_NOTE_CHARACTERS = 120

_silent = logging.Logger("ais.relay.silent")  # of no hierarchy: nobody can switch it on
_silent.addHandler(logging.NullHandler())


class Server:
    """Serves one gate on one address; ``facts`` is what ``GET /v1/relay`` tells."""

    def __init__(self, gate: Gate, settings: Settings, facts: Mapping[str, object]) -> None:
        self._gate = gate
        self._settings = settings
        self._facts = encode_answer(facts)
        self._http: _Http | None = None
        self._listener: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Begin to listen; returns the port. Raises ``OSError``."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, _context: None)  # it would name the peer
        self._http = _Http(
            self._answer,
            self._settings.connections,
            access_log=None,
            logger=_silent,
            keepalive_timeout=self._settings.request_seconds,
            lingering_time=0,
            max_line_size=_MOST_HEADER_BYTES,
            max_field_size=_MOST_HEADER_BYTES,
            max_headers=_MOST_HEADERS,
            auto_decompress=False,
        )
        self._listener = await loop.create_server(self._connection, host, port, backlog=_BACKLOG)
        found: int = self._listener.sockets[0].getsockname()[1]
        return found

    async def stop(self) -> None:
        """Take no more connections; what is being answered is answered."""
        if self._listener is not None:
            self._listener.close()
        if self._http is not None:
            self._http.pre_shutdown()
            await self._http.shutdown(self._settings.request_seconds)

    # ---- private -----------------------------------------------------------------------------

    def _connection(self) -> asyncio.Protocol:
        """A protocol for a new connection, bounded in time."""
        assert self._http is not None
        protocol = self._http()
        loop = asyncio.get_running_loop()
        loop.call_later(self._settings.request_seconds, _cut, protocol)
        return protocol

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        try:
            if (request.method, request.path) == ("GET", RELAY_PATH):
                return _response(_OK, self._facts)
            if (request.method, request.path) != ("POST", CALL_PATH):
                raise RelayCallRefused(refusal=Refusal.PATH, note=f"POST {CALL_PATH}")
            promise = await self._promise(await _body(request))
        except RelayCallRefused as refusal:
            return _refused(Refusal(refusal.refusal), str(refusal.note))
        except Exception:  # noqa: BLE001 - whatever it was, its text may hold what came in
            return _refused(Refusal.BUSY, "try again")
        return _response(_OK, encode_answer({"promise": promise}))

    async def _promise(self, body: bytes) -> dict[str, object]:
        found = self._gate.quick(body)
        if isinstance(found, Call):
            found = await asyncio.wrap_future(self._gate.verify_soon(found))
        return found.to_dict()


class _Protocol(web.RequestHandler):
    """Answers what is no HTTP as it answers all else: in one size, and without a log."""

    __slots__ = ()

    def handle_error(self, *_values: Any, **_named: Any) -> web.StreamResponse:
        """Told of what could not be read; the base class would log the peer."""
        return _response(_MALFORMED, _refusal(Refusal.BODY, "no HTTP that is read here"))


class _Http(web.Server):
    """Makes the protocols of connections; so many are open and no more."""

    def __init__(self, handler: Any, most: int, **options: Any) -> None:
        super().__init__(handler)
        self._most = most
        self._options = options

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Cut off one too many here, where all before it are counted, those of one burst too."""
        super().connection_made(handler, transport)
        if len(self.connections) > self._most:
            transport.abort()

    def __call__(self) -> web.RequestHandler:
        return _Protocol(self, loop=asyncio.get_running_loop(), **self._options)


def _cut(protocol: web.RequestHandler) -> None:
    if protocol.transport is not None:
        protocol.transport.abort()


async def _body(request: web.BaseRequest) -> bytes:
    """The whole body, where it has the one size. Raises ``RelayCallRefused``."""
    if request.content_length != BODY_BYTES:
        raise RelayCallRefused(refusal=Refusal.SIZE, note=f"{BODY_BYTES} bytes are taken")
    try:
        return await request.content.readexactly(BODY_BYTES)
    except asyncio.IncompleteReadError:
        raise RelayCallRefused(refusal=Refusal.SIZE, note="the body broke off") from None


def _refused(code: Refusal, note: str) -> web.Response:
    passing = code in (Refusal.BUSY, Refusal.NO_NODE, Refusal.NO_FUNDS)
    return _response(_BUSY if passing else _REFUSED, _refusal(code, note))


def _refusal(code: Refusal, note: str) -> bytes:
    return encode_answer({"refused": {"code": str(code), "note": note[:_NOTE_CHARACTERS]}})


def _response(status: int, body: bytes) -> web.Response:
    """An answer: the phrase is as long for every status, and so is all else."""
    answer = web.Response(
        status=status,
        reason="OK" if status == _OK else "NO",
        body=body,
        headers={"Content-Type": "application/json", "Server": "ais", "Connection": "close"},
    )
    answer.force_close()
    return answer
