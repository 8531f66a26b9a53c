"""Bundles as the key directory announced them, checked before a key of theirs is used."""

from __future__ import annotations

from ais.crypto import Announcement, Recipient, verify_bundle
from ais.crypto.attestations import verify_attestation_bundle
from ais.events import KeyAnnounced
from ais.types import Address, KeyPurpose, Suite

from .party import Party

__all__ = ["announcement", "attestation_public", "recipient"]


def announcement(party: Party, organisation: int, purpose: KeyPurpose, number: int) -> Announcement:
    """What a bundle of this network's directory must be for."""
    directory = Address(party.key_directory.address)
    return Announcement(party.chain_id, directory, organisation, purpose, number)


def recipient(
    party: Party, logged: KeyAnnounced, suite: Suite, *, digest: bytes | None = None
) -> Recipient:
    """The key of a sealing or agreement bundle; ``digest``: where the chain was asked for it.

    Raises ``CryptoError``.
    """
    return verify_bundle(
        logged.bundle,
        announcement=_made_for(party, logged),
        announced_by=Address(logged.announced_by),
        digest=logged.digest if digest is None else digest,
        suite=suite,
    )


def attestation_public(party: Party, logged: KeyAnnounced) -> bytes:
    """S in a bundle of an attestation key, 33 bytes. Raises ``CryptoError``."""
    return verify_attestation_bundle(
        logged.bundle,
        announcement=_made_for(party, logged),
        announced_by=Address(logged.announced_by),
        digest=logged.digest,
    )


def _made_for(party: Party, logged: KeyAnnounced) -> Announcement:
    return announcement(party, logged.organisation, logged.purpose, logged.number)
