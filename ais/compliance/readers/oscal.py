"""OSCAL assessment results (JSON), by a scanner or made of a scanner's results.

One row per finding: ``satisfied`` passes, ``not-satisfied`` fails. One row as well per observation
that carries a property ``result``, as converters of XCCDF write it, with XCCDF's words. Both
stand in all results of the file; the oldest of these decides how old the report is.
A file that begins with ``results`` alone is read too, since converters leave the wrapper out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ais.compliance.report import Report, Row, RowOutcome
from ais.errors import ReportMalformed

from .fields import Field
from .references import objective, unique
from .source import Source, bounded, tidy
from .times import Moment, earliest, moment
from .xccdf import OUTCOMES

__all__ = ["MODEL", "read_oscal"]

MODEL = "assessment-results"

_SEVERAL = "{} results in one file; the oldest gives the time"
_STATES = {"satisfied": RowOutcome.PASS, "not-satisfied": RowOutcome.FAIL}


def read_oscal(source: Source, value: object) -> Report:
    """The report in assessment results. Raises ``ReportMalformed`` and ``ReportTooLarge``."""
    whole = Field(source.name, value)
    if whole[MODEL].value is not None:
        whole = whole[MODEL]
    results = list(whole["results"])
    if not results:
        raise ReportMalformed(source.name, whole["results"].path, "it holds no result")
    scanned_at, zone_assumed = earliest([_moment(each) for each in results])
    properties = _properties(results)

    return Report(
        format="oscal-ar",
        tool=properties.get("scanner_name", ""),
        version=properties.get("scanner_version", ""),
        target=properties.get("target", ""),
        scanned_at=scanned_at,
        rows=bounded(source.name, _rows(results)),
        sha256=source.sha256,
        zone_assumed=zone_assumed,
        notes=(_SEVERAL.format(len(results)),) if len(results) > 1 else (),
    )


def _rows(results: list[Field]) -> Iterator[Row]:
    for result in results:
        for observation in result["observations"]:
            told = _named(observation)
            if told.get("result"):
                yield _observed(observation, told)
        for finding in result["findings"]:
            yield _found(finding)


def _observed(observation: Field, told: dict[str, str]) -> Row:
    word = told["result"].lower()
    rule = told.get("idref") or observation["title"].text_or()
    return Row(
        rule=rule or observation["description"].text(),
        outcome=OUTCOMES.get(word, RowOutcome.OTHER),
        result=word,
        title=observation["title"].text_or(),
    )


def _found(finding: Field) -> Row:
    target = finding["target"]
    status = target["status"]
    # OSCAL 1.0 writes an object, its drafts wrote the word itself.
    state = status if isinstance(status.value, str) else status["state"]
    word = state.text().lower()
    about = target["target-id"].text()
    return Row(
        rule=about,
        outcome=_STATES.get(word, RowOutcome.OTHER),
        result=word,
        title=finding["title"].text_or(),
        references=unique(objective(about)),
    )


def _moment(result: Field) -> Moment | None:
    return moment(result["end"].text_or()) or moment(result["start"].text_or())


def _properties(results: list[Field]) -> dict[str, str]:
    """Scanner and target, wherever a converter may have put them; the first one of each stays."""
    found: dict[str, str] = {}
    for result in results:
        local = result["local-definitions"]
        inner = local if local.value is not None else Field(result.name, {}, local.path)
        assets = inner["assessment-assets"]
        holders = [result, *inner["inventory-items"]]
        if assets.value is not None:
            holders.extend(assets["components"])
        for holder in holders:
            for name, value in _named(holder).items():
                found.setdefault(name, value)
    return found


def _named(holder: Field) -> dict[str, str]:
    """The properties of an object by name."""
    found: dict[str, str] = {}
    for each in holder["props"]:
        found.setdefault(each["name"].text(), tidy(each["value"].text_or()))
    return found
