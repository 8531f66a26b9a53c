"""Time of a whole post, and of all proofs of an epoch, beside snarkjs in Node on this machine.

The peer does the least that any client must: the witness and the proof, from files that are in
memory. Ours also seals the statement, derives and signs for the one-time key, verifies its own
proof, and encodes the call.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from eth_account import Account

from ais.chain.attestations import Attestations
from ais.crypto import Secret
from ais.crypto.anonymity import (
    PROVERS,
    GroupSecret,
    LeanTree,
    MerklePath,
    Prover,
    prove,
    prover_named,
)
from ais.crypto.attestations import Context, Direction, Pair, SigningKey, seal_post
from ais.digests import attestation_scope, field_element, sha256
from ais.errors import ProverUnavailable
from ais.flows.attestations.statement import Statement
from ais.records import Post
from ais.types import Address

from .proving import snarkjs, snarkjs_turns
from .rows import Row

__all__ = ["epoch", "post"]

_TURNS = 5
_MEMBERS, _SLOTS, _WORKERS = 24, 2, 2  # as the demo's second act
_GOALS = {"native": "<= 1 x peer"}
_PLACE = Address("0x00000000000000000000000000000000000000A1")
_POLICY = sha256(b"a policy")
_NOW = 1_790_000_000  # of the statement; no clock is read for it


def post() -> Iterator[Row]:
    """Time from a member's statement to the call of its post, by each prover; beside snarkjs."""
    author = _Author.make()
    peer = snarkjs(author.secret, author.path, _TURNS)
    theirs = peer.witness + peer.proof
    for name, prover in _provers():
        taken = [_clocked(author, prover) for _ in range(_TURNS + 1)]
        ours = round(statistics.median(taken[1:]), 3)
        beside = "snarkjs in Node: witness and proof alone"
        yield Row(f"post: {name} prover", ours, "s", beside, round(theirs, 3), _GOALS.get(name))


def epoch() -> Iterator[Row]:
    """Time of all proofs of an epoch of the demo's second act, beside as many by snarkjs."""
    secrets = [GroupSecret.draw() for _ in range(_MEMBERS)]
    tree = LeanTree(each.leaf for each in secrets)
    paths = [tree.path(place) for place in range(_MEMBERS)]
    count = _MEMBERS * _SLOTS
    peer = sum(map(sum, snarkjs_turns(secrets[0], paths[0], count)))
    for name, prover in _provers():
        if name == "python":
            continue  # several minutes; its time of one proof stands in `proof` and `post`
        prove(secrets[0], paths[0], message=1, scope=1, prover=prover)  # loads and compiles
        began = time.perf_counter()
        with ThreadPoolExecutor(_WORKERS) as pool:
            for slot in range(_SLOTS):
                made = pool.map(
                    lambda secret, path, slot=slot, prover=prover: prove(
                        secret, path, message=1, scope=slot + 1, prover=prover
                    ),
                    secrets,
                    paths,
                )
                list(made)
        ours = round(time.perf_counter() - began, 1)
        what = f"{count} proofs of an epoch of the demo, two at a time: {name} prover"
        beside = f"snarkjs in Node: {count} witnesses and proofs, one after the other"
        yield Row(what, ours, "s", beside, round(peer, 1), _GOALS.get(name))


@dataclass(frozen=True, slots=True)
class _Author:
    """A member with a place in a group, a key, a customer, and something to say."""

    secret: GroupSecret
    path: MerklePath
    key: SigningKey
    pair: Pair
    statement: Statement

    @classmethod
    def make(cls) -> _Author:
        """A new one, among a thousand."""
        secret = GroupSecret.draw()
        tree = LeanTree(range(1, 1_000))
        path = tree.path(tree.insert(secret.leaf))
        key = SigningKey(Secret(bytes(Account.create().key)))
        shared = Secret(bytes(Account.create().key))
        pair = Pair(31_337, _PLACE, Direction(1, 2), 1, 1, shared, sha256(b"an invitation"))
        return cls(secret, path, key, pair, _statement())

    def calldata(self, prover: Prover) -> bytes:
        """The call of one post, its proof verified."""
        context = Context(31_337, _PLACE, _POLICY, 1)
        scope = field_element(
            attestation_scope(chain_id=31_337, attestations=_PLACE, policy=_POLICY, epoch=1, slot=0)
        )
        made = seal_post(
            self.statement.record(_NOW),
            pair=self.pair,
            context=context,
            key=self.key,
            next_public=self.key.public,
            nullifier=self.secret.nullifier(scope),
            conditional_allowed=False,
        )
        posted = made.posted
        message = field_element(posted.digest)
        proof = prove(self.secret, self.path, message=message, scope=scope, prover=prover)
        entry = Post(
            policy=_POLICY,
            epoch=1,
            slot=0,
            compliant=posted.compliant,
            tau=posted.tau,
            nullifier=posted.nullifier,
            commit=posted.commit,
            next=posted.next,
            ciphertext=posted.ciphertext,
            proof=proof.points,
            signature=made.signature,
        )
        return Attestations(_PLACE).post(entry).payload


def _statement() -> Statement:
    return Statement(
        policy=_POLICY,
        name="all-rules",
        status="compliant",
        score=None,
        met=63,
        not_met=0,
        not_assessed=0,
        scanned_at=_NOW - 86_400,
        evaluated_at=_NOW,
        due_at=0,
        report_digest=sha256(b"a report"),
        scope="mail servers",
        tool="ScubaGear",
        version="1.5.0",
        location="",
        scanner=None,
        conditional_allowed=False,
        max_age_seconds=30 * 86_400,
    )


def _provers() -> Iterator[tuple[str, Prover]]:
    """All that are here: the native one needs Rust at set-up."""
    for name in PROVERS:
        try:
            yield name, prover_named(name)
        except ProverUnavailable:
            continue


def _clocked(author: _Author, prover: Prover) -> float:
    began = time.perf_counter()
    calldata = author.calldata(prover)
    taken = time.perf_counter() - began
    if len(calldata) != 1_316:
        raise AssertionError(f"a post has {len(calldata)} bytes")
    return taken
