// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Actors} from "./Actors.sol";
import {Campaign} from "./Campaign.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Members who change who they are and to whom they are related while panels are drawn.
contract DrawTest is Campaign {
    function setUp() public {
        _start(Actors.Start.Opened);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_join(_join(_clock(), _members()), _supply()), _join(_panel(), _money()));
    }

    /// No panel contains the submitter's organisation, its affiliates or its competitors.
    function invariant_noPanelContainsTheSubmitterItsAffiliatesOrCompetitors() public view {
        _assertHolds(Ledger.Property.Recusal);
    }

    /// No call between seed and draw changes who is drawn: seats and relations are those of the scheduled epoch.
    function invariant_noCallBetweenSeedAndDrawChangesWhoIsDrawn() public view {
        _assertHolds(Ledger.Property.FixedDraw);
    }
}

/// @notice Panelists who commit, copy, reveal and forget.
contract BallotTest is Campaign {
    function setUp() public {
        _start(Actors.Start.Committed);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_join(_clock(), _supply()), _join(_panel(), _money()));
    }

    /// A ballot counts once, and only for its panelist.
    function invariant_aBallotCountsOnceAndOnlyForItsPanelist() public view {
        _assertHolds(Ledger.Property.OneBallot);
    }

    /// A copied commitment is never revealed by another than its author.
    function invariant_aCopiedCommitIsNeverRevealedByAnother() public view {
        _assertHolds(Ledger.Property.CopiedCommit);
    }
}

/// @notice Submitters who release the key to the panel, or do not.
contract KeyTest is Campaign {
    function setUp() public {
        _start(Actors.Start.Drawn);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_join(_clock(), _supply()), _join(_panel(), _money()));
    }

    /// No panelist loses anything in a round whose key was not released, or without having been absent; and a bond
    /// leaves only when no seat and no round holds it.
    function invariant_noPanelistLosesAnythingInARoundWhoseKeyWasNotReleased() public view {
        _assertHolds(Ledger.Property.NoLoss);
    }
}
