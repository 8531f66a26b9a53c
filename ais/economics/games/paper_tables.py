"""The tables of *Mechanism Design for Cooperation in Cybersecurity*, section C.2, and what holds.

Three things stand side by side for each: the matrix as printed, the matrix by the rule that the
text and most cells follow, and the equilibria that section C.3 claims. The rule: base 1 for both;
whoever the other shares with has the shared knowledge 4 instead; sharing costs r and earns s K_i.

The text gives company 1, the row, the knowledge 3, and company 2 the knowledge 1; the cells of
table 2 pay the row as if it held 1 and the column as if it held 3. Hence two orientations.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from .bimatrix import (
    ACTIONS,
    Bimatrix,
    EquilibriumSet,
    Profile,
    all_equilibria,
    bimatrix,
    strict_equilibria,
)
from .selection import Kind, kind, risk_dominant
from .sharing import SharingGame, sharing_game

__all__ = [
    "CLAIMED",
    "PRINTED",
    "TERMS",
    "Cell",
    "Comparison",
    "Orientation",
    "by_rule",
    "compare",
    "has_only_sharing",
    "has_three_equilibria",
    "sharing_is_safer",
]

#: Tables 1 and 2 as printed; rows and columns C, D.
PRINTED: Final = {
    1: bimatrix(((("3.5", "3.5"), ("0.5", "4")), (("4", "0.5"), ("1", "1")))),
    2: bimatrix(((("3.9", "4.3"), ("0.9", "3")), (("4", "0.9"), ("1", "1")))),
}
#: (risk r, incentive s) of each table.
TERMS: Final = {1: (Fraction(1, 2), Fraction(0)), 2: (Fraction(3, 10), Fraction(1, 5))}
#: What section C.3 says of each.
CLAIMED: Final = {1: "(C, C), (D, D) and a mixed one", 2: "(C, C) alone"}
_SHARED, _BASE = 4, 1


class Orientation(Enum):
    """Which company of the text is the row: (knowledge of the row, of the column)."""

    AS_PAID = (1, 3)  # as the cells of table 2 pay: the row as if it held 1
    AS_TOLD = (3, 1)  # as the text says: company 1, the row, holds 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One payoff: printed and by rule."""

    profile: Profile
    player: str  # "row" or "column"
    printed: Fraction
    by_rule: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A table: printed, by rule, claimed."""

    table: int
    orientation: Orientation
    printed: Bimatrix
    by_rule: Bimatrix
    cells: tuple[Cell, ...]  # all eight payoffs
    printed_equilibria: tuple[EquilibriumSet, ...]
    rule_equilibria: tuple[EquilibriumSet, ...]
    printed_kind: Kind
    rule_kind: Kind
    claimed: str
    holds_as_printed: bool
    holds_by_rule: bool

    @property
    def broken(self) -> tuple[Cell, ...]:
        """The payoffs in which the print breaks the rule."""
        return tuple(cell for cell in self.cells if cell.printed != cell.by_rule)


def has_three_equilibria(game: Bimatrix) -> bool:
    """Whether (C, C), (D, D) and one mixed equilibrium are all there are: table 1's claim."""
    found = all_equilibria(game)
    pure = strict_equilibria(game) == (("C", "C"), ("D", "D"))
    return pure and len(found) == 3 and all(each.is_point for each in found)


def has_only_sharing(game: Bimatrix) -> bool:
    """Whether (C, C) is the only equilibrium: table 2's claim."""
    found = all_equilibria(game)
    return len(found) == 1 and found[0].pure == ("C", "C")


def sharing_is_safer(game: Bimatrix) -> bool:
    """Whether (C, C) is risk-dominant among two strict equilibria."""
    return risk_dominant(game) == ("C", "C")


def by_rule(table: int, orientation: Orientation = Orientation.AS_PAID) -> SharingGame:
    """The game of a table by the rule: base 1, and 4 for whoever the other shares with."""
    risk, incentive = TERMS[table]
    gain = _SHARED - _BASE
    return sharing_game(
        knowledge=orientation.value,
        risk=risk,
        incentive=incentive,
        base=_BASE,
        worth=((0, gain), (gain, 0)),
    )


def compare(table: int, orientation: Orientation = Orientation.AS_PAID) -> Comparison:
    """Put a table's print, rule and claim side by side."""
    printed, ruled = PRINTED[table], by_rule(table, orientation).as_bimatrix()
    claim = has_three_equilibria if table == 1 else has_only_sharing
    cells = [
        Cell((a, b), player, printed.payoffs((a, b))[i], ruled.payoffs((a, b))[i])
        for a in ACTIONS
        for b in ACTIONS
        for i, player in enumerate(("row", "column"))
    ]
    return Comparison(
        table=table,
        orientation=orientation,
        printed=printed,
        by_rule=ruled,
        cells=tuple(cells),
        printed_equilibria=all_equilibria(printed),
        rule_equilibria=all_equilibria(ruled),
        printed_kind=kind(printed),
        rule_kind=kind(ruled),
        claimed=CLAIMED[table],
        holds_as_printed=claim(printed),
        holds_by_rule=claim(ruled),
    )
