"""Errors of the economics: models outside their range, calibrations that no parameter satisfies."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "CalibrationInfeasible",
    "ContestRefused",
    "CoordinationRefused",
    "EconomicsError",
    "EconomyRefused",
    "ModelRefused",
    "ParametersUnfit",
]


class EconomicsError(AisError):
    """The root of this module's errors."""

    code = "economics-error"


class ModelRefused(EconomicsError):
    """A value for which a model says nothing."""

    code = "model-refused"
    why = "{field} is {value}: {reason}"
    what_to_do = (
        "Give {field} within its range: docs/economics.md, docs/investment.md and "
        "docs/simulation.md list them."
    )
    fields: ClassVar[tuple[str, ...]] = ("field", "value", "reason")


class ContestRefused(ModelRefused):
    """Two firms and an attacker for which the model has no equilibrium with all of them active."""

    code = "contest-refused"
    what_to_do = "Change what it follows from: {step} (docs/economics.md)."
    fields: ClassVar[tuple[str, ...]] = ("field", "value", "reason", "step")


class EconomyRefused(EconomicsError):
    """A description of an economy that cannot be used: the file for calibration and simulation."""

    code = "economy-refused"
    why = "{field} {reason}"
    what_to_do = "Correct that field; `ais economics example` prints a file that works."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class CoordinationRefused(EconomicsError):
    """A description of issues, fixers and groups that cannot be used."""

    code = "coordination-refused"
    why = "{field} {reason}"
    what_to_do = "Correct that field; `ais economics coordinate --example` prints one that works."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class CalibrationInfeasible(EconomicsError):
    """No parameters make the mechanism do what was asked."""

    code = "calibration-infeasible"
    why = "no parameters satisfy {constraint}: {reason}"
    what_to_do = "The smallest change that would do: {relaxation}."
    fields: ClassVar[tuple[str, ...]] = ("constraint", "reason", "relaxation")


class ParametersUnfit(EconomicsError):
    """Parameters of money that do not do, in a described economy, what they are for."""

    code = "parameters-unfit"
    why = "the parameters break {constraint}: {reason}"
    what_to_do = "Calibrate anew (`ais economics calibrate`), or describe the economy as it is."
    fields: ClassVar[tuple[str, ...]] = ("constraint", "reason")
