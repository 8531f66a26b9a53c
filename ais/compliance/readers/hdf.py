"""HDF, the format of Heimdall and of InSpec's JSON: profiles of controls with results.

One row per control of each profile, as the file has it. Profiles may wrap each other (overlays):
the inner one then holds the results, and the outer ones only what they change. The rows of the
outermost profiles, with the results of what they wrap, are ``Report.outermost``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ais.compliance.report import Report, Row, RowOutcome
from ais.errors import ReportMalformed, ReportTooLarge

from .fields import Field
from .references import Reference, cci, control, unique
from .source import Source, bounded
from .times import Moment, earliest, moment

__all__ = ["read_hdf"]

MOST_PROFILES = 100  # each control of an outer one is looked for in all that it wraps


def read_hdf(source: Source, value: object) -> Report:
    """The report in an HDF file. Raises ``ReportMalformed`` and ``ReportTooLarge``."""
    whole = Field(source.name, value)
    profiles = list(whole["profiles"])
    if len(profiles) > MOST_PROFILES:
        raise ReportTooLarge(source.name, "profiles", MOST_PROFILES)
    rows = bounded(
        source.name,
        (_row(each, list(each["results"])) for profile in profiles for each in profile["controls"]),
    )
    scanned_at, zone_assumed = _scanned(profiles)
    platform = whole["platform"]
    known = platform if isinstance(platform.value, dict) else Field(source.name, {}, "platform")

    return Report(
        format="hdf",
        tool="InSpec" if whole["version"].text_or() else "",
        version=whole["version"].text_or(),
        target=known["target_id"].text_or()
        or " ".join(filter(None, (known["name"].text_or(), known["release"].text_or()))),
        scanned_at=scanned_at,
        rows=rows,
        sha256=source.sha256,
        zone_assumed=zone_assumed,
        partial=any(_not_loaded(profile) for profile in profiles),
        own_totals=_totals(whole),
        notes=tuple(_notes(profiles)),
        outermost=bounded(source.name, _outermost(source, profiles)),
    )


def _row(held: Field, results: list[Field], inner: Iterable[Field] = ()) -> Row:
    word = _word(held, results)
    outcome = {"failed": RowOutcome.FAIL, "passed": RowOutcome.PASS}.get(word, RowOutcome.OTHER)
    references = [pair for each in (held, *inner) for pair in _references(each["tags"])]
    return Row(
        rule=held["id"].text(),
        outcome=outcome,
        result=word,
        title=held["title"].text_or(),
        references=unique(references),
    )


def _word(held: Field, results: list[Field]) -> str:
    """Any failed, else any error, or nothing but skips, or an impact of 0, else passed."""
    words = {_status(each) for each in results}
    impact = held["impact"].value
    if "failed" in words:
        return "failed"
    if words - {"passed", "skipped"}:
        return "error"
    if isinstance(impact, int | float) and impact == 0:
        return "not applicable"
    if not words:
        return "notchecked"
    return "passed" if "passed" in words else "skipped"


def _status(result: Field) -> str:
    """The word of one result. An exception is an error, unless it counts as failed already."""
    word = result["status"].text_or().lower() or "error"
    raised = result["exception"].value or result["backtrace"].value
    return "error" if raised and word != "failed" else word


def _outermost(source: Source, profiles: list[Field]) -> Iterator[Row]:
    """The rows of profiles that nothing wraps; none where no profile wraps another."""
    names = {each["name"].text() for each in profiles}
    parents = [each["parent_profile"].text_or() for each in profiles]
    outer = [each for each, parent in zip(profiles, parents, strict=True) if parent not in names]
    if len(outer) == len(profiles):
        return
    if not outer:
        raise ReportMalformed(source.name, "profiles", "they wrap each other in a circle")
    wrapped = _by_parent(profiles, parents)
    for profile in outer:
        for held in profile["controls"]:
            inner = list(_inner(wrapped, profile["name"].text(), held["id"].text()))
            results = [result for each in (held, *inner) for result in each["results"]]
            yield _row(held, results, inner)


Wrapped = dict[str, list[tuple[str, dict[str, Field]]]]


def _by_parent(profiles: list[Field], parents: list[str]) -> Wrapped:
    """For each profile's name those that it wraps: their names, and their controls by id."""
    found: Wrapped = {}
    for profile, parent in zip(profiles, parents, strict=True):
        controls = {each["id"].text(): each for each in profile["controls"]}
        found.setdefault(parent, []).append((profile["name"].text(), controls))
    return found


def _inner(wrapped: Wrapped, name: str, rule: str) -> Iterator[Field]:
    """The controls of that id in all profiles that ``name`` wraps, level by level."""
    seen: set[str] = set()
    pending = [name]
    while pending:
        parent = pending.pop()
        if parent in seen:
            continue
        seen.add(parent)
        for child, controls in wrapped.get(parent, ()):
            pending.append(child)
            if rule in controls:
                yield controls[rule]


def _references(tags: Field) -> Iterator[Reference]:
    if not isinstance(tags.value, dict):
        return
    for key, read in (("cci", cci), ("nist", control)):
        given = tags[key].value
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, str):
                yield from read(each)


def _scanned(profiles: list[Field]) -> tuple[int | None, bool]:
    """The oldest result that has a time; unknown where one has a time that nobody can read."""
    found: list[Moment | None] = []
    for profile in profiles:
        for held in profile["controls"]:
            for result in held["results"]:
                written = result["start_time"].text_or()
                if written:
                    found.append(moment(written))
    return earliest(found)


def _totals(whole: Field) -> dict[str, int]:
    """The file's own statistics, where it has them."""
    statistics = whole["statistics"]
    if not isinstance(statistics.value, dict) or not isinstance(statistics["controls"].value, dict):
        return {}
    found: dict[str, int] = {}
    for word, field in statistics["controls"].members():
        total = field["total"].whole() if isinstance(field.value, dict) else field.whole()
        if total is not None:
            found[word[:40]] = total
    return found


def _notes(profiles: list[Field]) -> Iterator[str]:
    for profile in profiles:
        if _not_loaded(profile):
            yield f"the profile {profile['name'].text()} was not loaded"
    if any(profile["parent_profile"].text_or() for profile in profiles):
        yield "profiles wrap each other; the verdict uses the outermost ones"


def _not_loaded(profile: Field) -> bool:
    return profile["status"].text_or("loaded").lower() == "failed"
