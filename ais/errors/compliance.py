"""Errors of compliance: reports, policies and assessment files that cannot be used.

A verdict against a supplier is not an error: it is the status of an ``Evaluation``.
"""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AssessmentMissing",
    "AssessmentRefused",
    "ComplianceDataDamaged",
    "ComplianceError",
    "CompliancePolicyRefused",
    "CompliancePolicyUnknown",
    "ReportKindRefused",
    "ReportMissing",
    "ReportRepeated",
]


class ComplianceError(AisError):
    """Base of all that can go wrong between a scanner's file and a verdict."""

    code = "compliance-refused"
    why = "{name} was refused: {reason}"
    what_to_do = "Correct the file and evaluate it again."
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")


class CompliancePolicyUnknown(ComplianceError):
    """Neither a built-in policy nor a file. ``known``: the built-in names."""

    code = "compliance-policy-unknown"
    why = "{name} is neither a built-in policy ({known}) nor a file that is there"
    what_to_do = "Give one of the names, or the path of a policy file."
    fields: ClassVar[tuple[str, ...]] = ("name", "known")


class CompliancePolicyRefused(ComplianceError):
    """A policy file with a mistake in it. ``field``: where."""

    code = "compliance-policy-refused"
    why = "the policy {name} was refused at {field}: {reason}"
    what_to_do = "Correct the policy file; docs/compliance.md tells its form."
    fields: ClassVar[tuple[str, ...]] = ("name", "field", "reason")


class AssessmentRefused(ComplianceError):
    """An assessment file with a mistake in it. ``field``: where."""

    code = "assessment-refused"
    why = "the assessment {name} was refused at {field}: {reason}"
    what_to_do = "Correct the assessment file; docs/compliance.md tells its form."
    fields: ClassVar[tuple[str, ...]] = ("name", "field", "reason")


class AssessmentMissing(ComplianceError):
    """A requirement policy was asked without the supplier's assessment file."""

    code = "assessment-missing"
    why = "{policy} decides from reports and an assessment file, and none was given"
    what_to_do = "Give the supplier's assessment with --assessment FILE."
    fields: ClassVar[tuple[str, ...]] = ("policy",)


class ReportMissing(ComplianceError):
    """An evaluation without any scanner's report."""

    code = "report-missing"
    why = "{policy} needs at least one scanner's report"
    what_to_do = "Give the report file of a scanner."
    fields: ClassVar[tuple[str, ...]] = ("policy",)


class ReportRepeated(ComplianceError):
    """The same bytes twice: they would be counted twice."""

    code = "report-repeated"
    why = "the report {sha256} was given twice"
    what_to_do = "Give each report once."
    fields: ClassVar[tuple[str, ...]] = ("sha256",)


class ReportKindRefused(ComplianceError):
    """A report whose rules no requirement can count."""

    code = "report-kind-refused"
    why = "{policy} counts requirements, and nothing maps the rules of {format} to any"
    what_to_do = "Leave the {format} report out, or use a rule policy such as all-rules."
    fields: ClassVar[tuple[str, ...]] = ("policy", "format")


class ComplianceDataDamaged(ComplianceError):
    """A map or a built-in policy of the package is not what was released."""

    code = "compliance-data-damaged"
    why = "{name} of this installation is damaged: {reason}"
    what_to_do = "Install the package again."
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")
