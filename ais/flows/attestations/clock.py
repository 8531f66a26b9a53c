"""The chain's time within an epoch. Flows of attestations know no other clock."""

from __future__ import annotations

from dataclasses import dataclass

from ais.flows.party import Party

__all__ = ["EpochClock", "blocks_after", "epoch_clock"]


@dataclass(frozen=True, slots=True)
class EpochClock:
    """An epoch in seconds of the chain's time; ``ends_at`` is the first second after it."""

    epoch: int
    starts_at: int
    ends_at: int
    now: int

    @property
    def tenth(self) -> int:
        """A tenth of the epoch."""
        return (self.ends_at - self.starts_at) // 10

    @property
    def is_over(self) -> bool:
        """Whether its last second is past."""
        return self.now >= self.ends_at


def epoch_clock(party: Party, epoch: int) -> EpochClock:
    """The clock of an epoch, at the newest block."""
    nouns = party.membership
    starts, ends = party.read_all(nouns.epoch_start(epoch), nouns.epoch_start(epoch + 1))
    return EpochClock(epoch, starts, ends, party.now())


def blocks_after(party: Party, second: int) -> int:
    """How many blocks the chain has whose time is later than a second."""
    last = party.connection.head().number
    low, high = 0, last + 1  # the first block that is later is in low..high
    while low < high:
        middle = (low + high) // 2
        block = party.connection.blocks([middle])[0]
        if block is not None and block.timestamp > second:
            high = middle
        else:
            low = middle + 1
    return last + 1 - low
