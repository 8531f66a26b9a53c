"""Sending what waits, at times that say nothing of when it came.

Every call that waits has a moment of its own, drawn by chance between its taking and its send-by.
When a moment comes and at least ``batch`` calls wait, all of them leave at once, shuffled; where
fewer wait, that one leaves alone. No arrival makes anything leave. Moments are not kept: after a
restart they are drawn again.

Each call is looked at again before it is sent: one that somebody else has put on chain is done,
one that can no longer succeed is dropped, both without a word. What is sent goes through the
journal under the call's digest, so that a relay killed anywhere sends it once.
"""

from __future__ import annotations

import random
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from ais.chain import Write
from ais.errors import AisError, ContractError, ReceiptTimeout
from ais.flows.party import Party
from ais.journal import Saga
from ais.network.relay_wire import RelayCall
from ais.ports import TxState
from ais.types import Address, Bytes32

from .calls import Call, read_call
from .node import Look, Node
from .queue import Entry, Queue
from .settings import Settings

__all__ = ["Dispatcher"]

_VERB = "relay"
_MOST_TRIES = 3  # transactions that reverted, for one call
_NUDGE_SECONDS = 4.0
_NUDGE_AFTER_LOOKS = 30


class _State(Enum):
    READY = auto()  # it would succeed
    THERE = auto()  # it is on chain, or what excludes it
    UNDER_WAY = auto()  # somebody's transaction waits to be mined
    LOST = auto()  # it can never succeed


@dataclass(slots=True)
class _Sent:
    saga: Saga
    looks: int = 0


class Dispatcher:
    """Looks at chain and queue every so often, from one thread. ``look`` is the newest look."""

    def __init__(self, party: Party, node: Node, queue: Queue, settings: Settings) -> None:
        self.look: Look | None = None
        self._party = party
        self._node = node
        self._queue = queue
        self._settings = settings
        self._signer = party.keys.signer("operator")
        self._random = random.SystemRandom()
        self._moments: dict[Bytes32, int] = {}
        self._sent = {
            saga.record.digest: _Sent(saga)
            for saga in party.journal.sagas(verb=_VERB, unfinished=True)
        }
        self._tries: dict[Bytes32, int] = {}

    def run(self, stop: threading.Event) -> None:
        """Tick every so often until ``stop`` is set; a node that fails is waited for."""
        said = ""
        while not stop.wait(self._settings.poll_seconds):
            try:
                self.tick()
                said = ""
            except AisError as error:
                if error.code != said:  # once, and without a time
                    self._party.progress.say(f"waiting: {error.message}")
                    said = error.code

    def tick(self) -> None:
        """One look at the chain, and what follows from it."""
        look = self.look = self._looked()
        self._settle()
        self._queue.forget(look.now)
        waiting = {entry.digest: entry for entry in self._queue.waiting()}
        for kept in (self._moments, self._tries):
            for digest in kept.keys() - waiting.keys():
                del kept[digest]
        ready = [entry for digest, entry in waiting.items() if digest not in self._sent]
        ripe = [entry for entry in ready if self._moment(entry, look) <= look.now]
        if ripe and len(ready) >= self._settings.batch:
            ripe = ready
        self._random.shuffle(ripe)
        self._send_all(ripe)

    # ---- private -----------------------------------------------------------------------------

    def _looked(self) -> Look:
        try:
            return self._node.look()
        except AisError:
            self.look = None
            raise

    def _send_all(self, entries: list[Entry]) -> None:
        """Send each; what goes wrong with one does not hold up the others."""
        failure: AisError | None = None
        for entry in entries:
            try:
                self._send(entry)
            except AisError as error:
                failure = error
        if failure is not None:
            raise failure

    def _moment(self, entry: Entry, look: Look) -> int:
        """When this one leaves: drawn once for as long as this process lives."""
        if entry.digest not in self._moments:
            left = max(entry.send_by - look.now, 1)
            self._moments[entry.digest] = look.now + 1 + secrets.randbelow(left)
        return min(self._moments[entry.digest], entry.send_by)

    def _send(self, entry: Entry) -> None:
        call = self._call(entry)
        state = self._state(call)
        if state is _State.THERE:
            self._queue.done(entry.digest)
        elif state is _State.LOST:
            self._queue.drop(entry.digest)
        elif state is _State.READY:
            self._post(call)

    def _post(self, call: Call) -> None:
        tries = self._tries[call.digest] = self._tries.get(call.digest, 0) + 1
        if tries > _MOST_TRIES:
            self._queue.drop(call.digest)
            return
        attestations = self._party.connection.contracts.attestations
        write = Write(attestations.address, call.calldata, f"Attestations.{call.kind.name.lower()}")
        saga = self._party.saga(_VERB, call.digest, again=True)
        try:
            self._party.sender.post(
                self._signer, write, step=saga.tx("send"), gas=self._settings.gas
            )
        finally:  # whatever was said, it may be on record
            if self._party.journal.find(saga.tx("send")) is not None:
                self._sent[call.digest] = _Sent(saga)

    def _settle(self) -> None:
        """What became of our transactions; those without effect make their calls wait again."""
        if not self._party.sender.settle_pending(self._signer) and not self._sent:
            return
        for digest, sent in list(self._sent.items()):
            record = self._party.journal.find(sent.saga.tx("send"))
            if record is None:
                del self._sent[digest]
            elif record.state in (TxState.MINED, TxState.REPLACED):
                del self._sent[digest]
                self._queue.done(digest)
                sent.saga.finish()
            else:
                sent.looks += 1
                if sent.looks % _NUDGE_AFTER_LOOKS == 0:  # gaps, and a higher fee
                    with suppress(ContractError, ReceiptTimeout):
                        self._party.sender.wait(record, self._signer, _NUDGE_SECONDS)

    def _state(self, call: Call) -> _State:
        """Ask again, since what succeeded when it was taken need not do so now."""
        try:
            self._node.require_success(call.calldata)
        except ContractError:
            if self._node.is_on_chain(call):
                return _State.THERE
            return _State.UNDER_WAY if self._node.is_under_way(call) else _State.LOST
        return _State.READY

    def _call(self, entry: Entry) -> Call:
        address = Address(self._party.connection.contracts.attestations.address)
        calldata = entry.calldata or b""
        return read_call(RelayCall(entry.kind, calldata, self._party.chain_id, address))
