"""What every policy is: a document with a digest, and an evaluation that starts the same way.

A subclass decides; this module looks at what no policy may overlook: that there are reports, none
of them twice, and that they are fresh. Evaluating takes the time as a parameter, opens no file and
no connection, and gives the same for the same reports in any order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from ais.compliance.assessment import Assessment
from ais.compliance.documents import digest_of
from ais.compliance.report import Counts, Evaluation, Report, RequirementState, Status
from ais.digests import report_digest
from ais.errors import ReportMissing, ReportRepeated

__all__ = ["DAY", "Policy", "Verdict", "day_of", "too_old"]

DAY = 86_400
#: A report may seem to be from the future by this much: clocks, and times without a zone.
SLACK = DAY


def day_of(seconds: int) -> str:
    """A day in UTC, for sentences."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def too_old(what: str, moment: int | None, at: int, most_seconds: int) -> str:
    """Why something dated ``moment`` is stale at ``at``; empty where it is fresh."""
    if moment is None:
        return f"{what} says no time, so its age is unknown"
    if moment > at + SLACK:
        return f"{what} is of {day_of(moment)}, after the time of evaluation"
    if at - moment > most_seconds:
        return f"{what} is of {day_of(moment)}, older than {most_seconds // DAY} days"
    return ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy decided, before age is looked at. As in ``Evaluation``."""

    status: Status
    score: int | None = None
    score_max: int | None = None
    score_claimed: bool = False
    requirements: Mapping[str, RequirementState] = field(default_factory=dict)
    due_at: int | None = None
    assessment_digest: bytes | None = None
    failing: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    def count(self, *states: RequirementState) -> int:
        """How many requirements are in one of the states."""
        return sum(each in states for each in self.requirements.values())


class Policy(ABC):
    """A policy, built in or of a file. ``document`` is all of it, in its canonical form."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document: Mapping[str, Any] = MappingProxyType(dict(document))
        self.name: str = document["name"]
        self.version: str = document["version"]
        self.title: str = document["title"]
        #: SHA-256 of the document's RFC 8785 bytes: what the governor registers.
        self.digest = digest_of(document)
        self.max_age_seconds: int = document["max_scan_age_days"] * DAY
        self.allows_conditional: bool = document["conditional_is_compliant"]

    def accepts(self, status: Status) -> bool:
        """Whether a status counts as compliant in public."""
        conditional = status is Status.CONDITIONAL and self.allows_conditional
        return status is Status.COMPLIANT or conditional

    def evaluate(
        self, reports: Sequence[Report], assessment: Assessment | None, at: int
    ) -> Evaluation:
        """What this policy makes of reports at a time (seconds, UTC).

        Raises ``ReportMissing``, ``ReportRepeated`` and what the policy itself cannot use.
        """
        ordered = tuple(sorted(reports, key=lambda each: each.sha256))
        if not ordered:
            raise ReportMissing(policy=self.name)
        for one, other in pairwise(ordered):
            if one.sha256 == other.sha256:
                raise ReportRepeated(sha256=one.sha256.hex())

        verdict = self._decide(ordered, assessment, at)
        times = [each.scanned_at for each in ordered]
        known = [each for each in times if each is not None]
        oldest = min(known) if len(known) == len(times) else None
        stale = [too_old(_called(r), r.scanned_at, at, self.max_age_seconds) for r in ordered]
        stale = [each for each in (*stale, *verdict.stale) if each]
        return Evaluation(
            policy=self.name,
            policy_digest=self.digest,
            status=Status.STALE if stale else verdict.status,
            evaluated_at=at,
            scanned_at=oldest,
            reports=ordered,
            report_digest=report_digest(each.sha256 for each in ordered),
            counts=_counts_of(ordered),
            score=verdict.score,
            score_max=verdict.score_max,
            score_claimed=verdict.score_claimed,
            met=verdict.count(RequirementState.MET),
            not_met=verdict.count(RequirementState.NOT_MET, RequirementState.PARTIAL),
            not_applicable=verdict.count(RequirementState.NOT_APPLICABLE),
            not_assessed=verdict.count(RequirementState.NOT_ASSESSED),
            due_at=verdict.due_at,
            assessment_digest=verdict.assessment_digest,
            requirements=verdict.requirements,
            failing=verdict.failing,
            unmapped=verdict.unmapped,
            reasons=(*stale, *verdict.reasons, *_remarks(ordered)),
        )

    @abstractmethod
    def _decide(
        self, reports: tuple[Report, ...], assessment: Assessment | None, at: int
    ) -> Verdict:
        """The verdict, whatever the age of the reports."""


def _called(report: Report) -> str:
    return f"the {report.format} report {report.sha256.hex()[:8]}"


def _counts_of(reports: tuple[Report, ...]) -> Counts:
    counts = [each.counts for each in reports]
    return Counts(
        sum(each.passed for each in counts),
        sum(each.failed for each in counts),
        sum(each.other for each in counts),
    )


def _remarks(reports: tuple[Report, ...]) -> list[str]:
    found = []
    for report in reports:
        if report.zone_assumed:
            found.append(f"{_called(report)} gives a time without a zone, read as UTC")
        if report.partial:
            found.append(f"{_called(report)} is partial: not everything was looked at")
    return found
