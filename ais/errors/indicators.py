"""What ``Indicators.sol`` refuses: submitting, releasing, revoking.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "IndicatorsAlreadyReleased",
    "IndicatorsBatchTooLarge",
    "IndicatorsDuplicate",
    "IndicatorsEmbargoed",
    "IndicatorsEmptyBatch",
    "IndicatorsError",
    "IndicatorsExpired",
    "IndicatorsMixedReaders",
    "IndicatorsNotLater",
    "IndicatorsNotLive",
    "IndicatorsNotStarted",
    "IndicatorsNotSubmitter",
    "IndicatorsNotValuation",
    "IndicatorsPolicyEmbargo",
    "IndicatorsPolicyExpiry",
    "IndicatorsPolicyOrganisation",
    "IndicatorsPolicyReserved",
    "IndicatorsPolicySector",
    "IndicatorsPolicyTerms",
    "IndicatorsPolicyTier",
    "IndicatorsPolicyTlp",
    "IndicatorsReleaseBlock",
    "IndicatorsReleaseEmpty",
    "IndicatorsReleaseEpoch",
    "IndicatorsReleaseNarrowed",
    "IndicatorsReleaseWithEmbargo",
    "IndicatorsUnderValuation",
    "IndicatorsUnknown",
    "IndicatorsZeroField",
]


class IndicatorsError(ContractError):
    """Base of what ``Indicators.sol`` refuses."""

    code = "indicators-error"


class IndicatorsNotStarted(IndicatorsError):
    """``IndicatorsNotStarted()``."""

    code = "indicators-not-started"
    why = "the network has not started"
    what_to_do = "Wait for the governor's start."
    fields: ClassVar[tuple[str, ...]] = ()


class IndicatorsNotSubmitter(IndicatorsError):
    """``IndicatorsNotSubmitter(submission_id, organisation)``."""

    code = "indicators-not-submitter"
    why = "the submission {submission_id} is not organisation {organisation}'s"
    what_to_do = "Only the submitting organisation may do this."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class IndicatorsUnknown(IndicatorsError):
    """``IndicatorsUnknown(submission_id)``."""

    code = "indicators-unknown"
    why = "there is no submission {submission_id}"
    what_to_do = "Check the id; a transaction just sent shows after the next block."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class IndicatorsDuplicate(IndicatorsError):
    """``IndicatorsDuplicate(submission_id)``."""

    code = "indicators-duplicate"
    why = "the submission {submission_id} is already on record"
    what_to_do = "Nothing is left to do: it was accepted before."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class IndicatorsNotLive(IndicatorsError):
    """``IndicatorsNotLive(submission_id, state)``."""

    code = "indicators-not-live"
    why = "the submission {submission_id} is not live (state {state})"
    what_to_do = "It was revoked or superseded; look at `ais audit`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "state")


class IndicatorsEmptyBatch(IndicatorsError):
    """``IndicatorsEmptyBatch()``."""

    code = "indicators-empty-batch"
    why = "the batch is empty"
    what_to_do = "Give at least one submission."
    fields: ClassVar[tuple[str, ...]] = ()


class IndicatorsBatchTooLarge(IndicatorsError):
    """``IndicatorsBatchTooLarge(length, most)``."""

    code = "indicators-batch-too-large"
    why = "the batch has {length} items, {most} are allowed"
    what_to_do = "Split it."
    fields: ClassVar[tuple[str, ...]] = ("length", "most")


class IndicatorsZeroField(IndicatorsError):
    """``IndicatorsZeroField(item)``."""

    code = "indicators-zero-field"
    why = "a digest of item {item} is zero"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ("item",)


class IndicatorsPolicyReserved(IndicatorsError):
    """``IndicatorsPolicyReserved(policy)``."""

    code = "indicators-policy-reserved"
    why = "the policy {policy} sets bits that are the contract's own"
    what_to_do = "Build the policy with this client."
    fields: ClassVar[tuple[str, ...]] = ("policy",)


class IndicatorsPolicyOrganisation(IndicatorsError):
    """``IndicatorsPolicyOrganisation(given, expected)``."""

    code = "indicators-policy-organisation"
    why = "the policy names organisation {given}, the account is organisation {expected}'s"
    what_to_do = "Use the account of that organisation, or correct the home's settings."
    fields: ClassVar[tuple[str, ...]] = ("given", "expected")


class IndicatorsPolicyTerms(IndicatorsError):
    """``IndicatorsPolicyTerms(given, in_force)``."""

    code = "indicators-policy-terms"
    why = "the policy names version {given} of the terms, in force is {in_force}"
    what_to_do = "Run the command again: new terms came into force meanwhile."
    fields: ClassVar[tuple[str, ...]] = ("given", "in_force")


class IndicatorsPolicySector(IndicatorsError):
    """``IndicatorsPolicySector(sector)``."""

    code = "indicators-policy-sector"
    why = "the affected sector {sector} does not exist"
    what_to_do = "Give 0 (not declared) or a sector between 1 and 48."
    fields: ClassVar[tuple[str, ...]] = ("sector",)


class IndicatorsPolicyTier(IndicatorsError):
    """``IndicatorsPolicyTier(tier)``."""

    code = "indicators-policy-tier"
    why = "the minimum tier {tier} does not exist"
    what_to_do = "Give 1 (regular), 2 (core) or 3 (critical)."
    fields: ClassVar[tuple[str, ...]] = ("tier",)


class IndicatorsPolicyTlp(IndicatorsError):
    """``IndicatorsPolicyTlp(tlp)``."""

    code = "indicators-policy-tlp"
    why = "the TLP {tlp} does not exist"
    what_to_do = "Give clear, green, amber, amber+strict or red."
    fields: ClassVar[tuple[str, ...]] = ("tlp",)


class IndicatorsPolicyExpiry(IndicatorsError):
    """``IndicatorsPolicyExpiry(expires_at, earliest, latest)``."""

    code = "indicators-policy-expiry"
    why = "the expiry {expires_at} is outside {earliest} … {latest} (seconds)"
    what_to_do = "Choose an expiry after now and after the embargo, and within two years."
    fields: ClassVar[tuple[str, ...]] = ("expires_at", "earliest", "latest")


class IndicatorsPolicyEmbargo(IndicatorsError):
    """``IndicatorsPolicyEmbargo(not_before, latest)``."""

    code = "indicators-policy-embargo"
    why = "the embargo {not_before} is later than {latest} (seconds)"
    what_to_do = "Choose one of at most 90 days."
    fields: ClassVar[tuple[str, ...]] = ("not_before", "latest")


class IndicatorsReleaseWithEmbargo(IndicatorsError):
    """``IndicatorsReleaseWithEmbargo(not_before)``."""

    code = "indicators-release-with-embargo"
    why = "a release cannot come with a submission that is embargoed until second {not_before}"
    what_to_do = "Submit without it: `ais run` makes the release then."
    fields: ClassVar[tuple[str, ...]] = ("not_before",)


class IndicatorsEmbargoed(IndicatorsError):
    """``IndicatorsEmbargoed(submission_id, not_before)``."""

    code = "indicators-embargoed"
    why = "the submission {submission_id} is embargoed until second {not_before}"
    what_to_do = "Wait until then; `ais run` makes the release."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "not_before")


class IndicatorsExpired(IndicatorsError):
    """``IndicatorsExpired(submission_id, expires_at)``."""

    code = "indicators-expired"
    why = "the submission {submission_id} expired at second {expires_at}"
    what_to_do = "Submit it again with a later expiry."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "expires_at")


class IndicatorsAlreadyReleased(IndicatorsError):
    """``IndicatorsAlreadyReleased(submission_id)``."""

    code = "indicators-already-released"
    why = "the submission {submission_id} already has a readers' release"
    what_to_do = "To reach late joiners repeat it, or grant their requests."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class IndicatorsMixedReaders(IndicatorsError):
    """``IndicatorsMixedReaders(submission_id)``."""

    code = "indicators-mixed-readers"
    why = "the submission {submission_id} is for other readers than the rest of the list"
    what_to_do = "Release them in lists of one policy each."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class IndicatorsReleaseEmpty(IndicatorsError):
    """``IndicatorsReleaseEmpty()``."""

    code = "indicators-release-empty"
    why = "the release names no slots"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ()


class IndicatorsReleaseNarrowed(IndicatorsError):
    """``IndicatorsReleaseNarrowed(as_of_block, narrowed_at)``."""

    code = "indicators-release-narrowed"
    why = "the release is as of block {as_of_block}; readers were taken away in {narrowed_at}"
    what_to_do = "Run the command again: it seals to those who may still read."
    fields: ClassVar[tuple[str, ...]] = ("as_of_block", "narrowed_at")


class IndicatorsReleaseBlock(IndicatorsError):
    """``IndicatorsReleaseBlock(as_of_block, block_number)``."""

    code = "indicators-release-block"
    why = "the release is as of block {as_of_block}, which is not before block {block_number}"
    what_to_do = "Run the command again after the next block."
    fields: ClassVar[tuple[str, ...]] = ("as_of_block", "block_number")


class IndicatorsReleaseEpoch(IndicatorsError):
    """``IndicatorsReleaseEpoch(given, running)``."""

    code = "indicators-release-epoch"
    why = "the release is for epoch {given}, epoch {running} runs"
    what_to_do = "Run the command again: it seals to those in standing now."
    fields: ClassVar[tuple[str, ...]] = ("given", "running")


class IndicatorsNotLater(IndicatorsError):
    """``IndicatorsNotLater(old_id, new_id)``."""

    code = "indicators-not-later"
    why = "the submission {new_id} is not later than {old_id}"
    what_to_do = "Name the older one first."
    fields: ClassVar[tuple[str, ...]] = ("old_id", "new_id")


class IndicatorsUnderValuation(IndicatorsError):
    """``IndicatorsUnderValuation(submission_id)``."""

    code = "indicators-under-valuation"
    why = "the submission {submission_id} is being valued"
    what_to_do = "Wait for the end of its valuation, or revoke it."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class IndicatorsNotValuation(IndicatorsError):
    """``IndicatorsNotValuation(account)``."""

    code = "indicators-not-valuation"
    why = "the account {account} is not the Valuation contract"
    what_to_do = "Nobody else may mark a valuation."
    fields: ClassVar[tuple[str, ...]] = ("account",)
