"""Requirement policies: a verdict from the supplier's assessment file and from reports.

The steps, repeated by number at the code:

1. each row of a report is mapped to requirements of SP 800-171; what no map knows is listed;
2. the assessment says what stands about each requirement; what it leaves out is not assessed;
3. a mapped rule that fails makes a requirement not met, whatever the assessment says; rules that
   pass support it and make nothing met;
4. numbers are gathered into the policy's requirements, the worst counts;
5. scores, with what is not assessed as not met and as met;
6. the status: first as if all that is not assessed were met. Only what would hold up even then is
   undecided by what is missing; the rest is non-compliant already.

This is a self-evaluation against the arithmetic of the rule, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ais.compliance.assessment import Assessment
from ais.compliance.maps import requirements_of, requirements_of_rule
from ais.compliance.report import Report, Row, RowOutcome, Status
from ais.compliance.report import RequirementState as State
from ais.errors import AssessmentMissing, ReportKindRefused

from .policy import DAY, Policy, Verdict, too_old
from .scoring import PlanRule, Scoring, is_short

__all__ = ["RequirementPolicy", "mapped"]

#: Formats whose rules nothing maps: they serve rule policies alone.
_RULES_ONLY = frozenset({"kube-bench", "lynis"})
PLAN_REQUIREMENT = "3.12.2"

_WORST_FIRST = (
    State.NOT_MET,
    State.PARTIAL,
    State.NOT_ASSESSED,
    State.MET,
    State.NOT_APPLICABLE,
)
States = Mapping[str, State]


def mapped(report: Report, row: Row) -> frozenset[str]:
    """The requirements that a row speaks of. What it says in terms of 800-171 goes before maps."""
    named = [each for each in row.references if each[0] == "800-171"]
    found = frozenset[str]().union(*(requirements_of(*each) for each in named))
    if found:
        return found
    found = frozenset[str]().union(*(requirements_of(*each) for each in row.references))
    return found | requirements_of_rule(row.rule) if report.format == "scubagear" else found


class RequirementPolicy(Policy):
    """Decides by requirements of SP 800-171 Rev. 2, as its document gathers and scores them."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(document)
        self.max_assessment_age_seconds: int = document["max_assessment_age_days"] * DAY
        self._groups: Mapping[str, list[str]] = document["requirements"]
        self._scoring = Scoring.of(document["score"]) if document["score"] else None
        self._plan = PlanRule.of(document["plan"]) if document["plan"] else None

    def _decide(
        self, reports: tuple[Report, ...], assessment: Assessment | None, at: int
    ) -> Verdict:
        for report in reports:
            if report.format in _RULES_ONLY:
                raise ReportKindRefused(policy=self.name, format=report.format)
        if assessment is None:
            raise AssessmentMissing(policy=self.name)

        rows = _Rows(reports)  # 1
        numbers = {each: assessment.state(each) for many in self._groups.values() for each in many}
        overruled = [n for n in numbers if n in rows.failing and numbers[n] is not State.NOT_MET]
        numbers |= dict.fromkeys(overruled, State.NOT_MET)  # 2, 3
        states = {each: _worst(many, numbers) for each, many in self._groups.items()}  # 4
        best = {each: _kindly(state) for each, state in states.items()}

        scoring = self._scoring
        claimed, why_not = self._claim(states, assessment)
        status, reasons = self._status(states, best, assessment, at)  # 6
        said = [*reasons, *why_not, *rows.remarks(numbers), *assessment.notes]
        age = self.max_assessment_age_seconds
        return Verdict(
            status,
            score=scoring.score(states) if scoring else None,  # 5
            score_max=scoring.score(best) if scoring else None,
            score_claimed=claimed,
            requirements=MappingProxyType(states),
            due_at=self._due_at(states, assessment),
            assessment_digest=assessment.sha256,
            failing=tuple(each for each, state in states.items() if is_short(state)),
            unmapped=rows.unmapped,
            reasons=(*said, *_overruling(overruled, rows)),
            stale=(too_old("the assessment", assessment.assessed_at, at, age),),
        )

    def _status(
        self, states: States, best: States, assessment: Assessment, at: int
    ) -> tuple[Status, list[str]]:
        missing = [e for e, state in states.items() if state is State.NOT_ASSESSED]
        reasons = [f"{len(missing)} requirements are not assessed"] if missing else []
        short = [each for each, state in best.items() if is_short(state)]
        if not short:
            return (Status.NOT_ASSESSED if missing else Status.COMPLIANT), reasons
        reasons.append(f"{len(short)} of {len(states)} requirements are not met")
        if self._plan is None or self._scoring is None:
            return Status.NON_COMPLIANT, reasons
        objections = self._plan.objections(best, self._scoring, assessment, at)
        if objections:
            return Status.NON_COMPLIANT, [*reasons, *objections]
        return (Status.NOT_ASSESSED if missing else Status.CONDITIONAL), reasons

    def _claim(self, states: States, assessment: Assessment) -> tuple[bool, list[str]]:
        """Whether the score may be called a DoD score, and why not."""
        if self._scoring is None:
            return False, []
        if self._scoring.score(states) is None:
            return False, ["there is no score without a system security plan: 3.12.4 is not met"]
        if State.NOT_ASSESSED in states.values():
            return False, ["no DoD score is claimed: something is not assessed"]
        planned = {item.requirement for item in assessment.plan}
        short = {each for each, finding in assessment.findings.items() if is_short(finding.state)}
        bare = sorted(short - planned, key=_order)
        if bare and not is_short(states[PLAN_REQUIREMENT]):
            why = f"{len(bare)} requirements are not met without a plan of action ({bare[0]} first)"
            return False, [
                f"no DoD score is claimed: {why}, so 3.12.2 is not met (section 5 g iii)"
            ]
        return True, []

    def _due_at(self, states: States, assessment: Assessment) -> int | None:
        if self._scoring is None:
            return None
        due = [i.due_at for i in assessment.plan if is_short(states[i.requirement])]
        return max(due, default=None)


class _Rows:
    """The rows of all reports, by requirement."""

    def __init__(self, reports: tuple[Report, ...]) -> None:
        self.failing: dict[str, set[str]] = {}
        self.passing: dict[str, set[str]] = {}
        unmapped = set()
        for report in reports:
            for row in report.deciding:
                numbers = mapped(report, row)
                if not numbers:
                    unmapped.add(row.rule)
                kept = {RowOutcome.FAIL: self.failing, RowOutcome.PASS: self.passing}
                for number in numbers if row.outcome in kept else ():
                    kept[row.outcome].setdefault(number, set()).add(row.rule)
        self.unmapped = tuple(sorted(unmapped))

    def remarks(self, numbers: States) -> list[str]:
        """What the reports support, and how many of their rules count in nothing."""
        supported = [each for each in numbers if each in self.passing and each not in self.failing]
        found = []
        if supported:
            found.append(f"passing rules support {len(supported)} requirements; none is met by it")
        if self.unmapped:
            found.append(f"{len(self.unmapped)} rules have no map and count in no requirement")
        return found


def _overruling(overruled: list[str], rows: _Rows) -> list[str]:
    found = []
    for number in overruled:
        rules = sorted(rows.failing[number])
        more = f" and {len(rules) - 1} more" if len(rules) > 1 else ""
        found.append(f"{number} is not met: {rules[0]}{more} fails")
    return found


def _worst(numbers: list[str], states: States) -> State:
    return min((states[each] for each in numbers), key=_WORST_FIRST.index)


def _kindly(state: State) -> State:
    undecided = state is State.NOT_ASSESSED
    return State.MET if undecided else state


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
