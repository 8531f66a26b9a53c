// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IKeyDirectory} from "contracts/interfaces/IKeyDirectory.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IPool} from "contracts/interfaces/IPool.sol";
import {IPricing} from "contracts/interfaces/IPricing.sol";
import {IRelations} from "contracts/interfaces/IRelations.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {ISeats} from "contracts/interfaces/ISeats.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {KeyDirectory} from "contracts/membership/KeyDirectory.sol";
import {System} from "./System.sol";

/// @notice What the mechanism leaves open, shown on the whole system so that nobody takes it for closed. A change that
///         closes one of these breaks its test, and that is the point.
contract ReviewLimitsTest is System {
    function _revoke(bytes32 id, uint32 organisation) private {
        vm.prank(_operator(organisation));
        indicators.revoke(id);
    }

    /// In a later round the submitter may walk away for nothing: it lets the key lapse, and the bond comes back, for the
    /// round is there through the panel's failure. A revocation would cost ten stipends.
    function test_limit_aLaterRoundIsLeftForNothing() public {
        bytes32 id = _keyed(ALICE);
        mine(21);
        rewards.settle(id);
        _draw(id);
        vm.roll(valuation.roundOf(id).keyBy + 1);
        rewards.settle(id);
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "returned");
    }

    /// The panel has shown a majority of "unavailable"; revoked before the settlement, only stipends are lost.
    function test_limit_revokingEvadesTheForfeitOfUnavailable() public {
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_plain(IValuation.Verdict.Unavailable)));
        _revoke(id, ALICE);
        rewards.settle(id);
        assertEq(rewards.freeBondOf(ALICE), (150 - 5 * 10) * UNIT, "returned");
    }

    /// The key window is over and the bond as good as forfeited; revoked before the settlement, only stipends are lost.
    function test_limit_revokingEvadesTheForfeitOfAMissedKey() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        vm.roll(valuation.roundOf(id).keyBy + 1);
        _revoke(id, ALICE);
        rewards.settle(id);
        assertEq(rewards.freeBondOf(ALICE), (150 - 5 * 10) * UNIT, "returned");
    }

    /// With an epoch's notice a governor still may: prices of its own drown all other claims of an epoch in which one
    /// submission of its own is accepted. Everybody can see them announced.
    function test_limit_governorDilutesAnEpochWithNotice() public {
        IPricing.Parameters memory greedy = pricing.parameters();
        (greedy.base, greedy.cap) = (type(uint96).max, type(uint96).max);
        vm.prank(governor);
        pricing.configure(greedy);
        bytes32 honestId = _keyed(BOB);
        _vote(honestId, _same(_valid(1, 10_000, 10_000)));
        (IPricing.Parameters memory seen, uint32 fromEpoch) = pricing.announced();
        assertEq(seen.base, type(uint96).max, "announced");
        assertEq(fromEpoch, 2, "from");

        _enterEpoch(2);
        mine(1);
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_valid(1, 10_000, 10_000)));
        rewards.settle(honestId);
        rewards.settle(id);
        uint256 honest = rewards.claimOf(BOB, 2);
        vm.warp(membership.epochStart(3) + 1 days);
        uint256 free = pool.free();
        rewards.closeEpoch(1);
        rewards.closeEpoch(2);
        rewards.pay(ALICE, 2);
        rewards.pay(BOB, 2);
        assertGe(honest, 999 * UNIT, "claimed");
        assertEq(token.balanceOf(_payout(BOB)), 0, "nothing is left for the honest claim");
        assertGe(token.balanceOf(_payout(ALICE)) + 201 * UNIT, free, "the whole pool, but for dues");
    }

    /// Five affiliates and five competitors are the submitter's word: of thirteen seats it leaves seven of its choice,
    /// and a panel of three.
    function test_limit_declarationsShrinkThePanel() public {
        for (uint32 i = 0; i < 6; ++i) {
            vm.prank(_owner(ALICE));
            relations.declare(FIRST_PANELIST + i, i < 5 ? IRelations.Kind.Affiliate : IRelations.Kind.Competitor);
        }
        _enterEpoch(2);
        mine(1);
        bytes32 id = _opened(ALICE);
        _draw(id);
        (uint32[] memory panel,) = valuation.panelOf(id);
        assertEq(panel.length, 3, "small panel");
        for (uint256 i = 0; i < 3; ++i) {
            assertGe(panel[i], FIRST_PANELIST + 6, "one of those it left");
        }
    }

    /// A policy without a reader sector admits nobody; with a release on record it is opened all the same.
    function test_limit_withoutPossibleReadersItIsOpened() public {
        bytes32 id = _submitOnly(ALICE, _policy(ALICE) & ~(uint256(type(uint48).max) << 32));
        mine(1);
        _release(id, ALICE);
        _open(id, ALICE);
        for (uint32 reader = 1; reader <= ORGANISATIONS; ++reader) {
            assertFalse(indicators.mayRead(reader, id), "a reader");
        }
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Open), "open");
    }

    /// New terms that no panelist has accepted in time leave all seats empty: three rounds pass within twelve blocks,
    /// by anyone's calls, and the submission is unvalued for good. Its bond comes back.
    function test_limit_staleTermsBurnAllRounds() public {
        vm.prank(governor);
        membership.publishTerms("new", "new.txt");
        _enterEpoch(2);
        vm.prank(_operator(ALICE));
        membership.acceptTerms(2);
        mine(1);
        bytes32 id = _opened(ALICE);
        uint256 before = vm.getBlockNumber();
        for (uint256 round = 1; round <= 3; ++round) {
            _draw(id);
            rewards.settle(id);
        }
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Unvalued), "unvalued");
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "bond");
        assertLe(vm.getBlockNumber() - before, 12, "blocks");
    }

    /// A panelist whose bond is below a raised penalty keeps its seat: drawn and empty, without a penalty.
    function test_limit_unbondedSeatStays() public {
        vm.prank(governor);
        seats.configure(ISeats.Parameters(uint128(200 * UNIT), uint128(101 * UNIT)));
        bytes32 id = _opened(ALICE);
        _draw(id);
        (, uint8 filled) = valuation.panelOf(id);
        assertEq(filled, 0, "all empty");
        rewards.settle(id);
        (bool seated,) = seats.seatOf(FIRST_PANELIST);
        assertTrue(seated, "seated");
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotRemoved.selector, 0));
        seats.vacate(0);
    }
}

/// @notice Rotations of sealing keys defer others' releases. How much of that one member can do.
contract ReviewRotationTest is System {
    uint32[3] private _numbers;

    function _announce(KeyDirectory directory, uint32 id) private {
        (uint32 number,,,) = directory.current(id, IKeyDirectory.Purpose.Sealing);
        vm.prank(_operator(id));
        directory.announce(IKeyDirectory.Purpose.Sealing, number + 1, "bundle");
    }

    function _fresh(uint256 asOf) private view returns (IIndicators.Release memory) {
        return IIndicators.Release(keccak256("slots"), uint64(asOf), membership.epoch());
    }

    /// A rotation in front of a release defers that one; the next block takes it, and the member has shot its bolt for
    /// a day. Candidates can do it too.
    function test_rotation_defersOneReleaseADay() public {
        _announce(keyDirectory, CANDIDATE);
        mine(1);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = _submitOnly(ALICE, _policy(ALICE));
        mine(1);
        uint256 asOf = vm.getBlockNumber() - 1;
        vm.warp(vm.getBlockTimestamp() + 1 days);
        _announce(keyDirectory, CANDIDATE);
        IIndicators.Release memory late = _fresh(asOf);
        vm.prank(_operator(ALICE));
        _refuses(IIndicators.IndicatorsReleaseNarrowed.selector);
        indicators.release(ids, late);

        mine(1);
        vm.prank(_operator(CANDIDATE));
        _refuses(IKeyDirectory.KeyDirectoryTooSoon.selector);
        keyDirectory.announce(IKeyDirectory.Purpose.Sealing, 3, "bundle");
        IIndicators.Release memory next = _fresh(vm.getBlockNumber() - 1);
        vm.prank(_operator(ALICE));
        indicators.release(ids, next);
    }

    /// With a delay of one second one member narrows in each block: no readers' release would ever be in time. The
    /// constructor admits it; a network must not choose it.
    function test_limit_rotationDelayOfASecond() public {
        KeyDirectory directory = new KeyDirectory(membership, 1);
        _announce(directory, CANDIDATE);
        for (uint256 i = 0; i < 10; ++i) {
            mine(1);
            _announce(directory, CANDIDATE);
            assertEq(directory.narrowedAt(), vm.getBlockNumber(), "narrowed in each block");
        }
    }

    /// Candidate, active and suspended in one block: the block before does not do, that block does.
    function test_activeAndSuspendedInOneBlock() public {
        bytes32 id = _submitOnly(ALICE, _policy(ALICE));
        mine(1);
        uint256 changed = vm.getBlockNumber();
        _payDues(CANDIDATE);
        _suspend(CANDIDATE);
        mine(1);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = id;
        (IIndicators.Release memory early, IIndicators.Release memory right) = (_fresh(changed - 1), _fresh(changed));
        vm.startPrank(_operator(ALICE));
        _refuses(IIndicators.IndicatorsReleaseNarrowed.selector);
        indicators.release(ids, early);
        indicators.release(ids, right);
        vm.stopPrank();
        assertFalse(indicators.mayRead(CANDIDATE, id), "suspended");
    }
}

/// @notice What was suspected and holds.
contract ReviewSoundTest is System {
    function _rewardParameters() internal view override returns (IRewards.Parameters memory parameters) {
        parameters = super._rewardParameters();
        parameters.closeDelaySeconds = 0;
    }

    /// Without a close delay an epoch closes in the first second of the next one, and what settles there is booked in
    /// the next: never in a closed one.
    function test_closedEpochTakesNoClaims() public {
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_valid(1, 10_000, 10_000)));
        vm.warp(membership.epochStart(2) - 1);
        _refuses(IRewards.RewardsCloseTooEarly.selector);
        rewards.closeEpoch(1);
        vm.warp(membership.epochStart(2));
        rewards.closeEpoch(1);
        rewards.settle(id);
        assertEq(rewards.claimOf(ALICE, 1), 0, "closed");
        assertGe(rewards.claimOf(ALICE, 2), 1, "running");
    }

    /// Thirty epochs without a call: they close one after another, dues of the running one are then fixed, and a claim
    /// of the first is paid with the dues set off once.
    function test_catchUpAfterALongStall() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        uint256 claim = rewards.claimOf(ALICE, 1);
        _enterEpoch(31);
        _refuses(IRewards.RewardsDuesNotFixed.selector);
        rewards.payDues(ALICE, type(uint256).max);
        for (uint32 epoch = 1; epoch <= 30; ++epoch) {
            rewards.closeEpoch(epoch);
        }
        rewards.pay(ALICE, 1);
        assertEq(token.balanceOf(_payout(ALICE)), claim - 20 * UNIT, "less dues");
        _refuses(IRewards.RewardsDuesAlreadyPaid.selector);
        rewards.payDues(ALICE, type(uint256).max);
        assertEq(membership.organisation(ALICE).standingFrom, 32, "from the next epoch");
    }

    /// The Pool as its own payee: what it "pays" is an excess that anyone sweeps, and the books hold.
    function test_poolAsPayee() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        vm.prank(_owner(ALICE));
        membership.setPayout(address(pool));
        vm.warp(membership.epochStart(2) + 1 days);
        rewards.closeEpoch(1);
        rewards.pay(ALICE, 1);
        rewards.withdrawBond(ALICE);
        pool.sweep();
        assertEq(pool.free() + pool.reserved() + pool.bonds(), token.balanceOf(address(pool)), "totals");
    }

    /// The manager's administrator may call anything through the manager, which holds no right over money or standing;
    /// giving itself roles over the Pool's functions changes nothing either.
    function test_administratorReachesNoMoney() public {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = pool.payReserved.selector;
        manager.setTargetFunctionRole(address(pool), selectors, 0);
        _refuses(IPool.PoolNotAuthorised.selector);
        manager.execute(address(pool), abi.encodeCall(pool.payReserved, (address(this), 1)));
        _refuses(IPool.PoolNotAuthorised.selector);
        manager.execute(address(pool), abi.encodeCall(pool.returnBond, (address(this), 1)));
        _refuses(IMembership.MembershipNotRewards.selector);
        manager.execute(address(membership), abi.encodeCall(membership.grantStanding, (ALICE, 99)));
        _refuses(IValuation.ValuationNotRewards.selector);
        manager.execute(address(valuation), abi.encodeCall(valuation.tally, (bytes32("x"), 1)));
        manager.setTargetClosed(address(rewards), true);
        _valued(ALICE, _valid(1, 5_000, 5_000)); // closed or not, members are valued and paid
        _enterEpoch(2);
        rewards.closeEpoch(1);
        rewards.pay(ALICE, 1);
    }

    /// However seats change hands, no organisation has two in any epoch, and the running epoch's do not change.
    function testFuzz_oneSeatEach(uint256[10] memory acts) public {
        for (uint256 i = 0; i < acts.length; ++i) {
            uint32[] memory former = seats.occupants(membership.epoch());
            uint32 id = uint32(2 + acts[i] % 15);
            (bool seated,) = seats.seatOf(id);
            manager.grantRole(PANELIST_ROLE, _operator(id), 0);
            vm.startPrank(_operator(id));
            if (seated) seats.leave();
            else try seats.take(uint8((acts[i] >> 8) % 16)) {} catch {}
            vm.stopPrank();
            uint32[] memory now_ = seats.occupants(membership.epoch());
            assertEq(keccak256(abi.encode(former)), keccak256(abi.encode(now_)), "running epoch");
            _assertOneEach(seats.occupants(membership.epoch() + 1));
            if ((acts[i] >> 16) % 4 == 0) _enterEpoch(membership.epoch() + 1);
        }
    }

    function _assertOneEach(uint32[] memory occupants) private pure {
        uint256 seen = 0;
        for (uint256 seat = 0; seat < occupants.length; ++seat) {
            if (occupants[seat] == 0) continue;
            assertEq(seen >> occupants[seat] & 1, 0, "twice");
            seen |= 1 << occupants[seat];
        }
    }

    /// What the multiplier of an epoch was said to be in that epoch it is said to be for ever, whatever is accepted or
    /// set afterwards.
    function testFuzz_multiplierHistoryStands(uint256[12] memory acts) public {
        uint32[] memory said = new uint32[](64);
        uint32 running = 1;
        for (uint256 i = 0; i < acts.length; ++i) {
            for (uint256 k = 0; k < acts[i] % 7; ++k) {
                vm.prank(address(rewards));
                pricing.noteAccepted(1);
            }
            vm.prank(treasurer);
            pricing.setTarget(1, uint32(1 + (acts[i] >> 8) % 6));
            IPricing.Parameters memory given = pricing.parameters();
            given.target = uint32(1 + (acts[i] >> 16) % 9);
            vm.prank(governor);
            pricing.configure(given);
            said[running] = pricing.multiplierBps(1, running);
            for (uint32 step = uint32(1 + (acts[i] >> 24) % 3); step > 0; --step) {
                _enterEpoch(++running);
                said[running] = pricing.multiplierBps(1, running);
            }
        }
        for (uint32 epoch = 1; epoch <= running; ++epoch) {
            assertEq(pricing.multiplierBps(1, epoch), said[epoch], "another past");
        }
    }

    /// Supersession runs from earlier to later among live ones: there is no cycle, and none onto itself.
    function test_noCycleOfSupersession() public {
        (bytes32 a, bytes32 b) = (_submit(ALICE), _submit(ALICE));
        vm.startPrank(_operator(ALICE));
        _refuses(IIndicators.IndicatorsNotLater.selector);
        indicators.supersede(a, a);
        indicators.supersede(a, b);
        _refuses(IIndicators.IndicatorsNotLive.selector);
        indicators.supersede(b, a);
        vm.stopPrank();
    }

    /// Removed with a seat, in a round, with a claim and a free bond: everything still reaches its payout account.
    function test_removedIsPaidEverything() public {
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_valid(1, 5_000, 5_000)));
        uint32 panelist = _panelist(id, 0);
        (, uint8 seat) = seats.seatOf(panelist);
        _remove(panelist);
        _remove(ALICE);
        rewards.settle(id);
        rewards.withdrawBond(ALICE);
        seats.vacate(seat);
        _enterEpoch(2);
        seats.withdrawBond(panelist);
        rewards.closeEpoch(1);
        rewards.pay(ALICE, 1);
        rewards.pay(panelist, 1);
        assertEq(token.balanceOf(_payout(panelist)), 110 * UNIT, "bond and stipend");
        assertGe(token.balanceOf(_payout(ALICE)), 150 * UNIT + 1, "bond and reward");
    }
}
