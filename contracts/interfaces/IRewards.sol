// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuation} from "./IValuation.sol";

/// @title IRewards
/// @notice Opening of valuations, settlement into claims, closing of epochs, dues and pay.
interface IRewards {
    struct Parameters {
        uint128 submissionBond; // >= 3 x 5 x stipend
        uint128 stipend;
        uint128 duesFloor;
        uint128 duesCap;
        uint32 openWindowSeconds;
        uint32 closeDelaySeconds;
        uint16 maxOpen; // open valuations an organisation
        uint16 regularShareBps; // of an epoch's claims, billed to the tier
        uint16 coreShareBps;
        uint16 criticalShareBps;
    }

    enum Stage {
        None, // unknown submission
        Unreleased, // no readers' release on record
        Openable,
        Declined, // the policy declines valuation
        Unvalued, // final: not opened in time, or closed without a value
        Open,
        Rewarded, // final
        Rejected, // final: invalid, duplicate, unavailable or key missed
        Withdrawn // final: revoked
    }

    struct EpochAccount {
        bool closed;
        uint256 claims; // total claimed
        uint256 reserved; // moved to reserved at the close
        uint256 unpaidClaims; // of `claims`, not yet paid out
        uint256 remaining; // of `reserved`, not yet paid, kept or returned
    }

    event RewardsConfigured(Parameters parameters);
    event ValuationOpened(
        bytes32 indexed submissionId, uint32 indexed organisation, uint32 epoch, uint256 bond, uint256 stipend
    );
    event ClaimBooked(
        uint32 indexed organisation, uint32 indexed epoch, bytes32 indexed submissionId, uint256 amount, bool isStipend
    );
    event Settled(
        bytes32 indexed submissionId,
        uint8 round,
        IValuation.Result result,
        bool isFinal,
        uint256 reward,
        uint256 bondReturned,
        uint256 bondForfeited
    );
    event EpochClosed(uint32 indexed epoch, uint256 claims, uint256 reserved, uint256[3] dues); // regular, core, critical
    event Paid(
        uint32 indexed organisation,
        uint32 indexed epoch,
        uint256 claim,
        uint256 owed,
        uint256 setOff,
        uint256 sent,
        address to
    );
    event DuesPaid(uint32 indexed organisation, uint32 indexed epoch, uint256 amount, address from); // from 0 = set-off
    event BondWithdrawn(uint32 indexed organisation, uint256 amount, address to);

    error RewardsInvalidParameters();
    error RewardsNotStarted();
    error RewardsNotSubmitter(bytes32 submissionId, uint32 organisation);
    error RewardsNotOpenable(bytes32 submissionId, Stage stage);
    error RewardsTooManyOpen(uint32 organisation, uint16 most);
    error RewardsNotOpen(bytes32 submissionId);
    error RewardsEpochOrder(uint32 given, uint32 next);
    error RewardsCloseTooEarly(uint32 epoch, uint40 closableAt);
    error RewardsEpochNotClosed(uint32 epoch);
    error RewardsNoClaim(uint32 organisation, uint32 epoch);
    error RewardsPayoutNotYet(uint32 organisation, uint40 holdsFrom);
    error RewardsDuesNotFixed(uint32 epoch);
    error RewardsDuesAlreadyPaid(uint32 organisation, uint32 epoch);
    error RewardsDuesStatus(uint32 organisation);
    error RewardsDuesChanged(uint256 expectedAtMost, uint256 due);
    error RewardsNothingToWithdraw(uint32 organisation);

    function configure(Parameters calldata parameters_) external; // governor
    function open(bytes32 submissionId) external; // operator of the submitter; locks the bond
    function settle(bytes32 submissionId) external; // anyone
    function closeEpoch(uint32 epoch_) external; // anyone, in order
    function pay(uint32 organisation, uint32 epoch_) external; // anyone; to the payout account
    /// Anyone, for any organisation; the running epoch's dues, refused above `most`.
    function payDues(uint32 organisation, uint256 most) external;
    function withdrawBond(uint32 organisation) external; // anyone; returned bonds to the payout account

    function parameters() external view returns (Parameters memory);
    function stageOf(bytes32 submissionId) external view returns (Stage);
    function nextEpochToClose() external view returns (uint32);
    function epochAccount(uint32 epoch_) external view returns (EpochAccount memory);
    function claimOf(uint32 organisation, uint32 epoch_) external view returns (uint256);
    /// Dues of an organisation for the running epoch; `fixed_` false while the epoch before is not closed.
    function duesOf(uint32 organisation) external view returns (uint256 amount, bool fixed_, bool paid);
    function freeBondOf(uint32 organisation) external view returns (uint256);
    function openCountOf(uint32 organisation) external view returns (uint16);
    /// Counters that settle writes: accepted, rejected, unvalued.
    function recordOf(uint32 organisation) external view returns (uint32 accepted, uint32 rejected, uint32 unvalued);
}
