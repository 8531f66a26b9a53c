"""Pairs of companies: files, codes, limits, and what is left on disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ais.crypto import RootSecret
from ais.crypto.attestations import Pair
from ais.errors import (
    PairingCode,
    PairingForeign,
    PairingReplayed,
    PairKeyGone,
    PairLimit,
    PairStoreUnusable,
    PairUnknown,
    PairWaits,
    PartnerUnfit,
)
from ais.flows import join, membership
from ais.flows import keys as key_flow
from ais.flows.attestations import pairs
from ais.flows.attestations.pairs import Paired
from ais.flows.attestations.pairstore import PairStore, Stage
from ais.types import KeyPurpose, OrganisationStatus
from tests.integration.attestations.world import Attesting, attesting
from tests.integration.seated import PASSWORD
from tests.integration.sharing import ENERGY

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("pairs"), count=8)
    yield made
    made.close()


def file_of(done: Paired) -> bytes:
    assert done.file is not None
    return done.file


def key_of(net: Attesting, name: str, epoch: int) -> list[bytes]:
    """The keys that a member holds for an epoch."""
    return [each.pair.key_of(epoch).reveal() for each in pairs.held(net.party(name), epoch)]


def test_three_files_and_a_code_make_the_same_key_on_both_sides_from_the_next_epoch(
    net: Attesting,
) -> None:
    one, other = net.party("member0"), net.party("member1")
    first = pairs.invite(one, net.number("member1"), we_supply=True)
    second = pairs.take(other, file_of(first))
    third = pairs.take(one, file_of(second))
    last = pairs.take(other, file_of(third))
    assert third.row.code == last.row.code
    assert third.row.code is not None
    with pytest.raises(PairingCode):
        pairs.confirm(one, third.row.name, "000-0000" if "1" in third.row.code else "111-1111")
    assert pairs.held(one, net.epoch + 1) == []

    for party, row in ((one, third.row), (other, last.row)):
        done = pairs.confirm(party, row.name, str(row.code))
        assert (done.stage, done.first_epoch) == (Stage.ACTIVE, net.epoch + 1)
    assert pairs.held(one, net.epoch) == []
    assert key_of(net, "member0", net.epoch + 1) == key_of(net, "member1", net.epoch + 1)


def test_a_file_taken_once_or_meant_for_somebody_else_is_refused(net: Attesting) -> None:
    one, other, third = (net.party(f"member{n}") for n in (2, 3, 4))
    first = pairs.invite(one, net.number("member3"), we_supply=False)
    with pytest.raises(PairingForeign):
        pairs.take(third, file_of(first))
    with pytest.raises(PairingForeign):
        pairs.take(one, file_of(first))
    second = pairs.take(other, file_of(first))
    with pytest.raises(PairingReplayed):
        pairs.take(other, file_of(first))
    with pytest.raises(PairWaits):
        pairs.confirm(other, second.row.name, "123-4567")
    assert pairs.outgoing(other, second.row.name) == second.file
    pairs.take(one, file_of(second))
    with pytest.raises(PairWaits):
        pairs.take(one, file_of(second))

    pairs.end(other, second.row.name)
    with pytest.raises(PairingReplayed):  # for ever
        pairs.take(other, file_of(first))
    with pytest.raises(PairUnknown):
        pairs.outgoing(other, "0" * 16)


def test_one_file_does_where_no_other_can_be_handed_over(net: Attesting) -> None:
    one, other = net.party("member5"), net.party("member6")
    offered = pairs.offer(one, net.number("member6"), we_supply=True)
    taken = pairs.take(other, file_of(offered))
    assert offered.row.code == taken.row.code
    assert len(str(taken.row.code).replace("-", "")) == 16
    assert taken.file is None
    for party, row in ((one, offered.row), (other, taken.row)):
        pairs.confirm(party, row.name, str(row.code).lower())
    assert key_of(net, "member5", net.epoch + 1) == key_of(net, "member6", net.epoch + 1)


def test_a_member_takes_no_more_customers_than_it_has_posts(net: Attesting) -> None:
    party = net.party("member7")
    for name in ("member0", "member1"):
        pairs.invite(party, net.number(name), we_supply=True)
    with pytest.raises(PairLimit) as caught:
        pairs.invite(party, net.number("member2"), we_supply=True)
    assert (caught.value.customers, caught.value.slots) == (3, 2)
    asked = pairs.invite(net.party("member2"), party.organisation, we_supply=False)
    with pytest.raises(PairLimit):
        pairs.take(party, file_of(asked))
    pairs.invite(party, net.number("member2"), we_supply=False)  # as a customer there is no limit


def test_keys_of_past_epochs_are_gone_from_the_disk(net: Attesting) -> None:
    party, store = net.party("member0"), PairStore(net.party("member0"))
    net.next_epoch()
    first = net.epoch
    former = key_of(net, "member0", first)
    net.next_epoch()
    assert key_of(net, "member0", first) == former  # to the end of the epoch after it
    net.next_epoch()
    assert pairs.held(party, first) == []
    kept = [each.pair for each in store.all() if isinstance(each.pair, Pair)]
    assert kept
    for pair in kept:
        with pytest.raises(PairKeyGone):
            pair.key_of(first)
    assert key_of(net, "member0", net.epoch) == key_of(net, "member1", net.epoch)


def test_files_of_the_store_have_one_size_and_open_nowhere_else(net: Attesting) -> None:
    party = net.party("member7")
    files = sorted(party.home.pairs.iterdir())
    assert len(files) == 3
    assert len({path.stat().st_size for path in files}) == 1
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    names = [path.name for path in files]
    moved = files[0].with_name("0" * 16 + ".pair")
    files[0].rename(moved)
    with pytest.raises(PairStoreUnusable):
        pairs.list_pairs(party)
    moved.rename(files[0])
    assert sorted(row.name + ".pair" for row in pairs.list_pairs(party)) == names


def test_a_rotation_between_two_epochs_neither_stops_nor_changes_a_pair(net: Attesting) -> None:
    before = key_of(net, "member0", net.epoch)
    for name in ("member0", "member1"):
        key_flow.announce(net.party(name), KeyPurpose.AGREEMENT, rotate_now=True)
    assert key_of(net, "member0", net.epoch) == before
    started = pairs.invite(net.party("member0"), net.number("member3"), we_supply=True)
    net.next_epoch()
    net.next_epoch()
    assert key_of(net, "member0", net.epoch) == key_of(net, "member1", net.epoch)
    assert pairs.outgoing(net.party("member0"), started.row.name) == started.file


def test_a_side_that_lost_its_pair_is_invited_again_and_the_new_one_takes_its_place(
    net: Attesting,
) -> None:
    one, other = net.party("member0"), net.party("member1")
    for row in pairs.list_pairs(one):
        pairs.end(one, row.name)
    former = key_of(net, "member1", net.epoch)
    net.pair("member0", "member1")
    assert key_of(net, "member1", net.epoch) == former
    net.next_epoch()
    assert len(pairs.held(other, net.epoch)) == 1
    assert key_of(net, "member0", net.epoch) == key_of(net, "member1", net.epoch) != former
    net.next_epoch()
    net.next_epoch()
    active = [row for row in pairs.list_pairs(other) if row.stage is Stage.ACTIVE]
    assert len(active) == 1


# ---- whom no pair is made with -------------------------------------------------------------------


def unfit(net: Attesting, name: str, partner: int) -> PartnerUnfit:
    """Why a pair with an organisation is refused, in whichever way it is begun."""
    party, found = net.party(name), []
    for begin in (pairs.invite, pairs.offer):
        for we_supply in (True, False):
            with pytest.raises(PartnerUnfit) as caught:
                begin(party, partner, we_supply=we_supply)
            found.append(caught.value)
    assert len({(each.organisation, each.reason) for each in found}) == 1
    return found[0]


def test_no_pair_is_made_with_oneself_or_with_nobody(net: Attesting) -> None:
    own = net.number("member2")
    assert (unfit(net, "member2", own).organisation, unfit(net, "member2", own).reason) == (
        own,
        "is this home's own",
    )
    assert unfit(net, "member2", 99).reason == "is not in this network"


def test_a_suspended_partner_pairs_again_when_it_is_reinstated(net: Attesting) -> None:
    one, other, registrar = net.party("member2"), net.party("member3"), net.party("registrar")
    sent = pairs.invite(other, one.organisation, we_supply=False)
    membership.change(registrar, "suspend", other.organisation)
    refused = unfit(net, "member2", other.organisation)
    assert (refused.organisation, refused.reason) == (other.organisation, "is suspended")
    with pytest.raises(PartnerUnfit):
        pairs.take(one, file_of(sent))  # what a stolen key would sign
    assert unfit(net, "member3", one.organisation).organisation == other.organisation  # itself
    membership.change(registrar, "reinstate", other.organisation)
    pairs.take(one, file_of(sent))


def test_a_removed_partner_is_refused_at_every_step(net: Attesting) -> None:
    one, other, third = (net.party(f"member{n}") for n in (2, 4, 5))
    waits = pairs.invite(other, one.organisation, we_supply=False)
    answered = pairs.take(one, file_of(waits))
    begun = pairs.invite(third, other.organisation, we_supply=False)
    second = pairs.take(other, file_of(begun))
    concluded = pairs.take(third, file_of(second))
    single = pairs.offer(other, third.organisation, we_supply=False)
    last = pairs.take(other, file_of(answered))
    membership.change(net.party("registrar"), "remove", other.organisation)

    assert unfit(net, "member2", other.organisation).reason == "was removed"
    for party, file in ((one, last.file), (third, single.file)):
        with pytest.raises(PartnerUnfit) as caught:
            pairs.take(party, file or b"")
        assert caught.value.organisation == other.organisation
    with pytest.raises(PartnerUnfit):
        pairs.confirm(third, concluded.row.name, str(concluded.row.code))
    ended = pairs.end(third, concluded.row.name)
    assert ended.stage is Stage.ENDED
    left = {each.pair.direction.customer for each in pairs.held(third, net.epoch + 1)}
    assert other.organisation not in left


def test_a_candidate_may_stand_in_the_group_and_so_may_pair(net: Attesting) -> None:
    world = net.world
    root = world.roots["candidate"] = RootSecret.generate()
    file = world.folder / "network.json"
    made = join.init(world.home("candidate"), PASSWORD, network=file, secret=root, scrypt_n=2)
    membership.list_(world.party("registrar"), made.accounts, sectors=(ENERGY,), tier=3)
    join.join(world.party("candidate"))
    status = world.party("candidate").sync().organisation(net.number("candidate")).status
    assert status is OrganisationStatus.CANDIDATE
    net.next_epoch()
    net.pair("candidate", "member6")
