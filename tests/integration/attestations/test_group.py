"""The group as members see it: joining, rotating, eviction, snapshots and paths."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ais.errors import GroupChangePending, GroupFrozen, LeafNotInSnapshot, LeafSecretUnknown
from ais.flows import membership
from ais.flows.attestations import group
from ais.flows.attestations.standing import own_path, tree_at
from ais.flows.attestations.status import standpoint
from ais.flows.party import Party
from tests.integration.attestations.world import Attesting, attesting

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("group"))
    yield made
    made.close()


def frozen(net: Attesting) -> int:
    """The root that the contract has for the running epoch."""
    party = net.party("governor")
    return party.read(party.group.root_of(net.epoch))


def test_everybody_who_joined_has_a_path_to_the_root_that_the_contract_froze(
    net: Attesting,
) -> None:
    found = [own_path(net.party(name), net.epoch) for name in net.names]
    root = tree_at(net.party("governor"), net.epoch).root
    assert {each.root for each in found} == {frozen(net)} == {root}
    assert len({each.secret.leaf for each in found}) == len(net.names)


def test_joining_again_does_nothing_and_tending_a_frozen_epoch_neither(net: Attesting) -> None:
    done = group.join(net.party("member3"))
    assert (done.number, done.in_tree, done.acts) == (1, True, ())
    assert group.tend(net.party("member3")) == []
    assert group.snapshot(net.party("member3")) is None
    with net.world.open("governor") as outsider:
        outsider.config = type(outsider.config)(organisation=999)  # which never joined
        with pytest.raises(LeafNotInSnapshot):
            own_path(outsider, net.epoch)


def test_a_rotated_leaf_waits_for_the_next_snapshot_and_its_secret_is_found_by_its_number(
    net: Attesting,
) -> None:
    party = net.party("member2")
    before = own_path(party, net.epoch)
    done = group.rotate(party)
    assert (done.number, done.in_tree) == (2, False)
    with pytest.raises(GroupChangePending):
        group.rotate(party)
    with pytest.raises(GroupFrozen):
        group.admit(net.party("member0"))
    assert own_path(party, net.epoch).secret.leaf == before.secret.leaf

    net.next_epoch()
    after = own_path(party, net.epoch)
    assert after.secret.leaf == done.leaf != before.secret.leaf
    assert after.path.index == before.path.index
    assert after.root == frozen(net)


def test_many_rotations_and_a_newcomer_come_in_together(net: Attesting) -> None:
    for name in net.names[:5]:
        group.rotate(net.party(name))
    net.next_epoch()
    found = [own_path(net.party(name), net.epoch) for name in net.names]
    assert {each.root for each in found} == {frozen(net)}


def test_a_suspended_member_is_evicted_and_comes_back_with_a_new_leaf_in_a_new_place(
    net: Attesting,
) -> None:
    party, number = net.party("member8"), net.number("member8")
    registrar = net.party("registrar")
    former = own_path(party, net.epoch)
    membership.change(registrar, "suspend", number)
    assert group.evictable(net.party("member0")) == [number]
    group.tend(net.party("member0"))
    assert frozen(net) != former.root
    with pytest.raises(LeafNotInSnapshot):
        own_path(party, net.epoch)
    (posting,) = standpoint(party).postings
    assert posting.posted is None, "own posts are not told without a leaf: 0 would be a guess"
    others = [own_path(net.party(name), net.epoch) for name in net.names[:8]]
    assert {each.root for each in others} == {frozen(net)}

    membership.change(registrar, "reinstate", number)
    done = group.join(party)
    assert done.number == 2
    net.next_epoch()
    back = own_path(party, net.epoch)
    assert back.secret.leaf == done.leaf
    assert back.root == frozen(net)


def test_a_change_of_one_who_was_suspended_meanwhile_is_skipped(net: Attesting) -> None:
    group.rotate(net.party("member7"))
    group.rotate(net.party("member1"))
    membership.change(net.party("registrar"), "suspend", net.number("member7"))
    net.next_epoch()
    assert own_path(net.party("member1"), net.epoch).root == frozen(net)
    with pytest.raises(LeafNotInSnapshot):
        own_path(net.party("member7"), net.epoch)


def test_a_leaf_of_other_keys_is_told_apart_from_none(net: Attesting) -> None:
    home, other = net.world.home("member0"), net.world.roots["member1"]
    with Party.open(home, root=other) as party, pytest.raises(LeafSecretUnknown):
        own_path(party, net.epoch)
