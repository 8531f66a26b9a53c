"""The smallest change of one number that makes a claim about a game of two true.

The equilibria of a 2 x 2 game change only where a gain changes its sign. If the payoffs are
straight lines in a number x, so are the gains; between their roots nothing changes, so that trying
each root and one point between any two decides the claim for all x, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ais.economics.rationals import shown

from .bimatrix import Bimatrix, gains

__all__ = ["Claim", "Range", "nearest", "ranges"]

#: What is claimed of a game.
Claim = Callable[[Bimatrix], bool]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers between two ends; ``None`` where there is no end."""

    low: Fraction | None
    high: Fraction | None
    low_included: bool = False
    high_included: bool = False

    def __contains__(self, x: Fraction) -> bool:
        if self.low is not None and (x < self.low or (x == self.low and not self.low_included)):
            return False
        return self.high is None or x < self.high or (x == self.high and self.high_included)

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return f"= {shown(self.low)}"
        low = "" if self.low is None else f"{'>=' if self.low_included else '>'} {shown(self.low)}"
        high = (
            "" if self.high is None else f"{'<=' if self.high_included else '<'} {shown(self.high)}"
        )
        return " and ".join(filter(None, (low, high))) or "any"


def ranges(
    game: Callable[[Fraction], Bimatrix], claim: Claim, *, least: Fraction | None = Fraction(0)
) -> tuple[Range, ...]:
    """All x from ``least`` on (``None``: all x) for which the claim holds of ``game(x)``.

    ``claim`` may depend on which equilibria there are and, if both players have the same
    complementarity, on which is risk-dominant. Raises ``ValueError`` if the payoffs are no straight
    lines in x.
    """
    turns = sorted({root for line in _lines(game) if (root := _root(*line)) is not None})
    turns = [turn for turn in turns if least is None or turn > least]
    starts: list[Fraction | None] = [least, *turns]
    found: list[Range] = []
    for start, end in zip(starts, [*turns, None], strict=True):
        if start is not None and claim(game(start)):
            _join(found, Range(start, start, low_included=True, high_included=True))
        if claim(game(_between(start, end))):
            _join(found, Range(start, end))
    return tuple(found)


def nearest(found: tuple[Range, ...], now: Fraction) -> Range | None:
    """The range that the smallest change of ``now`` reaches; the one around it if there is one."""
    return min(found, key=lambda each: _distance(each, now), default=None)


def _lines(game: Callable[[Fraction], Bimatrix]) -> list[tuple[Fraction, Fraction]]:
    """(value at 0, slope) of everything whose sign decides."""
    at = [_deciding(game(Fraction(x))) for x in range(3)]
    if any(a + c != 2 * b for a, b, c in zip(*at, strict=True)):
        raise ValueError("the payoffs are no straight lines")
    return [(a, b - a) for a, b in zip(at[0], at[1], strict=True)]


def _deciding(game: Bimatrix) -> tuple[Fraction, ...]:
    (row_c, row_d), (column_c, column_d) = gains(game)
    return row_c, row_d, column_c, column_d, row_c + column_d, column_c + row_d


def _root(value: Fraction, slope: Fraction) -> Fraction | None:
    return -value / slope if slope else None


def _between(start: Fraction | None, end: Fraction | None) -> Fraction:
    if start is None:
        return Fraction(0) if end is None else end - 1
    return start + 1 if end is None else (start + end) / 2


def _join(found: list[Range], new: Range) -> None:
    """Append, or lengthen the last one where the new one begins at its end."""
    last = found[-1] if found else None
    touching = last is not None and last.high is not None and last.high == new.low
    if last is not None and touching and (last.high_included or new.low_included):
        found[-1] = Range(last.low, new.high, last.low_included, new.high_included)
    else:
        found.append(new)


def _distance(each: Range, now: Fraction) -> Fraction:
    if now in each:
        return Fraction(-1)
    ends = [abs(end - now) for end in (each.low, each.high) if end is not None]
    return min(ends)
