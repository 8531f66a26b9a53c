// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Network} from "./support/Network.sol";

abstract contract Published is Network {
    function setUp() public virtual override {
        super.setUp();
        _publishTerms();
    }

    function _standing(uint32 id) internal view returns (uint32 from, uint32 until) {
        IMembership.Organisation memory known = membership.organisation(id);
        return (known.standingFrom, known.standingUntil);
    }

    function _entitled(uint32 id) internal view returns (bool entitled) {
        (entitled,,) = membership.reader(id);
    }
}

contract MembershipGrantStandingTest is Published {
    /// Nobody but Rewards gives standing, the governor and the registrar included.
    function test_grantStanding_reverts_MembershipNotRewards() public {
        uint32 id = _candidate("a", ENERGY, 1);
        address[3] memory callers = [governor, registrar, outsider];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotRewards.selector, callers[i]));
            vm.prank(callers[i]);
            membership.grantStanding(id, 1);
        }
    }

    /// An id that was never listed gets no standing.
    function test_grantStanding_reverts_MembershipUnknownOrganisation() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipUnknownOrganisation.selector, 1));
        _grant(1, 1);
    }

    /// A suspended or removed organisation gets no standing.
    function test_grantStanding_reverts_MembershipWrongStatus() public {
        uint32 id = _active("a", ENERGY, 1);
        _suspend(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, IMembership.Status.Suspended));
        _grant(id, 2);
        _remove(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, IMembership.Status.Removed));
        _grant(id, 2);
    }

    /// Admission before the start makes a candidate active, in standing at once and through epoch 1.
    function test_grantStanding_beforeTheStart() public {
        uint32 id = _candidate("a", ENERGY, 2);
        vm.expectEmit(address(membership));
        emit IMembership.StatusChanged(id, IMembership.Status.Active);
        vm.expectEmit(address(membership));
        emit IMembership.StandingGranted(id, 0, 1);
        _grant(id, 1);
        assertTrue(_entitled(id));
        assertEq(membership.activeCount(2), 1);
        _start();
        assertTrue(_entitled(id));
        _enterEpoch(2);
        assertFalse(_entitled(id));
    }

    /// Admission while epoch 3 runs gives standing for epochs 3 and 4, and no longer; the status stays active.
    function test_grantStanding_admitsForTheRunningAndTheNextEpoch() public {
        _start();
        _enterEpoch(3);
        uint32 id = _active("a", ENERGY, 1);
        assertTrue(_entitled(id));
        _enterEpoch(4);
        vm.warp(membership.epochStart(5) - 1);
        assertTrue(_entitled(id));
        vm.warp(membership.epochStart(5));
        assertFalse(_entitled(id));
        assertTrue(membership.mayServe(id));
        assertEq(membership.activeCount(1), 1);
        assertEq(membership.narrowedAt(), 0);
    }

    /// Dues paid in time extend standing without a gap; a smaller epoch cuts nothing.
    function test_grantStanding_extendsAndNeverCuts() public {
        _start();
        uint32 id = _active("a", ENERGY, 1);
        _enterEpoch(2);
        _grant(id, 3);
        _grant(id, 2);
        (uint32 from, uint32 until) = _standing(id);
        assertEq(from, 1);
        assertEq(until, 3);
    }

    /// A lapsed organisation that pays in epoch 5 reads again from epoch 6.
    function test_grantStanding_afterALapseHoldsFromTheNextEpoch() public {
        _start();
        uint32 id = _active("a", ENERGY, 1);
        _enterEpoch(5);
        _grant(id, 6);
        assertFalse(_entitled(id));
        _enterEpoch(6);
        assertTrue(_entitled(id));
        _enterEpoch(7);
        assertFalse(_entitled(id));
    }
}

contract MembershipReaderTest is Published {
    /// An unknown organisation, and id 0, read and serve nothing.
    function test_reader_knowsNobodyElse() public view {
        assertFalse(_entitled(0));
        assertFalse(_entitled(9));
        assertFalse(membership.mayServe(0));
        assertFalse(membership.mayServe(9));
    }

    /// An active member that has not accepted the terms in force neither reads nor serves, until it does.
    function test_reader_needsTheTermsInForce() public {
        _start();
        uint32 id = _list("a", ENERGY, 1);
        _grant(id, 2);
        assertFalse(_entitled(id));
        assertFalse(membership.mayServe(id));
        _accept("a");
        assertTrue(_entitled(id));
        assertTrue(membership.mayServe(id));
    }

    /// New terms end reading with the epoch in which they come into force, not before.
    function test_reader_endsWhenNewTermsComeIntoForce() public {
        _start();
        uint32 id = _active("a", ENERGY, 1);
        _grant(id, 9);
        _publishTerms();
        assertTrue(_entitled(id));
        _enterEpoch(2);
        assertFalse(_entitled(id));
        _accept("a");
        assertTrue(_entitled(id));
    }

    /// Reader rights equal an independent re-statement for every status, standing, terms and epoch.
    function testFuzz_reader_equalsItsRestatement(uint8 steps, uint32 until, uint8 epoch, bool accepts) public {
        _start();
        until = uint32(bound(until, 1, 6));
        uint32 running = uint32(bound(epoch, 1, 8));
        uint32 id = _list("a", ENERGY, 1);
        if (accepts) _accept("a");
        if (steps % 2 == 1) _grant(id, until);
        if (steps % 4 >= 2) _suspend(id);
        if (steps % 8 >= 6) _reinstate(id);
        if (steps % 32 >= 28) _remove(id);
        _enterEpoch(running);

        bool granted = steps % 2 == 1;
        bool reinstated = steps % 4 < 2 || steps % 8 >= 6;
        bool removed = steps % 32 >= 28;
        assertEq(_entitled(id), granted && accepts && reinstated && !removed && running <= until, "reads");
        assertEq(membership.mayServe(id), granted && accepts && reinstated && !removed, "serves");
    }

    function _reinstate(uint32 id) private {
        vm.prank(registrar);
        membership.reinstate(id);
    }
}

contract MembershipRequireSubmitterTest is Published {
    /// An owner, a revoked operator and an outsider submit nothing.
    function test_requireSubmitter_reverts_MembershipNotOperator() public {
        _candidate("a", ENERGY, 1);
        vm.prank(_owner("a"));
        membership.revokeOperator(_operator("a"));
        address[3] memory callers = [_owner("a"), _operator("a"), outsider];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, callers[i]));
            membership.requireSubmitter(callers[i]);
        }
    }

    /// A suspended or removed organisation submits nothing.
    function test_requireSubmitter_reverts_MembershipWrongStatus() public {
        uint32 id = _active("a", ENERGY, 1);
        address operator = _operator("a");
        _suspend(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, IMembership.Status.Suspended));
        membership.requireSubmitter(operator);
        _remove(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, IMembership.Status.Removed));
        membership.requireSubmitter(operator);
    }

    /// Who has not accepted the terms in force submits nothing.
    function test_requireSubmitter_reverts_MembershipTermsStale() public {
        uint32 id = _list("a", ENERGY, 1);
        address operator = _operator("a");
        _refuses(abi.encodeWithSelector(IMembership.MembershipTermsStale.selector, id, 0, 1));
        membership.requireSubmitter(operator);
    }

    /// Candidates and active organisations may submit, in standing or not, under the terms in force.
    function test_requireSubmitter_takesCandidatesAndTheLapsed() public {
        uint32 candidate = _candidate("a", ENERGY, 1);
        uint32 active = _active("b", ENERGY, 1);
        _start();
        _enterEpoch(5);
        (uint32 id, uint16 terms) = membership.requireSubmitter(_operator("a"));
        assertEq(id, candidate);
        assertEq(terms, 1);
        (id,) = membership.requireSubmitter(_operator("b"));
        assertEq(id, active);
        assertFalse(_entitled(active));
    }
}

contract MembershipActiveCountTest is Published {
    uint32 private constant COMPANIES = 4;

    /// After any sequence of listings, grants, suspensions, reinstatements, removals and tiers, refused ones included,
    /// the counters equal a count of the active organisations.
    /// forge-config: default.fuzz.runs = 256
    function testFuzz_activeCount_isExactAfterAnySequence(uint16[24] memory acts) public {
        _start();
        for (uint32 i = 0; i < COMPANIES; ++i) {
            _list(vm.toString(uint256(i)), ENERGY, uint8(i % 3 + 1));
        }
        for (uint256 i = 0; i < acts.length; ++i) {
            _act(acts[i] % 6, uint32(acts[i] / 6 % COMPANIES) + 1, uint8(acts[i] / 24 % 3 + 1));
            _assertCounted();
        }
    }

    function _act(uint256 what, uint32 id, uint8 tier) private {
        bytes memory input;
        if (what == 0 || what == 1) input = abi.encodeCall(IMembership.grantStanding, (id, membership.epoch() + 1));
        if (what == 2) input = abi.encodeCall(IMembership.suspend, (id));
        if (what == 3) input = abi.encodeCall(IMembership.reinstate, (id));
        // One in three, so that a sequence does not end in removals.
        if (what == 4 && tier == 1) input = abi.encodeCall(IMembership.remove, (id));
        if (what == 5 || input.length == 0) input = abi.encodeCall(IMembership.setTier, (id, tier));
        vm.prank(what < 2 ? rewards : registrar);
        (bool done,) = address(membership).call(input);
        done; // a refusal is part of the sequence
        mine(1);
    }

    function _assertCounted() private view {
        uint32[4] memory counts;
        for (uint32 id = 1; id <= COMPANIES; ++id) {
            IMembership.Organisation memory known = membership.organisation(id);
            if (known.status == IMembership.Status.Active) counts[known.tier] += 1;
        }
        for (uint8 tier = 0; tier < 4; ++tier) {
            assertEq(membership.activeCount(tier), counts[tier], "count");
        }
    }
}
