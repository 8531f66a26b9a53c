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
    "ReportCompressed",
    "ReportKindRefused",
    "ReportMalformed",
    "ReportMissing",
    "ReportNotResults",
    "ReportRepeated",
    "ReportTooLarge",
    "ReportUnknown",
    "ReportUnreadable",
    "ReportUnsafe",
    "ScannerFailed",
    "ScannerMissing",
]


class ComplianceError(AisError):
    """Base of all that can go wrong between a scanner's file and a verdict."""

    code = "compliance-refused"
    why = "{name} was refused: {reason}"
    what_to_do = "Correct the file and evaluate it again."
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")


class ReportUnreadable(ComplianceError):
    """The path is not there, is no file, or may not be read."""

    code = "report-unreadable"
    why = "cannot read {name}: {reason}"
    what_to_do = "Check the path and its permissions."
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")


class ReportTooLarge(ComplianceError):
    """More than the limits allow. ``what`` is bytes, rows, levels, elements or JSON values."""

    code = "report-too-large"
    why = "{name} has more {what} than allowed ({limit})"
    what_to_do = "Give the results alone, one scan a file."
    fields: ClassVar[tuple[str, ...]] = ("name", "what", "limit")


class ReportCompressed(ComplianceError):
    """Archives and compressed files are not opened: their size after opening is unknown."""

    code = "report-compressed"
    why = "{name} is compressed ({kind}); compressed reports are not opened"
    what_to_do = "Unpack it and give the unpacked file."
    fields: ClassVar[tuple[str, ...]] = ("name", "kind")


class ReportUnsafe(ComplianceError):
    """XML that declares entities or a document type. No scanner's results need them."""

    code = "report-unsafe"
    why = "{name} is not read: {reason}"
    what_to_do = "Get the report again from the scanner itself; its XML has no DOCTYPE."
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")


class ReportUnknown(ComplianceError):
    """No format that is read here."""

    code = "report-unknown"
    why = "{name} is no report that is read here: {reason}"
    what_to_do = (
        "Give XCCDF or ARF results, OSCAL assessment results, HDF, kube-bench or ScubaGear JSON, "
        "or report.dat of Lynis."
    )
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")


class ReportNotResults(ComplianceError):
    """A file that is recognised, and holds no scanner's results. ``instead``: what to give."""

    code = "report-not-results"
    why = "{name} is {kind}, which holds no results of a scanner"
    what_to_do = "{instead}"
    fields: ClassVar[tuple[str, ...]] = ("name", "kind", "instead")


class ReportMalformed(ComplianceError):
    """A report of a known format with a mistake in it. ``at``: the field or place."""

    code = "report-malformed"
    why = "{name} is damaged at {at}: {reason}"
    what_to_do = "Run the scanner again and give its file unchanged."
    fields: ClassVar[tuple[str, ...]] = ("name", "at", "reason")


class ScannerMissing(ComplianceError):
    """The scanner is not installed, or none is. ``install``: the line that installs one."""

    code = "scanner-missing"
    why = "{tool} is not installed on this machine"
    what_to_do = "Install it, for example with `{install}`."
    fields: ClassVar[tuple[str, ...]] = ("tool", "install")


class ScannerFailed(ComplianceError):
    """The scanner did not start, did not end in time, or wrote no report."""

    code = "scanner-failed"
    why = "{tool} made no report: {reason}"
    what_to_do = "Run it by hand to see what is wrong; its messages lie in {log}."
    fields: ClassVar[tuple[str, ...]] = ("tool", "reason", "log")


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
