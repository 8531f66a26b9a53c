"""The numbers of docs/simulation.md: from docs/simulation.json, which a script makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from textwrap import wrap
from typing import Any

from matplotlib.figure import Figure
from toolchain import ROOT

from ais.economics.calibration.panel import careless_limits
from ais.economics.pictures import simulation as pictures
from ais.economics.reference import reference
from ais.economics.simulation.adoption import Adoption
from ais.economics.simulation.course import Course

PAGE = "simulation.md"
_FILE = ROOT / "docs" / "simulation.json"
_CALIBRATED = "calibrated"


@cache
def held() -> dict[str, Any]:
    """What the file holds."""
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def short() -> list[str]:
    """How many verdicts hold, and which do not."""
    lines = [""]
    for network in held()["settings"]:
        found = [each for each in held()["scenarios"] if each["network"] == network]
        failed = [each["scenario"] for each in found if not each["verdict"]["holds"]]
        told = f", all but {', '.join(failed)}" if failed else ""
        kept = len(found) - len(failed)
        lines.append(f"- {network}: {kept} of {len(found)} verdicts hold{told}.")
    return [piece for line in [*lines, ""] for piece in _wrapped(line)]


def stated() -> list[str]:
    """What the numbers depend on."""
    settings = held()["settings"][_CALIBRATED]
    rule, care, economy = settings["rule"], settings["care"], settings["economy"]
    spread, seeds = economy["spread"], held()["seeds"]
    network = settings["network"]
    unit = 10 ** network["decimals"]
    rows = [
        ("economy", f"{economy['name']} (`ais economics example`), {settings['firms']} firms"),
        ("epochs", settings["epochs"]),
        ("seeds", f"{len(seeds)}: {seeds[0]} to {seeds[-1]}"),
        ("spread (risk, worth, rate)", " ".join(f"{spread[n]:g}" for n in _SPREADS)),
        ("at home, part of disclosures", rule["focus"]),
        ("mu, firms that decide anew an epoch", rule["revise"]),
        ("sigma, tokens an epoch", rule["noise"]),
        ("belief at no adoption", rule["belief_floor"]),
        ("in at the start", rule["initial"]),
        ("ballots misread, misjudged, absent", " ".join(f"{care[n]:g}" for n in _CARES)),
        ("outside money at the start, tokens", f"{network['initial_fund'] / unit:,.0f}"),
        ("outside money an epoch, tokens", f"{network['funding'] / unit:,.0f}"),
        ("made with", ", ".join(f"{n} {number}" for n, number in held()["versions"].items())),
    ]
    return ["", "| what | value |", "|---|---|", *(f"| {n} | {value} |" for n, value in rows), ""]


_SPREADS = ("risk", "worth", "disclosures")
_CARES = ("misread", "misjudge", "absence")


def scenarios() -> list[str]:
    """Every scenario, with and without the calibrated parameters."""
    lines = [""]
    for name in dict.fromkeys(each["scenario"] for each in held()["scenarios"]):
        both = [each for each in held()["scenarios"] if each["scenario"] == name]
        lines += [f"**{name}**: {both[0]['question']}", ""]
        for each in both:
            word = "holds" if each["verdict"]["holds"] else "**fails**"
            lines += [f"- {each['network']}: {word}; {each['verdict']['line']}."]
        lines += [""]
    return [piece for line in lines for piece in _wrapped(line)]


def details() -> list[str]:
    """Each number behind the verdicts: median and 10-90 % band."""
    lines = ["", "| scenario | number | calibrated | documented defaults |", "|---|---|---:|---:|"]
    by_name: dict[tuple[str, str], dict[str, str]] = {}
    for each in held()["scenarios"]:
        for number, band in each["verdict"]["numbers"].items():
            row = by_name.setdefault((each["scenario"], number), {})
            row[each["network"]] = _band(band)
    for (scenario, number), row in by_name.items():
        lines.append(f"| {scenario} | {number} | {' | '.join(row.values())} |")
    return [*lines, ""]


def tipping() -> list[str]:
    """The tipping point on paper, and what the networks did that began around it."""
    adoption = Adoption.from_dict(held()["adoption"])
    lines = [
        "",
        "| parameters | firms may be | unstable at | members | from below to | from above to |",
    ]
    lines += ["|---|---|---:|---:|---:|---:|"]
    for network, by_choice in held()["tipping"].items():
        for choice, points in by_choice.items():
            cells = [_point(each) for each in points] or ["nowhere | | | "]
            lines += [f"| {network} | {choice} | {each} |" for each in cells]
    lines += ["", "| members at the start | seeds in which most firms are in at the end |"]
    lines += ["|---:|---:|"]
    lines += [f"| {start:.0%} | {part:.0%} |" for start, part in adoption.grown.items()]
    return [*lines, ""]


def gains() -> list[str]:
    """Net gain by tier against staying out."""
    head = "| network | regular | core | critical | claims paid |"
    lines = ["", head, "|---|---:|---:|---:|---:|"]
    for course in courses():
        cells = [_band(asdict(each), 1) for each in course.gains.values()]
        lines.append(f"| {course.network} | {' | '.join(cells)} | {course.paid.parts} |")
    return [*lines, ""]


def borne() -> list[str]:
    """The share of careless panelists that prices and verdicts bear, by the calibration's laws."""
    rows = []
    economy = reference()
    for tier in economy.tiers:
        price, verdict = careless_limits(tier.mix, economy.panel.size)
        rows.append(f"| {tier.name} | {price:.1%} | {verdict:.1%} |")
    head = ["", "| tier | prices err by 10 % from | verdicts by 5 % from |", "|---|---:|---:|"]
    return [*head, *rows, ""]


@cache
def courses() -> tuple[Course, ...]:
    """The baseline of both networks."""
    return tuple(Course.from_dict(each) for each in held()["courses"])


BLOCKS: dict[str, Callable[[], list[str]]] = {
    "short": short,
    "stated": stated,
    "scenarios": scenarios,
    "details": details,
    "tipping": tipping,
    "gains": gains,
    "borne": borne,
}
PICTURES: dict[str, Callable[[], Figure]] = {
    "sim-adoption.svg": lambda: pictures.adoption_picture(Adoption.from_dict(held()["adoption"])),
    "sim-members.svg": lambda: pictures.members_picture(courses()),
    "sim-money.svg": lambda: pictures.money_picture(courses()),
    "sim-multiplier.svg": lambda: pictures.multiplier_picture(courses()),
    "sim-gain.svg": lambda: pictures.gain_picture(courses()),
}


def _point(found: dict[str, float]) -> str:
    share, below, above = found["share"], found["below"], found["above"]
    return f"{share:.1%} | {found['members']:.1f} | {below:.1%} | {above:.1%}"


def _band(found: dict[str, float], digits: int = 2) -> str:
    median, low, high = found["median"], found["low"], found["high"]
    return f"{median:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]"


def _wrapped(line: str) -> list[str]:
    """Lines of at most 120 characters; a list's further ones are indented."""
    indent = "  " if line.startswith("- ") else ""
    return wrap(line, 118, subsequent_indent=indent, break_on_hyphens=False) or [""]
