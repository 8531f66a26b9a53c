// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {Rewards} from "contracts/rewards/Rewards.sol";
import {System} from "./System.sol";

contract RewardsConfigureTest is System {
    /// Only the governor sets the numbers.
    function test_configure_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        rewards.configure(_rewardParameters());
    }

    /// Every number has its range; the bond covers the stipends of three rounds of five.
    function test_configure_reverts_RewardsInvalidParameters() public {
        for (uint256 i = 0; i < 8; ++i) {
            IRewards.Parameters memory wrong = _rewardParameters();
            if (i == 0) wrong.submissionBond = 15 * wrong.stipend - 1;
            if (i == 1) wrong.submissionBond = uint128(1) << 96;
            if (i == 2) wrong.stipend = 0;
            if (i == 3) wrong.duesFloor = wrong.duesCap + 1;
            if (i == 4) wrong.duesCap = uint128(1) << 96;
            if (i == 5) wrong.closeDelaySeconds = EPOCH_SECONDS / 2 + 1;
            if (i == 6) wrong.maxOpen = 0;
            if (i == 7) wrong.regularShareBps += 1;
            _refuses(IRewards.RewardsInvalidParameters.selector);
            _configure(wrong);
        }
    }

    /// The deployment's numbers are held to the same.
    function test_constructor_reverts_RewardsInvalidParameters() public {
        IRewards.Parameters memory wrong = _rewardParameters();
        wrong.openWindowSeconds = 0;
        _refuses(IRewards.RewardsInvalidParameters.selector);
        new Rewards(address(manager), membership, indicators, valuation, pricing, pool, wrong);
    }

    /// The open window is the deployment's.
    function test_configure_reverts_RewardsOpenWindowFixed() public {
        IRewards.Parameters memory wrong = _rewardParameters();
        wrong.openWindowSeconds += 1;
        _refuses(abi.encodeWithSelector(IRewards.RewardsOpenWindowFixed.selector, 7 days));
        _configure(wrong);
    }

    /// An open valuation keeps the bond and the stipend of its opening.
    function test_configure_leavesOpenValuations() public {
        bytes32 id = _keyed(ALICE);
        IRewards.Parameters memory parameters = _rewardParameters();
        parameters.stipend = uint128(1 * UNIT);
        parameters.submissionBond = uint128(15 * UNIT);
        _configure(parameters);
        _vote(id, _same(_plain(IValuation.Verdict.Invalid)));
        rewards.settle(id);
        assertEq(rewards.freeBondOf(ALICE), 100 * UNIT, "150 less five stipends of 10");
        assertEq(rewards.parameters().stipend, UNIT, "for later ones");
    }

    function _configure(IRewards.Parameters memory parameters) private {
        vm.prank(governor);
        rewards.configure(parameters);
    }
}

contract RewardsOpenTest is System {
    /// A stranger opens nothing.
    function test_open_reverts_MembershipNotOperator() public {
        bytes32 id = _submit(ALICE);
        _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, outsider));
        vm.prank(outsider);
        rewards.open(id);
    }

    /// Nor a suspended submitter.
    function test_open_reverts_MembershipWrongStatus() public {
        bytes32 id = _submit(ALICE);
        _suspend(ALICE);
        _refuses(IMembership.MembershipWrongStatus.selector);
        _open(id, ALICE);
    }

    /// Nor one that did not accept the terms in force.
    function test_open_reverts_MembershipTermsStale() public {
        bytes32 id = _submit(ALICE);
        vm.prank(governor);
        membership.publishTerms(keccak256("new terms"), "");
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(IMembership.MembershipTermsStale.selector, ALICE, 1, 2));
        _open(id, ALICE);
    }

    /// One member does not open another's submission, nor what does not exist.
    function test_open_reverts_RewardsNotSubmitter() public {
        bytes32 id = _submit(ALICE);
        _refuses(abi.encodeWithSelector(IRewards.RewardsNotSubmitter.selector, id, BOB));
        _open(id, BOB);
        _refuses(abi.encodeWithSelector(IRewards.RewardsNotSubmitter.selector, bytes32(0), BOB));
        _open(bytes32(0), BOB);
    }

    /// Without a readers' release there is no valuation.
    function test_open_reverts_RewardsNotOpenable() public {
        bytes32 id = _submitOnly(ALICE, _policy(ALICE));
        _refusesOpen(id, IRewards.Stage.Unreleased);
        mine(1);
        _release(id, ALICE);
        _open(id, ALICE);
        _refusesOpen(id, IRewards.Stage.Open);
    }

    /// A declined, revoked, late or expired one is not opened either.
    function test_open_reverts_RewardsNotOpenable_otherStages() public {
        bytes32 declined = _submitOnly(ALICE, _policy(ALICE) | 2 << 104);
        _refusesOpen(declined, IRewards.Stage.Declined);
        bytes32 revoked = _submit(ALICE);
        vm.prank(_operator(ALICE));
        indicators.revoke(revoked);
        _refusesOpen(revoked, IRewards.Stage.Withdrawn);
        bytes32 late = _submit(ALICE);
        uint256 releasedAt = vm.getBlockTimestamp();
        bytes32 never = _submitOnly(ALICE, _policy(ALICE));
        vm.warp(releasedAt + 7 days);
        assertEq(uint256(rewards.stageOf(late)), uint256(IRewards.Stage.Openable), "the last second");
        vm.warp(releasedAt + 7 days + 1);
        _refusesOpen(late, IRewards.Stage.Unvalued);
        vm.warp(releasedAt + 365 days);
        _refusesOpen(never, IRewards.Stage.Unvalued);
        assertEq(uint256(rewards.stageOf(keccak256("unknown"))), uint256(IRewards.Stage.None), "unknown");
    }

    /// Three at a time.
    function test_open_reverts_RewardsTooManyOpen() public {
        for (uint256 i = 0; i < 3; ++i) {
            _opened(ALICE);
        }
        bytes32 fourth = _submit(ALICE);
        _refuses(abi.encodeWithSelector(IRewards.RewardsTooManyOpen.selector, ALICE, 3));
        _open(fourth, ALICE);
        assertEq(rewards.openCountOf(ALICE), 3, "open");
    }

    /// Without the bond's money nothing opens.
    function test_open_reverts_PoolFailure() public {
        bytes32 id = _submit(ALICE);
        vm.prank(_operator(ALICE));
        token.approve(address(pool), 0);
        vm.expectRevert();
        _open(id, ALICE);
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Openable), "stage");
    }

    /// The bond is locked, the submission marked, and it counts.
    function test_open_locksTheBond() public {
        uint256 bonds = pool.bonds();
        bytes32 id = _opened(CANDIDATE);
        assertEq(pool.bonds(), bonds + 150 * UNIT, "bonds");
        assertEq(token.balanceOf(_operator(CANDIDATE)), POCKET - 150 * UNIT, "from the operator");
        assertEq(indicators.policyOf(id) >> 104 & 0x20, 0x20, "under valuation");
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Open), "stage");
    }

    function _refusesOpen(bytes32 id, IRewards.Stage stage) private {
        _refuses(abi.encodeWithSelector(IRewards.RewardsNotOpenable.selector, id, stage));
        _open(id, ALICE);
    }
}

contract RewardsSettleTest is System {
    /// What is not open, or no longer, is not settled.
    function test_settle_reverts_RewardsNotOpen() public {
        bytes32 id = _submit(ALICE);
        _refuses(abi.encodeWithSelector(IRewards.RewardsNotOpen.selector, id));
        rewards.settle(id);
        id = _valued(ALICE, _valid(1, 1, 1));
        _refuses(abi.encodeWithSelector(IRewards.RewardsNotOpen.selector, id));
        rewards.settle(id);
    }

    /// A round that is not over is not settled.
    function test_settle_reverts_ValuationNotDue() public {
        bytes32 id = _opened(ALICE);
        _refuses(IValuation.ValuationNotDue.selector);
        rewards.settle(id);
    }

    /// Valid: reward and stipends are claims, the bond is free again, the counters say so. By anyone.
    function test_settle_valid() public {
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_valid(4, 5_000, 7_500)));
        vm.prank(outsider);
        rewards.settle(id);
        _assertOutcome(id, IRewards.Stage.Rewarded, 150, 0);
        assertEq(rewards.claimOf(ALICE, 1), 468_750_000, "1,000 x 1.25 x 0.5 x 0.75");
        assertEq(rewards.epochAccount(1).claims, 468_750_000 + 50 * UNIT, "with five stipends");
        assertEq(rewards.claimOf(_panelist(id, 4), 1), 10 * UNIT, "a stipend");
        _assertRecord(ALICE, 1, 0, 0);
        assertEq(rewards.openCountOf(ALICE), 0, "open");
        assertEq(indicators.policyOf(id) >> 104 & 0x20, 0, "no longer under valuation");
    }

    /// The price is that of the epoch of `open`, the claim stands in the epoch of the settlement.
    function test_settle_inALaterEpoch() public {
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_valid(1, 10_000, 10_000)));
        _enterEpoch(3);
        rewards.settle(id);
        assertEq(rewards.claimOf(ALICE, 1), 0, "epoch 1");
        assertEq(rewards.claimOf(ALICE, 3), 1_000 * UNIT, "epoch 3 at the multiplier of epoch 1");
        _enterEpoch(4);
        assertEq(pricing.multiplierBps(1, 4), 13_842, "accepted in epoch 3");
    }

    /// Invalid and duplicate: nothing paid, and the stipends come off the bond into free.
    function test_settle_invalidAndDuplicate() public {
        bytes32 prior = _submit(BOB);
        mine(1);
        uint256 free = pool.free();
        bytes32 id = _valued(ALICE, _plain(IValuation.Verdict.Invalid));
        _assertOutcome(id, IRewards.Stage.Rejected, 100, 50);
        IValuation.Ballot memory ballot = IValuation.Ballot(IValuation.Verdict.Duplicate, 0, 0, 0, prior);
        id = _valued(BOB, ballot);
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Rejected), "duplicate");
        assertEq(rewards.freeBondOf(BOB), 100 * UNIT, "duplicate's bond");
        assertEq(pool.free(), free + 100 * UNIT, "free");
        assertEq(rewards.claimOf(ALICE, 1), 0, "reward");
        _assertRecord(ALICE, 0, 1, 0);
    }

    /// Unavailable: the whole bond is forfeited.
    function test_settle_unavailable() public {
        bytes32 id = _valued(ALICE, _plain(IValuation.Verdict.Unavailable));
        _assertOutcome(id, IRewards.Stage.Rejected, 0, 150);
        _assertRecord(ALICE, 0, 1, 0);
    }

    /// So it is where the key was missed in round 1.
    function test_settle_keyMissed() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        mine(21);
        rewards.settle(id);
        _assertOutcome(id, IRewards.Stage.Rejected, 0, 150);
    }

    /// Missed later, it closes without a value and the bond comes back.
    function test_settle_keyMissedLater() public {
        bytes32 id = _keyed(ALICE);
        mine(21);
        rewards.settle(id);
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Open), "still open");
        _draw(id);
        mine(21);
        rewards.settle(id);
        assertEq(uint256(rewards.stageOf(id)), uint256(IRewards.Stage.Unvalued), "stage");
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "bond");
        _assertRecord(ALICE, 0, 0, 1);
    }

    /// Stipends of every round are claims, and all of them come off a rejected one's bond.
    function test_settle_stipendsOfTwoRounds() public {
        bytes32 id = _keyed(ALICE);
        _commit(id, 2, _valid(1, 1, 1));
        mine(21);
        uint32 early = _panelist(id, 2);
        _reveal(id, 2, _valid(1, 1, 1));
        rewards.settle(id);
        assertEq(rewards.claimOf(early, 1), 10 * UNIT, "in a round without quorum");
        _draw(id);
        _releaseKey(id, ALICE);
        _vote(id, _same(_plain(IValuation.Verdict.Invalid)));
        rewards.settle(id);
        assertEq(rewards.epochAccount(1).claims, 60 * UNIT, "six stipends");
        assertEq(rewards.freeBondOf(ALICE), 90 * UNIT, "bond");
    }

    /// A candidate's first accepted disclosure is its admission.
    function test_settle_admitsACandidate() public {
        _valued(CANDIDATE, _valid(1, 1, 1));
        assertEq(uint256(membership.organisation(CANDIDATE).status), uint256(IMembership.Status.Active), "status");
        assertEq(membership.organisation(CANDIDATE).standingUntil, 2, "standing");
        assertEq(membership.organisation(CANDIDATE).standingFrom, 1, "at once");
    }

    /// Status stops no money: suspended and removed submitters are paid, and get no standing.
    function test_settle_whateverTheStatus() public {
        bytes32 first = _keyed(ALICE);
        bytes32 second = _keyed(CANDIDATE);
        _vote(first, _same(_valid(1, 10_000, 10_000)));
        _vote(second, _same(_valid(1, 10_000, 10_000)));
        _remove(ALICE);
        _suspend(CANDIDATE);
        rewards.settle(first);
        rewards.settle(second);
        assertEq(rewards.claimOf(ALICE, 1), 1_000 * UNIT, "removed");
        assertEq(rewards.claimOf(CANDIDATE, 1), 1_000 * UNIT, "suspended");
        assertEq(membership.organisation(CANDIDATE).standingUntil, 0, "standing");
        rewards.withdrawBond(ALICE);
        assertEq(token.balanceOf(_payout(ALICE)), 150 * UNIT, "bond");
    }

    function _assertOutcome(bytes32 id, IRewards.Stage stage, uint256 returned, uint256 forfeited) private view {
        assertEq(uint256(rewards.stageOf(id)), uint256(stage), "stage");
        assertEq(rewards.freeBondOf(ALICE), returned * UNIT, "returned");
        assertEq(pool.bonds(), 13 * 100 * UNIT + returned * UNIT, "bonds");
        assertEq(pool.free(), FUNDS + 15 * 20 * UNIT + forfeited * UNIT, "free");
    }

    function _assertRecord(uint32 id, uint256 accepted, uint256 rejected, uint256 unvalued) private view {
        (uint32 a, uint32 r, uint32 u) = rewards.recordOf(id);
        assertEq(a, accepted, "accepted");
        assertEq(r, rejected, "rejected");
        assertEq(u, unvalued, "unvalued");
    }
}
