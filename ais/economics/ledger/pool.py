"""Whose tokens are whose: the balances of all accounts and the three totals of ``Pool.sol``.

An account is any hashable name; ``POOL`` is the pool's own. It knows nothing of what tokens are
moved for: the other parts of the ledger say so.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import SupportsIndex

from ais.economics.money import whole
from ais.errors import (
    PoolInsufficientBonds,
    PoolInsufficientFree,
    PoolInsufficientReserved,
    PoolNothingToSweep,
    PoolZeroAmount,
    TokenRefused,
)

__all__ = ["POOL", "Pool"]

#: The account that holds the pool's tokens.
POOL = "pool"


class Pool:
    """Balances in units, and the pool's ``free``, ``reserved`` and ``bonds``."""

    __slots__ = ("balances", "bonds", "free", "minted", "reserved")

    def __init__(self) -> None:
        self.balances: dict[Hashable, int] = {POOL: 0}
        self.minted = 0
        self.free = 0
        self.reserved = 0
        self.bonds = 0

    @property
    def held(self) -> int:
        """Tokens of the pool's account."""
        return self.balances[POOL]

    @property
    def unasked(self) -> int:
        """Tokens that were sent to the pool by a plain transfer and not swept yet."""
        return self.held - self.free - self.reserved - self.bonds

    def balance_of(self, account: Hashable) -> int:
        """Tokens of an account; 0 where it never had any."""
        return self.balances.get(account, 0)

    def mint(self, account: Hashable, amount: SupportsIndex) -> None:
        """New tokens from nowhere. Raises ``ModelRefused`` for what is no amount."""
        units = whole(amount, "amount")
        self.balances[account] = self.balance_of(account) + units
        self.minted += units

    def transfer(self, source: Hashable, target: Hashable, amount: SupportsIndex) -> None:
        """A plain transfer. Raises ``TokenRefused`` where the source has less."""
        self._move(source, target, whole(amount, "amount"))

    # ---- from outside ------------------------------------------------------------------------

    def fund(self, source: Hashable, amount: SupportsIndex) -> None:
        """Into free. Raises ``PoolZeroAmount``, ``TokenRefused``."""
        units = _some(amount)
        self._move(source, POOL, units)
        self.free += units

    def sweep(self) -> int:
        """What was sent unasked becomes free; returns it. Raises ``PoolNothingToSweep``."""
        units = self.unasked
        if units == 0:
            raise PoolNothingToSweep()
        self.free += units
        return units

    def lock_bond(self, source: Hashable, amount: int) -> None:
        """Into bonds. Raises ``PoolZeroAmount``, ``TokenRefused``."""
        self._move(source, POOL, _some(amount))
        self.bonds += amount

    # ---- within and to outside ---------------------------------------------------------------

    def reserve(self, amount: int) -> None:
        """From free to reserved. Raises ``PoolZeroAmount``, ``PoolInsufficientFree``."""
        if _some(amount) > self.free:
            raise PoolInsufficientFree(amount, self.free)
        self.free -= amount
        self.reserved += amount

    def unreserve(self, amount: int) -> None:
        """From reserved to free. Raises ``PoolZeroAmount``, ``PoolInsufficientReserved``."""
        self._take_reserved(amount)
        self.free += amount

    def pay_reserved(self, target: Hashable, amount: int) -> None:
        """From reserved to an account. Raises as ``unreserve``."""
        self._take_reserved(amount)
        self._move(POOL, target, amount)

    def forfeit_bond(self, amount: int) -> None:
        """From bonds to free. Raises ``PoolZeroAmount``, ``PoolInsufficientBonds``."""
        self._take_bonds(amount)
        self.free += amount

    def return_bond(self, target: Hashable, amount: int) -> None:
        """From bonds to an account. Raises as ``forfeit_bond``."""
        self._take_bonds(amount)
        self._move(POOL, target, amount)

    # ---- internals ---------------------------------------------------------------------------

    def _take_reserved(self, amount: int) -> None:
        if _some(amount) > self.reserved:
            raise PoolInsufficientReserved(amount, self.reserved)
        self.reserved -= amount

    def _take_bonds(self, amount: int) -> None:
        if _some(amount) > self.bonds:
            raise PoolInsufficientBonds(amount, self.bonds)
        self.bonds -= amount

    def _move(self, source: Hashable, target: Hashable, units: int) -> None:
        balances = self.balances
        available = balances.get(source, 0)
        if available < units:
            raise TokenRefused("balance", source, available, units)
        balances[source] = available - units
        balances[target] = balances.get(target, 0) + units


def _some(amount: SupportsIndex) -> int:
    units = whole(amount, "amount")
    if units == 0:
        raise PoolZeroAmount()
    return units
