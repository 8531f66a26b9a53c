"""The numbers of docs/calibration.md: the reference economy's calibration, and the demo's."""

from collections.abc import Callable, Iterable
from functools import cache, partial

import numpy as np
from matplotlib.figure import Figure

from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.controller import drift
from ais.economics.calibration.game import kept_share, skipping_bound
from ais.economics.calibration.laws import ClaimsLaw, claims_law
from ais.economics.calibration.outlook import outlook
from ais.economics.calibration.panel import (
    capture_probability,
    careless_limits,
    ring_bound,
    ring_odds,
)
from ais.economics.calibration.report import Report, report
from ais.economics.calibration.solvency import cover, drawn_claims, run_pool
from ais.economics.economy import TARGETS
from ais.economics.pictures.calibration import multipliers
from ais.economics.reference import reference
from ais.errors import CalibrationInfeasible, EconomyRefused
from ais.flows.demo.cast import COMPANIES
from ais.flows.demo.economy import described
from ais.flows.demo.founding import EPOCH_SECONDS
from ais.policy import sector_name

PAGE = "calibration.md"

_FIRST_EPOCHS = 100_000
_RUNS = 4_000
_COVERED, _ROUNDING = 400, 0.01  # pools, tokens
_ALL_DISCLOSE = tuple(f"tiers.{name}.disclosures" for name in ("regular", "core", "critical"))
_REFUSED: tuple[tuple[str, dict[str, object]], ...] = (
    ("reading costs more than it brings", {"tiers.core.search": 500}),
    ("worth hardly decays, so that one epoch in k pays", {"reading.decay": 0.9}),
    ("a cap below what sharing needs", {"band.cap": 50}),
    ("dues that do not come in", {"funding.paid": 0.7}),
    ("a ring of two thirds", {"panel.ring": 40}),
    ("a ceiling above 16 floors", {"band.ceiling_bps": 130_000}),
    ("one's own share above the ratio", {"funding.ratio": 0.01, "tiers.core.members": 40}),
    ("a ring of two thirds, and dues that do not come in", {"panel.ring": 40, "funding.paid": 0.7}),
    ("a token of too many decimals", {"decimals": 30}),
    ("a negative risk", {"tiers.core.risk": -1}),
    ("a worth that is no number", {"tiers.core.worth.core": float("nan")}),
    (
        "nobody discloses",
        dict.fromkeys(_ALL_DISCLOSE, 0),
    ),
)


@cache
def found(name: str) -> Calibration:
    """The calibration of the reference economy, or of the demo's."""
    if name == "reference":
        return calibrate(reference())
    return calibrate(described(COMPANIES, EPOCH_SECONDS))


@cache
def told(name: str) -> Report:
    """Its report."""
    return report(found(name))


def table(head: Iterable[str], rows: Iterable[Iterable[object]], words: int = 1) -> list[str]:
    """A table of Markdown: the first columns as words, the others to the right."""
    head = tuple(head)
    lines = ["", "| " + " | ".join(head) + " |"]
    lines.append("|" + "---|" * words + "---:|" * (len(head) - words))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return [*lines, ""]


# ---- a calibration ---------------------------------------------------------------------------


def parameters(name: str) -> list[str]:
    """Every number of the file: value, source, binding rows with shadow prices."""
    rows = []
    for row in told(name).rows:
        binds = [f"{row_} ({price:.3g})" if price else row_ for row_, price in row.binding.items()]
        rows.append((f"`{row.name}`", row.value, row.source, ", ".join(binds) or "-"))
    return table(("parameter", "value", "source", "bound by (shadow price)"), rows, words=4)


def tiers(name: str) -> list[str]:
    """Least reward by target, rewards, net cost, complementarity, in the order of sharing."""
    seen = told(name).outlook
    rows = []
    for each in (seen.tier(tier) for tier in seen.order):
        least = (f"{each.least[target]:.2f}" for target in TARGETS)
        rewards = (each.reward_floor, each.reward, each.reward_ceiling)
        money = (f"{value:.2f}" for value in (*rewards, each.net_cost, each.gained))
        rows.append((each.name, each.members, f"{each.phi:.4f}", *least, *money))
    head = ("tier", "members", "phi", *(f"least R: {target}" for target in TARGETS))
    return table((*head, "R at floor", "R at 1", "R at ceiling", "d at floor", "c x"), rows)


def membership(name: str) -> list[str]:
    """Value read against dues."""
    seen, bound = told(name).outlook, told(name).skip_bound
    rows = []
    for each in seen.tiers:
        amounts = (each.value, each.dues, each.dues_ceiling, bound * each.value)
        rows.append((each.name, *(f"{amount:.2f}" for amount in amounts)))
    head = ("tier", "value read", "dues at 1", "dues at ceiling", "highest that stays voluntary")
    return table(head, rows)


def solvency(name: str) -> list[str]:
    """The fund, outside money, the long run."""
    has, funding = told(name).solvency, found(name).economy.funding
    full = f"{funding.in_full:.0%} in each of the first {funding.epochs} epochs"
    rows = [
        ("billed and paid part of claims, b", f"{has.paid:.4f}"),
        (
            "outside money an epoch, (1 - b) E[claims], which pays in full",
            _money(has.external_full),
        ),
        (f"outside money an epoch for a ratio of {funding.ratio:g}", _money(has.external_ratio)),
        ("outside money an epoch, as described", _money(funding.external)),
        (f"initial fund for full pay with {full}", _money(has.fund)),
        ("the same, with (1 - b) E[claims] from outside", _money(has.fund_full)),
        ("part of claims that is paid in the long run", f"{has.long_run:.4f}"),
    ]
    return table(("at the multiplier's ceiling", "tokens, or a part"), rows)


def budget(name: str) -> list[str]:
    """An expected epoch at floor, 1 and ceiling."""
    sides = ("rewards", "stipends", "growth", "dues", "external", "lapsed")
    rows = [
        (f"{each.multiplier_bps / 1e4:g}", *(_money(getattr(each, side)) for side in sides))
        for each in told(name).solvency.budgets
    ]
    return table(("multiplier", *sides), rows)


def sectors(name: str) -> list[str]:
    """Targets and the multiplier's long run."""
    rows = [
        (
            sector_name(each.sector),
            f"{each.expected:.2f}",
            each.target,
            f"{each.drift:+.2%}",
            *(f"{bps / 1e4:.2f}" for bps in (each.low, each.median, each.high)),
        )
        for each in told(name).sectors
    ]
    head = ("sector", "expected", "target", "mean step", "10 %", "median", "90 %")
    return table(head, rows)


def ways(name: str) -> list[str]:
    """Deviations: worst gain, what stops it."""
    rows = [
        (
            each.name,
            each.who,
            f"{_gain(each.gain)} {'an' if each.per == 'epoch' else 'a'} {each.per}",
            f"**{each.instrument}**" if each.pays else each.instrument,
            each.note,
        )
        for each in told(name).deviations
    ]
    return table(("deviation", "who", "worst gain", "stopped by", "note"), rows, words=5)


# ---- apart from a file -----------------------------------------------------------------------


def outlays() -> list[str]:
    """What each target costs."""
    rows = []
    for target in TARGETS:
        asked = reference().changed({"target": target})
        seen = outlook(asked, calibrate(asked).parameters)
        rows.append((target, seen.met[-1], _money(seen.claims)))
    return table(("target", "the file meets", "outlay an epoch"), rows, words=2)


def skipping() -> list[str]:
    """The part of the value read that rare payers keep, and the highest dues."""
    rows = []
    for decay in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9):
        kept = (f"{kept_share(decay, k, 1):.3f}" for k in (2, 4, 8))
        bound, k = skipping_bound(decay, 8, 1)
        rows.append((f"{decay:g}", *kept, f"{bound:.3f}", k))
    head = ("left after an epoch", "kept, k = 2", "k = 4", "k = 8", "highest D/V", "set by k")
    return table(head, rows)


def drifts() -> list[str]:
    """The mean step of a target that is just what is expected."""
    shown = (1, 2, 3, 4, 5, 6, 8, 10, 20)
    row = ("mean step an epoch", *(f"{drift(float(n), n):.4%}" for n in shown))
    return table(("target = expected", *map(str, shown)), [row])


def rings() -> list[str]:
    """A ring's chance, and the highest cap/(n x stipend)."""
    rows = []
    for eligible, ring in ((64, 8), (64, 13), (64, 16), (11, 3), (60, 8)):
        case = (5, eligible, ring)
        odds, bound = ring_odds(*case), ring_bound(*case)
        assert odds is not None
        assert bound is not None
        p = float(capture_probability(*case))
        limits = (f"{float(odds):.2f}", f"{float(bound):.2f}")
        rows.append((f"{ring} of {eligible}", f"{p:.2%}", *limits))
    head = ("ring", "majority of 5", "(1 - p)/p", "its own stipends counted")
    return table(head, rows)


def careless() -> list[str]:
    """Shares of careless panelists at which price and verdict err too much."""
    rows = []
    for tier in reference().tiers:
        for size in (5, 3):
            price, verdict = careless_limits(tier.mix, size)
            rows.append((tier.name, size, f"{price:.1%}", f"{verdict:.1%}"))
    return table(("disclosures of tier", "panel", "price off by 10 %", "verdict by 5 %"), rows)


def cover_check() -> list[str]:
    """The fund by chance: pools in whole units at the ceiling, with a seed."""
    case = found("reference")
    economy, has = case.economy, told("reference").solvency
    law = claims_law(economy, case.parameters, case.parameters.pricing.ceiling_bps)
    epochs = economy.funding.epochs
    claims = list(drawn_claims(law, epochs * _RUNS, 1e-6, seed=1))
    short = np.zeros(epochs)
    for run in range(_RUNS):
        seen = run_pool(
            economy,
            case.parameters,
            claims[run * epochs : (run + 1) * epochs],
            initial=round(has.fund * 1e6),
            external=round(economy.funding.external * 1e6),
            paid=economy.funding.paid,
        )
        short += [r < c for r, c in zip(seen.reserved, seen.claims, strict=True)]
    worst = int(short.argmax())
    most = 1 - economy.funding.in_full
    many = list(drawn_claims(law, _FIRST_EPOCHS, 1e-6, seed=2))
    beyond = np.mean(np.array(many, dtype=object) > round(has.fund * 1e6))
    return [
        *_cover_formula(case, law),
        f"Of {_RUNS:,} pools with that fund, drawn with seed 1, {short[worst] / _RUNS:.1%} could",
        f"not pay in full in epoch {worst + 1}, the worst; {most:.0%} may, and so many draws leave",
        "some tenths of a per cent open.",
        f"Of {_FIRST_EPOCHS:,} first epochs (seed 2) it was {beyond:.2%}.",
        "",
    ]


def _cover_formula(case: Calibration, law: ClaimsLaw) -> list[str]:
    """The formula of the cover at b = 1 against pools in whole units, dues within their bounds."""
    funding = case.economy.funding
    epochs, fund = funding.epochs, round(law.quantile(funding.in_full) * 1e6)
    claims = list(drawn_claims(law, epochs * _COVERED, 1e-6, seed=3))
    off = []
    for run in range(_COVERED):
        drawn = claims[run * epochs : (run + 1) * epochs]
        free = run_pool(case.economy, case.parameters, drawn, initial=fund).free
        off += [(has - told) / 1e6 for has, told in zip(free, cover(fund, drawn), strict=True)]
    exact = [each for each in off if abs(each) < _ROUNDING]
    return [
        "",
        f"At b = 1 and without outside money {len(exact) / len(off):.2%} of {len(off):,} closes",
        f"find what the formula says, to {max(map(abs, exact)):.4f} tokens of rounding. In the",
        f"others the cap of dues had acted before: there at most {-min(off):,.2f} tokens lack.",
        "",
    ]


def refusals() -> list[str]:
    """Economies that are refused, and what would do."""
    rows = []
    for what, changes in _REFUSED:
        given = ", ".join(f"`{path}` = {value}" for path, value in changes.items())
        try:
            calibrate(reference().changed(changes))
        except CalibrationInfeasible as refused:
            told_ = ", ".join(f"`{path}` = {value:.6g}" for path, value in refused.changes.items())
            rows.append((what, given, refused.constraint, told_))
        except EconomyRefused as refused:
            rows.append((what, given, f"`{refused.field}` {refused.reason}", "-"))
    return table(("what", "changed", "constraint", "smallest relaxation"), rows, words=4)


def _gain(value: float) -> str:
    return f"{value:.2f}" if abs(value) >= 0.005 else "0"


def _money(value: float) -> str:
    return f"{value:,.2f}"


def _picture() -> Figure:
    return multipliers(told("reference"), found("reference").parameters)


_OF_EACH = {
    "parameters": parameters,
    "tiers": tiers,
    "membership": membership,
    "solvency": solvency,
    "budget": budget,
    "sectors": sectors,
    "ways": ways,
}

_OF_DEMO = ("parameters", "tiers", "membership", "solvency")
BLOCKS: dict[str, Callable[[], list[str]]] = {
    **{f"reference-{word}": partial(made, "reference") for word, made in _OF_EACH.items()},
    **{f"demo-{word}": partial(_OF_EACH[word], "demo") for word in _OF_DEMO},
    "outlays": outlays,
    "skipping": skipping,
    "drifts": drifts,
    "rings": rings,
    "careless": careless,
    "cover-check": cover_check,
    "refusals": refusals,
}

PICTURES: dict[str, Callable[[], Figure]] = {"calibration-multipliers.svg": _picture}
