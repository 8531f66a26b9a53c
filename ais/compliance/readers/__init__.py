"""Readers of real scanner output. The format is told from the content, never from the file's name.

XCCDF results and ARF (OpenSCAP, SCC), OSCAL assessment results, HDF, kube-bench, ScubaGear and
Lynis. A file is read whole or refused by a ``ComplianceError`` that names the file, the place and
the reason; nothing in it is run, fetched or expanded.
"""

from __future__ import annotations

from pathlib import Path

from ais.compliance.report import Report

from .known import read_text, read_xml
from .source import load, tidy

__all__ = ["read_report", "tidy"]


def read_report(given: Path | bytes, *, name: str = "") -> Report:
    """The report in a file, or in bytes at hand. ``name``: what errors call it.

    Raises ``ReportUnreadable``, ``ReportTooLarge`` (64 MiB, 200,000 rows and more limits),
    ``ReportCompressed``, ``ReportUnsafe`` (XML with a DOCTYPE or entities), ``ReportUnknown``,
    ``ReportNotResults`` (a catalogue, a log, a checklist …), ``ReportMalformed``.
    """
    source = load(given, name)
    report = read_xml(source)
    return report if report is not None else read_text(source)
