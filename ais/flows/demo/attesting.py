"""Epochs of the second act: everybody posts, one stays silent, one lies, one is removed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ais.errors import DemoUntrue, LeafNotInSnapshot
from ais.flows import membership
from ais.flows.attestations import group, heartbeat, relaying
from ais.flows.attestations.heartbeat import Choices, Heartbeat
from ais.flows.attestations.relaying import Delivery
from ais.flows.demo.grouping import SLOTS, together
from ais.flows.demo.liar import lie
from ais.flows.demo.stage import Stage
from ais.flows.demo.suppliers import LIAR, MEMBERS, REMOVED, SILENT
from ais.flows.demo.truth import handed_over, require, until

__all__ = ["first_epoch", "second_epoch"]


def first_epoch(stage: Stage, policy: bytes) -> None:
    """All members post, each as often as any other, through relays."""
    stage.narrator.scene(
        "The first epoch of attestations",
        "One root, one size, a random relay and place in the batch for each post.",
    )
    epoch = stage.next_epoch()
    group.tend(stage.party("aurora"))
    keys = [each.key for each in MEMBERS]
    began = time.monotonic()

    def post() -> list[Delivery]:
        return _beats(stage, keys)

    handed_over(post)
    proved = time.monotonic() - began
    wanted = SLOTS * len(keys)
    _until_posted(stage, policy, epoch, wanted, post)
    stage.narrator.say(
        f"{wanted} posts are proved, checked and handed to relays in {proved:.0f} "
        "s; all are on chain, from two accounts that are the relays'."
    )


def second_epoch(stage: Stage, policy: bytes) -> None:
    """Removed after the snapshot, silent, lying: what each of them leads to comes later."""
    stage.narrator.scene(
        "The second epoch: removed, silent, lying",
        "A removal after the snapshot takes effect at once: a second snapshot can only remove.",
    )
    epoch = stage.next_epoch()
    anyone = stage.party("aurora")
    group.tend(anyone)
    membership.change(stage.party("registrar"), "remove", stage.numbers[REMOVED])
    group.tend(anyone)
    roots = [each.event.leaves for each in anyone.sync().snapshots_of(epoch)]
    require("the second snapshot has one leaf less", holds=roots == [24, 23], found=roots)
    stage.narrator.say(
        f"{stage.cast[REMOVED].name} is removed: {roots[0]} leaves, then {roots[1]}."
    )
    _refused(stage)
    silent = (REMOVED, SILENT)
    posting = [each.key for each in MEMBERS if each.key not in (*silent, LIAR)]
    lie(stage.party(LIAR), policy, SLOTS)

    def post() -> list[Delivery]:
        return [*_beats(stage, posting), *relaying.track(stage.party(LIAR))]

    handed_over(post)
    _until_posted(stage, policy, epoch, SLOTS * (len(posting) + 1), post)
    stage.narrator.say(
        f"{stage.cast[SILENT].name} posts nothing. {stage.cast[LIAR].name} tells the public "
        "that it is compliant, and its customer that it is not."
    )


def _until_posted(
    stage: Stage, policy: bytes, epoch: int, wanted: int, again: Callable[[], object]
) -> None:
    """Make blocks until the relays have sent so many posts."""
    overseer = stage.party("overseer")
    claim = f"{wanted} posts are on chain"
    until(stage, claim, lambda: len(overseer.sync().posts(policy, epoch)), wanted, again=again)


def _beats(stage: Stage, keys: Sequence[str]) -> list[Delivery]:
    """What the clients of these members do, now and whenever they are called again."""
    beats = together(lambda key: _beat(stage, key), keys)
    return [each for beat in beats for each in beat.deliveries]


def _beat(stage: Stage, key: str) -> Heartbeat:
    (done,) = heartbeat.tick(stage.party(key), Choices(at_once=True))
    return done


def _refused(stage: Stage) -> None:
    """The removed member's client knows that it has no place in the snapshot any more."""
    try:
        _beat(stage, REMOVED)
    except LeafNotInSnapshot as refused:
        stage.narrator.say(f"{stage.cast[REMOVED].name} tries to post: {refused.message}.")
        return
    raise DemoUntrue(claim="the removed member is refused", found="it posted")
