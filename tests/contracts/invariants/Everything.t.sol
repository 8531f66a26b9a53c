// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Actors} from "./Actors.sol";
import {Campaign} from "./Campaign.sol";

/// @notice All actors from one of the five prepared states; every property after every call.
abstract contract Everything is Campaign {
    function _selectors() internal pure override returns (bytes4[] memory) {
        return _all();
    }

    function _assertEverything() internal view {
        uint256 total = actors.pool().free() + actors.pool().reserved() + actors.pool().bonds();
        uint256 balance = actors.token().balanceOf(address(actors.pool()));
        assertEq(total + actors.unasked(), balance, "totals");
        assertEq(actors.tokensIn(), actors.tokensOut() + balance, "in and out");
        assertEq(actors.pool().free(), actors.ledgerFree(), "free");
        assertEq(actors.pool().reserved(), actors.ledgerReserved(), "reserved");
        assertEq(actors.pool().bonds(), actors.ledgerBonds(), "bonds");
        _assertNothing(actors.firstBroken());
        _assertNothing(actors.changedFinal());
    }
}

contract FromOpenedTest is Everything {
    function setUp() public {
        _start(Actors.Start.Opened);
    }

    /// From three opened submissions every property holds, whatever is called.
    function invariant_everyPropertyHoldsFromOpened() public view {
        _assertEverything();
    }
}

contract FromDrawnTest is Everything {
    function setUp() public {
        _start(Actors.Start.Drawn);
    }

    /// From three drawn panels every property holds, whatever is called.
    function invariant_everyPropertyHoldsFromDrawn() public view {
        _assertEverything();
    }
}

contract FromCommittedTest is Everything {
    function setUp() public {
        _start(Actors.Start.Committed);
    }

    /// From three panels that have committed every property holds, whatever is called.
    function invariant_everyPropertyHoldsFromCommitted() public view {
        _assertEverything();
    }
}

contract FromThirdRoundTest is Everything {
    function setUp() public {
        _start(Actors.Start.ThirdRound);
    }

    /// From third rounds every property holds, whatever is called.
    function invariant_everyPropertyHoldsFromTheThirdRound() public view {
        _assertEverything();
    }
}

contract FromEpochEndedTest is Everything {
    function setUp() public {
        _start(Actors.Start.EpochEnded);
    }

    /// From an epoch that has ended with claims every property holds, whatever is called.
    function invariant_everyPropertyHoldsFromTheEpochsEnd() public view {
        _assertEverything();
    }
}
