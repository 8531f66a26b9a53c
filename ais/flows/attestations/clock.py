"""The chain's time within an epoch. Flows of attestations know no other clock."""

from __future__ import annotations

from dataclasses import dataclass

from ais.flows.party import Party

__all__ = ["EpochClock", "epoch_clock"]


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
    """The clock of an epoch, at the last block that was followed: no node is asked."""
    index = party.index
    return EpochClock(epoch, index.epoch_start(epoch), index.epoch_start(epoch + 1), index.now())
