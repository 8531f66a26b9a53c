"""What can fall due, as values. Who finds it: ``due``; who does it: ``ais.agent``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .outcome import Outcome

__all__ = ["Due", "Kind"]


class Kind(StrEnum):
    """Kinds of things that fall due."""

    READERS_RELEASE = "readers-release"  # late, or the embargo is over
    OPEN = "open"  # ours, released, within its window
    DRAW = "draw"
    PANEL_KEY = "panel-key"
    BALLOT = "ballot"  # a person's to judge
    REVEAL = "reveal"
    SETTLE = "settle"
    CLOSE = "close"
    PAY = "pay"
    DUES = "dues"
    GRANT = "grant"
    GROUP = "group"  # leaves to let in or take out, the epoch's snapshot
    POSTS = "posts"  # this epoch's, of all policies
    CALLS = "calls"  # contests and claims of ours
    ALERTS = "alerts"  # whether something changed


@dataclass(frozen=True, slots=True)
class Due(Outcome):
    """One thing that is due. ``by_block``: the last block for it, 0 = no deadline of blocks.

    ``round``: of a valuation, or which snapshot of the epoch posts are proved against.
    """

    kind: Kind
    submission_id: bytes = b""
    round: int = 0
    organisation: int = 0
    epoch: int = 0
    ours: bool = field(default=True, compare=False)
    by_block: int = field(default=0, compare=False)
    amount: int = field(default=0, compare=False)  # dues
    batch: tuple[bytes, ...] = field(default=(), compare=False)  # released together with it
