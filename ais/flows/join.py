"""Making a home, and joining a network with it.

``init`` makes keys and shows the phrase to whoever is handed it. ``join`` binds the home to its
organisation, accepts the terms, and announces a sealing and an agreement key; paying dues, which
makes a candidate active, is a decision of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ais.chain import Deployment
from ais.crypto import AccountRole, RootSecret, save_keystore
from ais.errors import DeploymentMismatch, HomeExists
from ais.types import KeyPurpose

from . import keys as key_flow
from . import membership
from .acts import Act
from .home import Home, HomeConfig
from .membership import Accounts, Member
from .outcome import Outcome
from .party import Party

__all__ = ["Joined", "Made", "init", "join", "set_network"]


@dataclass(frozen=True, slots=True)
class Made(Outcome):
    """A new home and what the registrar needs to know of it."""

    home: Path
    network: str | None
    accounts: Accounts


@dataclass(frozen=True, slots=True)
class Joined(Outcome):
    """A home bound to its organisation."""

    member: Member
    acts: tuple[Act, ...]


def init(
    root: Path,
    password: str,
    *,
    network: Path | None = None,
    role: str = "member",
    secret: RootSecret | None = None,
    show_phrase: Callable[[str], None] | None = None,
    scrypt_n: int | None = None,
) -> Made:
    """Make a home: keystore first, then settings. An existing keystore is never replaced.

    ``show_phrase`` gets the recovery phrase before anything is written; whatever it raises ends
    it. ``secret`` restores a root secret instead of drawing one.
    """
    home = Home(root)
    if home.keystore.exists():
        raise HomeExists(path=root)
    deployment = Deployment.load(network) if network else None
    keys = secret or RootSecret.generate()
    if show_phrase is not None:
        show_phrase(keys.phrase())

    home.make()
    work = {} if scrypt_n is None else {"scrypt_n": scrypt_n}
    save_keystore(home.keystore, keys, password, **work)
    home.write_config(HomeConfig(role=role))
    if network is not None:
        set_network(home, network)
    return Made(root, deployment.name if deployment else None, accounts_of(keys))


def set_network(home: Home, network: Path) -> Deployment:
    """Keep a copy of the deployment file, and pin the network. Raises ``DeploymentMismatch``."""
    deployment = Deployment.load(network)
    pinned = deployment.digest.hex()
    config = home.read_config()
    if config.pinned not in (None, pinned):
        raise DeploymentMismatch(what="digest", found=pinned, pinned=config.pinned)

    home.make()
    if not home.network.exists() or not home.network.samefile(network):
        shutil.copyfile(network, home.network)
    home.write_config(replace(config, pinned=pinned))
    return deployment


def accounts_of(keys: RootSecret) -> Accounts:
    """The addresses that a root secret stands for."""
    return Accounts(
        owner=str(keys.account(AccountRole.OWNER).address),
        operator=str(keys.account(AccountRole.OPERATOR).address),
        payout=str(keys.account(AccountRole.PAYOUT).address),
    )


def join(party: Party, *, dry_run: bool = False) -> Joined:
    """Bind this home to its organisation, accept the terms, announce the keys it lacks.

    Safe to repeat. Raises ``NoOrganisation`` where the registrar has not listed the accounts.
    """
    organisation = party.organisation
    acts = [membership.accept_terms(party, dry_run=dry_run)]
    for purpose in (KeyPurpose.SEALING, KeyPurpose.AGREEMENT):
        acts.append(key_flow.announce(party, purpose, dry_run=dry_run).act)
    member = membership.member(party, organisation)
    return Joined(member, tuple(done for done in acts if done is not None))
