"""Many epochs of a real network, watched: real clients, real relays, the chain's clock.

Members look every so often, each at its own turn; every one of them asks the same node, which keeps
a log. Relays look in between, and what they send makes a block. Leaks can be planted.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from ais.chain import Write
from ais.crypto import RootSecret
from ais.crypto.anonymity import GroupSecret
from ais.crypto.attestations import Context
from ais.flows import join
from ais.flows.attestations import group, heartbeat, relaying
from ais.flows.attestations.announced import attestation_key
from ais.flows.attestations.content import scope_of
from ais.flows.attestations.heartbeat import Choices
from ais.flows.attestations.pairs import held
from ais.flows.attestations.relaying import Delivery, Parcel, State
from ais.flows.party import Party
from ais.relay import Listening, Relay, Settings
from ais.types import Address
from tests.integration.adversary.node import SharedNode
from tests.integration.adversary.seen import Epoch, looks_of, posts_between
from tests.integration.attestations.world import FAILING, PASSING, Attesting, attesting
from tests.integration.seated import PASSWORD

__all__ = ["EPOCH_SECONDS", "INSIDER", "MEMBERS", "SLOTS", "STEPS", "Campaign", "Leak", "seeded"]

EPOCH_SECONDS = 4_000
MEMBERS = 9
SLOTS = 2
#: Looks of each member in an epoch.
STEPS = 12
INSIDER = "member0"
#: Who supplies whom. The insider reads what member1 says to it.
PAIRS = [(1, 0), (0, 2), (3, 4), (5, 6), (6, 7), (2, 8)]
#: Seconds before an epoch's end at which relays send what is left: the chain's clock goes on
#: while they do, at the machine's pace.
_LEFT = 150
_RELAYS = ("relay0", "relay1")
_LEAST = 3


class Leak(Enum):
    """What is planted."""

    NONE = "none"
    ORDER = "slots are posted in the order of leaves"
    SENDER = "the member's own account sends"


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """All that clients and relays draw by ``secrets`` comes from a seed."""
    with patch.object(random, "_urandom", random.Random(seed).randbytes):
        yield


@dataclass
class _Running:
    relay: Relay
    party: Party
    thread: threading.Thread
    stop: threading.Event


class Campaign:
    """A network under watch. Use it as a context manager; then ``epochs``."""

    def __init__(self, folder: Path, seed: int, *, steps: int = STEPS) -> None:
        self.steps = steps
        self._chance = random.Random(seed)
        self._now = 0  # the time at which members look
        self._stack = ExitStack()
        pairs = [(f"member{one}", f"member{other}") for one, other in PAIRS]
        self.network: Attesting = attesting(
            folder, MEMBERS, slots=SLOTS, epoch_seconds=EPOCH_SECONDS, pairs_of=pairs
        )
        self._stack.callback(self.network.close)
        self.chain = self.network.world.chain
        self.governor = self.network.party("governor")
        self.attestations = self.governor.attestations.address
        self._node = self._stack.enter_context(SharedNode(self.chain.port, lambda: self._now))
        self._suppliers = sorted({f"member{one}" for one, _ in PAIRS})
        self._verdicts = {name: self._statements(name) for name in self._suppliers}
        self.members = {name: self._moved(name) for name in self.network.names}
        self._turns = list(self.members)
        self._chance.shuffle(self._turns)
        self.leaves = self._leaves()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for party in self.members.values():
            party.close()
        self._stack.close()

    def epochs(self, count: int, leak: Leak = Leak.NONE) -> Iterator[Epoch]:
        """Play so many epochs, one after the other."""
        quick = leak is Leak.ORDER
        settings = Settings(
            poll_seconds=3_600.0, **({"window_seconds": 2, "batch": 1} if quick else {})
        )
        with self._relays(settings) as relays:
            for _ in range(count):
                yield self._epoch(relays, leak)

    # ---- an epoch ----------------------------------------------------------------------------

    def _epoch(self, relays: list[Relay], leak: Leak) -> Epoch:
        self._new_verdicts()
        clock = self.network.clock
        began = clock.ends_at
        self._at(began)
        group.tend(self.governor)
        first = self._number()
        self._node.forget()
        self.chain.request("evm_setAutomine", False)
        for step in range(self.steps):
            time = began + 10 + step * (EPOCH_SECONDS - 20) // self.steps
            self._at(time)
            self._send(relays)
            self._looks(relays, leak)
        self._at(began + EPOCH_SECONDS - _LEFT)
        self._send(relays)
        self.chain.request("evm_setAutomine", True)
        return self._seen(first, began)

    def _looks(self, relays: list[Relay], leak: Leak) -> None:
        """Every member looks once, at its turn."""
        self._now = self._time()
        if leak is Leak.SENDER:
            self.chain.request("evm_setAutomine", True)
            with patch.object(relaying, "deliver", _by_own_account):
                for name in self._turns:
                    heartbeat.tick(self.members[name], Choices(least=_LEAST))
            self.chain.request("evm_setAutomine", False)
        elif leak is Leak.ORDER:
            for name in self.leaves:
                heartbeat.tick(self.members[name], Choices(least=_LEAST, at_once=True))
                self._at(self._time() + 3)
                self._send(relays)
        else:
            for name in self._turns:
                heartbeat.tick(self.members[name], Choices(least=_LEAST))

    def _send(self, relays: list[Relay]) -> None:
        """Relays look at chain and queue; what they send makes one block."""
        for relay in relays:
            relay.dispatcher.tick()
        self.chain.mine()

    def _seen(self, first: int, began: int) -> Epoch:
        index = self.governor.sync()
        number, last = index.epoch(), self._number()
        root = index.snapshots()[number].event.root
        posts = posts_between(self.chain, self.attestations, first, last, began, root)
        said = dict.fromkeys(self.members, "")
        for asked in self._node.log:
            said[asked.client] += asked.text
        mentions = {
            post.nullifier: frozenset(
                name for name, text in said.items() if any(each in text for each in post.needles)
            )
            for post in posts
        }
        truth = self._truth(number)
        own = frozenset(each for each, name in truth.items() if name == INSIDER)
        read = self._read_by_insider(number)
        return Epoch(
            number=number,
            accounts=self.accounts,
            leaves=self.leaves,
            posts=posts,
            looks=looks_of(self._node.log, began),
            mentions=mentions,
            truth=truth,
            known=own | {post.nullifier for post in posts if post.tau in read},
            own=own,
        )

    # ---- what only we know -------------------------------------------------------------------

    def _truth(self, epoch: int) -> dict[int, str]:
        """Who owns which nullifier of an epoch."""
        context = self._context(epoch)
        return {
            GroupSecret(party.keys.root().group_secret(1)).nullifier(scope_of(context, slot)): name
            for name, party in self.members.items()
            for slot in range(SLOTS)
        }

    def _read_by_insider(self, epoch: int) -> set[str]:
        """One-time addresses of posts to the insider, as its own keys give them."""
        party, context = self.network.party(INSIDER), self._context(epoch)
        party.sync()
        return {
            pair.tau(context, attestation_key(party, pair.direction.supplier, epoch))
            .lower()
            .removeprefix("0x")
            for pair in (each.pair for each in held(party, epoch))
            if pair.direction.customer == party.organisation
        }

    def _context(self, epoch: int) -> Context:
        place = Address(self.attestations)
        return Context(self.governor.chain_id, place, self.network.policy, epoch)

    # ---- the network -------------------------------------------------------------------------

    def _leaves(self) -> dict[str, int]:
        """Places in the tree, and the accounts, as everybody can read them."""
        index = self.governor.sync()
        names = {party.organisation: name for name, party in self.members.items()}
        self.accounts = {
            name: frozenset(each.lower() for each in index.operators(number))
            for number, name in names.items()
        }
        return {names[each.organisation]: each.index for each in index.leaves()}

    def _moved(self, name: str) -> Party:
        """A member whose client asks the shared node from now on."""
        self.network.party(name).configure(rpc=(self._node.url(name),))
        return self.network.world.open(name)

    def _statements(self, name: str) -> list[bytes]:
        """What a supplier can state, passing and failing, as its home keeps it."""
        home = self.network.party(name).home
        kept = home.statements / f"{self.network.policy.hex()}.sealed"
        found = []
        for report in (PASSING, FAILING):
            self.network.state(name, report)
            found.append(kept.read_bytes())
        return found

    def _new_verdicts(self) -> None:
        """Draw verdicts anew: whoever always fails is known by that, not by how it posts."""
        for name, verdicts in self._verdicts.items():
            home = self.members[name].home
            kept = home.statements / f"{self.network.policy.hex()}.sealed"
            kept.write_bytes(self._chance.choice(verdicts))

    def _time(self) -> int:
        block: Any = self.chain.request("eth_getBlockByNumber", "latest", False)
        return int(block["timestamp"], 16)

    def _number(self) -> int:
        return int(str(self.chain.request("eth_blockNumber")), 16)

    def _at(self, time: int) -> None:
        """One block at a time of the chain, or as soon after it as can be."""
        self.chain.request("evm_setNextBlockTimestamp", max(time, self._time() + 1))
        self.chain.request("evm_mine")

    # ---- relays ------------------------------------------------------------------------------

    @contextmanager
    def _relays(self, settings: Settings) -> Iterator[list[Relay]]:
        running = [self._start(name, settings) for name in _RELAYS]
        try:
            yield [each.relay for each in running]
        finally:
            for each in running:
                each.stop.set()
                each.thread.join()
                each.relay.close()
                each.party.close()

    def _start(self, name: str, settings: Settings) -> _Running:
        world, told, up = self.network.world, list[Listening](), threading.Event()
        if name not in world.roots:
            root = world.roots[name] = RootSecret.generate()
            file = world.folder / "network.json"
            join.init(world.home(name), PASSWORD, network=file, secret=root, scrypt_n=2)
        party = world.open(name)
        # a new account has one transaction under way at most, until that one is in a block
        party.transact(Write(party.keys.address("operator"), b"", "nothing"))
        relay, stop = Relay(party, settings), threading.Event()

        def ready(listening: Listening) -> None:
            told.append(listening)
            up.set()

        thread = threading.Thread(target=relay.serve, kwargs={"stop": stop, "ready": ready})
        thread.start()
        while not up.wait(0.1):
            assert thread.is_alive()
        self.governor.transact(self.governor.relays.list(Address(told[0].key), told[0].url))
        return _Running(relay, party, thread, stop)


def _by_own_account(party: Party, sent: Parcel, **_: object) -> Delivery:
    """The planted leak: the member's operator sends its own post."""
    party.transact(Write(party.attestations.address, sent.calldata, "Attestations.post"))
    return Delivery("", sent.kind, State.LANDED)
