"""Gas of every state-changing call of every contract, beside the floor of its own effects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from ais.chain import artifacts

from .lives import SEATS, live
from .rows import Row
from .site import Measured, Site, open_site

__all__ = ["calls", "require_all"]

#: What no account can call, and the call inside of which its gas is counted.
INSIDE = {
    "Indicators.markValuation": "Rewards.open, settle",
    "Membership.grantStanding": "Rewards.payDues",
    "Pool.collect": "Rewards.payDues",
    "Pool.forfeitBond": "Rewards.settle",
    "Pool.lockBond": "Rewards.open",
    "Pool.payReserved": "Rewards.pay",
    "Pool.reserve": "Rewards.closeEpoch",
    "Pool.returnBond": "Rewards.withdrawBond",
    "Pool.unreserve": "Rewards.pay",
    "Pricing.noteAccepted": "Rewards.settle",
    "Seats.enterRound": "Valuation.draw",
    "Seats.leaveRound": "Rewards.settle",
    "Valuation.schedule": "Rewards.open",
    "Valuation.tally": "Rewards.settle",
}
#: Whose calls are measured here; those of the anonymous group are measured by `groups`.
CONTRACTS = (
    "Indicators",
    "KeyDirectory",
    "Membership",
    "Pool",
    "Pricing",
    "Relations",
    "Releases",
    "Rewards",
    "Seats",
    "Valuation",
)
#: OpenZeppelin's: the access manager's own call, if its administrator ever moves a contract.
_FOREIGN = "setAuthority"
_DRAW = f"Valuation.draw at {SEATS} seats"
_GOALS = {
    _DRAW: "<= 1000000",
    "Indicators.submit with readers' release": "<= 110000",
}


def calls() -> Iterator[Row]:
    """Gas of every state-changing call, cold, on a network of 64 seats; `pay` beside a transfer."""
    with open_site() as site:
        live(site)
        require_all(site, CONTRACTS, INSIDE)
        found = {each.name: each for each in site.measured if not _is_token(each)}
        transfers = {each.name: each for each in site.measured if _is_token(each)}
    for each in sorted(found.values(), key=lambda measured: measured.name):
        peer, figure = "floor: calldata, changed slots, logs", each.floor
        if each.name.startswith("Rewards.pay "):
            peer = f"ERC-20 transfer{each.name.removeprefix('Rewards.pay')}"
            figure = transfers[each.name.replace("Rewards.pay", "TestToken.transfer")].gas
        yield Row(each.name, each.gas, "gas", peer, figure, _GOALS.get(each.name))


def _is_token(measured: Measured) -> bool:
    return measured.name.startswith("TestToken.")


def require_all(
    site: Site, contracts: Collection[str], inside: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Every state-changing function was called, or is called ``inside`` of others alone."""
    wanted = {
        f"{contract}.{entry['name']}"
        for contract in contracts
        for entry in artifacts.load(contract).abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
        if entry["name"] != _FOREIGN
    }
    measured = {each.name.split()[0] for each in site.measured if not _is_token(each)}
    had = {name for name in measured if name.partition(".")[0] in contracts}
    if wanted != had | inside.keys() or had & inside.keys():
        problem = sorted(wanted ^ (had | inside.keys()))
        raise AssertionError(f"the calls measured are not those of the contracts: {problem}")
