"""A network that attests: members in the group, policies, pairs, reports, relays as processes.

Everybody has a home, keys, a journal and an index of its own; proofs are real. Time is moved by
``later`` and ``next_epoch`` and by nothing else.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ais.crypto import RootSecret, verify
from ais.errors import NetworkError, RelayRefused
from ais.flows import join
from ais.flows.attestations import group, heartbeat, pairs, policies, statement
from ais.flows.attestations.clock import EpochClock, epoch_clock
from ais.flows.attestations.heartbeat import Choices, Heartbeat
from ais.flows.attestations.statement import Statement
from ais.flows.party import Party
from ais.network import Kind, RelayCall, RelayPlace, relays
from ais.records import Post
from ais.types import Address
from tests.integration.seated import PASSWORD, Cast, World, build
from tests.integration.sharing import ENERGY
from tests.support.pace import PATIENCE_SECONDS, until

EPOCH_SECONDS = 4_000
_OF_NO_EPOCH = Post(
    policy=bytes(32),
    epoch=0,
    slot=0,
    compliant=True,
    tau=Address("0x" + "11" * 20),
    nullifier=1,
    commit=bytes(32),
    next=bytes(32),
    ciphertext=bytes(540),
    proof=(0,) * 8,
    signature=bytes(65),
)
REPORTS = Path(__file__).parents[2] / "data" / "compliance"
PASSING = REPORTS / "scuba" / "EXOReport.json"
FAILING = REPORTS / "scuba" / "AADReport.json"
#: What the recorded reports of the tests are judged by: they are older than real policies allow.
POLICY = {
    "ais-policy": 1,
    "kind": "rules",
    "name": "tests-all-rules",
    "version": "1",
    "title": "All rules of a recorded report",
    "max_scan_age_days": 3_650,
    "conditional_is_compliant": False,
    "rules": "all",
}
#: Every member of a test hides among fewer than the twenty that a home asks for.
QUICK = Choices(least=3, at_once=True, direct=True)


def cast(count: int) -> Cast:
    """So many members, all of one sector."""
    return {f"member{number}": ((ENERGY,), 3) for number in range(count)}


@dataclass
class Attesting:
    """A running network; organisation numbers are those of the chain."""

    world: World
    names: list[str]
    policy: bytes
    relays: list[RelayProcess] = field(default_factory=list)

    def party(self, name: str) -> Party:
        """Somebody's party, kept open."""
        return self.world.party(name)

    def number(self, name: str) -> int:
        """The organisation of a member."""
        return self.party(name).organisation

    @property
    def epoch(self) -> int:
        """The running epoch."""
        return self.party("governor").sync().epoch()

    @property
    def clock(self) -> EpochClock:
        """Where the running epoch stands."""
        return epoch_clock(self.party("governor"), self.epoch)

    # ---- time --------------------------------------------------------------------------------

    def later(self, seconds: int, blocks: int = 1) -> None:
        """Let time pass, and make blocks at the end of it."""
        at = self.party("governor").now() + seconds  # of the newest block, not of this machine
        with suppress(NetworkError):  # a block of a relay came between, and is as late already
            self.world.chain.request("evm_setNextBlockTimestamp", at)
        self.world.chain.mine()
        if blocks > 1:
            self.world.chain.mine(blocks - 1)
        if self.relays:
            time.sleep(0.6)  # they look every fifth of a second, and promise by what they saw
            self._seen_by_relays()

    def next_epoch(self, *, snapshot: bool = True) -> int:
        """The next epoch, and the snapshot that the first member takes."""
        self.later(self.clock.ends_at - self.clock.now + 1)
        if snapshot:
            group.tend(self.party(self.names[0]))
        return self.epoch

    def _seen_by_relays(self) -> None:
        """Wait until all that run have seen the epoch: they say which it is in refusing a post."""
        party, epoch = self.party("governor"), self.epoch
        write = party.attestations.post(_OF_NO_EPOCH)
        place = Address(party.attestations.address)
        call = RelayCall(Kind.POST, write.payload, party.chain_id, place)
        for relay in self.relays:
            until(lambda one=relay: one.process.poll() is not None or one.epoch(call) >= epoch)

    # ---- members -----------------------------------------------------------------------------

    def pair(self, supplier: str, customer: str) -> str:
        """Pair by three files and a code, as two officers would; the supplier's name of it."""
        one, other = self.party(supplier), self.party(customer)
        invited = pairs.invite(one, self.number(customer), we_supply=True)
        assert invited.file is not None
        answered = pairs.take(other, invited.file)
        assert answered.file is not None
        concluded = pairs.take(one, answered.file)
        assert concluded.file is not None
        completed = pairs.take(other, concluded.file)
        codes = concluded.row.code, completed.row.code
        assert codes[0]
        assert codes[0] == codes[1]
        pairs.confirm(other, completed.row.name, codes[0])
        return pairs.confirm(one, concluded.row.name, codes[0]).name

    def state(self, name: str, report: Path = PASSING) -> Statement:
        """Make a statement from a recorded report."""
        return statement.state(self.party(name), [report], self.policy)

    def beat(self, name: str, choices: Choices = QUICK) -> Heartbeat:
        """One look of a member at its heartbeat of the one policy."""
        return heartbeat.beat(self.party(name), self.policy, choices)

    def posted(self, name: str, choices: Choices = QUICK) -> Heartbeat:
        """All posts of a member, on chain."""
        found = []

        def is_complete() -> bool:
            found.append(self.beat(name, choices))
            return found[-1].is_complete

        until(is_complete)
        return found[-1]

    def posts(self, epoch: int | None = None) -> int:
        """How many posts the chain has of an epoch."""
        index = self.party("governor").sync()
        return len(index.posts(self.policy, epoch or index.epoch()))

    def await_posts(self, count: int) -> bool:
        """Wait until the running epoch has so many posts; whether it has no more then."""
        until(lambda: self.posts() >= count)
        return self.posts() == count

    # ---- relays ------------------------------------------------------------------------------

    def start_relays(self, count: int, *options: str) -> list[RelayProcess]:
        """Start so many relays as processes, and list them on chain."""
        governor = self.party("governor")
        for number in range(len(self.relays), len(self.relays) + count):
            relay = RelayProcess(self.world, f"relay{number}", options)
            governor.transact(governor.relays.list(relay.key, relay.url))
            self.relays.append(relay)
        return self.relays

    def close(self) -> None:
        """End everything."""
        with closing(self.world), ExitStack() as running:
            for relay in self.relays:
                running.callback(relay.stop)


class RelayProcess:
    """A running ``ais relay`` with a home of its own, which needs no membership."""

    def __init__(self, world: World, name: str, options: Sequence[str] = ()) -> None:
        if name not in world.roots:
            root = world.roots[name] = RootSecret.generate()
            file = world.folder / "network.json"
            join.init(world.home(name), PASSWORD, network=file, secret=root, scrypt_n=2)
        self.log = world.folder / f"{name}.log"
        command = [sys.executable, "-m", "ais", "--home", str(world.home(name)), "relay"]
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, "--json", "--listen", "127.0.0.1:0", "--poll", "0.2", *options],
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "AIS_PASSWORD": PASSWORD},
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.stop()
        assert line, self.log.read_text()
        told = json.loads(line)
        self.url, self.key = str(told["url"]), str(told["key"])

    def epoch(self, call: RelayCall) -> int:
        """Which epoch it has seen, by its answer to a call of none; 0: it has seen nothing."""
        place = RelayPlace(self.url, Address(self.key))
        with pytest.raises(RelayRefused) as caught:
            relays.submit(place, call, now=0, latest=0, verify=verify, timeout=PATIENCE_SECONDS)
        said = re.fullmatch(r"epoch (\d+) is running", str(caught.value.note))
        return int(said[1]) if said else 0

    def stop(self) -> None:
        """End it; what it was handed stays in its queue."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=PATIENCE_SECONDS)


def attesting(
    folder: Path,
    count: int = 9,
    *,
    slots: int = 2,
    epoch_seconds: int = EPOCH_SECONDS,
    pairs_of: Sequence[tuple[str, str]] = (),
) -> Attesting:
    """A network at the beginning of epoch 2: all are in the snapshot, the policy is in force.

    ``pairs_of``: (supplier, customer), made in epoch 1, so in force.
    """
    world = build(
        folder,
        cast(count),
        seated=lambda _name: False,
        epoch_seconds=epoch_seconds,
        attestation_slots=slots,
    )
    try:
        return _joined(world, pairs_of)
    except BaseException:
        world.close()
        raise


def _joined(world: World, pairs_of: Sequence[tuple[str, str]]) -> Attesting:
    names = [name for name in world.roots if name.startswith("member")]
    file = world.folder / "policy.json"
    file.write_text(json.dumps(POLICY))
    registered = policies.register(world.party("governor"), file)
    made = Attesting(world, names, registered.policy)
    for name in names:
        group.join(world.party(name))
        policies.add(world.party(name), file)
    for supplier, customer in pairs_of:
        made.pair(supplier, customer)
    made.next_epoch()
    return made
