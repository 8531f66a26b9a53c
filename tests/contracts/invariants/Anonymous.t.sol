// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Base} from "../Base.sol";
import {AnonymousActors} from "./AnonymousActors.sol";
import {AnonymousBooks} from "./AnonymousBooks.sol";

/// @notice Twelve organisations join, rotate, are suspended and evicted, post, contest and stay silent. The books know
///         everybody, the contracts nobody.
contract AnonymousTest is Base {
    AnonymousActors internal actors;

    function setUp() public {
        actors = new AnonymousActors();
        actors.setUp();
    }

    /// Forge calls nothing but the actors.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    /// `setUp` and the views of the actors are left out.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory s = new bytes4[](18);
        (s[0], s[1]) = (AnonymousActors.passTime.selector, AnonymousActors.passEpoch.selector);
        (s[2], s[3]) = (AnonymousActors.suspend.selector, AnonymousActors.reinstate.selector);
        (s[4], s[5]) = (AnonymousActors.join.selector, AnonymousActors.admit.selector);
        (s[6], s[7]) = (AnonymousActors.evict.selector, AnonymousActors.snapshot.selector);
        (s[8], s[9]) = (AnonymousActors.registerPolicy.selector, AnonymousActors.retirePolicy.selector);
        (s[10], s[11]) = (AnonymousActors.setSlots.selector, AnonymousActors.post.selector);
        (s[12], s[13]) = (AnonymousActors.postAll.selector, AnonymousActors.contest.selector);
        (s[14], s[15]) = (AnonymousActors.claimMissing.selector, AnonymousActors.claimStillMissing.selector);
        (s[16], s[17]) = (AnonymousActors.postAgain.selector, AnonymousActors.claimInARow.selector);
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(actors), s);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function _assertHolds(AnonymousBooks.Property property) private view {
        _assertNothing(actors.broken(property));
    }

    function _assertNothing(string memory what) private pure {
        assertTrue(bytes(what).length == 0, what);
    }

    /// A member posts at most once a policy, epoch and slot.
    /// forge-config: default.invariant.runs = 32
    function invariant_aMemberPostsOnceAPolicyEpochAndSlot() public view {
        _assertHolds(AnonymousBooks.Property.OneOfASlot);
    }

    /// A relationship is attested at most once a policy and epoch, and by its supplier alone.
    /// forge-config: default.invariant.runs = 32
    function invariant_aRelationshipIsAttestedOnceAndByItsSupplier() public view {
        _assertHolds(AnonymousBooks.Property.OneOfATau);
    }

    /// Who posts has its leaf in the root of the epoch's last snapshot.
    /// forge-config: default.invariant.runs = 32
    function invariant_onlyMembersOfTheSnapshotPost() public view {
        _assertHolds(AnonymousBooks.Property.Members);
    }

    /// Tallies equal what an omniscient counter says.
    /// forge-config: default.invariant.runs = 32
    function invariant_talliesEqualWhatAnOmniscientCounterSays() public view {
        _assertNothing(actors.miscounted());
    }

    /// A contest corrects a flag that is false, exactly once.
    /// forge-config: default.invariant.runs = 32
    function invariant_aContestCorrectsAFalseFlagExactlyOnce() public view {
        _assertHolds(AnonymousBooks.Property.Contested);
    }

    /// No tau that was posted is missing, and none twice.
    /// forge-config: default.invariant.runs = 32
    function invariant_noPostedTauIsMissing() public view {
        _assertHolds(AnonymousBooks.Property.Missing);
    }

    /// A claim is made by supplier or customer alone: a copy that says anything else is refused.
    /// forge-config: default.invariant.runs = 32
    function invariant_aClaimIsMadeByItsPairAlone() public view {
        _assertHolds(AnonymousBooks.Property.Claimers);
    }

    /// A silence counts three epochs at most: never more than three times its slots a member, policy and epoch.
    /// forge-config: default.invariant.runs = 32
    function invariant_aMemberIsMissingThreeTimesItsSlotsAtMost() public view {
        _assertHolds(AnonymousBooks.Property.Silences);
    }

    /// After its first snapshot an epoch's root only loses leaves.
    /// forge-config: default.invariant.runs = 32
    function invariant_aRootOnlyLosesLeavesAfterItsFirstSnapshot() public view {
        _assertHolds(AnonymousBooks.Property.Shrinking);
    }

    /// A root holds one leaf of each organisation that entered, and nothing else.
    /// forge-config: default.invariant.runs = 32
    function invariant_aRootHoldsOneLeafOfEachOrganisation() public view {
        _assertHolds(AnonymousBooks.Property.Leaves);
    }

    /// All of them at once, over as many sequences as the other campaigns have.
    function invariant_everyAnonymousPropertyHolds() public view {
        for (uint8 i = 0; i <= uint8(type(AnonymousBooks.Property).max); ++i) {
            _assertHolds(AnonymousBooks.Property(i));
        }
        _assertNothing(actors.miscounted());
    }
}
