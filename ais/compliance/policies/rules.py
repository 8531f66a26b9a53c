"""Rule policies: a verdict from reports alone.

``rules: all`` takes every rule of every report. It is compliant where at least one passes, none
fails and none is left open (error, unknown, not checked); where none fails and that does not hold,
nothing is assessed. A list names the rules that count, each of which has to pass; rules beside it
count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ais.compliance.assessment import Assessment
from ais.compliance.report import Report, Row, RowOutcome, Status

from .policy import Policy, Verdict

__all__ = ["RulePolicy"]

#: Results that leave a rule open, in one spelling.
_OPEN_RESULTS = frozenset({"error", "unknown", "notchecked"})


def _result_word(text: str) -> str:
    """A scanner's word for a result in one spelling: ``Not Checked`` is ``notchecked``."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


class RulePolicy(Policy):
    """Decides by rules. The document's ``rules`` is ``all``, or the list of those that count."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(document)
        listed = document["rules"]
        self._wanted: list[Mapping[str, Any]] | None = None
        if listed != "all":
            self._wanted = [{"rule": e} if isinstance(e, str) else e for e in listed]

    def _decide(
        self, reports: tuple[Report, ...], assessment: Assessment | None, _at: int
    ) -> Verdict:
        verdict = self._all(reports) if self._wanted is None else self._listed(reports)
        if assessment is None:
            return verdict
        remark = "the assessment file decides nothing under a rule policy"
        return Verdict(verdict.status, failing=verdict.failing, reasons=(*verdict.reasons, remark))

    def _all(self, reports: tuple[Report, ...]) -> Verdict:
        rows = [row for report in reports for row in report.deciding]
        failing = _names(row for row in rows if row.outcome is RowOutcome.FAIL)
        passing = sum(row.outcome is RowOutcome.PASS for row in rows)
        left = [row for row in rows if _is_open(row)]
        if failing:
            reasons = [f"{len(failing)} rules fail"]
            return Verdict(Status.NON_COMPLIANT, failing=failing, reasons=tuple(reasons))
        reasons = [] if passing else ["no rule passes"]
        if left:
            some = ", ".join(_names(left)[:3])
            reasons.append(f"{len(left)} results are error, unknown or not checked: {some}")
        status = Status.NOT_ASSESSED if reasons else Status.COMPLIANT
        return Verdict(status, reasons=tuple(reasons))

    def _listed(self, reports: tuple[Report, ...]) -> Verdict:
        assert self._wanted is not None
        rows: dict[str, list[tuple[str, Row]]] = {}
        for report in reports:
            for row in report.deciding:
                rows.setdefault(row.rule, []).append((report.format, row))
        failing: list[str] = []
        silent: list[str] = []
        for entry in self._wanted:
            outcomes = _outcomes(entry, rows.get(entry["rule"], []))
            if RowOutcome.FAIL in outcomes:
                failing.append(entry["rule"])
            elif not outcomes or RowOutcome.OTHER in outcomes:
                silent.append(entry["rule"])
        reasons = []
        if failing:
            reasons.append(f"{len(failing)} of {len(self._wanted)} listed rules fail")
        if silent:
            some = ", ".join(silent[:3])
            reasons.append(f"{len(silent)} listed rules have no result that decides: {some}")
        status = Status.NOT_ASSESSED if silent else Status.COMPLIANT
        if failing:
            status = Status.NON_COMPLIANT
        return Verdict(status, failing=tuple(failing), reasons=tuple(reasons))


def _outcomes(entry: Mapping[str, Any], rows: list[tuple[str, Row]]) -> set[RowOutcome]:
    """What rows say of one listed rule; a result that is accepted is as good as a pass."""
    accepted = {_result_word(each) for each in entry.get("accept", ())}
    found = set()
    for form, row in rows:
        if entry.get("format") in (None, form):
            good = row.outcome is RowOutcome.OTHER and _result_word(row.result) in accepted
            found.add(RowOutcome.PASS if good else row.outcome)
    return found


def _is_open(row: Row) -> bool:
    return row.outcome is RowOutcome.OTHER and _result_word(row.result) in _OPEN_RESULTS


def _names(rows: Any) -> tuple[str, ...]:
    return tuple(sorted({row.rule for row in rows}))
