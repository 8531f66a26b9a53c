"""A described economy: who may take part, what disclosing costs and brings them, who values it.

The one input of the calibration (``calibration``) and of the simulation (``simulation``), read from
a plain mapping, such as a JSON file, with ``Economy.from_dict``. Amounts are whole tokens as
floats, since they are beliefs about people; the contracts' own amounts are integers and live in
``money``. An epoch is the network's. Nothing here is measured by itself: whoever describes an
economy answers for its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .described import Described, require
from .economy_fields import economy_fields, plain_of
from .economy_parts import (
    Band,
    Funding,
    Network,
    Panel,
    Reading,
    Spread,
    Tier,
    Waiting,
)

__all__ = ["Economy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Economy:
    """A described economy. ``margin``: tokens a disclosure by which sharing shall be better.

    ``complementarity`` (c): tokens a disclosure that sharing gains besides if all others share.
    ``classes``: sector -> 1..3, others regular. ``tiers`` stand in the order regular, core,
    critical.
    """

    name: str
    decimals: int
    target: str
    margin: float
    complementarity: float
    tiers: tuple[Tier, ...]
    panel: Panel
    reading: Reading
    waiting: Waiting
    funding: Funding
    band: Band
    network: Network
    spread: Spread
    classes: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Economy:
        """From plain values. Raises ``EconomyRefused`` with the path of the field."""
        described = Described(found)
        described.only({each.name for each in fields(cls)})
        return cls(**economy_fields(described))

    def to_dict(self) -> dict[str, Any]:
        """Plain values that ``from_dict`` reads back to an equal economy."""
        plain: dict[str, Any] = plain_of(self)
        plain["tiers"] = {tier.pop("name"): tier for tier in plain["tiers"]}
        if self.funding.shares is not None:
            del plain["funding"]["billed"]  # it is their sum
        return plain

    def changed(self, changes: Mapping[str, Any]) -> Economy:
        """The same with fields changed, by path: ``{"funding.external": 12.5}``.

        Raises ``EconomyRefused``.
        """
        plain = self.to_dict()
        for path, value in changes.items():
            *tables, name = path.split(".")
            place = plain
            for table in tables:
                place = place.setdefault(table, {})
            place[name] = value
        return Economy.from_dict(plain)

    @property
    def members(self) -> int:
        """Organisations of all tiers."""
        return sum(tier.members for tier in self.tiers)

    @property
    def disclosures(self) -> float:
        """Valid disclosures an epoch when all share."""
        return sum(tier.members * tier.disclosures for tier in self.tiers)

    def tier(self, name: str) -> Tier:
        """The tier of that name. Raises ``EconomyRefused``."""
        found = {tier.name: tier for tier in self.tiers}
        require(name in found, f"tiers.{name}", "is no tier of this economy")
        return found[name]

    def class_of(self, sector: int) -> int:
        """Class of a sector: 1 regular (also what is not declared), 2 core, 3 critical."""
        return self.classes.get(sector, 1)
