"""A group of members on a local chain, with real proofs, called through the noun modules alone."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_utils.crypto import keccak

from ais.chain import Chain, Receipt
from ais.crypto import Secret
from ais.crypto.anonymity import DEPTH, GroupSecret, LeanTree, MerklePath, poseidon2, prove
from ais.crypto.attestations import Context, Missing, SigningKey
from ais.digests import (
    attestation_commit,
    attestation_digest,
    attestation_next,
    attestation_scope,
    field_element,
    leaf_message,
    leaf_scope,
)
from ais.index import Index
from ais.records import Claim, Opening, Post
from ais.types import Address
from tests.integration.seated import World, build, cast

SIDE = 2  # the sibling of every level of a proof of possession, as in Possession.sol
RESULT, SALT = b"\x0e" * 32, b"\x05" * 32
CLAIMER = SigningKey(Secret(b"\x06" * 32))


@dataclass
class Said:
    """A post as it was made: what its author and its customer know of it."""

    post: Post
    key: Any  # of tau
    private: bool  # what the commitment holds
    next_tau: str

    @property
    def opening(self) -> Opening:
        """What opens the post's digest."""
        post = self.post
        digest = keccak(post.ciphertext)
        return Opening(post.compliant, post.nullifier, post.commit, post.next, digest)


@dataclass
class Group:
    """Nine organisations, each with a secret; the discloser is organisation 1."""

    world: World
    chain: Chain
    names: list[str]
    secrets: dict[str, GroupSecret] = field(default_factory=dict)

    @classmethod
    def build(cls, folder: Path) -> Group:
        """Deploy and list; nobody has joined yet."""
        members = cast(8)
        world = build(folder, members, seated=lambda _name: False)
        try:
            return cls(world, Chain.connect(world.deployment), list(members))
        except BaseException:
            world.close()
            raise

    @property
    def epoch(self) -> int:
        """The running one."""
        return self.chain.read(self.chain.contracts.membership.epoch())

    def next_epoch(self) -> int:
        """Let one pass; returns the one that runs then."""
        self.world.chain.advance(3_600)
        return self.epoch

    def send(self, write: Any, name: str = "governor") -> Receipt:
        """Anybody's call, from the account of one party."""
        return self.world.party(name).transact(write)

    def join(self, name: str) -> Receipt:
        """Queue a new leaf with a proof of its secret."""
        secret = GroupSecret.draw()
        root = secret.leaf
        for _ in range(DEPTH):
            root = poseidon2(root, SIDE)
        group = Address(self.chain.contracts.group.address)
        own = self.world.party(name).organisation
        proof = prove(
            secret,
            MerklePath(root, 0, (SIDE,) * DEPTH),
            message=field_element(
                leaf_message(chain_id=self._chain_id, group=group, organisation=own)
            ),
            scope=field_element(leaf_scope(chain_id=self._chain_id, group=group)),
        )
        write = self.chain.contracts.group.join(secret.leaf, proof.nullifier, proof.points)
        receipt = self.send(write, name)
        self.secrets[name] = secret
        return receipt

    def said(
        self, index: Index, name: str, policy: bytes, *, slot: int, public: bool, private: bool
    ) -> Said:
        """A post of that member, proved against the newest snapshot that the index knows."""
        key, epoch = Account.create(), self.epoch
        next_tau = Account.create().address
        place = {
            "chain_id": self._chain_id,
            "attestations": Address(self.chain.contracts.attestations.address),
            "policy": policy,
            "epoch": epoch,
        }
        secret = self.secrets[name]
        scope = field_element(attestation_scope(**place, slot=slot))
        ciphertext = os.urandom(540)
        words = {
            "compliant": public,
            "nullifier": secret.nullifier(scope),
            "commit": attestation_commit(
                tau=key.address, compliant=private, result_digest=RESULT, salt=SALT
            ),
        }
        next_ = attestation_next(tau=Address(next_tau), claimer=CLAIMER.address)
        digest = attestation_digest(
            **place, **words, tau=key.address, next_=next_, ciphertext_digest=keccak(ciphertext)
        )
        tree = LeanTree()
        leaves = index.leaves_at(index.snapshots()[epoch])
        for leaf in leaves:  # a removed one had to be there first
            tree.insert(leaf.leaf or leaf.index + 3)
        for leaf in leaves:
            if not leaf.leaf:
                tree.remove(leaf.index)
        path = tree.path(tree.index_of(secret.leaf))
        proof = prove(secret, path, message=field_element(digest), scope=scope)
        post = Post(
            policy=policy,
            epoch=epoch,
            slot=slot,
            tau=key.address,
            next=next_,
            ciphertext=ciphertext,
            proof=proof.points,
            signature=bytes(Account.unsafe_sign_hash(digest, key.key).signature),
            **words,
        )
        return Said(post, key, private, next_tau)

    def claim(
        self, policy: bytes, epoch: int, former_tau: str, tau: str, next_: bytes, silence: int
    ) -> Claim:
        """That the one-time key which the former one named was silent, signed as the pair does."""
        contract = Address(self.chain.contracts.attestations.address)
        context = Context(self._chain_id, contract, policy, epoch)
        signature = Missing(context, Address(tau), CLAIMER, next_).signature(silence)
        return Claim(policy, epoch, former_tau, tau, next_, signature)

    @property
    def _chain_id(self) -> int:
        return self.world.deployment.chain_id


def altered(said: Said, **changes: Any) -> Post:
    """The same post with other values, whose proof and signature do not fit any more."""
    return replace(said.post, **changes)
