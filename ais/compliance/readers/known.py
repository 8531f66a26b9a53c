"""What a file is, told from its content, and the reader for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from ais.compliance.report import Report
from ais.errors import ReportNotResults, ReportUnknown

from . import arf, xccdf
from .hdf import read_hdf
from .kube_bench import read_kube_bench
from .lynis import read_lynis
from .markup import local, namespace, parse_xml
from .oscal import MODEL, read_oscal
from .scubagear import COLUMNS, read_scubagear, read_scubagear_table
from .source import Source, tidy

__all__ = ["read_text", "read_xml"]

Reader = Callable[[Source, object], Report]

#: XML that is recognised and is no scanner's results: root, what it is, what to give.
_OTHER_XML = {
    "CHECKLIST": (
        "a checklist of STIG Viewer, where people write the results",
        "Give the scanner's own XCCDF results.",
    ),
    "data-stream-collection": ("SCAP content", "Run it with `oscap xccdf eval --results-arf`."),
    "oval_definitions": ("OVAL content", "Give XCCDF or ARF results."),
    "oval_results": ("OVAL's own results", "Give XCCDF or ARF results."),
    MODEL: ("OSCAL in XML", "Convert it to OSCAL JSON with oscal-cli."),
}

#: OSCAL's other models.
_OSCAL_MODELS = {
    "assessment-plan": "an OSCAL assessment plan",
    "catalog": "an OSCAL catalogue",
    "component-definition": "an OSCAL component definition",
    "plan-of-action-and-milestones": "an OSCAL plan of action",
    "profile": "an OSCAL profile",
    "system-security-plan": "an OSCAL system security plan",
}

#: Keys of an object that may stand in a list, and its reader.
_LISTED: tuple[tuple[set[str], Reader], ...] = (
    ({"PolicyId", "RequirementMet"}, read_scubagear),
    ({"ReportSummary", "Results"}, read_scubagear),
    ({"tests", "node_type"}, read_kube_bench),
    ({"tests", "total_pass"}, read_kube_bench),
)
#: A key at the top, what it holds, keys that must stand beside it, and its reader.
_TOPS: tuple[tuple[str, type, set[str], Reader], ...] = (
    ("Controls", list, set(), read_kube_bench),
    ("Results", dict, {"MetaData", "Summary"}, read_scubagear),
    ("profiles", list, set(), read_hdf),
    (MODEL, dict, set(), read_oscal),
)

_LYNIS_LOG = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:Starting Lynis|Lynis |={4})")
_LYNIS_KEY = re.compile(r"(?m)^report_version_major=")
_KUBE_BENCH_TEXT = re.compile(r"(?m)^== (?:Summary|Remediations) |^\[(?:PASS|FAIL|WARN|INFO)\] \d")
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\x00|\xfe\xff\x00<")
_HEAD = 200_000


def read_xml(source: Source) -> Report | None:
    """The report in an XML file; None where the file is no XML. Raises as ``read_report``."""
    if not _XML_START.match(source.raw):
        return None
    root = parse_xml(source)
    name = local(root)
    if namespace(root) == arf.NAMESPACE and name == "asset-report-collection":
        return arf.read_arf(source, root)
    if namespace(root) in xccdf.NAMESPACES and name in {"Benchmark", "TestResult"}:
        return xccdf.read_xccdf(source, root)
    if name in _OTHER_XML:
        raise ReportNotResults(source.name, *_OTHER_XML[name])
    raise ReportUnknown(source.name, f"its XML is a {tidy(root.tag, 120)}")


def read_text(source: Source) -> Report:
    """The report in JSON, a table or ``report.dat``. Raises as ``read_report``."""
    text = source.text()
    start = text.lstrip()[:1]
    if start in {"{", "["} and not _KUBE_BENCH_TEXT.match(text.lstrip()):
        return _read_json(source, text)
    head = text[:_HEAD]
    if head.startswith("# Lynis Report") or _LYNIS_KEY.search(head):
        return read_lynis(source, text)
    if _LYNIS_LOG.match(head):
        raise ReportNotResults(
            source.name, "the log of Lynis", "Give its report.dat (/var/log/lynis-report.dat)."
        )
    if _KUBE_BENCH_TEXT.search(head):
        raise ReportNotResults(
            source.name, "kube-bench's text for people", "Run kube-bench with --json."
        )
    columns = {cell.strip(' "') for cell in head.partition("\n")[0].strip().split(",")}
    if columns.issuperset(COLUMNS):
        return read_scubagear_table(source, text)
    if columns.issuperset({"scuba-control-id", "nist-800-53-control-id"}):
        raise ReportNotResults(
            source.name, "ScubaGear's map to 800-53", "Give ScubaGear's results."
        )
    reason = "it is neither XML, JSON, report.dat nor a known table" if start else "it is empty"
    raise ReportUnknown(source.name, reason)


def _read_json(source: Source, text: str) -> Report:
    value = source.json(text)
    reader = _reader_of(value)
    if reader is not None:
        return reader(source, value)
    if isinstance(value, dict):
        _refuse_known(source, value)
    raise ReportUnknown(source.name, f"its JSON is {_shape(value)}")


def _reader_of(value: object) -> Reader | None:
    """By keys that only this format has at its top, or in the first object of its list."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return None
    in_lists = [one for keys, one in _LISTED if keys <= first.keys()]
    if in_lists or not isinstance(value, dict):
        return in_lists[0] if in_lists else None
    for key, kind, also, reader in _TOPS:
        if isinstance(value.get(key), kind) and also <= value.keys():
            return reader
    # What converters write: results without the wrapper that names the model.
    alone = value.keys() <= {"results", "$schema"} and isinstance(value.get("results"), list)
    return read_oscal if alone else None


def _refuse_known(source: Source, value: dict[str, object]) -> None:
    """Raises where the JSON is recognised and is no report of rules."""
    for model, kind in _OSCAL_MODELS.items():
        if model in value:
            raise ReportNotResults(source.name, kind, "Give OSCAL assessment results.")
    if "Findings" in value and isinstance(value["Findings"], list):
        raise ReportNotResults(
            source.name,
            "a list of findings in the format of AWS Security Hub",
            "Give the scanner's results, or HDF made of them, for example with MITRE's SAF CLI.",
        )
    if "controls" in value and "statistics" in value:
        raise ReportNotResults(
            source.name,
            "InSpec's short JSON, without profiles,",
            "Run InSpec with --reporter json.",
        )


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return f"an object with {tidy(', '.join(list(value)[:4]), 120) or 'no key'}"
    return "a list of something else" if isinstance(value, list) else "a single value"
