"""Errors of the officer's side: what suppliers said, claims, counts, evidence.

None of them carries a one-time key or anything that opens a post.
"""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AlertsUnusable",
    "CallNotDue",
    "EvidenceMissing",
    "EvidenceUnreadable",
    "ExportNotAgreed",
    "OfficerError",
    "TallyUneven",
    "TraceUnusable",
]


class OfficerError(AisError):
    """Base of what an officer is refused."""

    code = "officer-refused"
    why = "this cannot be shown: {reason}"
    what_to_do = "See `ais attest suppliers --help`."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class TraceUnusable(OfficerError):
    """What was kept of a pair's past epoch cannot be opened."""

    code = "trace-unusable"
    why = "what is kept of a past statement in {path} cannot be used: {reason}"
    what_to_do = (
        "Restore the file from a backup, or delete it: while the pair's key of that epoch is there "
        "it is made again, later the partner's evidence pack takes its place."
    )
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class AlertsUnusable(OfficerError):
    """What was told last cannot be opened."""

    code = "alerts-unusable"
    why = "what was told last, in {path}, cannot be used: {reason}"
    what_to_do = "Delete the file; the next look tells everything as new."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class TallyUneven(OfficerError):
    """The contract counts otherwise than its own events."""

    code = "tally-uneven"
    why = (
        "under the policy {policy} in epoch {epoch} the node's count is {chain}, and that of the "
        "events is {events}"
    )
    what_to_do = "Delete the index and read the chain again; if it stays, another node is needed."
    fields: ClassVar[tuple[str, ...]] = ("policy", "epoch", "chain", "events")


class CallNotDue(OfficerError):
    """A contest or a claim that would be refused, or would wrong the supplier."""

    code = "call-not-due"
    why = "no {what} about supplier {supplier} in epoch {epoch}: {reason}"
    what_to_do = "See `ais attest suppliers` for what stands."
    fields: ClassVar[tuple[str, ...]] = ("what", "supplier", "epoch", "reason")


class EvidenceMissing(OfficerError):
    """There is no post of that relationship to make a pack or a statement of."""

    code = "evidence-missing"
    why = "there is no statement of supplier {supplier} in epoch {epoch} to show: {reason}"
    what_to_do = "See `ais attest suppliers`; what was lost comes from the partner's pack."
    fields: ClassVar[tuple[str, ...]] = ("supplier", "epoch", "reason")


class EvidenceUnreadable(OfficerError):
    """A file that cannot be read, or is larger than any pack or signed statement."""

    code = "evidence-unreadable"
    why = "cannot read the evidence {path}: {reason}"
    what_to_do = "Check that it is the file that was meant, and its permissions."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class ExportNotAgreed(OfficerError):
    """Nobody agreed that the supplier is named."""

    code = "export-not-agreed"
    why = (
        "the file would name organisation {supplier} as the one who said this, to everybody who "
        "gets it, for ever"
    )
    what_to_do = "If that is meant, and the contract with the supplier allows it, say --yes."
    fields: ClassVar[tuple[str, ...]] = ("supplier",)
