"""The roles of a network: what each may call, who may grant it, and how they are handed over.

OpenZeppelin's AccessManager gates governance calls alone. That the contracts may call each other is
fixed at deployment and is no role: nobody can grant himself the pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ais.chain import artifacts
from ais.chain.codec import Write
from ais.errors import RoleUnknown

__all__ = ["ADMIN", "CALLS", "ROLES", "Officers", "handover", "manager_write", "role_id"]

ADMIN = 0
#: By OpenZeppelin's numbering 0 is the administrator of the manager itself.
ROLES: Mapping[str, int] = MappingProxyType(
    {"admin": 0, "governor": 1, "registrar": 2, "treasurer": 3, "panelist": 4, "overseer": 5}
)
#: Who grants a role: the registrar seats panelists, the governor appoints the others.
_ADMIN_OF = {"registrar": "governor", "treasurer": "governor", "overseer": "governor"}
_ADMIN_OF |= {"panelist": "registrar"}

#: (contract, role) -> the functions that the role may call.
CALLS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("Attestations", "governor"): ("registerPolicy", "retirePolicy", "setSlots"),
        ("Membership", "governor"): ("start", "publishTerms", "classifySector"),
        ("Membership", "registrar"): (
            "list",
            "setSectors",
            "setTier",
            "suspend",
            "reinstate",
            "remove",
        ),
        ("Pricing", "governor"): ("configure",),
        ("Pricing", "treasurer"): ("setTarget",),
        ("Relays", "governor"): ("list", "delist"),
        ("Rewards", "governor"): ("configure",),
        ("Seats", "governor"): ("configure",),
        ("Seats", "panelist"): ("take",),
    }
)


@dataclass(frozen=True, slots=True)
class Officers:
    """The accounts that hold the roles when the deployer has left."""

    governor: str
    registrar: str
    treasurer: str
    overseer: str | None = None

    def grants(self) -> list[tuple[str, str]]:
        """(role, account), the administrator's last."""
        found = [("governor", self.governor), ("registrar", self.registrar)]
        found.append(("treasurer", self.treasurer))
        if self.overseer:
            found.append(("overseer", self.overseer))
        return [*found, ("admin", self.governor)]


def role_id(name: str) -> int:
    """The number of a role. Raises ``RoleUnknown``."""
    if name not in ROLES:
        raise RoleUnknown(name=name, known=", ".join(ROLES))
    return ROLES[name]


def manager_write(manager: str, function: str, *values: object) -> Write:
    """A call of the AccessManager."""
    known = artifacts.load("AccessManager").functions()
    return Write(manager, known[function].calldata(*values), f"AccessManager.{function}")


def handover(
    addresses: Mapping[str, str], officers: Officers, deployer: str, delay_seconds: int
) -> Write:
    """Everything about rights in one transaction: it happens as a whole or not at all.

    The deployer's own right ends with it, unless the deployer is the governor.
    """
    manager = addresses["AccessManager"]
    calls = _functions(addresses)
    for role, account in officers.grants():
        delay = delay_seconds if role in ("governor", "admin") else 0
        calls.append(_calldata("grantRole", ROLES[role], account, delay))
    calls += _administrators()  # from here on the deployer grants nothing but as administrator
    if deployer.lower() != officers.governor.lower():
        calls.append(_calldata("renounceRole", ADMIN, deployer))
    return manager_write(manager, "multicall", calls)


def _functions(addresses: Mapping[str, str]) -> list[bytes]:
    calls = []
    for (contract, role), names in CALLS.items():
        known = artifacts.load(contract).functions()
        selectors = [known[name].selector for name in names]
        values = (addresses[contract], selectors, ROLES[role])
        calls.append(_calldata("setTargetFunctionRole", *values))
    return calls


def _administrators() -> Sequence[bytes]:
    calls = [_calldata("labelRole", number, name) for name, number in ROLES.items() if number]
    for role, admin in _ADMIN_OF.items():
        calls.append(_calldata("setRoleAdmin", ROLES[role], ROLES[admin]))
    return calls


def _calldata(function: str, *values: object) -> bytes:
    return artifacts.load("AccessManager").functions()[function].calldata(*values)
