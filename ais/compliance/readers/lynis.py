"""Lynis ``report.dat``: lines of key and value.

One row per test. Lynis gives no verdict of its own: a test with a warning fails; one with a
suggestion, an exception or something to look at by hand, and one that was skipped, count as other;
one that was executed and found nothing passes. Times are the machine's, without a zone. That a
run lacked privileges does not stand in the file, only in Lynis's log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ais.compliance.report import Report, Row, RowOutcome
from ais.errors import ReportMalformed

from .source import Source, bounded, tidy
from .times import earliest, moment

__all__ = ["read_lynis"]

#: From the weakest word to the strongest; the strongest one of a test counts.
WORDS = ("no finding", "skipped", "suggestion", "manual", "exception", "warning")

_OUTCOMES = {"no finding": RowOutcome.PASS, "warning": RowOutcome.FAIL}
_LISTS = {"tests_executed": "no finding", "tests_skipped": "skipped"}
_EVENTS = {
    "suggestion[]": "suggestion",
    "manual_event[]": "manual",
    "exception_event[]": "exception",
    "warning[]": "warning",
}
_TOTALS = ("lynis_tests_done", "tests_performed", "tests_skipped", "warnings", "suggestions")
_TEST = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,39}")
_COUNT = re.compile(r"\d{1,9}")


def read_lynis(source: Source, text: str) -> Report:
    """The report in a ``report.dat``. Raises ``ReportMalformed`` and ``ReportTooLarge``."""
    pairs = list(_pairs(source, text))
    single = {key: value for key, value in reversed(pairs) if not key.endswith("[]")}
    written = single.get("report_datetime_end") or single.get("report_datetime_start")
    scanned_at, zone_assumed = earliest([moment(_spread(written or ""))])
    finished = single.get("finish") == "true"
    rows = bounded(source.name, _rows(pairs))
    notes = [] if finished else ["the file does not end as a finished run does"]
    if not rows:
        notes.append("the file names no single test")

    return Report(
        format="lynis",
        tool="Lynis",
        version=tidy(single.get("lynis_version", "")),
        target=tidy(single.get("hostname", "")),
        scanned_at=scanned_at,
        rows=rows,
        sha256=source.sha256,
        zone_assumed=zone_assumed,
        partial=not finished,
        own_totals={key: int(single[key]) for key in _TOTALS if _is_count(single.get(key, ""))},
        notes=tuple(notes),
    )


def _pairs(source: Source, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        key, equals, value = stripped.partition("=")
        if not equals:
            raise ReportMalformed(source.name, f"line {number}", "it has no key and value")
        yield key.strip(), value.strip()


def _rows(pairs: list[tuple[str, str]]) -> Iterator[Row]:
    words: dict[str, str] = {}
    titles: dict[str, str] = {}
    for key, value in pairs:
        for test, word, title in _tests(key, value):
            stands = words.get(test)
            if stands is None or WORDS.index(word) > WORDS.index(stands):
                words[test] = word
                titles[test] = title or titles.get(test, "")
    for test, word in words.items():
        yield Row(test, _OUTCOMES.get(word, RowOutcome.OTHER), word, tidy(titles[test]))


def _tests(key: str, value: str) -> Iterator[tuple[str, str, str]]:
    """The tests that one line speaks of, what it says of them, and its text."""
    if key in _LISTS:
        for test in value.split("|"):
            if _TEST.fullmatch(test.strip()):
                yield test.strip(), _LISTS[key], ""
    elif key in _EVENTS:
        about, _, rest = value.partition("|")
        test = about.partition(":")[0].strip()
        if _TEST.fullmatch(test):
            yield test, _EVENTS[key], rest.partition("|")[0]


def _is_count(value: str) -> bool:
    return value.isascii() and _COUNT.fullmatch(value) is not None


def _spread(written: str) -> str:
    """``20250922 100000`` is a time as well."""
    return re.sub(r"(?a:^(\d{8}) (\d{2})(\d{2})(\d{2})$)", r"\1 \2:\3:\4", written)
