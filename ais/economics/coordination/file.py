"""A described case of coordination: issues and fixers, a liability, two groups; read and refused.

The mapping comes from a JSON file, whose decimal numbers should be read as fractions or text, so
that 0.1 is a tenth. A field that is not known is refused by its path, as is one that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from ais.economics.investment.advice import breach_from_halving
from ais.economics.investment.gordon_loeb import Breach
from ais.economics.ranges import probability
from ais.economics.rationals import amount
from ais.errors import CoordinationRefused, ModelRefused

from .coordinate import Coordination, Fixer, Harm, Offer
from .cross_subsidy import TwoGroups

__all__ = ["EXAMPLE", "Case", "Liable", "parse_case"]

_Part = TypeVar("_Part", Harm, Offer)

#: A case that works: two issues, three parties, two fixers, a liable firm, and two groups.
EXAMPLE: Final[Mapping[str, Any]] = {
    "issues": {
        "mail gateway": {
            "bank": {"probability": 0.2, "loss": 50000},
            "clinic": {"probability": 0.1, "loss": 30000},
            "shop": {"probability": 0.3, "loss": 4000},
        },
        "update server": {
            "bank": {"probability": 0.05, "loss": 80000},
            "clinic": {"probability": 0.25, "loss": 12000},
        },
    },
    "fixers": {
        "vendor": {
            "capacity": 1,
            "offers": {
                "mail gateway": {"cost": 3000, "transaction_cost": 500},
                "update server": {"cost": 4000, "transaction_cost": 500},
            },
        },
        "clinic": {"capacity": 1, "offers": {"update server": {"cost": 6000}}},
    },
    "liability": {
        "vulnerability": 0.65,
        "halved_by": 100000,
        "own_loss": 400000,
        "others_loss": 600000,
        "liability": 1,
        "enterprise_value": 500000,
    },
    "cross_subsidy": {
        "payers": 4,
        "non_payers": 20,
        "payer_value": 10000,
        "spillover": 300,
        "non_payer_value": 200,
        "non_payer_cost": 500,
        "fixed_cost": 12000,
        "member_cost": 100,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Liable:
    """A firm whose breach harms others, for ``liability``; class I, beta 1."""

    breach: Breach
    own_loss: float
    others_loss: float
    liability: float
    enterprise_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a file describes; at least one of the three."""

    coordination: Coordination | None
    liable: Liable | None
    groups: TwoGroups | None


def parse_case(described: Any) -> Case:
    """Read a case. Raises ``CoordinationRefused`` by the path."""
    whole = _mapping(described, "the file")
    _known(whole, "the file", {"issues", "fixers", "liability", "cross_subsidy"})
    if not whole:
        raise CoordinationRefused(
            field="the file", reason="describes neither issues, liability nor groups"
        )
    return Case(coordination=_coordination(whole), liable=_liable(whole), groups=_groups(whole))


def _coordination(whole: Mapping[str, Any]) -> Coordination | None:
    if "issues" not in whole and "fixers" not in whole:
        return None
    issues = {
        issue: {
            party: _made(Harm, harm, f"issues.{issue}.{party}", ("probability", "loss"))
            for party, harm in _mapping(harms, f"issues.{issue}").items()
        }
        for issue, harms in _mapping(_field(whole, "", "issues"), "issues").items()
    }
    fixers = {
        name: _fixer(fixer, f"fixers.{name}", set(issues))
        for name, fixer in _mapping(_field(whole, "", "fixers"), "fixers").items()
    }
    return Coordination(issues, fixers)


def _fixer(described: Any, path: str, issues: set[str]) -> Fixer:
    fixer = _mapping(described, path)
    _known(fixer, path, {"capacity", "offers"})
    offered = _mapping(_field(fixer, path, "offers"), f"{path}.offers")
    _known(offered, f"{path}.offers", issues)
    offers = {}
    for issue, offer in offered.items():
        where = f"{path}.offers.{issue}"
        stated = {"transaction_cost": 0, **_mapping(offer, where)}
        offers[issue] = _made(Offer, stated, where, ("cost", "transaction_cost"))
    with _under(path):
        return Fixer(offers, fixer.get("capacity", 1))


def _liable(whole: Mapping[str, Any]) -> Liable | None:
    if "liability" not in whole:
        return None
    stated = {"liability": 1, "enterprise_value": None, **_mapping(whole["liability"], "liability")}
    names = ("vulnerability", "halved_by", "own_loss", "others_loss", "liability")
    listed = _amounts(stated, "liability", (*names, "enterprise_value"))
    with _under("liability"):
        v, halved_by, own, others, share = (
            float(amount(name, each)) for name, each in zip(names, listed[:-1], strict=True)
        )
        worth = None if listed[-1] is None else amount("enterprise_value", listed[-1])
        return Liable(
            breach=breach_from_halving(v, halved_by),
            own_loss=own,
            others_loss=others,
            liability=float(probability("liability", share)),
            enterprise_value=None if worth is None else float(worth),
        )


def _groups(whole: Mapping[str, Any]) -> TwoGroups | None:
    if "cross_subsidy" not in whole:
        return None
    names = tuple(field.name for field in fields(TwoGroups))
    values = _amounts(whole["cross_subsidy"], "cross_subsidy", names)
    with _under("cross_subsidy"):
        return TwoGroups(**dict(zip(names, values, strict=True)))


def _made(kind: Callable[..., _Part], described: Any, path: str, names: tuple[str, ...]) -> _Part:
    amounts = _amounts(described, path, names)
    with _under(path):
        return kind(*amounts)


@contextmanager
def _under(path: str) -> Iterator[None]:
    """What a part refuses, by its path in the file."""
    try:
        yield
    except ModelRefused as refused:
        reason = f"is {refused.value}: {refused.reason}"
        raise CoordinationRefused(field=f"{path}.{refused.field}", reason=reason) from None


def _amounts(described: Any, path: str, names: tuple[str, ...]) -> list[Any]:
    found = _mapping(described, path)
    _known(found, path, set(names))
    return [_field(found, path, name) for name in names]


def _field(described: Mapping[str, Any], path: str, name: str) -> Any:
    if name not in described:
        raise CoordinationRefused(field=f"{path}.{name}".lstrip("."), reason="is missing")
    return described[name]


def _mapping(described: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(described, Mapping):
        raise CoordinationRefused(field=path, reason="must be an object with names")
    return described


def _known(described: Mapping[str, Any], path: str, names: set[str]) -> None:
    for name in described:
        if name not in names:
            raise CoordinationRefused(field=f"{path}: {name}", reason="is not known")
