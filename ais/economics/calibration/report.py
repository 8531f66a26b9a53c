"""The report of a calibration: for every number its source, what binds it and what that costs.

Plain frozen values, for a terminal, a page or JSON; the words are short and the numbers floats,
rounded by whoever shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ais.economics.economy import Economy
from ais.economics.money import FULL_BPS

from .billing import scaled
from .calibrate import Calibration
from .controller import LEAST_TARGET, drift, long_run
from .deviations import Deviation, deviations
from .game import accepted_by_sector, skipping_bound
from .outlook import Outlook, outlook
from .panel import capture_probability, ring_bound, ring_odds
from .parameters import Parameters, tokens
from .programme import kinds_of
from .schedule import saving
from .solvency import Solvency, solvency

__all__ = ["PanelFigures", "Report", "Row", "SectorFigures", "report"]

_HUNDREDTH = 100  # in basis points


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One parameter: ``value`` as in the file, where it comes from, and what binds it.

    ``binding``: name of a row of the programme, or of a check, -> its shadow price, tokens of
    outlay an epoch that one token less asked for by it would save; 0: it costs no outlay. Of what
    the economy gives (the multiplier's bounds, the billed part): what a hundredth more of the
    floor, less of the ceiling, less of claims billed would save. Empty: nothing binds it.
    """

    name: str
    value: str
    source: str
    binding: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorFigures:
    """A sector's controller: expected acceptances, target, drift an epoch, the long run (bps)."""

    sector: int
    expected: float
    target: int
    drift: float
    low: int
    median: int
    high: int
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFigures:
    """A ring's chance, and the highest cap/(n x stipend) by two counts; None: no bound."""

    size: int
    eligible: int
    ring: int
    capture: float
    odds: float | None
    odds_with_stipends: float | None
    cap_over_stipends: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a calibration has to tell."""

    economy: str
    target: str
    outlook: Outlook
    outlay: float
    rows: tuple[Row, ...]
    solvency: Solvency
    sectors: tuple[SectorFigures, ...]
    panel: PanelFigures
    deviations: tuple[Deviation, ...]
    skip_bound: float
    skip_k: int


def report(found: Calibration) -> Report:
    """Tell everything about a calibration."""
    economy, parameters = found.economy, found.parameters
    seen = outlook(economy, parameters)
    reading = economy.reading
    part, k = skipping_bound(reading.decay, reading.skip, reading.granted)
    return Report(
        economy=economy.name,
        target=economy.target,
        outlook=seen,
        outlay=seen.claims,
        rows=tuple(_rows(found)),
        solvency=solvency(economy, parameters),
        sectors=tuple(_sectors(economy, parameters)),
        panel=_panel(economy, parameters),
        deviations=deviations(economy, parameters, seen),
        skip_bound=part,
        skip_k=k,
    )


# ---- numbers and their reasons ---------------------------------------------------------------


def _rows(found: Calibration) -> Iterator[Row]:
    yield from _price_rows(found)
    yield from _money_rows(found)
    expected = accepted_by_sector(found.economy)
    for sector, target in sorted(found.parameters.targets.items()):
        told = f"{expected[sector]:.2f} accepted are expected"
        least = "" if expected[sector] >= LEAST_TARGET - 0.5 else f", at least {LEAST_TARGET}"
        binding = {f"target of sector {sector}": 0.0}
        yield Row(name=f"targets.{sector}", value=str(target), source=told + least, binding=binding)


def _price_rows(found: Calibration) -> Iterator[Row]:
    pricing, decimals = found.parameters.pricing, found.parameters.decimals
    by_programme = "linear programme, rounded up"
    weights = (pricing.regular_weight_bps, pricing.core_weight_bps, pricing.critical_weight_bps)
    yield Row(
        name="pricing.base",
        value=tokens(pricing.base, decimals),
        source=f"{by_programme}: a regular sector's price at factor 1",
        binding=_binding(found, 1),
    )
    names = ("regular", "core", "critical")
    for level, (name, weight) in enumerate(zip(names, weights, strict=True), 1):
        yield Row(
            name=f"pricing.{name}_weight_bps",
            value=str(weight),
            source="1, by definition" if level == 1 else by_programme,
            binding={} if level == 1 else _binding(found, level),
        )
    uncapped = found.economy.band.uncapped_bps / FULL_BPS
    yield Row(
        name="pricing.cap",
        value=tokens(pricing.cap, decimals),
        source=f"the least that cuts no kind up to multiplier {uncapped:g}",
        binding=_named(found, "cap", "ring", "uncapped"),
    )
    for name, step in (("floor_bps", _HUNDREDTH), ("ceiling_bps", -_HUNDREDTH)):
        binding = {f"band.{name}": _band_saving(found.economy, name, step)}
        value = str(getattr(pricing, name))
        told = f"the economy's band; priced for {step:+d} bps"
        yield Row(name=f"pricing.{name}", value=value, source=told, binding=binding)
    told = f"the least at which the controller stands still, for other sectors ({LEAST_TARGET})"
    yield Row(name="pricing.target", value=str(pricing.target), source=told, binding={})


def _money_rows(found: Calibration) -> Iterator[Row]:
    rewards, seats = found.parameters.rewards, found.parameters.seats
    funding = found.economy.funding
    rare = (1 - funding.in_full) / funding.epochs
    shares = "stated by the economy"
    if funding.shares is None:
        shares = f"{funding.billed:g} of claims, in proportion to what the tier reads"
    least = "the larger of effort over the ratio and what the ring asks, rounded up"
    ends = "the multiplier's floor", "the ceiling, and never above what a tier reads"
    told = [f"acts with probability {rare:.2g} an epoch at most, at {end}" for end in ends]
    withheld = "the most that withholding a reveal brings, less the stipend times the ratio"
    two = "two penalties: the second no-show in a row costs the seat"
    effort = _named(found, "effort", "ring")
    bond, seat = {"bond of a submission": 0.0}, {"ranges of seats": 0.0}
    amounts = (
        ("rewards.stipend", rewards.stipend, least, effort),
        (
            "rewards.submission_bond",
            rewards.submission_bond,
            "15 stipends, the contract's least",
            bond,
        ),
        ("rewards.dues_floor", rewards.dues_floor, told[0], {"floor of dues": 0.0}),
        ("rewards.dues_cap", rewards.dues_cap, told[1], {"cap of dues": 0.0}),
        ("seats.no_show_penalty", seats.no_show_penalty, withheld, {"withheld reveals": 0.0}),
        ("seats.seat_bond", seats.seat_bond, two, seat),
    )
    for name, units, source, binding in amounts:
        value = tokens(units, found.parameters.decimals)
        yield Row(name=name, value=value, source=source, binding=binding)
    part = max(0.0, funding.billed - _HUNDREDTH / FULL_BPS)
    less = saving(found.economy, scaled(found.economy, part))
    for tier in found.economy.tiers:
        bps = getattr(rewards, f"{tier.name}_share_bps")
        binding = {"funding.billed": less, **_named(found, f"membership of {tier.name}")}
        name = f"rewards.{tier.name}_share_bps"
        yield Row(name=name, value=str(bps), source=shares, binding=binding)


def _band_saving(economy: Economy, name: str, step_bps: int) -> float:
    band = economy.band
    bounds = {"floor_bps": band.floor_bps, "ceiling_bps": band.ceiling_bps}
    bounds[name] += step_bps
    if bounds["floor_bps"] > bounds["ceiling_bps"]:
        return 0.0
    return saving(economy, replace(economy, band=replace(band, **bounds)))


def _binding(found: Calibration, level: int) -> dict[str, float]:
    """Binding rows that a class's price stands in: sharing of tiers that disclose in the class."""
    economy = found.economy
    tiers = {
        tier.name for tier, _, kind in kinds_of(economy) if economy.class_of(kind.sector) == level
    }
    return {
        name: price
        for name, price in found.plan.shadow.items()
        if (name.startswith("sharing of") and not tiers.isdisjoint(name.split()))
        or name in ("weights", "solvency")
    }


def _named(found: Calibration, *names: str) -> dict[str, float]:
    return {n: price for n, price in found.plan.shadow.items() if n.startswith(names)}


# ---- figures ---------------------------------------------------------------------------------


def _sectors(economy: Economy, parameters: Parameters) -> Iterator[SectorFigures]:
    pricing = parameters.pricing
    for sector, expected in accepted_by_sector(economy).items():
        target = parameters.targets.get(sector, pricing.target)
        law = long_run(expected, target, pricing.floor_bps, pricing.ceiling_bps)
        yield SectorFigures(
            sector=sector,
            expected=expected,
            target=target,
            drift=drift(expected, target),
            low=law.quantile(0.1),
            median=law.quantile(0.5),
            high=law.quantile(0.9),
            mean=law.mean,
        )


def _panel(economy: Economy, parameters: Parameters) -> PanelFigures:
    panel = economy.panel
    case = (panel.size, panel.eligible, panel.ring)
    odds, bound = ring_odds(*case), ring_bound(*case)
    return PanelFigures(
        size=panel.size,
        eligible=panel.eligible,
        ring=panel.ring,
        capture=float(capture_probability(*case)),
        odds=None if odds is None else float(odds),
        odds_with_stipends=None if bound is None else float(bound),
        cap_over_stipends=parameters.pricing.cap / (panel.size * parameters.rewards.stipend),
    )
