"""Key bundles: an organisation's public key, bound to its place and signed by who announced it.

The directory contract keeps the digest and emits the bundle. A node that lies about logs can swap
neither key nor organisation without the operator's signature. Nothing here proves that the
organisation holds the private half: a false key gains its owner nothing but slots it cannot open;
the honest one tests itself before announcing (``self_test``). Layout: ``docs/protocol.md``,
"Key bundle".
"""

from __future__ import annotations

import hmac
import os
import struct
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from ais.digests import keccak256, key_announcement
from ais.errors import (
    BundleForeign,
    BundleMalformed,
    BundleSigner,
    BundleTampered,
    KeyRefused,
    SignatureRefused,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, Bytes32, KeyPurpose, Suite

from .kem import PUBLIC_KEY_BYTES, KemPrivateKey, KemPublicKey, encapsulate, open_raw
from .place import address_bytes, address_text
from .signatures import SIGNATURE_BYTES, verify
from .slots import Recipient

__all__ = [
    "Announcement",
    "Bundle",
    "make_bundle",
    "parse_bundle",
    "self_test",
    "verify_bundle",
]

_VERSION = 1
#: version, purpose, suite, chain id, directory, organisation, number
HEAD = struct.Struct(">BBBQ20sII")
_PURPOSES = (KeyPurpose.SEALING, KeyPurpose.AGREEMENT)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a bundle must be for: what the chain says of it."""

    chain_id: int
    key_directory: Address
    organisation: int
    purpose: KeyPurpose
    number: int  # counts from 1; a rotation takes the next


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as parsed; nothing of it is proven by parsing."""

    announcement: Announcement
    suite: Suite
    public_key: bytes
    signature: bytes


def make_bundle(announcement: Announcement, key: KemPrivateKey, operator: LocalAccount) -> bytes:
    """Make the bundle that ``operator`` will announce; it must be the transaction's sender."""
    if announcement.purpose not in _PURPOSES:
        raise BundleMalformed(field="purpose", reason=f"is {int(announcement.purpose)}")
    self_test(key)
    raw = key.public.raw
    digest = announced_digest(announcement, key.suite, raw)
    signature = bytes(operator.unsafe_sign_hash(Hash32(digest)).signature)
    return head_bytes(announcement, key.suite) + raw + signature


def parse_bundle(raw: bytes) -> Bundle:
    """Read a bundle and check its form (step 2)."""
    if len(raw) < HEAD.size:
        raise BundleMalformed(field="header", reason="is cut short")
    version, purpose, suite, chain_id, directory, organisation, number = HEAD.unpack_from(raw)
    if version != _VERSION:
        raise VersionUnsupported(what="key bundle", found=version)
    if purpose not in _PURPOSES:
        raise BundleMalformed(field="purpose", reason=f"is {purpose}")
    if suite not in tuple(Suite):
        raise SuiteUnsupported(what="key bundle", found=suite)
    key_ends = HEAD.size + PUBLIC_KEY_BYTES[Suite(suite)]
    if len(raw) != key_ends + SIGNATURE_BYTES:
        raise BundleMalformed(field="length", reason=f"is {len(raw)} bytes")
    announcement = Announcement(
        chain_id, address_text(directory), organisation, KeyPurpose(purpose), number
    )
    return Bundle(announcement, Suite(suite), raw[HEAD.size : key_ends], raw[key_ends:])


def verify_bundle(
    raw: bytes,
    *,
    announcement: Announcement,
    announced_by: Address,
    digest: Bytes32,
    suite: Suite,
) -> Recipient:
    """The key of a bundle, ready to seal to; raise unless all of it is as the chain says.

    ``digest`` and ``announced_by`` come from the chain, ``suite`` from the network. That
    ``announced_by`` was an operator of the organisation is the contract's word (it reverts
    otherwise). Steps 1 to 6 of "Verifying a key bundle".
    """
    if keccak256(raw) != digest:  # 1
        raise BundleTampered()
    bundle = parse_bundle(raw)  # 2
    check_place(bundle.announcement, announcement)  # 3
    if bundle.suite is not suite:  # 4
        raise SuiteUnsupported(what="key bundle", found=int(bundle.suite))
    try:  # 5
        verify(
            announced_digest(announcement, bundle.suite, bundle.public_key),
            bundle.signature,
            announced_by,
        )
    except SignatureRefused as refusal:
        raise BundleSigner(reason=refusal.reason) from None
    return Recipient(KemPublicKey(bundle.suite, bundle.public_key), digest)  # 6


def self_test(key: KemPrivateKey) -> None:
    """Raise ``KeyRefused`` unless the private key opens what is sealed to its public key."""
    probe = os.urandom(32)
    opened = open_raw(key, b"ais/v1/self-test", encapsulate(key.public, b"ais/v1/self-test", probe))
    if opened is None or not hmac.compare_digest(opened, probe):
        raise KeyRefused(field="private key", reason="does not open what is sealed to it")


def check_place(found: Announcement, expected: Announcement) -> None:
    """Raise ``BundleForeign`` unless the bundle is for what the chain announced."""
    for field, is_same in (
        ("chainId", found.chain_id == expected.chain_id),
        (
            "keyDirectory",
            address_bytes(found.key_directory) == address_bytes(expected.key_directory),
        ),
        ("organisation", found.organisation == expected.organisation),
        ("purpose", found.purpose is expected.purpose),
        ("number", found.number == expected.number),
    ):
        if not is_same:
            raise BundleForeign(field=field)


def head_bytes(announcement: Announcement, suite: int) -> bytes:
    """The clear head of a bundle."""
    return HEAD.pack(
        _VERSION,
        announcement.purpose,
        suite,
        announcement.chain_id,
        address_bytes(announcement.key_directory),
        announcement.organisation,
        announcement.number,
    )


def announced_digest(announcement: Announcement, suite: int, public_key: bytes) -> Bytes32:
    """What the announcing operator signs (EIP-712)."""
    return key_announcement(
        chain_id=announcement.chain_id,
        key_directory=announcement.key_directory,
        purpose=announcement.purpose,
        suite=suite,
        organisation=announcement.organisation,
        number=announcement.number,
        public_key=public_key,
    )
