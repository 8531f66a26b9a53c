"""What an economy is made of: tiers and disclosures, the panel, who pays, what governance wants.

Amounts are whole tokens as floats, since they are beliefs about people; an epoch is the network's.
``economy`` puts the parts together, ``economy_fields`` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = [
    "TARGETS",
    "TIER_NUMBERS",
    "Band",
    "Funding",
    "Kind",
    "Network",
    "Panel",
    "Reading",
    "Spread",
    "Tier",
    "Waiting",
]

#: Tiers and classes of sectors by name, as the contracts number them.
TIER_NUMBERS: Final[Mapping[str, int]] = MappingProxyType({"regular": 1, "core": 2, "critical": 3})
#: What the parameters shall achieve; the last is the default.
TARGETS: Final = ("equilibrium", "selected", "only")

_FULL_BPS = 10_000
_PANELS = ((11, 5), (7, 3))  # eligible seats -> size, as the contract draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of disclosure of a tier: what the panel will find, and how often it is that kind.

    ``sector`` 0..48 (0: not declared); severity and scope 1..10,000 basis points; the
    probabilities of a tier's kinds sum to 1.
    """

    sector: int
    severity_bps: int
    scope_bps: int
    probability: float

    @property
    def factor(self) -> float:
        """Severity times scope, in 0..1: the part of the price that the panel decides."""
        return self.severity_bps * self.scope_bps / _FULL_BPS**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Organisations of one tier, all alike in expectation.

    ``members``: active ones. ``disclosures``: valid ones an epoch and member, when it shares
    (lambda). ``risk``: tokens that a disclosure risks, ``effort``: tokens of work on it; their sum
    is r. ``worth``: tokens that reading one disclosure of that tier is worth to a member of this
    one, ``readable``: the part of them that policy lets this tier read (kappa is their product).
    ``search``: tokens an epoch that reading costs.
    """

    name: str
    members: int
    disclosures: float
    risk: float
    effort: float
    search: float
    worth: Mapping[str, float]
    readable: Mapping[str, float]
    mix: tuple[Kind, ...]

    @property
    def number(self) -> int:
        """The contracts' number: regular 1, core 2, critical 3."""
        return TIER_NUMBERS[self.name]

    @property
    def cost(self) -> float:
        """What a disclosure costs its member: r, tokens."""
        return self.risk + self.effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Who values: ``eligible`` seats after recusals, 7 to 64.

    ``effort``: tokens of work on an honest ballot. ``outside_interest``: tokens that a panelist may
    be offered to withhold a reveal. ``ring``: seats that may collude and still gain nothing.
    """

    eligible: int
    ring: int
    effort: float
    outside_interest: float

    @property
    def size(self) -> int:
        """Panelists of a round: 5 from 11 eligible seats, 3 from 7."""
        return next(size for least, size in _PANELS if self.eligible >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What time does to a disclosure's worth. ``decay``: the part left an epoch later.

    ``granted``: the part of a back catalogue that members grant on request. ``skip``: the rarest
    payer looked at pays dues in one epoch of so many.
    """

    decay: float
    granted: float
    skip: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a discloser loses by waiting an epoch: ``discount``, and ``hazard`` of pre-emption."""

    discount: float
    hazard: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Who pays, and what the pool shall hold. ``ratio``: expected part of a claim paid (rho).

    ``billed``: the part of an epoch's claims that is billed as dues, ``paid``: of that what is
    paid; b is their product.
    ``shares``: the tiers' shares of claims, summing to ``billed``; None: in proportion to what
    each tier reads. ``external``: tokens an epoch from outside. The pool shall pay in full with
    probability ``in_full`` (q) in each of the first ``epochs`` (T).
    """

    ratio: float
    billed: float
    paid: float
    external: float
    in_full: float
    epochs: int
    shares: Mapping[str, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What governance wants of prices: the multiplier's bounds (fixed at deployment), and the cap.

    ``cap``: the most that a disclosure may earn, tokens; None: as needed.
    ``uncapped_bps``: the multiplier up to which the cap shall cut no kind of the mixes.
    ``most_weight_bps``: the highest weight of a critical sector where a regular one has 10,000.
    """

    floor_bps: int
    ceiling_bps: int
    cap: float | None
    uncapped_bps: int
    most_weight_bps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What a calibration takes as it is: clocks, and how many valuations one may have open."""

    epoch_seconds: int
    open_window_seconds: int
    close_delay_seconds: int
    max_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How much firms differ: standard deviations of the logarithm of each one's own number."""

    risk: float
    worth: float
    disclosures: float
