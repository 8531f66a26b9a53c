"""The firms of a simulation, each drawn from the economy's description.

Tiers in the proportion of the economy's members. A firm's own numbers are its tier's times
log-normal factors of mean 1, whose standard deviations of the logarithm the economy names
(``Spread``); it has a home sector, drawn by its tier's mix, and of its disclosures a part ``focus``
are of that sector, the rest by the whole mix, so that all firms together disclose the tier's mix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ais.economics.economy import Economy
from ais.economics.economy_parts import Kind, Tier
from ais.errors import ModelRefused

__all__ = ["Floats", "Ints", "Population", "draw_population", "sized"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """n firms; arrays have the shape (n,) unless said. Tokens and disclosures are floats.

    ``tier``: 1..3, what it is; ``listed``: the tier that it pays and reads in; ``home``: sector;
    ``rate``: disclosures an epoch (the mean of a Poisson number); ``risk``, ``effort``: tokens a
    disclosure;
    ``appetite``: factor on what reading is worth to it; ``search``: tokens an epoch of reading;
    ``ballot``: tokens of work on an honest ballot. ``kinds``: what is disclosed; ``mix``: (n,
    kinds) probabilities. ``worth`` and ``readable``: (4, 4) tables by tiers, reader's first.
    """

    tier: Ints
    listed: Ints
    home: Ints
    rate: Floats
    risk: Floats
    effort: Floats
    appetite: Floats
    search: Floats
    ballot: Floats
    kinds: tuple[Kind, ...]
    mix: Floats
    worth: Floats
    readable: Floats

    @property
    def size(self) -> int:
        """How many firms."""
        return len(self.tier)

    @property
    def cost(self) -> Floats:
        """r: tokens that a disclosure costs its firm."""
        return self.risk + self.effort

    def kappa(self) -> Floats:
        """(n, 4): tokens that one disclosure of a tier is worth to each firm in expectation.

        Worth by what it is and by its appetite, readable by the tier that it is listed in.
        """
        worth = self.worth[self.tier] * self.readable[self.listed]
        found: Floats = self.appetite[:, None] * worth
        return found

    def to_dict(self) -> dict[str, list[Any]]:
        """Each firm's draw, by the name of the number: tokens and disclosures to six digits."""
        whole = {name: getattr(self, name).tolist() for name in ("tier", "listed", "home")}
        drawn = ("rate", "risk", "effort", "appetite", "search", "ballot")
        return whole | {name: np.round(getattr(self, name), 6).tolist() for name in drawn}

    def typical(self, economy: Economy, some: NDArray[np.bool_]) -> Population:
        """The same firms, but some of them with exactly the numbers of their tiers."""
        tiers = {tier.number: tier for tier in economy.tiers}
        kinds = _mixes(economy, self.kinds)[self.tier]
        return replace(
            self,
            rate=np.where(some, _each(tiers, self.tier, "disclosures"), self.rate),
            risk=np.where(some, _each(tiers, self.tier, "risk"), self.risk),
            appetite=np.where(some, 1.0, self.appetite),
            mix=np.where(some[:, None], kinds, self.mix),
        )

    def of_tiers(self, numbers: Floats) -> Floats:
        """(4,): sums of the firms' numbers by the tier of the firm."""
        found: Floats = np.bincount(self.tier, weights=numbers, minlength=4).astype(np.float64)
        return found

    def value_read(self, numbers: Floats) -> Floats:
        """Tokens that each firm gains from reading all others' disclosures, ``numbers`` of each.

        Before the cost of searching.
        """
        kappa = self.kappa()
        own = kappa[np.arange(self.size), self.tier] * numbers
        found: Floats = kappa @ self.of_tiers(numbers) - own
        return found


def draw_population(
    economy: Economy, firms: int, focus: float, rng: np.random.Generator
) -> Population:
    """Draw ``firms`` >= 2 firms; equal generators give equal firms."""
    tier = rng.permutation(np.repeat(*_apportioned(economy, firms)))
    tiers = {each.number: each for each in economy.tiers}
    kinds = tuple(dict.fromkeys(_bare(kind) for each in economy.tiers for kind in each.mix))
    table = _mixes(economy, kinds)
    sectors = np.array([kind.sector for kind in kinds])
    home = _homes(table[tier], sectors, rng)
    spread = economy.spread
    return Population(
        tier=tier,
        listed=tier.copy(),
        home=home,
        rate=_each(tiers, tier, "disclosures") * _factors(spread.disclosures, firms, rng),
        risk=_each(tiers, tier, "risk") * _factors(spread.risk, firms, rng),
        effort=_each(tiers, tier, "effort"),
        appetite=_factors(spread.worth, firms, rng),
        search=_each(tiers, tier, "search"),
        ballot=np.full(firms, economy.panel.effort),
        kinds=kinds,
        mix=_focused(table[tier], sectors, home, focus),
        worth=_table(economy, "worth"),
        readable=_table(economy, "readable"),
    )


def sized(economy: Economy, firms: int) -> Economy:
    """The same economy with so many members, in the proportion of its own, each tier at least one.

    Raises ``ModelRefused`` where there are fewer firms than tiers.
    """
    if firms == economy.members:
        return economy
    if firms < len(economy.tiers):
        raise ModelRefused("firms", firms, f"there are {len(economy.tiers)} tiers")
    _, counts = _apportioned(economy, firms)
    while counts.min() == 0:
        counts[counts.argmax()] -= 1
        counts[counts.argmin()] += 1
    tiers = zip(economy.tiers, counts.tolist(), strict=True)
    return replace(economy, tiers=tuple(replace(tier, members=count) for tier, count in tiers))


def _apportioned(economy: Economy, firms: int) -> tuple[Ints, Ints]:
    """Tiers and numbers of firms in the proportion of members, by largest remainders."""
    members = np.array([tier.members for tier in economy.tiers], dtype=np.float64)
    exact = members * firms / members.sum()
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: firms - int(counts.sum())]] += 1
    return np.array([tier.number for tier in economy.tiers]), counts


def _factors(deviation: float, firms: int, rng: np.random.Generator) -> Floats:
    """Log-normal factors of mean 1."""
    found: Floats = np.exp(deviation * rng.standard_normal(firms) - deviation**2 / 2)
    return found


def _each(tiers: dict[int, Tier], tier: Ints, field: str) -> Floats:
    values = np.array([getattr(tiers.get(number), field, 0.0) for number in range(4)])
    found: Floats = values[tier]
    return found


def _bare(kind: Kind) -> Kind:
    """A kind without its probability, which is a tier's."""
    return Kind(
        sector=kind.sector,
        severity_bps=kind.severity_bps,
        scope_bps=kind.scope_bps,
        probability=0.0,
    )


def _mixes(economy: Economy, kinds: tuple[Kind, ...]) -> Floats:
    """(4, kinds): probabilities by tier."""
    table = np.zeros((4, len(kinds)))
    for tier in economy.tiers:
        for kind in tier.mix:
            table[tier.number, kinds.index(_bare(kind))] += kind.probability
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1e-300)
    return table


def _homes(mix: Floats, sectors: NDArray[Any], rng: np.random.Generator) -> Ints:
    drawn = (mix.cumsum(axis=1) < rng.random(len(mix))[:, None]).sum(axis=1)
    found: Ints = sectors[np.minimum(drawn, len(sectors) - 1)]
    return found


def _focused(mix: Floats, sectors: NDArray[Any], home: Ints, focus: float) -> Floats:
    at_home = mix * (sectors[None, :] == home[:, None])
    at_home /= np.maximum(at_home.sum(axis=1, keepdims=True), 1e-300)
    found: Floats = (1 - focus) * mix + focus * at_home
    return found


def _table(economy: Economy, field: str) -> Floats:
    table = np.zeros((4, 4))
    for reader in economy.tiers:
        for discloser in economy.tiers:
            table[reader.number, discloser.number] = getattr(reader, field)[discloser.name]
    return table
