"""What would have to be otherwise for the claims about the paper's two tables to hold.

One parameter at a time, everything else as it is. Each answer is the whole set of values, found by
``changes.ranges``; none is written down here. An open bound ("> 0.3") means that at the bound
itself the claim does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from .bimatrix import ACTIONS, Bimatrix, Profile
from .changes import Claim, Range, nearest, ranges
from .paper_tables import PRINTED, Cell, Orientation, by_rule, compare
from .sharing import SharingGame

__all__ = [
    "PARAMETERS",
    "Change",
    "cell_helps",
    "changes_by_print",
    "changes_by_rule",
    "numbers_that_help",
]

#: The parameters, one of which is moved: of both firms first, then of one.
PARAMETERS: Final = (
    "incentive s",
    "risk r",
    "complementarity c",
    "risk of the row",
    "risk of the column",
    "knowledge of the row",
    "knowledge of the column",
)
_Moved = Callable[[Fraction], SharingGame]


@dataclass(frozen=True, slots=True)
class Change:
    """The values of one parameter, from 0 on, with which a claim holds."""

    parameter: str
    now: Fraction
    values: tuple[Range, ...]  # none: no value of this parameter makes the claim true

    @property
    def smallest(self) -> Range | None:
        """The values that the smallest change reaches; ``None`` if no change does."""
        return nearest(self.values, self.now)


def changes_by_rule(
    table: int, claim: Claim, orientation: Orientation = Orientation.AS_PAID
) -> tuple[Change, ...]:
    """For each parameter: the values that make the claim true of the table by the rule."""
    return tuple(
        Change(parameter, now, ranges(_matrix(moved), claim))
        for parameter, now, moved in _parameters(by_rule(table, orientation))
    )


def changes_by_print(
    table: int, claim: Claim, orientation: Orientation = Orientation.AS_PAID
) -> tuple[Change, ...]:
    """The same from the printed cells: what a cell breaks of the rule stays added to it.

    Where no cell breaks the rule this is ``changes_by_rule``. What breaks it depends on the
    orientation, and so do the values. Claims about risk dominance are not for this function: the
    broken cells give the players unequal complementarities.
    """
    game = by_rule(table, orientation)
    printed, ruled = PRINTED[table], game.as_bimatrix()
    return tuple(
        Change(parameter, now, ranges(_shifted(moved, printed, ruled), claim))
        for parameter, now, moved in _parameters(game)
    )


def numbers_that_help(table: int, claim: Claim) -> tuple[tuple[Cell, tuple[Range, ...]], ...]:
    """Printed payoffs of which a change of one number makes the claim true, and its values."""
    found = []
    for cell in compare(table).cells:
        values = ranges(_with_payoff(table, cell), claim, least=None)
        if values:
            found.append((cell, values))
    return tuple(found)


def cell_helps(table: int, profile: Profile, claim: Claim) -> bool:
    """Whether any two numbers in the place of one printed cell make the claim true.

    Only their order against what each gets by changing alone can matter: below, equal, above.
    """
    printed = PRINTED[table]
    other = {"C": "D", "D": "C"}
    row = printed.payoffs((other[profile[0]], profile[1]))[0]
    column = printed.payoffs((profile[0], other[profile[1]]))[1]
    steps = (Fraction(-1), Fraction(0), Fraction(1))
    return any(
        claim(_with(_with(printed, profile, "row", row + a), profile, "column", column + b))
        for a in steps
        for b in steps
    )


def _parameters(game: SharingGame) -> Iterator[tuple[str, Fraction, _Moved]]:
    """Name, value now, and the game with another value."""
    risk, held = game.risk, game.knowledge
    moves: tuple[tuple[Fraction, _Moved], ...] = (
        (game.incentive, lambda x: replace(game, incentive=x)),
        (risk[0], lambda x: replace(game, risk=(x, x))),
        (game.complementarity, lambda x: replace(game, complementarity=x)),
        (risk[0], lambda x: replace(game, risk=(x, risk[1]))),
        (risk[1], lambda x: replace(game, risk=(risk[0], x))),
        (held[0], lambda x: replace(game, knowledge=(x, held[1]))),
        (held[1], lambda x: replace(game, knowledge=(held[0], x))),
    )
    for name, (now, moved) in zip(PARAMETERS, moves, strict=True):
        yield name, now, moved


def _matrix(moved: _Moved) -> Callable[[Fraction], Bimatrix]:
    return lambda x: moved(x).as_bimatrix()


def _shifted(moved: _Moved, printed: Bimatrix, ruled: Bimatrix) -> Callable[[Fraction], Bimatrix]:
    def made(x: Fraction) -> Bimatrix:
        game = moved(x).as_bimatrix()
        for first in ACTIONS:
            for second in ACTIONS:
                for i, player in enumerate(("row", "column")):
                    at = (first, second)
                    added = printed.payoffs(at)[i] - ruled.payoffs(at)[i]
                    game = _with(game, at, player, game.payoffs(at)[i] + added)
        return game

    return made


def _with_payoff(table: int, cell: Cell) -> Callable[[Fraction], Bimatrix]:
    return lambda x: _with(PRINTED[table], cell.profile, cell.player, x)


def _with(game: Bimatrix, profile: Profile, player: str, payoff: Fraction) -> Bimatrix:
    """The game with one payoff replaced."""
    square = [list(line) for line in (game.row if player == "row" else game.column)]
    square[ACTIONS.index(profile[0])][ACTIONS.index(profile[1])] = payoff
    (a, b), (c, d) = square
    made = ((a, b), (c, d))
    return Bimatrix(made, game.column) if player == "row" else Bimatrix(game.row, made)
