// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRelations} from "contracts/interfaces/IRelations.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {Draws} from "contracts/libraries/Draws.sol";
import {Valuation} from "contracts/valuation/Valuation.sol";
import {Vm} from "./Base.sol";
import {ValuationFixture} from "./support/ValuationFixture.sol";

contract ValuationScheduleTest is ValuationFixture {
    /// A window of no blocks cannot be deployed.
    function test_constructor_reverts_ValuationInvalidWindows() public {
        for (uint256 i = 0; i < 4; ++i) {
            IValuation.Windows memory windows = IValuation.Windows(1, 1, 1, 1);
            if (i == 0) windows.seedDelayBlocks = 0;
            if (i == 1) windows.keyBlocks = 0;
            if (i == 2) windows.commitBlocks = 0;
            if (i == 3) windows.revealBlocks = 0;
            _refuses(abi.encodeWithSelector(IValuation.ValuationInvalidWindows.selector, windows));
            new Valuation(membership, relations, indicators, seats, address(rewards), windows);
        }
    }

    /// Only Rewards schedules.
    function test_schedule_reverts_ValuationNotRewards() public {
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotRewards.selector, outsider));
        vm.prank(outsider);
        valuation.schedule(bytes32(uint256(1)), ALICE);
    }

    /// A submission is valued once.
    function test_schedule_reverts_ValuationAlreadyScheduled() public {
        bytes32 id = _opened(ALICE);
        _refuses(abi.encodeWithSelector(IValuation.ValuationAlreadyScheduled.selector, id));
        vm.prank(address(rewards));
        valuation.schedule(id, ALICE);
    }

    /// Round 1 begins with the opening, in that block and epoch.
    function test_schedule_beginsRoundOne() public {
        bytes32 id = _opened(ALICE);
        IValuation.Round memory round = valuation.roundOf(id);
        assertEq(round.number, 1, "number");
        assertEq(round.scheduledEpoch, 1, "epoch");
        assertEq(round.scheduledBlock, vm.getBlockNumber(), "block");
        assertEq(round.keyBy + round.commitBy + round.revealBy + round.drawnBlock, 0, "nothing known yet");
        assertEq(_phase(id), uint256(IValuation.Phase.Scheduled), "phase");
    }
}

contract ValuationDrawTest is ValuationFixture {
    uint32 private constant SEATED = 7;

    /// What was never opened is not drawn for.
    function test_draw_reverts_ValuationWrongPhase() public {
        bytes32 id = _submit(ALICE);
        _refuses(_isWrongPhase(id, IValuation.Phase.None, IValuation.Phase.Scheduled));
        valuation.draw(id);
        _open(id, ALICE);
        _draw(id);
        _refuses(_isWrongPhase(id, IValuation.Phase.Keying, IValuation.Phase.Scheduled));
        valuation.draw(id);
    }

    /// Before the seed block is past there is no seed.
    function test_draw_reverts_ValuationSeedNotReady() public {
        bytes32 id = _opened(ALICE);
        uint256 readyAt = vm.getBlockNumber() + 3;
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IValuation.ValuationSeedNotReady.selector, id, readyAt));
            valuation.draw(id);
            mine(1);
        }
        valuation.draw(id);
    }

    /// A revoked submission gets no panel.
    function test_draw_reverts_ValuationRevoked() public {
        bytes32 id = _opened(ALICE);
        _revoke(id, ALICE);
        mine(3);
        _refuses(_isRevoked(id));
        valuation.draw(id);
    }

    /// Five different organisations, none of them the submitter, all filled and bound.
    function test_draw_seatsAPanel() public {
        bytes32 id = _opened(SEATED);
        _draw(id);
        (uint32[] memory panel, uint8 filled) = valuation.panelOf(id);
        assertEq(panel.length, 5, "size");
        assertEq(filled, 31, "filled");
        for (uint256 i = 0; i < 5; ++i) {
            assertNotEq(panel[i], SEATED, "the submitter");
            assertEq(seats.roundsOf(panel[i]), 1, "bound");
            for (uint256 k = 0; k < i; ++k) {
                assertNotEq(panel[i], panel[k], "twice");
            }
        }
        assertEq(valuation.roundOf(id).keyBy, vm.getBlockNumber() + 20, "keyBy");
    }

    /// Relations of both kinds and both directions rule out, those declared in time and no others.
    function test_draw_recuses() public {
        _declare(ALICE, 4, IRelations.Kind.Affiliate);
        _declare(ALICE, 5, IRelations.Kind.Competitor);
        _declare(6, ALICE, IRelations.Kind.Affiliate);
        _declare(7, ALICE, IRelations.Kind.Competitor);
        bytes32 early = _opened(ALICE);
        _enterEpoch(2);
        vm.prank(_owner(ALICE));
        relations.withdraw(5, IRelations.Kind.Competitor);
        vm.recordLogs();
        _draw(early);
        assertEq(_eligible(), 13, "declared after the scheduling");
        bytes32 late = _opened(ALICE);
        _enterEpoch(3);
        vm.recordLogs();
        _draw(late);
        assertEq(_eligible(), 9, "withdrawn after the scheduling");
        assertEq(_panelSize(late), 3, "three from nine");
    }

    /// No panel from six.
    function test_draw_noPanel() public {
        for (uint32 id = 4; id < 11; ++id) {
            _leave(id);
        }
        _enterEpoch(2);
        bytes32 submission = _opened(ALICE);
        _draw(submission);
        assertEq(_panelSize(submission), 0, "panel");
        assertTrue(valuation.isDue(submission), "due at once");
        rewards.settle(submission);
        assertEq(uint256(valuation.resultOf(submission)), uint256(IValuation.Result.NoPanel), "result");
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "bond");
    }

    /// Who may not act when drawn holds an empty seat; too many of them and nobody waits for the rest.
    function test_draw_emptySeats() public {
        for (uint32 id = 4; id < 15; ++id) {
            _suspend(id);
        }
        bytes32 submission = _opened(ALICE);
        _draw(submission);
        (uint32[] memory panel, uint8 filled) = valuation.panelOf(submission);
        for (uint256 i = 0; i < 5; ++i) {
            assertEq(filled & (1 << i) != 0, panel[i] >= 15, "filled");
            assertEq(seats.roundsOf(panel[i]), panel[i] >= 15 ? 1 : 0, "bound");
        }
        assertTrue(valuation.isDue(submission), "two of five make no quorum");
        rewards.settle(submission);
        assertEq(valuation.roundOf(submission).number, 2, "the next round");
        assertEq(seats.roundsOf(15) + seats.roundsOf(16), 0, "let go");
    }

    /// A seed block that can no longer be read is passed over, 256 at a time.
    function test_draw_skipsUnreadableBlocks(uint16 waited) public {
        bytes32 id = _opened(ALICE);
        uint256 first = vm.getBlockNumber() + 2;
        vm.roll(first + 1 + waited);
        uint256 skipped = uint256(waited) / 256;
        bytes32 hash = blockhash(first + 256 * skipped);
        assertNotEq(hash, bytes32(0), "readable");
        vm.recordLogs();
        valuation.draw(id);
        (uint8[] memory drawn,,,, uint256 told,) =
            abi.decode(_drawnLog(), (uint8[], uint32[], uint8, uint8, uint256, uint40));
        assertEq(told, skipped, "told");
        bytes32 seed = keccak256(abi.encode(keccak256("ais/v1/seed"), hash, id, uint256(1)));
        assertEq(keccak256(abi.encode(drawn)), keccak256(abi.encode(_shuffle(seed, 13, 5))), "drawn");
    }

    /// Fisher-Yates as a lottery drum: take one out, close the gap with the first of the rest.
    function _shuffle(bytes32 seed, uint256 seatCount, uint256 size) private pure returns (uint8[] memory drawn) {
        uint8[] memory drum = new uint8[](seatCount);
        for (uint8 i = 0; i < seatCount; ++i) {
            drum[i] = i;
        }
        drawn = new uint8[](size);
        for (uint256 i = 0; i < size; ++i) {
            uint256 random = uint256(keccak256(abi.encode(keccak256("ais/v1/pick"), seed, i)));
            uint256 taken = i + random % (seatCount - i);
            drawn[i] = drum[taken];
            drum[taken] = drum[i];
        }
    }

    function _panelSize(bytes32 id) private view returns (uint256) {
        (uint32[] memory panel,) = valuation.panelOf(id);
        return panel.length;
    }

    function _eligible() private returns (uint8 eligible) {
        (,,, eligible,,) = abi.decode(_drawnLog(), (uint8[], uint32[], uint8, uint8, uint256, uint40));
    }

    function _drawnLog() private returns (bytes memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = logs.length; i > 0; --i) {
            if (logs[i - 1].topics[0] == IValuation.PanelDrawn.selector) return logs[i - 1].data;
        }
        revert("no draw");
    }
}

/// @notice 2,000 draws of 5 from 13: what one seat gets lies within five standard deviations of its share, and so does
///         each first place.
contract DrawsTest is ValuationFixture {
    /// Panels are 5 from 11, 3 from 7, else none.
    function test_panelSize_bySeats() public pure {
        for (uint256 n = 0; n <= 64; ++n) {
            assertEq(Draws.panelSize(n), n > 10 ? 5 : n > 6 ? 3 : 0, "size");
        }
    }

    /// Every seat is drawn as often as any other.
    function test_pick_isEven() public pure {
        uint256[13] memory seen;
        uint256[13] memory first;
        for (uint256 draw = 0; draw < 2_000; ++draw) {
            (uint8[] memory candidates, uint256 found) = Draws.eligibleSeats(64, ~uint64(0x1fff));
            uint8[] memory drawn = Draws.pick(candidates, found, 5, keccak256(abi.encode(draw)));
            ++first[drawn[0]];
            for (uint256 i = 0; i < 5; ++i) {
                ++seen[drawn[i]];
            }
        }
        for (uint256 seat = 0; seat < 13; ++seat) {
            assertGe(seen[seat], 769 - 109, "drawn too seldom");
            assertLe(seen[seat], 769 + 109, "drawn too often");
            assertGe(first[seat], 154 - 60, "first too seldom");
            assertLe(first[seat], 154 + 60, "first too often");
        }
    }

    /// No seat is drawn that is ruled out, none twice, whatever the seed.
    function testFuzz_pick_neverRecusedNeverTwice(uint64 recused, bytes32 seed) public pure {
        (uint8[] memory candidates, uint256 found) = Draws.eligibleSeats(64, recused);
        uint64 taken = 0;
        uint8[] memory drawn = Draws.pick(candidates, found, Draws.panelSize(found), seed);
        for (uint256 i = 0; i < drawn.length; ++i) {
            uint64 bit = uint64(1) << drawn[i];
            assertEq(recused & bit, 0, "recused");
            assertEq(taken & bit, 0, "twice");
            taken |= bit;
        }
    }
}
