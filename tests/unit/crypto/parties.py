"""Members with keys of their own, and short ways to what they seal for each other."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import which

from ais import crypto
from ais.digests import keccak256, sha256
from ais.types import Address, Bytes32, KeyPurpose, Suite

VECTORS = Path(__file__).parents[2] / "vectors"
FOREIGN = Path(__file__).parent / "foreign"

CHAIN_ID = 31337
INDICATORS = Address("0x" + "1d" * 20)
DIRECTORY = Address("0x" + "d1" * 20)
VALUATION = Address("0x" + "a1" * 20)

PLACE = crypto.Place(CHAIN_ID, INDICATORS, 7)
SUBMISSION = sha256(b"a submission's id")
OBJECTS = (
    b'{"id":"indicator--1","type":"indicator"}',
    b'{"id":"indicator--2","type":"indicator"}',
    b'{"id":"malware--1","type":"malware"}',
)


@dataclass(frozen=True)
class Member:
    """A member made from a name: its root secret is the digest of the name."""

    name: str
    organisation: int
    number: int = 1

    @cached_property
    def root(self) -> crypto.RootSecret:
        return crypto.RootSecret(crypto.Secret(sha256(self.name.encode())))

    def announcement(self, purpose: KeyPurpose = KeyPurpose.SEALING) -> crypto.Announcement:
        return crypto.Announcement(CHAIN_ID, DIRECTORY, self.organisation, purpose, self.number)

    def key(self, suite: Suite) -> crypto.KemPrivateKey:
        return self.root.sealing_key(self.number, suite)

    def bundle(self, suite: Suite) -> bytes:
        operator = self.root.account(crypto.AccountRole.OPERATOR)
        return crypto.make_bundle(self.announcement(), self.key(suite), operator)

    def own(self, suite: Suite) -> crypto.OwnKey:
        return crypto.OwnKey(self.key(suite), keccak256(self.bundle(suite)))

    def recipient(self, suite: Suite) -> crypto.Recipient:
        return crypto.Recipient(self.key(suite).public, keccak256(self.bundle(suite)))


ALICE, BOB, CAROL, OUTSIDER = (
    Member(name, number) for number, name in enumerate(("alice", "bob", "carol", "outsider"), 11)
)


def sealed_by(member: Member, objects: tuple[bytes, ...] = OBJECTS) -> crypto.Sealed:
    return crypto.seal(objects, place=PLACE, self_key=member.root.self_key(), strictest_tlp=3)


def binding(suite: Suite, *ids: Bytes32) -> crypto.Binding:
    return crypto.Binding(suite, CHAIN_ID, INDICATORS, ids or (SUBMISSION,))


def open_slots(
    blob: bytes,
    keys: list[crypto.OwnKey],
    *,
    binding: crypto.Binding,
    slots_digest: bytes,
    slot_count: int | None = None,
    position: int | None = None,
) -> crypto.OpenRelease:
    """Hold a blob against the chain and open our slot: at our place, if we know it."""
    slots = crypto.check_slots(
        blob, binding=binding, slots_digest=slots_digest, slot_count=slot_count
    )
    return slots.open_any(keys) if position is None else slots.open_at(position, keys)


def run_foreign(program: str, request: str, *words: str) -> str:
    """Run a program of ``foreign/`` as a process of its own; gives its standard output."""
    command = sys.executable
    if program.endswith(".mjs"):
        beside = str(Path(sys.executable).parent)
        command = which("node") or which("node", path=beside) or ""
        if not command:
            raise RuntimeError("Node is missing: run ./scripts/setup dev, then . scripts/env.sh")
    done = subprocess.run(
        [command, str(FOREIGN / program), *words],
        input=request,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout
