"""What ``Releases.sol`` refuses: later releases, requests, grants, receipts.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "ReleasesAllowListed",
    "ReleasesAlreadyRequested",
    "ReleasesEmptyDigest",
    "ReleasesEmptyList",
    "ReleasesError",
    "ReleasesListTooLong",
    "ReleasesMayNotRead",
    "ReleasesMixedReaders",
    "ReleasesNotLive",
    "ReleasesNotReleased",
    "ReleasesNotRequested",
    "ReleasesNotSubmitter",
]


class ReleasesError(ContractError):
    """Base of what ``Releases.sol`` refuses."""

    code = "releases-error"


class ReleasesNotReleased(ReleasesError):
    """``ReleasesNotReleased(submission_id)``."""

    code = "releases-not-released"
    why = "the submission {submission_id} has no readers' release yet"
    what_to_do = "Wait for the submitter's first release."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class ReleasesNotSubmitter(ReleasesError):
    """``ReleasesNotSubmitter(submission_id, organisation)``."""

    code = "releases-not-submitter"
    why = "the submission {submission_id} is not organisation {organisation}'s"
    what_to_do = "Only the submitting organisation may repeat its release."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ReleasesMayNotRead(ReleasesError):
    """``ReleasesMayNotRead(submission_id, organisation)``."""

    code = "releases-may-not-read"
    why = "organisation {organisation} may not read {submission_id} now"
    what_to_do = "Sector, tier, standing, terms, TLP or expiry speak against it: see `ais status`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ReleasesAllowListed(ReleasesError):
    """``ReleasesAllowListed(submission_id)``."""

    code = "releases-allow-listed"
    why = "the submission {submission_id} has an allow list and takes no public requests"
    what_to_do = "Ask the submitter directly."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class ReleasesAlreadyRequested(ReleasesError):
    """``ReleasesAlreadyRequested(submission_id, organisation)``."""

    code = "releases-already-requested"
    why = "organisation {organisation} has already asked for {submission_id}"
    what_to_do = "Wait for a grant; a receipt closes the request."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ReleasesNotRequested(ReleasesError):
    """``ReleasesNotRequested(submission_id, organisation)``."""

    code = "releases-not-requested"
    why = "organisation {organisation} has no open request for {submission_id}"
    what_to_do = "It may have posted its receipt; there is nothing to grant."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ReleasesEmptyDigest(ReleasesError):
    """``ReleasesEmptyDigest()``."""

    code = "releases-empty-digest"
    why = "the grant names no slots"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ()


class ReleasesEmptyList(ReleasesError):
    """``ReleasesEmptyList()``."""

    code = "releases-empty-list"
    why = "the list is empty"
    what_to_do = "Name at least one submission."
    fields: ClassVar[tuple[str, ...]] = ()


class ReleasesListTooLong(ReleasesError):
    """``ReleasesListTooLong(length, most)``."""

    code = "releases-list-too-long"
    why = "the list has {length} submissions, {most} are allowed"
    what_to_do = "Split it."
    fields: ClassVar[tuple[str, ...]] = ("length", "most")


class ReleasesNotLive(ReleasesError):
    """``ReleasesNotLive(submission_id)``."""

    code = "releases-not-live"
    why = "the submission {submission_id} is not live"
    what_to_do = "It was revoked, superseded or has expired; see `ais audit`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class ReleasesMixedReaders(ReleasesError):
    """``ReleasesMixedReaders(submission_id)``."""

    code = "releases-mixed-readers"
    why = "the submission {submission_id} is for other readers than the rest of the list"
    what_to_do = "Repeat releases in lists of one policy each."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)
