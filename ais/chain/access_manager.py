"""OpenZeppelin's ``AccessManager``: who holds which role, which function asks for which."""

from __future__ import annotations

from collections.abc import Sequence

from .codec import View, Write
from .contract import Contract

__all__ = ["AccessManager"]


class AccessManager(Contract):
    """What AIS uses of it.

    Role ids: 0 admin, 1 governor, 2 registrar, 3 treasurer, 4 panelist, 5 overseer.
    """

    NAME = "AccessManager"

    def grant_role(self, role_id: int, account: str, execution_delay: int = 0) -> Write:
        """Give a role; the delay (seconds) holds for what the account does with it."""
        return self._write("grantRole", role_id, account, execution_delay)

    def revoke_role(self, role_id: int, account: str) -> Write:
        """Take a role."""
        return self._write("revokeRole", role_id, account)

    def renounce_role(self, role_id: int, caller: str) -> Write:
        """Lay one's own role down."""
        return self._write("renounceRole", role_id, caller)

    def label_role(self, role_id: int, label: str) -> Write:
        """Name a role in public."""
        return self._write("labelRole", role_id, label)

    def set_role_admin(self, role_id: int, admin: int) -> Write:
        """Which role grants this one."""
        return self._write("setRoleAdmin", role_id, admin)

    def set_target_function_role(
        self, target: str, selectors: Sequence[bytes], role_id: int
    ) -> Write:
        """Which role the functions of a contract ask for."""
        return self._write("setTargetFunctionRole", target, selectors, role_id)

    def has_role(self, role_id: int, account: str) -> View[tuple[bool, int]]:
        """Whether it holds the role, and with what delay (seconds)."""
        return self._view("hasRole", role_id, account)

    def get_target_function_role(self, target: str, selector: bytes) -> View[int]:
        """The role that a function asks for."""
        return self._view("getTargetFunctionRole", target, selector)
