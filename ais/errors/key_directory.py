"""What ``KeyDirectory.sol`` refuses: announcing public keys.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "KeyDirectoryBundleTooLong",
    "KeyDirectoryEmptyBundle",
    "KeyDirectoryError",
    "KeyDirectoryInvalidDelay",
    "KeyDirectoryTooSoon",
    "KeyDirectoryWrongNumber",
    "KeyDirectoryWrongStatus",
]


class KeyDirectoryError(ContractError):
    """Base of what ``KeyDirectory.sol`` refuses."""

    code = "key-directory-error"


class KeyDirectoryInvalidDelay(KeyDirectoryError):
    """``KeyDirectoryInvalidDelay(rotation_delay_seconds)``."""

    code = "key-directory-invalid-delay"
    why = "the rotation delay {rotation_delay_seconds} s is not allowed"
    what_to_do = "Choose between one second and 30 days before deploying."
    fields: ClassVar[tuple[str, ...]] = ("rotation_delay_seconds",)


class KeyDirectoryEmptyBundle(KeyDirectoryError):
    """``KeyDirectoryEmptyBundle()``."""

    code = "key-directory-empty-bundle"
    why = "the key bundle is empty"
    what_to_do = "Announce with `ais keys announce`."
    fields: ClassVar[tuple[str, ...]] = ()


class KeyDirectoryBundleTooLong(KeyDirectoryError):
    """``KeyDirectoryBundleTooLong(length, most)``."""

    code = "key-directory-bundle-too-long"
    why = "the key bundle has {length} bytes, {most} are allowed"
    what_to_do = "Announce with `ais keys announce`."
    fields: ClassVar[tuple[str, ...]] = ("length", "most")


class KeyDirectoryTooSoon(KeyDirectoryError):
    """``KeyDirectoryTooSoon(organisation, purpose, allowed_at)``."""

    code = "key-directory-too-soon"
    why = "organisation {organisation} may announce the next {purpose.name} key at {allowed_at} s"
    what_to_do = "Wait until then; the key in use stays in use."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "purpose", "allowed_at")


class KeyDirectoryWrongNumber(KeyDirectoryError):
    """``KeyDirectoryWrongNumber(given, expected)``."""

    code = "key-directory-wrong-number"
    why = "the key has number {given}, the next is {expected}"
    what_to_do = "Run the command again: another announcement came first."
    fields: ClassVar[tuple[str, ...]] = ("given", "expected")


class KeyDirectoryWrongStatus(KeyDirectoryError):
    """``KeyDirectoryWrongStatus(organisation)``."""

    code = "key-directory-wrong-status"
    why = "organisation {organisation} is removed and announces no keys"
    what_to_do = "Nothing can be sealed to it any more; a new organisation must be listed."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)
