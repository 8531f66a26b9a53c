"""What a simulation is told: the network's numbers, how firms decide, how panelists work.

Everything that a result depends on besides the economy and the seed stands here, and is printed
with the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from ais.economics.economy import Economy
from ais.errors import ModelRefused
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

__all__ = ["Care", "Network", "Rule", "Settings"]

_MOST_FIRMS, _MOST_EPOCHS = 20_000, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The contracts' numbers, in whole units of the token, and who funds the pool.

    ``targets``: sector -> accepted disclosures an epoch, others have the network's.
    ``initial_fund``: units before the start, ``funding``: units an epoch, both from outside.
    """

    name: str
    pricing: PricingParameters
    rewards: RewardsParameters
    seats: SeatsParameters
    decimals: int
    targets: Mapping[int, int] = field(default_factory=dict)
    initial_fund: int = 0
    funding: int = 0

    @property
    def unit(self) -> int:
        """Units in a whole token."""
        return int(10**self.decimals)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; amounts stay whole units."""
        plain = asdict(self)
        plain["targets"] = {str(sector): number for sector, number in sorted(self.targets.items())}
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How firms decide. Each epoch a share ``revise`` (mu) of them looks again at its choice.

    ``noise`` (sigma): tokens an epoch, the scale of a logit choice; 0: the best without noise.
    ``belief_floor``: the probability, with nobody in, that the network is still there when what
    was promised falls due; it grows to 1 with adoption. ``initial``: the share of firms that are
    in at the start; ``focus``: the part of a firm's disclosures that are of its home sector.
    ``actions``: what firms may choose at all (``decisions``).
    """

    revise: float = 0.2
    noise: float = 0.2
    belief_floor: float = 0.3
    initial: float = 0.5
    focus: float = 0.5
    actions: tuple[int, ...] = (0, 1, 2, 3)

    def __post_init__(self) -> None:
        for name in ("revise", "belief_floor", "initial", "focus"):
            _within(name, getattr(self, name), 1.0)
        _within("noise", self.noise, 1e9)
        if not self.actions or not set(self.actions) <= {0, 1, 2, 3}:
            raise ModelRefused("actions", self.actions, "names none of 0, 1, 2, 3, or another one")

    def belief(self, adoption: float) -> float:
        """Probability that the network survives, seen at an adoption in 0..1."""
        return self.belief_floor + (1 - self.belief_floor) * adoption


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How panelists work. ``misread``: an honest ballot is an anchor off (severity, scope, each).

    ``misjudge``: an honest verdict is wrong. ``absence``: a panelist does not reveal.
    ``worthless``: the part of what firms open that is worth nothing, by their own error. A panelist
    whose effort is more than the stipend does not look: it says "valid", and names
    severity and scope by chance among the four anchors.
    """

    misread: float = 0.1
    misjudge: float = 0.02
    absence: float = 0.03
    worthless: float = 0.0

    def __post_init__(self) -> None:
        for name in ("misread", "misjudge", "absence", "worthless"):
            _within(name, getattr(self, name), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One simulated network. ``outside_panel``: five valuers who are no members and always work."""

    economy: Economy
    network: Network
    firms: int
    epochs: int
    rule: Rule = field(default_factory=Rule)
    care: Care = field(default_factory=Care)
    outside_panel: bool = False

    def __post_init__(self) -> None:
        _within("firms", self.firms, _MOST_FIRMS, least=2)
        _within("epochs", self.epochs, _MOST_EPOCHS, least=1)

    def to_dict(self) -> dict[str, Any]:
        """Plain values of all that the result depends on, but for scenario and seed."""
        return {
            "economy": self.economy.to_dict(),
            "network": self.network.to_dict(),
            "firms": self.firms,
            "epochs": self.epochs,
            "rule": asdict(self.rule),
            "care": asdict(self.care),
            "outside_panel": self.outside_panel,
        }

    @property
    def classes(self) -> Mapping[int, int]:
        """Sector -> class, where it is not regular."""
        return MappingProxyType(dict(self.economy.classes))


def _within(field_: str, value: float, most: float, least: float = 0.0) -> None:
    if not least <= value <= most:
        raise ModelRefused(field_, value, f"it must be from {least:g} to {most:g}")
