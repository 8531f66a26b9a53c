"""What ``Relays.sol`` refuses: the list of relays.

Fields stand in the order of the ABI.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "RelaysError",
    "RelaysInvalidUrl",
    "RelaysUnknown",
    "RelaysZeroKey",
]


class RelaysError(ContractError):
    """Base of what ``Relays.sol`` refuses."""

    code = "relays-error"


class RelaysZeroKey(RelaysError):
    """``RelaysZeroKey()``."""

    code = "relays-zero-key"
    why = "a relay's key cannot be the zero address"
    what_to_do = "Give the address of the key that signs the relay's promises."
    fields: ClassVar[tuple[str, ...]] = ()


class RelaysInvalidUrl(RelaysError):
    """``RelaysInvalidUrl(length)``."""

    code = "relays-invalid-url"
    why = "a relay's URL cannot have {length} bytes"
    what_to_do = "Give 1 to 200 bytes."
    fields: ClassVar[tuple[str, ...]] = ("length",)


class RelaysUnknown(RelaysError):
    """``RelaysUnknown(key)``."""

    code = "relays-unknown"
    why = "no relay with the key {key} is listed"
    what_to_do = "Give the key of one that is listed."
    fields: ClassVar[tuple[str, ...]] = ("key",)
