"""What a reviewer tried: a shared node that counts questions, crashes in between, greedy relays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from ais.agent import Agent, Options
from ais.errors import PairWaits
from ais.flows.attestations import claims, evidence, heartbeat, pairs, view
from ais.flows.attestations.pairstore import PairStore
from ais.flows.party import Party
from tests.integration.attestations.world import QUICK, Attesting, attesting
from tests.support.pace import until

pytestmark = pytest.mark.chain
RELAYED = replace(QUICK, direct=False)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("review"), pairs_of=[("member0", "member1")])
    made.state("member0")
    made.start_relays(2)
    yield made
    made.close()


@contextmanager
def overheard(party: Party) -> Iterator[list[str]]:
    """The methods that a party's node is asked meanwhile, in order.

    How many blocks a batch asks for is not told: relays make one more now and then.
    """
    pool, heard = party.connection.pool, []
    request, batch = pool.request, pool.batch

    def asked(method: str, *params: Any) -> Any:
        heard.append(method)
        return request(method, *params)

    def asked_together(calls: Any) -> Any:
        heard.append(f"some {calls[0][0]}" if calls else "none")
        return batch(calls)

    with patch.object(pool, "request", asked), patch.object(pool, "batch", asked_together):
        yield heard


def after_a_block(net: Attesting, name: str, act: Callable[[Party], object]) -> list[str]:
    """What the node hears of an act, always one block after all that was followed."""
    party = net.party(name)
    party.sync()
    net.world.chain.mine(1)
    with overheard(party) as heard:
        act(party)
    assert heard
    return heard


def tick(net: Attesting, name: str) -> list[str]:
    """What the node hears of one look of a member at its posts."""
    return after_a_block(net, name, lambda party: heartbeat.tick(party, RELAYED))


def looks(net: Attesting, name: str) -> list[list[str]]:
    """What it hears of an officer who looks, and of a client that contests and claims."""
    return [
        after_a_block(net, name, view.suppliers),
        after_a_block(net, name, lambda party: view.suppliers(party, net.epoch - 1)),
        after_a_block(net, name, claims.tend),
    ]


def test_a_node_cannot_tell_from_a_members_questions_whether_its_posts_wait_or_landed(
    net: Attesting,
) -> None:
    nothing_to_see = looks(net, "member1")
    before = tick(net, "member0")  # proves, hands over
    waiting = tick(net, "member0")
    net.later(net.clock.tenth * 3)
    assert net.await_posts(2)
    landed = tick(net, "member0")
    over = tick(net, "member0")
    assert before == waiting == landed == over
    assert looks(net, "member1") == nothing_to_see == looks(net, "member2")


def test_a_node_is_not_asked_for_the_block_of_a_post_that_evidence_is_about(
    net: Attesting, tmp_path: Path
) -> None:
    party, target = net.party("member1"), tmp_path / "pack"
    asked = after_a_block(
        net,
        "member1",
        lambda _: evidence.export(
            party, net.number("member0"), net.policy, net.epoch, target, yes=True
        ),
    )
    assert asked == after_a_block(net, "member1", lambda party: party.sync())
    checked = after_a_block(net, "member2", lambda party: evidence.verify(party, target))
    assert checked == asked


def test_a_pair_in_force_keeps_no_value_that_its_first_key_was_made_of(net: Attesting) -> None:
    """The confirmation holds the inviter's value: with it, a thief of the 24 words is nearer K0."""
    net.pair("member3", "member4")
    for name in ("member3", "member4"):
        kept = [each for each in PairStore(net.party(name)).all() if each.pair is not None]
        assert [(each.state, each.outgoing) for each in kept] == [(None, b"")]
        with pytest.raises(PairWaits):
            pairs.outgoing(net.party(name), kept[0].name)


def test_a_pair_file_that_a_kill_left_half_way_does_not_keep_its_key(net: Attesting) -> None:
    """One of today may be another process's, about to be put in place."""
    party = net.party("member0")
    left, fresh = (party.home.pairs / f".{name}.pair.x" for name in ("0" * 16, "1" * 16))
    for path in (left, fresh):
        path.write_bytes(b"a key of an epoch")
    os.utime(left, (1, 1))
    pairs.list_pairs(party)
    assert not left.exists()
    assert fresh.exists()


def test_a_node_hears_the_same_of_an_agent_at_a_drawn_moment_as_at_any_other(
    net: Attesting,
) -> None:
    """Nor when the last post landed: what an agent does about attestations asks for no more."""
    net.next_epoch()
    agent = Agent(net.party("member0"), Options(small_group=3))
    net.later(net.clock.tenth)
    agent.once()  # closes the books of the epoch before, as anybody may
    heard, posts = [], []
    for _ in range(8):
        net.later(net.clock.tenth)
        posts.append(net.posts())  # before the look: what it hands over comes at any time
        heard.append(after_a_block(net, "member0", lambda _: agent.once()))

    def are_there() -> bool:
        """A relay may keep a post for a quarter of the epoch: time goes on as far as it has to."""
        if net.posts() < 2:
            net.later(net.clock.tenth // 10)
        return net.posts() == 2

    until(are_there)
    net.later(net.clock.tenth // 4)  # what is looked at regularly is due again
    heard.append(after_a_block(net, "member0", lambda _: agent.once()))
    assert posts[0] == 0
    assert heard == [heard[0]] * len(heard)
