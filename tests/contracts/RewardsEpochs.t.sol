// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {Membership} from "contracts/membership/Membership.sol";
import {Rewards} from "contracts/rewards/Rewards.sol";
import {System} from "./System.sol";

abstract contract EpochsFixture is System {
    /// Closable: a day after the epoch's end.
    function _close(uint32 epoch) internal {
        if (vm.getBlockTimestamp() < membership.epochStart(epoch + 1) + 1 days) {
            _enterEpoch(epoch + 1);
            vm.warp(vm.getBlockTimestamp() + 1 days);
        }
        rewards.closeEpoch(epoch);
    }

    function _received(uint32 id) internal view returns (uint256) {
        return token.balanceOf(_payout(id));
    }

    /// Takes everything out of free but that much, by claims of a removed one.
    function _leaveFree(uint256 amount) internal {
        uint256 free = pool.free();
        assertGe(free, amount, "free");
        vm.prank(address(rewards));
        pool.reserve(free - amount);
        vm.prank(address(rewards));
        pool.payReserved(address(0xDEAD), free - amount);
    }
}

contract RewardsCloseEpochTest is EpochsFixture {
    /// Before the start there is no epoch to close.
    function test_closeEpoch_reverts_RewardsNotStarted() public {
        Membership idle = new Membership(address(manager), address(1), EPOCH_SECONDS);
        Rewards early = new Rewards(address(manager), idle, indicators, valuation, pricing, pool, _rewardParameters());
        _refuses(IRewards.RewardsNotStarted.selector);
        early.closeEpoch(1);
    }

    /// Epochs close in order, each once, from epoch 1.
    function test_closeEpoch_reverts_RewardsEpochOrder() public {
        _close(1);
        uint32[3] memory wrong = [uint32(0), 1, 3];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IRewards.RewardsEpochOrder.selector, wrong[i], 2));
            rewards.closeEpoch(wrong[i]);
        }
    }

    /// A day after its end an epoch can be closed, not a second earlier.
    function test_closeEpoch_reverts_RewardsCloseTooEarly() public {
        uint40 closableAt = membership.epochStart(2) + 1 days;
        vm.warp(closableAt - 1);
        _refuses(abi.encodeWithSelector(IRewards.RewardsCloseTooEarly.selector, 1, closableAt));
        rewards.closeEpoch(1);
        vm.warp(closableAt);
        vm.prank(outsider);
        rewards.closeEpoch(1);
        assertEq(rewards.nextEpochToClose(), 2, "next");
    }

    /// Without claims nothing is reserved and dues are at their floor.
    function test_closeEpoch_withoutClaims() public {
        uint256 free = pool.free();
        _close(1);
        assertEq(pool.free(), free, "free");
        (uint256 due, bool known,) = rewards.duesOf(ALICE);
        assertTrue(known, "fixed");
        assertEq(due, 20 * UNIT, "floor");
    }

    /// Claims that the pool covers are reserved in full.
    function test_closeEpoch_covered() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        _close(1);
        assertEq(pool.reserved(), 1_050 * UNIT, "reserved");
        assertTrue(rewards.epochAccount(1).closed, "closed");
        assertFalse(rewards.epochAccount(2).closed, "2");
        assertFalse(rewards.epochAccount(0).closed, "0 never");
    }

    /// Claims that it does not cover are cut, to the last unit of free, and no bond pays for them.
    function test_closeEpoch_notCovered() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        uint256 bonds = pool.bonds();
        _leaveFree(7);
        _close(1);
        assertEq(pool.reserved(), 7, "reserved");
        assertEq(pool.free(), 0, "free");
        assertEq(pool.bonds(), bonds, "bonds");
    }

    /// Dues follow the claims: each tier's share, divided by its five active members, rounded up, between the bounds.
    function test_closeEpoch_fixesDues() public {
        _valued(ALICE, _valid(1, 10_000, 9_999));
        _close(1);
        uint256 claims = 999_900_000 + 50 * UNIT;
        assertEq(_dues(3), (claims * 3 + 49) / 50, "regular: 30 % over five");
        assertEq(_dues(4), (claims * 3 + 49) / 50, "core");
        assertEq(_dues(5), (claims * 4 + 49) / 50, "critical: 40 % over five");
        for (uint256 i = 0; i < 3; ++i) {
            _valued(BOB, _valid(2, 10_000, 10_000));
        }
        _close(2);
        assertEq(_dues(3), 200 * UNIT, "cap");
    }

    /// A tier without a share is not billed; a tier without members bills its first one the floor.
    function test_closeEpoch_emptyTiers() public {
        IRewards.Parameters memory parameters = _rewardParameters();
        parameters.regularShareBps = 0;
        vm.prank(governor);
        rewards.configure(parameters);
        _valued(BOB, _valid(1, 10_000, 10_000));
        for (uint32 id = 4; id <= 16; id += 3) {
            _remove(id);
        }
        _close(1);
        assertEq(_dues(3), 0, "no share");
        assertEq(_dues(CANDIDATE), 20 * UNIT, "no members at the close");
    }

    function _dues(uint32 id) private view returns (uint256 due) {
        (due,,) = rewards.duesOf(id);
    }
}

contract RewardsPayTest is EpochsFixture {
    /// An epoch that is not closed pays nothing.
    function test_pay_reverts_RewardsEpochNotClosed() public {
        _valued(ALICE, _valid(1, 1, 1));
        _refuses(abi.encodeWithSelector(IRewards.RewardsEpochNotClosed.selector, 1));
        rewards.pay(ALICE, 1);
    }

    /// No claim, no payment; and none twice.
    function test_pay_reverts_RewardsNoClaim() public {
        _valued(ALICE, _valid(1, 10_000, 1));
        _close(1);
        _refuses(abi.encodeWithSelector(IRewards.RewardsNoClaim.selector, BOB, 1));
        rewards.pay(BOB, 1);
        rewards.pay(ALICE, 1);
        _refuses(abi.encodeWithSelector(IRewards.RewardsNoClaim.selector, ALICE, 1));
        rewards.pay(ALICE, 1);
    }

    /// A new payout account waits its day.
    function test_pay_reverts_RewardsPayoutNotYet() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        _close(1);
        vm.prank(_owner(ALICE));
        membership.setPayout(address(0x999));
        uint256 holdsFrom = vm.getBlockTimestamp() + 1 days;
        _refuses(abi.encodeWithSelector(IRewards.RewardsPayoutNotYet.selector, ALICE, holdsFrom));
        rewards.pay(ALICE, 1);
        vm.warp(holdsFrom);
        rewards.pay(ALICE, 1);
        assertGe(token.balanceOf(address(0x999)), 800 * UNIT, "to the new account");
    }

    /// Unpaid dues of the running epoch are kept first, and give standing.
    function test_pay_setsDuesOff() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        _close(1);
        (uint256 due,, bool before) = rewards.duesOf(ALICE);
        vm.prank(outsider);
        rewards.pay(ALICE, 1);
        (,, bool paid) = rewards.duesOf(ALICE);
        assertTrue(!before && paid, "paid");
        assertEq(_received(ALICE), 1_000 * UNIT - due, "sent");
        assertEq(membership.organisation(ALICE).standingUntil, 3, "standing");
    }

    /// Not those that are paid, not where the payment does not cover them, not those of a removed organisation.
    function test_pay_setsNothingOff() public {
        bytes32 id = _valued(ALICE, _valid(1, 10_000, 10_000));
        _valued(BOB, _valid(1, 10_000, 10_000));
        uint32 panelist = _panelist(id, 0);
        _close(1);
        _payDues(ALICE);
        _remove(BOB);
        rewards.pay(ALICE, 1);
        rewards.pay(BOB, 1);
        rewards.pay(panelist, 1);
        assertEq(_received(ALICE), 1_000 * UNIT, "paid before");
        assertEq(_received(BOB), 1_000 * UNIT, "removed");
        (,, bool paid) = rewards.duesOf(panelist);
        assertFalse(paid, "a stipend does not cover the dues");
        assertTrue(_received(panelist) == 10 * UNIT || _received(panelist) == 20 * UNIT, "stipends");
    }

    /// Whatever ratio: everyone gets the floor of its part, and the last one's dust returns to free.
    function testFuzz_pay_dustReturns(uint32 left) public {
        bytes32 id = _valued(ALICE, _valid(1, 3_333, 7_777));
        uint32[6] memory owed;
        owed[0] = ALICE;
        for (uint256 i = 0; i < 5; ++i) {
            owed[i + 1] = _panelist(id, i);
            _remove(owed[i + 1]);
        }
        _remove(ALICE);
        _leaveFree(left);
        _close(1);
        IRewards.EpochAccount memory account = rewards.epochAccount(1);
        uint256 reserved = account.claims < left ? account.claims : left;
        assertEq(account.reserved, reserved, "reserved");
        uint256 sum = 0;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 claim = rewards.claimOf(owed[i], 1);
            rewards.pay(owed[i], 1);
            assertEq(_received(owed[i]), claim * reserved / account.claims, "floor");
            sum += _received(owed[i]);
        }
        assertEq(pool.reserved(), 0, "nothing stays reserved");
        assertEq(pool.free(), left - sum, "dust is free");
        assertEq(rewards.epochAccount(1).remaining + rewards.epochAccount(1).unpaidClaims, 0, "nothing remains");
    }
}

contract RewardsPayDuesTest is EpochsFixture {
    /// Suspended, removed and unknown organisations pay no dues.
    function test_payDues_reverts_RewardsDuesStatus() public {
        _suspend(ALICE);
        _remove(BOB);
        uint32[3] memory ids = [ALICE, BOB, 99];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IRewards.RewardsDuesStatus.selector, ids[i]));
            rewards.payDues(ids[i], type(uint256).max);
        }
    }

    /// Until the epoch before is closed nobody knows what is due.
    function test_payDues_reverts_RewardsDuesNotFixed() public {
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(IRewards.RewardsDuesNotFixed.selector, 2));
        _payDues(ALICE);
    }

    /// Once an epoch.
    function test_payDues_reverts_RewardsDuesAlreadyPaid() public {
        _payDues(ALICE);
        _refuses(abi.encodeWithSelector(IRewards.RewardsDuesAlreadyPaid.selector, ALICE, 1));
        _payDues(ALICE);
    }

    /// Nobody pays more than it said.
    function test_payDues_reverts_RewardsDuesChanged() public {
        _refuses(abi.encodeWithSelector(IRewards.RewardsDuesChanged.selector, 20 * UNIT - 1, 20 * UNIT));
        vm.prank(_operator(ALICE));
        rewards.payDues(ALICE, 20 * UNIT - 1);
    }

    /// Without money there is no standing.
    function test_payDues_reverts_PoolFailure() public {
        vm.expectRevert();
        vm.prank(outsider);
        rewards.payDues(CANDIDATE, type(uint256).max);
        assertEq(membership.organisation(CANDIDATE).standingUntil, 0, "standing");
    }

    /// A candidate's dues are its admission, for the running and the next epoch; anyone may pay them.
    function test_payDues_admitsACandidate() public {
        uint256 free = pool.free();
        vm.prank(_operator(BOB));
        rewards.payDues(CANDIDATE, type(uint256).max);
        assertEq(pool.free(), free + 20 * UNIT, "free");
        (bool entitled,,) = membership.reader(CANDIDATE);
        assertTrue(entitled, "reads");
        _enterEpoch(2);
        (entitled,,) = membership.reader(CANDIDATE);
        assertTrue(entitled, "reads in the next epoch");
        _enterEpoch(3);
        (entitled,,) = membership.reader(CANDIDATE);
        assertFalse(entitled, "reads no more");
    }

    /// Dues of nothing are paid by saying so.
    function test_payDues_ofNothing() public {
        IRewards.Parameters memory parameters = _rewardParameters();
        parameters.criticalShareBps = 0;
        vm.prank(governor);
        rewards.configure(parameters);
        uint256 free = pool.free();
        vm.prank(outsider);
        rewards.payDues(ALICE, 0);
        assertEq(pool.free(), free, "free");
        assertEq(membership.organisation(ALICE).standingUntil, 2, "standing");
    }
}

contract RewardsWithdrawBondTest is EpochsFixture {
    /// Nothing returned, nothing to withdraw; and not twice.
    function test_withdrawBond_reverts_RewardsNothingToWithdraw() public {
        _refuses(abi.encodeWithSelector(IRewards.RewardsNothingToWithdraw.selector, ALICE));
        rewards.withdrawBond(ALICE);
        _valued(ALICE, _valid(1, 1, 1));
        rewards.withdrawBond(ALICE);
        _refuses(abi.encodeWithSelector(IRewards.RewardsNothingToWithdraw.selector, ALICE));
        rewards.withdrawBond(ALICE);
        assertEq(_received(ALICE), 150 * UNIT, "once");
    }

    /// A new payout account waits its day.
    function test_withdrawBond_reverts_RewardsPayoutNotYet() public {
        _valued(ALICE, _valid(1, 1, 1));
        vm.prank(_owner(ALICE));
        membership.setPayout(address(0x999));
        uint256 holdsFrom = vm.getBlockTimestamp() + 1 days;
        _refuses(abi.encodeWithSelector(IRewards.RewardsPayoutNotYet.selector, ALICE, holdsFrom));
        rewards.withdrawBond(ALICE);
    }
}
