// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "../interfaces/IIndicators.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IPool} from "../interfaces/IPool.sol";
import {IPricing} from "../interfaces/IPricing.sol";
import {IRewards} from "../interfaces/IRewards.sol";
import {IValuation} from "../interfaces/IValuation.sol";
import {Policies} from "../libraries/Policies.sol";
import {Claims} from "./Claims.sol";
import {Dues} from "./Dues.sol";

/// @title Rewards
/// @notice Opens and settles valuations and keeps submissions' bonds; epochs, claims and pay are Claims', dues Dues'.
contract Rewards is Claims {
    /// @dev What was fixed when the valuation was opened, and how many stipends its rounds have earned.
    struct Opening {
        uint32 organisation;
        uint32 epoch;
        Stage stage;
        uint8 stipends;
        uint128 bond;
        uint128 stipend;
    }

    /// @dev One storage slot an organisation.
    struct Holder {
        uint128 freeBond;
        uint16 open;
        uint32 accepted;
        uint32 rejected;
        uint32 unvalued;
    }

    IIndicators public immutable indicators;
    IValuation public immutable valuation;
    IPricing public immutable pricing;

    mapping(bytes32 submissionId => Opening) private _openings;
    mapping(uint32 organisation => Holder) private _holders;

    constructor(
        address manager,
        IMembership membership_,
        IIndicators indicators_,
        IValuation valuation_,
        IPricing pricing_,
        IPool pool_,
        Parameters memory parameters_
    ) Dues(manager, membership_, pool_, parameters_) {
        indicators = indicators_;
        valuation = valuation_;
        pricing = pricing_;
    }

    // ------------------------------------------------------------------ the submitter

    /// @inheritdoc IRewards
    function open(bytes32 submissionId) external nonReentrant {
        (uint32 organisation,) = membership.requireSubmitter(msg.sender);
        uint256 policy = indicators.policyOf(submissionId);
        if (Policies.organisation(policy) != organisation) revert RewardsNotSubmitter(submissionId, organisation);
        Stage stage = stageOf(submissionId);
        if (stage != Stage.Openable) revert RewardsNotOpenable(submissionId, stage);
        Holder storage holder = _holders[organisation];
        uint16 most = _parameters.maxOpen;
        if (holder.open >= most) revert RewardsTooManyOpen(organisation, most);

        (uint128 bond, uint128 stipend) = (_parameters.submissionBond, _parameters.stipend);
        uint32 epoch = membership.epoch();
        ++holder.open;
        _openings[submissionId] = Opening(organisation, epoch, Stage.Open, 0, bond, stipend);
        emit ValuationOpened(submissionId, organisation, epoch, bond, stipend);

        valuation.schedule(submissionId, organisation);
        pool.lockBond(msg.sender, bond);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IRewards
    function settle(bytes32 submissionId) external nonReentrant {
        Opening storage opening = _openings[submissionId];
        if (opening.stage != Stage.Open) revert RewardsNotOpen(submissionId);
        IValuation.Tally memory tally = valuation.tally(submissionId, opening.epoch);

        uint32 epoch = membership.epoch();
        uint256 stipend = opening.stipend;
        for (uint256 i = 0; i < tally.revealed.length; ++i) {
            _book(tally.revealed[i], epoch, submissionId, stipend, true);
        }
        opening.stipends += uint8(tally.revealed.length);

        if (tally.isFinal) _finish(submissionId, opening, tally, epoch);
        else emit Settled(submissionId, tally.round, tally.result, false, 0, 0, 0);
    }

    /// @inheritdoc IRewards
    function withdrawBond(uint32 organisation) external nonReentrant {
        Holder storage holder = _holders[organisation];
        uint256 amount = holder.freeBond;
        if (amount == 0) revert RewardsNothingToWithdraw(organisation);
        address payout = _payoutOf(organisation);

        holder.freeBond = 0;
        emit BondWithdrawn(organisation, amount, payout);

        pool.returnBond(payout, amount);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IRewards
    function stageOf(bytes32 submissionId) public view returns (Stage) {
        Stage stage = _openings[submissionId].stage;
        if (stage != Stage.None) return stage;
        uint256 policy = indicators.policyOf(submissionId);
        if (policy == 0) return Stage.None;
        if (Policies.state(policy) != Policies.STATE_LIVE) return Stage.Withdrawn;
        if (Policies.hasFlag(policy, Policies.FLAG_VALUATION_DECLINED)) return Stage.Declined;
        if (block.timestamp >= Policies.expiresAt(policy)) return Stage.Unvalued;
        uint256 releasedAt = indicators.releasedAt(submissionId);
        if (releasedAt == 0) return Stage.Unreleased;
        return block.timestamp > releasedAt + _parameters.openWindowSeconds ? Stage.Unvalued : Stage.Openable;
    }

    /// @inheritdoc IRewards
    function freeBondOf(uint32 organisation) external view returns (uint256) {
        return _holders[organisation].freeBond;
    }

    /// @inheritdoc IRewards
    function openCountOf(uint32 organisation) external view returns (uint16) {
        return _holders[organisation].open;
    }

    /// @inheritdoc IRewards
    function recordOf(uint32 organisation) external view returns (uint32 accepted, uint32 rejected, uint32 unvalued) {
        Holder storage holder = _holders[organisation];
        return (holder.accepted, holder.rejected, holder.unvalued);
    }

    // ------------------------------------------------------------------ internals

    function _finish(bytes32 submissionId, Opening storage opening, IValuation.Tally memory tally, uint32 epoch)
        private
    {
        uint32 organisation = opening.organisation;
        Holder storage holder = _holders[organisation];
        Stage stage = _stage(tally);
        opening.stage = stage;
        uint128 forfeited = _forfeited(opening, tally);
        uint128 returned = opening.bond - forfeited;
        --holder.open;
        holder.freeBond += returned;
        if (stage == Stage.Rewarded) ++holder.accepted;
        else if (stage == Stage.Rejected) ++holder.rejected;
        else if (stage == Stage.Unvalued) ++holder.unvalued;

        uint256 reward = stage == Stage.Rewarded ? _reward(submissionId, opening, tally, epoch) : 0;
        if (forfeited != 0) pool.forfeitBond(forfeited);

        emit Settled(submissionId, tally.round, tally.result, true, reward, returned, forfeited);
    }

    /// @dev Books the reward; the first accepted disclosure of a candidate is its admission.
    function _reward(bytes32 submissionId, Opening storage opening, IValuation.Tally memory tally, uint32 epoch)
        private
        returns (uint256 reward)
    {
        uint32 organisation = opening.organisation;
        reward = pricing.price(tally.sector, tally.severityBps, tally.scopeBps, opening.epoch);
        pricing.noteAccepted(tally.sector);
        if (reward != 0) _book(organisation, epoch, submissionId, reward, false);
        if (membership.organisation(organisation).status == IMembership.Status.Candidate) {
            membership.grantStanding(organisation, epoch + 1);
        }
    }

    function _stage(IValuation.Tally memory tally) private pure returns (Stage) {
        IValuation.Result result = tally.result;
        if (result == IValuation.Result.Valid) return Stage.Rewarded;
        if (result == IValuation.Result.Revoked) return Stage.Withdrawn;
        bool chain = result == IValuation.Result.NoPanel || result == IValuation.Result.NoQuorum;
        return chain || _keyMissedLate(tally) ? Stage.Unvalued : Stage.Rejected;
    }

    /// @dev A revocation costs a full panel's stipends for each round, whoever has revealed: else a submitter that
    ///      dislikes its panel would draw again for nothing. The bond covers it: see `configure`.
    function _forfeited(Opening storage opening, IValuation.Tally memory tally) private view returns (uint128) {
        IValuation.Result result = tally.result;
        if (result == IValuation.Result.Revoked) return tally.round * LARGEST_PANEL * opening.stipend;
        bool stipends = result == IValuation.Result.Invalid || result == IValuation.Result.Duplicate;
        if (stipends) return opening.stipends * opening.stipend;
        bool all = result == IValuation.Result.Unavailable || result == IValuation.Result.KeyMissed;
        return all && !_keyMissedLate(tally) ? opening.bond : 0;
    }

    function _keyMissedLate(IValuation.Tally memory tally) private pure returns (bool) {
        return tally.result == IValuation.Result.KeyMissed && tally.round != 1;
    }
}
