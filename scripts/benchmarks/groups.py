"""Gas of everything that has to do with the anonymous group, at three sizes of it."""

from __future__ import annotations

from collections.abc import Iterator

from .calls import require_all
from .rows import Row
from .site import Measured, open_site
from .unnamed import SLOTS, live_unnamed

__all__ = ["CONTRACTS", "groups", "measured"]

CONTRACTS = ("Group", "Attestations", "Relays")
_SIZES = (16, 256, 4_096)
_GOALS = {"first of an epoch": "<= 425000", "later in an epoch": "<= 410000"}


def groups() -> Iterator[Row]:
    """Gas of every call of group, attestations and relays at 16, 256 and 4,096 members."""
    posts: dict[str, list[int]] = {part: [] for part in _GOALS}
    for members in _SIZES:
        for each in measured(members):
            part = next((part for part in _GOALS if part in each.name), "")
            peer = "floor: calldata, changed slots, logs"
            yield Row(each.name, each.gas, "gas", peer, each.floor, _GOALS.get(part))
            if part:
                posts[part].append(each.gas)
    for part, figures in posts.items():
        name = f"a post, {part}: the dearest of all sizes"
        yield Row(name, max(figures), "gas", "the cheapest size", min(figures), "<= 1.01 x peer")


def measured(members: int) -> list[Measured]:
    """Every call in a group of so many members; of calls of one name, the one that took most."""
    with open_site(attestation_slots=SLOTS) as site:
        live_unnamed(site, members)
        require_all(site, CONTRACTS)
    found: dict[str, Measured] = {}
    for each in site.measured:
        if each.name not in found or found[each.name].gas < each.gas:
            found[each.name] = each
    return [found[name] for name in sorted(found)]
