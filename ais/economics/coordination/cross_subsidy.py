"""The cross-subsidy: those who value security pay, the others take part free or are paid.

*Omnichannel Cybersecurity* section 4.2: most users get the service free or nearly so and give their
threat data; the few with a high value of security pay for all. That works only if both gain. Here
the terms under which they do, or the refusal that says what is missing. Amounts are exact
fractions, of one period. Not a model of who values what: that is reported, not found out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ais.economics.rationals import Rational, amount, exact_probability, shown
from ais.errors import CalibrationInfeasible, ModelRefused

__all__ = ["Subsidy", "TwoGroups", "cross_subsidy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoGroups:
    """Payers, non-payers, and what the platform costs; money a period, each >= 0.

    ``payers`` >= 1 and ``non_payers`` >= 1: how many. ``payer_value``: what membership is worth to
    a payer by itself; ``spillover``: what a payer gains for each non-payer who takes part;
    ``non_payer_value`` and ``non_payer_cost``: what taking part brings and costs a non-payer;
    ``fixed_cost`` and ``member_cost``: of the platform, and for each member. Raises
    ``ModelRefused``.
    """

    payers: int
    non_payers: int
    payer_value: Rational
    spillover: Rational
    non_payer_value: Rational
    non_payer_cost: Rational
    fixed_cost: Rational
    member_cost: Rational

    def __post_init__(self) -> None:
        for field in ("payers", "non_payers"):
            number = getattr(self, field)
            if isinstance(number, bool) or not isinstance(number, int) or number < 1:
                reason = "it must be a whole number of at least 1"
                raise ModelRefused(field=field, value=str(number), reason=reason)
        for field in list(self.__dataclass_fields__)[2:]:
            object.__setattr__(self, field, amount(field, getattr(self, field)))

    @property
    def payer_alone(self) -> Fraction:
        """What a payer has without the non-payers: from a platform of payers, or from none."""
        each = Fraction(self.fixed_cost) / self.payers + Fraction(self.member_cost)
        return max(Fraction(0), Fraction(self.payer_value) - each)

    @property
    def least(self) -> Fraction:
        """The subsidy at which a non-payer is as well off as outside; 0 if it gains anyway."""
        return max(Fraction(0), Fraction(self.non_payer_cost) - Fraction(self.non_payer_value))

    @property
    def most(self) -> Fraction:
        """The subsidy at which payers are as well off as without non-payers; may be < 0."""
        gained = self.payer_gain(Fraction(0)) * self.payers
        return gained / self.non_payers

    def fee(self, subsidy: Fraction) -> Fraction:
        """Give what each payer pays, so that the platform's budget is balanced exactly."""
        members = self.payers + self.non_payers
        spent = Fraction(self.fixed_cost) + Fraction(self.member_cost) * members
        return (spent + subsidy * self.non_payers) / self.payers

    def payer_gain(self, subsidy: Fraction) -> Fraction:
        """Give what a payer has more than alone."""
        worth = Fraction(self.payer_value) + Fraction(self.spillover) * self.non_payers
        return worth - self.fee(subsidy) - self.payer_alone

    def non_payer_gain(self, subsidy: Fraction) -> Fraction:
        """Give what a non-payer has more than outside."""
        return Fraction(self.non_payer_value) + subsidy - Fraction(self.non_payer_cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """Terms under which all gain: what each non-payer gets, what each payer pays, what both gain.

    ``least`` and ``most`` bound the subsidy (both left out). Money a period, exact.
    """

    subsidy: Fraction
    least: Fraction
    most: Fraction
    fee: Fraction
    payer_gain: Fraction
    non_payer_gain: Fraction


def cross_subsidy(groups: TwoGroups, *, split: Rational = Fraction(1, 2)) -> Subsidy:
    """Give a subsidy under which payers and non-payers both gain, each more than 0.

    ``split``, above 0 and below 1, places it between the least and the most. Raises
    ``ModelRefused``, and ``CalibrationInfeasible`` where no subsidy does, with the smallest rise of
    the spillover that would.
    """
    share = exact_probability("split", split)
    if share in (0, 1):
        reason = "it must be above 0 and below 1, so that both gain"
        raise ModelRefused(field="split", value=str(split), reason=reason)
    least, most = groups.least, groups.most
    if most <= least:
        raise CalibrationInfeasible(
            constraint="a gain for payers and non-payers alike",
            reason=f"a non-payer needs more than {shown(least)}, and payers with them gain "
            f"over payers alone only {shown(most)} a non-payer",
            relaxation="a spillover higher by more than " + shown((least - most) / groups.payers),
        )
    chosen = least + share * (most - least)
    return Subsidy(
        subsidy=chosen,
        least=least,
        most=most,
        fee=groups.fee(chosen),
        payer_gain=groups.payer_gain(chosen),
        non_payer_gain=groups.non_payer_gain(chosen),
    )
