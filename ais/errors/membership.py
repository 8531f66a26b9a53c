"""What ``Membership.sol`` refuses: who may act, and when.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "MembershipAccountTaken",
    "MembershipAlreadyStarted",
    "MembershipError",
    "MembershipInvalidClass",
    "MembershipInvalidEpochSeconds",
    "MembershipInvalidSector",
    "MembershipInvalidSectors",
    "MembershipInvalidTier",
    "MembershipNoTerms",
    "MembershipNotOperator",
    "MembershipNotOwner",
    "MembershipNotRewards",
    "MembershipTermsNotAcceptable",
    "MembershipTermsStale",
    "MembershipUnknownAccount",
    "MembershipUnknownOrganisation",
    "MembershipWrongStatus",
    "MembershipZeroAddress",
    "MembershipZeroDigest",
]


class MembershipError(ContractError):
    """Base of what ``Membership.sol`` refuses."""

    code = "membership-error"


class MembershipAlreadyStarted(MembershipError):
    """``MembershipAlreadyStarted()``."""

    code = "membership-already-started"
    why = "the network has already started"
    what_to_do = "Nothing is left to do: epoch 1 began once and for all."
    fields: ClassVar[tuple[str, ...]] = ()


class MembershipAccountTaken(MembershipError):
    """``MembershipAccountTaken(account)``."""

    code = "membership-account-taken"
    why = "the account {account} already belongs to an organisation"
    what_to_do = "Use a fresh account: one account acts for one organisation, for ever."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class MembershipZeroAddress(MembershipError):
    """``MembershipZeroAddress()``."""

    code = "membership-zero-address"
    why = "an address is zero"
    what_to_do = "Give an account of the organisation."
    fields: ClassVar[tuple[str, ...]] = ()


class MembershipUnknownOrganisation(MembershipError):
    """``MembershipUnknownOrganisation(organisation)``."""

    code = "membership-unknown-organisation"
    why = "there is no organisation {organisation}"
    what_to_do = "Look the number up with `ais membership list`."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class MembershipUnknownAccount(MembershipError):
    """``MembershipUnknownAccount(account)``."""

    code = "membership-unknown-account"
    why = "the account {account} belongs to no organisation"
    what_to_do = "Ask the registrar to list the organisation, or use an account of one."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class MembershipNotOwner(MembershipError):
    """``MembershipNotOwner(account)``."""

    code = "membership-not-owner"
    why = "the account {account} is not the owner of an organisation"
    what_to_do = "Sign with the organisation's cold owner account."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class MembershipNotOperator(MembershipError):
    """``MembershipNotOperator(account)``."""

    code = "membership-not-operator"
    why = "the account {account} is not an operator of an organisation"
    what_to_do = "Sign with an operator account, or let the owner add this one."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class MembershipNotRewards(MembershipError):
    """``MembershipNotRewards(account)``."""

    code = "membership-not-rewards"
    why = "the account {account} is not the Rewards contract"
    what_to_do = "Nobody else may grant standing: pay dues or disclose instead."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class MembershipInvalidTier(MembershipError):
    """``MembershipInvalidTier(tier)``."""

    code = "membership-invalid-tier"
    why = "the tier {tier} does not exist"
    what_to_do = "Give 1 (regular), 2 (core) or 3 (critical)."
    fields: ClassVar[tuple[str, ...]] = ("tier",)


class MembershipInvalidSectors(MembershipError):
    """``MembershipInvalidSectors(sectors)``."""

    code = "membership-invalid-sectors"
    why = "the set of sectors {sectors} is empty or has unknown ones"
    what_to_do = "Give at least one sector between 1 and 48."
    fields: ClassVar[tuple[str, ...]] = ("sectors",)


class MembershipInvalidSector(MembershipError):
    """``MembershipInvalidSector(sector)``."""

    code = "membership-invalid-sector"
    why = "the sector {sector} does not exist"
    what_to_do = "Give a sector between 1 and 48."
    fields: ClassVar[tuple[str, ...]] = ("sector",)


class MembershipInvalidClass(MembershipError):
    """``MembershipInvalidClass(class_)``."""

    code = "membership-invalid-class"
    why = "the class {class_} does not exist"
    what_to_do = "Give 1 (regular), 2 (core) or 3 (critical)."
    fields: ClassVar[tuple[str, ...]] = ("class_",)


class MembershipWrongStatus(MembershipError):
    """``MembershipWrongStatus(organisation, status)``."""

    code = "membership-wrong-status"
    why = "organisation {organisation} is {status.name}, which does not allow this"
    what_to_do = "Ask the registrar what its status is and why."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "status")


class MembershipNoTerms(MembershipError):
    """``MembershipNoTerms()``."""

    code = "membership-no-terms"
    why = "no terms are published"
    what_to_do = "The governor publishes terms first."
    fields: ClassVar[tuple[str, ...]] = ()


class MembershipTermsNotAcceptable(MembershipError):
    """``MembershipTermsNotAcceptable(version, in_force, latest)``."""

    code = "membership-terms-not-acceptable"
    why = "terms {version} cannot be accepted; in force is {in_force}, newest is {latest}"
    what_to_do = "Accept the version in force, or the one that was announced."
    fields: ClassVar[tuple[str, ...]] = ("version", "in_force", "latest")


class MembershipTermsStale(MembershipError):
    """``MembershipTermsStale(organisation, accepted, in_force)``."""

    code = "membership-terms-stale"
    why = "organisation {organisation} accepted terms {accepted}; in force is {in_force}"
    what_to_do = "Read the new terms and accept them with `ais membership accept-terms`."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "accepted", "in_force")


class MembershipZeroDigest(MembershipError):
    """``MembershipZeroDigest()``."""

    code = "membership-zero-digest"
    why = "the digest of the terms is zero"
    what_to_do = "Give the SHA-256 of the text."
    fields: ClassVar[tuple[str, ...]] = ()


class MembershipInvalidEpochSeconds(MembershipError):
    """``MembershipInvalidEpochSeconds(epoch_seconds)``."""

    code = "membership-invalid-epoch-seconds"
    why = "an epoch cannot have {epoch_seconds} seconds"
    what_to_do = "Choose another length before deploying."
    fields: ClassVar[tuple[str, ...]] = ("epoch_seconds",)
