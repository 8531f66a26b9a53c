"""What ``Relations.sol`` refuses: declared affiliates and competitors.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "RelationsAlreadyDeclared",
    "RelationsError",
    "RelationsNotDeclared",
    "RelationsNotOwner",
    "RelationsSelf",
    "RelationsTooMany",
    "RelationsTooManyOthers",
    "RelationsUnknownOrganisation",
]


class RelationsError(ContractError):
    """Base of what ``Relations.sol`` refuses."""

    code = "relations-error"


class RelationsNotOwner(RelationsError):
    """``RelationsNotOwner(account)``."""

    code = "relations-not-owner"
    why = "the account {account} is not the owner of an organisation"
    what_to_do = "Sign with the organisation's cold owner account."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class RelationsSelf(RelationsError):
    """``RelationsSelf(organisation)``."""

    code = "relations-self"
    why = "organisation {organisation} cannot be related to itself"
    what_to_do = "Name another organisation."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class RelationsUnknownOrganisation(RelationsError):
    """``RelationsUnknownOrganisation(other)``."""

    code = "relations-unknown-organisation"
    why = "there is no organisation {other}"
    what_to_do = "Look the number up with `ais membership list`."
    fields: ClassVar[tuple[str, ...]] = ("other",)


class RelationsTooMany(RelationsError):
    """``RelationsTooMany(organisation, kind, most)``."""

    code = "relations-too-many"
    why = "organisation {organisation} has declared {most} of kind {kind.name} already"
    what_to_do = "Withdraw one first; a declaration ends with its epoch."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "kind", "most")


class RelationsAlreadyDeclared(RelationsError):
    """``RelationsAlreadyDeclared(organisation, other, kind)``."""

    code = "relations-already-declared"
    why = "organisation {organisation} has declared {other} as {kind.name} already"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "other", "kind")


class RelationsNotDeclared(RelationsError):
    """``RelationsNotDeclared(organisation, other, kind)``."""

    code = "relations-not-declared"
    why = "organisation {organisation} has not declared {other} as {kind.name}"
    what_to_do = "Nothing is left to do; `ais audit --contract relations` shows what was declared."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "other", "kind")


class RelationsTooManyOthers(RelationsError):
    """``RelationsTooManyOthers(length, most)``."""

    code = "relations-too-many-others"
    why = "{length} organisations were asked about at once, {most} are allowed"
    what_to_do = "Ask in parts."
    fields: ClassVar[tuple[str, ...]] = ("length", "most")
