"""How often guessers are right, by how much chance alone would explain, and the table of it.

In each epoch one post is drawn; to say the same with less noise, every post is guessed as well.
After an epoch its truth is told where its number is even, and always of the insider's own posts.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist, fmean, stdev

from tests.integration.adversary.combined import Combined
from tests.integration.adversary.guessers import HABITS, SIGHTS, Guesser
from tests.integration.adversary.seen import Epoch, PublicPost

__all__ = ["ALLOWED", "Result", "attack", "interval", "merged", "table"]

#: What is allowed over chance.
ALLOWED = 0.05
#: That any guesser at all is called better than it is: how often, at most.
_FALSE_ALARMS = 3e-7


@dataclass
class Result:
    """Of one guesser. ``drawn``: a post an epoch; ``shares``: of all posts of each epoch.

    ``posts``: how many these were.
    """

    name: str
    chance: float
    drawn: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    posts: int = 0

    @property
    def of_drawn(self) -> float:
        """Success on the one post of each epoch."""
        return fmean(self.drawn)

    @property
    def of_all(self) -> float:
        """Success on all posts."""
        return fmean(self.shares)

    @property
    def error(self) -> float:
        """Standard error of ``of_all``; epochs are independent, posts of one are not."""
        return stdev(self.shares) / math.sqrt(len(self.shares))

    def beats(self, guessers: int) -> bool:
        """Whether it is better than allowed beyond what luck explains among so many guessers.

        Chernoff's bound of a Poisson count. Without a leak, who made which of an epoch's posts is a
        random matching, but for the public flag; the factorial moments of how many are right are
        no larger than Poisson's. It holds for few epochs too, and takes no spread from them.
        """
        allowed = (self.chance + ALLOWED) * self.posts
        right = self.of_all * self.posts
        if right <= allowed:
            return False
        return right * math.log(right / allowed) - right + allowed > math.log(
            guessers / _FALSE_ALARMS
        )


def attack(epochs: Sequence[Epoch], seed: int, quota: int) -> list[Result]:
    """Let every guesser go through the epochs in order."""
    chance = random.Random(seed)
    makers: list[Guesser] = [*(make() for make in (*SIGHTS, *HABITS)), Combined(quota)]
    insiders = {epoch.truth[n] for epoch in epochs for n in epoch.own}
    candidates = sorted(set(epochs[0].leaves) - insiders)
    results = [Result(guesser.name, 1 / len(candidates)) for guesser in makers]
    for epoch in epochs:
        drawn = chance.choice(epoch.targets)
        for guesser, result in zip(makers, results, strict=True):
            right = {
                post.nullifier: _right(guesser, epoch, post, candidates) for post in epoch.targets
            }
            result.drawn.append(right[drawn.nullifier])
            result.shares.append(fmean(right.values()))
            result.posts += len(right)
            guesser.learn(epoch, _told(epoch))
    return results


def merged(runs: Iterable[Sequence[Result]]) -> list[Result]:
    """The results of several networks as one."""
    found: list[Result] = []
    for results in zip(*runs, strict=True):
        one = Result(results[0].name, results[0].chance)
        for each in results:
            one.drawn += each.drawn
            one.shares += each.shares
            one.posts += each.posts
        found.append(one)
    return found


def interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = NormalDist().inv_cdf(0.975)
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    half /= 1 + z * z / count
    return middle - half, middle + half


def table(results: Sequence[Result]) -> str:
    """Markdown: a row a guesser."""
    rows = ["| guesser | one post an epoch (95 %) | all posts (± 95 %) | over chance |"]
    rows.append("|---|---|---|---|")
    for each in results:
        low, high = interval(each.of_drawn, len(each.drawn))
        rows.append(
            f"| {each.name} | {each.of_drawn:.1%} ({low:.1%} to {high:.1%}) "
            f"| {each.of_all:.1%} ± {1.96 * each.error:.1%} "
            f"| {100 * (each.of_all - each.chance):+.1f} |"
        )
    return "\n".join(rows)


def _right(guesser: Guesser, epoch: Epoch, post: PublicPost, candidates: Sequence[str]) -> float:
    """1 for the right one alone on top, a share where several are."""
    scores = guesser.scores(epoch, post, candidates)
    top = max(scores.values())
    best = [name for name, score in scores.items() if score > top - 1e-12]
    return float(epoch.truth[post.nullifier] in best) / len(best)


def _told(epoch: Epoch) -> list[PublicPost]:
    """Posts whose poster the adversary learns after the epoch."""
    if epoch.number % 2 == 0:
        return list(epoch.posts)
    return [post for post in epoch.posts if post.nullifier in epoch.known]
