"""Keys: one root secret, and all else derived from it.

Accounts follow BIP-39 and BIP-44, so that any wallet finds them from the phrase; the rest is
HKDF-SHA256 of the root secret with a label of its own (``docs/protocol.md``, "Keys"). Nothing is
kept: a member that has the root secret, a store and the chain has everything. Data keys, release
keys and salts are random and never derived from it.
"""

from __future__ import annotations

import os
import struct
from enum import IntEnum

from eth_account import Account
from eth_account.hdaccount.deterministic import HDPath
from eth_account.signers.local import LocalAccount

from ais.errors import KeyRefused
from ais.types import Suite

from .attestations.keys import SigningKey
from .kem import KemPrivateKey
from .phrase import phrase_from_secret, secret_from_phrase, wallet_seed
from .scalars import BABY_JUBJUB_ORDER, SECP256K1_ORDER, scalar_of
from .secret import Secret
from .symmetric import hkdf

__all__ = ["AccountRole", "RootSecret"]

_LABEL = b"ais/v1/key/"
_ATTESTATION_SUITE = 3
_LEAF_SUITE = 4


class AccountRole(IntEnum):
    """Index of an account on the path m/44'/60'/0'/0."""

    OWNER = 0  # cold: operators, payout, relations
    OPERATOR = 1  # hot: acts for the organisation
    PAYOUT = 2  # where money goes; needs no signature in daily life


class RootSecret:
    """The 32 bytes from which a member's keys come."""

    __slots__ = ("_kept", "_secret", "_wallet")

    def __init__(self, secret: Secret) -> None:
        if len(secret) != 32:
            raise KeyRefused(field="root secret", reason=f"has {len(secret)} bytes, not 32")
        self._secret = secret
        self._wallet: Secret | None = None
        self._kept: dict[tuple[bytes, Suite, int], KemPrivateKey] = {}

    @classmethod
    def generate(cls) -> RootSecret:
        """Draw a new root secret from the operating system."""
        return cls(Secret(os.urandom(32)))

    @classmethod
    def from_phrase(cls, phrase: str) -> RootSecret:
        """Restore from the 24 words. Raises ``PhraseRefused``."""
        return cls(secret_from_phrase(phrase))

    def phrase(self) -> str:
        """Spell out the 24 words: the backup. Show them to a person once, keep them nowhere."""
        return phrase_from_secret(self._secret)

    @property
    def secret(self) -> Secret:
        """The bytes themselves, for the keystore."""
        return self._secret

    def account(self, index: int | AccountRole) -> LocalAccount:
        """Derive the account at m/44'/60'/0'/0/index; it signs for the chain client."""
        if self._wallet is None:
            self._wallet = wallet_seed(self._secret)
        key = HDPath(f"m/44'/60'/0'/0/{int(index)}").derive(self._wallet.reveal())
        account = Account.from_key(key)
        if not isinstance(account, LocalAccount):
            raise TypeError("eth-account gave another kind of account")
        return account

    def sealing_key(self, number: int, suite: Suite) -> KemPrivateKey:
        """Derive sealing key ``number`` (from 1); a rotation takes the next number."""
        return self._kem_key(b"sealing", suite, number)

    def agreement_key(self, number: int) -> KemPrivateKey:
        """Derive the key of pairwise agreement; never the same as a sealing key."""
        return self._kem_key(b"agreement", Suite.X25519, number)

    def attestation_key(self, number: int) -> SigningKey:
        """Derive attestation key ``S`` number ``number`` (from 1): secp256k1, in public."""
        info = self._info(b"attestation", _ATTESTATION_SUITE, number)
        return SigningKey(scalar_of(hkdf(self._secret.reveal(), info, 48), SECP256K1_ORDER))

    def group_secret(self, number: int) -> Secret:
        """Derive the secret of group leaf ``number`` (from 1).

        32 bytes, big-endian, from 1 to the order of Baby Jubjub's subgroup less 1.
        """
        info = self._info(b"group-leaf", _LEAF_SUITE, number)
        return scalar_of(hkdf(self._secret.reveal(), info, 64), BABY_JUBJUB_ORDER)

    def ballot_key(self) -> Secret:
        """Derive the key under which ballots are sealed for oneself."""
        return self._derive(b"ballot", 0, 0)

    def self_key(self) -> Secret:
        """Derive the key for own copies of data keys, and for what the journal keeps sealed."""
        return self._derive(b"self", 0, 0)

    def __repr__(self) -> str:
        return "<root secret>"

    def _kem_key(self, use: bytes, suite: Suite, number: int) -> KemPrivateKey:
        # A hybrid key costs more to expand from its seed than a slot costs to open: keep it.
        place = (use, suite, number)
        if place not in self._kept:
            self._kept[place] = KemPrivateKey(suite, self._derive(use, suite, number))
        return self._kept[place]

    def _derive(self, use: bytes, suite: int, number: int) -> Secret:
        return Secret(hkdf(self._secret.reveal(), self._info(use, suite, number)))

    def _info(self, use: bytes, suite: int, number: int) -> bytes:
        if suite and not 1 <= number < 1 << 32:
            raise KeyRefused(field="key number", reason="counts from 1")
        return _LABEL + use + struct.pack(">BI", suite, number)
