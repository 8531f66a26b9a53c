"""What a run leaves behind: one record an epoch, and each firm's gain over the whole run.

Money of records is whole units (Python integers); gains are tokens, floats, since they hold what
no contract counts: value read, risk, effort.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from .population import Floats, Ints

__all__ = ["SERIES", "EpochRecord", "Run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecord:
    """One epoch. Amounts in whole units.

    ``in_standing``, ``sharers``, ``active``: of all firms, in parts 0..1; ``by_tier``: in standing,
    of the firms of tiers 1, 2, 3. ``claims``: booked in the epoch; ``reserved``: of them at its
    close; ``paid`` (sent) and ``dust``: in it, of the epoch before; ``dues`` paid in cash and
    ``set_off``; ``funded`` from outside; ``forfeited`` bonds and penalties; ``stipends`` of
    ``claims``; ``free``: at its end. ``multiplier_bps``: mean over the sectors of the mixes,
    ``lowest_bps`` and ``highest_bps`` of them. ``priced``: valid ones that were rewarded, and
    ``price_error`` the sum of |reward / right reward - 1| over them; ``worthless``: those with a
    result, ``passed``: of them, found valid; ``refused``: valid ones with another result.
    ``gain_by_tier``: mean net gain of a firm of the tier against staying out, tokens.
    ``unaccounted``: units minted that no account holds, and units by which the pool's account
    differs from its totals; 0 where money is conserved.
    """

    epoch: int
    in_standing: float
    by_tier: tuple[float, float, float]
    sharers: float
    active: float
    claims: int
    stipends: int
    reserved: int
    paid: int
    dust: int
    dues: int
    set_off: int
    funded: int
    forfeited: int
    free: int
    dues_by_tier: tuple[int, int, int]
    multiplier_bps: float
    lowest_bps: int
    highest_bps: int
    opened: int
    accepted: int
    rounds: int
    no_shows: int
    seated: int
    priced: int
    price_error: float
    worthless: int
    passed: int
    refused: int
    gain_by_tier: tuple[float, float, float]
    unaccounted: int

    @property
    def ratio(self) -> float:
        """The part of its claims that the epoch pays, 0..1."""
        return self.reserved / self.claims if self.claims else 1.0

    @property
    def lapsed(self) -> int:
        """What the ratio cut, in units."""
        return self.claims - self.reserved


#: Fields of a record that are numbers, and the ratio.
SERIES = (
    *(each.name for each in fields(EpochRecord) if each.name not in ("epoch", "by_tier")),
    "ratio",
    "lapsed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run; arrays of the shape (n,).

    ``gain``: tokens an epoch against staying out; ``money``: the part of it that the contracts
    moved, ``fellow``: the part that is read from (other) watched firms; ``tier``: what each firm
    is; ``watched``: whom the scenario watches.
    """

    seed: int
    records: tuple[EpochRecord, ...]
    gain: Floats
    money: Floats
    fellow: Floats
    tier: Ints
    watched: Any

    def series(self, name: str) -> list[Any]:
        """A field of every record, epoch by epoch."""
        return [getattr(record, name) for record in self.records]

    @property
    def paid_part(self) -> float:
        """Of all claims the part that is paid, 0..1; 1 where there were none."""
        claims = sum(self.series("claims"))
        return sum(self.series("reserved")) / claims if claims else 1.0

    def gain_of(self, tier: int) -> float:
        """Mean net gain of the firms of a tier (1..3), tokens an epoch; 0 without firms."""
        own = self.gain[self.tier == tier]
        return float(own.mean()) if own.size else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain values; amounts stay whole units."""
        return {
            "seed": self.seed,
            "epochs": [
                {**asdict(record), "ratio": record.ratio, "lapsed": record.lapsed}
                for record in self.records
            ],
            "gain": [round(float(each), 9) for each in self.gain],
        }
