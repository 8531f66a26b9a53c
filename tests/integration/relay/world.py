"""A network with an anonymous group, a relay or two, and calls to hand to them.

With ``real`` the group's members join and post with real proofs. Without, the verifier's code is
replaced by one that takes a proof whose first number is 7: for volume.
"""

from __future__ import annotations

import itertools
import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from eth_keys import keys

from ais import digests
from ais.chain import Write
from ais.crypto import RootSecret, verify
from ais.crypto.anonymity import DEPTH, GroupSecret, LeanTree, MerklePath, poseidon2, prove
from ais.crypto.attestations import Context, Missing, SigningKey
from ais.flows import join
from ais.flows.party import Party
from ais.network import Kind, Promise, RelayCall, RelayPlace, relays
from ais.records import Claim, Opening, Post
from ais.relay import Listening, Relay, Settings
from ais.types import Address
from tests.integration import sharing
from tests.integration.seated import PASSWORD, World
from tests.integration.sharing import ENERGY
from tests.support.nodes import all_mined
from tests.support.pace import PATIENCE_SECONDS

EPOCH_SECONDS = 4_000
POLICY = b"\x07" * 32
MEMBERS = {f"member{number}": ((ENERGY,), 3) for number in range(8)}
#: Takes a proof whose first number is 7: calldataload(4) == 7.
_LENIENT = "0x60043560071460005260206000f3"
_SIDE = 2
_GOOD = (7, 0, 0, 0, 0, 0, 0, 0)


@dataclass
class Network:
    """The world with its group; ``post`` makes posts that the contract takes."""

    world: World
    real: bool
    tree: LeanTree = field(default_factory=LeanTree)
    secrets: list[GroupSecret] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def governor(self) -> Party:
        return self.world.party("governor")

    @property
    def address(self) -> Address:
        return Address(self.governor.connection.contracts.attestations.address)

    @property
    def epoch(self) -> int:
        return self.governor.read(self.governor.membership.epoch())

    @property
    def now(self) -> int:
        return self.governor.now()

    def latest(self, epoch: int) -> int:
        """The last second of an epoch."""
        return self.governor.read(self.governor.membership.epoch_start(epoch + 1)) - 1

    def send(self, write: Write, name: str = "governor") -> None:
        self.world.party(name).transact(write)

    def next_epoch(self) -> int:
        """Let the running epoch end, and freeze the group in the new one."""
        self.world.chain.advance(self.latest(self.epoch) + 2 - self.now)
        self.send(self.governor.connection.contracts.group.snapshot())
        return self.epoch

    def tick(self, relay: Relay) -> None:
        """One look of a relay; what it sends is in a block then, not just in the node's pool."""
        relay.dispatcher.tick()
        all_mined(self.world.chain.url)

    def posted(self) -> int:
        """How many posts stand in the running epoch."""
        view = self.governor.connection.contracts.attestations.tally(POLICY, self.epoch)
        return self.governor.read(view).posted

    # ---- calls -------------------------------------------------------------------------------

    def post(
        self,
        member: int = 0,
        slot: int = 0,
        *,
        good: bool = True,
        next_: bytes = b"",
        told: tuple[bool, bytes, bytes] | None = None,
        **changes: object,
    ) -> Post:
        """A post that nobody made before; with ``good`` false its proof is none.

        ``told``: flag, result digest and salt of what the customer is told; else it is random.
        ``changes`` are made after it was signed.
        """
        key = keys.PrivateKey(secrets.token_bytes(32))
        place = {"chain_id": self.governor.chain_id, "attestations": self.address}
        scope = digests.field_element(
            digests.attestation_scope(**place, policy=POLICY, epoch=self.epoch, slot=slot)
        )
        tau = Address(key.public_key.to_checksum_address())
        says = {
            "policy": POLICY,
            "epoch": self.epoch,
            "compliant": True,
            "tau": tau,
            "nullifier": self._nullifier(member, scope),
            "commit": secrets.token_bytes(32) if told is None else _commit(tau, *told),
        }
        ciphertext, next_ = secrets.token_bytes(540), next_ or secrets.token_bytes(32)
        message = digests.attestation_digest(
            **place, **says, next_=next_, ciphertext_digest=digests.keccak256(ciphertext)
        )
        points = _GOOD if good else (8, *_GOOD[1:])
        if self.real:
            found = prove(
                self.secrets[member],
                self.tree.path(member),
                message=digests.field_element(message),
                scope=scope,
            )
            points = found.points
        signed = key.sign_msg_hash(message)
        signature = signed.to_bytes()[:64] + bytes([27 + signed.v])
        fields = {**says, "next": next_, "ciphertext": ciphertext, "slot": slot}
        return Post(**{**fields, "proof": points, "signature": signature, **changes})

    def call(self, entry: Post) -> RelayCall:
        write = self.governor.connection.contracts.attestations.post(entry)
        return RelayCall(Kind.POST, write.payload, self.governor.chain_id, self.address)

    def fresh(self, **options: object) -> RelayCall:
        """A post as a relay is handed it."""
        return self.call(self.post(**options))  # type: ignore[arg-type]

    @contextmanager
    def verifier_takes(self, first: int) -> Iterator[None]:
        """Other proofs are taken now, and those of before are not: as after a new snapshot."""
        chain, address = self.world.chain, _verifier(self.world)
        chain.request("anvil_setCode", address, _LENIENT.replace("6007", f"60{first:02x}"))
        try:
            yield
        finally:
            chain.request("anvil_setCode", address, _LENIENT)

    def claim(
        self,
        former: Post,
        epoch: int,
        tau: Address,
        claimer: SigningKey,
        next_: bytes,
        sent: bytes = b"",
    ) -> RelayCall:
        """That the tau which a post of the epoch before the last named stayed silent.

        ``sent``: what stands in place of ``next_``, once that was signed.
        """
        context = Context(self.governor.chain_id, self.address, POLICY, epoch)
        signature = Missing(context, tau, claimer, next_).signature(1)
        claim = Claim(POLICY, epoch, former.tau, tau, sent or next_, signature)
        contract = self.governor.connection.contracts.attestations
        write = contract.claim_missing(claim, _opening(former))
        return RelayCall(Kind.CLAIM_MISSING, write.payload, self.governor.chain_id, self.address)

    def contest(self, entry: Post, told: tuple[bool, bytes, bytes]) -> RelayCall:
        """That the customer was told something else than a post's public flag."""
        contract = self.governor.connection.contracts.attestations
        write = contract.contest(POLICY, entry.epoch, entry.tau, _opening(entry), *told)
        return RelayCall(Kind.CONTEST, write.payload, self.governor.chain_id, self.address)

    def submit(self, place: RelayPlace, call: RelayCall, **options: object) -> Promise:
        """What a client does."""
        latest = self.latest(self.epoch)
        return relays.submit(
            place,
            call,
            now=self.now,
            latest=latest,
            verify=verify,
            **options,  # type: ignore[arg-type]
        )

    def _nullifier(self, member: int, scope: int) -> int:
        return self.secrets[member].nullifier(scope) if self.real else next(self._numbers)

    # ---- relays ------------------------------------------------------------------------------

    def home(self, name: str) -> Path:
        """A home for a relay: keys, and no membership."""
        if name not in self.world.roots:
            root = self.world.roots[name] = RootSecret.generate()
            file = self.world.folder / "network.json"
            join.init(self.world.home(name), PASSWORD, network=file, secret=root, scrypt_n=2)
        return self.world.home(name)

    @contextmanager
    def relay(self, name: str, **settings: object) -> Iterator[tuple[Relay, RelayPlace]]:
        """A relay in a thread of this process. With ``poll_seconds`` high the test makes ticks."""
        self.home(name)
        party = self.world.open(name)
        made = Relay(party, Settings(**{"poll_seconds": 3600.0, **settings}))  # type: ignore[arg-type]
        stop, up = threading.Event(), threading.Event()
        told: list[Listening] = []

        def ready(listening: Listening) -> None:
            told.append(listening)
            up.set()

        thread = threading.Thread(target=made.serve, kwargs={"stop": stop, "ready": ready})
        thread.start()
        try:
            while not up.wait(0.1):
                assert thread.is_alive()
            yield made, RelayPlace(told[0].url, Address(told[0].key))
        finally:
            stop.set()
            thread.join()
            made.close()
            party.close()

    def process(self, name: str, *options: str, log: Path) -> RelayProcess:
        """``ais relay`` as a process of its own."""
        return RelayProcess(self.home(name), options, log)


class RelayProcess:
    """A running ``ais relay``; what it prints to standard error stands in ``log``."""

    def __init__(self, home: Path, options: tuple[str, ...], log: Path) -> None:
        command = [sys.executable, "-m", "ais", "--home", str(home), "relay", "--json"]
        self.log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, "--listen", "127.0.0.1:0", *options],
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "AIS_PASSWORD": PASSWORD},
                text=True,
            )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        if not self.first_line:
            self.kill()
        assert self.first_line, log.read_text()
        told = json.loads(self.first_line)
        self.place = RelayPlace(told["url"], Address(told["key"]))
        self.waiting = int(told["waiting"])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> tuple[int, str]:
        """End it as a service manager does; its status, and what else it printed."""
        self.process.terminate()
        rest, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, self.first_line + rest


def build(folder: Path, *, real: bool) -> Network:
    """Members with leaves, a policy in force, and a snapshot of the running epoch."""
    world = sharing.small(folder, MEMBERS, epoch_seconds=EPOCH_SECONDS)
    try:
        return _joined(Network(world, real))
    except BaseException:
        world.close()
        raise


def _joined(made: Network) -> Network:
    world, real = made.world, made.real
    contracts = made.governor.connection.contracts
    if not real:
        world.chain.request("anvil_setCode", _verifier(world), _LENIENT)
    for number, name in enumerate(MEMBERS):
        _join(made, name, number)
    made.send(contracts.group.admit([()] * len(MEMBERS)))
    made.send(contracts.attestations.register_policy(POLICY, "ais:test"))
    made.next_epoch()
    return made


def _commit(tau: Address, compliant: bool, result_digest: bytes, salt: bytes) -> bytes:
    return digests.attestation_commit(
        tau=tau, compliant=compliant, result_digest=result_digest, salt=salt
    )


def _opening(entry: Post) -> Opening:
    ciphertext = digests.keccak256(entry.ciphertext)
    return Opening(entry.compliant, entry.nullifier, entry.commit, entry.next, ciphertext)


def _verifier(world: World) -> str:
    return world.deployment.contracts["SemaphoreVerifier"].address


def _join(made: Network, name: str, number: int) -> None:
    party = made.world.party(name)
    group = party.connection.contracts.group
    if not made.real:
        made.send(group.join(1_000 + number, 1, _GOOD), name)
        return
    place = {"chain_id": party.chain_id, "group": Address(group.address)}
    secret = GroupSecret.draw()
    message = digests.leaf_message(**place, organisation=party.organisation)
    proof = prove(
        secret,
        _full_path(secret.leaf),
        message=digests.field_element(message),
        scope=digests.field_element(digests.leaf_scope(**place)),
    )
    made.send(group.join(secret.leaf, proof.nullifier, proof.points), name)
    made.secrets.append(secret)
    made.tree.insert(secret.leaf)


def _full_path(leaf: int) -> MerklePath:
    """The path on which the contract has the possession of a leaf proved (``Possession.sol``)."""
    root = leaf
    for _ in range(DEPTH):
        root = poseidon2(root, _SIDE)
    return MerklePath(root, 0, (_SIDE,) * DEPTH)
