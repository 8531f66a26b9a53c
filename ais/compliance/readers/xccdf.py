"""XCCDF results, 1.1 and 1.2: one row per ``rule-result`` of every ``TestResult`` in the file.

A ``rule-result`` counts as its overrides resolve it: the newest override's ``new-result``, which
the specification (NISTIR 7275 revision 4) asks to stand in ``result`` as well. Identifiers come
from the result, and from the rule where the file carries the benchmark too. Scores are not read:
each tool weighs in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ais.compliance.report import Report, Row, RowOutcome
from ais.errors import ReportMalformed, ReportNotResults

from .markup import Element, local, namespace, text_of, within
from .references import Reference, cci, control, requirement, unique
from .source import Source, bounded, tidy
from .times import Moment, earliest, moment

__all__ = ["NAMESPACES", "read_xccdf", "report_of"]

NAMESPACES = frozenset(
    {"http://checklists.nist.gov/xccdf/1.1", "http://checklists.nist.gov/xccdf/1.2"}
)

#: What a rule-result counts as; all other words count as other.
OUTCOMES = {"pass": RowOutcome.PASS, "fixed": RowOutcome.PASS, "fail": RowOutcome.FAIL}

SCANNERS = {"openscap": "OpenSCAP", "scc": "SCC"}
_CPE = re.compile(r"cpe:(?:/|2\.3:)a:[^:]*:([^:]+)(?::([^:]+))?.*")
_FACT = "urn:xccdf:fact:scanner:"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the benchmark in the same file says about a rule."""

    title: str
    references: tuple[Reference, ...]


def read_xccdf(source: Source, root: Element) -> Report:
    """The report in an XCCDF file: a ``Benchmark`` with results, or a ``TestResult`` alone.

    Raises ``ReportMalformed``, ``ReportTooLarge``, and ``ReportNotResults`` where the file holds
    rules alone.
    """
    return report_of(source, root, "xccdf")


def report_of(source: Source, root: Element, form: str) -> Report:
    """The report of every ``TestResult`` within ``root``; ``form`` names the format.

    Raises as ``read_xccdf``.
    """
    tests = [each for each in root.iter() if _is(each, "TestResult")]
    if not tests:
        raise ReportNotResults(
            source.name, f"{form.upper()} without a TestResult", "Give the file of results."
        )
    rules = {each.get("id", ""): _rule(each) for each in root.iter() if _is(each, "Rule")}
    notes: list[str] = []
    rows = bounded(source.name, _rows(source, tests, rules, notes))
    scanned_at, zone_assumed = earliest([_moment(test) for test in tests])
    tool, version = _scanner(tests[0])
    if len(tests) > 1:
        notes.append(f"{len(tests)} test results in one file; the oldest gives the time")

    return Report(
        format=form,
        tool=tool,
        version=version,
        target=tidy(", ".join(dict.fromkeys(filter(None, map(_target, tests))))),
        scanned_at=scanned_at,
        rows=rows,
        sha256=source.sha256,
        zone_assumed=zone_assumed,
        partial=any(_unprivileged(test, notes) for test in tests),
        notes=tuple(dict.fromkeys(notes)),
    )


def _rows(
    source: Source, tests: list[Element], rules: dict[str, _Rule], notes: list[str]
) -> Iterator[Row]:
    for test in tests:
        for index, result in enumerate(within(test, "rule-result"), start=1):
            place = f"rule-result[{index}]"
            rule = tidy(result.get("idref", ""))
            if not rule:
                raise ReportMalformed(source.name, f"{place}/@idref", "it is missing")
            word = _resolved(source, result, place, notes)
            known = rules.get(result.get("idref", ""), _Rule("", ()))
            own = [pair for ident in within(result, "ident") for pair in _reference(ident)]
            yield Row(
                rule=rule,
                outcome=OUTCOMES.get(word, RowOutcome.OTHER),
                result=word,
                title=known.title,
                references=unique([*own, *known.references]),
            )


def _resolved(source: Source, result: Element, place: str, notes: list[str]) -> str:
    """The word of a rule-result after its overrides."""
    word = text_of(next(within(result, "result"), None)).lower()
    if not word:
        raise ReportMalformed(source.name, f"{place}/result", "it is missing")
    newest: tuple[int, int, str] | None = None
    for order, override in enumerate(within(result, "override")):
        new = text_of(next(within(override, "new-result"), None)).lower()
        if not new:
            raise ReportMalformed(source.name, f"{place}/override/new-result", "it is missing")
        told = moment(override.get("time"))
        candidate = (told.seconds if told else -1, order, new)
        newest = max(newest, candidate) if newest else candidate
    if newest is None:
        return word
    notes.append("results were overridden by hand in this file")
    return newest[2]


def _rule(rule: Element) -> _Rule:
    found = [
        pair
        for child in rule
        if local(child) in {"ident", "reference"} and namespace(child) in NAMESPACES
        for pair in _reference(child)
    ]
    return _Rule(text_of(next(within(rule, "title"), None)), unique(found))


def _reference(element: Element) -> list[Reference]:
    """By the system or the address that the file names, not by the look of the text alone."""
    system = (element.get("system") or element.get("href") or "").lower()
    text = text_of(element)
    if "/cci" in system:
        return cci(text)
    if "800-171" in system:
        return requirement(text)
    return control(text) if "800-53" in system else []


def _moment(test: Element) -> Moment | None:
    return moment(test.get("end-time")) or moment(test.get("start-time"))


def _target(test: Element) -> str:
    return text_of(next(within(test, "target"), None))


def _scanner(test: Element) -> tuple[str, str]:
    """Name and version, from the facts of the result, else from its ``test-system``."""
    facts = {
        fact.get("name", ""): text_of(fact)
        for group in within(test, "target-facts")
        for fact in within(group, "fact")
    }
    found = _CPE.fullmatch(test.get("test-system", ""))
    product, release = (found[1], found[2] or "") if found else ("", "")
    named = SCANNERS.get(product.lower(), tidy(product))
    return (facts.get(_FACT + "name") or named, facts.get(_FACT + "version") or tidy(release))


def _unprivileged(test: Element, notes: list[str]) -> bool:
    for identity in within(test, "identity"):
        if identity.get("privileged") in {"false", "0"} and text_of(identity) != "root":
            notes.append("the scan ran without privileges")
            return True
    return False


def _is(element: Element, name: str) -> bool:
    return local(element) == name and namespace(element) in NAMESPACES
