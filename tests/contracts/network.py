"""A whole network of contracts for Ape: deployed, wired, sixteen organisations, thirteen panelists.

Every account is a signing test account of Ape's; nobody is impersonated.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rlp
from ape import accounts, chain
from ape.contracts import ContractContainer
from eth_utils import keccak
from eth_utils.address import to_checksum_address
from ethpm_types import ContractType

__all__ = ["DAY", "EPOCH_SECONDS", "TERMS", "UNIT", "Network", "deploy", "methods", "policy"]

UNIT = 10**6
DAY = 86_400
EPOCH_SECONDS = 7 * DAY
TERMS = keccak(text="the terms")
GOVERNOR, REGISTRAR, TREASURER, PANELIST = 1, 2, 3, 4
GOVERNED = {
    "membership": ("start", "publishTerms", "classifySector"),
    "seats": ("configure",),
    "pricing": ("configure",),
    "rewards": ("configure",),
    "attestations": ("registerPolicy", "retirePolicy", "setSlots"),
    "relays": ("list", "delist"),
}
REGISTERED = ("list", "setSectors", "setTier", "suspend", "reinstate", "remove")

_ABI = Path(__file__).resolve().parents[2] / "ais/chain/abi"


@dataclass
class Network:
    """The contracts by name, and who governs."""

    governor: Any
    registrar: Any
    treasurer: Any
    manager: Any
    token: Any
    membership: Any
    relations: Any
    key_directory: Any
    indicators: Any
    releases: Any
    pool: Any
    seats: Any
    valuation: Any
    pricing: Any
    rewards: Any
    group: Any
    attestations: Any
    relays: Any

    def list_(self, operator: Any, sectors: int = 1, tier: int = 1) -> int:
        """List a company that accepted the terms: a candidate, its money open to the pool."""
        owner = accounts.test_accounts.generate_test_account()
        self.membership.list(owner, operator, operator, sectors, tier, sender=self.registrar)
        self.membership.acceptTerms(self.membership.latestTerms(), sender=operator)
        self.token.mint(operator, 10_000 * UNIT, sender=self.governor)
        self.token.approve(self.pool, 2**256 - 1, sender=operator)
        return int(self.membership.operatorOf(operator))

    def activate(self, operator: Any, sectors: int = 1, tier: int = 1) -> int:
        """List a company and let it pay its dues: active, in standing."""
        organisation = self.list_(operator, sectors, tier)
        self.rewards.payDues(organisation, 2**256 - 1, sender=operator)
        return organisation

    def seat(self, operator: Any, seat: int) -> None:
        """Give an active company a seat, bonded."""
        self.manager.grantRole(PANELIST, operator, 0, sender=self.governor)
        self.seats.take(seat, sender=operator)


def deploy(project: Any, governor: Any, registrar: Any, treasurer: Any) -> Network:
    """Deploy everything from one account; later addresses are predicted, then compared."""

    def make(name: str, *arguments: Any) -> Any:
        container = getattr(project, name) if name != "AccessManager" else _shipped(name)
        return governor.deploy(container, *arguments)

    token, manager = make("TestToken"), make("AccessManager", governor)
    first = governor.nonce
    seats_at, valuation_at, rewards_at = (_created(governor, first + n) for n in (5, 6, 8))
    membership = make("Membership", manager, rewards_at, EPOCH_SECONDS)
    relations = make("Relations", membership)
    key_directory = make("KeyDirectory", membership, DAY)
    indicators = make("Indicators", membership, key_directory, valuation_at)
    pool = make("Pool", token, rewards_at, seats_at)
    seats = make("Seats", manager, membership, pool, valuation_at, (100 * UNIT, 25 * UNIT))
    valuation = make(
        "Valuation", membership, relations, indicators, seats, rewards_at, (2, 20, 20, 20)
    )
    prices = (1_000 * UNIT, 1_500 * UNIT, 10_000, 12_500, 15_000, 5_000, 20_000, 4)
    pricing = make("Pricing", manager, membership, rewards_at, prices)
    terms = (150, 10, 20, 200)
    money = (*(amount * UNIT for amount in terms), 7 * DAY, DAY, 3, 3_000, 3_000, 4_000)
    rewards = make("Rewards", manager, membership, indicators, valuation, pricing, pool, money)
    releases = make("Releases", membership, indicators)
    assert (seats.address, valuation.address, rewards.address) == (
        seats_at,
        valuation_at,
        rewards_at,
    )
    poseidon = governor.deploy(_shipped("PoseidonT3"))
    verifier = governor.deploy(_shipped("SemaphoreVerifier"))
    linked = _shipped("Group", {"PoseidonT3": poseidon.address})
    group = governor.deploy(linked, membership, verifier)
    attestations = make("Attestations", manager, membership, group, verifier, 2)
    network = Network(
        governor,
        registrar,
        treasurer,
        manager,
        token,
        membership,
        relations,
        key_directory,
        indicators,
        releases,
        pool,
        seats,
        valuation,
        pricing,
        rewards,
        group,
        attestations,
        make("Relays", manager),
    )
    _permit(network)
    return network


def policy(
    network: Network, organisation: int, *, sectors: int = 1, tier: int = 1, tlp: int = 3
) -> int:
    """The word of contracts/libraries/Policies.sol: live for a year, affected sector 1."""
    word = organisation | sectors << 32 | 1 << 80 | tier << 88 | tlp << 92
    word |= int(network.membership.termsInForce()) << 112
    return word | (chain.pending_timestamp + 365 * DAY) << 208


def methods(contract: Any, *names: str) -> list[bytes]:
    """Selectors of a contract's functions."""
    found = [m for m in contract.contract_type.mutable_methods if m.name in names]
    return [keccak(text=method.selector)[:4] for method in found]


def _permit(network: Network) -> None:
    manager, governor = network.manager, network.governor
    grants = [(getattr(network, name), names, GOVERNOR) for name, names in GOVERNED.items()]
    grants.append((network.membership, REGISTERED, REGISTRAR))
    grants.append((network.pricing, ("setTarget",), TREASURER))
    grants.append((network.seats, ("take",), PANELIST))
    for contract, names, role in grants:
        manager.setTargetFunctionRole(contract, methods(contract, *names), role, sender=governor)
    holders = ((GOVERNOR, governor), (REGISTRAR, network.registrar), (TREASURER, network.treasurer))
    for role, holder in holders:
        manager.grantRole(role, holder, 0, sender=governor)


def _shipped(name: str, libraries: dict[str, str] | None = None) -> ContractContainer:
    """A contract as the package ships it: no source of this project, or linked to libraries."""
    made = json.loads((_ABI / f"{name}.json").read_text())
    code = made["bytecode"].removeprefix("0x")
    for library, offsets in made.get("links", {}).items():
        at = (libraries or {})[library].removeprefix("0x").lower()
        for place in offsets:
            code = code[: 2 * place] + at + code[2 * place + 40 :]
    return ContractContainer(
        ContractType.model_validate(
            {
                "contractName": name,
                "abi": made["abi"],
                "deploymentBytecode": {"bytecode": "0x" + code},
            }
        )
    )


def _created(account: Any, nonce: int) -> str:
    digest = keccak(rlp.encode([bytes.fromhex(account.address[2:]), nonce]))
    return str(to_checksum_address(digest[12:]))
