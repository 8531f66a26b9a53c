"""Deploy a whole network, to any chain, with any signer.

1. Every address is predicted from the deployer's nonces, so that contracts which know each other
   need no setter and no owner.
2. Each creation is a step of a saga: after a kill the same call goes on where it stood.
3. Sectors' classes and targets, terms and roles follow; the rights change hands in one
   transaction, by which the deployer's own end too.
4. Wiring and rights are read back from the chain before there is a deployment file.

The deployer's account must do nothing else meanwhile: the contracts' addresses hang on its nonces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ais.chain import (
    Chain,
    Deployment,
    NodePool,
    Place,
    Receipt,
    Sender,
    Write,
    artifacts,
    ask_quantity,
    genesis_hash,
    predict_addresses,
)
from ais.digests import sha256
from ais.errors import DeploymentNonces
from ais.journal import Journal, Saga
from ais.ports import Signer
from ais.store import open_stores

from . import deployment_file
from .outcome import Outcome
from .parameters import NetworkParameters
from .progress import SILENT, Progress
from .roles import Officers, handover
from .wiring import arguments, check_rights, check_wiring, libraries, names_of

__all__ = ["CONTRACTS", "Deployed", "deploy", "mint"]

#: In the order of creation. A test token goes before them.
CONTRACTS = (
    "AccessManager",
    "Membership",
    "Relations",
    "KeyDirectory",
    "Indicators",
    "Releases",
    "Pool",
    "Seats",
    "Valuation",
    "Pricing",
    "Rewards",
    "PoseidonT3",
    "SemaphoreVerifier",
    "Group",
    "Attestations",
    "Relays",
)
_TOKEN = "TestToken"  # noqa: S105  a contract's name
_TEST_DECIMALS = 6
_FIRST_NONCE = "first nonce"


@dataclass(frozen=True, slots=True)
class Deployed(Outcome):
    """A network that stands: its contracts know each other, its deployer has no rights left."""

    name: str
    file: Path | None
    deployment_digest: bytes
    contracts: dict[str, str]
    token: str
    deployer: str
    governor: str
    first_block: int
    deployment: Deployment


@dataclass(frozen=True, slots=True)
class _Site:
    """One deployment under way."""

    chain: Chain
    sender: Sender
    signer: Signer
    saga: Saga
    parameters: NetworkParameters
    officers: Officers
    progress: Progress

    def send(self, write: Write, step: str) -> Receipt:
        return self.sender.send(self.signer, write, step=self.saga.tx(step))


class _Plain:
    """The journal of a deployment holds no secrets; this seals nothing."""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:  # noqa: ARG002  a port's
        return plaintext

    def open(self, sealed: bytes, context: bytes) -> bytes:  # noqa: ARG002  a port's
        return sealed


def deploy(
    urls: Sequence[str],
    signer: Signer,
    journal: Path,
    parameters: NetworkParameters,
    officers: Officers,
    *,
    target: Path | None = None,
    again: bool = False,
    progress: Progress = SILENT,
) -> Deployed:
    """Deploy, or go on with a deployment that was killed, and write the file to ``target``.

    ``journal``: file in which the steps are kept. The same parameters and officers are the same
    deployment; ``again`` makes a second one. Raises ``ParametersRefused``, ``FileUnusable`` (at
    ``target`` lies something else), ``DeploymentNonces``, ``DeploymentWiring``,
    ``DeploymentHandover``, and what the chain refuses.
    """
    parameters.check()
    with NodePool(tuple(urls), 20.0) as pool, Journal(journal, _Plain()) as kept:
        genesis = genesis_hash(pool)
        name = _name(genesis, parameters, officers)
        saga = kept.begin(str(signer.address), "deploy", name, again=again)
        if saga.step(_FIRST_NONCE) is None:
            deployment_file.require_free(target)
        draft = _predicted(pool, genesis, parameters, tuple(urls), saga, signer, kept)
        deployment_file.require_free(target, draft)
        chain = Chain(draft, pool)
        sender = Sender(chain, kept)
        site = _Site(chain, sender, signer, saga, parameters, officers, progress)
        deployment = _create(site)
        if saga.outcome() is None:
            _set_up(site, deployment)
        check_wiring(chain, deployment)
        check_rights(chain, deployment, officers, str(signer.address))
        saga.finish()
    deployment_file.save(target, deployment)
    progress.say("wiring and rights are as they should be")
    return _deployed(deployment, target, str(signer.address), officers)


def mint(chain: Chain, journal: Path, signer: Signer, to: str, amount: int) -> Receipt:
    """Make test tokens; works on networks that were deployed with their own, by their deployer."""
    function = artifacts.load(_TOKEN).functions()["mint"]
    write = Write(chain.deployment.token, function.calldata(to, amount), f"{_TOKEN}.mint")
    with Journal(journal, _Plain()) as kept:
        return Sender(chain, kept).send(signer, write)


# ---- steps -----------------------------------------------------------------------------------


def _predicted(
    pool: NodePool,
    genesis: bytes,
    parameters: NetworkParameters,
    urls: tuple[str, ...],
    saga: Saga,
    signer: Signer,
    journal: Journal,
) -> Deployment:
    """The deployment as it will be; blocks are not known yet."""
    names = _names(parameters)
    open_stores(parameters.stores).make()  # members never make one

    def first_nonce() -> bytes:
        count = ask_quantity(pool, "eth_getTransactionCount", signer.address, "pending")
        under_way = [record.nonce + 1 for record in journal.pending(genesis, signer.address)]
        return str(max([count, *under_way])).encode()

    start = int(saga.once(_FIRST_NONCE, first_nonce))
    addresses = predict_addresses(str(signer.address), start, len(names))
    places = {
        name: Place(address, 0, artifacts.load(name).abi_digest)
        for name, address in zip(names, addresses, strict=True)
    }
    token = places.pop(_TOKEN).address if parameters.token is None else parameters.token
    return Deployment(
        chain_id=ask_quantity(pool, "eth_chainId"),
        genesis_hash=genesis,
        name=parameters.name,
        contracts=places,
        token=token,
        suite=parameters.suite,
        finality_depth=parameters.finality_depth,
        stores=parameters.stores,
        rpc=urls,
    )


def _create(site: _Site) -> Deployment:
    """Every contract at the address that was promised to the others."""
    promised = site.chain.deployment
    places = dict(promised.contracts)
    names = _names(site.parameters)
    for number, name in enumerate(names):
        values = arguments(name, _arguments(site))
        step = site.saga.tx(f"create {name}")
        linked = libraries(name, places)
        receipt = site.sender.deploy(site.signer, name, *values, step=step, libraries=linked)
        expected = promised.token if name == _TOKEN else places[name].address
        if receipt.contract_address != expected:
            raise DeploymentNonces(contract=name, expected=expected, found=receipt.contract_address)
        if name != _TOKEN:
            places[name] = replace(places[name], block=receipt.block_number)
        site.progress.count("contracts", number + 1, len(names))
    site.progress.say(f"{len(names)} contracts created")
    return replace(promised, contracts=places)


def _arguments(site: _Site) -> Mapping[str, Any]:
    """Values of constructors' arguments by their names in Solidity."""
    parameters, deployment = site.parameters, site.chain.deployment
    decimals = _decimals(site)
    return {
        **names_of(deployment),
        "initialAdmin": site.signer.address,
        "epochSeconds": parameters.epoch_seconds,
        "rotationDelaySeconds": parameters.rotation_delay_seconds,
        "windows": tuple(int(each) for each in parameters.windows.values()),
        "Attestations.slots": parameters.attestation_slots,
        "Pricing.parameters": tuple(parameters.in_units("pricing", decimals).values()),
        "Rewards.parameters": tuple(parameters.in_units("rewards", decimals).values()),
        "Seats.parameters": tuple(parameters.in_units("seats", decimals).values()),
    }


def _decimals(site: _Site) -> int:
    if site.parameters.token is None:
        return _TEST_DECIMALS
    return site.chain.read(site.chain.contracts.token.decimals())


def _set_up(site: _Site, deployment: Deployment) -> None:
    """Classes of sectors, terms, targets, and the handover."""
    membership = site.chain.contracts.membership
    for sector, level in sorted(site.parameters.sector_classes.items()):
        site.send(membership.classify_sector(sector, level), f"sector {sector}")
    if site.parameters.terms is not None:
        digest = sha256(site.parameters.terms_text())
        site.send(membership.publish_terms(digest, site.parameters.terms_uri), "terms")
    pricing = site.chain.contracts.pricing
    for sector, target in sorted(site.parameters.targets.items()):
        site.send(pricing.set_target(sector, target), f"target {sector}")
    site.progress.say("sectors classified, terms published, targets set")

    addresses = {name: place.address for name, place in deployment.contracts.items()}
    delay = site.parameters.governor_delay_seconds
    write = handover(addresses, site.officers, str(site.signer.address), delay)
    site.send(write, "handover")
    site.progress.say("rights handed over")


# ---- private ---------------------------------------------------------------------------------


def _names(parameters: NetworkParameters) -> tuple[str, ...]:
    return CONTRACTS if parameters.token else (_TOKEN, *CONTRACTS)


def _name(genesis: bytes, parameters: NetworkParameters, officers: Officers) -> bytes:
    content = [genesis.hex(), parameters.to_dict(), officers.grants()]
    content += [artifacts.load(name).abi_digest for name in CONTRACTS]
    return sha256(json.dumps(content, sort_keys=True).encode())


def _deployed(
    deployment: Deployment, target: Path | None, deployer: str, officers: Officers
) -> Deployed:
    return Deployed(
        name=deployment.name,
        file=target,
        deployment_digest=deployment.digest,
        contracts={name: place.address for name, place in deployment.contracts.items()},
        token=deployment.token,
        deployer=deployer,
        governor=officers.governor,
        first_block=deployment.first_block,
        deployment=deployment,
    )
