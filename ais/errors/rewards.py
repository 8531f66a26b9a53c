"""What ``Rewards.sol`` refuses: opening, settling, epochs, dues, pay.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "RewardsCloseTooEarly",
    "RewardsDuesAlreadyPaid",
    "RewardsDuesChanged",
    "RewardsDuesNotFixed",
    "RewardsDuesStatus",
    "RewardsEpochNotClosed",
    "RewardsEpochOrder",
    "RewardsError",
    "RewardsInvalidParameters",
    "RewardsNoClaim",
    "RewardsNotOpen",
    "RewardsNotOpenable",
    "RewardsNotStarted",
    "RewardsNotSubmitter",
    "RewardsNothingToWithdraw",
    "RewardsOpenWindowFixed",
    "RewardsPayoutNotYet",
    "RewardsTooManyOpen",
]


class RewardsError(ContractError):
    """Base of what ``Rewards.sol`` refuses."""

    code = "rewards-error"


class RewardsInvalidParameters(RewardsError):
    """``RewardsInvalidParameters()``."""

    code = "rewards-invalid-parameters"
    why = "the parameters of the rewards are not allowed"
    what_to_do = "Check them against the bounds in docs/operations."
    fields: ClassVar[tuple[str, ...]] = ()


class RewardsOpenWindowFixed(RewardsError):
    """``RewardsOpenWindowFixed(open_window_seconds)``."""

    code = "rewards-open-window-fixed"
    why = "the open window is fixed at {open_window_seconds} s"
    what_to_do = "Configure with this window."
    fields: ClassVar[tuple[str, ...]] = ("open_window_seconds",)


class RewardsNotStarted(RewardsError):
    """``RewardsNotStarted()``."""

    code = "rewards-not-started"
    why = "the network has not started"
    what_to_do = "Wait for the governor's start."
    fields: ClassVar[tuple[str, ...]] = ()


class RewardsNotSubmitter(RewardsError):
    """``RewardsNotSubmitter(submission_id, organisation)``."""

    code = "rewards-not-submitter"
    why = "the submission {submission_id} is not organisation {organisation}'s"
    what_to_do = "Only the submitting organisation opens its valuation."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class RewardsNotOpenable(RewardsError):
    """``RewardsNotOpenable(submission_id, stage)``."""

    code = "rewards-not-openable"
    why = "the submission {submission_id} cannot be opened: it is {stage.name}"
    what_to_do = "See `ais status`: it needs a readers' release, and its window ends."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "stage")


class RewardsTooManyOpen(RewardsError):
    """``RewardsTooManyOpen(organisation, most)``."""

    code = "rewards-too-many-open"
    why = "organisation {organisation} has {most} valuations open already"
    what_to_do = "Wait until one is settled."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "most")


class RewardsNotOpen(RewardsError):
    """``RewardsNotOpen(submission_id)``."""

    code = "rewards-not-open"
    why = "no valuation of {submission_id} is open"
    what_to_do = "It was never opened, or it has ended."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class RewardsEpochOrder(RewardsError):
    """``RewardsEpochOrder(given, next)``."""

    code = "rewards-epoch-order"
    why = "epoch {given} cannot be closed now, the next to close is {next}"
    what_to_do = "Close epochs in order."
    fields: ClassVar[tuple[str, ...]] = ("given", "next")


class RewardsCloseTooEarly(RewardsError):
    """``RewardsCloseTooEarly(epoch, closable_at)``."""

    code = "rewards-close-too-early"
    why = "epoch {epoch} can be closed from second {closable_at} on"
    what_to_do = "Wait; `ais run` closes it then."
    fields: ClassVar[tuple[str, ...]] = ("epoch", "closable_at")


class RewardsEpochNotClosed(RewardsError):
    """``RewardsEpochNotClosed(epoch)``."""

    code = "rewards-epoch-not-closed"
    why = "epoch {epoch} is not closed yet"
    what_to_do = "Close it first; `ais run` does so when it may."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)


class RewardsNoClaim(RewardsError):
    """``RewardsNoClaim(organisation, epoch)``."""

    code = "rewards-no-claim"
    why = "organisation {organisation} has no unpaid claim of epoch {epoch}"
    what_to_do = "Nothing is left to pay."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "epoch")


class RewardsPayoutNotYet(RewardsError):
    """``RewardsPayoutNotYet(organisation, holds_from)``."""

    code = "rewards-payout-not-yet"
    why = "the payout account of organisation {organisation} holds from second {holds_from}"
    what_to_do = "Wait until then: a new payout account is paid after a day."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "holds_from")


class RewardsDuesNotFixed(RewardsError):
    """``RewardsDuesNotFixed(epoch)``."""

    code = "rewards-dues-not-fixed"
    why = "the dues of epoch {epoch} are not fixed before the epoch before it is closed"
    what_to_do = "Close that epoch first; `ais run` does so when it may."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)


class RewardsDuesAlreadyPaid(RewardsError):
    """``RewardsDuesAlreadyPaid(organisation, epoch)``."""

    code = "rewards-dues-already-paid"
    why = "organisation {organisation} has paid its dues of epoch {epoch}"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "epoch")


class RewardsDuesStatus(RewardsError):
    """``RewardsDuesStatus(organisation)``."""

    code = "rewards-dues-status"
    why = "organisation {organisation} may not pay dues"
    what_to_do = "It is suspended or removed; ask the registrar."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class RewardsDuesChanged(RewardsError):
    """``RewardsDuesChanged(expected_at_most, due)``."""

    code = "rewards-dues-changed"
    why = "the dues are {due}, at most {expected_at_most} were expected"
    what_to_do = "Look at the dues and run the command again with the new amount."
    fields: ClassVar[tuple[str, ...]] = ("expected_at_most", "due")


class RewardsNothingToWithdraw(RewardsError):
    """``RewardsNothingToWithdraw(organisation)``."""

    code = "rewards-nothing-to-withdraw"
    why = "organisation {organisation} has no free bond"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)
