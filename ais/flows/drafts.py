"""Transactions whose arguments grow stale: decide, write down, send; where late, decide again.

Each decision is a step of the saga and is never changed. A decision that has a signed transaction
is sent again as it is; one that has none, and is stale by now, is left behind for the next.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from ais.chain import Receipt
from ais.chain.codec import Write
from ais.errors import AisError
from ais.journal import Saga

from .party import Party

__all__ = ["Draft", "send_fresh"]

ATTEMPTS = 5


class Draft:
    """How one kind of transaction is decided on. ``late``: refusals that ask for a new decision."""

    def __init__(
        self,
        name: str,
        *,
        make: Callable[[], bytes],
        usable: Callable[[bytes], bool],
        write: Callable[[bytes], Write],
        late: tuple[type[AisError], ...],
    ) -> None:
        self.name = name
        self.make = make
        self.usable = usable
        self.write = write
        self.late = late


def send_fresh(party: Party, saga: Saga, draft: Draft) -> tuple[bytes, Receipt]:
    """The decision that was mined, and its receipt. Raises the last refusal after five attempts."""
    tries = 0
    for number in count():
        name = f"{draft.name}/{number}"
        step = saga.tx(name)
        known = saga.step(name)
        is_signed = known is not None and party.journal.find(step) is not None
        if known is not None and not is_signed and not draft.usable(known):
            continue
        decided = known if known is not None else saga.once(name, draft.make)
        try:
            return decided, party.transact(draft.write(decided), step=step)
        except draft.late as refusal:
            tries += 1
            party.progress.say(f"too late, once more: {refusal.message}")
            if tries == ATTEMPTS:
                raise
    raise AssertionError("the count never ends")
