"""One life of a group: every call of Group, Attestations and Relays, with real proofs.

The group is filled with others before (`crowds`). What is measured is done by members that have
keys, one transaction a call, against Semaphore's own verifier.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eth_account import Account

from ais.chain import Write
from ais.crypto import Secret
from ais.crypto.anonymity import DEPTH, GroupSecret, LeanTree, MerklePath, poseidon2, prove
from ais.crypto.attestations import CIPHERTEXT_BYTES, Context, Missing, Posted, SigningKey
from ais.digests import (
    attestation_commit,
    attestation_next,
    attestation_scope,
    field_element,
    leaf_message,
    leaf_scope,
    sha256,
)
from ais.flows.attestations.content import Content, entry_of
from ais.records import Claim, Opening, Post
from ais.types import Address

from .crowds import fill
from .site import Member, Site

__all__ = ["SLOTS", "live_unnamed"]

SLOTS = 8
_SIDE = 2  # the sibling on every level of a proof of possession
_LATER = 3  # posts after the first one
_POLICY, _RETIRED = sha256(b"a policy"), sha256(b"a policy that ends")
_RESULT, _SALT = sha256(b"result"), sha256(b"salt")
_CLAIMER = SigningKey(Secret(sha256(b"claimer")))


@dataclass
class _Group:
    """The member that acts, and the tree as the chain has it."""

    site: Site
    tree: LeanTree
    organisations: Mapping[int, int]  # of the others, by leaf
    member: Member
    note: str
    secret: GroupSecret = field(default_factory=GroupSecret.draw)

    def measure(self, write: Write, note: str = "") -> None:
        """A call of anybody's, among so many members."""
        self.site.measure(self.site.deployer, write, f"{note} {self.note}".strip())

    def join(self, *, measured: bool) -> GroupSecret:
        """Queue a leaf of the member, with the proof of its secret."""
        group, chain_id = self._group, self.site.chain.deployment.chain_id
        secret = GroupSecret.draw()
        root = secret.leaf
        for _ in range(DEPTH):
            root = poseidon2(root, _SIDE)
        organisation, address = self.member.organisation, Address(group.address)
        message = leaf_message(chain_id=chain_id, group=address, organisation=organisation)
        proof = prove(
            secret,
            MerklePath(root, 0, (_SIDE,) * DEPTH),
            message=field_element(message),
            scope=field_element(leaf_scope(chain_id=chain_id, group=address)),
        )
        write = group.join(secret.leaf, proof.nullifier, proof.points)
        if measured:
            self.site.measure(self.member.operator, write, self.note)
        else:
            self.site.send(self.member.operator, write)
        return secret

    def said(self, slot: int, *, private: bool = True) -> _Said:
        """A post of the member that says *compliant*; ``private``: what it commits to."""
        key, after = _new_key(), _new_key().address
        attestations = self.site.chain.contracts.attestations
        epoch = self.site.chain.read(self.site.chain.contracts.membership.epoch())
        chain_id = self.site.chain.deployment.chain_id
        context = Context(chain_id, Address(attestations.address), _POLICY, epoch)
        scope = field_element(
            attestation_scope(
                chain_id=chain_id,
                attestations=context.attestations,
                policy=_POLICY,
                epoch=epoch,
                slot=slot,
            )
        )
        commit = attestation_commit(
            tau=key.address, compliant=private, result_digest=_RESULT, salt=_SALT
        )
        posted = Posted(
            context,
            key.address,
            True,
            self.secret.nullifier(scope),
            commit,
            attestation_next(tau=after, claimer=_CLAIMER.address),
            os.urandom(CIPHERTEXT_BYTES),
        )
        path = self.tree.path(self.tree.index_of(self.secret.leaf))
        message = field_element(posted.digest)
        proof = prove(self.secret, path, message=message, scope=scope)
        return _Said(posted, slot, tuple(proof.points), key.sign(posted.digest), after)

    @property
    def _group(self) -> Any:
        return self.site.chain.contracts.group


@dataclass(frozen=True, slots=True)
class _Said:
    posted: Posted
    slot: int
    points: tuple[int, ...]
    signature: bytes
    after: Address  # the tau of the epoch after

    @property
    def entry(self) -> Post:
        """What is posted."""
        return entry_of(Content(self.slot, self.posted, self.signature), self.points)

    @property
    def opening(self) -> Opening:
        """What recomputes its digest."""
        posted = self.posted
        return Opening(
            posted.compliant, posted.nullifier, posted.commit, posted.next, posted.ciphertext_digest
        )


def _new_key() -> SigningKey:
    return SigningKey(Secret(bytes(Account.create().key)))


def live_unnamed(site: Site, members: int) -> None:
    """Everything, from joining to the second silence, in a group of so many members."""
    group = _founded(site, members)
    posts = _posts(group)
    _eviction(group)
    site.enter_epoch(2, seconds=1)
    _rotation(group)
    _silences(group, posts)


def _founded(site: Site, members: int) -> _Group:
    """All but one are there; the last one joins, and is let in at the dearest place."""
    contracts, note = site.chain.contracts, f"of {members:,} members"
    attestations, relays = contracts.attestations, contracts.relays
    member = site.admit()
    tree, organisations = fill(site, members - 1)
    group = _Group(site, tree, organisations, member, note)
    group.secret = group.join(measured=True)
    group.measure(contracts.group.admit([()]), "of a new leaf")
    group.tree.insert(group.secret.leaf)

    for write in (
        attestations.register_policy(_POLICY, "https://policies.example/rules.json"),
        attestations.register_policy(_RETIRED, "https://policies.example/former.json"),
        attestations.retire_policy(_RETIRED),
        attestations.set_slots(SLOTS),
        relays.list(site.deployer.address, "https://relay.example:8443"),
        relays.delist(site.deployer.address),
    ):
        site.measure(site.governor, write, note)
    site.send(site.governor, contracts.membership.start())
    site.enter_epoch(1, seconds=1)
    group.measure(contracts.group.snapshot(), "of an epoch")
    return group


def _posts(group: _Group) -> list[_Said]:
    """The first one of the epoch, some later ones, and the correction of one that lies."""
    attestations = group.site.chain.contracts.attestations
    said = [group.said(slot, private=slot != 0) for slot in range(1 + _LATER)]
    group.measure(attestations.post(said[0].entry), "first of an epoch")
    for each in said[1:]:
        group.measure(attestations.post(each.entry), "later in an epoch")
    false = said[0].posted
    write = attestations.contest(
        _POLICY, false.context.epoch, false.tau, said[0].opening, False, _RESULT, _SALT
    )
    group.measure(write)
    return said


def _eviction(group: _Group) -> None:
    """One from the middle of the tree is suspended and taken out."""
    site, contracts = group.site, group.site.chain.contracts
    place = len(group.tree) // 2
    organisation = group.organisations[group.tree.leaves[place]]
    site.send(site.registrar, contracts.membership.suspend(organisation))
    group.measure(contracts.group.evict(organisation, group.tree.path(place).siblings))
    group.tree.remove(place)
    group.measure(contracts.group.snapshot(), "again in an epoch")


def _rotation(group: _Group) -> None:
    contracts = group.site.chain.contracts
    place = group.tree.index_of(group.secret.leaf)
    secret = group.join(measured=False)
    group.measure(contracts.group.admit([group.tree.path(place).siblings]), "of a rotation")
    group.tree.update(place, secret.leaf)
    group.secret = secret
    group.site.send(group.site.deployer, contracts.group.snapshot())


def _silences(group: _Group, posts: list[_Said]) -> None:
    """Nobody posts in epochs 2 and 3."""
    site, contracts = group.site, group.site.chain.contracts
    said, second = posts[1], _new_key().address
    site.enter_epoch(3, seconds=1)
    site.send(site.deployer, contracts.group.snapshot())
    next_ = attestation_next(tau=second, claimer=_CLAIMER.address)
    missing = Missing(said.posted.context.next(), said.after, _CLAIMER, next_)
    first = Claim(_POLICY, 2, said.posted.tau, said.after, next_, missing.signature(1))
    group.measure(contracts.attestations.claim_missing(first, said.opening))

    site.enter_epoch(4, seconds=1)
    missing = replace(missing, context=missing.context.next(), tau=second)
    claim = Claim(_POLICY, 3, said.after, second, next_, missing.signature(2))
    group.measure(contracts.attestations.claim_still_missing(claim, next_, 1))
