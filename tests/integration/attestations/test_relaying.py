"""Posts on their way: relays that are processes, one that dies, none at all, the last resort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ais.errors import DeliveryUnknown, NoRelays, UsageRefused
from ais.flows import membership
from ais.flows.attestations import group, heartbeat, relaying, status
from ais.flows.attestations.heartbeat import Heartbeat
from ais.flows.attestations.relaying import Delivery, State
from tests.integration.attestations.world import QUICK, Attesting, attesting
from tests.support.pace import until

pytestmark = pytest.mark.chain
RELAYED = replace(QUICK, direct=False)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("relaying"), pairs_of=[("member0", "member1")])
    made.state("member0")
    yield made
    made.close()


def states(done: Heartbeat) -> set[State]:
    return {each.state for each in done.deliveries}


def deliveries(done: Heartbeat) -> dict[str, Delivery]:
    return {each.name: each for each in done.deliveries}


def looked_at(net: Attesting) -> dict[str, Delivery]:
    """What a look tells of deliveries, without doing anything about them."""
    return {each.name: each for each in status.under_way(net.party("member0"))}


def near_the_end(net: Attesting) -> None:
    """Within the last twentieth of the epoch."""
    clock = net.clock
    net.later(clock.ends_at - clock.now - clock.tenth // 2 + 1)


def test_without_a_relay_nothing_is_sent_and_the_next_step_is_told(net: Attesting) -> None:
    with pytest.raises(NoRelays) as caught:
        net.beat("member0", RELAYED)
    assert "--direct" in caught.value.next_step
    assert net.posts() == 0


def test_near_the_end_a_person_is_asked_and_decides(net: Attesting) -> None:
    party = net.party("member0")
    near_the_end(net)
    asked = net.beat("member0", RELAYED)
    assert states(asked) == {State.ASK}
    assert looked_at(net) == deliveries(asked)
    one, other = asked.deliveries
    with pytest.raises(UsageRefused):
        relaying.resolve(party, one.name, "ask")
    with pytest.raises(DeliveryUnknown):
        relaying.resolve(party, "nothing", "silence")
    assert relaying.resolve(party, one.name, "silence").state is State.SILENT
    assert {each.state for each in looked_at(net).values()} == {State.SILENT, State.ASK}
    relaying.resolve(party, other.name, "fresh-account")
    assert net.await_posts(1)
    assert states(net.beat("member0", RELAYED)) == {State.SILENT, State.LANDED}


def test_a_last_resort_set_beforehand_is_taken_from_accounts_that_nobody_knows(
    net: Attesting,
) -> None:
    net.next_epoch()
    party = net.party("member0")
    party.configure(last_resort="fresh-account")
    near_the_end(net)
    net.posted("member0", RELAYED)
    assert net.posts() == 2
    senders = set()
    for entry in party.sync().posts(net.policy, net.epoch):
        raw = party.connection.ask("eth_getTransactionByHash", "0x" + entry.tx_hash.hex())
        senders.add(raw["from"])
    assert len(senders) == 2
    assert party.keys.address("operator").lower() not in senders
    party.configure(last_resort="ask")


def test_what_no_relay_took_is_lost_with_its_epoch_and_leaves_nothing_behind(
    net: Attesting,
) -> None:
    net.next_epoch()
    party = net.party("member0")
    party.configure(last_resort="silence")
    near_the_end(net)
    assert states(net.beat("member0", RELAYED)) == {State.SILENT}
    net.next_epoch()
    assert heartbeat.forget_past(party) > 0
    assert heartbeat.forget_past(party) == 0
    relaying.track(party)
    boxes = party.journal.sagas(verb="deliver")
    assert boxes
    assert not [box for box in boxes if box.steps()]
    party.configure(last_resort="ask")


def test_relays_send_both_posts_in_their_own_time(net: Attesting) -> None:
    net.start_relays(2)
    done = promised(net)
    last = max(each.send_by or 0 for each in done.deliveries)
    assert last <= net.clock.ends_at
    net.later(last - net.clock.now + 1)
    assert net.await_posts(2)
    assert net.beat("member0", RELAYED).is_complete


def test_a_relay_that_promised_and_died_is_replaced_with_the_same_bytes_after_twenty_blocks(
    net: Attesting,
) -> None:
    net.next_epoch()
    dead, alive = net.relays
    governor, party = net.party("governor"), net.party("member0")
    governor.transact(governor.relays.delist(alive.key))
    done = promised(net)
    dead.process.kill()
    dead.process.wait()
    governor.transact(governor.relays.list(alive.key, alive.url))

    last = max(each.send_by or 0 for each in done.deliveries)
    net.later(last - net.clock.now + 1)
    assert {each.tries for each in net.beat("member0", RELAYED).deliveries} == {1}
    net.later(20, blocks=20)
    party.sync()
    assert party.index.blocks_after(last) >= 20
    again = promised(net)
    assert looked_at(net) == deliveries(again)
    assert {each.name for each in again.deliveries} == {each.name for each in done.deliveries}
    assert {each.send_by for each in again.deliveries}.isdisjoint(
        {each.send_by for each in done.deliveries}
    )
    _until_complete(net)
    assert net.posts() == 2


def test_what_a_relay_holds_is_replaced_after_an_eviction_and_sent_once(net: Attesting) -> None:
    net.next_epoch()
    before = promised(net)
    membership.change(net.party("registrar"), "suspend", net.number("member8"))
    group.tend(net.party("member1"))
    assert len(net.party("member1").sync().snapshots_of(net.epoch)) == 2

    after = promised(net)
    waited = {each.name for each in before.deliveries if each.state is State.PROMISED}
    assert waited.isdisjoint(each.name for each in after.deliveries)  # other bytes
    _until_complete(net)
    assert net.posts() == 2


def promised(net: Attesting) -> Heartbeat:
    """The heartbeat once relays have taken all of it; one that is busy is asked again."""
    found = []

    def is_promised() -> bool:
        found.append(net.beat("member0", RELAYED))
        return states(found[-1]) <= {State.PROMISED, State.LANDED}

    until(is_promised)
    return found[-1]


def _until_complete(net: Attesting) -> None:
    """Past every promise that is given; a relay that is slow is waited for, and no epoch ends."""

    def is_complete() -> bool:
        done = net.beat("member0", RELAYED)
        latest = max((each.send_by or 0 for each in done.deliveries), default=0)
        if latest >= net.clock.now:
            net.later(latest - net.clock.now + 1)
        return done.is_complete

    until(is_complete)
