// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Pool} from "contracts/rewards/Pool.sol";
import {Actors} from "./Actors.sol";
import {Campaign} from "./Campaign.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Panels and money, from an epoch that has ended with claims.
contract MoneyTest is Campaign {
    function setUp() public {
        _start(Actors.Start.EpochEnded);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_join(_clock(), _supply()), _join(_panel(), _money()));
    }

    /// free + reserved + bonds never exceed the balance, and equal it but for tokens that were sent unasked.
    function invariant_freeReservedAndBondsNeverExceedTheBalance() public view {
        Pool pool = actors.pool();
        uint256 total = pool.free() + pool.reserved() + pool.bonds();
        assertEq(total + actors.unasked(), actors.token().balanceOf(address(pool)), "totals");
    }

    /// Every token in equals every token out plus the balance, as those who gave and got count them.
    function invariant_everyTokenInEqualsEveryTokenOutPlusTheBalance() public view {
        uint256 balance = actors.token().balanceOf(address(actors.pool()));
        assertEq(actors.tokensIn(), actors.tokensOut() + balance, "in and out");
    }

    /// Free, reserved and bonds are each what the actors' own books say, on every branch.
    function invariant_eachTotalIsWhatTheActorsBooksSay() public view {
        assertEq(actors.pool().free(), actors.ledgerFree(), "free");
        assertEq(actors.pool().reserved(), actors.ledgerReserved(), "reserved");
        assertEq(actors.pool().bonds(), actors.ledgerBonds(), "bonds");
    }

    /// Result, stage, price, stipends, penalties and bond of a settlement, dues and pay are those of the document.
    function invariant_everySettlementAndPaymentIsTheDocuments() public view {
        _assertHolds(Ledger.Property.Outcome);
    }
}

/// @notice All actors, from opened submissions.
contract PaidTest is Campaign {
    function setUp() public {
        _start(Actors.Start.Opened);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _join(_join(_clock(), _supply()), _join(_panel(), _money()));
    }

    /// No submission is valued, and so none is paid, without a readers' release.
    function invariant_noSubmissionIsPaidWithoutAReadersRelease() public view {
        _assertHolds(Ledger.Property.Released);
    }

    /// A final stage of an opened submission never changes.
    function invariant_aFinalStageStays() public view {
        _assertNothing(actors.changedFinal());
    }

    /// A multiplier is within its bounds, moves by an eighth at most from epoch to epoch, and is what the actors count.
    function invariant_theMultiplierStaysInBoundsAndMovesAnEighthAtMost() public view {
        for (uint8 sector = 0; sector < 5; ++sector) {
            (uint256 running, uint256 before, uint256 expected) = actors.multipliers(sector);
            assertGe(running, 5_000, "floor");
            assertLe(running, 20_000, "ceiling");
            assertLe((running > before ? running - before : before - running) * 8, before, "an eighth");
            assertEq(running, expected, "count");
        }
    }
}

/// @notice All actors for a while, then a stranger alone.
contract LivenessTest is Campaign {
    function setUp() public {
        _start(Actors.Start.ThirdRound);
    }

    function _selectors() internal pure override returns (bytes4[] memory) {
        return _all();
    }

    /// Whatever happened, six calls of a stranger bring an opened submission to a final stage; then it closes the
    /// epochs, pays every claim, returns every free bond, and nothing stays reserved. What was not opened in a week
    /// after its release is unvalued without any call.
    function invariant_aStrangerBringsEveryOpenedSubmissionToAFinalStage() public view {
        assertGe(actors.submissions(), 3, "submissions");
    }

    /// Forge calls this at the end of each run.
    function afterInvariant() public {
        _assertNothing(actors.finishEverything());
    }
}
