"""Growth of wealth under a risk of breach, in shares of wealth: what the Kelly extension maximises.

``zeta = z/W`` is the share of wealth W that is invested in a period, ``l = L/W`` the share that a
breach takes, ``S`` the breach function of ``zeta`` (its alpha is per whole wealth). Two forms:

* *fixed* loss, ``g = (1 - S) log(1 - zeta) + S log(1 - zeta - l)``, for ``zeta < 1 - l``;
* *proportional* loss, ``g = log(1 - zeta) + S log(1 - l)``, ``l < 1``: the breach takes a share of
  what is left after the investment.

Both are strictly concave in ``zeta``, since S and the log loss of a breach are log-convex and so is
their product (docs/investment.md): the first-order condition has one root, and the optimum is 0
exactly where the slope at 0 is not above 0. *Omnichannel Cybersecurity* (sections 2.3 and 2.4) has
the idea in words and no formula; these forms are ours, after Kelly 1956 and Gordon and Loeb 2002.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ais.economics.ranges import Numbers, non_negative, real, within
from ais.errors import ModelRefused

from .gordon_loeb import Breach, ClassOne

__all__ = ["LossForm", "ShareGrowth", "decreasing_root"]

LossForm = Literal["fixed", "proportional"]
#: More halvings than any interval of floating-point numbers has.
_STEPS = 1200
_ROUNDING = 4 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareGrowth:
    """A period's growth as a function of the invested share.

    ``breach``: S, with alpha per whole wealth (``breach.in_shares_of(wealth)``); ``loss_share`` l,
    at least 0 and below 1: at ``L >= W`` one breach ends the firm and the logarithm has no value.
    Arrays are broadcast. Raises ``ModelRefused``.
    """

    breach: Breach
    loss_share: ArrayLike
    form: LossForm

    def __post_init__(self) -> None:
        if self.form not in ("fixed", "proportional"):
            reason = "it must be fixed or proportional"
            raise ModelRefused(field="form", value=str(self.form), reason=reason)
        share = within("loss_share", self.loss_share, 0.0, 1.0, below=True)
        object.__setattr__(self, "loss_share", share)

    @property
    def most(self) -> Numbers:
        """The share that an investment must stay below: 1 - l for a fixed loss, else 1."""
        share = np.asarray(self.loss_share)
        return np.asarray(1 - share if self.form == "fixed" else np.ones_like(share))

    def growth(self, share: ArrayLike) -> Numbers:
        """Give g at the invested ``share``, in nats a period; at most 0. Raises ``ModelRefused``.

        Computed as ``log(1 - zeta)`` less S times the log loss, which keeps its digits as l -> 0.
        """
        zeta = self._checked(share)
        lost = self.breach.probability(zeta) * self._log_loss(zeta)
        return np.asarray(np.log1p(-zeta) - lost)

    def slope(self, share: ArrayLike) -> Numbers:
        """Give dg/dzeta at the invested ``share``, in nats. Raises ``ModelRefused``."""
        return self._slope(self._checked(share))

    def optimum(self, bonus: ArrayLike = 0.0) -> Numbers:
        """Give the share that makes ``g(zeta) + bonus zeta`` greatest.

        ``bonus`` >= 0, in nats for the whole wealth, is what a share invested today is worth
        later; 0 is the static optimum. Proportional loss with class I, beta 1 and no bonus has a
        closed form; every other case is the root of the first-order condition, which is
        bracketed. Raises ``ModelRefused``.
        """
        more = non_negative("bonus", bonus)
        if self._has_closed_form() and not more.any():
            return self._closed_form()
        return decreasing_root(lambda zeta: self._slope(zeta) + more, 0.0, self.most)

    def _has_closed_form(self) -> bool:
        breach = self.breach
        unit = isinstance(breach, ClassOne) and bool(np.all(np.asarray(breach.beta) == 1))
        return unit and self.form == "proportional"

    def _closed_form(self) -> Numbers:
        """The larger root of ``A^2 x^2 + B x + (1 - v A G) = 0``, without cancellation."""
        a, v = np.asarray(self.breach.alpha), np.asarray(self.breach.vulnerability)
        log_loss = -np.log1p(-np.asarray(self.loss_share))
        gain = np.maximum(v * a * log_loss - 1, 0.0)
        b = 2 * a + v * a * log_loss
        below = np.where(gain > 0, np.sqrt(b * b + 4 * a * a * gain) + b, 1.0)
        return np.asarray(2 * gain / below)

    def _log_loss(self, zeta: Numbers) -> Numbers:
        share = np.asarray(self.loss_share)
        taken = share / (1 - zeta) if self.form == "fixed" else share
        return np.asarray(-np.log1p(-taken))

    def _slope(self, zeta: Numbers) -> Numbers:
        """The slope; minus infinity where the investment leaves nothing to lose."""
        share = np.asarray(self.loss_share)
        left = 1 - zeta
        kept = left - share if self.form == "fixed" else left
        inside = kept > 0
        zeta, left, kept = (np.where(inside, x, y) for x, y in ((zeta, 0.0), (left, 1), (kept, 1)))
        slope = -1 / left - self.breach.slope(zeta) * np.where(inside, self._log_loss(zeta), 0.0)
        if self.form == "fixed":
            slope = slope - self.breach.probability(zeta) * share / (left * kept)
        return np.where(inside, slope, -np.inf)

    def _checked(self, share: ArrayLike) -> Numbers:
        zeta = within("share", share, 0.0, 1.0, below=True)
        if np.any(zeta >= self.most):
            reason = "with a fixed loss it must leave more than the loss: z < W - L"
            first = float(real("share", zeta).max())
            raise ModelRefused(field="share", value=f"{first:g}", reason=reason)
        return zeta


def decreasing_root(
    function: Callable[[Numbers], Numbers], low: ArrayLike, high: ArrayLike
) -> Numbers:
    """Give the root of a decreasing ``function`` in [low, high); ``low`` where it is not above 0.

    At ``high`` the function must be below 0 or minus infinity. Ridders' method for all elements at
    once: every step at least halves the interval that holds the root; it ends where the steps are
    of the size of rounding.
    """
    start = np.asarray(low, dtype=np.float64)
    first = function(start)
    shape = np.broadcast_shapes(first.shape, start.shape, np.shape(high))
    lower, upper = (np.array(np.broadcast_to(x, shape), dtype=np.float64) for x in (low, high))
    f_lower, f_upper = (np.array(np.broadcast_to(f, shape)) for f in (first, function(upper)))
    done = f_lower <= 0
    root = lower.copy()
    for _ in range(_STEPS):
        if done.all():
            break
        middle = lower + (upper - lower) / 2
        f_middle = function(middle)
        guess = _ridders(lower, middle, upper, (f_lower, f_middle, f_upper))
        f_guess = function(guess)
        near = np.abs(guess - root) <= _ROUNDING * np.abs(guess)
        root = np.where(done, root, guess)
        done = done | near | (f_guess == 0) | (upper - lower <= _ROUNDING * np.abs(upper))
        for x, f in ((middle, f_middle), (guess, f_guess)):
            inside, above = (x > lower) & (x < upper), f > 0
            lower, f_lower = (np.where(inside & above, *c) for c in ((x, lower), (f, f_lower)))
            upper, f_upper = (np.where(inside & ~above, *c) for c in ((x, upper), (f, f_upper)))
    return root


def _ridders(
    lower: Numbers, middle: Numbers, upper: Numbers, values: tuple[Numbers, Numbers, Numbers]
) -> Numbers:
    """The next guess; the middle where the method has none, as beside an infinite value."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        bend = np.sqrt(values[1] ** 2 - values[0] * values[2])
        guess = middle + (middle - lower) * (values[1] / bend)
    usable = np.isfinite(guess) & (guess > lower) & (guess < upper)
    return np.asarray(np.where(usable, guess, middle))
