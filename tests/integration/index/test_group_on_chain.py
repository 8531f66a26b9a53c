"""The group and its posts on a real chain: the index says what the contracts say, at every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account

from ais import errors
from ais.chain.attestations import POST_GAS
from ais.chain.group import JOIN_GAS
from ais.crypto.anonymity import LeanTree
from ais.index import Index
from ais.records import Tally
from tests.integration.index.anonymous import RESULT, SALT, Group, Said, altered

pytestmark = pytest.mark.chain

POLICY = b"\x01" * 32


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    made = Group.build(tmp_path_factory.mktemp("group"))
    yield made
    made.chain.close()
    made.world.close()


@pytest.fixture(scope="module")
def index(group: Group, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Followed through the whole story, step by step."""
    with Index(tmp_path_factory.mktemp("followed") / "index.sqlite", group.chain) as made:
        yield made


@pytest.fixture(scope="module")
def story() -> dict[str, Said]:
    """Posts that later tests go on from."""
    return {}


def agree(group: Group, index: Index) -> None:
    """The index against the views of all three contracts, and against one built from nothing."""
    chain, contracts = group.chain, group.chain.contracts
    index.sync()
    noun, leaves = contracts.group, index.leaves()
    size, count, root = chain.read_all(noun.size(), noun.leaf_count(), noun.root())
    assert (len(leaves), sum(bool(leaf.leaf) for leaf in leaves)) == (size, count)
    assert tree_of(leaves).root == root
    for leaf in filter(lambda each: each.leaf, leaves):
        assert chain.read(noun.leaf_of(leaf.organisation)) == (leaf.leaf, leaf.index)
    first, last = chain.read(noun.queue())
    waiting = index.waiting()
    assert [each.number for each in waiting] == list(range(first, last + 1))
    for each in waiting:
        assert chain.read(noun.pending_of(each.organisation)) == each.leaf
        assert chain.read(noun.change(each.number)) == (each.organisation, each.epoch, each.leaf)
    for epoch, taken in index.snapshots().items():
        told = (taken.event.root, taken.event.leaves, taken.timestamp)
        assert chain.read(noun.snapshot_of(epoch)) == told
        assert chain.read(noun.root_of(epoch)) == told[0] == tree_of(index.leaves_at(taken)).root
        for policy in index.policies():
            counted = chain.read(contracts.attestations.tally(policy.policy, epoch))
            assert index.tally(policy.policy, epoch) == counted
    epoch = group.epoch
    assert chain.read(contracts.attestations.slots()) == (
        index.slots_in(epoch),
        index.slots_in(epoch + 1),
    )
    for key, url in index.relays().items():
        assert chain.read(contracts.relays.url_of(key)) == url


def tree_of(leaves: list) -> LeanTree:  # type: ignore[type-arg]  # of ais.index.Leaf
    """The tree with these leaves; what was removed had to be there first."""
    tree = LeanTree(leaf.leaf or leaf.index + 3 for leaf in leaves)
    for leaf in leaves:
        if not leaf.leaf:
            tree.remove(leaf.index)
    return tree


def test_members_queue_their_leaves_with_proofs(group: Group, index: Index) -> None:
    used = [group.join(name).gas_used for name in group.names]
    agree(group, index)
    assert max(used) < JOIN_GAS
    assert len(index.waiting()) == 9
    assert [each.organisation for each in index.waiting()] == list(range(1, 10))


def test_a_second_leaf_waits_for_the_first_and_a_false_proof_is_refused(group: Group) -> None:
    """The contract's errors arrive as ours, before anything is signed."""
    noun, name = group.chain.contracts.group, group.names[0]
    with pytest.raises(errors.GroupChangeWaits) as refused:
        group.join(name)
    assert refused.value.organisation == 1
    with pytest.raises(errors.GroupLeafOutOfRange):
        group.send(noun.join(0, 1, (0,) * 8), name)
    with pytest.raises(errors.GroupNothingWaits):
        group.send(noun.admit([()] * 10))
    with pytest.raises(errors.GroupWrongSiblings):
        group.send(noun.admit([(1,)]))
    with pytest.raises(errors.GroupTooSmall) as small:
        group.send(noun.snapshot())
    assert (small.value.leaves, small.value.least) == (0, 8)


def test_what_waits_is_let_in(group: Group, index: Index) -> None:
    group.send(group.chain.contracts.group.admit([()] * 9))
    agree(group, index)
    assert index.waiting() == []
    assert [leaf.organisation for leaf in index.leaves()] == list(range(1, 10))
    assert [leaf.leaf for leaf in index.leaves()] == [
        group.secrets[name].leaf for name in group.names
    ]


def test_the_governor_registers_a_policy_slots_and_relays(group: Group, index: Index) -> None:
    contracts = group.chain.contracts
    first, second = (Account.create().address for _ in range(2))
    group.send(contracts.attestations.register_policy(POLICY, "https://policies.example/1"))
    group.send(contracts.attestations.register_policy(b"\x02" * 32, ""))
    group.send(contracts.attestations.set_slots(4))
    group.send(contracts.relays.list(first, "https://one.example"))
    group.send(contracts.relays.list(second, "https://two.example"))
    group.send(contracts.relays.delist(second))
    agree(group, index)
    assert index.relays() == {first: "https://one.example"}
    assert index.policies_in_force(group.epoch) == []
    assert [each.policy for each in index.policies_in_force(group.epoch + 1)] == [
        POLICY,
        b"\x02" * 32,
    ]
    assert (index.slots_in(group.epoch), index.slots_in(group.epoch + 1)) == (8, 4)
    group.send(contracts.attestations.retire_policy(b"\x02" * 32))
    agree(group, index)
    assert group.chain.read(contracts.attestations.policy_of(POLICY))[0] == group.epoch + 1
    assert [each.policy for each in index.policies_in_force(group.epoch + 1)] == [POLICY]
    with pytest.raises(errors.AttestationsPolicyKnown) as known:
        group.send(contracts.attestations.register_policy(POLICY, ""))
    assert known.value.policy == POLICY


def test_members_post_without_their_names(
    group: Group, index: Index, story: dict[str, Said]
) -> None:
    """Everybody's transaction has the same gas limit; what is posted is found again."""
    group.next_epoch()
    noun = group.chain.contracts.attestations
    group.send(group.chain.contracts.group.snapshot())
    agree(group, index)
    for slot, name in enumerate(group.names[1:4]):
        story[name] = group.said(index, name, POLICY, slot=slot, public=slot != 0, private=True)
        receipt = group.send(noun.post(story[name].post))
        assert receipt.gas_used < POST_GAS
        sent = group.chain.ask("eth_getTransactionByHash", "0x" + receipt.tx_hash.hex())
        assert int(sent["gas"], 16) == POST_GAS
        agree(group, index)
        entry = index.posts(POLICY, group.epoch)[-1]
        assert entry.event.tau == story[name].post.tau
        assert (entry.tx_hash, entry.block_number) == (receipt.tx_hash, receipt.block_number)
        assert entry.event.ciphertext == story[name].post.ciphertext
        assert group.chain.read(noun.is_used(entry.event.nullifier))
    assert index.tally(POLICY, group.epoch) == Tally(posted=3, non_compliant=1)
    assert index.tally(POLICY, group.epoch) == group.chain.read(noun.tally(POLICY, group.epoch))


def test_posts_that_do_not_fit_are_refused(
    group: Group, index: Index, story: dict[str, Said]
) -> None:
    """Each by its own error, with the values that the contract gave."""
    noun = group.chain.contracts.attestations
    said = story[group.names[1]]
    new = group.said(index, group.names[4], POLICY, slot=3, public=True, private=True)
    cases: list[tuple[object, type[errors.AttestationsError]]] = [
        (said.post, errors.AttestationsNullifierUsed),
        (altered(new, tau=said.post.tau), errors.AttestationsTauUsed),
        (altered(new, epoch=group.epoch + 1), errors.AttestationsWrongEpoch),
        (altered(new, policy=b"\x07" * 32), errors.AttestationsPolicyNotInForce),
        (altered(new, slot=4), errors.AttestationsInvalidSlot),
        (altered(new, ciphertext=b"short"), errors.AttestationsCiphertextLength),
        (altered(new, nullifier=2**255), errors.AttestationsNullifierOutOfRange),
        (altered(new, compliant=False), errors.AttestationsWrongSigner),
        (altered(new, slot=2), errors.AttestationsProofRefused),
    ]
    for entry, error in cases:
        with pytest.raises(error) as refused:
            group.send(noun.post(entry))  # type: ignore[arg-type]
        assert type(refused.value) is error
        assert "{" not in refused.value.message
    before = group.chain.read(noun.tally(POLICY, group.epoch))
    assert before.posted == 3


def test_a_contest_corrects_the_count(group: Group, index: Index, story: dict[str, Said]) -> None:
    noun, said = group.chain.contracts.attestations, story[group.names[1]]
    words = (POLICY, said.post.epoch, said.post.tau, said.opening)
    with pytest.raises(errors.AttestationsWrongOpening):
        group.send(noun.contest(*words, True, RESULT, b"\x06" * 32))
    group.send(noun.contest(*words, said.private, RESULT, SALT))
    agree(group, index)
    assert index.tally(POLICY, group.epoch) == Tally(posted=3, contested=1)
    assert group.chain.read(noun.is_contested(POLICY, group.epoch, said.post.tau))
    with pytest.raises(errors.AttestationsAlreadyContested):
        group.send(noun.contest(*words, said.private, RESULT, SALT))


def test_one_who_is_suspended_is_taken_out_and_the_epoch_gets_another_root(
    group: Group, index: Index
) -> None:
    contracts, name = group.chain.contracts, group.names[8]
    own = group.world.party(name).organisation
    leaf = index.leaf_of(own)
    assert leaf is not None
    group.send(contracts.membership.suspend(own), "registrar")
    path = tree_of(index.leaves()).path(leaf.index)
    with pytest.raises(errors.GroupWrongSiblings):
        group.send(contracts.group.evict(own, (*path.siblings, 1)))
    group.send(contracts.group.evict(own, path.siblings))
    agree(group, index)
    assert index.leaf_of(own) is None
    group.send(contracts.group.snapshot())
    agree(group, index)
    former, newest = index.snapshots_of(group.epoch)
    assert (former.event.leaves, newest.event.leaves) == (9, 8)
    assert index.snapshots()[group.epoch] == newest
    with pytest.raises(errors.GroupUnchanged):
        group.send(contracts.group.snapshot())
    with pytest.raises(errors.GroupFrozen):
        group.send(contracts.group.admit([()]))


def test_a_rotation_waits_until_the_next_epoch_and_keeps_its_place(
    group: Group, index: Index
) -> None:
    name = group.names[2]
    own = group.world.party(name).organisation
    group.join(name)
    agree(group, index)
    group.next_epoch()
    noun = group.chain.contracts.group
    with pytest.raises(errors.GroupQueueWaits) as waits:
        group.send(noun.snapshot())
    assert waits.value.count == 1
    former = index.leaf_of(own)
    assert former is not None
    group.send(noun.admit([tree_of(index.leaves()).path(former.index).siblings]))
    group.send(noun.snapshot())
    agree(group, index)
    assert index.leaf_of(own) == replace(former, leaf=group.secrets[name].leaf)
    assert len(index.queued(own)) == 2


def test_silences_after_a_post_are_counted(
    group: Group, index: Index, story: dict[str, Said]
) -> None:
    """A claim links to the post of two epochs ago, a second one to the claim."""
    noun, said = group.chain.contracts.attestations, story[group.names[3]]
    missed = group.epoch
    assert missed == said.post.epoch + 1
    group.next_epoch()
    group.send(group.chain.contracts.group.snapshot())
    claim = group.claim(POLICY, missed, said.post.tau, said.next_tau, said.post.next, 1)
    with pytest.raises(errors.AttestationsUnknown):
        group.send(noun.claim_missing(replace(claim, former_tau=said.next_tau), said.opening))
    with pytest.raises(errors.AttestationsWrongClaimer):
        group.send(noun.claim_missing(replace(claim, next=bytes(32)), said.opening))
    group.send(noun.claim_missing(claim, said.opening))
    agree(group, index)
    assert index.tally(POLICY, missed) == Tally(missing=1)
    assert int.from_bytes(group.chain.read(noun.standing(POLICY, missed, said.next_tau))) > 0

    group.next_epoch()
    again = group.claim(POLICY, missed + 1, said.next_tau, said.next_tau, bytes(32), 2)
    with pytest.raises(errors.AttestationsSilentTooLong):
        group.send(noun.claim_still_missing(again, claim.next, 3))
    group.send(noun.claim_still_missing(again, claim.next, 1))
    agree(group, index)
    assert [entry.event.silence for entry in index.silences(POLICY)] == [1, 2]
    late = (POLICY, said.post.epoch, said.post.tau, said.opening, True, RESULT, SALT)
    with pytest.raises(errors.AttestationsTooLate):
        group.send(noun.contest(*late))


def test_a_deleted_index_is_the_same_again(group: Group, index: Index, tmp_path: Path) -> None:
    """The one followed through all of the above, and one built from nothing: equal to the byte."""
    index.sync()
    with Index(tmp_path / "rebuilt.sqlite", group.chain) as rebuilt:
        rebuilt.sync()
        assert list(rebuilt.dump()) == list(index.dump())


def test_what_the_chain_takes_back_the_index_takes_back(
    group: Group, index: Index, tmp_path: Path
) -> None:
    """A policy, a slot number and a relay in blocks that are replaced."""
    contracts = group.chain.contracts
    index.sync()
    before = list(index.dump())
    group.send(contracts.attestations.register_policy(b"\x09" * 32, ""))
    group.send(contracts.relays.list(Account.create().address, "https://gone.example"))
    index.sync()
    assert len(index.policies()) == 3
    group.world.chain.request("anvil_reorg", 2, [])
    group.world.chain.request("anvil_dropAllTransactions")
    agree(group, index)
    assert len(index.policies()) == 2
    assert [row for row in index.dump() if '"events"' in row] == [
        row for row in before if '"events"' in row
    ]
