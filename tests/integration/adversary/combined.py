"""Everything at once: a model that learns which signs count, and what each member may have sent.

A conditional logit: each candidate of a post has a row of numbers, and the weights are those under
which the told posters were likely. The scores of an epoch are then brought to what everybody knows:
each member posts so many times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from tests.integration.adversary.guessers import (
    HABITS,
    SIGHTS,
    Guesser,
    Scores,
    quiet_look,
    unusual,
)
from tests.integration.adversary.seen import Epoch, Look, PublicPost

__all__ = ["Combined"]

_AROUND = range(-4, 4)  # looks around a post of which every difference is a sign of its own
_EVERY = 5  # epochs between two trainings
_STEPS, _RATE, _RIDGE = 150, 0.3, 0.01


class Combined:
    """Habits, sights and the looks around a post; ``quota``: posts of each member in an epoch."""

    def __init__(self, quota: int) -> None:
        self.name = "all of these, trained together"
        self._parts: list[Guesser] = [make() for make in (*SIGHTS, *HABITS)]
        self._quota = quota
        self._rows: list[np.ndarray] = []
        self._answers: list[int] = []
        self._weights: np.ndarray | None = None
        self._epochs = 0
        self._cached: tuple[int, dict[int, Scores]] = (-1, {})

    def scores(self, epoch: Epoch, post: PublicPost, candidates: Sequence[str]) -> Scores:
        """The probability of each."""
        if self._cached[0] != epoch.number:
            self._cached = epoch.number, self._matched(epoch, candidates)
        return self._cached[1][post.nullifier]

    def learn(self, epoch: Epoch, told: Iterable[PublicPost]) -> None:
        """Keep rows and answers, then let the parts learn; train every few epochs."""
        names = sorted(epoch.leaves)
        for post in told:
            self._rows.append(self._row(epoch, post, names))
            self._answers.append(names.index(epoch.truth[post.nullifier]))
        for part in self._parts:
            part.learn(epoch, told)
        self._epochs += 1
        if self._epochs % _EVERY == 0 and self._rows:
            self._train()

    def _row(self, epoch: Epoch, post: PublicPost, names: Sequence[str]) -> np.ndarray:
        """A row of signs for each name; all of a column alike is no sign."""
        columns = [
            [found[name] for name in names]
            for found in (part.scores(epoch, post, names) for part in self._parts)
        ]
        looks = [_around(epoch, post, name) for name in names]
        columns += [list(each) for each in zip(*looks, strict=True)]
        table = np.array(columns, dtype=float).T
        table -= table.mean(axis=0)
        spread = table.std(axis=0)
        return table / np.where(spread > 1e-9, spread, 1.0)

    def _train(self) -> None:
        """Gradient steps on the likelihood of the answers."""
        rows = np.stack(self._rows)
        wanted = np.zeros(rows.shape[:2])
        wanted[np.arange(len(self._answers)), self._answers] = 1
        weights = np.zeros(rows.shape[2])
        for _ in range(_STEPS):
            slope = np.einsum("pc,pcf->f", wanted - _softmax(rows @ weights), rows) / len(rows)
            weights += _RATE * (slope - _RIDGE * weights)
        self._weights = weights

    def _matched(self, epoch: Epoch, candidates: Sequence[str]) -> dict[int, Scores]:
        """Probabilities of all targets, scaled until rows give one and columns the quota."""
        targets = epoch.targets
        shares = np.ones((len(targets), len(candidates)))
        if self._weights is not None:
            tables = [self._row(epoch, post, candidates) for post in targets]
            shares = _softmax(np.stack(tables) @ self._weights)
        used = Counter(epoch.truth[n] for n in epoch.known - epoch.own)
        left = np.array([self._quota - used[name] for name in candidates], dtype=float)
        for _ in range(50):
            shares *= left / np.maximum(shares.sum(axis=0), 1e-12)
            shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
        return {
            post.nullifier: dict(zip(candidates, map(float, row), strict=True))
            for post, row in zip(targets, shares, strict=True)
        }


def _around(epoch: Epoch, post: PublicPost, name: str) -> list[float]:
    """How each look around a post stands out, and what lies between post and looks."""
    looks = list(epoch.looks.get(name, ()))
    turn = next((n for n, each in enumerate(looks) if each.at >= post.at), len(looks))
    found: list[float] = []
    for offset in _AROUND:
        inside = 0 <= turn + offset < len(looks)
        found += _signs(epoch, looks[turn + offset]) if inside else [0.0, 0.0, 0.0]
    before, after = quiet_look(epoch, post, name)
    return [
        *found,
        float(post.at - before.at) if before else 0.0,
        float(after.at - post.at) if after else 0.0,
    ]


def _signs(epoch: Epoch, look: Look) -> list[float]:
    return [unusual(epoch, look), float(look.requests), look.longest_pause]


def _softmax(scores: np.ndarray) -> np.ndarray:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)
