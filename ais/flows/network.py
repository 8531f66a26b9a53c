"""A local chain, and deploying and describing a network from a home folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ais.network import LocalChain, LocalOptions

from .balances import token_of
from .deploy import Deployed, deploy, mint
from .home import Home
from .join import set_network
from .keyring import AskPassword, Keyring
from .outcome import Outcome
from .parameter_values import units_of
from .parameters import NetworkParameters
from .party import Party
from .progress import SILENT, Progress
from .roles import Officers
from .wiring import check_wiring

__all__ = [
    "Described",
    "Minted",
    "completed",
    "deploy_from_home",
    "describe",
    "keys_of",
    "mint_from_home",
    "start",
]

_JOURNAL = "deploy.sqlite"


@dataclass(frozen=True, slots=True)
class Described(Outcome):
    """A network as its deployment file names it, checked against the chain."""

    name: str
    chain_id: int
    genesis_hash: bytes
    digest: bytes
    suite: str
    token: str
    contracts: dict[str, str]
    stores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minted(Outcome):
    """Test tokens that were made."""

    account: str
    amount: int
    transaction: bytes


def start(folder: Path, *, port: int = 0, block_seconds: float | None = None) -> LocalChain:
    """Start a local chain whose state is kept in the folder."""
    options = LocalOptions(port=port, block_seconds=block_seconds, keep_state=True)
    return LocalChain.start(folder, options)


def keys_of(home: Path, ask: AskPassword | None = None) -> Keyring:
    """The keys of a home that may not have a network yet."""
    return Keyring(Home(home).keystore, ask=ask)


def completed(
    base: NetworkParameters, stores: Sequence[Path], terms: Path | None
) -> NetworkParameters:
    """Parameters with stores and terms from elsewhere; paths are made absolute."""
    changed = base
    if stores:
        entries = tuple({"kind": "directory", "path": str(path.resolve())} for path in stores)
        changed = replace(changed, stores=entries)
    if terms is not None:
        changed = replace(changed, terms=str(terms.resolve()))
    return changed


def deploy_from_home(
    home: Path,
    keys: Keyring,
    urls: Sequence[str],
    parameters: NetworkParameters,
    officers: Officers,
    target: Path,
    *,
    again: bool = False,
    progress: Progress = SILENT,
) -> Deployed:
    """Deploy with the home's operator account; its steps are kept in the home.

    A home without a network gets this one.
    """
    signer = keys.signer("operator")
    journal = home / _JOURNAL
    done = deploy(
        urls, signer, journal, parameters, officers, target=target, again=again, progress=progress
    )
    if not Home(home).network.exists():
        set_network(Home(home), target)
    return done


def describe(party: Party) -> Described:
    """What the deployment file says, after the wiring has been checked on the chain."""
    deployment = party.deployment
    check_wiring(party.connection, deployment)
    return Described(
        name=deployment.name,
        chain_id=deployment.chain_id,
        genesis_hash=deployment.genesis_hash,
        digest=deployment.digest,
        suite=deployment.suite,
        token=deployment.token,
        contracts={name: place.address for name, place in deployment.contracts.items()},
        stores=tuple(str(store.get("path", store.get("kind"))) for store in deployment.stores),
    )


def mint_from_home(party: Party, account: str, amount: str) -> Minted:
    """Make test tokens, by the account that deployed."""
    whole = units_of(amount, token_of(party).decimals)
    journal = party.home.root / _JOURNAL
    receipt = mint(party.connection, journal, party.keys.signer("operator"), account, whole)
    return Minted(account, whole, receipt.tx_hash)
