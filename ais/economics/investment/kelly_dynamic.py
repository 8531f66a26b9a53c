"""The Kelly extension over many periods: what is invested today makes tomorrow's money work better.

With the invested share ``zeta`` and the loss share l constant in meaning, wealth drops out. The
state is ``a = alpha W``, how much breach probability a share of wealth buys:

    a' = min(a_max, (1 - decay) a + learning zeta),    V(a) = max g(zeta; a) + b V(a').

Values are found on a grid of states by linear interpolation, and *bracketed*: V never falls as a
rises, so the same recursion with a' rounded down to the grid is never above the true V, and with a'
rounded up and every cell of shares given its best growth it is never below. Not a model of random
learning, of an attacker who learns, or of wealth that changes the loss share. The idea, earlier
investment that shifts the later breach function, is in *Omnichannel Cybersecurity* section 2.3; it
has no formula, this one is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from ais.economics.ranges import Numbers, non_negative, positive, within
from ais.errors import ModelRefused

from .gordon_loeb import Breach, ClassOne, ClassTwo
from .growth import LossForm, ShareGrowth

__all__ = ["DynamicFirm", "FiniteSolution", "InfiniteSolution", "Path", "solve", "solve_finite"]

_Rounding = Literal["down", "none", "up"]
_SWEEPS = 100_000
_ROUNDINGS: Final[tuple[_Rounding, ...]] = ("down", "none", "up")


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicFirm:
    """A firm that invests a share of its wealth every period.

    ``breach``: class, v and beta; its alpha is replaced by the state. ``loss_share`` l, 0 <= l < 1.
    ``discount`` b, 0 <= b < 1, a period; ``decay`` from 0 to 1, the part of a that is lost in a
    period; ``learning`` >= 0, what a whole wealth invested would add to a; ``most`` > 0, a_max.
    All are single numbers. Raises ``ModelRefused``.
    """

    breach: Breach
    loss_share: float
    form: LossForm = "fixed"
    discount: float
    decay: float
    learning: float
    most: float

    def __post_init__(self) -> None:
        within("discount", self.discount, 0.0, 1.0, below=True)
        within("decay", self.decay, 0.0, 1.0)
        non_negative("learning", self.learning)
        positive("most", self.most)
        self.at(self.most)

    def at(self, state: ArrayLike) -> ShareGrowth:
        """Give the growth of one period at ``state`` a, 0 <= a <= a_max (any shape)."""
        alpha = within("state", state, 0.0, self.most)
        if isinstance(self.breach, ClassOne):
            breach: Breach = replace(self.breach, alpha=alpha)
        else:
            breach = ClassTwo(self.breach.vulnerability, alpha)
        return ShareGrowth(breach=breach, loss_share=self.loss_share, form=self.form)

    def next_state(self, state: Numbers, share: Numbers) -> Numbers:
        """Give a' after investing ``share`` at ``state``."""
        return np.asarray(np.minimum(self.most, (1 - self.decay) * state + self.learning * share))


@dataclass(frozen=True, slots=True, kw_only=True)
class InfiniteSolution:
    """V and the investment for ever, at the grid's states.

    ``states`` (n,) from 0 to a_max; ``value`` (n,) V in nats; ``lower`` and ``upper`` (n,): the
    true V lies between them; ``investment`` (n,) shares of wealth; ``sweeps`` and
    ``iteration_error``: how often the recursion ran, and the bound ``b/(1-b) max|V_k - V_(k-1)|``
    on what more sweeps could still change in ``value``.
    """

    firm: DynamicFirm
    states: Numbers
    value: Numbers
    lower: Numbers
    upper: Numbers
    investment: Numbers
    sweeps: int
    iteration_error: float

    def decide(self, state: ArrayLike) -> Numbers:
        """Give the share to invest at any ``state`` from 0 to a_max."""
        return _Step(self.firm, np.atleast_1d(np.asarray(state, float)), self.states).decide(
            self.value
        )

    def path(self, start: float, periods: int) -> Path:
        """Follow the optimum from the state ``start`` for ``periods`` >= 1 periods."""
        return _follow(self.firm, self.states, [self.value] * periods, start)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiniteSolution:
    """V and the investment with T periods to go, by backward induction; nothing counts after T.

    ``value``, ``lower``, ``upper`` (T + 1, n): row t at the beginning of period t, row T is 0;
    ``investment`` (T, n): shares of wealth. ``states`` (n,).
    """

    firm: DynamicFirm
    states: Numbers
    value: Numbers
    lower: Numbers
    upper: Numbers
    investment: Numbers

    def path(self, start: float) -> Path:
        """Follow the optimum from the state ``start`` to the end."""
        return _follow(self.firm, self.states, list(self.value[1:]), start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Each period's state a and invested share, and the static optimum at the same state."""

    states: Numbers
    investment: Numbers
    static: Numbers


def solve(
    firm: DynamicFirm, *, states: int = 161, shares: int = 241, tolerance: float = 1e-9
) -> InfiniteSolution:
    """Solve for ever, by value iteration until more sweeps change V by at most ``tolerance`` nats.

    ``states`` and ``shares`` >= 2: points of the grids, closer together near 0. With b = 0 or
    learning 0 the investment is the static optimum. Stops after 100,000 sweeps too, and then
    ``iteration_error`` is above ``tolerance``. Raises ``ModelRefused``.
    """
    positive("tolerance", tolerance)
    step = _step(firm, states, shares)
    worst = float(firm.at(0.0).growth(0.0)) / (1 - firm.discount)
    #: V is never below the first nor above the third: nothing invested for ever, nothing lost.
    bounds = [np.full(states, worst), np.zeros(states), np.zeros(states)]
    for sweep in count(1):
        found = [step.best(v, how) for v, how in zip(bounds, _ROUNDINGS, strict=True)]
        change = max(float(np.abs(a - b).max()) for a, b in zip(found, bounds, strict=True))
        bounds = found
        error = firm.discount / (1 - firm.discount) * change
        if error <= tolerance or sweep == _SWEEPS:
            break
    return InfiniteSolution(
        firm=firm,
        states=step.grid,
        value=bounds[1],
        lower=bounds[0],
        upper=bounds[2],
        investment=step.decide(bounds[1]),
        sweeps=sweep,
        iteration_error=error,
    )


def solve_finite(
    firm: DynamicFirm, periods: int, *, states: int = 161, shares: int = 241
) -> FiniteSolution:
    """Solve ``periods`` >= 1 periods by backward induction. Raises ``ModelRefused``."""
    if periods < 1:
        raise ModelRefused(field="periods", value=str(periods), reason="it must be at least 1")
    step = _step(firm, states, shares)
    value, lower, upper = (np.zeros((periods + 1, states)) for _ in range(3))
    investment = np.zeros((periods, states))
    for t in reversed(range(periods)):
        lower[t], upper[t] = step.best(lower[t + 1], "down"), step.best(upper[t + 1], "up")
        value[t] = step.best(value[t + 1], "none")
        investment[t] = step.decide(value[t + 1])
    return FiniteSolution(
        firm=firm, states=step.grid, value=value, lower=lower, upper=upper, investment=investment
    )


def _step(firm: DynamicFirm, states: int, shares: int) -> _Step:
    for field, number in (("states", states), ("shares", shares)):
        if number < 2:
            raise ModelRefused(field=field, value=str(number), reason="it must be at least 2")
    grid = firm.most * np.linspace(0.0, 1.0, states) ** 2
    return _Step(firm, grid, grid, shares)


class _Step:
    """One period: the best share at each of ``states``, given V at the ``grid``'s states."""

    def __init__(
        self, firm: DynamicFirm, states: Numbers, grid: Numbers, shares: int = 241
    ) -> None:
        self.firm, self.states, self.grid = firm, states[:, None], grid
        self._model = firm.at(self.states)
        self._static = self._model.optimum()
        edges = float(self._model.most) * np.linspace(0.0, 1.0, shares) ** 2
        common = np.broadcast_to(edges[:-1], (len(states), shares - 1))
        #: What may be chosen: the static optimum first, so that it wins where others are no better.
        self._choices = np.concatenate([self._static, common], axis=1)
        self._growth = self._model.growth(self._choices)
        self._reached = firm.next_state(self.states, self._choices)
        self._cell_growth = self._model.growth(np.clip(self._static, edges[:-1], edges[1:]))
        self._cell_reached = firm.next_state(self.states, edges[None, 1:])

    def best(self, value: Numbers, rounding: _Rounding) -> Numbers:
        """Give max g + b V(a'), with a' rounded to the grid or interpolated."""
        if rounding == "up":
            after = value[np.searchsorted(self.grid, self._cell_reached, side="left")]
            return np.asarray((self._cell_growth + self.firm.discount * after).max(axis=1))
        return np.asarray(self._worth(value, rounding).max(axis=1))

    def decide(self, value: Numbers) -> Numbers:
        """Give the best shares for V as interpolated, exactly.

        Between two states of the grid V is linear and g concave: the best share that leads there is
        the root of ``g' + b learning V'``, clipped to that stretch. The best stretch wins.
        """
        firm, kept = self.firm, (1 - self.firm.decay) * self.states
        if firm.learning == 0:
            return np.asarray(self._static[:, 0])
        slopes = np.append(np.maximum(np.diff(value) / np.diff(self.grid), 0.0), 0.0)
        with np.errstate(over="ignore"):  # no share reaches an end that is infinitely far
            low, high = (
                (ends - kept) / firm.learning
                for ends in (self.grid, np.append(self.grid[1:], np.inf))
            )
        reachable = (high >= 0) & (low < self._model.most)
        exact = self._model.optimum(firm.discount * firm.learning * slopes)
        share = np.where(reachable, np.clip(exact, np.maximum(low, 0.0), high), self._static)
        after = np.interp(firm.next_state(self.states, share), self.grid, value)
        worth = self._model.growth(share) + firm.discount * after
        best = np.argmax(worth, axis=1)[:, None]
        return np.asarray(np.take_along_axis(share, best, axis=1)[:, 0])

    def _worth(self, value: Numbers, rounding: _Rounding) -> Numbers:
        if rounding == "down":
            after = value[np.searchsorted(self.grid, self._reached, side="right") - 1]
        else:
            after = np.interp(self._reached, self.grid, value)
        return np.asarray(self._growth + self.firm.discount * after)


def _follow(firm: DynamicFirm, grid: Numbers, later: list[Numbers], start: float) -> Path:
    states, shares, static = [], [], []
    state = within("start", start, 0.0, firm.most).reshape(1)
    for value in later:
        share = _Step(firm, state, grid).decide(value)
        states.append(float(state[0]))
        shares.append(float(share[0]))
        static.append(float(firm.at(state).optimum()[0]))
        state = firm.next_state(state, share)
    return Path(states=np.array(states), investment=np.array(shares), static=np.array(static))
