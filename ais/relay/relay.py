"""One relay: its queue, what checks, what sends, what listens. Made over a home folder.

The home's operator account signs the promises, so it is the key that the chain lists, and pays for
the gas. Give a relay a home of its own.
"""

from __future__ import annotations

import asyncio
import ipaddress
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Self

from ais.crypto import AccountRole
from ais.errors import RelayListenRefused
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.types import Address

from .dispatcher import Dispatcher
from .gate import Gate, Stand
from .node import Node
from .queue import Queue
from .server import Server
from .settings import Settings

__all__ = ["Listening", "Relay"]

_FOLDER = "relay"


@dataclass(frozen=True, slots=True)
class Listening(Outcome):
    """Where a relay answers, and what the governor lists. ``waiting``: calls still to be sent."""

    url: str
    key: str
    chain_id: int
    attestations: str
    window_seconds: int
    waiting: int


class Relay:
    """Takes calls, promises, sends. ``serve`` runs it; ``close``, or ``with``, frees what it holds.

    The party stays open: it is whoever's who opened it.
    """

    def __init__(self, party: Party, settings: Settings | None = None) -> None:
        self.party = party
        self.settings = settings or Settings()
        account = party.keys.root().account(AccountRole.OPERATOR)
        attestations = Address(party.connection.contracts.attestations.address)
        self.stand = Stand(party.chain_id, attestations, account)
        with ExitStack() as opened:
            self.queue = Queue(party.home.root / _FOLDER / "queue.sqlite")
            opened.callback(self.queue.close)
            self._node = Node(party, self.settings.gas)
            opened.pop_all()  # from here on ``close`` does it
        self.dispatcher = Dispatcher(party, self._node, self.queue, self.settings)
        self.gate = Gate(
            self.stand,
            self.queue,
            self.settings,
            make_node=lambda: Node(party, self.settings.gas),
            look=lambda: self.dispatcher.look,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the queue and the connections; what waits stays on disk."""
        self.gate.close()
        self._node.close()
        self.queue.close()

    def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        stop: threading.Event,
        ready: Callable[[Listening], None] = lambda _: None,
        behind_tls: bool = False,
    ) -> None:
        """Listen until ``stop`` is set; ``ready`` is called once it does.

        ``behind_tls``: a TLS terminator in front hands on what it gets, so that another address
        than this machine's own may be listened on. Raises ``RelayListenRefused``,
        ``NodesUnreachable`` where the node does not answer at the start.
        """
        if not behind_tls and not _is_loopback(host):
            reason = "without TLS only this machine's own address is"
            raise RelayListenRefused(host=host, port=port, reason=reason)
        self.dispatcher.tick()
        with ThreadPoolExecutor(1, thread_name_prefix="dispatcher") as thread:
            sending = thread.submit(self.dispatcher.run, stop)
            sending.add_done_callback(lambda _: stop.set())  # who cannot send takes nothing
            try:
                asyncio.run(self._listen(host, port, stop, ready))
            finally:
                stop.set()
            sending.result()

    # ---- private -----------------------------------------------------------------------------

    async def _listen(
        self, host: str, port: int, stop: threading.Event, ready: Callable[[Listening], None]
    ) -> None:
        window = self._window()
        facts = {
            "chainId": self.stand.chain_id,
            "attestations": self.stand.attestations,
            "key": self.stand.key,
            "windowSeconds": window,
        }
        server = Server(self.gate, self.settings, facts)
        try:
            found = await server.start(host, port)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise RelayListenRefused(host=host, port=port, reason=reason) from None
        try:
            self._tell(ready, host, found, window)
            while not stop.is_set():
                await asyncio.sleep(0.1)
        finally:
            await server.stop()

    def _tell(self, ready: Callable[[Listening], None], host: str, port: int, window: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        ready(
            Listening(
                url=f"http://{shown}:{port}",
                key=self.stand.key,
                chain_id=self.stand.chain_id,
                attestations=self.stand.attestations,
                window_seconds=window,
                waiting=self.queue.count(),
            )
        )

    def _window(self) -> int:
        look = self.dispatcher.look
        return self.settings.window(look.epoch_seconds if look else 1)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
