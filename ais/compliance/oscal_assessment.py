"""OSCAL assessment results as a supplier's assessment file.

A finding whose target is a requirement decides it: ``satisfied`` is met, ``not-satisfied`` is not
met; an implementation status of ``not-applicable`` (with remarks as the reason) or ``partial``
(3.5.3 and 3.13.11) says more. A finding about one objective of a requirement (``3.1.1.a``,
``3.1.1_obj.a``) can make it not met, and never met: a file does not say which objectives it leaves
out. Several findings about one requirement: the worst counts.

Of several results the latest counts, alone. The plan of action is made of the open risks of
findings that are not satisfied, with their deadline. The security plan is named by a link of the
metadata with the relation ``system-security-plan``. Evidence: SHA-256 digests of back matter that
a finding's links or its observations' relevant evidence point to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from ais.errors import AssessmentRefused

from .assessment import LABEL, NOTE, PARTIAL_ALLOWED, Assessment, Finding, PlanItem
from .documents import moment_of
from .report import RequirementState as State

__all__ = ["read_oscal"]

_WORST_FIRST = (State.NOT_MET, State.PARTIAL, State.MET, State.NOT_APPLICABLE, State.NOT_ASSESSED)
_TARGET = re.compile(
    r"(?:sp-?800-171(?:-?r(?:ev-?)?2)?[-_.:])?(3\.\d{1,2}\.\d{1,2})(?!\d)(?:_smt)?(.*)",
    re.IGNORECASE,
)
_CLOSED = {"closed"}


def read_oscal(document: dict[str, Any], digest: bytes, name: str) -> Assessment:
    """The assessment in a parsed OSCAL document, of which ``digest`` is the SHA-256.

    Raises ``AssessmentRefused``.
    """
    whole = document["assessment-results"]
    result = _latest(whole, name)
    assessed_at = moment_of(result.get("end") or result.get("start"))
    if assessed_at is None:
        raise _no(name, "results.end", "the time of the assessment is missing")
    risks = {_text(risk.get("uuid")): risk for risk in _rows(result, "risks")}
    findings: dict[str, Finding] = {}
    due: dict[str, PlanItem] = {}
    evidence = _Evidence(whole, result)
    foreign = 0
    for row in _rows(result, "findings"):
        requirement, finding = _finding(row, evidence)
        if requirement is None:
            foreign += 1
            continue
        known = findings.get(requirement)
        findings[requirement] = _worse(known, finding) if known else finding
        for item in _plan(requirement, row, risks, name):
            if requirement not in due or item.due_at > due[requirement].due_at:
                due[requirement] = item
    if not findings:
        raise _no(name, "findings", "no finding is about a requirement of SP 800-171 Rev. 2")
    count = len(_rows(whole, "results"))
    notes = [f"{foreign} findings are about nothing in SP 800-171"] if foreign else []
    notes += [f"the latest of {count} results counts"] if count > 1 else []
    metadata = _mapping(whole, "metadata")
    return Assessment(
        format="oscal",
        scope=_text(metadata.get("title"))[:LABEL],
        assessed_at=assessed_at,
        ssp=_ssp(metadata),
        findings=MappingProxyType(findings),
        sha256=digest,
        plan=tuple(due.values()),
        notes=tuple(notes),
    )


def _latest(whole: object, name: str) -> dict[str, Any]:
    results = _rows(whole, "results") if isinstance(whole, dict) else []
    if not results:
        raise _no(name, "results", "there is none")
    return max(results, key=lambda row: moment_of(row.get("start")) or 0)


def _finding(row: dict[str, Any], evidence: _Evidence) -> tuple[str | None, Finding]:
    target = _mapping(row, "target")
    found = _TARGET.fullmatch(_text(target.get("target-id")))
    if found is None:
        return None, Finding(State.NOT_ASSESSED)
    whole = not found[2]
    state = _mapping(target, "status").get("state")
    remarks = (_text(_mapping(target, "status").get("remarks")) or _text(row.get("remarks")))[:NOTE]
    built = _text(_mapping(target, "implementation-status").get("state"))
    if state == "not-satisfied":
        partial = whole and built == "partial" and found[1] in PARTIAL_ALLOWED
        chosen = State.PARTIAL if partial else State.NOT_MET
    elif state == "satisfied" and whole:
        chosen = State.NOT_APPLICABLE if built == "not-applicable" else State.MET
    else:
        chosen = State.NOT_ASSESSED
    return found[1], Finding(chosen, remarks, evidence.of(row))


def _worse(one: Finding, other: Finding) -> Finding:
    """The worse of two. A satisfied objective is as silent as no finding."""
    first = min((one, other), key=lambda each: _WORST_FIRST.index(each.state))
    return Finding(first.state, first.reason, tuple(sorted({*one.evidence, *other.evidence})))


def _plan(
    requirement: str, row: dict[str, Any], risks: dict[str, dict[str, Any]], name: str
) -> Iterator[PlanItem]:
    if _mapping(_mapping(row, "target"), "status").get("state") != "not-satisfied":
        return
    for related in _rows(row, "related-risks"):
        risk = risks.get(_text(related.get("risk-uuid")), {})
        if risk.get("deadline") is None or _text(risk.get("status")) in _CLOSED:
            continue
        due_at = moment_of(risk["deadline"], end_of_day=True)
        if due_at is None:
            raise _no(name, "risks.deadline", "it is no date")
        yield PlanItem(requirement, due_at, _text(risk.get("title"))[:NOTE])


def _ssp(metadata: dict[str, Any]) -> str:
    for link in _rows(metadata, "links"):
        if link.get("rel") == "system-security-plan":
            return _text(link.get("href"))[:LABEL]
    return ""


class _Evidence:
    """Finds the SHA-256 digests that a finding points to."""

    def __init__(self, whole: dict[str, Any], result: dict[str, Any]) -> None:
        self._digests = {
            _text(resource.get("uuid")): _digests(resource)
            for resource in _rows(_mapping(whole, "back-matter"), "resources")
        }
        self._observations = {
            _text(each.get("uuid")): each for each in _rows(result, "observations")
        }

    def of(self, row: dict[str, Any]) -> tuple[bytes, ...]:
        places = [_text(link.get("href")) for link in _rows(row, "links")]
        for related in _rows(row, "related-observations"):
            seen = self._observations.get(_text(related.get("observation-uuid")), {})
            places += [_text(each.get("href")) for each in _rows(seen, "relevant-evidence")]
        found = {d for place in places for d in self._digests.get(place.removeprefix("#"), ())}
        return tuple(sorted(found))


def _digests(resource: dict[str, Any]) -> list[bytes]:
    hashes = [each for link in _rows(resource, "rlinks") for each in _rows(link, "hashes")]
    named = [_text(each.get("value")) for each in hashes if each.get("algorithm") == "SHA-256"]
    return [bytes.fromhex(text) for text in named if re.fullmatch(r"[0-9A-Fa-f]{64}", text)]


def _mapping(row: object, key: str) -> dict[str, Any]:
    value = row.get(key) if isinstance(row, dict) else None
    return value if isinstance(value, dict) else {}


def _rows(row: object, key: str) -> list[dict[str, Any]]:
    value = row.get(key) if isinstance(row, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _no(name: str, field: str, reason: str) -> AssessmentRefused:
    return AssessmentRefused(name=name, field=field, reason=reason)
