"""Organisations of a ledger: tier, status, standing, accounts, as ``Membership.sol`` keeps them.

Sectors, keys and terms are not here: nobody's money depends on them. Counters of active
organisations are kept, so that no close of an epoch looks at all organisations.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from ais.economics.money import CRITICAL, REGULAR
from ais.errors import (
    MembershipInvalidTier,
    MembershipUnknownOrganisation,
    MembershipWrongStatus,
)
from ais.types import OrganisationStatus

from .clock import Clock

__all__ = ["Member", "Members"]

_PAYOUT_DELAY_SECONDS = 86_400
_CANDIDATE, _ACTIVE = OrganisationStatus.CANDIDATE, OrganisationStatus.ACTIVE
_SUSPENDED, _REMOVED = OrganisationStatus.SUSPENDED, OrganisationStatus.REMOVED


@dataclass(slots=True, kw_only=True)
class Member:
    """One organisation. Epochs of standing are inclusive; 0 = never had any."""

    id: int
    tier: int
    operator: Hashable
    payout: Hashable
    status: OrganisationStatus = OrganisationStatus.CANDIDATE
    standing_from: int = 0
    standing_until: int = 0
    payout_holds_from: int = 0
    # What Rewards keeps for it:
    free_bond: int = 0
    open: int = 0
    accepted: int = 0
    rejected: int = 0
    unvalued: int = 0


class Members:
    """All organisations, numbered from 1 in the order in which they were listed."""

    __slots__ = ("_clock", "active_counts", "all")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.all: dict[int, Member] = {}
        self.active_counts = {1: 0, 2: 0, 3: 0}

    def list_(self, tier: int, operator: Hashable, payout: Hashable) -> int:
        """A new candidate's number. Raises ``MembershipInvalidTier``."""
        _require_tier(tier)
        number = len(self.all) + 1
        operator = number if operator is None else operator
        payout = operator if payout is None else payout
        self.all[number] = Member(
            id=number,
            tier=tier,
            operator=operator,
            payout=payout,
            payout_holds_from=self._clock.now,
        )
        return number

    def present(self, organisation: int) -> Member:
        """One that was listed and not removed.

        Raises ``MembershipUnknownOrganisation``, ``MembershipWrongStatus``.
        """
        member = self.known(organisation)
        if member.status is _REMOVED:
            raise MembershipWrongStatus(organisation, member.status)
        return member

    def known(self, organisation: int) -> Member:
        """One that was listed. Raises ``MembershipUnknownOrganisation``."""
        member = self.all.get(organisation)
        if member is None:
            raise MembershipUnknownOrganisation(organisation)
        return member

    def in_standing(self, organisation: int) -> bool:
        """Active and in standing in the running epoch: whether keys are wrapped for it."""
        member = self.known(organisation)
        if member.status is not _ACTIVE:
            return False
        return member.standing_from <= self._clock.epoch <= member.standing_until

    # ---- acts --------------------------------------------------------------------------------

    def set_tier(self, organisation: int, tier: int) -> None:
        """At once. Raises ``MembershipInvalidTier`` and as ``present``."""
        member = self.present(organisation)
        _require_tier(tier)
        if member.status is _ACTIVE:
            self.active_counts[member.tier] -= 1
            self.active_counts[tier] += 1
        member.tier = tier

    def suspend(self, organisation: int) -> None:
        """At once. Raises ``MembershipWrongStatus`` where it is suspended, and as ``present``."""
        member = self.present(organisation)
        if member.status is _SUSPENDED:
            raise MembershipWrongStatus(organisation, member.status)
        self._set_status(member, _SUSPENDED)

    def reinstate(self, organisation: int) -> None:
        """To what it was. Raises ``MembershipWrongStatus`` unless suspended, and as ``present``."""
        member = self.present(organisation)
        if member.status is not _SUSPENDED:
            raise MembershipWrongStatus(organisation, member.status)
        self._set_status(member, _ACTIVE if member.standing_until else _CANDIDATE)

    def remove(self, organisation: int) -> None:
        """For good. Raises as ``present``."""
        self._set_status(self.present(organisation), _REMOVED)

    def set_payout(self, organisation: int, payout: Hashable) -> None:
        """A new payout account, which holds after a day; before the start at once."""
        member = self.known(organisation)
        delay = _PAYOUT_DELAY_SECONDS if self._clock.epoch else 0
        member.payout, member.payout_holds_from = payout, self._clock.now + delay

    def grant_standing(self, organisation: int, until_epoch: int) -> None:
        """Standing to the end of an epoch; a candidate becomes active.

        Raises ``MembershipWrongStatus`` where it is suspended, and as ``present``.
        """
        member = self.present(organisation)
        if member.status is _SUSPENDED:
            raise MembershipWrongStatus(organisation, member.status)
        running = self._clock.epoch
        if member.status is _CANDIDATE:
            member.standing_from = running
            self._set_status(member, _ACTIVE)
        elif member.standing_until < running:
            member.standing_from = until_epoch
        member.standing_until = max(member.standing_until, until_epoch)

    def _set_status(self, member: Member, status: OrganisationStatus) -> None:
        if member.status is _ACTIVE:
            self.active_counts[member.tier] -= 1
        if status is _ACTIVE:
            self.active_counts[member.tier] += 1
        member.status = status


def _require_tier(tier: int) -> None:
    if not REGULAR <= tier <= CRITICAL:
        raise MembershipInvalidTier(tier)
