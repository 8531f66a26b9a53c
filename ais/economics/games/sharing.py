"""The sharing game: the rule of *Mechanism Design for Cooperation in Cybersecurity*, generalised.

Organisation i holds knowledge K_i. If it shares it bears the risk r_i and is paid s K_i, so that
sharing costs it ``d_i = r_i - s K_i`` net. Of every other one that shares it learns what is worth
w_ij to it (K_j, unless said otherwise). Complementarity c is what it gains from sharing while all
others share too, and c x while a fraction x of them does:

    u_i = b_i + sum over sharing j of w_ij + [i shares] (c x - d_i)

For two and with c = 0 this is the rule behind the paper's tables (section C.2). All amounts are in
one unit, that of the knowledge; s is a payment per unit of knowledge. Numbers are exact fractions.

It is not a model of who reads what or of repeated play: that is the calibration and the simulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ais.economics.rationals import Rational, amount
from ais.errors import ModelRefused

from .bimatrix import Bimatrix

__all__ = ["SharingGame", "sharing_game"]

_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingGame:
    """A game of n >= 2 organisations; made by ``sharing_game``, which checks.

    ``worth`` is one number per pair, ``worth[i][j]`` for i when j shares (0 on the diagonal), or
    ``None`` for K_j.
    """

    knowledge: tuple[Fraction, ...]
    risk: tuple[Fraction, ...]
    incentive: Fraction
    complementarity: Fraction
    base: tuple[Fraction, ...]
    worth: tuple[tuple[Fraction, ...], ...] | None

    @property
    def players(self) -> int:
        """How many organisations play."""
        return len(self.knowledge)

    @property
    def net_costs(self) -> tuple[Fraction, ...]:
        """d_i = r_i - s K_i of each: what sharing costs after payment; negative: it pays alone."""
        pairs = zip(self.risk, self.knowledge, strict=True)
        return tuple(risk - self.incentive * knowledge for risk, knowledge in pairs)

    def payoff(self, player: int, sharers: Sequence[bool]) -> Fraction:
        """What ``player`` (from 0) gets when exactly the flagged ones share."""
        others = [j for j, shares in enumerate(sharers) if shares and j != player]
        learned = sum((self._worth(player, j) for j in others), start=Fraction(0))
        together = self.complementarity * Fraction(len(others), self.players - 1)
        own = together - self.net_costs[player] if sharers[player] else Fraction(0)
        return self.base[player] + learned + own

    def as_bimatrix(self) -> Bimatrix:
        """The 2 x 2 game of two organisations, the first as row.

        Raises ``ModelRefused`` for more than two.
        """
        if self.players != 2:
            raise ModelRefused(field="knowledge", value=self.players, reason="a matrix is for two")
        both, row, column, none = (True, True), (True, False), (False, True), (False, False)
        made = [
            (
                (self.payoff(i, both), self.payoff(i, row)),
                (self.payoff(i, column), self.payoff(i, none)),
            )
            for i in range(2)
        ]
        return Bimatrix(made[0], made[1])

    def _worth(self, player: int, other: int) -> Fraction:
        return self.knowledge[other] if self.worth is None else self.worth[player][other]


def sharing_game(
    *,
    knowledge: Sequence[Rational],
    risk: Sequence[Rational] | Rational,
    incentive: Rational = 0,
    complementarity: Rational = 0,
    base: Sequence[Rational] | Rational | None = None,
    worth: Sequence[Sequence[Rational]] | None = None,
) -> SharingGame:
    """Make a sharing game from rational numbers (``rationals.exact`` tells what is taken).

    ``knowledge``: K_i >= 0 of 2 to 10,000 organisations. ``risk``: r_i >= 0, one for all or one
    each. ``incentive``: s >= 0. ``complementarity``: c >= 0. ``base``: what each has if nobody
    shares, >= 0; its own knowledge unless given. ``worth``: w_ij >= 0, what the knowledge of j is
    worth to i; K_j unless given.

    Raises ``ModelRefused`` with the name of the field.
    """
    held = tuple(amount(f"knowledge {i}", each) for i, each in enumerate(knowledge, 1))
    count = len(held)
    if not 2 <= count <= _MOST:
        raise ModelRefused(
            field="number of organisations", value=count, reason=f"from 2 to {_MOST} take part"
        )
    return SharingGame(
        knowledge=held,
        risk=_each("risk", risk, count),
        incentive=amount("incentive", incentive),
        complementarity=amount("complementarity", complementarity),
        base=held if base is None else _each("base", base, count),
        worth=None if worth is None else _pairs(worth, count),
    )


def _each(field: str, given: Sequence[Rational] | Rational, count: int) -> tuple[Fraction, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        return (amount(field, given),) * count
    if len(given) != count:
        raise ModelRefused(
            field=field, value=len(given), reason=f"there must be one for each of {count}"
        )
    return tuple(amount(f"{field} {i}", each) for i, each in enumerate(given, 1))


def _pairs(given: Sequence[Sequence[Rational]], count: int) -> tuple[tuple[Fraction, ...], ...]:
    if [len(line) for line in given] != [count] * count:
        raise ModelRefused(
            field="worth", value=len(given), reason=f"it must be {count} x {count} numbers"
        )
    return tuple(
        tuple(
            Fraction(0) if i == j else amount(f"worth ({i}, {j})", each)
            for j, each in enumerate(line, 1)
        )
        for i, line in enumerate(given, 1)
    )
