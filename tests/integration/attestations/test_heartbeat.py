"""The heartbeat: so many posts from everybody, each once, whatever happens in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ais.crypto.attestations import Context, OpenedPost, Posted, open_post
from ais.errors import (
    GroupSmall,
    HeadStale,
    LeafNotInSnapshot,
    SnapshotMissing,
    StatementMissing,
)
from ais.flows import keys as key_flow
from ais.flows import membership
from ais.flows.attestations import group, heartbeat, limits, pairs, standing
from ais.flows.attestations.announced import attestation_key
from ais.flows.attestations.heartbeat import Choices
from ais.flows.party import Party
from ais.records import RelationKind
from ais.types import Address, KeyPurpose
from tests.integration.attestations.world import FAILING, QUICK, Attesting, attesting

pytestmark = pytest.mark.chain
_AFFILIATE = RelationKind.AFFILIATE
PATIENT = Choices(least=3, direct=True, at_once=False)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    pairs_of = [("member0", "member1"), ("member2", "member1"), ("member0", "member3")]
    made = attesting(tmp_path_factory.mktemp("heartbeat"), count=10, pairs_of=pairs_of)
    yield made
    made.close()


def opened(net: Attesting, supplier: str, customer: str) -> OpenedPost:
    """What a customer reads of its supplier in the running epoch: exactly one post."""
    party, epoch, number = net.party(customer), net.epoch, net.number(supplier)
    index = party.sync()
    context = Context(party.chain_id, Address(party.attestations.address), net.policy, epoch)
    public = attestation_key(party, number, epoch)
    held = [e for e in pairs.held(party, epoch) if e.pair.direction.supplier == number]
    tau = held[0].pair.tau(context, public)
    events = [e.event for e in index.posts(net.policy, epoch) if e.event.tau == tau]
    assert len(events) == 1
    found = events[0]
    posted = Posted(
        context, tau, found.compliant, found.nullifier, found.commit, found.next, found.ciphertext
    )
    return open_post(
        posted,
        pair=held[0].pair,
        public=public,
        next_public=attestation_key(party, number, epoch + 1),
        conditional_allowed=False,
    )


def test_a_home_asks_for_twenty_others_and_says_among_how_many_it_would_hide(
    net: Attesting,
) -> None:
    with pytest.raises(GroupSmall) as caught:
        net.beat("member0", Choices(direct=True))
    assert (caught.value.found, caught.value.least) == (9, 20)
    assert "--small-group" in caught.value.next_step
    assert net.posts() == 0


def test_affiliates_count_as_one_and_those_of_ourselves_and_of_the_customer_not_at_all(
    net: Attesting,
) -> None:
    party = net.party("member0")
    before = limits.crowd(party, net.epoch, net.number("member1"))
    assert (before.leaves, before.found) == (10, 8)
    for one, other in (("member1", "member4"), ("member5", "member6"), ("member0", "member7")):
        membership.relate(net.party(one), net.number(other), _AFFILIATE)
    declared_in = net.epoch
    assert limits.crowd(party, declared_in, net.number("member1")) == before  # from the next one on
    after = limits.crowd(party, net.next_epoch(), net.number("member1"))
    assert after.found == 8 - 3
    assert str(after.found) in after.explained()

    membership.relate(net.party("member5"), net.number("member6"), _AFFILIATE, take=True)
    assert limits.crowd(party, declared_in + 1, net.number("member1")) == after


def test_a_snapshot_of_an_earlier_epoch_or_an_old_head_is_refused(net: Attesting) -> None:
    party = net.party("member0")
    net.next_epoch(snapshot=False)
    with pytest.raises(SnapshotMissing):
        net.beat("member0")
    group.tend(net.party("member5"))
    standing.fresh_snapshot(party)
    with pytest.raises(HeadStale):
        standing.fresh_snapshot(party, clock=party.now() + 3_600)


def test_without_a_statement_customers_wait_and_what_is_for_nobody_goes_out(
    net: Attesting,
) -> None:
    with pytest.raises(StatementMissing) as caught:
        net.beat("member2")
    assert caught.value.customers == 1
    assert net.await_posts(1)
    net.state("member2", FAILING)
    net.posted("member2")
    assert net.posts() == 2
    assert opened(net, "member2", "member1").record.status.text == "non-compliant"


def test_every_member_posts_in_every_slot_with_or_without_customers(net: Attesting) -> None:
    net.next_epoch()
    net.state("member0")
    for name in net.names[:5]:
        net.posted(name)
        net.posted(name)  # and once more: nothing is left to do
    assert net.posts() == 5 * 2
    tally = net.party("member1").sync().tally(net.policy, net.epoch)
    assert (tally.posted, tally.non_compliant) == (10, 1)
    one, other = opened(net, "member0", "member1"), opened(net, "member0", "member3")
    assert one.record.status.text == "compliant"
    assert one.record.salt != other.record.salt  # two customers cannot compare


def test_silence_is_a_choice_and_looks_like_any_other_heartbeat(net: Attesting) -> None:
    net.next_epoch()
    shutil.rmtree(net.party("member2").home.statements)
    done = net.posted("member2", replace(QUICK, silent=True))
    assert done.slots == 2 == net.posts()


def test_posts_leave_at_moments_of_chance_and_not_before(net: Attesting) -> None:
    net.next_epoch()
    done = net.beat("member3", replace(PATIENT, direct=False))
    clock = net.clock
    assert done.next_at is not None
    assert clock.now <= done.next_at <= clock.ends_at - clock.tenth
    assert net.posts() == 0
    net.later(clock.ends_at - clock.now - 2 * clock.tenth)
    net.posted("member3", PATIENT)
    assert net.posts() == 2


def test_after_an_eviction_what_waits_is_proved_again_and_sent_once(net: Attesting) -> None:
    net.next_epoch()
    epoch, patient = net.epoch, replace(PATIENT, direct=False)
    net.beat("member4", patient)
    net.beat("member8", patient)
    before = _contents(net.party("member4"))

    membership.change(net.party("registrar"), "suspend", net.number("member8"))
    acts = group.tend(net.party("member0"))
    assert [act.call for act in acts] == ["Group.evict", "Group.snapshot"]
    with pytest.raises(LeafNotInSnapshot):
        net.beat("member8")
    net.beat("member4", patient)
    assert _contents(net.party("member4")) == before  # the same slots and one-time keys
    net.posted("member4")

    index = net.party("governor").sync()
    assert len(index.snapshots_of(epoch)) == 2
    assert net.posts() == 2


def test_a_home_restored_within_the_epoch_uses_no_slot_twice(
    net: Attesting, tmp_path: Path
) -> None:
    net.next_epoch()
    net.state("member0")
    net.posted("member0")
    source = net.party("member0")
    home = tmp_path / "restored"
    home.mkdir()
    for name in ("keystore.json", "network.json", "config.json"):
        shutil.copy(source.home.root / name, home / name)
    shutil.copytree(source.home.pairs, home / "pairs")
    shutil.copytree(source.home.statements, home / "statements")
    with Party.open(home, root=net.world.roots["member0"]) as restored:
        done = heartbeat.beat(restored, net.policy, QUICK)
    assert done.is_complete
    assert net.posts() == 2


def test_an_honest_supplier_that_rotates_every_key_is_never_missing(net: Attesting) -> None:
    """Attestation key, agreement key and leaf; each post names the next one's one-time key."""
    party = net.party("member0")
    for purpose in (KeyPurpose.ATTESTATION, KeyPurpose.AGREEMENT):
        key_flow.announce(party, purpose, rotate_now=True)
    group.rotate(party)
    keys = {attestation_key(party, net.number("member0"), net.epoch)}
    for _ in range(3):
        net.next_epoch()
        net.posted("member0")
        assert opened(net, "member0", "member1").record.status.text == "compliant"
        keys.add(attestation_key(party, net.number("member0"), net.epoch))
    assert len(keys) == 2


def test_neither_journal_nor_store_tells_which_posts_were_ours(net: Attesting) -> None:
    party = net.party("member0")
    index = party.sync()
    marks = []
    for entry in index.posts(net.policy):
        event = entry.event
        marks += [event.tau.lower().encode(), bytes.fromhex(event.tau[2:])]
        marks += [event.ciphertext[:16], event.commit, event.nullifier.to_bytes(32, "big")]
        marks += [entry.tx_hash, event.ciphertext[:16].hex().encode()]
    home = party.home
    kept = [*home.root.glob("journal.sqlite*"), *home.pairs.iterdir(), *home.statements.iterdir()]
    assert len(kept) >= 3
    for path in kept:
        raw = path.read_bytes()
        assert not [mark for mark in marks if mark in raw or mark in raw.lower()], path
    heartbeat.forget_past(party)
    assert not [saga for saga in party.journal.sagas(verb="attest") if saga.steps()]


def _contents(party: Party) -> list[bytes | None]:
    sagas = party.journal.sagas(verb="attest", unfinished=True)
    return [saga.step(f"content/{n}") for saga in sagas[-1:] for n in range(2)]
