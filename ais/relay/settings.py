"""What a relay may be told, and the bounds that it keeps whatever it is told."""

from __future__ import annotations

from dataclasses import dataclass

from ais.chain.attestations import POST_GAS

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Times in seconds.

    ``window_seconds``: the longest that a call waits; None takes a quarter of an epoch. ``batch``:
    so many that wait leave together. ``checks_at_once`` and ``checks_waiting`` bound the requests
    that nobody has verified yet; ``connections`` all that are open.
    """

    window_seconds: int | None = None
    batch: int = 8
    checks_at_once: int = 4
    checks_waiting: int = 64
    connections: int = 256
    request_seconds: float = 20.0  # for a connection, from its first byte to its last
    poll_seconds: float = 1.0  # between two looks at the chain
    gas: int = POST_GAS  # of every call, whatever its kind

    def window(self, epoch_seconds: int) -> int:
        """The window on a network with such epochs."""
        given = epoch_seconds // 4 if self.window_seconds is None else self.window_seconds
        return max(2, min(given, epoch_seconds))
