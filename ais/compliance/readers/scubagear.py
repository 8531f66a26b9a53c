"""ScubaGear (Microsoft 365): its JSON in three shapes, and its table.

``TestResults.json`` holds what the rules said; ScubaGear itself makes words of them, and the same
words are made here: met is Pass; else a SHOULD is Warning, what no rule can test is N/A, the rest
is Fail. Reports of one product, ``ScubaResults`` JSON and ``ScubaResults.csv`` hold the words.
Pass and Fail count as such, all else (Warning, N/A, Omitted, Error, Incorrect Result) as other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ais.compliance.report import Report, Row, RowOutcome
from ais.errors import ReportMalformed

from .fields import Field
from .source import Source, bounded, tidy
from .times import Moment, earliest, moment

__all__ = ["COLUMNS", "read_scubagear", "read_scubagear_table"]

#: The columns that a table must have.
COLUMNS = ("Control ID", "Result")

TOOL = "ScubaGear"
CELL = 1_000_000  # characters of one cell

_OUTCOMES = {"pass": RowOutcome.PASS, "fail": RowOutcome.FAIL}
_UNTESTED = ("3rd party", "not-implemented", "conditional")
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4}) (\d\d:\d\d:\d\d)(?: (.+))?")
_TAGS = re.compile(r"<[^<>]{0,2000}>")

#: Names of Windows time zones that ScubaGear prints after its date; hours from UTC.
_ZONES = {
    "": "",
    "coordinated universal time": "Z",
    "utc": "Z",
    "eastern standard time": "-05:00",
    "eastern daylight time": "-04:00",
    "central standard time": "-06:00",
    "central daylight time": "-05:00",
    "mountain standard time": "-07:00",
    "mountain daylight time": "-06:00",
    "pacific standard time": "-08:00",
    "pacific daylight time": "-07:00",
}


def read_scubagear(source: Source, value: object) -> Report:
    """The report in ScubaGear's JSON. Raises ``ReportMalformed`` and ``ReportTooLarge``."""
    whole = Field(source.name, value)
    if isinstance(value, dict) and isinstance(whole["Results"].value, dict):
        return _merged(source, whole)
    parts = list(whole) if isinstance(value, list) else [whole]
    if parts and "PolicyId" in parts[0].object():
        rows = bounded(source.name, map(_tested, parts))
        return _report(source, rows, [])
    return _products(source, parts)


def read_scubagear_table(source: Source, text: str) -> Report:
    """The report in ``ScubaResults.csv``. Raises ``ReportMalformed`` and ``ReportTooLarge``."""
    most = csv.field_size_limit(CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        return _report(source, bounded(source.name, _table(source, reader)), [])
    except csv.Error as error:
        raise ReportMalformed(source.name, f"line {reader.line_num}", str(error)) from None
    finally:
        csv.field_size_limit(most)


def _merged(source: Source, whole: Field) -> Report:
    """``ScubaResults`` JSON: all products in one file."""
    about = whole["MetaData"]
    groups = [group for _, each in whole["Results"].members() for group in each]
    summaries = [each for _, each in whole["Summary"].members()]
    return _report(
        source,
        bounded(source.name, _controls(groups)),
        [moment(about["TimestampZulu"].text_or())],
        version=about["ToolVersion"].text_or(),
        target=about["DisplayName"].text_or() or about["DomainName"].text_or(),
        totals=_totals(summaries),
    )


def _products(source: Source, parts: list[Field]) -> Report:
    """Reports of single products, each in a list of one."""
    about = parts[0]["MetaData"] if parts else Field(source.name, None)
    groups = [group for part in parts for group in part["Results"]]
    return _report(
        source,
        bounded(source.name, _controls(groups)),
        [_moment(part["MetaData"]["Report Date"].text_or()) for part in parts],
        version=about["Module Version"].text_or(),
        target=about["Tenant Display Name"].text_or(),
        totals=_totals([part["ReportSummary"] for part in parts]),
    )


def _report(
    source: Source,
    rows: tuple[Row, ...],
    moments: list[Moment | None],
    *,
    version: str = "",
    target: str = "",
    totals: dict[str, int] | None = None,
) -> Report:
    scanned_at, zone_assumed = earliest(moments)
    return Report(
        format="scubagear",
        tool=TOOL,
        version=version,
        target=target,
        scanned_at=scanned_at,
        rows=rows,
        sha256=source.sha256,
        zone_assumed=zone_assumed,
        own_totals=totals or {},
    )


def _tested(test: Field) -> Row:
    met = test["RequirementMet"]
    if not isinstance(met.value, bool):
        raise met.malformed("it is neither true nor false")
    criticality = test["Criticality"].text_or().lower()
    if met.value:
        word = "pass"
    elif criticality == "should":
        word = "warning"
    else:
        word = "n/a" if criticality.endswith(_UNTESTED) else "fail"
    return _row(test["PolicyId"].text(), word, test["ReportDetails"].text_or())


def _controls(groups: list[Field]) -> Iterator[Row]:
    for group in groups:
        for held in group["Controls"]:
            title = held["Requirement"].text_or()
            yield _row(held["Control ID"].text(), held["Result"].text().lower(), title)


def _table(source: Source, reader: csv.DictReader[str]) -> Iterator[Row]:
    missing = set(COLUMNS) - set(reader.fieldnames or ())
    if missing:
        raise ReportMalformed(source.name, "line 1", f"no column {sorted(missing)[0]}")
    for line in reader:
        rule, word = (tidy(line[column] or "") for column in COLUMNS)
        if not rule or not word:
            raise ReportMalformed(source.name, f"line {reader.line_num}", "a cell is empty")
        yield _row(rule, word.lower(), line.get("Requirement") or "")


def _row(rule: str, word: str, title: str) -> Row:
    outcome = _OUTCOMES.get(word, RowOutcome.OTHER)
    return Row(rule=rule, outcome=outcome, result=word, title=tidy(_TAGS.sub(" ", title)))


def _totals(summaries: list[Field]) -> dict[str, int]:
    found: dict[str, int] = {}
    for summary in summaries:
        for word, field in summary.members():
            count = field.whole()
            if count is not None:
                found[word[:40]] = found.get(word[:40], 0) + count
    return found


def _moment(text: str) -> Moment | None:
    """``05/04/2026 17:15:48 Coordinated Universal Time``: month first, as PowerShell joins text.

    None in a time zone that is not known by name.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return moment(text)
    zone = _ZONES.get((found[5] or "").lower())
    return (
        moment(f"{found[3]}-{found[1]}-{found[2]} {found[4]}{zone}") if zone is not None else None
    )
