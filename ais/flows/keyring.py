"""The keys of one party: locked until one is needed, then kept for the life of the object.

The password comes from ``AIS_PASSWORD``, from the file that ``AIS_PASSWORD_FILE`` names, or from
whoever the party was told to ask; never from an argument of a command. It is forgotten as soon as
the keystore is open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from ais.crypto import AccountRole, OwnKey, RootSecret, load_keystore, self_open, self_seal
from ais.digests import keccak256
from ais.errors import HomeSettings, KeystoreMissing, PasswordMissing, RoleUnknown
from ais.ports import Signer
from ais.types import Suite

__all__ = ["AskPassword", "Keyring", "find_password"]

AskPassword = Callable[[str], str]

_JOURNAL = "journal"


class Keyring:
    """Signers and keys by what they are for. It is also the journal's ``Sealer``."""

    def __init__(
        self,
        path: Path,
        *,
        ask: AskPassword | None = None,
        password: str | None = None,
        root: RootSecret | None = None,
    ) -> None:
        self._path = path
        self._ask = ask
        self._password = password
        self._root = root
        self._signers: dict[str, Signer] = {}

    @property
    def present(self) -> bool:
        """Whether there is a keystore at all; a party that only reads the chain needs none."""
        return self._root is not None or self._path.exists()

    def root(self) -> RootSecret:
        """The root secret; opens the keystore at the first call.

        Raises ``KeystoreMissing``, ``PasswordMissing``, ``KeystorePassword``, ``KeystoreRefused``.
        """
        if self._root is None:
            if not self._path.exists():
                raise KeystoreMissing(path=self._path.parent)
            password = self._password
            if password is None:
                password = find_password(self._ask, f"Password of {self._path}")
            self._root = load_keystore(self._path, password)
            self._password = None
        return self._root

    def signer(self, role: str) -> Signer:
        """The account ``owner``, ``operator`` or ``payout``; it signs for the chain client."""
        if role not in self._signers:
            try:
                index = AccountRole[role.upper()]
            except KeyError:
                known = ", ".join(entry.name.lower() for entry in AccountRole)
                raise RoleUnknown(name=role, known=known) from None
            self._signers[role] = self.root().account(index)
        return self._signers[role]

    def address(self, role: str) -> str:
        """The address of an account."""
        return str(self.signer(role).address)

    def sealing(self, suite: Suite, announced: Sequence[tuple[int, bytes]]) -> list[OwnKey]:
        """Private sealing keys for announced (number, bundle digest), in that order."""
        root = self.root()
        return [OwnKey(root.sealing_key(number, suite), digest) for number, digest in announced]

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Seal what the journal keeps."""
        return self_seal(self.root().self_key(), _JOURNAL, plaintext, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Open what the journal kept. Raises ``SealedRefused``."""
        return self_open(self.root().self_key(), _JOURNAL, sealed, context)

    def digest_of_input(self, *parts: bytes) -> bytes:
        """A digest by which the journal finds an input again, useless to who steals the journal."""
        root = self.root().self_key().reveal()
        return keccak256(b"ais/v1/input" + root + b"".join(keccak256(part) for part in parts))


def find_password(ask: AskPassword | None, prompt: str) -> str:
    """The password from the environment, or from the person. Raises ``PasswordMissing``."""
    given = os.environ.get("AIS_PASSWORD")
    if given:
        return given
    path = os.environ.get("AIS_PASSWORD_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise HomeSettings(path=path, reason="it is no readable password file") from None
    if ask is None:
        raise PasswordMissing()
    return ask(prompt)
