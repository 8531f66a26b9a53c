"""Who is let in: cheap checks first, then the call itself on the relay's own node.

1. Size and form of the body; chain; contract.
2. Kind and selector, encoding, ciphertext, range of the nullifier: from the calldata alone.
3. Epoch and slot, by what the chain said last; time left; means to pay.
4. Nullifier and tau not held by a call that was sent.
5. Not more than so many requests beyond here at once: the others are told ``busy``.
6. tau's signature.
7. Nullifier and tau not held by a call that waits and would still succeed. (After a new snapshot
   it would not: then this one takes its place.)
8. The call itself as ``eth_call``, with the gas that it will get.

Steps 1 to 4 ask nobody. Only what passes all of them is queued, and then promised.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ais.errors import (
    ChainError,
    ContractError,
    RelayBodyRefused,
    RelayCallRefused,
)
from ais.network.relay_wire import (
    BODY_BYTES,
    Promise,
    Refusal,
    RelayCall,
    decode_call,
)
from ais.types import Address, Bytes32

from .calls import Call, read_call
from .node import Look, Node
from .queue import Entry, Queue
from .settings import Settings

__all__ = ["Gate", "Stand"]


@dataclass(frozen=True, slots=True)
class Stand:
    """Who this relay is: the network it serves, and the account that promises and pays."""

    chain_id: int
    attestations: Address
    account: Any  # an ``eth_account`` LocalAccount

    @property
    def key(self) -> Address:
        """The key that the chain lists."""
        return Address(str(self.account.address))

    def promise(self, entry: Entry) -> Promise:
        """The signed word for a call that is on disk; the same one whenever it is asked for."""
        blank = Promise(entry.digest, entry.send_by, self.key, b"")
        signed = self.account.unsafe_sign_hash(
            blank.signed_digest(self.chain_id, self.attestations)
        )
        return replace(blank, signature=bytes(signed.signature))


class Gate:
    """Takes bodies, gives promises; called from one event loop, checks in threads of its own.

    ``look``: the chain as it was seen last; None as long as the node does not answer.
    """

    def __init__(
        self,
        stand: Stand,
        queue: Queue,
        settings: Settings,
        *,
        make_node: Callable[[], Node],
        look: Callable[[], Look | None],
    ) -> None:
        self._stand = stand
        self._queue = queue
        self._settings = settings
        self._look = look
        self._make_node = make_node
        self._local = threading.local()
        self._nodes: list[Node] = []
        self._places = threading.BoundedSemaphore(settings.checks_at_once + settings.checks_waiting)
        self._workers = ThreadPoolExecutor(settings.checks_at_once, thread_name_prefix="check")

    def close(self) -> None:
        """End the threads; what they verify is finished first."""
        self._workers.shutdown()
        while self._nodes:
            self._nodes.pop().close()

    def quick(self, body: bytes) -> Promise | Call:
        """Steps 1 to 4; a promise where these very bytes were promised before, and still wait.

        Once they are on chain everybody has them, and a promise would tell when they came. Raises
        ``RelayCallRefused``.
        """
        request = self._read(body)
        call = read_call(request)
        known = self._queue.find(call.digest)
        if known is not None and known.calldata is not None:
            return self._stand.promise(known)
        look = self._require_look()
        self._check_time(call, look)
        if any(holder.calldata is None for holder in self._queue.holders(call.names)):  # 4
            raise RelayCallRefused(refusal=Refusal.DUPLICATE, note="another call was sent")
        return call

    def verify_soon(self, call: Call) -> Future[Promise]:
        """Steps 5 to 8 in a thread; a future of the promise. Raises ``RelayCallRefused`` (busy)."""
        if not self._places.acquire(blocking=False):
            raise RelayCallRefused(refusal=Refusal.BUSY, note="try again")
        try:
            future = self._workers.submit(self._verify, call)
        except RuntimeError:  # it is stopping
            self._places.release()
            raise RelayCallRefused(refusal=Refusal.BUSY, note="stopping") from None
        future.add_done_callback(lambda _: self._places.release())
        return future

    # ---- the checks --------------------------------------------------------------------------

    def _read(self, body: bytes) -> RelayCall:
        if len(body) != BODY_BYTES:
            raise RelayCallRefused(refusal=Refusal.SIZE, note=f"{BODY_BYTES} bytes are taken")
        try:
            request = decode_call(body)
        except RelayBodyRefused as refusal:
            note = f"{refusal.field} {refusal.reason}"
            raise RelayCallRefused(refusal=Refusal.BODY, note=note) from None
        if request.chain_id != self._stand.chain_id:
            raise RelayCallRefused(refusal=Refusal.CHAIN, note=str(self._stand.chain_id))
        if request.attestations.lower() != self._stand.attestations.lower():
            raise RelayCallRefused(refusal=Refusal.CONTRACT, note=self._stand.attestations)
        return request

    def _check_time(self, call: Call, look: Look) -> None:
        if not call.first_epoch <= look.epoch <= call.last_epoch or look.epoch == 0:
            raise RelayCallRefused(refusal=Refusal.EPOCH, note=f"epoch {look.epoch} is running")
        if call.post is not None and call.post.slot >= look.slots:
            raise RelayCallRefused(refusal=Refusal.SLOT, note=f"{look.slots} slots")
        if look.now >= _last_moment(call, look):
            raise RelayCallRefused(refusal=Refusal.TOO_LATE, note="the epoch ends")
        if look.spare_calls is not None and look.spare_calls <= self._queue.count():
            raise RelayCallRefused(refusal=Refusal.NO_FUNDS, note="use another relay")

    def _verify(self, call: Call) -> Promise:
        call.require_signature()  # 6
        node = self._node()
        try:
            given_up = self._dead_holders(node, call)  # 7
            node.require_success(call.calldata)  # 8
            entry = self._entry(call)
        except ContractError as refusal:
            raise RelayCallRefused(refusal=Refusal.CALL, note=refusal.code) from None
        except ChainError:
            raise RelayCallRefused(refusal=Refusal.NO_NODE, note="try again") from None
        holder = self._queue.add(entry, instead_of=given_up)
        if holder == call.digest:
            kept = self._queue.find(call.digest)
            return self._stand.promise(kept or entry)
        if holder is not None:
            raise RelayCallRefused(refusal=Refusal.DUPLICATE, note="another call waits")
        return self._stand.promise(entry)

    def _dead_holders(self, node: Node, call: Call) -> list[Bytes32]:
        """Calls that hold a name of this one and can no longer succeed.

        Raises ``RelayCallRefused`` where one still can: the first one stays.
        """
        dead = []
        for holder in self._queue.holders(call.names):
            if holder.digest == call.digest:
                continue
            with suppress(ContractError):
                node.require_success(holder.calldata or b"")
                raise RelayCallRefused(refusal=Refusal.DUPLICATE, note="another call waits")
            dead.append(holder.digest)
        return dead

    def _entry(self, call: Call) -> Entry:
        look = self._require_look()
        window = self._settings.window(look.epoch_seconds)
        half = window // 2
        wanted = look.now + half + 1 + secrets.randbelow(window - half)
        return Entry(
            digest=call.digest,
            kind=call.kind,
            calldata=call.calldata,
            names=call.names,
            send_by=min(wanted, _last_moment(call, look)),
            ends_at=look.last_second(call.last_epoch),
        )

    def _require_look(self) -> Look:
        look = self._look()
        if look is None:
            raise RelayCallRefused(refusal=Refusal.NO_NODE, note="try again")
        return look

    def _node(self) -> Node:
        node: Node | None = getattr(self._local, "node", None)
        if node is None:
            node = self._local.node = self._make_node()
            self._nodes.append(node)
        return node


def _last_moment(call: Call, look: Look) -> int:
    """The latest that a call is promised for: a twentieth of the last epoch is left for blocks."""
    return look.last_second(call.last_epoch) - min(look.epoch_seconds // 20, 120)
