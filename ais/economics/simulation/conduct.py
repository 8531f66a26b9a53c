"""What single firms do whatever the rule says, and what befalls the network: data, no code.

A scenario is a conduct beside another one: the deviation, and the same firms without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .population import Ints

__all__ = ["FREE", "Conduct", "Shock"]

#: No action is forced on the firm: it follows the rule.
FREE = -1

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shock:
    """All rates times ``factor`` in epochs ``first`` to ``last``, both included."""

    first: int
    last: int
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """Arrays of the shape (n,), one entry a firm.

    ``watched``: whose gain the verdict looks at. ``forced``: an action of ``decisions``, or
    ``FREE``. ``pays_every``: pays dues in cash in one epoch of so many. ``ring``: seated from the
    start, judges the ring's own worthless disclosures valid, root and cross-sector; ``junk``: how
    many of those each of the ring opens an epoch. ``careless``: never looks at what it judges.
    ``pieces``: into how many submissions it cuts a disclosure; each piece has the severity, and a
    scope one anchor lower (from the lowest one: the same), and is found a duplicate with
    probability ``recognised``. ``leaves``: the epoch from which it is out for good, 0: never.
    """

    watched: Bools
    forced: Ints
    pays_every: Ints
    ring: Bools
    careless: Bools
    pieces: Ints
    leaves: Ints
    junk: int = 0
    recognised: float = 0.0
    shock: Shock | None = None

    @classmethod
    def plain(cls, firms: int, **changes: Any) -> Conduct:
        """Everybody follows the rule and nothing happens, but for what is given."""
        nobody, once = np.zeros(firms, dtype=bool), np.ones(firms, dtype=np.int64)
        base: dict[str, Any] = {
            "watched": nobody,
            "forced": np.full(firms, FREE),
            "pays_every": once,
            "ring": nobody,
            "careless": nobody,
            "pieces": once,
            "leaves": np.zeros(firms, dtype=np.int64),
        }
        return cls(**{**base, **changes})

    def rate_factor(self, epoch: int) -> float:
        """What the shock multiplies rates by in an epoch."""
        shock = self.shock
        return shock.factor if shock and shock.first <= epoch <= shock.last else 1.0
