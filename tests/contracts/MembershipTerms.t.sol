// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Membership} from "contracts/membership/Membership.sol";
import {Network} from "./support/Network.sol";

contract MembershipConstructorTest is Network {
    /// An epoch lasts at least a second and at most 366 days.
    function test_constructor_reverts_MembershipInvalidEpochSeconds() public {
        uint32[2] memory wrong = [uint32(0), uint32(366 days) + 1];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidEpochSeconds.selector, wrong[i]));
            new Membership(address(manager), rewards, wrong[i]);
        }
    }

    /// Neither the access manager nor Rewards is the zero address.
    function test_constructor_reverts_MembershipZeroAddress() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipZeroAddress.selector));
        new Membership(address(0), rewards, 1);
        _refuses(abi.encodeWithSelector(IMembership.MembershipZeroAddress.selector));
        new Membership(address(manager), address(0), 1);
    }

    /// Whatever was given stands for ever.
    function test_constructor_keepsWhatItWasGiven() public view {
        assertEq(membership.epochSeconds(), EPOCH_SECONDS);
        assertEq(membership.rewards(), rewards);
        assertEq(membership.authority(), address(manager));
    }
}

contract MembershipStartTest is Network {
    /// Only the governor starts the network; the registrar cannot.
    function test_start_reverts_AccessManagedUnauthorized() public {
        _publishTerms();
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, registrar));
        vm.prank(registrar);
        membership.start();
    }

    /// Without terms nothing starts.
    function test_start_reverts_MembershipNoTerms() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipNoTerms.selector));
        _start();
    }

    /// It starts once.
    function test_start_reverts_MembershipAlreadyStarted() public {
        _publishTerms();
        _start();
        _refuses(abi.encodeWithSelector(IMembership.MembershipAlreadyStarted.selector));
        _start();
    }

    /// Before the start epoch 0 runs, what is set up holds at once, and no epoch begins ever.
    function test_start_nothingRunsBefore() public view {
        assertEq(membership.startedAt(), 0);
        assertEq(membership.epoch(), 0);
        assertEq(membership.nextEpoch(), 0);
        assertEq(membership.epochStart(0), 0);
        assertEq(membership.epochStart(1), type(uint40).max);
    }

    /// Epoch 1 begins in the second of the start.
    function test_start_beginsEpochOne() public {
        _publishTerms();
        vm.expectEmit(address(membership));
        emit IMembership.Started(uint40(vm.getBlockTimestamp()));
        _start();
        assertEq(membership.startedAt(), vm.getBlockTimestamp());
        assertEq(membership.epoch(), 1);
        assertEq(membership.nextEpoch(), 2);
        assertEq(membership.epochStart(0), 0);
        assertEq(membership.epochStart(1), vm.getBlockTimestamp());
        assertEq(membership.epochStart(type(uint32).max), type(uint40).max);
    }

    /// Every second after the start lies in exactly one epoch: epochStart(e) <= now < epochStart(e + 1).
    function testFuzz_epoch_holdsEverySecondOnce(uint32 epochSeconds, uint32 later) public {
        epochSeconds = uint32(bound(epochSeconds, 1, 366 days));
        Membership other = new Membership(address(manager), rewards, epochSeconds);
        manager.setTargetFunctionRole(address(other), _selectors(), GOVERNOR_ROLE);
        vm.startPrank(governor);
        other.publishTerms(TERMS, "");
        other.start();
        vm.stopPrank();
        vm.warp(vm.getBlockTimestamp() + bound(later, 0, type(uint32).max - 2)); // 136 years of epochs of a second
        uint32 epoch = other.epoch();
        assertGe(epoch, 1, "first");
        assertLe(other.epochStart(epoch), vm.getBlockTimestamp(), "begun");
        assertGe(other.epochStart(epoch + 1), vm.getBlockTimestamp() + 1, "not over");
        assertEq(other.epochStart(epoch + 1) - other.epochStart(epoch), epochSeconds, "length");
        assertEq(other.nextEpoch(), epoch + 1, "next");
    }

    function _selectors() private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](2);
        (selectors[0], selectors[1]) = (Membership.start.selector, Membership.publishTerms.selector);
    }
}

contract MembershipPublishTermsTest is Network {
    /// Only the governor publishes terms.
    function test_publishTerms_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, registrar));
        vm.prank(registrar);
        membership.publishTerms(TERMS, "");
    }

    /// Terms without a digest are no terms.
    function test_publishTerms_reverts_MembershipZeroDigest() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipZeroDigest.selector));
        vm.prank(governor);
        membership.publishTerms(0, "");
    }

    /// Before the start every version is in force at once.
    function test_publishTerms_holdsAtOnceBeforeTheStart() public {
        assertEq(membership.termsInForce(), 0);
        vm.expectEmit(address(membership));
        emit IMembership.TermsPublished(1, TERMS, "terms.txt", 0);
        assertEq(_publishTerms(), 1);
        assertEq(membership.termsInForce(), 1);
        assertEq(_publishTerms(), 2);
        assertEq(membership.termsInForce(), 2);
        assertEq(membership.termsDigest(2), TERMS);
        assertEq(membership.termsDigest(3), 0);
    }

    /// Afterwards a version is pending until the next epoch, and published again in the epoch it is replaced.
    function test_publishTerms_replacesThePendingVersion() public {
        _publishTerms();
        _start();
        vm.expectEmit(address(membership));
        emit IMembership.TermsPublished(2, TERMS, "terms.txt", 2);
        _publishTerms();
        assertEq(membership.termsInForce(), 1);
        assertEq(membership.latestTerms(), 2);
        assertEq(_publishTerms(), 3);
        assertEq(membership.termsInForce(), 1);
        _enterEpoch(2);
        assertEq(membership.termsInForce(), 3);
        _publishTerms();
        assertEq(membership.termsInForce(), 3);
        _enterEpoch(3);
        assertEq(membership.termsInForce(), 4);
    }

    /// Whatever is published when, the version in force is the last one published in an earlier epoch.
    function testFuzz_termsInForce_isTheLastOfAnEarlierEpoch(uint8[12] memory acts) public {
        _publishTerms();
        _start();
        uint16 inForce = 1;
        uint16 latest = 1;
        for (uint256 i = 0; i < acts.length; ++i) {
            if (acts[i] % 2 == 0) {
                latest = _publishTerms();
            } else {
                _enterEpoch(membership.epoch() + acts[i] % 3 + 1);
                inForce = latest;
            }
            assertEq(membership.termsInForce(), inForce, "in force");
            assertEq(membership.latestTerms(), latest, "latest");
        }
    }
}

contract MembershipAcceptTermsTest is Network {
    function setUp() public override {
        super.setUp();
        _publishTerms();
        _publishTerms();
        _start();
    }

    /// Who acts for no organisation accepts nothing.
    function test_acceptTerms_reverts_MembershipUnknownAccount() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipUnknownAccount.selector, outsider));
        vm.prank(outsider);
        membership.acceptTerms(2);
    }

    /// A removed organisation accepts nothing.
    function test_acceptTerms_reverts_MembershipWrongStatus() public {
        uint32 id = _list("a", ENERGY, 1);
        _remove(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, IMembership.Status.Removed));
        vm.prank(_operator("a"));
        membership.acceptTerms(2);
    }

    /// Where no terms were published there is nothing to accept.
    function test_acceptTerms_reverts_MembershipNoTerms() public {
        super.setUp();
        _list("a", ENERGY, 1);
        _refuses(abi.encodeWithSelector(IMembership.MembershipNoTerms.selector));
        vm.prank(_operator("a"));
        membership.acceptTerms(0);
    }

    /// Versions that are over, or not there yet, are not accepted.
    function test_acceptTerms_reverts_MembershipTermsNotAcceptable(uint16 version) public {
        vm.assume(version != 2 && version != 3);
        _list("a", ENERGY, 1);
        _publishTerms();
        _refuses(abi.encodeWithSelector(IMembership.MembershipTermsNotAcceptable.selector, version, 2, 3));
        vm.prank(_operator("a"));
        membership.acceptTerms(version);
    }

    /// The version that was replaced while pending is not accepted.
    function test_acceptTerms_reverts_MembershipTermsNotAcceptable_replaced() public {
        _list("a", ENERGY, 1);
        _publishTerms();
        _publishTerms();
        _refuses(abi.encodeWithSelector(IMembership.MembershipTermsNotAcceptable.selector, 3, 2, 4));
        vm.prank(_operator("a"));
        membership.acceptTerms(3);
    }

    /// Owner and operator accept, each acceptance is told, and none makes an earlier one less.
    function test_acceptTerms_takesInForceAndPending() public {
        uint32 id = _list("a", ENERGY, 1);
        _publishTerms();
        vm.expectEmit(address(membership));
        emit IMembership.TermsAccepted(id, 3);
        vm.prank(_owner("a"));
        membership.acceptTerms(3);
        membership.requireSubmitter(_operator("a"));
        vm.expectEmit(address(membership));
        emit IMembership.TermsAccepted(id, 2);
        vm.prank(_operator("a"));
        membership.acceptTerms(2);
        assertEq(membership.organisation(id).acceptedTerms, 3);
        _enterEpoch(2);
        membership.requireSubmitter(_operator("a"));
    }
}

contract MembershipClassifySectorTest is Network {
    /// Only the governor weighs sectors.
    function test_classifySector_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, registrar));
        vm.prank(registrar);
        membership.classifySector(8, 3);
    }

    /// Sectors are 1 to 48; "not declared" is never weighed.
    function test_classifySector_reverts_MembershipInvalidSector(uint8 sector) public {
        vm.assume(sector == 0 || sector > 48);
        _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidSector.selector, sector));
        vm.prank(governor);
        membership.classifySector(sector, 3);
    }

    /// Classes are 1, 2 and 3.
    function test_classifySector_reverts_MembershipInvalidClass(uint8 class) public {
        vm.assume(class == 0 || class > 3);
        _refuses(abi.encodeWithSelector(IMembership.MembershipInvalidClass.selector, class));
        vm.prank(governor);
        membership.classifySector(8, class);
    }

    /// Before the start a sector has the class that was set last, and all others are regular.
    function testFuzz_classifySector_setsOneSector(uint8 sector, uint8 class, uint8 other) public {
        sector = uint8(bound(sector, 1, 48));
        class = uint8(bound(class, 1, 3));
        vm.expectEmit(address(membership));
        emit IMembership.SectorClassified(sector, class, 0);
        vm.prank(governor);
        membership.classifySector(sector, class);
        assertEq(membership.sectorClass(sector), class);
        if (other != sector) assertEq(membership.sectorClass(other), 1);
    }

    /// After the start a class holds from the next epoch: an epoch's is the last one set before it began, for ever.
    function testFuzz_classifySector_holdsFromTheNextEpoch(uint8[20] memory classes) public {
        _publishTerms();
        _start();
        uint8[22] memory held;
        held[1] = 1;
        for (uint32 epoch = 1; epoch <= 20; ++epoch) {
            uint8 class = classes[epoch - 1] % 4;
            held[epoch + 1] = class == 0 ? held[epoch] : class;
            if (class != 0) {
                vm.startPrank(governor);
                membership.classifySector(8, class % 3 + 1); // overwritten by the next one
                membership.classifySector(8, class);
                vm.stopPrank();
            }
            assertEq(membership.sectorClass(8), held[epoch], "running");
            assertEq(membership.sectorClassAt(8, epoch + 1), held[epoch + 1], "announced");
            _enterEpoch(epoch + 1);
        }
        for (uint32 epoch = 1; epoch <= 21; ++epoch) {
            assertEq(membership.sectorClassAt(8, epoch), held[epoch], "past");
        }
    }
}
