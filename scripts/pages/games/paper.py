"""The paper's two tables: printed, by rule, claimed, and what would make the claims true."""

from dataclasses import replace
from fractions import Fraction

from ais.economics.games.bimatrix import ACTIONS, all_equilibria, enumerated
from ais.economics.games.paper_changes import (
    PARAMETERS,
    Change,
    cell_helps,
    changes_by_print,
    changes_by_rule,
    numbers_that_help,
)
from ais.economics.games.paper_tables import (
    TERMS,
    Cell,
    Orientation,
    by_rule,
    compare,
    has_only_sharing,
    has_three_equilibria,
    sharing_is_safer,
)
from ais.economics.games.selection import kind
from ais.economics.rationals import shown

from .parts import listed, table

_BY_RULE = ("by rule, row holds 1", "by rule, row holds 3")


def cells() -> list[str]:
    """Every cell of both tables: printed, and by rule for both orientations."""
    rows = []
    for number in TERMS:
        paid, told = compare(number), compare(number, Orientation.AS_TOLD)
        pairs = zip(
            paid.cells[::2], paid.cells[1::2], told.cells[::2], told.cells[1::2], strict=True
        )
        for row, column, row_told, column_told in pairs:
            rows.append(
                (
                    number,
                    f"({', '.join(row.profile)})",
                    f"{shown(row.printed)}, {shown(column.printed)}",
                    f"{_kept(row)}, {_kept(column)}",
                    f"{_kept(row_told)}, {_kept(column_told)}",
                )
            )
    return table(("table", "row, column", "printed", *_BY_RULE), rows)


def breaks() -> list[str]:
    """How many payoffs of each table break its rule, by orientation."""
    return [
        f"* Table {number}, row holds {orientation.value[0]}: of {len(found.cells)} payoffs "
        f"{len(found.broken)} break the rule."
        for number in TERMS
        for orientation in Orientation
        for found in [compare(number, orientation)]
    ]


def _kept(cell: Cell) -> str:
    text = shown(cell.by_rule)
    return text if cell.by_rule == cell.printed else f"**{text}**"


def verdicts() -> list[str]:
    """Equilibria printed, by rule, claimed."""
    rows = []
    for number, (risk, incentive) in TERMS.items():
        paid, told = compare(number), compare(number, Orientation.AS_TOLD)
        holds = paid.holds_as_printed or paid.holds_by_rule or told.holds_by_rule
        rows.append(
            (
                f"{number}: r = {shown(risk)}, s = {shown(incentive)}",
                listed(paid.printed_equilibria),
                listed(paid.rule_equilibria),
                listed(told.rule_equilibria),
                paid.claimed,
                "yes" if holds else "no",
            )
        )
    return table(("table", "printed", *_BY_RULE, "claimed", "the claim holds"), rows)


def kinds() -> list[str]:
    """What each matrix is, and what nashpy finds in it."""
    rows = []
    for number in TERMS:
        for name, game in (
            ("as printed", compare(number).printed),
            ("by rule, row holds 1", compare(number).by_rule),
        ):
            (found,) = enumerated(game)
            rows.append((number, name, kind(game).value, f"({found[0]:g}, {found[1]:g})"))
    return table(("table", "matrix", "it is", "nashpy: probabilities of C"), rows)


def readings() -> list[str]:
    """0.2 percent, and the own knowledge as base."""
    rows = []
    for orientation in Orientation:
        game = by_rule(2, orientation)
        percent = replace(game, incentive=Fraction(2, 1000))
        own = replace(game, base=game.knowledge, worth=None)
        for name, read in (
            ("as in the cells: s = 0.2, base 1", game),
            ("0.2 percent: s = 0.002, base 1", percent),
            ("s = 0.2, base K", own),
        ):
            matrix = read.as_bimatrix()
            payoffs = "; ".join(
                ", ".join(shown(x) for x in matrix.payoffs((a, b)))
                for a in ACTIONS
                for b in ACTIONS
            )
            holds = f"row holds {orientation.value[0]}"
            costs = ", ".join(map(shown, read.net_costs))
            rows.append((holds, name, costs, payoffs, listed(all_equilibria(matrix))))
    head = ("orientation", "reading", "net costs d", "payoffs at CC; CD; DC; DD", "equilibria")
    return table(head, rows)


def changes() -> list[str]:
    """Values of one parameter with which a claim holds."""
    asked = (
        (1, "three equilibria", has_three_equilibria),
        (1, "(C, C) risk-dominant", sharing_is_safer),
        (2, "(C, C) alone", has_only_sharing),
    )
    columns = [(f"{n}: {name}", changes_by_rule(n, claim)) for n, name, claim in asked]
    for orientation in Orientation:
        name = f"2, from the print, row holds {orientation.value[0]}: (C, C) alone"
        columns.append((name, changes_by_print(2, has_only_sharing, orientation)))
    rows = []
    for position, parameter in enumerate(PARAMETERS):
        found = [column[position] for _, column in columns]
        rows.append((parameter, *(_values(each) for each in found)))
    return table(("table", *(name for name, _ in columns)), rows)


def _values(found: Change) -> str:
    values = " or ".join(str(each) for each in found.values)
    return f"{values} (now {shown(found.now)})" if values else "no value"


def print_changes() -> list[str]:
    """What changes of the print itself could do."""
    three = numbers_that_help(1, has_three_equilibria)
    alone = numbers_that_help(2, has_only_sharing)
    pairs = [(a, b) for a in ACTIONS for b in ACTIONS if cell_helps(2, (a, b), has_only_sharing)]
    named = ", ".join(f"({a}, {b})" for a, b in pairs)
    return [
        f"* Of the 8 numbers of table 1, changed alone, give three equilibria: {len(three)}.",
        f"* Of the 8 numbers of table 2, changed alone, give (C, C) alone: {len(alone)}.",
        f"* Of the 4 cells of table 2, both numbers changed, give (C, C) alone: {named or 'none'}.",
    ]
