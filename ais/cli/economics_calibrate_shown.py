"""How a calibration looks on a terminal: tables of numbers, tiers, money, sectors, deviations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ais.economics.calibration.calibrate import Calibration
from ais.economics.calibration.report import Report
from ais.economics.calibration.verify import Check
from ais.economics.economy_parts import TARGETS
from ais.economics.money import REGULAR
from ais.policy import CLASSES, sector_name

from .output import Output

__all__ = ["show_checks", "show_report"]

_BPS = 10_000


def show_report(output: Output, found: Calibration, told: Report, value: Mapping[str, Any]) -> None:
    """Everything that a calibration tells, in tables."""
    met = told.outlook.met[-1] if told.outlook.met else "none"
    output.line(
        f"{told.economy}: sharing shall be the target «{told.target}»; the file meets «{met}» at "
        f"the multiplier's floor. Outlay {told.outlay:,.2f} tokens an epoch at multiplier 1."
    )
    _numbers(output, told)
    _tiers(output, told)
    _money(output, found, told)
    _sectors(output, told)
    _panel(output, told)
    _deviations(output, told)
    _classes(output, value)
    output.line(f"checked anew in whole units: {len(found.checks)} constraints hold")
    for name in ("file", "picture"):
        if name in value:
            output.line(f"{name} written: {value[name]}")


def show_checks(output: Output, found: Iterable[Check]) -> None:
    """Each constraint with both of its sides."""
    output.table(
        ("constraint", "is", "limit", "unit", "holds"),
        [(c.name, f"{c.found:.6g}", f"{c.limit:.6g}", c.unit, c.holds) for c in found],
    )


def _classes(output: Output, value: Mapping[str, Any]) -> None:
    """The classes that the prices are for: they stand in no section of the file."""
    listed = []
    for level, name in CLASSES.items():
        sectors = [sector for sector, n in value["sector_classes"].items() if n == level]
        if sectors and level != REGULAR:
            listed.append(f"{name} {', '.join(sectors)}")
    told = "; ".join([*listed, "others regular"])
    output.line(f"for a network whose sectors have these classes: {told}")
    if value["classes_differ"]:
        others = ", ".join(map(str, value["classes_differ"]))
        output.line(
            f"A new network's own differ for {others}. Give it these as sector_classes, or one "
            "that runs by `ais membership classify`: prices go by the class."
        )


def _numbers(output: Output, told: Report) -> None:
    rows = []
    for row in told.rows:
        binds = ", ".join(
            f"{name} ({price:.4g})" if price else name for name, price in row.binding.items()
        )
        rows.append((row.name, row.value, row.source, binds or "-"))
    columns = ("parameter", "value", "source", "bound by (shadow price)")
    output.table(columns, rows, title="Parameters; amounts in tokens")


def _tiers(output: Output, told: Report) -> None:
    seen = told.outlook
    silent = [tier.name for tier in seen.tiers if tier.name not in seen.order]
    rows = []
    for tier in map(seen.tier, (*seen.order, *silent)):
        least = (tier.least[target] for target in TARGETS)
        amounts = (*least, tier.reward_floor, tier.reward_ceiling, tier.net_cost, tier.gained)
        rows.append((tier.name, tier.members, *(f"{each:.2f}" for each in amounts)))
    columns = ("tier", "members", *(f"least R: {target}" for target in TARGETS))
    output.table(
        (*columns, "R at floor", "R at ceiling", "d at floor", "c x"),
        rows,
        title="Sharing, in the order in which tiers come to it; tokens a disclosure",
    )
    _membership(output, told)


def _membership(output: Output, told: Report) -> None:
    rows = [
        (
            tier.name,
            *(f"{each:.2f}" for each in (tier.value, tier.dues, tier.dues_ceiling)),
            f"{told.skip_bound * tier.value:.2f}",
        )
        for tier in told.outlook.tiers
    ]
    output.table(
        ("tier", "value read", "dues at 1", "dues at ceiling", "highest that stays voluntary"),
        rows,
        title="Membership, against candidacy and against being out; tokens an epoch",
    )


def _money(output: Output, found: Calibration, told: Report) -> None:
    funding, solvency = found.economy.funding, told.solvency
    output.pairs(
        {
            "billed and paid part of claims (b)": f"{solvency.paid:.4f}",
            "outside money an epoch, (1 - b) E[claims]": f"{solvency.external_full:,.2f}",
            f"outside money for a ratio of {funding.ratio:g}": f"{solvency.external_ratio:,.2f}",
            "outside money, as described": f"{funding.external:,.2f}",
            f"initial fund: full pay with probability {funding.in_full:g} in each of the first "
            f"{funding.epochs} epochs": f"{solvency.fund:,.2f}",
            "the same, with (1 - b) E[claims] from outside": f"{solvency.fund_full:,.2f}",
            "part of claims paid in the long run": f"{solvency.long_run:.4f}",
        },
        title="Solvency at the multiplier's ceiling; tokens",
    )
    names = ("rewards", "stipends", "growth", "dues", "external", "lapsed")
    output.table(
        ("multiplier", *names),
        [
            (f"{b.multiplier_bps / _BPS:g}", *(f"{getattr(b, n):,.2f}" for n in names))
            for b in solvency.budgets
        ],
        title="An expected epoch: rewards + stipends + growth = dues + external + lapsed; tokens",
    )


def _sectors(output: Output, told: Report) -> None:
    output.table(
        ("sector", "expected", "target", "mean step", "10 %", "median", "90 %"),
        [
            (
                sector_name(each.sector),
                f"{each.expected:.2f}",
                each.target,
                f"{each.drift:+.3%}",
                *(f"{bps / _BPS:.3f}" for bps in (each.low, each.median, each.high)),
            )
            for each in told.sectors
        ],
        title="The controller: accepted disclosures an epoch, multiplier in the long run",
    )


def _panel(output: Output, told: Report) -> None:
    panel = told.panel
    output.pairs(
        {
            f"a ring of {panel.ring} among {panel.eligible} has a majority of "
            f"{panel.size}": f"{panel.capture:.2%}",
            "highest cap/(n x stipend)": _odds(panel.odds),
            "the same, the ring's own stipends counted": _odds(panel.odds_with_stipends),
            "cap/(n x stipend)": f"{panel.cap_over_stipends:.2f}",
        },
        title="The panel",
    )


def _odds(value: float | None) -> str:
    return "no bound" if value is None else f"{value:.2f}"


def _deviations(output: Output, told: Report) -> None:
    output.table(
        ("deviation", "who", "worst gain", "per", "stopped by", "pays", "note"),
        [
            (d.name, d.who, f"{d.gain:z.2f}", d.per, d.instrument, d.pays, d.note)
            for d in told.deviations
        ],
        title="Ways around; tokens",
    )
