// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Base} from "../Base.sol";
import {Actors} from "./Actors.sol";
import {Ledger} from "./Ledger.sol";
import {MemberActors} from "./MemberActors.sol";
import {MoneyActors} from "./MoneyActors.sol";
import {PanelActors} from "./PanelActors.sol";
import {SharingActors} from "./SharingActors.sol";

/// @title Campaign
/// @notice A prepared state, the actors' calls that Forge chooses from, and what the properties ask.
abstract contract Campaign is Base {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Actors internal actors;

    function _start(Actors.Start start) internal {
        actors = new Actors();
        actors.setUp();
        actors.prepare(start);
    }

    /// Forge calls nothing but the actors.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(actors), _selectors());
    }

    function _selectors() internal view virtual returns (bytes4[] memory);

    function _assertHolds(Ledger.Property property) internal view {
        _assertNothing(actors.broken(property));
    }

    function _all() internal pure returns (bytes4[] memory) {
        return _join(_join(_join(_clock(), _members()), _sharing()), _join(_panel(), _money()));
    }

    function _assertNothing(string memory what) internal pure {
        assertTrue(bytes(what).length == 0, what);
    }

    // ------------------------------------------------------------------ calls

    function _join(bytes4[] memory first, bytes4[] memory second) internal pure returns (bytes4[] memory all) {
        all = new bytes4[](first.length + second.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = i < first.length ? first[i] : second[i - first.length];
        }
    }

    /// Time, and the diligent.
    function _clock() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](3);
        (s[0], s[1], s[2]) = (Ledger.passBlocks.selector, Ledger.passTime.selector, Actors.carry.selector);
    }

    function _members() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](14);
        (s[0], s[1]) = (MemberActors.list.selector, MemberActors.setSectors.selector);
        (s[2], s[3]) = (MemberActors.setTier.selector, MemberActors.suspend.selector);
        (s[4], s[5]) = (MemberActors.reinstate.selector, MemberActors.remove.selector);
        (s[6], s[7]) = (MemberActors.publishTerms.selector, MemberActors.classifySector.selector);
        (s[8], s[9]) = (MemberActors.acceptTerms.selector, MemberActors.addOperator.selector);
        (s[10], s[11]) = (MemberActors.revokeOperator.selector, MemberActors.setPayout.selector);
        (s[12], s[13]) = (MemberActors.declare.selector, MemberActors.withdrawRelation.selector);
    }

    function _sharing() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](11);
        (s[0], s[1]) = (SharingActors.submit.selector, SharingActors.submitBatch.selector);
        (s[2], s[3]) = (SharingActors.copyPending.selector, SharingActors.release.selector);
        (s[4], s[5]) = (SharingActors.repeatRelease.selector, SharingActors.revoke.selector);
        (s[6], s[7]) = (SharingActors.supersede.selector, SharingActors.request.selector);
        (s[8], s[9]) = (SharingActors.grant.selector, SharingActors.postReceipt.selector);
        s[10] = MemberActors.announce.selector;
    }

    /// What brings new submissions, and ends some.
    function _supply() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](3);
        (s[0], s[1]) = (SharingActors.submit.selector, SharingActors.release.selector);
        s[2] = SharingActors.revoke.selector;
    }

    function _panel() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](11);
        (s[0], s[1]) = (PanelActors.take.selector, PanelActors.topUp.selector);
        (s[2], s[3]) = (PanelActors.leave.selector, PanelActors.vacate.selector);
        (s[4], s[5]) = (PanelActors.withdrawSeatBond.selector, PanelActors.peek.selector);
        (s[6], s[7]) = (PanelActors.draw.selector, PanelActors.releaseKey.selector);
        (s[8], s[9]) = (PanelActors.commitBallot.selector, PanelActors.copyCommit.selector);
        s[10] = PanelActors.reveal.selector;
    }

    function _money() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](14);
        (s[0], s[1]) = (MoneyActors.fund.selector, MoneyActors.donate.selector);
        (s[2], s[3]) = (MoneyActors.sweep.selector, MoneyActors.open.selector);
        (s[4], s[5]) = (MoneyActors.settle.selector, MoneyActors.closeEpoch.selector);
        (s[6], s[7]) = (MoneyActors.pay.selector, MoneyActors.payDues.selector);
        (s[8], s[9]) = (MoneyActors.withdrawBond.selector, MoneyActors.configureRewards.selector);
        (s[10], s[11]) = (MoneyActors.configureSeats.selector, MoneyActors.configurePricing.selector);
        (s[12], s[13]) = (MoneyActors.setTarget.selector, MoneyActors.intrude.selector);
    }
}
