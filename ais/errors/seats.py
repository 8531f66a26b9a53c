"""What ``Seats.sol`` refuses: the panel's seats and their bonds.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "SeatsAlreadySeated",
    "SeatsError",
    "SeatsInRounds",
    "SeatsInvalidParameters",
    "SeatsNotEntitled",
    "SeatsNotRemoved",
    "SeatsNotSeated",
    "SeatsNotValuation",
    "SeatsNothingToTopUp",
    "SeatsNothingToWithdraw",
    "SeatsOccupied",
    "SeatsPayoutNotYet",
    "SeatsStillSeated",
    "SeatsUnknownSeat",
]


class SeatsError(ContractError):
    """Base of what ``Seats.sol`` refuses."""

    code = "seats-error"


class SeatsInvalidParameters(SeatsError):
    """``SeatsInvalidParameters(seat_bond, no_show_penalty)``."""

    code = "seats-invalid-parameters"
    why = "a seat bond of {seat_bond} with a penalty of {no_show_penalty} is not allowed"
    what_to_do = "The bond must cover the penalty, and both must be set."
    fields: ClassVar[tuple[str, ...]] = ("seat_bond", "no_show_penalty")


class SeatsUnknownSeat(SeatsError):
    """``SeatsUnknownSeat(seat)``."""

    code = "seats-unknown-seat"
    why = "there is no seat {seat}"
    what_to_do = "Give a seat between 0 and 63."
    fields: ClassVar[tuple[str, ...]] = ("seat",)


class SeatsOccupied(SeatsError):
    """``SeatsOccupied(seat, organisation)``."""

    code = "seats-occupied"
    why = "seat {seat} is organisation {organisation}'s"
    what_to_do = "Take a free one: `ais panel seats` lists them."
    fields: ClassVar[tuple[str, ...]] = ("seat", "organisation")


class SeatsAlreadySeated(SeatsError):
    """``SeatsAlreadySeated(organisation, seat)``."""

    code = "seats-already-seated"
    why = "organisation {organisation} has seat {seat}"
    what_to_do = "An organisation has one seat; leave it first."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "seat")


class SeatsNotSeated(SeatsError):
    """``SeatsNotSeated(organisation)``."""

    code = "seats-not-seated"
    why = "organisation {organisation} has no seat"
    what_to_do = "Take one with `ais panel take`."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class SeatsStillSeated(SeatsError):
    """``SeatsStillSeated(organisation, until_epoch)``."""

    code = "seats-still-seated"
    why = "organisation {organisation} has its seat until epoch {until_epoch}"
    what_to_do = "Leave the seat, and withdraw once that epoch is over."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "until_epoch")


class SeatsInRounds(SeatsError):
    """``SeatsInRounds(organisation, rounds)``."""

    code = "seats-in-rounds"
    why = "organisation {organisation} is in {rounds} rounds that are under way"
    what_to_do = "Withdraw the bond when they have ended."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "rounds")


class SeatsNotEntitled(SeatsError):
    """``SeatsNotEntitled(organisation)``."""

    code = "seats-not-entitled"
    why = "organisation {organisation} may not sit on the panel"
    what_to_do = "It must be active and have accepted the terms in force."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class SeatsNothingToWithdraw(SeatsError):
    """``SeatsNothingToWithdraw(organisation)``."""

    code = "seats-nothing-to-withdraw"
    why = "organisation {organisation} has no bond on a seat"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class SeatsNothingToTopUp(SeatsError):
    """``SeatsNothingToTopUp(organisation)``."""

    code = "seats-nothing-to-top-up"
    why = "the bond of organisation {organisation} is full"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class SeatsPayoutNotYet(SeatsError):
    """``SeatsPayoutNotYet(organisation, holds_from)``."""

    code = "seats-payout-not-yet"
    why = "the payout account of organisation {organisation} holds from second {holds_from}"
    what_to_do = "Wait until then: a new payout account is paid after a day."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "holds_from")


class SeatsNotRemoved(SeatsError):
    """``SeatsNotRemoved(seat)``."""

    code = "seats-not-removed"
    why = "the organisation on seat {seat} is not removed"
    what_to_do = "Only the seat of a removed organisation can be emptied by others."
    fields: ClassVar[tuple[str, ...]] = ("seat",)


class SeatsNotValuation(SeatsError):
    """``SeatsNotValuation(account)``."""

    code = "seats-not-valuation"
    why = "the account {account} is not the Valuation contract"
    what_to_do = "Nobody else may lock or free a seat's bond."
    fields: ClassVar[tuple[str, ...]] = ("account",)
