// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuation} from "./IValuation.sol";

/// @title IRewards
/// @notice Opening of valuations, settlement into claims, closing of epochs, dues and pay.
/// @dev Amounts are in the token's smallest unit, epochs Membership's. The way of the money: a settlement books claims
///      in the running epoch; the epoch's close promises min(1, free / claims) of them and moves that sum to reserved;
///      `pay` sends it. A claim is no promise, and what the ratio cuts lapses.
///      What it does NOT do: no one's consent stands between a booked claim and its payment, and no status stops money:
///      suspended and removed organisations are paid and get their bonds back. Nothing here reads content.
interface IRewards {
    /// @param submissionBond locked by `open`; at least 3 x 5 x stipend
    /// @param stipend for each reveal in time
    /// @param duesFloor, duesCap bounds of what an organisation pays for an epoch
    /// @param openWindowSeconds from the readers' release to the last second of `open`; fixed at deployment
    /// @param closeDelaySeconds from an epoch's end to its close; at most half an epoch
    /// @param maxOpen open valuations an organisation
    /// @param regularShareBps, coreShareBps, criticalShareBps shares of an epoch's claims, billed to the tier
    struct Parameters {
        uint128 submissionBond;
        uint128 stipend;
        uint128 duesFloor;
        uint128 duesCap;
        uint32 openWindowSeconds;
        uint32 closeDelaySeconds;
        uint16 maxOpen;
        uint16 regularShareBps;
        uint16 coreShareBps;
        uint16 criticalShareBps;
    }

    /// @notice Where a submission stands in the life of its money.
    enum Stage {
        None, // unknown submission
        Unreleased, // no readers' release on record
        Openable,
        Declined, // the policy declines valuation
        Unvalued, // final: not opened in time, or closed without a value
        Open,
        Rewarded, // final
        Rejected, // final: invalid, duplicate, unavailable or key missed
        Withdrawn // final: revoked or superseded
    }

    /// @param claims booked in the epoch
    /// @param reserved moved to reserved at the close
    /// @param unpaidClaims of `claims`, not yet paid out; 0 before the close
    /// @param remaining of `reserved`, not yet paid, set off or returned
    struct EpochAccount {
        bool closed;
        uint256 claims;
        uint256 reserved;
        uint256 unpaidClaims;
        uint256 remaining;
    }

    /// @notice New numbers hold for what is opened and closed from now on.
    event RewardsConfigured(Parameters parameters);
    /// @notice A bond was locked and round 1 scheduled; parameters, class and multiplier of the price are `epoch`'s.
    event ValuationOpened(
        bytes32 indexed submissionId, uint32 indexed organisation, uint32 epoch, uint256 bond, uint256 stipend
    );
    /// @notice Something was earned in `epoch`: a reward, or a stipend for a reveal.
    event ClaimBooked(
        uint32 indexed organisation, uint32 indexed epoch, bytes32 indexed submissionId, uint256 amount, bool isStipend
    );
    /// @param reward 0 unless the result is Valid
    event Settled(
        bytes32 indexed submissionId,
        uint8 round,
        IValuation.Result result,
        bool isFinal,
        uint256 reward,
        uint256 bondReturned,
        uint256 bondForfeited
    );
    /// @param dues of the next epoch for tiers regular, core, critical
    event EpochClosed(uint32 indexed epoch, uint256 claims, uint256 reserved, uint256[3] dues);
    /// @param owed claim x reserved / claims, rounded down; = setOff + sent
    event Paid(
        uint32 indexed organisation,
        uint32 indexed epoch,
        uint256 claim,
        uint256 owed,
        uint256 setOff,
        uint256 sent,
        address to
    );
    /// @param from 0 = set off against pay
    event DuesPaid(uint32 indexed organisation, uint32 indexed epoch, uint256 amount, address from);
    event BondWithdrawn(uint32 indexed organisation, uint256 amount, address to);

    /// @notice Out of the ranges named at `Parameters`; amounts at most 2^96 - 1; bond, stipend, maxOpen and openWindow
    ///         not 0; duesFloor <= duesCap; shares together at most 10000.
    error RewardsInvalidParameters();
    /// @notice The open window is the deployment's: moving it could bring back what is final.
    error RewardsOpenWindowFixed(uint32 openWindowSeconds);
    error RewardsNotStarted();
    error RewardsNotSubmitter(bytes32 submissionId, uint32 organisation);
    error RewardsNotOpenable(bytes32 submissionId, Stage stage);
    error RewardsTooManyOpen(uint32 organisation, uint16 most);
    error RewardsNotOpen(bytes32 submissionId);
    error RewardsEpochOrder(uint32 given, uint32 next);
    error RewardsCloseTooEarly(uint32 epoch, uint40 closableAt);
    error RewardsEpochNotClosed(uint32 epoch);
    error RewardsNoClaim(uint32 organisation, uint32 epoch);
    /// @notice A new payout account does not hold yet.
    error RewardsPayoutNotYet(uint32 organisation, uint40 holdsFrom);
    /// @notice The epoch before is not closed.
    error RewardsDuesNotFixed(uint32 epoch);
    error RewardsDuesAlreadyPaid(uint32 organisation, uint32 epoch);
    /// @notice Neither candidate nor active.
    error RewardsDuesStatus(uint32 organisation);
    error RewardsDuesChanged(uint256 expectedAtMost, uint256 due);
    error RewardsNothingToWithdraw(uint32 organisation);

    /// @notice Sets the numbers. Open valuations keep the bond and stipend of their opening, fixed dues stay. By the
    ///         governor.
    /// @dev Errors: AccessManagedUnauthorized, RewardsInvalidParameters, RewardsOpenWindowFixed.
    function configure(Parameters calldata parameters_) external;

    /// @notice Opens the valuation: locks the bond, from the caller, who approved the Pool, and schedules round 1. By an
    ///         operator of the submitter that may submit (terms in force accepted). Consents that the panelists drawn
    ///         read the submission, whatever their sectors.
    /// @dev Errors: MembershipNotOperator, MembershipWrongStatus, MembershipTermsStale, RewardsNotSubmitter,
    ///      RewardsNotOpenable, RewardsTooManyOpen, the Pool's.
    function open(bytes32 submissionId) external;

    /// @notice Closes the round that is due: books stipends, and on a final result the reward, and frees or forfeits the
    ///         bond. By anyone. Bond: valid, no panel, no quorum at last, or key missed after round 1: returned; invalid,
    ///         duplicate: less the stipends of its rounds; revoked, drawn or not: less five stipends for each round
    ///         begun; unavailable, or key missed in round 1: forfeited.
    /// @dev Errors: RewardsNotOpen, ValuationNotDue.
    function settle(bytes32 submissionId) external;

    /// @notice Fixes what the epoch's claims are worth and the dues of the next epoch. By anyone, in order from epoch 1,
    ///         from closeDelay after the epoch's end.
    /// @dev Errors: RewardsNotStarted, RewardsEpochOrder, RewardsCloseTooEarly.
    function closeEpoch(uint32 epoch_) external;

    /// @notice Pays an organisation's claim of a closed epoch to its payout account. By anyone. Where an active
    ///         organisation owes the running epoch's dues and the payment covers them, they are kept and count as paid;
    ///         dues are never kept in part.
    /// @dev Errors: RewardsEpochNotClosed, RewardsNoClaim, RewardsPayoutNotYet, the token's own.
    function pay(uint32 organisation, uint32 epoch_) external;

    /// @notice Pays the running epoch's dues of a candidate or an active organisation from the caller, who approved the
    ///         Pool; gives standing to the end of the next epoch. Anyone, for any organisation. Dues of 0 are paid this
    ///         way too. A missed epoch is not owed later.
    /// @param most refused where more is due
    /// @dev Errors: RewardsDuesStatus, RewardsDuesNotFixed, RewardsDuesAlreadyPaid, RewardsDuesChanged, the Pool's.
    function payDues(uint32 organisation, uint256 most) external;

    /// @notice Sends returned bonds to the payout account. By anyone.
    /// @dev Errors: RewardsNothingToWithdraw, RewardsPayoutNotYet, the token's own.
    function withdrawBond(uint32 organisation) external;

    /// @notice The numbers that hold.
    function parameters() external view returns (Parameters memory);

    /// @notice Where a submission stands. A final stage of an opened submission never changes; one that was not opened
    ///         may still be withdrawn by its submitter, and is never valued.
    function stageOf(bytes32 submissionId) external view returns (Stage);

    /// @notice The first epoch that is not closed, 1 or later.
    function nextEpochToClose() external view returns (uint32);

    /// @notice The books of an epoch; all 0 where nothing was claimed in it.
    function epochAccount(uint32 epoch_) external view returns (EpochAccount memory);

    /// @notice Claim of an organisation in an epoch, not yet paid out.
    function claimOf(uint32 organisation, uint32 epoch_) external view returns (uint256);

    /// @notice Dues of an organisation for the running epoch; 0 and `fixed_` false while the epoch before is not closed.
    function duesOf(uint32 organisation) external view returns (uint256 amount, bool fixed_, bool paid);

    /// @notice Returned bonds, not yet withdrawn.
    function freeBondOf(uint32 organisation) external view returns (uint256);

    /// @notice Open valuations of an organisation.
    function openCountOf(uint32 organisation) external view returns (uint16);

    /// @notice Counters that settle writes: Rewarded, Rejected, and Unvalued after an opening.
    function recordOf(uint32 organisation) external view returns (uint32 accepted, uint32 rejected, uint32 unvalued);
}
