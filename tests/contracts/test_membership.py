"""Membership: the one answer to "who may act?"."""

from __future__ import annotations

from typing import Any

import ape
from eth_utils import keccak

from tests.contracts.network import Network

CANDIDATE, ACTIVE, SUSPENDED, REMOVED = 1, 2, 3, 4


class TestList:
    def test_an_outsider_cannot_list_a_company(self, system: Network, outsider: Any) -> None:
        with ape.reverts(system.membership.AccessManagedUnauthorized, caller=outsider):
            system.membership.list(outsider, outsider, outsider, 1, 1, sender=outsider)

    def test_an_account_belongs_to_one_company(self, system: Network, alice: Any) -> None:
        with ape.reverts(system.membership.MembershipAccountTaken, account=alice):
            system.membership.list(alice, alice, alice, 1, 1, sender=system.registrar)

    def test_a_listed_company_is_a_candidate(self, system: Network, outsider: Any) -> None:
        organisation = system.list_(outsider)
        assert system.membership.organisation(organisation).status == CANDIDATE


class TestDues:
    def test_paid_dues_make_a_candidate_an_active_member(
        self, system: Network, outsider: Any
    ) -> None:
        organisation = system.activate(outsider)
        assert system.membership.organisation(organisation).status == ACTIVE
        entitled, sectors, tier = system.membership.reader(organisation)
        assert (entitled, sectors, tier) == (True, 1, 1)


class TestSuspend:
    def test_an_outsider_cannot_suspend(self, system: Network, outsider: Any) -> None:
        with ape.reverts(system.membership.AccessManagedUnauthorized, caller=outsider):
            system.membership.suspend(1, sender=outsider)

    def test_a_suspended_member_reads_nothing_until_it_is_reinstated(
        self, system: Network, bob: Any
    ) -> None:
        organisation = system.membership.operatorOf(bob)
        system.membership.suspend(organisation, sender=system.registrar)
        assert system.membership.organisation(organisation).status == SUSPENDED
        assert not system.membership.reader(organisation)[0]

        system.membership.reinstate(organisation, sender=system.registrar)
        assert system.membership.reader(organisation)[0]

    def test_a_removed_member_does_not_come_back(self, system: Network, bob: Any) -> None:
        organisation = system.membership.operatorOf(bob)
        system.membership.remove(organisation, sender=system.registrar)
        with ape.reverts(
            system.membership.MembershipWrongStatus, organisation=organisation, status=REMOVED
        ):
            system.membership.reinstate(organisation, sender=system.registrar)


class TestTerms:
    def test_a_member_with_stale_terms_cannot_read(self, system: Network, bob: Any) -> None:
        """New terms are in force an epoch after they were published."""
        organisation = system.membership.operatorOf(bob)
        system.membership.publishTerms(keccak(text="v2"), "v2.txt", sender=system.governor)
        assert system.membership.reader(organisation)[0]

        ape.chain.pending_timestamp = system.membership.epochStart(system.membership.nextEpoch())
        ape.chain.mine()
        assert system.membership.termsInForce() == 2
        assert not system.membership.reader(organisation)[0]
