"""Events of OpenZeppelin's ``AccessManager``."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Event

__all__ = [
    "OperationCanceled",
    "OperationExecuted",
    "OperationScheduled",
    "RoleAdminChanged",
    "RoleGrantDelayChanged",
    "RoleGranted",
    "RoleGuardianChanged",
    "RoleLabel",
    "RoleRevoked",
    "TargetAdminDelayUpdated",
    "TargetClosed",
    "TargetFunctionRoleUpdated",
]


@dataclass(frozen=True, slots=True)
class OperationScheduled(Event):
    """A delayed operation may run from ``schedule`` (seconds) on."""

    operation_id: bytes
    nonce: int
    schedule: int
    caller: str
    target: str
    data: bytes


@dataclass(frozen=True, slots=True)
class OperationExecuted(Event):
    """A delayed operation was run."""

    operation_id: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class OperationCanceled(Event):
    """A delayed operation was called off."""

    operation_id: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class RoleLabel(Event):
    """A role's public name."""

    role_id: int
    label: str


@dataclass(frozen=True, slots=True)
class RoleGranted(Event):
    """An account holds a role since a second, with a delay (seconds) on what it does."""

    role_id: int
    account: str
    delay: int
    since: int
    new_member: bool


@dataclass(frozen=True, slots=True)
class RoleRevoked(Event):
    """An account holds a role no more."""

    role_id: int
    account: str


@dataclass(frozen=True, slots=True)
class RoleAdminChanged(Event):
    """Another role grants this one."""

    role_id: int
    admin: int


@dataclass(frozen=True, slots=True)
class RoleGuardianChanged(Event):
    """Another role may call this one's operations off."""

    role_id: int
    guardian: int


@dataclass(frozen=True, slots=True)
class RoleGrantDelayChanged(Event):
    """Grants of a role wait ``delay`` seconds, from ``since`` on."""

    role_id: int
    delay: int
    since: int


@dataclass(frozen=True, slots=True)
class TargetAdminDelayUpdated(Event):
    """Changes to a contract's rules wait ``delay`` seconds, from ``since`` on."""

    target: str
    delay: int
    since: int


@dataclass(frozen=True, slots=True)
class TargetFunctionRoleUpdated(Event):
    """A function of a contract asks for a role."""

    target: str
    selector: bytes
    role_id: int


@dataclass(frozen=True, slots=True)
class TargetClosed(Event):
    """Whether a contract's governed functions are shut."""

    target: str
    closed: bool
