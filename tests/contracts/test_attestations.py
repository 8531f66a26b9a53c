"""Attestations: members join with proofs, one of them posts, and the chain does not say which."""

from __future__ import annotations

from typing import Any

import ape
import pytest
from eth_account import Account
from eth_utils import keccak

from ais import digests
from ais.crypto.anonymity import GroupSecret, LeanTree, MerklePath, Proof, poseidon2, prove
from tests.contracts.network import Network

POLICY = keccak(text="a policy")
CIPHERTEXT = bytes(540)


def _possession(system: Network, operator: Any, secret: GroupSecret) -> Proof:
    """Of a leaf at the bottom of a path of 16 levels whose siblings are all 2."""
    place = {"chain_id": ape.chain.chain_id, "group": system.group.address}
    root = secret.leaf
    for _ in range(16):
        root = poseidon2(root, 2)
    organisation = int(system.membership.operatorOf(operator))
    return prove(
        secret,
        MerklePath(root, 0, (2,) * 16),
        message=digests.field_element(digests.leaf_message(**place, organisation=organisation)),
        scope=digests.field_element(digests.leaf_scope(**place)),
    )


@pytest.fixture(scope="module", autouse=True)
def members(system: Network, panelists: list[Any], outsider: Any) -> list[GroupSecret]:
    """Eight members in the tree, let in by anybody; the policy in force, the snapshot taken."""
    secrets = [GroupSecret.draw() for _ in range(8)]
    for operator, secret in zip(panelists, secrets, strict=False):
        proof = _possession(system, operator, secret)
        system.group.join(secret.leaf, proof.nullifier, list(proof.points), sender=operator)
    system.group.admit([[]] * len(secrets), sender=outsider)
    system.attestations.registerPolicy(POLICY, "policy.json", sender=system.governor)
    ape.chain.pending_timestamp = system.membership.epochStart(system.membership.nextEpoch())
    ape.chain.mine()
    system.group.snapshot(sender=outsider)
    return secrets


def _post(system: Network, members: list[GroupSecret], number: int, slot: int) -> tuple[Any, ...]:
    """The first member's post of a relationship, in the order of `IAttestations.Post`."""
    place = {
        "chain_id": ape.chain.chain_id,
        "attestations": system.attestations.address,
        "policy": POLICY,
        "epoch": int(system.membership.epoch()),
    }
    tau = Account.from_key(keccak(text=f"tau {number}"))
    scope = digests.field_element(digests.attestation_scope(**place, slot=slot))
    nullifier = members[0].nullifier(scope)
    commit, following = keccak(text="commit"), keccak(text="next")
    digest = digests.attestation_digest(
        **place,
        compliant=False,
        tau=tau.address,
        nullifier=nullifier,
        commit=commit,
        next_=following,
        ciphertext_digest=keccak(CIPHERTEXT),
    )
    path = LeanTree([member.leaf for member in members]).path(0)
    proof = prove(members[0], path, message=digests.field_element(digest), scope=scope)
    signature = tau.unsafe_sign_hash(digest).signature
    content = (False, tau.address, nullifier, commit, following, CIPHERTEXT)
    return (POLICY, place["epoch"], slot, *content, list(proof.points), bytes(signature))


class TestPost:
    def test_the_tree_is_the_clients(self, system: Network, members: list[GroupSecret]) -> None:
        tree = LeanTree([member.leaf for member in members])
        assert system.group.root() == tree.root

    def test_a_members_post_counts_whoever_sends_it(
        self, system: Network, members: list[GroupSecret], outsider: Any
    ) -> None:
        entry = _post(system, members, 1, 0)
        receipt = system.attestations.post(entry, sender=outsider)

        assert tuple(system.attestations.tally(POLICY, entry[1])) == (1, 1, 0, 0)
        (event,) = receipt.decode_logs(system.attestations.AttestationPosted)
        assert (event.tau, event.compliant) == (entry[4], False)

    def test_a_slot_is_used_once(
        self, system: Network, members: list[GroupSecret], outsider: Any
    ) -> None:
        system.attestations.post(_post(system, members, 1, 0), sender=outsider)
        again = _post(system, members, 2, 0)
        with ape.reverts(system.attestations.AttestationsNullifierUsed, nullifier=again[5]):
            system.attestations.post(again, sender=outsider)


class TestEvict:
    def test_a_removed_member_is_out_of_the_next_root(
        self, system: Network, members: list[GroupSecret], panelists: list[Any], outsider: Any
    ) -> None:
        organisation = system.membership.operatorOf(panelists[3])
        tree = LeanTree([member.leaf for member in members])
        system.membership.remove(organisation, sender=system.registrar)
        system.group.evict(organisation, list(tree.path(3).siblings), sender=outsider)

        tree.remove(3)
        assert system.group.root() == tree.root
        with ape.reverts(system.group.GroupTooSmall, leaves=7, least=8):
            system.group.snapshot(sender=outsider)


class TestRelays:
    def test_the_governor_lists_relays(self, system: Network, outsider: Any) -> None:
        with ape.reverts(system.relays.AccessManagedUnauthorized, caller=outsider):
            system.relays.list(outsider, "https://relay.example", sender=outsider)
        system.relays.list(outsider, "https://relay.example", sender=system.governor)
        assert system.relays.urlOf(outsider) == "https://relay.example"
