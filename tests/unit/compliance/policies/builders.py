"""Reports and assessments as values, for tests of policies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from ais.compliance.assessment import REQUIREMENTS, Assessment, Finding, PlanItem
from ais.compliance.report import Report, RequirementState, Row, RowOutcome

NOW = 1_780_000_000  # 2026-05-28
DAY = 86_400
MET, NOT_MET = RequirementState.MET, RequirementState.NOT_MET
PARTIAL, SILENT = RequirementState.PARTIAL, RequirementState.NOT_ASSESSED
NOT_APPLICABLE = RequirementState.NOT_APPLICABLE


def row(rule: str, result: str = "pass", *references: tuple[str, str]) -> Row:
    outcomes = {"pass": RowOutcome.PASS, "fixed": RowOutcome.PASS, "fail": RowOutcome.FAIL}
    return Row(rule, outcomes.get(result, RowOutcome.OTHER), result, references=references)


def report(*rows: Row, at: int | None = NOW - DAY, seed: str = "", **more: Any) -> Report:
    fields: dict[str, Any] = {
        "format": "xccdf",
        "tool": "OpenSCAP",
        "version": "1.3",
        "target": "host",
    } | more
    sha256 = hashlib.sha256(repr((rows, at, seed)).encode()).digest()
    return Report(scanned_at=at, rows=rows, sha256=sha256, **fields)


QUIET = report(row("rule-without-a-map"))


def assessment(
    states: Mapping[str, RequirementState] | None = None,
    plan: Mapping[str, int] | None = None,
    *,
    rest: RequirementState = MET,
    assessed_at: int = NOW - DAY,
) -> Assessment:
    """All 110 requirements in the state ``rest``, but for ``states``. ``plan``: due days."""
    chosen = dict.fromkeys(REQUIREMENTS, rest) | dict(states or {})
    due = [PlanItem(number, assessed_at + days * DAY) for number, days in (plan or {}).items()]
    return Assessment(
        format="ais",
        scope="the enclave",
        assessed_at=assessed_at,
        ssp="SSP 3",
        findings={number: Finding(state, "a reason") for number, state in chosen.items()},
        sha256=hashlib.sha256(repr((chosen, plan, assessed_at)).encode()).digest(),
        plan=tuple(due),
    )


def not_met(*numbers: str, days: int | None = 90) -> Assessment:
    """All met but these, each with an item in the plan (none with ``days=None``)."""
    plan = {} if days is None else dict.fromkeys(numbers, days)
    return assessment(dict.fromkeys(numbers, NOT_MET), plan)


def numbers(text: str) -> list[str]:
    """The numbers of requirements that a text lists."""
    return text.split()


def ones(points: Mapping[str, int], without: Sequence[str] = ()) -> list[str]:
    """The requirements worth one point, but for some."""
    return [number for number, value in points.items() if value == 1 and number not in without]
