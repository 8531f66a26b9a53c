"""Who must know whom: constructors' arguments by name, and the check of what was deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ais.chain import Chain, Deployment, Place, View, artifacts
from ais.chain.codec import Function
from ais.errors import ContractError, DeploymentHandover, DeploymentWiring, ParametersRefused

from .roles import ADMIN, CALLS, ROLES, Officers

__all__ = ["arguments", "check_rights", "check_wiring", "libraries", "names_of"]

#: Names in Solidity that are not those of the contract they stand for.
_ALIASES = {
    "manager": "AccessManager",
    "authority": "AccessManager",
    "verifier": "SemaphoreVerifier",
}


def names_of(deployment: Deployment) -> dict[str, str]:
    """Addresses by the names that constructors and getters use: ``keyDirectory``, ``authority``."""
    places = {name: place.address for name, place in deployment.contracts.items()}
    found = {name[0].lower() + name[1:]: address for name, address in places.items()}
    found |= {alias: places[name] for alias, name in _ALIASES.items() if name in places}
    return {**found, "token": deployment.token}


def arguments(contract: str, known: Mapping[str, Any]) -> list[Any]:
    """A constructor's arguments, by their names. ``Contract.name`` goes before ``name``."""
    values = []
    for entry in artifacts.load(contract).abi:
        if entry["type"] != "constructor":
            continue
        for parameter in entry["inputs"]:
            name = parameter["name"].strip("_")
            value = known.get(f"{contract}.{name}", known.get(name))
            if value is None:
                raise ParametersRefused(field=f"{contract}.{name}", reason="is not known")
            values.append(value)
    return values


def libraries(contract: str, places: Mapping[str, Place]) -> dict[str, str]:
    """Addresses of the libraries that a contract is linked to. Raises ``ParametersRefused``."""
    wanted = artifacts.load(contract).links
    if unknown := wanted.keys() - places.keys():
        raise ParametersRefused(field=f"{contract}.{min(unknown)}", reason="is not known")
    return {library: places[library].address for library in wanted}


def check_wiring(chain: Chain, deployment: Deployment) -> None:
    """Ask every contract whom it knows. Raises ``DeploymentWiring``."""
    expected = names_of(deployment)
    asked: list[tuple[str, str, View[str]]] = []
    for contract, place in deployment.contracts.items():
        for name, function in artifacts.load(contract).functions().items():
            if name in expected and not function.inputs and function.outputs == ("address",):
                asked.append((contract, name, _getter(contract, place.address, function)))
    for contract, getter, view in asked:
        try:
            found = chain.read(view)
        except ContractError:
            found = "no answer"  # another contract stands there
        if found != expected[getter]:
            raise DeploymentWiring(
                contract=contract, getter=getter, expected=expected[getter], found=found
            )


def _getter(contract: str, address: str, function: Function) -> View[str]:
    def decode(answer: bytes) -> str:
        return str(function.returned(answer)[0])

    return View(address, function.calldata(), f"{contract}.{function.name}", decode)


def check_rights(chain: Chain, deployment: Deployment, officers: Officers, deployer: str) -> None:
    """Who holds what, and which function asks for what. Raises ``DeploymentHandover``."""
    manager = chain.contracts.manager
    granted = officers.grants()
    held = chain.read_all(*(manager.has_role(ROLES[role], who) for role, who in granted))
    for (role, who), (has, _) in zip(granted, held, strict=True):
        if not has:
            raise DeploymentHandover(account=who, reason=f"lacks the role {role}")

    meant = {(role, who.lower()) for role, who in granted}
    kept = chain.read_all(*(manager.has_role(number, deployer) for number in ROLES.values()))
    for role, (has, _) in zip(ROLES, kept, strict=True):
        if has and (role, deployer.lower()) not in meant:
            raise DeploymentHandover(account=deployer, reason=f"still holds the role {role}")

    for (contract, role), names in CALLS.items():
        known = artifacts.load(contract).functions()
        address = deployment.contracts[contract].address
        views = [manager.get_target_function_role(address, known[n].selector) for n in names]
        for name, found in zip(names, chain.read_all(*views), strict=True):
            if found != ROLES[role]:
                reason = f"is asked for by {contract}.{name} with role {found}, not {role}"
                raise DeploymentHandover(account=officers.governor, reason=reason)
    assert ROLES["admin"] == ADMIN
