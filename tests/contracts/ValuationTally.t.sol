// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuation} from "contracts/interfaces/IValuation.sol";
import {Ballots} from "contracts/libraries/Ballots.sol";
import {ValuationFixture} from "./support/ValuationFixture.sol";

contract ValuationTallyTest is ValuationFixture {
    /// Only Rewards tallies, inside settle.
    function test_tally_reverts_ValuationNotRewards() public {
        bytes32 id = _opened(ALICE);
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotRewards.selector, outsider));
        vm.prank(outsider);
        valuation.tally(id, 1);
    }

    /// In each phase but the last it is too early, and the refusal says until when.
    function test_tally_reverts_ValuationNotDue() public {
        bytes32 id = _opened(ALICE);
        _refusesTally(id, IValuation.Phase.Scheduled, 0);
        _draw(id);
        uint256 drawn = vm.getBlockNumber();
        _refusesTally(id, IValuation.Phase.Keying, drawn + 21);
        _releaseKey(id, ALICE);
        _refusesTally(id, IValuation.Phase.Committing, drawn + 21);
        _commit(id, 0, _valid(1, 1, 1));
        mine(21);
        _refusesTally(id, IValuation.Phase.Revealing, drawn + 41);
        mine(20);
        rewards.settle(id);
        _refusesTally(id, IValuation.Phase.Scheduled, 0);
        _refusesTally(keccak256("unknown"), IValuation.Phase.None, 0);
    }

    /// The key missed in round 1 ends it.
    function test_tally_keyMissed() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        mine(21);
        _assertResult(id, IValuation.Result.KeyMissed);
        _assertNoLosses();
    }

    /// Nobody commits: the round is over with the commit window, and the panel answers for it.
    function test_tally_nobodyCommits() public {
        bytes32 id = _keyed(ALICE);
        mine(21);
        rewards.settle(id);
        assertEq(valuation.roundOf(id).number, 2, "next round");
        assertEq(_losses(), 5 * 25 * UNIT, "penalties");
    }

    /// Two of five are no quorum, three are one.
    function test_tally_quorum() public {
        assertEq(uint256(_valuedBy(2)), uint256(IValuation.Result.None), "two");
        assertEq(uint256(_valuedBy(3)), uint256(IValuation.Result.Valid), "three");
    }

    /// Two against two against one is no majority: as if the quorum was missed.
    function test_tally_noMajority() public {
        IValuation.Ballot[] memory ballots = _same(_valid(1, 1, 1));
        ballots[2] = ballots[3] = _plain(IValuation.Verdict.Invalid);
        ballots[4] = _plain(IValuation.Verdict.Unavailable);
        bytes32 id = _keyed(ALICE);
        _vote(id, ballots);
        rewards.settle(id);
        assertEq(valuation.roundOf(id).number, 2, "next round");
        _assertNoLosses();
    }

    /// Three rounds without quorum and it is over; the bond comes back.
    function test_tally_threeRounds() public {
        bytes32 id = _opened(ALICE);
        for (uint8 round = 1; round <= 3; ++round) {
            assertEq(valuation.roundOf(id).number, round, "round");
            _draw(id);
            _releaseKey(id, ALICE);
            mine(21);
            rewards.settle(id);
        }
        _assertFinal(id, IValuation.Result.NoQuorum);
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "bond");
    }

    /// A key missed after round 1 is final too, and costs nobody anything.
    function test_tally_keyMissedLater() public {
        bytes32 id = _keyed(ALICE);
        mine(21);
        rewards.settle(id);
        uint256 losses = _losses();
        _draw(id);
        mine(21);
        _assertResult(id, IValuation.Result.KeyMissed);
        assertEq(_losses(), losses, "losses");
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "bond");
    }

    /// Revocation closes a round in any phase, and no panelist loses anything.
    function test_tally_revokedInAnyPhase(uint8 phase) public {
        phase = uint8(bound(phase, 0, 4));
        bytes32 id = _opened(ALICE);
        if (phase > 0) _draw(id);
        if (phase > 1) _releaseKey(id, ALICE);
        if (phase > 2) _commit(id, 0, _valid(1, 1, 1));
        if (phase > 2) mine(21);
        if (phase > 3) _reveal(id, 0, _valid(1, 1, 1));
        _revoke(id, ALICE);
        assertTrue(valuation.isDue(id), "due");
        _assertResult(id, IValuation.Result.Revoked);
        _assertNoLosses();
        assertEq(rewards.freeBondOf(ALICE), 100 * UNIT, "bond less a panel's stipends");
    }

    /// The prior named most; of those named as often, the earliest.
    function test_tally_prior() public {
        bytes32[3] memory priors = [_submit(BOB), _submit(BOB), _submit(BOB)];
        uint256[5] memory named = [uint256(2), 1, 2, 1, 0];
        assertEq(_priorOf(priors, named), priors[1], "the earliest of two and two");
        named = [uint256(2), 1, 2, 0, 2];
        assertEq(_priorOf(priors, named), priors[2], "named most");
    }

    /// The sector of most valid ballots; without one the lowest class, then the smallest number.
    function test_tally_sector() public {
        assertEq(_sectorOf([2, 2, 2, 3, 6]), 2, "majority, though critical");
        assertEq(_sectorOf([2, 2, 4, 7, 5]), 4, "the lowest class");
        assertEq(_sectorOf([8, 8, 6, 3, 5]), 3, "regular, the smallest");
        assertEq(_sectorOf([8, 8, 6, 3, 0]), 0, "not declared is regular");
    }

    function _sectorOf(uint8[5] memory sectors) private returns (uint8 sector) {
        uint256 state = vm.snapshotState();
        bytes32 id = _keyed(ALICE);
        IValuation.Ballot[] memory ballots = _same(_valid(1, 1, 1));
        for (uint256 i = 0; i < 5; ++i) {
            ballots[i] = _valid(sectors[i], 1, 1);
        }
        _vote(id, ballots);
        sector = _tally(id).sector;
        vm.revertToState(state);
    }

    function _priorOf(bytes32[3] memory priors, uint256[5] memory named) private returns (bytes32) {
        mine(1);
        bytes32 id = _keyed(ALICE);
        IValuation.Ballot[] memory ballots = new IValuation.Ballot[](5);
        for (uint256 i = 0; i < 5; ++i) {
            ballots[i] = IValuation.Ballot(IValuation.Verdict.Duplicate, 0, 0, 0, priors[named[i]]);
        }
        _vote(id, ballots);
        return _tally(id).priorId;
    }

    function _tally(bytes32 id) private returns (IValuation.Tally memory) {
        vm.prank(address(rewards));
        return valuation.tally(id, 1);
    }

    /// That many commit and reveal the same valid ballot.
    function _valuedBy(uint256 panelists) private returns (IValuation.Result) {
        bytes32 id = _keyed(ALICE);
        for (uint256 i = 0; i < panelists; ++i) {
            _commit(id, i, _valid(1, 1, 1));
        }
        vm.roll(valuation.roundOf(id).commitBy + 1);
        for (uint256 i = 0; i < panelists; ++i) {
            _reveal(id, i, _valid(1, 1, 1));
        }
        rewards.settle(id);
        return valuation.resultOf(id);
    }

    function _refusesTally(bytes32 id, IValuation.Phase phase, uint256 dueBlock) private {
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotDue.selector, id, phase, dueBlock));
        vm.prank(address(rewards));
        valuation.tally(id, 1);
    }

    function _assertResult(bytes32 id, IValuation.Result result) private {
        rewards.settle(id);
        _assertFinal(id, result);
    }

    function _assertFinal(bytes32 id, IValuation.Result result) private view {
        assertEq(uint256(valuation.resultOf(id)), uint256(result), "result");
        assertEq(_phase(id), uint256(IValuation.Phase.Ended), "phase");
        for (uint32 panelist = 4; panelist <= 16; ++panelist) {
            assertEq(seats.roundsOf(panelist), 0, "let go");
        }
    }

    function _assertNoLosses() private view {
        assertEq(_losses(), 0, "losses");
    }

    function _losses() private view returns (uint256 lost) {
        lost = 13 * 100 * UNIT;
        for (uint32 panelist = 4; panelist <= 16; ++panelist) {
            lost -= seats.bondOf(panelist);
        }
    }
}

/// @notice The word of ballots and its medians against plain arrays.
contract BallotsTest is ValuationFixture {
    using Ballots for uint256;

    /// Whatever the ballots: verdicts are counted right, and the medians are those that counting finds.
    function testFuzz_medians_equalCounting(
        uint8[5] memory verdicts,
        uint16[5] memory severities,
        uint16[5] memory scopes
    ) public view {
        uint256 word = this.packed(verdicts, severities, scopes);
        uint8 valid = 0;
        for (uint256 i = 0; i < 5; ++i) {
            if (verdicts[i] % 5 == 1) valid |= uint8(1 << i);
            assertEq(uint256(word.verdictAt(i)), verdicts[i] % 5, "verdict");
        }
        assertEq(word.withVerdict(IValuation.Verdict.Valid), valid, "mask");
        if (valid == 0) return;
        (uint16 severity, uint16 scope) = word.medians(valid);
        _assertLowerMiddle(severity, severities, valid);
        _assertLowerMiddle(scope, scopes, valid);
    }

    /// The lower middle of n: it is there, fewer than half are below it, and at least half are not above it.
    function _assertLowerMiddle(uint16 median, uint16[5] memory values, uint8 mask) private pure {
        uint256 n;
        uint256 below;
        uint256 equal;
        for (uint256 i = 0; i < 5; ++i) {
            if (mask & (1 << i) == 0) continue;
            ++n;
            if (values[i] < median) ++below;
            if (values[i] == median) ++equal;
        }
        assertGe(equal, 1, "none of the values");
        assertTrue(below * 2 < n, "too high");
        assertTrue((below + equal) * 2 >= n, "too low");
    }

    /// More than half of the revealed, else none.
    function testFuzz_majority_isMoreThanHalf(uint8[5] memory verdicts, uint8 revealed) public view {
        revealed = uint8(bound(revealed, 1, 5));
        uint256[5] memory counts;
        for (uint256 i = 0; i < 5; ++i) {
            verdicts[i] = i < revealed ? verdicts[i] % 4 + 1 : 0;
            ++counts[verdicts[i]];
        }
        uint16[5] memory none;
        uint256 verdict = uint256(this.packed(verdicts, none, none).majority(revealed));
        for (uint256 code = 1; code < 5; ++code) {
            assertEq(counts[code] * 2 > revealed, verdict == code, "majority");
        }
    }

    function packed(uint8[5] calldata verdicts, uint16[5] calldata severities, uint16[5] calldata scopes)
        external
        view
        returns (uint256 word)
    {
        for (uint256 i = 0; i < 5; ++i) {
            IValuation.Verdict verdict = IValuation.Verdict(verdicts[i] % 5);
            word = this.put(word, i, IValuation.Ballot(verdict, uint8(i), severities[i], scopes[i], 0));
        }
    }

    function put(uint256 word, uint256 place, IValuation.Ballot calldata ballot) external pure returns (uint256) {
        return word.put(place, ballot);
    }
}
