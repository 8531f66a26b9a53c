"""Equal firms that fund each other: the number from which joining pays, exactly.

Every epoch each of n members discloses ``rate`` times. A disclosure costs its discloser ``risk``,
earns it ``reward`` and is worth ``worth`` to each other member; its round pays ``stipends`` to a
panel from outside. Dues are what was claimed, in equal parts: n members pay rate n (reward +
stipends) / n each. What a member earns it pays back as dues, so the reward drops out:

    gain(n) = rate (worth (n - 1) - risk - stipends),  zero at  n = 1 + (risk + stipends) / worth.

Below that number leaving is the best response, above it joining is, so it is the unstable fixed
point of best responses. Everything here is exact: fractions in, fractions out. Money is in tokens,
rates are disclosures an epoch. What it does NOT hold for: dues at their floor or cap, a ratio below
1, money from outside, a panel of members, firms that differ (``tipping`` takes those).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ais.errors import ModelRefused

__all__ = ["Bracket", "EqualFirms"]


@dataclass(frozen=True, slots=True)
class Bracket:
    """An interval that holds the unstable point: below it best responses fall, above they rise."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualFirms:
    """``firms`` equal firms, by the game above.

    ``firms`` >= 2; ``rate`` and ``worth`` > 0; ``risk``, ``reward``, ``stipends`` >= 0, tokens a
    disclosure. Raises ``ModelRefused`` out of these ranges.
    """

    firms: int
    rate: Fraction
    risk: Fraction
    worth: Fraction
    reward: Fraction
    stipends: Fraction

    def __post_init__(self) -> None:
        if self.firms < 2:
            raise ModelRefused("firms", self.firms, "one firm has nobody to share with")
        for field in ("rate", "worth"):
            if getattr(self, field) <= 0:
                raise ModelRefused(field, getattr(self, field), "it must be above 0")
        for field in ("risk", "reward", "stipends"):
            if getattr(self, field) < 0:
                raise ModelRefused(field, getattr(self, field), "it must be at least 0")

    @property
    def critical_mass(self) -> Fraction:
        """1 + (risk + stipends) / worth: members, the one who weighs it among them."""
        return 1 + Fraction(self.risk + self.stipends) / self.worth

    def gain(self, members: Fraction) -> Fraction:
        """What being the last of ``members`` gains over staying out, tokens an epoch.

        Written as the mechanism pays, not simplified: value read and pay, less risk and dues.
        Raises ``ModelRefused`` below one member.
        """
        if members < 1:
            raise ModelRefused("members", members, "counts the firm itself, so it is at least 1")
        value = self.rate * self.worth * (members - 1)
        pay = self.rate * self.reward
        claims = members * self.rate * (self.reward + self.stipends)
        return value + pay - self.rate * self.risk - claims / members

    def best_response(self, members: Fraction) -> int:
        """How many join when each expects ``members``: all or none, since firms are equal."""
        return self.firms if self.gain(members) > 0 else 0

    def settles(self, members: Fraction) -> int:
        """Where best responses settle that start at so many members: 0 or all."""
        return self.best_response(Fraction(max(self.best_response(max(members, Fraction(1))), 1)))

    def bisect(self, halvings: int = 64) -> Bracket | None:
        """The unstable fixed point of ``best_response``, by bisection between 1 and ``firms``.

        None where there is none: even all firms together do not make joining pay. ``halvings``:
        the interval at the end is (firms - 1) / 2^halvings wide.
        """
        low, high = Fraction(1), Fraction(self.firms)
        if self.best_response(high) < high:
            return None
        for _ in range(halvings):
            middle = (low + high) / 2
            if self.best_response(middle) < middle:
                low = middle
            else:
                high = middle
        return Bracket(low, high)
