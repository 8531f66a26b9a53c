"""Revert bytes -> our errors, by the ABIs of all contracts; OpenZeppelin's by a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eth_utils.abi import function_abi_to_4byte_selector

from ais import errors

from . import artifacts, shapes
from .codec import decode_values, snake, types_of

__all__ = ["FOREIGN", "Reverts"]

_REASON = bytes.fromhex("08c379a0")  # Error(string)
_PANIC = bytes.fromhex("4e487b71")  # Panic(uint256)
_PANICS = {
    0x01: "failed assertion",
    0x11: "overflow",
    0x12: "division by zero",
    0x21: "value outside an enumeration",
    0x31: "pop of an empty array",
    0x32: "index out of range",
    0x41: "out of memory",
}

_Values = Mapping[str, Any]


def _denied(values: _Values) -> errors.ContractError:
    account = next((v for v in values.values() if isinstance(v, str)), "that was used")
    return errors.AccessDenied(account=account)


def _balance(values: _Values) -> errors.ContractError:
    return errors.TokenRefused("balance", values["sender"], values["balance"], values["needed"])


def _allowance(values: _Values) -> errors.ContractError:
    return errors.TokenRefused(
        "allowance", values["spender"], values["allowance"], values["needed"]
    )


def _token(values: _Values) -> errors.ContractError:
    account = next((v for v in values.values() if isinstance(v, str)), "unknown")
    return errors.TokenRefused("address or token", account, "none", "a permitted one")


def _reentered(_values: _Values) -> errors.ContractError:
    return errors.ContractReentered()


def _tree(reason: str) -> Callable[[_Values], errors.ContractError]:
    return lambda _values: errors.GroupTreeRefused(reason=reason)


def _proof(_values: _Values) -> errors.ContractError:
    return errors.ContractRefused(reason="the verifier has no key for this depth")


def _arithmetic(_values: _Values) -> errors.ContractError:
    return errors.ContractMathFailed(panic="a number out of its range")


def _call_failed(_values: _Values) -> errors.ContractError:
    return errors.ContractRefused(reason="a call between contracts failed")


#: Errors of OpenZeppelin, the tree's library, the verifier and the test token, by the beginning of
#: their names; the longest match holds.
FOREIGN: Mapping[str, Callable[[_Values], errors.ContractError]] = {
    "AccessManage": _denied,
    "ERC20InsufficientBalance": _balance,
    "ERC20InsufficientAllowance": _allowance,
    "ERC20Invalid": _token,
    "SafeERC20": _token,
    "ReentrancyGuard": _reentered,
    "SafeCast": _arithmetic,
    "Checkpoint": _arithmetic,
    "AddressEmptyCode": _call_failed,
    "FailedCall": _call_failed,
    "InsufficientBalance": _call_failed,
    "LeafAlreadyExists": _tree("the leaf is in it"),
    "LeafCannotBeZero": _tree("a leaf cannot be 0"),
    "LeafDoesNotExist": _tree("the leaf is not in it"),
    "LeafGreaterThanSnarkScalarField": _tree("a number is beyond the field"),
    "Semaphore": _proof,
    "WrongSiblingNodes": _tree("these are not the leaf's siblings"),
    "TestTokenNotMinter": _denied,
}


class Reverts:
    """Knows every error of the given contracts (all of the package's by default)."""

    def __init__(self, names: tuple[str, ...] | None = None) -> None:
        self._known: dict[bytes, Mapping[str, Any]] = {}
        for name in artifacts.names() if names is None else names:
            for entry in artifacts.load(name).abi:
                if entry["type"] == "error":
                    self._known[function_abi_to_4byte_selector(entry)] = entry  # type: ignore[arg-type] # JSON

    def error(self, revert: bytes) -> errors.ContractError:
        """The error that revert bytes stand for; ``ContractRefused`` where nobody knows them."""
        selector, payload = revert[:4], revert[4:]
        try:
            if selector == _REASON:
                return errors.ContractRefused(reason=decode_values(("string",), payload)[0])
            if selector == _PANIC:
                code = decode_values(("uint256",), payload)[0]
                return errors.ContractMathFailed(panic=_PANICS.get(code, hex(code)))
            if selector in self._known:
                return _ours(self._known[selector], payload)
        except ValueError:  # what a broken contract or node sends
            pass
        return errors.ContractRefused(
            reason="0x" + selector.hex() if selector else "no reason given"
        )


def _ours(entry: Mapping[str, Any], payload: bytes) -> errors.ContractError:
    inputs = entry["inputs"]
    raw = decode_values(types_of(inputs), payload)
    values = {
        snake(parameter["name"]): shapes.shaped(parameter, value)
        for parameter, value in zip(inputs, raw, strict=True)
    }
    ours = getattr(errors, entry["name"], None)
    if isinstance(ours, type) and issubclass(ours, errors.ContractError):
        return ours(**values)
    matches = [name for name in FOREIGN if entry["name"].startswith(name)]
    if matches:
        return FOREIGN[max(matches, key=len)](values)
    return errors.ContractRefused(reason=entry["name"])
