"""The values of this package: what a report says, rule by rule, and what a policy makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Counts", "Evaluation", "Report", "RequirementState", "Row", "RowOutcome", "Status"]


class RowOutcome(StrEnum):
    """What one row of a report counts as."""

    PASS = "pass"  # noqa: S105  a result, not a password
    FAIL = "fail"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """One result of one rule, as the report's file has it.

    ``result``: the file's own word in lower case (``notapplicable``, ``warning``).
    ``references``: identifiers that the file itself gives for the rule, as ``(scheme, id)`` with
    schemes ``cci`` (``CCI-000366``), ``800-53`` (``AC-6(1)``, without parts) and ``800-171``
    (``3.1.1``).
    """

    rule: str
    outcome: RowOutcome
    result: str
    title: str = ""
    references: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by outcome."""

    passed: int
    failed: int
    other: int

    def to_dict(self) -> dict[str, int]:
        """As ``evaluate --json`` prints it: ``pass``, ``fail``, ``other``."""
        return {"pass": self.passed, "fail": self.failed, "other": self.other}


@dataclass(frozen=True, slots=True)
class Report:
    """One scanner's report, whole. Nothing in it is interpreted beyond pass, fail and other.

    ``scanned_at``: seconds, UTC; None where the file does not say. ``zone_assumed``: the file gave
    a time without a zone, which is read as UTC. ``own_totals``: the file's own totals, by its own
    words, where it has some; they decide nothing. ``partial``: the file itself, or the run that
    made it, says that not everything was looked at. ``sha256``: of the file's exact bytes.
    ``outermost``: where profiles wrap each other (HDF), the rows of the outermost ones with what
    the wrapped ones found; empty where nothing is wrapped.
    """

    format: str  # xccdf, arf, oscal-ar, hdf, kube-bench, scubagear, lynis
    tool: str
    version: str
    target: str
    scanned_at: int | None
    rows: tuple[Row, ...]
    sha256: bytes
    zone_assumed: bool = False
    partial: bool = False
    own_totals: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    outermost: tuple[Row, ...] = ()

    @property
    def deciding(self) -> tuple[Row, ...]:
        """The rows that a verdict uses: of the outermost profile where profiles are wrapped."""
        return self.outermost or self.rows

    @property
    def counts(self) -> Counts:
        """Counted from the rows."""
        outcomes = [row.outcome for row in self.rows]
        return Counts(*(outcomes.count(each) for each in RowOutcome))


class Status(StrEnum):
    """What an evaluation ends in."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non-compliant"
    CONDITIONAL = "conditional"
    STALE = "stale"
    NOT_ASSESSED = "not-assessed"


class RequirementState(StrEnum):
    """What stands about one requirement."""

    MET = "met"
    PARTIAL = "partial"  # 3.5.3 and 3.13.11 alone
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one policy makes of reports, and of an assessment where it asks for one.

    Times are seconds, UTC. ``score`` counts what is not assessed as not met, ``score_max`` as met;
    both None for policies without a score, ``score`` also where the method gives none.
    ``score_claimed``: whether it may be called a DoD score. ``due_at``: the last day of an open
    plan of action. ``report_digest``: SHA-256 of the one file, or of the
    sorted digests joined where there are several. ``assessment_digest``: likewise, None without
    one. ``failing``: rules or requirements that decided against; ``unmapped``: rules that no
    requirement counts; ``reasons``: sentences for people.
    """

    policy: str
    policy_digest: bytes
    status: Status
    evaluated_at: int
    scanned_at: int | None
    reports: tuple[Report, ...]
    report_digest: bytes
    counts: Counts
    score: int | None = None
    score_max: int | None = None
    score_claimed: bool = False
    met: int = 0
    not_met: int = 0
    not_applicable: int = 0
    not_assessed: int = 0
    due_at: int | None = None
    assessment_digest: bytes | None = None
    requirements: Mapping[str, RequirementState] = field(default_factory=dict)
    failing: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
