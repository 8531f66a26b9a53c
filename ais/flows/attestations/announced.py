"""Which announced key counts in an epoch, checked against the chain.

A later key counts from the second epoch after its announcement, the first one from the next: so
both sides of a pair know in every epoch which one the next epoch uses.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.crypto import AccountRole, KemPrivateKey, KemPublicKey
from ais.crypto.attestations import (
    PairingFile,
    Partner,
    Side,
    SigningKey,
    in_force,
)
from ais.errors import CryptoError, KeyNotInForce, PartnerKeyMissing, PartnerUnfit
from ais.events import KeyAnnounced
from ais.flows import bundles
from ais.flows.party import Party
from ais.types import Address, KeyPurpose, OrganisationStatus, Suite

__all__ = [
    "Agreed",
    "agreement_key",
    "attestation_key",
    "check_partner",
    "own_attestation_key",
    "pairing_sides",
]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An organisation's agreement key, as the directory has it."""

    number: int
    digest: bytes
    key: KemPublicKey


#: Of a side with which no pair is made. A candidate may stand in the group, so it may pair.
_UNFIT = {
    OrganisationStatus.NONE: "is not in this network",
    OrganisationStatus.SUSPENDED: "is suspended",
    OrganisationStatus.REMOVED: "was removed",
}


def check_partner(party: Party, partner: int) -> None:
    """Refuse a partner, or ourselves, whose status stops a pair. Raises ``PartnerUnfit``."""
    statuses = {each.id: each.status for each in party.sync().organisations()}
    for organisation in (partner, party.organisation):
        status = statuses.get(organisation, OrganisationStatus.NONE)
        if status in _UNFIT:
            raise PartnerUnfit(organisation=organisation, reason=_UNFIT[status])


def attestation_key(party: Party, organisation: int, epoch: int) -> bytes:
    """S of an organisation in an epoch: 33 bytes, its bundle verified.

    Raises ``KeyNotInForce``, and what a bundle that is not the announced one raises.
    """
    return _attestation_bundle(party, organisation, epoch)[1]


def own_attestation_key(party: Party, epoch: int) -> SigningKey:
    """Our private S of an epoch. Raises ``KeyNotInForce``, also where it is of other keys."""
    organisation = party.organisation
    found, public = _attestation_bundle(party, organisation, epoch)
    key = party.keys.root().attestation_key(found.number)
    if key.public != public:
        raise KeyNotInForce(organisation=organisation, epoch=epoch)
    return key


def agreement_key(party: Party, organisation: int, epoch: int, number: int | None = None) -> Agreed:
    """The agreement key of an organisation in an epoch.

    ``number``: the one that a file names, which may count since the epoch before no more: a pairing
    may last over a rotation. Raises ``PartnerKeyMissing``.
    """
    announced = party.index.announcements(organisation, KeyPurpose.AGREEMENT)
    found = in_force(announced, epoch)
    former = in_force(announced, epoch - 1)
    if former is not None and former.number == number:
        found = former
    if found is None:
        raise PartnerKeyMissing(organisation=organisation, purpose="agreement")
    try:
        key = bundles.recipient(party, found, Suite.X25519).key
    except CryptoError:
        raise PartnerKeyMissing(organisation=organisation, purpose="agreement") from None
    return Agreed(found.number, found.digest, key)


def pairing_sides(
    party: Party,
    partner: int,
    theirs: PairingFile | None = None,
    ours: PairingFile | None = None,
    number: int | None = None,
) -> tuple[Side, Partner]:
    """Ourselves and the partner as the chain has both; files name keys of the epoch before too.

    ``theirs`` and ``ours``: files of this pairing. ``number``: of our key, where a file of theirs
    names it. Raises ``PartnerKeyMissing``, ``PartnerUnfit``.
    """
    check_partner(party, partner)
    index = party.index
    number = ours.numbers["keyNumber"] if ours else number
    own = agreement_key(party, party.organisation, index.epoch(), number)
    number = theirs.numbers["keyNumber"] if theirs else None
    other = agreement_key(party, partner, index.epoch(), number)
    place = Address(party.key_directory.address)
    side = Side(
        party.chain_id,
        place,
        party.organisation,
        _own_private(party, own),
        own.number,
        own.digest,
        party.keys.root().account(AccountRole.OPERATOR),
    )
    operators = frozenset(Address(each) for each in index.operators(partner))
    return side, Partner(partner, other.key, other.number, other.digest, operators)


def _attestation_bundle(party: Party, organisation: int, epoch: int) -> tuple[KeyAnnounced, bytes]:
    announced = party.index.announcements(organisation, KeyPurpose.ATTESTATION)
    found = in_force(announced, epoch)
    if found is None:
        raise KeyNotInForce(organisation=organisation, epoch=epoch)
    return found, bundles.attestation_public(party, found)


def _own_private(party: Party, own: Agreed) -> KemPrivateKey:
    key = party.keys.root().agreement_key(own.number)
    if key.public.raw != own.key.raw:
        raise PartnerKeyMissing(organisation=party.organisation, purpose="agreement")
    return key
