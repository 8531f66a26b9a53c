"""The tipping point: the unstable fixed point of the best-response map of joining.

If every firm expects that each other one is a member with probability x, a part B(x) of the firms
joins. B is the rule of ``decisions`` itself, with the dues, the ratio and the sharers that x brings
about in expectation at one multiplier of all prices. Where B(x) - x changes from below 0 to above
it, x feeds itself upwards and starves downwards: the point is found by bisection, and checked by
following B from both of its sides. Equal firms have it in closed form (``critical_mass``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ais.economics import money
from ais.errors import ModelRefused

from .decisions import CONTRIBUTE, MEMBER, OUT, READ, View, gains, probabilities, set_off_chance
from .expectations import dues_seen, in_tokens, kind_prices, stipends_of
from .population import Floats, Population
from .settings import Settings

__all__ = ["JoiningMap", "Tipping", "follow", "tipping_points"]

_GRID, _HALVINGS, _STEPS = 64, 48, 1_000
_INNER, _SETTLED = 40, 1e-10
_IN, _OUT = (READ, MEMBER), (OUT, CONTRIBUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tipping:
    """One unstable fixed point.

    ``share``: of all firms; ``members``: the one who weighs it among them, 1 + share x (n - 1).
    ``below`` and ``above``: the shares at which best responses settle that start just beside it.
    """

    share: float
    members: float
    below: float
    above: float

    @property
    def checked(self) -> bool:
        """Whether best responses leave it downwards below it, and upwards above it."""
        return self.below < self.share < self.above


class JoiningMap:
    """B: the share of firms that joins, given the share that is expected to be in."""

    def __init__(
        self, firms: Population, settings: Settings, *, multiplier_bps: int = money.INITIAL_BPS
    ) -> None:
        """``multiplier_bps``: of every sector. Raises ``ModelRefused`` outside its bounds."""
        pricing = settings.network.pricing
        if not pricing.floor_bps <= multiplier_bps <= pricing.ceiling_bps:
            reason = f"it must be from {pricing.floor_bps} to {pricing.ceiling_bps}"
            raise ModelRefused("multiplier_bps", multiplier_bps, reason)
        self._firms, self._settings = firms, settings
        self._prices = kind_prices(settings, firms.kinds, lambda _: multiplier_bps)
        self._load = firms.rate * (firms.mix @ self._prices + stipends_of(settings))
        self._external = in_tokens(settings.network.funding, settings.network)

    @property
    def size(self) -> int:
        """How many firms."""
        return self._firms.size

    def __call__(self, share: float) -> float:
        """B(share), both in 0..1."""
        chances = probabilities(self.gains(share), self._settings.rule)
        return float(chances[:, _IN].sum(axis=1).mean())

    def gains(self, share: float) -> Floats:
        """(n, 4): gains of the actions where the others are in with probability ``share``.

        Who shares, among those in and those out, follows from the gains and enters them: it is
        looked for from "all share" on, by ever smaller steps.
        """
        rule = self._settings.rule
        complementarity = self._settings.economy.complementarity
        sides: Floats = np.zeros((self.size, 4))
        sides[:, [each for each in (CONTRIBUTE, MEMBER) if each in rule.actions]] = 1.0
        for step in range(_INNER):
            found = gains(self._firms, self._view(share, sides), rule, complementarity)
            now = self._sides(found)
            if np.abs(now - sides).max() < _SETTLED:
                break
            sides = sides + (now - sides) / (1 + step / 2)
        return found

    def _sides(self, found: Floats) -> Floats:
        """(n, 4): the actions' probabilities among those in, and among those out."""
        made = np.zeros_like(found)
        for side in (_IN, _OUT):
            actions = tuple(set(side) & set(self._settings.rule.actions))
            if actions:
                made += probabilities(found, replace(self._settings.rule, actions=actions))
        return made

    def _view(self, share: float, sides: Floats) -> View:
        """What firms see where those in and those out split as ``sides`` says."""
        firms = self._firms
        contributor = (1 - share) * sides[:, CONTRIBUTE]
        shares = share * sides[:, MEMBER] + contributor
        load = self._load
        active = share + contributor
        dues, phi = dues_seen(
            self._settings.network,
            firms.listed,
            (shares * load).sum() - shares * load,
            load,
            np.bincount(firms.listed, weights=active)[firms.listed] - active,
        )
        seen = View(
            prices=self._prices,
            ratio=1.0,
            stipends=stipends_of(self._settings),
            dues=dues,
            share=phi,
            value=firms.value_read(firms.rate * shares) - firms.search,
            sharing=(shares.sum() - shares) / (self.size - 1),
            adoption=share,
        )
        paying = share + contributor * set_off_chance(firms, seen)
        supply = float((paying * (dues + phi * load)).sum()) + self._external
        claims = float((shares * load).sum())
        return replace(seen, ratio=min(1.0, supply / claims) if claims > supply else 1.0)


def follow(joining: Callable[[float], float], start: float) -> float:
    """Where best responses settle that start at a share, or are after many steps."""
    share = start
    for _ in range(_STEPS):
        after = joining(share)
        if abs(after - share) < _SETTLED:
            return after
        share = after
    return share


def tipping_points(joining: JoiningMap, *, aside: float = 0.01) -> tuple[Tipping, ...]:
    """Every unstable fixed point that a grid of shares finds, lowest first, each checked.

    Empty where best responses lead to the same share from everywhere. ``aside``: how far from the
    point the check starts, in shares.
    """
    grid = [step / _GRID for step in range(_GRID + 1)]
    excess = [joining(share) - share for share in grid]
    found = []
    for low, high, before, after in zip(grid, grid[1:], excess, excess[1:], strict=False):
        if before < 0 <= after or before <= 0 < after:
            found.append(_checked(joining, _bisect(joining, low, high), aside))
    return tuple(found)


def _bisect(joining: JoiningMap, low: float, high: float) -> float:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if joining(middle) < middle:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _checked(joining: JoiningMap, share: float, aside: float) -> Tipping:
    return Tipping(
        share=share,
        members=1 + share * (joining.size - 1),
        below=follow(joining, max(share - aside, 0.0)),
        above=follow(joining, min(share + aside, 1.0)),
    )
