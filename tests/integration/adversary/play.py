"""A whole campaign: epochs with real proofs, many with the stand-in, some with a planted leak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.integration.adversary.campaign import Campaign, Leak, seeded
from tests.integration.adversary.seen import Epoch
from tests.integration.adversary.standin import any_points, replace_verifier

__all__ = ["Played", "play", "shapes"]


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
    """What distinguishes posts in public, without what is drawn at random for each.

    Gas without the price of calldata's zeroes depends on nothing but the flag, and on whether a
    post is its epoch's first, or the first that fails.
    """
    found: dict[str, set[object]] = {"gas": set(), "constant": set(), "relays": set()}
    for epoch in epochs:
        for post in epoch.posts:
            if post.rank and post.compliant:
                found["gas"].add(post.gas_used + 12 * post.zeros)
            found["relays"].add(post.sender)
            fixed = (post.calldata, post.gas_limit, post.price, post.events)
            found["constant"].add(fixed)
    looks = [each for epoch in epochs[1:] for client in epoch.looks.values() for each in client]
    found["questions"] = {(each.bodies, each.kinds) for each in looks}
    return found
