"""The fields of an economy's description: read with their ranges, and written back.

What they mean stands at ``economy_parts``; here are their bounds and defaults.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from .described import Described, require
from .economy_parts import (
    TARGETS,
    TIER_NUMBERS,
    Band,
    Funding,
    Kind,
    Network,
    Panel,
    Reading,
    Spread,
    Tier,
    Waiting,
)

__all__ = ["economy_fields", "plain_of"]

_MOST_MEMBERS, _MOST_SECTOR, _FULL_BPS = 100_000, 48, 10_000
_MOST_SEATS, _LEAST_SEATS = 64, 7
_MOST_BPS = 1_000_000
_DAY = 86_400
#: Numbers above this say nothing about money, and would leave the contracts' 96 bits.
_MOST_TOKENS = 1e9


def economy_fields(found: Described) -> dict[str, Any]:
    """Read a description: the fields of an ``Economy``. Raises ``EconomyRefused`` with the path."""
    tiers = _tiers(found.table("tiers"))
    target = found.text("target", TARGETS[-1])
    require(target in TARGETS, "target", f"is {target!r}, none of {', '.join(TARGETS)}")
    return {
        "name": found.text("name"),
        "decimals": found.whole("decimals", 6, 30, 6),
        "target": target,
        "margin": found.number("margin", 0, _MOST_TOKENS, 0),
        "complementarity": found.number("complementarity", 0, _MOST_TOKENS, 0),
        "tiers": tiers,
        "panel": _panel(found.table("panel")),
        "reading": _reading(found.table("reading")),
        "waiting": _waiting(found.table("waiting")),
        "funding": _funding(found.table("funding"), tiers),
        "band": _band(found.table("band")),
        "network": _network(found.table("network")),
        "spread": _spread(found.table("spread")),
        "classes": _classes(found.table("classes")),
    }


def plain_of(value: Any) -> Any:
    """Plain values of parts: tables, lists and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain_of(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain_of(each) for name, each in value.items()}
    return [plain_of(each) for each in value] if isinstance(value, tuple) else value


# ---- parts -----------------------------------------------------------------------------------


def _tiers(found: Described) -> tuple[Tier, ...]:
    names = found.names()
    unknown = sorted(set(names) - TIER_NUMBERS.keys())
    require(not unknown, found.at(unknown[0] if unknown else ""), "is none of the three tiers")
    present = [name for name in TIER_NUMBERS if name in names]
    tiers = tuple(_tier(name, found.table(name), present) for name in present)
    members = sum(tier.members for tier in tiers)
    require(members >= 2, "tiers", f"have {members} members in all: a game needs at least 2")
    shared = any(tier.disclosures > 0 for tier in tiers)
    require(shared, "tiers", "disclose nothing: at least one needs disclosures above 0")
    return tiers


def _tier(name: str, found: Described, present: list[str]) -> Tier:
    rows = found.rows("mix")
    made = Tier(
        name=name,
        members=found.whole("members", 1, _MOST_MEMBERS),
        disclosures=found.number("disclosures", 0, 1e6),
        risk=found.number("risk", 0, _MOST_TOKENS),
        effort=found.number("effort", 0, _MOST_TOKENS, 0),
        search=found.number("search", 0, _MOST_TOKENS, 0),
        worth=_by_tier(found.table("worth"), present, _MOST_TOKENS, None),
        readable=_by_tier(found.table("readable"), present, 1, 1.0),
        mix=tuple(_kind(row) for row in rows),
    )
    total = math.fsum(kind.probability for kind in made.mix)
    require(abs(total - 1) <= 1e-9, found.at("mix"), f"has probabilities that sum to {total:g}")
    found.finished()
    return made


def _kind(found: Described) -> Kind:
    made = Kind(
        sector=found.whole("sector", 0, _MOST_SECTOR),
        severity_bps=found.whole("severity_bps", 1, _FULL_BPS),
        scope_bps=found.whole("scope_bps", 1, _FULL_BPS),
        probability=found.number("probability", 0, 1),
    )
    found.finished()
    return made


def _by_tier(
    found: Described, present: list[str], most: float, default: float | None
) -> dict[str, float]:
    made = {name: found.number(name, 0, most, default) for name in present}
    found.finished()
    return made


def _panel(found: Described) -> Panel:
    eligible = found.whole("eligible", _LEAST_SEATS, _MOST_SEATS)
    made = Panel(
        eligible=eligible,
        ring=found.whole("ring", 0, eligible),
        effort=found.number("effort", 0, _MOST_TOKENS),
        outside_interest=found.number("outside_interest", 0, _MOST_TOKENS, 0),
    )
    found.finished()
    return made


def _reading(found: Described) -> Reading:
    made = Reading(
        decay=found.number("decay", 0, 1),
        granted=found.number("granted", 0, 1, 1),
        skip=found.whole("skip", 1, 1_000, 8),
    )
    found.finished()
    return made


def _waiting(found: Described) -> Waiting:
    made = Waiting(discount=found.number("discount", 0, 1), hazard=found.number("hazard", 0, 1))
    found.finished()
    return made


def _funding(found: Described, tiers: tuple[Tier, ...]) -> Funding:
    shares = None
    if found.given("shares") is not None:
        shares = _by_tier(found.table("shares"), [tier.name for tier in tiers], 1, None)
        total = math.fsum(shares.values())
        require(total <= 1 + 1e-12, found.at("shares"), f"sum to {total:g}: the most is 1")
    billed = None if shares is None else min(math.fsum(shares.values()), 1.0)
    made = Funding(
        ratio=found.number("ratio", 0.01, 1),
        billed=found.number("billed", 0, 1, billed),
        paid=found.number("paid", 0, 1, 1),
        external=found.number("external", 0, 1e15, 0),
        in_full=found.number("in_full", 0.5, 0.999999),
        epochs=found.whole("epochs", 1, 1_000),
        shares=shares,
    )
    agrees = billed is None or abs(made.billed - billed) <= 1e-9
    require(agrees, found.at("billed"), f"is {made.billed:g}, the shares sum to {billed}")
    found.finished()
    return made


def _band(found: Described) -> Band:
    made = Band(
        floor_bps=found.whole("floor_bps", 1, _MOST_BPS),
        ceiling_bps=found.whole("ceiling_bps", 1, _MOST_BPS),
        cap=found.optional("cap", 0, _MOST_TOKENS),
        uncapped_bps=found.whole("uncapped_bps", 1, _MOST_BPS, _FULL_BPS),
        most_weight_bps=found.whole("most_weight_bps", _FULL_BPS, 10 * _FULL_BPS, 4 * _FULL_BPS),
    )
    found.finished()
    return made


def _network(found: Described) -> Network:
    epoch = found.whole("epoch_seconds", 60, 366 * _DAY, 7 * _DAY)
    made = Network(
        epoch_seconds=epoch,
        open_window_seconds=found.whole("open_window_seconds", 1, 2**32 - 1, 7 * _DAY),
        close_delay_seconds=found.whole("close_delay_seconds", 0, epoch // 2, epoch // 7),
        max_open=found.whole("max_open", 1, 2**16 - 1, 16),
    )
    found.finished()
    return made


def _spread(found: Described) -> Spread:
    made = Spread(
        risk=found.number("risk", 0, 5, 0.5),
        worth=found.number("worth", 0, 5, 0.5),
        disclosures=found.number("disclosures", 0, 5, 0.5),
    )
    found.finished()
    return made


def _classes(found: Described) -> dict[int, int]:
    classes = {}
    for name in found.names():
        known = name.isdecimal() and 1 <= int(name) <= _MOST_SECTOR
        require(known, found.at(name), "is no sector from 1 to 48")
        classes[int(name)] = found.whole(name, 1, 3)
    return classes
