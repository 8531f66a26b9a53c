"""Guessers: each gives every candidate a score for a post, from what is public or logged.

A habit counts who did what in epochs whose truth was told; the others look at one thing. What a
guesser may learn it gets by ``learn``, after it has guessed.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol

from tests.integration.adversary.seen import Epoch, Look, PublicPost

__all__ = [
    "HABITS",
    "SIGHTS",
    "ZERO",
    "Guesser",
    "Habit",
    "Leftover",
    "Sight",
    "quiet_look",
]

#: A candidate's score for a post.
Scores = dict[str, float]
#: Gas that a zero saves in calldata.
ZERO = 12
_WINDOW = 1_000  # seconds that a relay may hold a post: a quarter of an epoch


class Guesser(Protocol):
    """Scores the candidates of a post; learns from posts whose poster was told."""

    name: str

    def scores(self, epoch: Epoch, post: PublicPost, candidates: Sequence[str]) -> Scores:
        """How likely each one is; only the order counts."""

    def learn(self, epoch: Epoch, told: Iterable[PublicPost]) -> None:
        """Take the truth about these posts."""


class Habit:
    """Naive Bayes over one feature: who did this before will do it again."""

    def __init__(self, name: str, feature: Callable[[PublicPost], Hashable]) -> None:
        self.name = name
        self._feature = feature
        self._seen: dict[str, Counter[Hashable]] = defaultdict(Counter)
        self._values: set[Hashable] = set()

    def scores(self, epoch: Epoch, post: PublicPost, candidates: Sequence[str]) -> Scores:
        """The smoothed logarithm of how often the candidate had this value."""
        value = self._feature(post)
        kinds = len({*self._values, value})
        return {
            name: math.log((self._seen[name][value] + 1) / (self._seen[name].total() + kinds))
            for name in candidates
        }

    def learn(self, epoch: Epoch, told: Iterable[PublicPost]) -> None:
        """Count."""
        for post in told:
            value = self._feature(post)
            self._values.add(value)
            self._seen[epoch.truth[post.nullifier]][value] += 1


class Leftover:
    """A habit in what is left of a number when the mean of its kind is taken off.

    Kinds differ in public, as gas does by the flag. What is left is blind to the kind: whatever it
    still tells, the kind does not.
    """

    def __init__(
        self,
        name: str,
        number: Callable[[PublicPost], int],
        kind: Callable[[PublicPost], Hashable],
        unit: int,
    ) -> None:
        self.name = name
        self._number, self._kind, self._unit = number, kind, unit
        self._means: dict[Hashable, tuple[int, int]] = {}  # by kind: sum and count
        self._epochs: set[int] = set()
        self._habit = Habit(name, self._left)

    def scores(self, epoch: Epoch, post: PublicPost, candidates: Sequence[str]) -> Scores:
        """The habit's, of what is left."""
        self._see(epoch)
        return self._habit.scores(epoch, post, candidates)

    def learn(self, epoch: Epoch, told: Iterable[PublicPost]) -> None:
        """Count."""
        self._see(epoch)
        self._habit.learn(epoch, told)

    def _see(self, epoch: Epoch) -> None:
        """Take an epoch's posts into the means, once: they are public."""
        if epoch.number in self._epochs:
            return
        self._epochs.add(epoch.number)
        for post in epoch.posts:
            total, count = self._means.get(self._kind(post), (0, 0))
            self._means[self._kind(post)] = total + self._number(post), count + 1

    def _left(self, post: PublicPost) -> int:
        total, count = self._means[self._kind(post)]
        return round((self._number(post) - total / count) / self._unit)


class Sight:
    """One thing that would give the poster away at once; learns nothing."""

    def __init__(self, name: str, look: Callable[[Epoch, PublicPost, str], float]) -> None:
        self.name = name
        self._look = look

    def scores(self, epoch: Epoch, post: PublicPost, candidates: Sequence[str]) -> Scores:
        """What is seen of each."""
        return {name: self._look(epoch, post, name) for name in candidates}

    def learn(self, epoch: Epoch, told: Iterable[PublicPost]) -> None:
        """Nothing."""


# ---- what is seen at once ----------------------------------------------------------------------


def quiet_look(epoch: Epoch, post: PublicPost, name: str) -> tuple[Look | None, Look | None]:
    """A client's last look before a post's block, and its first one after it."""
    looks = epoch.looks.get(name, ())
    before = [each for each in looks if each.at < post.at]
    after = [each for each in looks if each.at >= post.at]
    return (before[-1] if before else None), (after[0] if after else None)


def unusual(epoch: Epoch, look: Look) -> float:
    """By how many bodies a look differs from what all clients asked at that time, in the middle."""
    there = sorted(
        each.bodies for looks in epoch.looks.values() for each in looks if each.at == look.at
    )
    return abs(look.bodies - there[len(there) // 2])


def _own_account(epoch: Epoch, post: PublicPost, name: str) -> float:
    return float(post.sender in epoch.accounts[name])


def _leaf_order(epoch: Epoch, post: PublicPost, name: str) -> float:
    """The n-th post of a slot is the n-th leaf's."""
    return -abs(epoch.leaves[name] - post.slot_rank)


def _named(epoch: Epoch, post: PublicPost, name: str) -> float:
    return float(name in epoch.mentions[post.nullifier])


def _changed(epoch: Epoch, post: PublicPost, name: str) -> float:
    """Its questions changed when the post was there: it had waited for it."""
    before, after = quiet_look(epoch, post, name)
    return float(before is not None and after is not None and before.bodies != after.bodies)


def _fell(epoch: Epoch, post: PublicPost, name: str) -> float:
    """It has less to ask for since the post is there."""
    before, after = quiet_look(epoch, post, name)
    return float(before.bodies - after.bodies) if before and after else 0.0


def _busy(epoch: Epoch, post: PublicPost, name: str) -> float:
    """It did something unusual while a relay may have taken the post."""
    looks = [each for each in epoch.looks.get(name, ()) if 0 < post.at - each.at <= _WINDOW]
    return sum(unusual(epoch, each) for each in looks)


def _paused(epoch: Epoch, post: PublicPost, name: str) -> float:
    """It stopped in the middle of its questions, as one who hands something to a relay."""
    looks = [each for each in epoch.looks.get(name, ()) if 0 < post.at - each.at <= _WINDOW]
    return max((each.longest_pause for each in looks), default=0.0)


SIGHTS: tuple[Callable[[], Guesser], ...] = tuple(
    lambda name=name, look=look: Sight(name, look)  # type: ignore[misc]
    for name, look in (
        ("sender is an account of the member", _own_account),
        ("order of leaves", _leaf_order),
        ("node's log: the post is named", _named),
        ("node's log: questions change at the post", _changed),
        ("node's log: fewer questions after the post", _fell),
        ("node's log: unusual while a relay took it", _busy),
        ("node's log: pauses while a relay took it", _paused),
    )
)

# ---- habits ------------------------------------------------------------------------------------

HABITS: tuple[Callable[[], Guesser], ...] = (
    *(
        lambda name=name, feature=feature: Habit(name, feature)  # type: ignore[misc]
        for name, feature in (
            ("sender, or relay used", lambda post: post.sender),
            ("gas limit and price", lambda post: (post.gas_limit, post.price)),
            ("gas used", lambda post: post.gas_used // ZERO),
            ("calldata: length and zeroes", lambda post: (post.calldata, post.zeros)),
            ("slot", lambda post: post.slot),
            ("place in the epoch", lambda post: post.rank),
            ("place within the slot", lambda post: (post.slot, post.slot_rank)),
            ("place in the block", lambda post: (post.position, post.beside)),
            ("time in the epoch", lambda post: post.at // 200),
            ("root, events", lambda post: (len(post.events), post.events)),
            ("public flag", lambda post: post.compliant),
            ("nullifier and tau, last bits", lambda post: (post.nullifier % 8, post.tau[-1])),
        )
    ),
    lambda: Leftover(
        "gas used, what flag and first post cost taken off",
        lambda post: post.gas_used,
        lambda post: (post.compliant, post.rank == 0),
        ZERO,
    ),
)
