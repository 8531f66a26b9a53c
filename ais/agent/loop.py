"""The agent's loop: look what is due, do what is allowed, wait, look again.

It keeps nothing of its own that matters: killed at any point and started again it finds the same
things due on chain, and the journal sends what was signed. One thing that fails does not hold up
the others; it is tried again later, at growing intervals.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ais.errors import AisError, ContractError, NothingToDo
from ais.flows.due import Due, due
from ais.flows.duties import Kind
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from .attesting import ATTESTING, UNHEARD, Looked, patience, regular
from .duties import ORDER, do
from .options import Options

__all__ = ["Agent", "Report", "Step"]

_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Step(Outcome):
    """One thing that was due, and what became of it: ``outcome``, or ``error``."""

    due: Due
    outcome: dict[str, object] | None = None
    error: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Report(Outcome):
    """One look: what was done, what failed, and what is due for a person."""

    steps: tuple[Step, ...]
    left: tuple[Due, ...]  # due, and not the agent's to do
    under_way: int = 0  # transactions signed before that are still not mined
    error: dict[str, object] | None = None  # the look itself failed

    @property
    def failed(self) -> bool:
        """Whether anything went wrong."""
        return self.error is not None or any(step.error for step in self.steps)


@dataclass(slots=True)
class _Pause:
    """When something that failed may be tried again."""

    until: float = 0.0
    seconds: float = field(default_factory=lambda: _FIRST_PAUSE_SECONDS)


@dataclass(slots=True)
class Agent:
    """Acts for one party. ``watch`` is called with every step, as it happens."""

    party: Party
    options: Options = field(default_factory=Options)
    watch: Callable[[Step], None] = lambda _: None
    _pauses: dict[Due, _Pause] = field(default_factory=dict)
    _next: dict[Due, int] = field(default_factory=dict)  # attestations: second of the next look
    _told: dict[Kind, tuple[Due, object]] = field(default_factory=dict)

    def once(self, linger: Callable[[], object] = lambda: None) -> Report:
        """Do all that is due now, including what falls due by it.

        What is unheard comes last, on what was followed by then: a node that hears a look of its
        own at each drawn moment knows the moments. ``linger`` is called between: whoever serves us
        and a relay too must not see a call arrive there just after we looked.
        """
        steps: list[Step] = []
        under_way = len(self.party.sender.settle_pending(self.party.keys.signer("operator")))
        tried: set[Due] = set()
        while True:
            with self.party.one_look() as index:
                found = due(self.party, everyone=self.options.everyone)
                found += regular(self.party, self.options)
                now = index.now()
                ready = [each for each in found if self._is_ready(each, now) and each not in tried]
                ready.sort(key=_rank)
                if all(each.kind in UNHEARD for each in ready):
                    linger()
                    for each in ready:
                        steps += self._do(each)
                    left = tuple(each for each in found if not self.options.allows(each))
                    return Report(tuple(steps), left, under_way)
            for each in ready:
                if each.kind not in UNHEARD:
                    tried.add(each)
                    steps += self._do(each)

    def run(self, stop: threading.Event, poll_seconds: float = 2.0) -> None:
        """Go on until ``stop`` is set. A node or store that fails is waited for.

        Looks are one poll apart whatever was done in between: whoever serves us would see a
        longer pause after every call that we hand to a relay, or tell its moment from our next
        look. A relay that takes longer than half a poll to answer may be seen all the same.
        """
        pause, chance = _Pause(), secrets.SystemRandom()
        while not stop.is_set():
            turn = time.monotonic() + poll_seconds
            try:
                self.once(lambda: stop.wait(chance.uniform(0, poll_seconds / 2)))
            except AisError as error:
                self.party.progress.say(f"waiting: {error.message}")
                stop.wait(pause.seconds)
                pause.seconds = min(2 * pause.seconds, self._longest_pause())
            else:
                pause = _Pause()
                stop.wait(max(0.0, turn - time.monotonic()))

    def _is_ready(self, each: Due, now: int) -> bool:
        pause = self._pauses.get(each)
        waits = pause is not None and time.monotonic() < pause.until
        return self.options.allows(each) and not waits and now >= self._next.get(each, 0)

    def _do(self, each: Due) -> list[Step]:
        """One step, or none where there is nothing new to tell."""
        try:
            outcome = do(self.party, each, self.options)
        except AisError as error:
            step = self._failed(each, error)
        else:
            self._pauses.pop(each, None)
            if isinstance(outcome, Looked) and not self._is_news(each, outcome):
                return []
            step = Step(each, outcome=outcome.to_dict())
        self.watch(step)
        return [step]

    def _is_news(self, each: Due, outcome: Looked) -> bool:
        """Plan the next look at attestations; whether this one has anything to tell."""
        if each.kind is not Kind.GROUP:
            later = self.party.index.now() + patience(self.party)
            self._next = {due: at for due, at in self._next.items() if due.kind is not each.kind}
            self._next[each] = min(later, outcome.again_at or later)
        told = (each, outcome.to_dict())
        if not outcome.is_news or self._told.get(each.kind) == told:
            return False
        self._told[each.kind] = told
        return True

    def _longest_pause(self) -> float:
        """Never past what a drawn moment can wait for, as soon as the network is known."""
        try:
            return min(_LONGEST_PAUSE_SECONDS, patience(self.party))
        except AisError:
            return _FIRST_PAUSE_SECONDS

    def _failed(self, each: Due, error: AisError) -> Step:
        """Tell what went wrong, unless somebody else did it meanwhile: then nothing did."""
        regular_look = each.kind in (Kind.CALLS, Kind.ALERTS)
        anyones = isinstance(error, ContractError | NothingToDo) and not regular_look
        if anyones and each not in due(self.party, everyone=self.options.everyone):
            return Step(each, outcome={"done_by": "others"})
        pause = self._pauses.setdefault(each, _Pause())
        pause.until = time.monotonic() + pause.seconds
        longest = self._longest_pause() if each.kind in ATTESTING else _LONGEST_PAUSE_SECONDS
        pause.seconds = min(2 * pause.seconds, longest)
        return Step(each, error=error.to_dict())


def _rank(each: Due) -> int:
    return ORDER.index(each.kind)
