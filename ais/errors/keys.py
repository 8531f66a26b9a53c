"""Errors of keys: bundles, signatures, the recovery phrase, the keystore. None carries a secret."""

from __future__ import annotations

from typing import ClassVar

from .crypto import CryptoError

__all__ = [
    "BundleForeign",
    "BundleMalformed",
    "BundlePossession",
    "BundleSigner",
    "BundleTampered",
    "KeyRefused",
    "KeystorePassword",
    "KeystoreRefused",
    "PhraseRefused",
    "SignatureRefused",
]


class BundleMalformed(CryptoError):
    """A key bundle whose bytes do not follow the format."""

    code = "bundle-malformed"
    why = "the key bundle's {field} {reason}"
    what_to_do = "Wrap no key for this organisation until it has announced a right one."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class BundleForeign(CryptoError):
    """A key bundle made for another chain, directory, organisation, purpose or number."""

    code = "bundle-foreign"
    why = "the key bundle's {field} is not that of the announcement"
    what_to_do = "Wrap no key for this organisation until it has announced a right one."
    fields: ClassVar[tuple[str, ...]] = ("field",)


class BundleTampered(CryptoError):
    """A key bundle whose digest is not the one on chain."""

    code = "bundle-tampered"
    why = "the key bundle is not the one whose digest is on chain"
    what_to_do = "Read it again from another node: this one may be lying."
    fields: ClassVar[tuple[str, ...]] = ()


class BundleSigner(CryptoError):
    """A key bundle that was not signed by the operator that announced it."""

    code = "bundle-signer"
    why = "the key bundle was not signed by the operator that announced it"
    what_to_do = "Wrap no key for this organisation until it has announced a right one."
    fields: ClassVar[tuple[str, ...]] = ()


class BundlePossession(CryptoError):
    """An attestation key whose holder did not show that it has the private half."""

    code = "bundle-possession"
    why = "the key bundle has no proof that its announcer holds the attestation key"
    what_to_do = "Take no attestation of this organisation until it has announced a right one."
    fields: ClassVar[tuple[str, ...]] = ()


class KeyRefused(CryptoError):
    """A public or private key that must not be used."""

    code = "key-refused"
    why = "the {field} was refused: it {reason}"
    what_to_do = "Use a key that was made by `ais keys`."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class SignatureRefused(CryptoError):
    """A signature that is not valid, or valid in a form that could be altered."""

    code = "signature-refused"
    why = "the signature was refused: it {reason}"
    what_to_do = "Ask the signer to sign again."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class PhraseRefused(CryptoError):
    """A recovery phrase that is none. Its words are never repeated here."""

    code = "phrase-refused"
    why = "the recovery phrase was refused: it {reason}"
    what_to_do = "Check the order and the spelling of all 24 words."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class KeystoreRefused(CryptoError):
    """A keystore file that cannot be read or written."""

    code = "keystore-refused"
    why = "the keystore was refused: it {reason}"
    what_to_do = "Restore it from a backup or from the recovery phrase."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class KeystorePassword(CryptoError):
    """The password does not open the keystore."""

    code = "keystore-password"
    why = "the password does not open the keystore"
    what_to_do = "Try the password again, or restore from the recovery phrase."
    fields: ClassVar[tuple[str, ...]] = ()
