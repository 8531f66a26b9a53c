"""The clock of a ledger: seconds and epochs, as ``Epochs.sol`` counts them.

It moves only when it is told to. Blocks, and with them the panel's windows, are not modelled.
"""

from __future__ import annotations

from typing import SupportsIndex

from ais.economics.money import whole
from ais.errors import MembershipAlreadyStarted, MembershipInvalidEpochSeconds, ModelRefused

__all__ = ["Clock"]

_MOST_EPOCH_SECONDS = 366 * 86_400


class Clock:
    """Seconds since the ledger was made; epochs begin with ``start``, the first is 1."""

    __slots__ = ("epoch_seconds", "now", "started_at")

    def __init__(self, epoch_seconds: SupportsIndex) -> None:
        seconds = whole(epoch_seconds, "epoch_seconds")
        if not 0 < seconds <= _MOST_EPOCH_SECONDS:
            raise MembershipInvalidEpochSeconds(seconds)
        self.epoch_seconds = seconds
        self.now = 0
        self.started_at: int | None = None

    @property
    def epoch(self) -> int:
        """The running epoch; 0 before the start."""
        if self.started_at is None:
            return 0
        return (self.now - self.started_at) // self.epoch_seconds + 1

    @property
    def next_epoch(self) -> int:
        """From which epoch on what is set up now holds; 0 (at once) before the start."""
        running = self.epoch
        return running + 1 if running else 0

    def epoch_start(self, epoch: int) -> int:
        """Second in which an epoch, from 1 on, begins. Raises ``ModelRefused`` before the start."""
        if self.started_at is None:
            raise ModelRefused("epoch", epoch, "has no beginning before the start")
        return self.started_at + (epoch - 1) * self.epoch_seconds

    def start(self) -> None:
        """Epoch 1 begins now. Raises ``MembershipAlreadyStarted``."""
        if self.started_at is not None:
            raise MembershipAlreadyStarted()
        self.started_at = self.now

    def advance(self, seconds: SupportsIndex) -> None:
        """Let so many seconds pass. Raises ``ModelRefused`` for a negative number."""
        self.now += whole(seconds, "seconds")
