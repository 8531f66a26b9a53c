// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Membership} from "contracts/membership/Membership.sol";
import {Network} from "./support/Network.sol";

abstract contract Open is Network {
    function setUp() public virtual override {
        super.setUp();
        _publishTerms();
        _start();
    }

    function _status(uint32 id) internal view returns (IMembership.Status) {
        return membership.organisation(id).status;
    }

    function _isUnauthorized(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
    }

    function _isUnknown(uint32 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.MembershipUnknownOrganisation.selector, id);
    }

    function _isWrongStatus(uint32 id, IMembership.Status status) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, status);
    }
}

contract MembershipListTest is Open {
    /// An account without the registrar's role lists nobody.
    function test_list_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        membership.list(address(1), address(2), address(3), ENERGY, 1);
    }

    /// Tiers are 1, 2 and 3.
    function test_list_reverts_MembershipInvalidTier(uint8 tier) public {
        vm.assume(tier == 0 || tier > 3);
        _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidTier.selector, tier));
        vm.prank(registrar);
        membership.list(address(1), address(2), address(3), ENERGY, tier);
    }

    /// An organisation is in one sector at least.
    function test_list_reverts_MembershipInvalidSectors() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidSectors.selector, 0));
        vm.prank(registrar);
        membership.list(address(1), address(2), address(3), 0, 1);
    }

    /// None of the three accounts is the zero address.
    function test_list_reverts_MembershipZeroAddress() public {
        for (uint256 i = 0; i < 3; ++i) {
            address[3] memory accounts = [address(1), address(2), address(3)];
            accounts[i] = address(0);
            _refuses(abi.encodeWithSelector(IMembership.MembershipZeroAddress.selector));
            vm.prank(registrar);
            membership.list(accounts[0], accounts[1], accounts[2], ENERGY, 1);
        }
    }

    /// An account of a listed organisation serves no second one, as neither owner nor operator.
    function test_list_reverts_MembershipAccountTaken() public {
        _list("alpha", ENERGY, 1);
        address[2] memory taken = [_owner("alpha"), _operator("alpha")];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipAccountTaken.selector, taken[i]));
            vm.prank(registrar);
            membership.list(taken[i], address(2), address(3), ENERGY, 1);
            _refuses(abi.encodeWithSelector(IMembership.MembershipAccountTaken.selector, taken[i]));
            vm.prank(registrar);
            membership.list(address(1), taken[i], address(3), ENERGY, 1);
        }
    }

    /// One account is not owner and operator of the same organisation.
    function test_list_reverts_MembershipAccountTaken_ownerAsOperator() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipAccountTaken.selector, address(1)));
        vm.prank(registrar);
        membership.list(address(1), address(1), address(3), ENERGY, 1);
    }

    /// A listed organisation is a candidate that reads nothing, with its accounts, and ids count from 1.
    function test_list_makesACandidate() public {
        (address owner, address operator, address payout) = (_owner("a"), _operator("a"), _payout("a"));
        vm.expectEmit(address(membership));
        emit IMembership.OrganisationListed(1, owner, operator, payout, ENERGY | FINANCE, 2);
        assertEq(_list("a", ENERGY | FINANCE, 2), 1);
        assertEq(_list("b", ENERGY, 1), 2);

        IMembership.Organisation memory known = membership.organisation(1);
        assertTrue(known.status == IMembership.Status.Candidate);
        assertEq(known.sectors, ENERGY | FINANCE);
        assertEq(known.tier, 2);
        assertEq(known.standingUntil, 0);
        assertEq(membership.organisationCount(), 2);
        assertEq(membership.organisationOf(owner), 1);
        assertEq(membership.operatorOf(operator), 1);
        assertEq(membership.ownerOf(1), owner);
        (address paidTo, uint40 holdsFrom) = membership.payoutOf(1);
        assertEq(paidTo, payout);
        assertEq(holdsFrom, vm.getBlockTimestamp());
        (bool entitled,,) = membership.reader(1);
        assertFalse(entitled);
        assertEq(membership.activeCount(2), 0);
    }
}

contract MembershipSetSectorsTest is Open {
    /// An account without the registrar's role moves nobody.
    function test_setSectors_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(governor));
        vm.prank(governor);
        membership.setSectors(1, FINANCE);
    }

    /// An id that was never listed has no sectors.
    function test_setSectors_reverts_MembershipUnknownOrganisation() public {
        _refuses(_isUnknown(1));
        vm.prank(registrar);
        membership.setSectors(1, FINANCE);
    }

    /// A removed organisation stays as it was.
    function test_setSectors_reverts_MembershipWrongStatus() public {
        uint32 id = _active("a", ENERGY, 1);
        _remove(id);
        _refuses(_isWrongStatus(id, IMembership.Status.Removed));
        vm.prank(registrar);
        membership.setSectors(id, FINANCE);
    }

    /// No organisation is left without a sector.
    function test_setSectors_reverts_MembershipInvalidSectors() public {
        uint32 id = _active("a", ENERGY, 1);
        _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidSectors.selector, 0));
        vm.prank(registrar);
        membership.setSectors(id, 0);
    }

    /// For an active organisation, losing any sector narrows and gaining does not, whatever the sets are.
    function testFuzz_setSectors_narrowsExactlyWhereOneIsLost(uint48 before, uint48 later) public {
        vm.assume(before != 0 && later != 0);
        uint32 id = _active("a", before, 1);
        mine(5);
        vm.expectEmit(address(membership));
        emit IMembership.SectorsChanged(id, later);
        vm.prank(registrar);
        membership.setSectors(id, later);

        bool lost = false;
        for (uint256 bit = 0; bit < 48; ++bit) {
            if ((before >> bit) % 2 == 1 && (later >> bit) % 2 == 0) lost = true;
        }
        assertEq(membership.narrowedAt(), lost ? vm.getBlockNumber() : 0);
        assertEq(membership.organisation(id).sectors, later);
    }

    /// What a candidate or a suspended organisation loses takes no right to read away.
    function test_setSectors_doesNotNarrowWhereNothingIsRead() public {
        uint32 id = _candidate("a", ENERGY | FINANCE, 1);
        vm.startPrank(registrar);
        membership.setSectors(id, ENERGY);
        membership.suspend(id);
        membership.setSectors(id, FINANCE);
        vm.stopPrank();
        assertEq(membership.narrowedAt(), 0);
    }
}

contract MembershipSetTierTest is Open {
    /// An account without the registrar's role promotes nobody.
    function test_setTier_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        membership.setTier(1, 3);
    }

    /// An id that was never listed has no tier.
    function test_setTier_reverts_MembershipUnknownOrganisation() public {
        _refuses(_isUnknown(7));
        vm.prank(registrar);
        membership.setTier(7, 3);
    }

    /// A removed organisation stays as it was.
    function test_setTier_reverts_MembershipWrongStatus() public {
        uint32 id = _candidate("a", ENERGY, 1);
        _remove(id);
        _refuses(_isWrongStatus(id, IMembership.Status.Removed));
        vm.prank(registrar);
        membership.setTier(id, 3);
    }

    /// Tiers are 1, 2 and 3.
    function test_setTier_reverts_MembershipInvalidTier(uint8 tier) public {
        vm.assume(tier == 0 || tier > 3);
        uint32 id = _active("a", ENERGY, 1);
        _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidTier.selector, tier));
        vm.prank(registrar);
        membership.setTier(id, tier);
    }

    /// For an active organisation a lower tier narrows, the same or a higher one does not; it is counted in one tier.
    function testFuzz_setTier_narrowsExactlyWhereItGoesDown(uint8 before, uint8 later) public {
        before = uint8(bound(before, 1, 3));
        later = uint8(bound(later, 1, 3));
        uint32 id = _active("a", ENERGY, before);
        mine(5);
        vm.expectEmit(address(membership));
        emit IMembership.TierChanged(id, later);
        vm.prank(registrar);
        membership.setTier(id, later);

        assertEq(membership.narrowedAt(), later < before ? vm.getBlockNumber() : 0);
        for (uint8 tier = 1; tier <= 3; ++tier) {
            assertEq(membership.activeCount(tier), tier == later ? 1 : 0, "count");
        }
    }

    /// A lower tier of a candidate takes no right to read away.
    function test_setTier_doesNotNarrowForACandidate() public {
        uint32 id = _candidate("a", ENERGY, 3);
        vm.prank(registrar);
        membership.setTier(id, 1);
        assertEq(membership.narrowedAt(), 0);
    }
}

contract MembershipSuspendTest is Open {
    /// An account without the registrar's role suspends nobody.
    function test_suspend_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        membership.suspend(1);
    }

    /// An id that was never listed cannot be suspended.
    function test_suspend_reverts_MembershipUnknownOrganisation() public {
        _refuses(_isUnknown(1));
        _suspend(1);
    }

    /// A suspended or removed organisation is not suspended again.
    function test_suspend_reverts_MembershipWrongStatus() public {
        uint32 id = _active("a", ENERGY, 1);
        _suspend(id);
        _refuses(_isWrongStatus(id, IMembership.Status.Suspended));
        _suspend(id);
        _remove(id);
        _refuses(_isWrongStatus(id, IMembership.Status.Removed));
        _suspend(id);
    }

    /// Suspension of an active organisation ends its reading and serving at once, is uncounted and narrows.
    function test_suspend_endsReadingAtOnce() public {
        uint32 id = _active("a", ENERGY, 2);
        mine(3);
        vm.expectEmit(address(membership));
        emit IMembership.StatusChanged(id, IMembership.Status.Suspended);
        _suspend(id);
        (bool entitled, uint48 sectors, uint8 tier) = membership.reader(id);
        assertFalse(entitled);
        assertEq(sectors, ENERGY);
        assertEq(tier, 2);
        assertFalse(membership.mayServe(id));
        assertEq(membership.activeCount(2), 0);
        assertEq(membership.narrowedAt(), vm.getBlockNumber());
    }

    /// Suspension of a candidate narrows nothing.
    function test_suspend_doesNotNarrowForACandidate() public {
        _suspend(_candidate("a", ENERGY, 1));
        assertEq(membership.narrowedAt(), 0);
    }
}

contract MembershipReinstateTest is Open {
    /// An account without the registrar's role reinstates nobody.
    function test_reinstate_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        membership.reinstate(1);
    }

    /// An id that was never listed cannot be reinstated.
    function test_reinstate_reverts_MembershipUnknownOrganisation() public {
        _refuses(_isUnknown(1));
        vm.prank(registrar);
        membership.reinstate(1);
    }

    /// Only a suspended organisation is reinstated; removal is final.
    function test_reinstate_reverts_MembershipWrongStatus() public {
        uint32 id = _candidate("a", ENERGY, 1);
        IMembership.Status[3] memory others =
            [IMembership.Status.Candidate, IMembership.Status.Active, IMembership.Status.Removed];
        for (uint256 i = 0; i < 3; ++i) {
            if (i == 1) _grant(id, 2);
            if (i == 2) _remove(id);
            _refuses(_isWrongStatus(id, others[i]));
            vm.prank(registrar);
            membership.reinstate(id);
        }
    }

    /// A reinstated organisation is again what it was, and reading comes back without narrowing.
    function test_reinstate_givesBackWhatItWas() public {
        uint32 candidate = _candidate("a", ENERGY, 1);
        uint32 active = _active("b", ENERGY, 1);
        vm.startPrank(registrar);
        membership.suspend(candidate);
        membership.suspend(active);
        uint64 narrowedAt = membership.narrowedAt();
        mine(9);
        membership.reinstate(candidate);
        membership.reinstate(active);
        vm.stopPrank();
        assertTrue(_status(candidate) == IMembership.Status.Candidate);
        assertTrue(_status(active) == IMembership.Status.Active);
        (bool entitled,,) = membership.reader(active);
        assertTrue(entitled);
        assertEq(membership.activeCount(1), 1);
        assertEq(membership.narrowedAt(), narrowedAt);
    }
}

contract MembershipRemoveTest is Open {
    /// An account without the registrar's role removes nobody.
    function test_remove_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        membership.remove(1);
    }

    /// An id that was never listed cannot be removed.
    function test_remove_reverts_MembershipUnknownOrganisation() public {
        _refuses(_isUnknown(1));
        _remove(1);
    }

    /// Removal happens once.
    function test_remove_reverts_MembershipWrongStatus() public {
        uint32 id = _candidate("a", ENERGY, 1);
        _remove(id);
        _refuses(_isWrongStatus(id, IMembership.Status.Removed));
        _remove(id);
    }

    /// A removed organisation keeps its accounts and payout, reads nothing, is uncounted; removal narrowed.
    function test_remove_isFinalAndKeepsThePayout() public {
        uint32 id = _active("a", ENERGY, 3);
        mine(4);
        _remove(id);
        assertTrue(_status(id) == IMembership.Status.Removed);
        assertEq(membership.activeCount(3), 0);
        assertEq(membership.narrowedAt(), vm.getBlockNumber());
        assertEq(membership.operatorOf(_operator("a")), id);
        (address payout,) = membership.payoutOf(id);
        assertEq(payout, _payout("a"));
    }

    /// Removal of a suspended organisation takes away nothing that suspension had left.
    function test_remove_doesNotNarrowForASuspendedOne() public {
        uint32 id = _active("a", ENERGY, 1);
        _suspend(id);
        uint64 narrowedAt = membership.narrowedAt();
        mine(4);
        _remove(id);
        assertEq(membership.narrowedAt(), narrowedAt);
    }
}
