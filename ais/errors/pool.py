"""What ``Pool.sol`` refuses: the network's tokens.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "PoolError",
    "PoolFeeOnTransfer",
    "PoolInsufficientBonds",
    "PoolInsufficientFree",
    "PoolInsufficientReserved",
    "PoolNotAuthorised",
    "PoolNothingToSweep",
    "PoolZeroAddress",
    "PoolZeroAmount",
]


class PoolError(ContractError):
    """Base of what ``Pool.sol`` refuses."""

    code = "pool-error"


class PoolZeroAmount(PoolError):
    """``PoolZeroAmount()``."""

    code = "pool-zero-amount"
    why = "the amount is zero"
    what_to_do = "Give an amount of at least one unit."
    fields: ClassVar[tuple[str, ...]] = ()


class PoolZeroAddress(PoolError):
    """``PoolZeroAddress()``."""

    code = "pool-zero-address"
    why = "an address is zero"
    what_to_do = "Give the address of a contract or account."
    fields: ClassVar[tuple[str, ...]] = ()


class PoolNotAuthorised(PoolError):
    """``PoolNotAuthorised(account)``."""

    code = "pool-not-authorised"
    why = "the account {account} may not move the pool's tokens"
    what_to_do = "Only Rewards and Seats may; anyone may fund."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class PoolInsufficientFree(PoolError):
    """``PoolInsufficientFree(wanted, free)``."""

    code = "pool-insufficient-free"
    why = "{wanted} was wanted of {free} free tokens"
    what_to_do = "Fund the pool."
    fields: ClassVar[tuple[str, ...]] = ("wanted", "free")


class PoolInsufficientReserved(PoolError):
    """``PoolInsufficientReserved(wanted, reserved)``."""

    code = "pool-insufficient-reserved"
    why = "{wanted} was wanted of {reserved} reserved tokens"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ("wanted", "reserved")


class PoolInsufficientBonds(PoolError):
    """``PoolInsufficientBonds(wanted, bonds)``."""

    code = "pool-insufficient-bonds"
    why = "{wanted} was wanted of {bonds} tokens in bonds"
    what_to_do = "This should not happen: report it with the command."
    fields: ClassVar[tuple[str, ...]] = ("wanted", "bonds")


class PoolFeeOnTransfer(PoolError):
    """``PoolFeeOnTransfer(expected, received)``."""

    code = "pool-fee-on-transfer"
    why = "{expected} tokens were sent and {received} arrived"
    what_to_do = "A token that takes a fee cannot be used: choose another one before deploying."
    fields: ClassVar[tuple[str, ...]] = ("expected", "received")


class PoolNothingToSweep(PoolError):
    """``PoolNothingToSweep()``."""

    code = "pool-nothing-to-sweep"
    why = "no tokens were sent unasked"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ()
