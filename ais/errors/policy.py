"""Errors of writing a policy: values that the contract would refuse, and names nobody knows."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = ["PolicyError", "PolicyField", "PolicyName", "PolicyWord"]


class PolicyError(AisError):
    """Base of all that can be wrong with a policy."""

    code = "policy-refused"
    why = "the policy was refused: {reason}"
    what_to_do = "Correct the policy; `ais submit --help` lists what each value may be."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class PolicyField(PolicyError):
    """A value outside its bounds."""

    code = "policy-field"
    why = "the policy's {field} {reason}"
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class PolicyName(PolicyError):
    """A sector, tier or TLP name that is not in the tables."""

    code = "policy-name"
    why = "there is no {kind} named {given!r}"
    what_to_do = "Use one of: {known}."
    fields: ClassVar[tuple[str, ...]] = ("kind", "given", "known")


class PolicyWord(PolicyError):
    """A word that is no policy: its reserved upper bits are not zero."""

    code = "policy-word"
    why = "the policy word has bits set that mean nothing"
    what_to_do = "The network runs contracts of another version; update AIS."
    fields: ClassVar[tuple[str, ...]] = ()
