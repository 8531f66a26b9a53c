"""Calls, views and their bytes: ABI types on one side, Python values on the other.

``View`` and ``Write`` are values: nothing is sent until the client is given one.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, is_dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address

__all__ = [
    "Function",
    "View",
    "Write",
    "decode_values",
    "encode_values",
    "snake",
]

Abi = Sequence[Mapping[str, Any]]
T = TypeVar("T")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class View(Generic[T]):
    """A read of a contract: what to call and how to read the answer."""

    to: str
    payload: bytes
    name: str  # Contract.function
    decode: Callable[[bytes], T]


@dataclass(frozen=True, slots=True)
class Write:
    """A state-changing call: what to sign. ``value`` is in wei; no contract of AIS takes any.

    ``least_gas``: what the call is given at least, where a node's estimate may be too low.
    """

    to: str
    payload: bytes
    name: str  # Contract.function
    value: int = 0
    least_gas: int = 0


@dataclass(frozen=True, slots=True)
class Function:
    """One function of an ABI."""

    name: str
    selector: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def calldata(self, *values: Any) -> bytes:
        """Selector and arguments."""
        return self.selector + encode_values(self.inputs, values)

    def returned(self, answer: bytes) -> tuple[Any, ...]:
        """The values of an answer."""
        return decode_values(self.outputs, answer)


def functions(abi: Abi) -> dict[str, Function]:
    """The functions of an ABI by name (the contracts have no overloads)."""
    return {
        entry["name"]: Function(
            name=entry["name"],
            selector=function_abi_to_4byte_selector(entry),  # type: ignore[arg-type] # JSON
            inputs=types_of(entry["inputs"]),
            outputs=types_of(entry.get("outputs", ())),
        )
        for entry in abi
        if entry["type"] == "function"
    }


def types_of(parameters: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """ABI types of parameters, structs as tuples: ``(bytes32,uint64,uint32)``."""
    return tuple(collapse_if_tuple(dict(parameter)) for parameter in parameters)


def encode_values(types: Sequence[str], values: Sequence[Any]) -> bytes:
    """ABI bytes; frozen dataclasses stand for structs, ``IntEnum`` for enums.

    Raises ``ValueError`` for a value that does not fit its type.
    """
    try:
        return encode(types, [_plain(value) for value in values])
    except EncodingError as error:
        raise ValueError(str(error)) from None


def decode_values(types: Sequence[str], payload: bytes) -> tuple[Any, ...]:
    """Values of ABI bytes; addresses come back checksummed, arrays as tuples.

    Raises ``ValueError`` for bytes that are no such values.
    """
    if len(payload) < 32 * len(types):  # as where there is no contract
        raise ValueError(f"{len(payload)} bytes are no {', '.join(types)}")
    try:
        values = decode(types, payload)
    except (DecodingError, OverflowError) as error:
        raise ValueError(str(error)) from None
    return tuple(_checked(kind, value) for kind, value in zip(types, values, strict=True))


@cache
def snake(name: str) -> str:
    """``submissionId`` -> ``submission_id``; ``release_`` -> ``release``; ``from`` -> ``from_``."""
    text = _HUMP.sub("_", name.strip("_")).lower()
    return text + "_" if keyword.iskeyword(text) else text


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(astuple(value))
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    return value


def _checked(kind: str, value: Any) -> Any:
    if kind == "address":
        return to_checksum_address(value)
    if kind.startswith("address[") and isinstance(value, tuple):
        return tuple(to_checksum_address(item) for item in value)
    return value
