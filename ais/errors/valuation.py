"""What ``Valuation.sol`` refuses: rounds of blind valuation.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "ValuationAlreadyCommitted",
    "ValuationAlreadyRevealed",
    "ValuationAlreadyScheduled",
    "ValuationBallotPrior",
    "ValuationBallotScope",
    "ValuationBallotSector",
    "ValuationBallotSeverity",
    "ValuationBallotVerdict",
    "ValuationCommitMismatch",
    "ValuationEmptyDigest",
    "ValuationError",
    "ValuationInvalidWindows",
    "ValuationNotCommitted",
    "ValuationNotDue",
    "ValuationNotOnPanel",
    "ValuationNotRewards",
    "ValuationNotSubmitter",
    "ValuationRevoked",
    "ValuationSealedBallotLength",
    "ValuationSeatEmpty",
    "ValuationSeedNotReady",
    "ValuationWrongPhase",
]


class ValuationError(ContractError):
    """Base of what ``Valuation.sol`` refuses."""

    code = "valuation-error"


class ValuationInvalidWindows(ValuationError):
    """``ValuationInvalidWindows(windows)``."""

    code = "valuation-invalid-windows"
    why = "the windows {windows} are not allowed"
    what_to_do = "Each must have at least one block."
    fields: ClassVar[tuple[str, ...]] = ("windows",)


class ValuationNotRewards(ValuationError):
    """``ValuationNotRewards(account)``."""

    code = "valuation-not-rewards"
    why = "the account {account} is not the Rewards contract"
    what_to_do = "Open and settle through Rewards."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class ValuationAlreadyScheduled(ValuationError):
    """``ValuationAlreadyScheduled(submission_id)``."""

    code = "valuation-already-scheduled"
    why = "the submission {submission_id} was opened before"
    what_to_do = "A submission is valued once."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class ValuationWrongPhase(ValuationError):
    """``ValuationWrongPhase(submission_id, phase, wanted)``."""

    code = "valuation-wrong-phase"
    why = "the valuation of {submission_id} is in phase {phase.name}; this belongs to {wanted.name}"
    what_to_do = "Look at `ais status`: it is too early or too late for this."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "phase", "wanted")


class ValuationSeedNotReady(ValuationError):
    """``ValuationSeedNotReady(submission_id, ready_at)``."""

    code = "valuation-seed-not-ready"
    why = "the panel of {submission_id} can be drawn from block {ready_at} on"
    what_to_do = "Wait for that block; `ais run` draws then."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "ready_at")


class ValuationRevoked(ValuationError):
    """``ValuationRevoked(submission_id)``."""

    code = "valuation-revoked"
    why = "the submission {submission_id} was revoked while it was valued"
    what_to_do = "Only settling is left, which anyone may do."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class ValuationNotSubmitter(ValuationError):
    """``ValuationNotSubmitter(submission_id, organisation)``."""

    code = "valuation-not-submitter"
    why = "the submission {submission_id} is not organisation {organisation}'s"
    what_to_do = "Only the submitter releases the key to the panel."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationNotOnPanel(ValuationError):
    """``ValuationNotOnPanel(submission_id, organisation)``."""

    code = "valuation-not-on-panel"
    why = "organisation {organisation} is not on the panel of {submission_id}"
    what_to_do = "See `ais panel assigned`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationSeatEmpty(ValuationError):
    """``ValuationSeatEmpty(submission_id, organisation)``."""

    code = "valuation-seat-empty"
    why = "organisation {organisation} was drawn for {submission_id} but could not act then"
    what_to_do = "It lacked status, terms or bond at the draw; nothing is lost by it."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationEmptyDigest(ValuationError):
    """``ValuationEmptyDigest()``."""

    code = "valuation-empty-digest"
    why = "a digest is zero"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ()


class ValuationAlreadyCommitted(ValuationError):
    """``ValuationAlreadyCommitted(submission_id, organisation)``."""

    code = "valuation-already-committed"
    why = "organisation {organisation} has already committed on {submission_id}"
    what_to_do = "Nothing is left to do until reveals open."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationNotCommitted(ValuationError):
    """``ValuationNotCommitted(submission_id, organisation)``."""

    code = "valuation-not-committed"
    why = "organisation {organisation} has not committed on {submission_id}"
    what_to_do = "There is nothing to reveal in this round."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationAlreadyRevealed(ValuationError):
    """``ValuationAlreadyRevealed(submission_id, organisation)``."""

    code = "valuation-already-revealed"
    why = "organisation {organisation} has already revealed on {submission_id}"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationSealedBallotLength(ValuationError):
    """``ValuationSealedBallotLength(length, most)``."""

    code = "valuation-sealed-ballot-length"
    why = "the sealed ballot has {length} bytes, {most} are allowed"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ("length", "most")


class ValuationCommitMismatch(ValuationError):
    """``ValuationCommitMismatch(submission_id, organisation)``."""

    code = "valuation-commit-mismatch"
    why = "ballot and salt are not what organisation {organisation} committed to on {submission_id}"
    what_to_do = "Recover the ballot from the chain with `ais panel reveal`; change nothing in it."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "organisation")


class ValuationBallotVerdict(ValuationError):
    """``ValuationBallotVerdict(verdict)``."""

    code = "valuation-ballot-verdict"
    why = "the verdict {verdict} does not exist"
    what_to_do = "Give valid, invalid, duplicate or unavailable."
    fields: ClassVar[tuple[str, ...]] = ("verdict",)


class ValuationBallotSector(ValuationError):
    """``ValuationBallotSector(sector)``."""

    code = "valuation-ballot-sector"
    why = "the sector {sector} does not exist"
    what_to_do = "Give 0 (not declared) or a sector between 1 and 48."
    fields: ClassVar[tuple[str, ...]] = ("sector",)


class ValuationBallotSeverity(ValuationError):
    """``ValuationBallotSeverity(severity_bps)``."""

    code = "valuation-ballot-severity"
    why = "the severity {severity_bps} does not fit the verdict"
    what_to_do = "1 to 10000 with the verdict valid, 0 with others."
    fields: ClassVar[tuple[str, ...]] = ("severity_bps",)


class ValuationBallotScope(ValuationError):
    """``ValuationBallotScope(scope_bps)``."""

    code = "valuation-ballot-scope"
    why = "the scope {scope_bps} does not fit the verdict"
    what_to_do = "1 to 10000 with the verdict valid, 0 with others."
    fields: ClassVar[tuple[str, ...]] = ("scope_bps",)


class ValuationBallotPrior(ValuationError):
    """``ValuationBallotPrior(prior_id)``."""

    code = "valuation-ballot-prior"
    why = "the prior submission {prior_id} does not fit the verdict"
    what_to_do = "Name an earlier submission with the verdict duplicate, and none with others."
    fields: ClassVar[tuple[str, ...]] = ("prior_id",)


class ValuationNotDue(ValuationError):
    """``ValuationNotDue(submission_id, phase, due_block)``."""

    code = "valuation-not-due"
    why = (
        "the round of {submission_id} is in phase {phase.name} and not over (by time from block "
        "{due_block} on)"
    )
    what_to_do = "Wait; `ais run` settles when it is due."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "phase", "due_block")
