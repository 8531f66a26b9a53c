// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Actors} from "./Actors.sol";
import {Campaign} from "./Campaign.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Members who submit, release, ask and grant while the registry changes under them.
contract PolicyTest is Campaign {
    function setUp() public {
        _start(Actors.Start.Opened);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_join(_clock(), _members()), _sharing());
    }

    /// A readers' release is recorded only if nothing narrowed after its asOfBlock, that block is past, and its epoch
    /// runs.
    function invariant_aReleaseIsRecordedOnlyIfNothingNarrowedAndItsEpochRuns() public view {
        _assertHolds(Ledger.Property.Fresh);
    }

    /// A request or grant is recorded only where mayRead holds for the asker in that block.
    function invariant_aRequestOrGrantIsRecordedOnlyWhereMayReadHolds() public view {
        _assertHolds(Ledger.Property.Reader);
    }

    /// A submission id is accepted once, and a third party's copy of a pending submission never blocks it.
    function invariant_anIdIsAcceptedOnceAndACopyBlocksNobody() public view {
        _assertHolds(Ledger.Property.OnceAccepted);
    }
}

/// @notice Strangers at the doors between contracts.
contract ClerksTest is Campaign {
    function setUp() public {
        _start(Actors.Start.Committed);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_clock(), _money());
    }

    /// Calls that are a contract's work are refused to everybody else, whoever asks and in whatever state.
    function invariant_aContractsWorkIsRefusedToEverybodyElse() public view {
        _assertHolds(Ledger.Property.Clerks);
    }
}
