"""The heartbeat: for every policy in force, each member posts exactly as often as all others.

One slot a customer, the others to nobody; slots, order and moments are drawn at random. Every
decision is a sealed step before it is acted on, so that a process that dies anywhere goes on with
what it had decided: no slot and no one-time key is used twice. After a new snapshot of the same
epoch the same content is proved again. When the epoch is over, all of it is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from ais.crypto.anonymity import Prover
from ais.errors import StatementMissing, StatementUnusable, StoreError
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.journal import Saga
from ais.network import Kind

from . import limits, relaying
from .clock import EpochClock, epoch_clock
from .content import Place, Sealing, plan, unpacked_plan
from .pairs import held
from .proving import body_of, mark_of, proved
from .relaying import Delivery, State
from .standing import Standing, fresh_snapshot, own_path

__all__ = ["VERB", "Choices", "Heartbeat", "beat", "forget_past", "tick"]

#: Of the sagas: one a policy and epoch.
VERB = "attest"
_EPOCH = "epoch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How this party posts.

    ``silent``: customers without a statement get none, and nobody is asked. ``least``: another
    least number of independent organisations, loudly. ``at_once``: without waiting for the drawn
    moments: for demonstrations, as moments together tell who belongs together. ``direct``: the last
    resort at once. ``workers``: proofs made at the same time. ``prover``: the best one by default.
    """

    silent: bool = False
    least: int | None = None
    at_once: bool = False
    direct: bool = False
    workers: int = 1
    prover: Prover | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Heartbeat(Outcome):
    """Where the posts of one policy and epoch stand.

    ``waiting``: slots of customers for whom there is no statement yet. ``withheld``: customers that
    get none this epoch, since too few would be left to hide among. ``unserved``: customers beyond
    the slots. ``next_at``: the next drawn moment, in seconds of the chain's time.
    """

    policy: bytes
    epoch: int
    slots: int
    posted: int
    waiting: int
    withheld: tuple[int, ...]
    unserved: tuple[int, ...]
    next_at: int | None
    deliveries: tuple[Delivery, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every post of this member is on chain."""
        return self.posted == self.slots


def tick(party: Party, choices: Choices | None = None) -> list[Heartbeat]:
    """Do what is to be done now for every policy in force; to be called again and again.

    Raises ``SnapshotMissing``, ``HeadStale``, ``LeafNotInSnapshot``, ``GroupSmall``,
    ``KeyNotInForce``, ``NoRelays``; ``StatementMissing`` after all else was done, where customers
    wait and there is nothing to tell them.
    """
    with party.one_look():
        return _tick(party, choices)


def _tick(party: Party, choices: Choices | None) -> list[Heartbeat]:
    forget_past(party)
    epoch = fresh_snapshot(party).event.epoch
    found, lacking = [], None
    for term in party.index.policies_in_force(epoch):
        try:
            found.append(beat(party, term.policy, choices))
        except StatementMissing as error:
            lacking = error
    relaying.track(party, posts=False)
    if lacking is not None:
        raise lacking
    return found


def beat(party: Party, policy: bytes, choices: Choices | None = None) -> Heartbeat:
    """The same for one policy. Raises as ``tick``."""
    with party.one_look():
        return _beat(party, policy, choices or Choices())


def _beat(party: Party, policy: bytes, chosen: Choices) -> Heartbeat:
    epoch = fresh_snapshot(party).event.epoch
    saga = party.saga(VERB, party.input_digest(policy, epoch))
    ended = saga.outcome()
    if ended is not None:
        return _ended(policy, epoch, ended)
    standing, clock = own_path(party, epoch), epoch_clock(party, epoch)
    work = _Beat(party, saga, policy, standing, clock, chosen)
    done = work.run()
    if done.is_complete:
        _finish(saga, done)
    elif done.waiting and not chosen.silent:
        raise StatementMissing(policy=policy, customers=done.waiting)
    return done


def forget_past(party: Party) -> int:
    """Delete what is left of the posts of epochs that are over; how many policies had some."""
    epoch, count = party.sync().epoch(), 0
    for saga in party.journal.sagas(verb=VERB, unfinished=True):
        of = saga.step(_EPOCH)
        if of is not None and int(of) < epoch:
            for name in sorted(saga.steps(), key=lambda name: name == _EPOCH):
                saga.forget(name)  # what tells that there is something left goes last
            saga.finish(b"over")
            count += 1
    return count


class _Beat:
    """The posts of one policy and epoch, as far as they got."""

    def __init__(
        self,
        party: Party,
        saga: Saga,
        policy: bytes,
        standing: Standing,
        clock: EpochClock,
        choices: Choices,
    ) -> None:
        self.party, self.saga, self.policy = party, saga, policy
        self.standing, self.clock, self.choices = standing, clock, choices
        self.slots = party.index.slots_in(standing.epoch)
        self.pairs = {
            each.name: each.pair
            for each in held(party, standing.epoch)
            if each.pair.direction.supplier == party.organisation
        }
        self.sealing = Sealing(party, policy, standing, clock)

    def run(self) -> Heartbeat:
        """Decide what is not decided, prove what is not proved, send what is due."""
        customers = [pair.direction.customer for pair in self.pairs.values()]
        epoch = self.standing.epoch
        crowds = limits.require(self.party, epoch, customers, least=self.choices.least)
        withheld = tuple(each.customer for each in crowds[1:] if not each.is_enough)
        self.saga.once(_EPOCH, lambda: b"%d" % epoch)
        names = [n for n, pair in self.pairs.items() if pair.direction.customer not in withheld]
        raw = self.saga.once("plan", lambda: plan(self.sealing, names, self.pairs, self.slots))
        places = unpacked_plan(raw)
        if withheld:
            self.party.progress.say(f"{len(withheld)} customers get none: too few to hide among")
        waiting = self._decide(places)
        deliveries, next_at = self._send(places)
        landed = sum(each.state is State.LANDED for each in deliveries)
        served = {self.pairs[p.pair].direction.customer for p in places if p.pair in self.pairs}
        served |= {pair.direction.customer for pair in self.sealing.already(self.pairs).values()}
        unserved = tuple(sorted({*customers} - {*withheld} - served))
        return Heartbeat(
            self.policy,
            epoch,
            self.slots,
            self.slots - len(places) + landed,
            waiting,
            withheld,
            unserved,
            next_at,
            tuple(deliveries),
        )

    def _decide(self, places: Sequence[Place]) -> int:
        """Make the content of every place once; how many wait for a statement."""
        waiting = 0
        for number, place in enumerate(places):
            if self.saga.step(f"content/{number}") is not None:
                continue
            pair = self.pairs.get(place.pair)
            is_last_call = self.clock.now >= self.clock.ends_at - 2 * self.clock.tenth
            if pair is not None and not self.sealing.has_statement:
                waiting += 1
                if not self.choices.silent and not is_last_call:
                    continue
                pair = None
            make = partial(self.sealing.make, place, pair, may_wait=not is_last_call)
            try:
                self.saga.once(f"content/{number}", make)
            except (StoreError, StatementUnusable) as error:  # with its report later, or without
                self.party.progress.say(f"a post waits for its report: {error.message}")
        return waiting

    def _send(self, places: Sequence[Place]) -> tuple[list[Delivery], int | None]:
        """Prove against the snapshot that holds now, and deliver what is due."""
        ready = {
            number: raw
            for number in range(len(places))
            if (raw := self.saga.step(f"content/{number}")) is not None
        }
        landed = {n for n, raw in ready.items() if self.sealing.is_posted(raw)}
        self._drop(landed, mark_of(self.standing))
        bodies = proved(
            self.party,
            self.saga,
            {n: raw for n, raw in ready.items() if n not in landed},
            self.sealing.context,
            self.standing,
            self.clock,
            workers=self.choices.workers,
            prover=self.choices.prover,
        )
        deliveries, next_at = [], None
        for number, raw in ready.items():
            if number in landed:
                deliveries.append(Delivery("", Kind.POST, State.LANDED))
                continue
            moment, calldata = body_of(bodies[number])
            if self.choices.at_once or self.choices.direct or moment <= self.clock.now:
                sent = self.sealing.parcel(raw, calldata)
                deliveries.append(relaying.deliver(self.party, sent, direct=self.choices.direct))
            else:
                next_at = min(moment, next_at or moment)
        return deliveries, next_at

    def _drop(self, landed: set[int], mark: str) -> None:
        """Forget bodies that are on chain, or proved for a root that no contract takes any more."""
        for step in self.saga.steps():
            kind, _, rest = step.partition("/")
            number, _, root = rest.partition("/")
            if kind != "body" or (root == mark and int(number) not in landed):
                continue
            raw, content = self.saga.step(step), self.saga.step(f"content/{number}")
            if raw is not None and content is not None:
                relaying.abandon(self.party, self.sealing.parcel(content, body_of(raw)[1]))
            self.saga.forget(step)


def _finish(saga: Saga, done: Heartbeat) -> None:
    """Forget all, the plan first: without it whoever goes on finds every slot used, and ends."""
    for name in sorted(saga.steps(), key=lambda name: name != "plan"):
        saga.forget(name)
    saga.finish(json.dumps([done.slots, done.withheld, done.unserved]).encode())


def _ended(policy: bytes, epoch: int, outcome: bytes) -> Heartbeat:
    slots, withheld, unserved = json.loads(outcome)
    return Heartbeat(policy, epoch, slots, slots, 0, tuple(withheld), tuple(unserved), None, ())
