"""Evaluating: reports and a policy in, one ``Evaluation`` out, and how it is printed for machines.

Needs no key, chain or network. The time is a parameter, so that a verdict can be had again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .assessment import Assessment
from .policies import Policy, load_policy
from .report import Evaluation, Report

__all__ = ["details", "evaluate", "report_details", "summary", "timestamp"]


def evaluate(
    reports: Sequence[Report],
    policy: Policy | str | Path,
    *,
    assessment: Assessment | None = None,
    at: int,
) -> Evaluation:
    """What a policy (or the one of a name or a path) makes of reports at ``at``, seconds UTC.

    Raises what ``load_policy`` raises, ``ReportMissing``, ``ReportRepeated``; for requirement
    policies ``AssessmentMissing`` and ``ReportKindRefused``.
    """
    chosen = policy if isinstance(policy, Policy) else load_policy(policy)
    return chosen.evaluate(reports, assessment, at)


def summary(found: Evaluation) -> dict[str, Any]:
    """The document of ``ais compliance evaluate --json``, and nothing else.

    Several reports: tool, version and target are joined by a comma, each value once, in order of
    the alphabet; ``scanned_at`` is the oldest, or None where one says none; ``report_sha256`` is
    the SHA-256 of the sorted digests.
    """
    return {
        "tool": _joined(each.tool for each in found.reports),
        "version": _joined(each.version for each in found.reports),
        "target": _joined(each.target for each in found.reports),
        "scanned_at": timestamp(found.scanned_at),
        "rules": found.counts.to_dict(),
        "status": found.status.value,
        "score": found.score,
        "policy": found.policy,
        "report_sha256": found.report_digest.hex(),
    }


def details(found: Evaluation) -> dict[str, Any]:
    """All of an evaluation as JSON knows it: the summary, and what led to it."""
    assessment = found.assessment_digest
    return {
        **summary(found),
        "policy_digest": found.policy_digest.hex(),
        "evaluated_at": timestamp(found.evaluated_at),
        "score_max": found.score_max,
        "score_claimed": found.score_claimed,
        "requirements": {
            "met": found.met,
            "not_met": found.not_met,
            "not_applicable": found.not_applicable,
            "not_assessed": found.not_assessed,
        },
        "states": {each: state.value for each, state in found.requirements.items()},
        "due_at": timestamp(found.due_at),
        "assessment_sha256": None if assessment is None else assessment.hex(),
        "failing": list(found.failing),
        "unmapped": list(found.unmapped),
        "reasons": list(found.reasons),
        "reports": [report_details(each) for each in found.reports],
    }


def timestamp(seconds: int | None) -> str | None:
    """Seconds as ``2026-05-04T10:00:00Z``; None stays None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def report_details(report: Report) -> dict[str, Any]:
    """What a report says of itself and how its rows count, as JSON knows it."""
    return {
        "format": report.format,
        "tool": report.tool,
        "version": report.version,
        "target": report.target,
        "scanned_at": timestamp(report.scanned_at),
        "zone_assumed": report.zone_assumed,
        "partial": report.partial,
        "rules": report.counts.to_dict(),
        "own_totals": dict(report.own_totals),
        "notes": list(report.notes),
        "sha256": report.sha256.hex(),
    }


def _joined(values: Iterable[str]) -> str:
    return ", ".join(sorted({each for each in values if each}))
