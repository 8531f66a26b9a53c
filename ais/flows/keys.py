"""Keys of a member: what is announced, rotation, backup, restore.

Every private key follows from the root secret and a number, so that a restored member finds each
key it ever announced, and an old submission stays readable after any number of rotations.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ais.crypto import (
    AccountRole,
    KemPrivateKey,
    OwnKey,
    RootSecret,
    encode_keystore,
    make_bundle,
)
from ais.crypto.attestations import SigningKey, make_attestation_bundle
from ais.digests import keccak256
from ais.errors import FileUnusable
from ais.records import KeyRecord
from ais.types import KeyPurpose, Suite

from .acts import Act, act, planned
from .bundles import announcement
from .outcome import Outcome
from .party import Party

__all__ = ["Announced", "Backup", "announce", "backup", "own_keys", "rotate", "show"]


@dataclass(frozen=True, slots=True)
class Announced(Outcome):
    """The key in use for one purpose; ``act`` is None where nothing had to be sent."""

    purpose: KeyPurpose
    number: int
    digest: bytes
    ours: bool  # whether this home's root secret holds its private half
    act: Act | None


@dataclass(frozen=True, slots=True)
class Backup(Outcome):
    """A written backup. The phrase is not part of it, and is never returned."""

    keystore: Path
    phrase_shown: bool
    how_to_restore: str


@dataclass(frozen=True, slots=True)
class Shown(Outcome):
    """Addresses and announced keys of this home."""

    organisation: int | None
    accounts: dict[str, str]
    keys: tuple[Announced, ...]


_HOW = (
    "ais --home FOLDER keys restore --keystore {name} (or --phrase-file FILE), with the network's "
    "deployment file; then `ais sync`, `ais fetch --all`"
)


def private_key(
    root: RootSecret, purpose: KeyPurpose, number: int, suite: Suite
) -> KemPrivateKey | SigningKey:
    """The private key of a purpose and number."""
    if purpose is KeyPurpose.ATTESTATION:
        return root.attestation_key(number)
    if purpose is KeyPurpose.SEALING:
        return root.sealing_key(number, suite)
    return root.agreement_key(number)


def announce(
    party: Party,
    purpose: KeyPurpose,
    *,
    rotate_now: bool = False,
    dry_run: bool = False,
) -> Announced:
    """Announce a key where there is none of ours in use; with ``rotate_now`` the next in any case.

    The bundle is signed by the operator that sends it, after the key has opened what was sealed to
    it. Raises ``KeyDirectoryTooSoon`` within a day of the last one.
    """
    organisation = party.organisation
    current = party.read(party.key_directory.current(organisation, int(purpose)))
    if current.number and not rotate_now and _is_ours(party, purpose, current):
        return Announced(purpose, current.number, current.digest, True, None)

    number = current.number + 1
    bundle = _bundle(party, purpose, number)
    write = party.key_directory.announce(int(purpose), number, bundle)
    public = f"the public {purpose.name.lower()} key {number} of the organisation"
    if dry_run:
        return Announced(purpose, number, keccak256(bundle), True, planned(party, write, public))
    done = act(party, "announce", (int(purpose), number), write, public)
    party.progress.say(f"{purpose.name.lower()} key {number} announced")
    return Announced(purpose, number, keccak256(bundle), True, done)


def rotate(party: Party, *, dry_run: bool = False) -> Announced:
    """Take the next sealing key. Releases wrapped before and not yet mined are wrapped again."""
    return announce(party, KeyPurpose.SEALING, rotate_now=True, dry_run=dry_run)


def show(party: Party) -> Shown:
    """Addresses, and the keys that the directory has for the organisation."""
    accounts = {role.name.lower(): party.keys.address(role.name.lower()) for role in AccountRole}
    organisation = party.organisation_or_none
    keys = []
    for purpose in KeyPurpose:
        if organisation is None:
            continue
        current = party.read(party.key_directory.current(organisation, int(purpose)))
        if current.number:
            ours = _is_ours(party, purpose, current)
            keys.append(Announced(purpose, current.number, current.digest, ours, None))
    return Shown(organisation, accounts, tuple(keys))


# ---- backup and restore ----------------------------------------------------------------------


def backup(
    party: Party,
    target: Path,
    password: str,
    *,
    show_phrase: Callable[[str], None] | None = None,
    scrypt_n: int | None = None,
) -> Backup:
    """Write an encrypted copy of the root secret; hand the phrase to ``show_phrase`` if given.

    The copy is all that is needed, with a store and the chain. Raises ``FileUnusable``
    where the target is there.
    """
    root = party.keys.root()
    work = {} if scrypt_n is None else {"scrypt_n": scrypt_n}
    text = encode_keystore(root, password, **work)
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise FileUnusable(path=target, reason="it is there already") from None
    except OSError as error:
        raise FileUnusable(path=target, reason=error.strerror) from None
    if show_phrase is not None:
        show_phrase(root.phrase())
    return Backup(target, show_phrase is not None, _HOW.format(name=target))


def own_keys(party: Party) -> list[OwnKey]:
    """The private halves of every sealing key that we ever announced, newest first."""
    logged = party.index.announcements(party.organisation, KeyPurpose.SEALING)
    announced = [(each.number, each.digest) for each in logged]
    return party.keys.sealing(party.suite, sorted(announced, reverse=True))


# ---- private ---------------------------------------------------------------------------------


def _is_ours(party: Party, purpose: KeyPurpose, current: KeyRecord) -> bool:
    """Whether the bundle in use is the one that this root secret makes under that number."""
    return keccak256(_bundle(party, purpose, current.number)) == current.digest


def _bundle(party: Party, purpose: KeyPurpose, number: int) -> bytes:
    """The bundle that this root secret makes under a number: always the same bytes."""
    root = party.keys.root()
    operator = root.account(AccountRole.OPERATOR)
    key = private_key(root, purpose, number, party.suite)
    made_for = announcement(party, party.organisation, purpose, number)
    if isinstance(key, SigningKey):
        return make_attestation_bundle(made_for, key, operator)
    return make_bundle(made_for, key, operator)
