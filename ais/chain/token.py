"""The network's token: what AIS needs of an ERC-20, and the local test token's ``mint``."""

from __future__ import annotations

from .codec import View, Write
from .contract import Contract

__all__ = ["Token"]


class Token(Contract):
    """An ERC-20. Amounts in its smallest unit."""

    NAME = "TestToken"

    def approve(self, spender: str, amount: int) -> Write:
        """Let a contract take up to ``amount``."""
        return self._write("approve", spender, amount)

    def transfer(self, to: str, amount: int) -> Write:
        """Send tokens."""
        return self._write("transfer", to, amount)

    def mint(self, to: str, amount: int) -> Write:
        """The local test token's alone: its deployer makes tokens."""
        return self._write("mint", to, amount)

    def balance_of(self, account: str) -> View[int]:
        """Tokens of an account."""
        return self._view("balanceOf", account)

    def allowance(self, owner: str, spender: str) -> View[int]:
        """What a spender may take."""
        return self._view("allowance", owner, spender)

    def decimals(self) -> View[int]:
        """Digits behind the point."""
        return self._view("decimals")

    def symbol(self) -> View[str]:
        """Short name."""
        return self._view("symbol")

    def total_supply(self) -> View[int]:
        """All tokens there are."""
        return self._view("totalSupply")
