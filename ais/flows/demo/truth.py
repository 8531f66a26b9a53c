"""The story stops where it says what is not so; it waits for relays as clients do outside."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence

from ais.errors import DemoUntrue
from ais.flows.attestations.relaying import Delivery, State
from ais.flows.demo.stage import Stage

__all__ = ["handed_over", "require", "until"]

_PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 0.3
#: Looks, each with a block, after which every moment that a relay draws has come.
_LOOKS = 20
#: Later a block takes longer: where the machine is slow, the epoch must not run out meanwhile.
_LATE_LOOK_SECONDS = 3.0
_AGAIN_EVERY = 5  # late looks


def require(claim: str, *, holds: bool, found: object) -> None:
    """Stop the story where a claim does not hold."""
    if not holds:
        raise DemoUntrue(claim=claim, found=found)


def handed_over(hand: Callable[[], Sequence[Delivery]]) -> Sequence[Delivery]:
    """Let clients hand over until a relay has promised each call; what the last try came to.

    Relays look at the chain every so often: one that is some blocks behind refuses a call whose
    epoch it has not seen begin. No block is made meanwhile.
    """
    began = time.monotonic()
    while True:
        found = hand()
        refused = [each.note for each in found if each.state is State.TRYING]
        if not refused:
            return found
        patient = time.monotonic() - began < _PATIENCE_SECONDS
        require("relays take what clients hand to them", holds=patient, found=refused)
        time.sleep(_LOOK_SECONDS)


def until(
    stage: Stage,
    claim: str,
    look: Callable[[], object],
    wanted: object,
    *,
    again: Callable[[], object],
) -> None:
    """Make blocks until a look finds what is wanted; stop the story where it never does.

    ``again``: what clients do where a relay is late.
    """
    began = time.monotonic()
    for number in itertools.count():
        found = look()
        if found == wanted:
            return
        patient = time.monotonic() - began < _PATIENCE_SECONDS
        require(claim, holds=patient, found=found)
        is_late = number >= _LOOKS
        if is_late and number % _AGAIN_EVERY == 0:
            again()
        stage.mine(1)
        time.sleep(_LATE_LOOK_SECONDS if is_late else _LOOK_SECONDS)
