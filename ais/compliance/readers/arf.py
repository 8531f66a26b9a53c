"""ARF 1.1, the asset reporting format of OpenSCAP: XCCDF results in an envelope.

The benchmark that the scan used lies in the same file, so rules come with title and references.
"""

from __future__ import annotations

from ais.compliance.report import Report

from .markup import Element
from .source import Source
from .xccdf import report_of

__all__ = ["NAMESPACE", "read_arf"]

NAMESPACE = "http://scap.nist.gov/schema/asset-reporting-format/1.1"


def read_arf(source: Source, root: Element) -> Report:
    """The report in an asset report collection. Raises as ``read_xccdf``."""
    return report_of(source, root, "arf")
