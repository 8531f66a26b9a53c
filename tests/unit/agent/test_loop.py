"""The agent: does what is due and allowed, once; what fails waits and holds up nothing else."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from functools import partial
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from ais.agent import DUTIES, Agent, Options, Step, loop
from ais.agent.attesting import ATTESTING
from ais.errors import FlowError, NodesUnreachable, RewardsNotOpen
from ais.flows.due import Due, Kind
from ais.flows.outcome import Outcome

SETTLE = Due(Kind.SETTLE, b"\x01" * 32, 1)
REVEAL = Due(Kind.REVEAL, b"\x02" * 32, 1)
BALLOT = Due(Kind.BALLOT, b"\x03" * 32, 1)


class World:
    """What is due, and what happens when it is done."""

    def __init__(self, *found: Due) -> None:
        self.found = list(found)
        self.done: list[Due] = []
        self.errors: dict[Due, Exception] = {}

    def due(self, party: Any, *, everyone: bool = False) -> list[Due]:
        return list(self.found)

    def do(self, party: Any, due: Due, options: Options) -> Outcome:
        self.done.append(due)
        if due in self.errors:
            raise self.errors[due]
        self.found.remove(due)
        return SimpleNamespace(to_dict=dict)  # type: ignore[return-value]


def agent(monkeypatch: pytest.MonkeyPatch, world: World, options: Options | None = None) -> Agent:
    monkeypatch.setattr(loop, "due", world.due)
    monkeypatch.setattr(loop, "do", world.do)
    monkeypatch.setattr(loop, "regular", lambda *_: [])
    sender = SimpleNamespace(settle_pending=lambda signer: [])
    keys = SimpleNamespace(signer=lambda role: None)
    progress = SimpleNamespace(say=lambda text: None)
    index = SimpleNamespace(now=lambda: 0)
    connection = SimpleNamespace(facts=lambda: SimpleNamespace(epoch_seconds=200))
    party: Any = SimpleNamespace(
        sender=sender,
        keys=keys,
        progress=progress,
        connection=connection,
        one_look=lambda: nullcontext(index),
    )
    return Agent(party, options or Options())


def test_what_has_a_deadline_is_done_first_and_ballots_are_left_to_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(SETTLE, BALLOT, REVEAL)
    report = agent(monkeypatch, world).once()
    assert world.done == [REVEAL, SETTLE]
    assert report.left == (BALLOT,)
    assert not report.failed


def test_what_falls_due_by_doing_is_done_in_the_same_look(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(SETTLE)
    doing = world.do

    def do(party: Any, due: Due, options: Options) -> Outcome:
        if due == SETTLE:
            world.found.append(REVEAL)
        return doing(party, due, options)

    made = agent(monkeypatch, world)
    monkeypatch.setattr(loop, "do", do)
    assert [step.due for step in made.once().steps] == [SETTLE, REVEAL]


def test_one_failure_holds_up_nothing_and_is_tried_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(REVEAL, SETTLE)
    world.errors[REVEAL] = FlowError(reason="no luck")
    made = agent(monkeypatch, world)
    report = made.once()
    assert world.done == [REVEAL, SETTLE]
    assert report.failed

    made.once()  # too early
    assert world.done == [REVEAL, SETTLE]
    made._pauses[REVEAL].until = 0.0
    world.errors.clear()
    assert not made.once().failed
    assert world.done == [REVEAL, SETTLE, REVEAL]
    assert made._pauses == {}


def test_a_refusal_because_somebody_else_was_faster_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(SETTLE)

    def do(party: Any, due: Due, options: Options) -> Outcome:
        world.found.remove(due)
        raise RewardsNotOpen(submission_id=due.submission_id)

    made = agent(monkeypatch, world)
    monkeypatch.setattr(loop, "do", do)
    report = made.once()
    assert not report.failed
    assert report.steps == (Step(SETTLE, outcome={"done_by": "others"}),)


@pytest.mark.parametrize(
    ("due", "options", "allowed"),
    [
        (SETTLE, Options(), True),
        (Due(Kind.SETTLE, b"", 1, ours=False), Options(), False),
        (Due(Kind.SETTLE, b"", 1, ours=False), Options(everyone=True), True),
        (Due(Kind.DUES, amount=5), Options(), False),
        (Due(Kind.DUES, amount=5), Options(most_dues=4), False),
        (Due(Kind.DUES, amount=5), Options(most_dues=5), True),
        (Due(Kind.GRANT), Options(), False),
        (Due(Kind.GRANT), Options(grants=True), True),
        (Due(Kind.OPEN), Options(), False),
        (Due(Kind.OPEN), Options(value=True), True),
        (BALLOT, Options(everyone=True, value=True, grants=True, most_dues=9), False),
    ],
)
def test_what_costs_money_or_gives_keys_needs_leave(
    due: Due, options: Options, allowed: bool
) -> None:
    assert options.allows(due) is allowed


def test_every_kind_but_judging_has_a_duty() -> None:
    assert set(Kind) - set(DUTIES) - set(ATTESTING) == {Kind.BALLOT}


def test_a_node_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    made, stop = agent(monkeypatch, world), threading.Event()
    monkeypatch.setattr(loop, "_FIRST_PAUSE_SECONDS", 0.0)
    looks = []

    def due(party: Any, *, everyone: bool = False) -> list[Due]:
        looks.append(1)
        if len(looks) == 1:
            raise NodesUnreachable(nodes="n", reason="away")
        stop.set()
        return []

    monkeypatch.setattr(loop, "due", due)
    made.run(stop, poll_seconds=0.0)
    assert len(looks) == 2


def test_what_no_node_hears_of_is_done_a_while_after_the_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is due: a pause for posts alone would tell of them."""
    for found in ([], [Due(Kind.POSTS, epoch=3)], [SETTLE, Due(Kind.POSTS, epoch=3)]):
        world = World(*found)
        lingered: list[int] = []
        agent(monkeypatch, world).once(partial(_note, world, lingered))
        assert lingered == [found.count(SETTLE)]
        assert world.done == sorted(found, key=lambda each: each != SETTLE)


class Clock(threading.Event):
    """Goes on by what is waited for, and by nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000.0

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0.0
        return self.is_set()


def test_looks_are_as_far_apart_after_a_call_as_after_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The time that a relay takes, and the pause before, show in no distance between two looks."""
    looks, clock = list[float](), Clock()

    def once(_: Agent, linger: Any) -> None:
        looks.append(clock.now)
        linger()
        assert looks[-1] <= clock.now <= looks[-1] + 0.2
        if len(looks) % 2:
            clock.now += 0.15  # a relay takes so long
        if len(looks) == 50:
            clock.set()

    monkeypatch.setattr(loop, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(Agent, "once", once)
    agent(monkeypatch, World()).run(clock, poll_seconds=0.4)
    assert [later - one for one, later in pairwise(looks)] == pytest.approx([0.4] * 49)


def _note(world: World, lingered: list[int]) -> None:
    lingered.append(len(world.done))
