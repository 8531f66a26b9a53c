"""Organisations, their rights and keys, as of any block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ais import errors, events, policy
from ais.ports import EventReader, NetworkFacts
from ais.types import KeyPurpose, Organisation, OrganisationStatus, Policy, ReaderRights

from .database import Database, Entry

__all__ = ["Members"]

_STATE = (
    "OrganisationListed",
    "StatusChanged",
    "SectorsChanged",
    "TierChanged",
    "StandingGranted",
    "TermsAccepted",
)


class Members:
    """What ``Membership``, ``Relations`` and ``KeyDirectory`` told. ``block``: its end is meant."""

    _database: Database
    _reader: EventReader
    _facts: NetworkFacts

    def head(self) -> int:
        """Number of the last block that was followed; -1 before the first."""
        tip = self._database.tip()
        return -1 if tip is None else tip[0]

    def organisations(self, block: int | None = None) -> list[Organisation]:
        """All organisations by id, as of a block (the last one followed by default)."""
        at = self._reached(block)
        marks = ", ".join("?" for _ in _STATE)
        entries = self._database.select(
            f"WHERE events.name IN ({marks}) AND events.block <= ?", [*_STATE, at]
        )
        return _folded(entry.event for entry in entries)

    def organisation(self, organisation: int, block: int | None = None) -> Organisation:
        """One organisation as of a block. Raises ``IndexUnknown``."""
        for each in self.organisations(block):
            if each.id == organisation:
                return each
        raise errors.IndexUnknown(what="organisation", name=organisation)

    def epoch(self, block: int | None = None) -> int:
        """The epoch of a block: 0 before the start, then 1, 2, …, as ``Membership.epoch``."""
        at = self._reached(block)
        started = self._database.find(events.Started, until=at)
        if not started:
            return 0
        seconds = self._timestamp(at) - started[0].event.started_at
        return seconds // self._facts.epoch_seconds + 1

    def terms_in_force(self, block: int | None = None) -> int:
        """Version of the terms in force; 0 = none."""
        at = self._reached(block)
        epoch = self.epoch(at)
        published = self._database.find(events.TermsPublished, until=at)
        return max(
            (e.event.version for e in published if e.event.in_force_from <= epoch), default=0
        )

    def rights(self, block: int | None = None) -> list[ReaderRights]:
        """What each organisation brings to a policy, as ``Membership.reader`` says."""
        at = self._reached(block)
        epoch, in_force = self.epoch(at), self.terms_in_force(at)
        return [
            ReaderRights(
                organisation=each.id,
                entitled=each.status is OrganisationStatus.ACTIVE
                and each.standing_from <= epoch <= each.standing_until
                and each.accepted_terms >= in_force,
                sectors=each.sectors,
                tier=each.tier,
            )
            for each in self.organisations(at)
        ]

    def eligible(self, terms: Policy, as_of_block: int) -> list[int]:
        """Ids of those whom a policy admits at the end of a block, without the submitter."""
        return [
            rights.organisation
            for rights in self.rights(as_of_block)
            if policy.eligible(terms, rights)
        ]

    # ---- accounts, relations, roles ----------------------------------------------------------

    def operators(self, organisation: int) -> list[str]:
        """Accounts that act for an organisation now."""
        found = {
            entry.event.operator: True
            for entry in self._database.find(events.OrganisationListed, organisation=organisation)
        }
        changes: list[Entry[events.OperatorAdded] | Entry[events.OperatorRevoked]] = [
            *self._database.find(events.OperatorAdded, organisation=organisation),
            *self._database.find(events.OperatorRevoked, organisation=organisation),
        ]
        for entry in sorted(changes, key=lambda e: (e.block_number, e.log_index)):
            found[entry.event.operator] = isinstance(entry.event, events.OperatorAdded)
        return [account for account, acts in found.items() if acts]

    def relations(self, organisation: int, epoch: int | None = None) -> list[tuple[int, str, int]]:
        """Declared (other, kind, from epoch) of an organisation that are not withdrawn.

        ``epoch``: those that hold in it, as the contract has them; without one those declared by
        now, whether they hold yet or not.
        """
        found: dict[tuple[int, str], int] = {}
        entries: Sequence[Entry[events.RelationDeclared] | Entry[events.RelationWithdrawn]] = [
            *self._database.find(events.RelationDeclared, organisation=organisation),
            *self._database.find(events.RelationWithdrawn, organisation=organisation),
        ]
        for entry in sorted(entries, key=lambda e: (e.block_number, e.log_index)):
            key = (entry.event.other, entry.event.kind.name.lower())
            if epoch is not None and entry.event.from_epoch > epoch:
                continue
            if isinstance(entry.event, events.RelationDeclared):
                found[key] = entry.event.from_epoch
            else:
                found.pop(key, None)
        return [(other, kind, epoch) for (other, kind), epoch in sorted(found.items())]

    # ---- keys --------------------------------------------------------------------------------

    def announcements(
        self, organisation: int, purpose: KeyPurpose, block: int | None = None
    ) -> list[events.KeyAnnounced]:
        """Every key that an organisation announced for a purpose, oldest first."""
        found = self._database.find(
            events.KeyAnnounced, until=block, organisation=organisation, purpose=purpose
        )
        return [entry.event for entry in found]

    def announcement(
        self, organisation: int, purpose: KeyPurpose, number: int
    ) -> events.KeyAnnounced:
        """One key by its number. Raises ``IndexUnknown``."""
        for each in self.announcements(organisation, purpose):
            if each.number == number:
                return each
        raise errors.IndexUnknown(what=f"{purpose.name.lower()} key", name=number)

    def sealing_keys(self, block: int | None = None) -> dict[int, events.KeyAnnounced]:
        """The sealing key in use of each organisation, as of a block."""
        found = self._database.find(
            events.KeyAnnounced, until=self._reached(block), purpose=KeyPurpose.SEALING
        )
        return {entry.event.organisation: entry.event for entry in found}

    # ---- private -----------------------------------------------------------------------------

    def _reached(self, block: int | None) -> int:
        head = self.head()
        if block is not None and block > head:
            raise errors.IndexBehind(reached=head, wanted=block)
        return head if block is None else block

    def _timestamp(self, block: int) -> int:
        """Time of a followed block; of old ones without events the chain is asked."""
        known = self._database.timestamp(block)
        if known is None:
            there = self._reader.blocks([block])[0]
            if there is None:
                raise errors.IndexInconsistent(block_number=block, reason="there is no such block")
            known = there.timestamp
        return known


def _folded(changes: Iterable[events.Event]) -> list[Organisation]:
    found: dict[int, Organisation] = {}
    for event in changes:
        match event:
            case events.OrganisationListed():
                found[event.organisation] = Organisation(
                    id=event.organisation,
                    status=OrganisationStatus.CANDIDATE,
                    tier=event.tier,
                    sectors=event.sectors,
                    accepted_terms=0,
                    standing_from=0,
                    standing_until=0,
                )
            case events.StatusChanged(organisation=one, status=status):
                found[one] = replace(found[one], status=status)
            case events.SectorsChanged(organisation=one, sectors=sectors):
                found[one] = replace(found[one], sectors=sectors)
            case events.TierChanged(organisation=one, tier=tier):
                found[one] = replace(found[one], tier=tier)
            case events.StandingGranted(organisation=one, from_epoch=first, until_epoch=last):
                found[one] = replace(found[one], standing_from=first, standing_until=last)
            case events.TermsAccepted(organisation=one, version=version):
                accepted = max(version, found[one].accepted_terms)
                found[one] = replace(found[one], accepted_terms=accepted)
    return [found[organisation] for organisation in sorted(found)]
