"""Bundles of attestation keys: the frame of ``ais.crypto.bundles``, with proof of possession.

A signing key can show that its holder has the private half, so it does: a second signature over
the same EIP-712 digest, by S itself. Without it a member could announce another's S as its own.
Layout and steps: ``docs/protocol.md``, "Keys of attestation".
"""

from __future__ import annotations

from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from ais.crypto.bundles import HEAD, Announcement, announced_digest, check_place, head_bytes
from ais.crypto.place import address_text
from ais.crypto.signatures import SIGNATURE_BYTES, verify
from ais.digests import keccak256
from ais.errors import (
    BundleMalformed,
    BundlePossession,
    BundleSigner,
    BundleTampered,
    SignatureRefused,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, Bytes32, KeyPurpose

from .keys import PUBLIC_BYTES, SigningKey, address_of

__all__ = [
    "ATTESTATION_SUITE",
    "AttestationBundle",
    "make_attestation_bundle",
    "parse_attestation_bundle",
    "verify_attestation_bundle",
]

#: secp256k1. Not of ``ais.types.Suite``: those are a network's choice of key encapsulation.
ATTESTATION_SUITE = 3

_VERSION = 1
_KEY_ENDS = HEAD.size + PUBLIC_BYTES
_BYTES = _KEY_ENDS + 2 * SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class AttestationBundle:
    """A bundle as parsed; nothing of it is proven by parsing."""

    announcement: Announcement
    public: bytes
    signature: bytes
    possession: bytes


def make_attestation_bundle(
    announcement: Announcement, key: SigningKey, operator: LocalAccount
) -> bytes:
    """Make the bundle that ``operator`` will announce; it must be the transaction's sender."""
    if announcement.purpose is not KeyPurpose.ATTESTATION:
        raise BundleMalformed(field="purpose", reason=f"is {int(announcement.purpose)}")
    digest = announced_digest(announcement, ATTESTATION_SUITE, key.public)
    signature = bytes(operator.unsafe_sign_hash(Hash32(digest)).signature)
    return head_bytes(announcement, ATTESTATION_SUITE) + key.public + signature + key.sign(digest)


def parse_attestation_bundle(raw: bytes) -> AttestationBundle:
    """Read a bundle and check its form (step 2)."""
    if len(raw) < HEAD.size:
        raise BundleMalformed(field="header", reason="is cut short")
    version, purpose, suite, chain_id, directory, organisation, number = HEAD.unpack_from(raw)
    if version != _VERSION:
        raise VersionUnsupported(what="key bundle", found=version)
    if purpose != KeyPurpose.ATTESTATION:
        raise BundleMalformed(field="purpose", reason=f"is {purpose}")
    if suite != ATTESTATION_SUITE:
        raise SuiteUnsupported(what="key bundle", found=suite)
    if len(raw) != _BYTES:
        raise BundleMalformed(field="length", reason=f"is {len(raw)} bytes")
    announcement = Announcement(
        chain_id, address_text(directory), organisation, KeyPurpose(purpose), number
    )
    ends = _KEY_ENDS + SIGNATURE_BYTES
    return AttestationBundle(
        announcement, raw[HEAD.size : _KEY_ENDS], raw[_KEY_ENDS:ends], raw[ends:]
    )


def verify_attestation_bundle(
    raw: bytes, *, announcement: Announcement, announced_by: Address, digest: Bytes32
) -> bytes:
    """The public key S (33 bytes); raise unless all of the bundle is as the chain says.

    ``digest`` and ``announced_by`` come from the chain. Steps 1 to 6 of "Verifying a bundle of an
    attestation key". Raises ``BundleTampered``, ``BundleMalformed``, ``VersionUnsupported``,
    ``SuiteUnsupported``, ``BundleForeign``, ``BundleSigner``, ``KeyRefused``, ``BundlePossession``.
    """
    if keccak256(raw) != digest:  # 1
        raise BundleTampered()
    bundle = parse_attestation_bundle(raw)  # 2
    check_place(bundle.announcement, announcement)  # 3
    signed = announced_digest(announcement, ATTESTATION_SUITE, bundle.public)
    try:  # 4
        verify(signed, bundle.signature, announced_by)
    except SignatureRefused:
        raise BundleSigner() from None
    address = address_of(bundle.public)  # 5
    try:  # 6
        verify(signed, bundle.possession, address)
    except SignatureRefused:
        raise BundlePossession() from None
    return bundle.public
