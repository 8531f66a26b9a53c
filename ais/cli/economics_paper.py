"""``ais economics tables``: what a paper prints, what its rule gives, what it claims; offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ais.economics.games.bimatrix import all_equilibria
from ais.economics.games.changes import Claim
from ais.economics.games.paper_changes import Change, changes_by_print, changes_by_rule
from ais.economics.games.paper_tables import (
    TERMS,
    Comparison,
    Orientation,
    by_rule,
    compare,
    has_only_sharing,
    has_three_equilibria,
    sharing_is_safer,
)
from ais.economics.rationals import shown

from .economics_parts import PICTURE, save_picture
from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["tables"]

_ORIENTED = {
    Orientation.AS_PAID: "row holds 1, column 3, as the cells of table 2 pay",
    Orientation.AS_TOLD: "row holds 3, column 1, as the text says",
}
_Found = Callable[[int, Claim], tuple[Change, ...]]
#: (table, claim, how it is asked, where from)
_ASKED: tuple[tuple[int, Claim, str, str, _Found], ...] = (
    (1, has_three_equilibria, "(C, C), (D, D), a mixed one", "rule", changes_by_rule),
    (1, sharing_is_safer, "(C, C) is risk-dominant", "rule", changes_by_rule),
    (2, has_only_sharing, "(C, C) alone", "rule", changes_by_rule),
    (2, has_only_sharing, "(C, C) alone", "print", changes_by_print),
)
_TENTHS_OF_A_PERCENT = Fraction(2, 1000)


@click.command("tables", cls=Verb)
@PICTURE
@pass_session
def tables(session: Session, *, picture: Path | None) -> None:
    """Show a paper's two tables as printed, by its own rule, and as claimed.

    The paper is "Mechanism Design for Cooperation in Cybersecurity", section C. C is to share, D is
    not to. Payoffs are in the unit of the paper's knowledge. Numbers are exact; with --json they
    are text, such as "0.3" or "1/3". docs/economics.md explains each line.

    Example: ais economics tables
    """
    output = session.output
    found = [compare(table, each) for table in TERMS for each in Orientation]
    value: dict[str, Any] = {
        "tables": [_comparison(each) for each in found],
        "changes": [
            {"table": table, "claim": named, "from": source, **_change(each)}
            for table, claim, named, source, search in _ASKED
            for each in search(table, claim)
        ],
        "at_0.2_percent": [_percent(each) for each in Orientation],
    }
    if picture is not None:
        value["picture"] = _drawn(picture)
    output.result(value, lambda: _show(output, value))


def _comparison(found: Comparison) -> dict[str, Any]:
    risk, incentive = TERMS[found.table]
    return {
        "table": found.table,
        "orientation": found.orientation,
        "risk": shown(risk),
        "incentive": shown(incentive),
        "cells": [
            {
                "profile": "".join(cell.profile),
                "player": cell.player,
                "printed": shown(cell.printed),
                "by_rule": shown(cell.by_rule),
                "follows_rule": cell.printed == cell.by_rule,
            }
            for cell in found.cells
        ],
        "equilibria": {
            "printed": [str(each) for each in found.printed_equilibria],
            "by_rule": [str(each) for each in found.rule_equilibria],
            "claimed": found.claimed,
        },
        "kind": {"printed": found.printed_kind.value, "by_rule": found.rule_kind.value},
        "claim_holds": {"printed": found.holds_as_printed, "by_rule": found.holds_by_rule},
    }


def _change(found: Change) -> dict[str, Any]:
    return {
        "parameter": found.parameter,
        "now": shown(found.now),
        "holds_for": [str(each) for each in found.values],
        "smallest_change": None if found.smallest is None else str(found.smallest),
    }


def _percent(orientation: Orientation) -> dict[str, Any]:
    game = replace(by_rule(2, orientation), incentive=_TENTHS_OF_A_PERCENT)
    return {
        "orientation": orientation,
        "equilibria": [str(each) for each in all_equilibria(game.as_bimatrix())],
    }


def _drawn(picture: Path) -> str:
    from ais.economics.pictures import games  # noqa: PLC0415  matplotlib is slow to load

    def point(label: str, table: int, incentive: Fraction) -> games.Point:
        costs = replace(by_rule(table), incentive=incentive).net_costs
        return games.Point(label, *costs)

    points = [
        point("Table 2 by rule", 2, TERMS[2][1]),
        point("table 1", 1, TERMS[1][1]),
        point("table 2 at 0.2 percent", 2, _TENTHS_OF_A_PERCENT),
    ]
    return save_picture(games.regions(Fraction(0), points), picture)


def _show(output: Output, value: dict[str, Any]) -> None:
    for found in value["tables"]:
        _show_comparison(output, found)
    output.table(
        ["table", "claimed", "from the", "parameter", "now", "claim holds for"],
        [
            (c["table"], c["claim"], c["from"], c["parameter"], c["now"], c["smallest_change"])
            for c in value["changes"]
        ],
        title="One parameter changed, everything else as it is (row holds 1)",
    )
    percent = {each["orientation"]: each["equilibria"] for each in value["at_0.2_percent"]}
    said = "; ".join(f"{_ORIENTED[o]}: {', '.join(found)}" for o, found in percent.items())
    output.line(f"Table 2 with an incentive of 0.2 percent, 0.002, instead of 0.2: {said}")


def _show_comparison(output: Output, found: dict[str, Any]) -> None:
    terms = f"r = {found['risk']}, s = {found['incentive']}"
    output.line(f"Table {found['table']}, {terms}: {_ORIENTED[found['orientation']]}", style="bold")
    cells = found["cells"]
    output.table(
        ["row, column", "printed", "by rule", "rule kept"],
        [
            (
                ", ".join(row["profile"]),
                f"{row['printed']}, {column['printed']}",
                f"{row['by_rule']}, {column['by_rule']}",
                row["follows_rule"] and column["follows_rule"],
            )
            for row, column in zip(cells[::2], cells[1::2], strict=True)
        ],
    )
    names = {"printed": "as printed", "by_rule": "by rule"}
    said = {
        f"equilibria {name}": f"{'; '.join(found['equilibria'][key])}  ({found['kind'][key]})"
        for key, name in names.items()
    }
    holds = [name for key, name in names.items() if found["claim_holds"][key]]
    claimed = found["equilibria"]["claimed"]
    output.pairs(
        {
            **said,
            "equilibria claimed": claimed,
            "the claim holds": " and ".join(holds) or "neither way",
        }
    )
    output.line("")
