"""The supplier's assessment file: what its people found about each requirement of SP 800-171.

It is a statement of the supplier about itself, with a date, digests of its evidence, a reference to
its system security plan (SSP) and a plan of action with due dates. What it does not name is not
assessed. How files are read stands in ``assessment_file``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .report import RequirementState

__all__ = [
    "LABEL",
    "NOTE",
    "PARTIAL_ALLOWED",
    "REQUIREMENTS",
    "SSP",
    "Assessment",
    "Finding",
    "PlanItem",
]

#: How many requirements each family of SP 800-171 Rev. 2 has, 3.1 to 3.14.
_FAMILIES = (22, 3, 9, 9, 11, 3, 6, 9, 2, 6, 3, 4, 16, 7)
#: The numbers of all 110 requirements, in order.
REQUIREMENTS = tuple(
    f"3.{family}.{number}"
    for family, many in enumerate(_FAMILIES, 1)
    for number in range(1, many + 1)
)
#: Those that the DoD Assessment Methodology takes as done in part.
PARTIAL_ALLOWED = frozenset({"3.5.3", "3.13.11"})
#: The requirement to have a system security plan.
SSP = "3.12.4"

#: Most characters of a name, and of a reason or an action.
LABEL, NOTE = 200, 4_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What the supplier says of one requirement. ``evidence``: SHA-256 digests of files."""

    state: RequirementState
    reason: str = ""
    evidence: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One open item of the plan of action; ``due_at`` in seconds, UTC."""

    requirement: str
    due_at: int
    action: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment file, whole. ``sha256``: of its exact bytes; ``assessed_at``: seconds, UTC.

    ``ssp``: how the supplier names its system security plan, empty where it names none.
    """

    format: str  # ais, oscal
    scope: str
    assessed_at: int
    ssp: str
    findings: Mapping[str, Finding]
    sha256: bytes
    plan: tuple[PlanItem, ...] = ()
    notes: tuple[str, ...] = ()

    def state(self, requirement: str) -> RequirementState:
        """What stands about a requirement; not assessed where the file is silent."""
        found = self.findings.get(requirement)
        return RequirementState.NOT_ASSESSED if found is None else found.state
