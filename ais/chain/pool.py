"""``IPool``: the network's tokens under three totals."""

from __future__ import annotations

from .codec import View, Write
from .contract import Contract

__all__ = ["Pool"]


class Pool(Contract):
    """Calls of ``Pool.sol``; what they mean stands in ``IPool.sol``. Amounts in token units."""

    NAME = "Pool"

    def fund(self, amount: int) -> Write:
        """Give to the pool; nothing takes it back. Needs the token's approval."""
        return self._write("fund", amount)

    def sweep(self) -> Write:
        """Make tokens that were sent unasked free."""
        return self._write("sweep")

    def token(self) -> View[str]:
        """Address of the token."""
        return self._view("token")

    def free(self) -> View[int]:
        """Not promised to anybody."""
        return self._view("free")

    def reserved(self) -> View[int]:
        """Promised at the close of an epoch, not yet paid."""
        return self._view("reserved")

    def bonds(self) -> View[int]:
        """Bonds of seats and submissions."""
        return self._view("bonds")

    def rewards(self) -> View[str]:
        """Address of Rewards; fixed at deployment."""
        return self._view("rewards")

    def seats(self) -> View[str]:
        """Address of Seats; fixed at deployment."""
        return self._view("seats")
