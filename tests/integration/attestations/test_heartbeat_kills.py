"""A heartbeat killed at any of its steps goes on and ends, and posts once in every slot."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ais.crypto import RootSecret
from ais.flows.attestations import heartbeat
from ais.flows.attestations.courier import Courier
from ais.flows.attestations.relaying import State
from ais.flows.party import Party
from ais.journal import Journal, Saga
from tests.integration.attestations.world import QUICK, Attesting, attesting
from tests.support import kills
from tests.support.kills import is_killed_at, run, steps_of

pytestmark = pytest.mark.chain


@dataclass
class Args:
    """What the process of one command is started with."""

    home: Path
    root: RootSecret
    policy: bytes


def beat(args: Args) -> None:
    """What `ais run` does for one policy, until all of it is on chain."""
    with Party.open(args.home, root=args.root) as party:
        heartbeat.beat(party, args.policy, QUICK)
        index = party.sync()
        while len(index.posts(args.policy, index.epoch())) < 2:
            time.sleep(0.05)
            party.sync()
        assert heartbeat.beat(party, args.policy, QUICK).is_complete


def beat_by_relay(args: Args) -> None:
    """The same through a relay; it ends with the relay's promises."""
    with Party.open(args.home, root=args.root) as party:
        choices = replace(QUICK, direct=False)
        while not {
            each.state for each in heartbeat.beat(party, args.policy, choices).deliveries
        } <= {State.PROMISED, State.LANDED}:  # a relay that is busy is asked again
            time.sleep(0.3)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("beats"), pairs_of=[("member0", "member1")])
    made.state("member0")
    yield made
    made.close()


def test_killed_at_any_step_it_posts_once_in_every_slot(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = {Journal: ("begin",), Saga: ("once", "finish", "forget")}
    monkeypatch.setattr(kills, "_PORTS", {**kills._PORTS, **ports})
    args = Args(net.world.home("member0"), net.world.roots["member0"], net.policy)
    every = steps_of(beat, args)
    steps = [s for s in every if s.startswith("Saga.") and s.endswith("after")]
    sends = [s for s in every if "eth_sendRawTransaction" in s]
    assert len(sends) >= 4  # before and after, of two posts
    assert len(steps) > 12, every

    missed = []
    for step in [*steps, *sends]:
        net.next_epoch()
        if not is_killed_at(step, beat, args):
            missed.append(step)
        run(beat, args)
        run(beat, args)  # and once more: nothing is left to do

        events = [e.event for e in net.party("member1").sync().posts(net.policy, net.epoch)]
        assert len(events) == 2, step
        assert Counter(event.tau for event in events).most_common(1)[0][1] == 1
    assert len(missed) <= 3, missed  # what is written down where a look more was needed


def test_killed_while_it_hands_posts_to_a_relay_the_relay_sends_each_once(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = {Saga: ("once",), Courier: ("_submit",)}
    monkeypatch.setattr(kills, "_PORTS", ports)
    net.start_relays(2)
    net.next_epoch()
    args = Args(net.world.home("member0"), net.world.roots["member0"], net.policy)
    every = steps_of(beat_by_relay, args)
    first = next(n for n, step in enumerate(every) if step.startswith("Courier._submit"))
    steps = every[first - 4 :]  # the draw of a relay, the handing over, the promise
    assert sum(step.startswith("Courier._submit") for step in steps) == 4

    missed = []
    for step in steps:
        net.next_epoch()
        if not is_killed_at(step, beat_by_relay, args):
            missed.append(step)
        run(beat_by_relay, args)
        run(beat_by_relay, args)
        clock = net.clock
        net.later(clock.ends_at - clock.now - clock.tenth)
        assert net.await_posts(2), step
    assert len(missed) <= 3, missed
