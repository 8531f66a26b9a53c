"""``IMembership``: organisations, accounts, sectors, tiers, standing, terms, epochs."""

from __future__ import annotations

from ais.types import Organisation, OrganisationStatus, ReaderRights

from .codec import View, Write
from .contract import Contract

__all__ = ["Membership"]


class Membership(Contract):
    """Calls of ``Membership.sol``; what they mean stands in ``IMembership.sol``."""

    NAME = "Membership"

    # governor
    def start(self) -> Write:
        """Begin epoch 1."""
        return self._write("start")

    def publish_terms(self, digest: bytes, uri: str) -> Write:
        """New terms, in force from the next epoch. ``digest``: SHA-256 of the text."""
        return self._write("publishTerms", digest, uri)

    def classify_sector(self, sector: int, class_: int) -> Write:
        """1 regular, 2 core, 3 critical."""
        return self._write("classifySector", sector, class_)

    # registrar
    def list(self, owner: str, operator: str, payout: str, sectors: int, tier: int) -> Write:
        """List a candidate. ``sectors``: bit s-1 = sector s."""
        return self._write("list", owner, operator, payout, sectors, tier)

    def set_sectors(self, organisation: int, sectors: int) -> Write:
        """Change an organisation's sectors."""
        return self._write("setSectors", organisation, sectors)

    def set_tier(self, organisation: int, tier: int) -> Write:
        """Change an organisation's tier."""
        return self._write("setTier", organisation, tier)

    def suspend(self, organisation: int) -> Write:
        """Take reading away until reinstated."""
        return self._write("suspend", organisation)

    def reinstate(self, organisation: int) -> Write:
        """Undo a suspension."""
        return self._write("reinstate", organisation)

    def remove(self, organisation: int) -> Write:
        """For good."""
        return self._write("remove", organisation)

    # owner
    def add_operator(self, operator: str) -> Write:
        """One more account that acts for the organisation."""
        return self._write("addOperator", operator)

    def revoke_operator(self, operator: str) -> Write:
        """Take an account's right to act."""
        return self._write("revokeOperator", operator)

    def set_payout(self, payout: str) -> Write:
        """Where money is sent, from a day later on."""
        return self._write("setPayout", payout)

    # owner or operator
    def accept_terms(self, version: int) -> Write:
        """Accept terms in force or announced."""
        return self._write("acceptTerms", version)

    # views
    def epoch_seconds(self) -> View[int]:
        """Length of an epoch."""
        return self._view("epochSeconds")

    def started_at(self) -> View[int]:
        """Seconds; 0 before the start."""
        return self._view("startedAt")

    def epoch(self) -> View[int]:
        """The running one: 0 before the start, then 1, 2, and so on."""
        return self._view("epoch")

    def epoch_start(self, epoch: int) -> View[int]:
        """First second of an epoch."""
        return self._view("epochStart", epoch)

    def next_epoch(self) -> View[int]:
        """From when what holds from the next epoch holds."""
        return self._view("nextEpoch")

    def organisation_count(self) -> View[int]:
        """How many are listed; ids are 1 … count."""
        return self._view("organisationCount")

    def organisation(self, organisation: int) -> View[Organisation]:
        """All of one organisation's record."""

        def record(values: tuple[int, ...]) -> Organisation:
            status, *others = values
            return Organisation(organisation, OrganisationStatus(status), *others)

        return self._view("organisation", organisation, into=record)

    def organisation_of(self, account: str) -> View[int]:
        """Of an owner or operator; 0 = none."""
        return self._view("organisationOf", account)

    def operator_of(self, account: str) -> View[int]:
        """Reverts unless the account is an operator."""
        return self._view("operatorOf", account)

    def owner_of(self, organisation: int) -> View[str]:
        """The cold account."""
        return self._view("ownerOf", organisation)

    def payout_of(self, organisation: int) -> View[tuple[str, int]]:
        """Account, and the second from which it holds."""
        return self._view("payoutOf", organisation)

    def require_submitter(self, account: str) -> View[tuple[int, int]]:
        """Organisation and terms version; reverts where the account may not submit."""
        return self._view("requireSubmitter", account)

    def reader(self, organisation: int) -> View[ReaderRights]:
        """What an organisation brings to a policy."""
        return self._view("reader", organisation, into=lambda r: ReaderRights(organisation, *r))

    def may_serve(self, organisation: int) -> View[bool]:
        """Active and terms in force accepted."""
        return self._view("mayServe", organisation)

    def terms_in_force(self) -> View[int]:
        """Version; 0 = none."""
        return self._view("termsInForce")

    def latest_terms(self) -> View[int]:
        """Version; 0 = none."""
        return self._view("latestTerms")

    def sector_class(self, sector: int) -> View[int]:
        """1 regular, 2 core, 3 critical; in the running epoch."""
        return self._view("sectorClass", sector)

    def sector_class_at(self, sector: int, epoch: int) -> View[int]:
        """The same in an epoch; of a later one as it is announced so far."""
        return self._view("sectorClassAt", sector, epoch)

    def active_count(self, tier: int) -> View[int]:
        """Active organisations of a tier."""
        return self._view("activeCount", tier)

    def narrowed_at(self) -> View[int]:
        """Block of the last change that took a reading right away."""
        return self._view("narrowedAt")

    def terms_digest(self, version: int) -> View[bytes]:
        """SHA-256 of a version's text."""
        return self._view("termsDigest", version)

    def rewards(self) -> View[str]:
        """Address of Rewards; fixed at deployment."""
        return self._view("rewards")

    def authority(self) -> View[str]:
        """Address of the access manager."""
        return self._view("authority")
