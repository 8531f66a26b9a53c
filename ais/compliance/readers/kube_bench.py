"""kube-bench's JSON: groups of tests of the CIS benchmark for Kubernetes.

One row per result: PASS, FAIL, and all else (WARN, INFO) as other. The file names neither the
cluster nor a time, nor the version of kube-bench itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ais.compliance.report import Report, Row, RowOutcome

from .fields import Field
from .source import Source, bounded

__all__ = ["read_kube_bench"]

_OUTCOMES = {"pass": RowOutcome.PASS, "fail": RowOutcome.FAIL}
_TOTALS = ("total_pass", "total_fail", "total_warn", "total_info")


def read_kube_bench(source: Source, value: object) -> Report:
    """The report in a file of kube-bench: the whole, a list of its groups, or one group.

    Raises ``ReportMalformed`` and ``ReportTooLarge``.
    """
    whole = Field(source.name, value)
    grouped = isinstance(value, dict) and "Controls" in value
    groups = list(whole["Controls"]) if grouped else _groups(whole)
    totals = [whole["Totals"]] if grouped and whole["Totals"].value is not None else groups
    benchmarks = dict.fromkeys(filter(None, (each["version"].text_or() for each in groups)))

    return Report(
        format="kube-bench",
        tool="kube-bench",
        version="",
        target="",
        scanned_at=None,
        rows=bounded(source.name, _rows(groups)),
        sha256=source.sha256,
        own_totals=_sum(totals),
        notes=(f"CIS benchmark {', '.join(benchmarks)}",) if benchmarks else (),
    )


def _groups(whole: Field) -> list[Field]:
    return list(whole) if isinstance(whole.value, list) else [whole]


def _rows(groups: list[Field]) -> Iterator[Row]:
    for group in groups:
        for section in group["tests"]:
            for result in section["results"]:
                word = result["status"].text().lower()
                yield Row(
                    rule=result["test_number"].text(),
                    outcome=_OUTCOMES.get(word, RowOutcome.OTHER),
                    result=word,
                    title=result["test_desc"].text_or(),
                )


def _sum(holders: list[Field]) -> dict[str, int]:
    """The file's own totals, over all groups where it has no total of totals."""
    found: dict[str, int] = {}
    for holder in holders:
        for key in _TOTALS:
            count = holder[key].whole()
            if count is not None:
                word = key.removeprefix("total_")
                found[word] = found.get(word, 0) + count
    return found
