"""A whole campaign: epochs with real proofs, many with the stand-in, some with a planted leak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.integration.adversary.campaign import Campaign, Leak, seeded
from tests.integration.adversary.guessers import ZERO
from tests.integration.adversary.seen import Epoch
from tests.integration.adversary.standin import any_points, replace_verifier

__all__ = ["Played", "gas_by_kind", "play", "same_shapes", "shapes"]


@dataclass(frozen=True, slots=True)
class Played:
    """Epochs of one network: with real proofs, then without, then with each planted leak."""

    real: list[Epoch]
    honest: list[Epoch]
    planted: dict[Leak, list[Epoch]]


def play(
    folder: Path,
    seed: int,
    *,
    real: int,
    honest: int,
    planted: int,
    say: Callable[[str], None] = lambda _: None,
) -> Played:
    """So many epochs of each kind, in one network, in ``folder``."""

    def played(kind: str, count: int, leak: Leak = Leak.NONE) -> list[Epoch]:
        epochs = []
        for number, epoch in enumerate(campaign.epochs(count, leak) if count else (), 1):
            epochs.append(epoch)
            if number == count or number % 10 == 0:
                say(f"network {seed}: {number} of {count} epochs, {kind}")
        return epochs

    with seeded(seed), Campaign(folder, seed) as campaign:
        with_proofs = played("real proofs", real)
        replace_verifier(campaign.network.world)
        with any_points():
            without = played("stand-in", honest)
            leaking = {
                leak: played(leak.value, planted, leak) for leak in (Leak.ORDER, Leak.SENDER)
            }
    return Played(with_proofs, without, leaking)


def shapes(epochs: list[Epoch]) -> dict[str, set[object]]:
    """What distinguishes posts in public, gas apart, without what is drawn at random for each."""
    found: dict[str, set[object]] = {"constant": set(), "relays": set()}
    for epoch in epochs:
        for post in epoch.posts:
            found["relays"].add(post.sender)
            fixed = (post.calldata, post.gas_limit, post.price, post.events)
            found["constant"].add(fixed)
    looks = [each for epoch in epochs[1:] for client in epoch.looks.values() for each in client]
    found["questions"] = {(each.bodies, each.kinds) for each in looks}
    return found


def gas_by_kind(epochs: list[Epoch]) -> dict[tuple[bool, bool], set[int]]:
    """Gas by flag and whether a post is its epoch's first, what calldata's zeroes save given back.

    One value a kind says that gas tells these three things and no other.
    """
    found: dict[tuple[bool, bool], set[int]] = {}
    for epoch in epochs:
        for post in epoch.posts:
            kind = post.compliant, post.rank == 0
            found.setdefault(kind, set()).add(post.gas_used + ZERO * post.zeros)
    return found


def same_shapes(one: list[Epoch], other: list[Epoch]) -> bool:
    """Whether nobody could tell these epochs by their posts' shapes, or by gas to the unit."""
    gas, there = gas_by_kind(one), gas_by_kind(other)
    alike = all(gas[kind] == there[kind] for kind in gas.keys() & there.keys())
    single = all(len(each) == 1 for each in (*gas.values(), *there.values()))
    return alike and single and shapes(one) == shapes(other)
