// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRewards} from "contracts/interfaces/IRewards.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {System} from "./System.sol";

/// @notice What an open valuation costs who revokes it: a full panel's stipends for each round so far.
contract RewardsRevokedTest is System {
    uint32 private constant RING = 14; // organisations 14, 15 and 16: three seats of thirteen

    /// Revoked in whatever phase, the bond loses a full panel's stipends for the round: before the draw too, since who
    /// will be drawn can be computed as soon as the seed block is past. Those who revealed have their stipends.
    function test_settle_revokedCostsAFullPanel() public {
        for (uint256 reached = 0; reached < 5; ++reached) {
            uint256 snapshot = vm.snapshotState();
            bytes32 id = reached < 2 ? _opened(ALICE) : _keyed(ALICE);
            if (reached == 1) _draw(id);
            if (reached == 3) _commit(id, 0, _valid(1, 1, 1));
            if (reached == 4) _vote(id, _same(_valid(1, 1, 1)));
            _revoke(id);
            rewards.settle(id);
            _assertLost(id, 50);
            assertEq(rewards.epochAccount(1).claims, reached == 4 ? 50 * UNIT : 0, "stipends");
            vm.revertToState(snapshot);
        }
    }

    /// So much for each round so far, by the bond and the stipend of the opening; three rounds leave what the bond has
    /// above fifteen stipends.
    function test_settle_revokedInALaterRound() public {
        for (uint256 rounds = 2; rounds <= 3; ++rounds) {
            uint256 snapshot = vm.snapshotState();
            bytes32 id = _opened(ALICE);
            IRewards.Parameters memory later = _rewardParameters();
            later.stipend = uint128(UNIT);
            vm.prank(governor);
            rewards.configure(later);
            for (uint256 missed = 1; missed < rounds; ++missed) {
                _draw(id);
                _releaseKey(id, ALICE);
                mine(21);
                rewards.settle(id);
            }
            _revoke(id);
            rewards.settle(id);
            assertEq(rewards.freeBondOf(ALICE), (150 - rounds * 50) * UNIT, "bond");
            vm.revertToState(snapshot);
        }
    }

    /// So a submitter that dislikes its panel pays for each one that it leaves: until three colluding seats of thirteen
    /// are the majority it has lost five stipends a try, as if the panel had found its submission invalid.
    function test_settle_shoppingForAPanelCostsAPanelATry() public {
        uint256 free = pool.free();
        uint256 left = 0;
        bytes32 id = _opened(ALICE);
        for (_draw(id); _ringOn(id) < 3 && left < 300; _draw(id)) {
            _revoke(id);
            rewards.settle(id);
            rewards.withdrawBond(ALICE);
            ++left;
            id = _opened(ALICE);
        }

        assertEq(_ringOn(id), 3, "no panel of the ring's");
        assertGe(left, 1, "the first one was");
        assertEq(pool.free() - free, left * 50 * UNIT, "forfeited");
        assertEq(token.balanceOf(_payout(ALICE)), left * 100 * UNIT, "what is left of the bonds");
    }

    /// Whoever revealed and whenever it is revoked, the loss is the round's number times five stipends of the opening,
    /// never more than the bond, and what revealers are owed is covered by it.
    function testFuzz_settle_revoked(uint96 stipend, uint8 more, uint8 rounds, uint8 reveals) public {
        IRewards.Parameters memory parameters = _rewardParameters();
        parameters.stipend = uint128(bound(stipend, 1, 1_000 * UNIT));
        parameters.submissionBond = 15 * parameters.stipend + more;
        vm.prank(governor);
        rewards.configure(parameters);
        bytes32 id = _keyed(ALICE);
        uint256 last = bound(rounds, 1, 3);
        for (uint256 round = 1; round < last; ++round) {
            mine(21);
            rewards.settle(id);
            _draw(id);
            _releaseKey(id, ALICE);
        }
        _revealSome(id, reveals % 6);
        uint256 free = pool.free();
        _revoke(id);
        rewards.settle(id);
        uint256 lost = last * 5 * parameters.stipend;
        assertEq(pool.free() - free, lost, "forfeited");
        assertEq(rewards.freeBondOf(ALICE), parameters.submissionBond - lost, "returned");
        assertEq(rewards.epochAccount(1).claims, (reveals % 6) * parameters.stipend, "stipends");
    }

    function _revealSome(bytes32 id, uint256 reveals) private {
        for (uint256 i = 0; i < reveals; ++i) {
            _commit(id, i, _valid(1, 1, 1));
        }
        vm.roll(valuation.roundOf(id).commitBy + 1);
        for (uint256 i = 0; i < reveals; ++i) {
            _reveal(id, i, _valid(1, 1, 1));
        }
    }

    function _ringOn(bytes32 id) private view returns (uint256 found) {
        (uint32[] memory panel,) = valuation.panelOf(id);
        for (uint256 i = 0; i < panel.length; ++i) {
            if (panel[i] >= RING) ++found;
        }
    }

    function _revoke(bytes32 id) private {
        vm.prank(_operator(ALICE));
        indicators.revoke(id);
    }

    function _assertLost(bytes32 id, uint256 lost) private view {
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Withdrawn), "stage");
        assertEq(rewards.freeBondOf(ALICE), (150 - lost) * UNIT, "returned");
        assertEq(pool.free(), FUNDS + 15 * 20 * UNIT + lost * UNIT, "free");
        assertEq(rewards.openCountOf(ALICE), 0, "open");
    }
}
