"""Reading an assessment file: YAML or JSON of our own form, or OSCAL assessment results."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ais.errors import AssessmentRefused

from .assessment import (
    LABEL,
    NOTE,
    PARTIAL_ALLOWED,
    REQUIREMENTS,
    SSP,
    Assessment,
    Finding,
    PlanItem,
)
from .documents import JSON_BYTES, moment_of, read_document
from .oscal_assessment import read_oscal
from .report import RequirementState

__all__ = ["load_assessment"]

_VERSION = 1
_MOST_EVIDENCE = 100

_HEX = re.compile(r"[0-9a-f]{64}")
_NUMBERS = frozenset(REQUIREMENTS)
_TOP = {"ais-assessment", "assessed", "scope", "ssp", "requirements", "plan"}
_STATES = {each.value: each for each in RequirementState}


def load_assessment(source: str | Path | bytes, *, name: str = "") -> Assessment:
    """Read an assessment file, ours or OSCAL, from a path or from its bytes.

    Raises ``AssessmentRefused``, also for a file that cannot be read.
    """
    shown = name or ("the file" if isinstance(source, bytes) else str(source))
    raw = source if isinstance(source, bytes) else _read_bytes(source, shown)
    document = read_document(raw, lambda place, reason: _refused(shown, place, reason))
    digest = hashlib.sha256(raw).digest()
    if "assessment-results" in document:
        found = read_oscal(document, digest, shown)
    else:
        found = _Ours(shown).read(document, digest)
    return _checked(found, shown)


def _read_bytes(path: str | Path, name: str) -> bytes:
    """The bytes of a file, at most ``JSON_BYTES``. Raises ``AssessmentRefused``."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(JSON_BYTES + 1)
    except OSError as error:
        raise _refused(name, "the file", error.strerror or type(error).__name__) from None
    if len(raw) > JSON_BYTES:
        raise _refused(name, "the file", f"it has more than {JSON_BYTES:,} bytes")
    return raw


def _checked(found: Assessment, name: str) -> Assessment:
    """What holds for both forms. Raises ``AssessmentRefused``."""
    for requirement, finding in found.findings.items():
        if requirement not in _NUMBERS:
            raise _refused(name, requirement, "SP 800-171 Rev. 2 has no such requirement")
        if finding.state is RequirementState.PARTIAL and requirement not in PARTIAL_ALLOWED:
            raise _refused(name, requirement, "only 3.5.3 and 3.13.11 can be partial")
        if finding.state is RequirementState.NOT_APPLICABLE and not finding.reason:
            raise _refused(name, requirement, "not applicable needs a reason")
    ssp = found.state(SSP)
    if ssp is RequirementState.NOT_APPLICABLE:
        raise _refused(name, SSP, "a system security plan is never not applicable")
    if ssp is RequirementState.MET and not found.ssp:
        raise _refused(name, SSP, "it is met, and no system security plan is named")
    planned = [item.requirement for item in found.plan]
    if any(each not in _NUMBERS for each in planned) or len(set(planned)) != len(planned):
        raise _refused(name, "plan", "each item names one requirement, each requirement once")
    return found


def _refused(name: str, field: str, reason: str) -> AssessmentRefused:
    return AssessmentRefused(name=name, field=field, reason=reason)


class _Ours:
    """Reads our own form; every method raises ``AssessmentRefused``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, document: dict[str, Any], digest: bytes) -> Assessment:
        self._known("the file", document, _TOP)
        if document.get("ais-assessment") != _VERSION:
            raise self._no("ais-assessment", f"this is no assessment file of version {_VERSION}")
        assessed_at = moment_of(document.get("assessed"))
        if assessed_at is None:
            raise self._no("assessed", "a date such as 2026-05-04 is wanted")
        rows = document.get("requirements")
        if not isinstance(rows, dict):
            raise self._no("requirements", "a mapping of requirement to state is wanted")
        return Assessment(
            format="ais",
            scope=self._text("scope", document.get("scope", ""), LABEL),
            assessed_at=assessed_at,
            ssp=self._ssp(document.get("ssp")),
            findings=MappingProxyType({key: self._finding(key, rows[key]) for key in rows}),
            sha256=digest,
            plan=tuple(self._plan(document.get("plan"))),
        )

    def _ssp(self, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, dict):
            self._known("ssp", value, {"title", "version", "date", "sha256"})
            if not value.get("title"):
                raise self._no("ssp", "its title is wanted")
            if "sha256" in value:
                self._digest("ssp.sha256", value["sha256"])
            return ", ".join(self._text(f"ssp.{key}", value[key], LABEL) for key in sorted(value))
        return self._text("ssp", value, LABEL)

    def _finding(self, key: str, value: object) -> Finding:
        place = f"requirements.{key}"
        row = {"state": value} if isinstance(value, str) else value
        if not isinstance(row, dict):
            raise self._no(place, "a state, or a mapping with a state, is wanted")
        self._known(place, row, {"state", "reason", "evidence"})
        state = _STATES.get(str(row.get("state")).replace("-", " "))
        if state is None:
            raise self._no(place, f"the state is one of: {', '.join(_STATES)}")
        evidence = row.get("evidence", [])
        if not isinstance(evidence, list) or len(evidence) > _MOST_EVIDENCE:
            raise self._no(f"{place}.evidence", "a list of SHA-256 digests is wanted")
        digests = tuple(self._digest(f"{place}.evidence", each) for each in evidence)
        return Finding(state, self._text(f"{place}.reason", row.get("reason", ""), NOTE), digests)

    def _plan(self, value: object) -> list[PlanItem]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._no("plan", "a list of items is wanted")
        items = []
        for number, row in enumerate(value):
            place = f"plan.{number}"
            if not isinstance(row, dict):
                raise self._no(place, "a mapping with requirement and due is wanted")
            self._known(place, row, {"requirement", "due", "action"})
            due_at = moment_of(row.get("due"), end_of_day=True)
            if due_at is None:
                raise self._no(f"{place}.due", "a date such as 2026-09-01 is wanted")
            requirement = self._text(f"{place}.requirement", row.get("requirement"), LABEL)
            action = self._text(f"{place}.action", row.get("action", ""), NOTE)
            items.append(PlanItem(requirement, due_at, action))
        return items

    def _known(self, place: str, row: dict[str, Any], names: set[str]) -> None:
        unknown = sorted(row.keys() - names)
        if unknown:
            raise self._no(place, f"{unknown[0][:LABEL]!r} is no field of an assessment file")

    def _text(self, place: str, value: object, most: int) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise self._no(place, f"a text of at most {most:,} characters is wanted")
        return value.strip()

    def _digest(self, place: str, value: object) -> bytes:
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            raise self._no(place, "a SHA-256 of 64 small hex digits is wanted")
        return bytes.fromhex(value)

    def _no(self, field: str, reason: str) -> AssessmentRefused:
        return _refused(self._name, field, reason)
