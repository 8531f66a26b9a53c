"""The numbers of docs/economics.md: the paper's tables, the sharing game, Gao et al."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from matplotlib.figure import Figure

from ais.economics import gao
from ais.economics import participation as crowds
from ais.economics.bimatrix import ACTIONS, all_equilibria, enumerated
from ais.economics.boundaries import mixed_equilibrium
from ais.economics.changes import Range
from ais.economics.full_sharing import needed_complementarity
from ais.economics.gao_print import printed_investment
from ais.economics.gao_statics import statics
from ais.economics.paper_changes import (
    PARAMETERS,
    Change,
    cell_helps,
    changes_by_print,
    changes_by_rule,
    numbers_that_help,
)
from ais.economics.paper_tables import (
    TERMS,
    Cell,
    Orientation,
    by_rule,
    compare,
    has_only_sharing,
    has_three_equilibria,
    sharing_is_safer,
)
from ais.economics.pictures import games as pictures
from ais.economics.rationals import shown
from ais.economics.selection import kind, risk_dominant

PAGE = "economics.md"
_STAIRS = crowds.crowd(["-0.4", "0.2", "0.4"], "0.8", [3, 6, 20])
_UNEVEN = crowds.crowd(["-10", "0.9", "0.9"], 1)
_EXAMPLE = {
    "h": 1.0,
    "value": 20.0,
    "alpha": 0.1,
    "f": (1.5, 1.2),
    "gamma": 0.3,
    "phi": (1.0, 0.2, 0.5),
}
_BY_RULE = ("by rule, row holds 1", "by rule, row holds 3")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [list(head), ["---"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines]


def cells() -> list[str]:
    """Every cell of both tables: printed, and by rule for both orientations."""
    rows = []
    for table in TERMS:
        paid, told = compare(table), compare(table, Orientation.AS_TOLD)
        pairs = zip(
            paid.cells[::2], paid.cells[1::2], told.cells[::2], told.cells[1::2], strict=True
        )
        for row, column, row_told, column_told in pairs:
            rows.append(
                (
                    table,
                    f"({', '.join(row.profile)})",
                    f"{shown(row.printed)}, {shown(column.printed)}",
                    f"{_kept(row)}, {_kept(column)}",
                    f"{_kept(row_told)}, {_kept(column_told)}",
                )
            )
    return _table(("table", "row, column", "printed", *_BY_RULE), rows)


def _kept(cell: Cell) -> str:
    text = shown(cell.by_rule)
    return text if cell.by_rule == cell.printed else f"**{text}**"


def verdicts() -> list[str]:
    """Equilibria printed, by rule, claimed."""
    rows = []
    for table, (risk, incentive) in TERMS.items():
        paid, told = compare(table), compare(table, Orientation.AS_TOLD)
        holds = paid.holds_as_printed or paid.holds_by_rule or told.holds_by_rule
        rows.append(
            (
                f"{table}: r = {shown(risk)}, s = {shown(incentive)}",
                _sets(paid.printed_equilibria),
                _sets(paid.rule_equilibria),
                _sets(told.rule_equilibria),
                paid.claimed,
                "yes" if holds else "no",
            )
        )
    return _table(("table", "printed", *_BY_RULE, "claimed", "the claim holds"), rows)


def _sets(found: Iterable[object]) -> str:
    return "; ".join(str(each) for each in found)


def kinds() -> list[str]:
    """What each matrix is, and what nashpy finds in it."""
    rows = []
    for table in TERMS:
        for name, game in (
            ("as printed", compare(table).printed),
            ("by rule, row holds 1", compare(table).by_rule),
        ):
            (found,) = enumerated(game)
            rows.append((table, name, kind(game).value, f"({found[0]:g}, {found[1]:g})"))
    return _table(("table", "matrix", "it is", "nashpy: probabilities of C"), rows)


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
            rows.append((holds, name, costs, payoffs, _sets(all_equilibria(matrix))))
    head = ("orientation", "reading", "net costs d", "payoffs at CC; CD; DC; DD", "equilibria")
    return _table(head, rows)


def changes() -> list[str]:
    """Values of one parameter with which a claim holds."""
    asked = (
        (1, "three equilibria", has_three_equilibria),
        (1, "(C, C) risk-dominant", sharing_is_safer),
        (2, "(C, C) alone", has_only_sharing),
    )
    columns = [(f"{n}: {name}", changes_by_rule(n, claim)) for n, name, claim in asked]
    columns.append(("2, from the print: (C, C) alone", changes_by_print(2, has_only_sharing)))
    rows = []
    for position, parameter in enumerate(PARAMETERS):
        found = [column[position] for _, column in columns]
        rows.append((parameter, *(_values(each) for each in found)))
    return _table(("table", *(name for name, _ in columns)), rows)


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


def mixed() -> list[str]:
    """Table 1 with complementarity."""
    rows = []
    for c in ("0.5", "0.6", "1", "1.2", "2"):
        game = replace(by_rule(1), complementarity=Fraction(c))
        matrix = game.as_bimatrix()
        probability = mixed_equilibrium(*game.net_costs, game.complementarity)
        safer = risk_dominant(matrix)
        rows.append(
            (
                c,
                _sets(all_equilibria(matrix)),
                shown(probability[0]) if probability else "none",
                f"({', '.join(safer)})" if safer else "neither",
                kind(matrix).value,
            )
        )
    head = ("c", "equilibria", "mixed, d/c", "risk-dominant", "it is")
    return _table(head, rows)


def boundary() -> list[str]:
    """Table 2 by rule at and around its boundary, by us and by nashpy."""
    rows = []
    for c in ("0.09", "0.1", "0.11"):
        matrix = replace(by_rule(2), complementarity=Fraction(c)).as_bimatrix()
        listed = ", ".join(f"({p:g}, {q:g})" for p, q in enumerated(matrix))
        rows.append((c, _sets(all_equilibria(matrix)), listed))
    return _table(("c", "all equilibria, exactly", "nashpy: probabilities of C"), rows)


def tiers() -> list[str]:
    """Three tiers: equilibria, what is selected, what would be needed."""
    needed = needed_complementarity(_STAIRS)
    rows = [
        (
            "pure" if each.is_pure else "critical mass",
            f"{each.sharers}",
            ", ".join(map(str, each.probabilities)),
        )
        for each in crowds.equilibria(_STAIRS)
    ]
    selected = ", ".join(map(str, crowds.potential_maximisers(_STAIRS)))
    mean = sum(tier.net_cost * tier.count for tier in _STAIRS.tiers) / _STAIRS.players
    return [
        *_table(("equilibrium", "sharers expected", "probability of sharing, by tier"), rows),
        "",
        f"Selected: {selected} of {_STAIRS.players} share. That all share",
        f"* is an equilibrium for c {needed.equilibrium};",
        f"* is selected for c {needed.selected}, about {_least(needed.selected)};",
        f"* is the only equilibrium for c {needed.only}, about {_least(needed.only)}.",
        "",
        f"Twice the mean of d is only {float(2 * mean):.4f}.",
    ]


def _least(found: Range | None) -> str:
    return "none" if found is None or found.low is None else f"{float(found.low):.4f}"


def uneven() -> list[str]:
    """A mean below c/2 that selects nothing of the kind."""
    mean = sum(t.net_cost * t.count for t in _UNEVEN.tiers) / _UNEVEN.players
    values = [f"{k} share: P = {shown(crowds.potential(_UNEVEN, k))}" for k in _UNEVEN.sizes]
    return [
        f"d = (-10, 0.9, 0.9), c = 1: the mean of d is {float(mean):.4f}, far below c/2 = 0.5; yet",
        f"{'; '.join(values)}. Selected: {crowds.potential_maximisers(_UNEVEN)[0]} of 3.",
    ]


def contest() -> list[str]:
    """The example: derived, printed, and in another currency."""
    given = gao.contest(**_EXAMPLE)
    cents = gao.contest(**_in_cents())
    found, printed = gao.equilibrium(given), printed_investment(given)
    moved, moved_print = gao.equilibrium(cents), printed_investment(cents)
    rows = [
        ("t, derived", *_two(found.investment)),
        ("t, printed", *_two(printed)),
        ("t, derived, all money in cents", *_two(moved.investment)),
        ("t, printed, all money in cents", *_two(moved_print)),
        ("s", *_two(found.sharing)),
        ("p", *_two(found.breach)),
        ("d, defence", *_two(found.defence)),
        ("T", *_two(found.attack)),
        ("cost of the firm", *_two(found.firm_costs)),
    ]
    profit = f"The attacker's profit is {float(found.attacker_profit):.9f}."
    return [*_table(("", "firm 1", "firm 2"), rows), "", profit]


def moves() -> list[str]:
    """Comparative statics at the example."""
    found = statics(gao.contest(**_EXAMPLE))
    rows = [
        (
            "t_i by gamma squared",
            "-(2 phi_1 f_i + phi_3 f_j)/(4 phi_1^2 - phi_3^2) < 0",
            *_two(found.investment_by_gamma_squared),
        ),
        ("cost of i by gamma squared", "see below", *_two(found.cost_by_gamma_squared)),
        ("p_i by gamma, V, phi", "0", "0", "0"),
        ("p_i by f_i", "h (1-alpha)/A_i^2 > 0", *_two(found.breach_by_own_cost)),
        ("p_i by f_j", "-alpha h (1-alpha)/A_i^2 <= 0", *_two(found.breach_by_other_cost)),
        ("p_i by h", "-(1-alpha)(f_i - alpha f_j)/A_i^2 < 0", *_two(found.breach_by_attack_cost)),
        ("p_i by alpha", "h (f_i - f_j)/A_i^2", *_two(found.breach_by_alpha)),
    ]
    return _table(("slope of", "is", "firm 1", "firm 2"), rows)


def gammas() -> list[str]:
    """The example with other values of gamma: investment falls by the square, p stays."""
    rows = []
    for gamma in (0.0, 0.1, 0.2, 0.3, 0.4):
        found = gao.equilibrium(gao.contest(**{**_EXAMPLE, "gamma": gamma}))
        rows.append((f"{gamma:g}", *_two(found.investment, 6), *_two(found.breach, 6)))
    return _table(("gamma", "t_1", "t_2", "p_1", "p_2"), rows)


def _in_cents() -> dict[str, object]:
    money = {"h": 100.0, "value": 2000.0, "f": (150.0, 120.0), "phi": (100.0, 20.0, 50.0)}
    return {**_EXAMPLE, **money}


def _two(values: Sequence[float], digits: int = 9) -> tuple[str, str]:
    return f"{float(values[0]):.{digits}f}", f"{float(values[1]):.{digits}f}"


BLOCKS = {
    "paper-cells": cells,
    "paper-verdicts": verdicts,
    "paper-kinds": kinds,
    "paper-readings": readings,
    "paper-changes": changes,
    "paper-print-changes": print_changes,
    "game-mixed": mixed,
    "game-boundary": boundary,
    "game-tiers": tiers,
    "game-uneven": uneven,
    "gao-example": contest,
    "gao-statics": moves,
    "gao-gamma": gammas,
}


def _points() -> list[pictures.Point]:
    """The paper's games by rule; the first is the one that the title speaks of."""
    percent = replace(by_rule(2), incentive=Fraction(2, 1000))
    return [
        pictures.Point("Table 2 by rule", *by_rule(2).net_costs),
        pictures.Point("table 1", *by_rule(1).net_costs),
        pictures.Point("table 2 at 0.2 percent", *percent.net_costs),
    ]


#: File name in docs/pictures/ -> the figure; `python scripts/pictures.py` writes them.
PICTURES: dict[str, Callable[[], Figure]] = {
    "games-two.svg": lambda: pictures.regions(Fraction(0), _points()),
    "games-two-together.svg": lambda: pictures.regions(Fraction(3, 5), _points()),
    "games-many.svg": lambda: pictures.adoption(_STAIRS),
}
