"""The arithmetic of requirement policies: points, scores, and what a plan of action may hold.

By the NIST SP 800-171 DoD Assessment Methodology 1.2.1, section 5: 110, less the value of each
requirement that is not met; two requirements done in part cost less; without a system security plan
there is no score; a plan of action earns nothing. What a plan may hold is of 32 CFR 170.21(a)(2).
The numbers themselves stand in the policies' documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ais.compliance.assessment import Assessment
from ais.compliance.report import RequirementState

from .policy import DAY, day_of

__all__ = ["PlanRule", "Scoring", "is_short"]

_SHORT = (RequirementState.NOT_MET, RequirementState.PARTIAL)


def is_short(state: RequirementState) -> bool:
    """Whether a requirement is not met, in whole or in part."""
    return state in _SHORT


@dataclass(frozen=True, slots=True)
class Scoring:
    """Points of each requirement, from a policy's document."""

    start: int
    points: Mapping[str, int]
    partial: Mapping[str, int]
    none_without: str

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Scoring:
        """From the ``score`` of a policy's document."""
        return cls(**document)

    def cost(self, requirement: str, state: RequirementState) -> int:
        """The points that a requirement takes away."""
        if state is RequirementState.PARTIAL:
            return self.partial[requirement]
        return self.points.get(requirement, 0) if state is RequirementState.NOT_MET else 0

    def total(self, states: Mapping[str, RequirementState]) -> int:
        """The sum, whatever stands about the security plan. From -203 to 110."""
        return self.start - sum(self.cost(each, state) for each, state in states.items())

    def score(self, states: Mapping[str, RequirementState]) -> int | None:
        """The sum; None without a security plan. What is not assessed counts as not met."""
        strict = {each: _strict(state) for each, state in states.items()}
        if strict.get(self.none_without) is not RequirementState.MET:
            return None
        return self.total(strict)


def _strict(state: RequirementState) -> RequirementState:
    assessed = state is not RequirementState.NOT_ASSESSED
    return state if assessed else RequirementState.NOT_MET


@dataclass(frozen=True, slots=True)
class PlanRule:
    """What a plan of action may hold, and for how long, from a policy's document."""

    least_score: int
    most_points: int
    partial: tuple[str, ...]
    never: tuple[str, ...]
    days: int

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> PlanRule:
        """From the ``plan`` of a policy's document."""
        lists = {key: tuple(document[key]) for key in ("partial", "never")}
        return cls(**{**document, **lists})

    def objections(
        self,
        states: Mapping[str, RequirementState],
        scoring: Scoring,
        assessment: Assessment,
        at: int,
    ) -> list[str]:
        """Why the plan does not carry what is not met at ``at``; empty where it does."""
        found = []
        score = scoring.score(states)
        if score is None or score < self.least_score:
            shown = "no score" if score is None else f"the score {score}"
            found.append(f"{shown} is below {self.least_score}, where a plan of action begins")
        due = {item.requirement: item.due_at for item in assessment.plan}
        for requirement, state in states.items():
            if is_short(state):
                cost = scoring.cost(requirement, state)
                barred = self._barred(requirement, state, cost)
                late = self._late(due.get(requirement), assessment.assessed_at, at)
                if barred or late:
                    found.append(f"{requirement} {barred or late}")
        return found

    def _barred(self, requirement: str, state: RequirementState, cost: int) -> str:
        if requirement in self.never:
            return "must not stand in a plan of action"
        allowed = requirement in self.partial and state is RequirementState.PARTIAL
        if cost > self.most_points and not allowed:
            return f"costs {cost} points and must not stand in a plan of action"
        return ""

    def _late(self, due_at: int | None, assessed_at: int, at: int) -> str:
        if due_at is None:
            return "is not met and stands in no plan of action"
        if due_at // DAY - assessed_at // DAY > self.days:
            return f"is due {day_of(due_at)}, more than {self.days} days after the assessment"
        if at > due_at:
            return f"was due {day_of(due_at)} and is still open"
        return ""
