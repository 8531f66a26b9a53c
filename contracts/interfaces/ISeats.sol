// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ISeats
/// @notice The panel's 64 numbered seats (0..63), their bonds and their no-shows.
/// @dev Amounts are in the token's smallest unit, epochs are Membership's. Taking and leaving hold from the next epoch
///      (before the start: at once), and who sat where is kept for every epoch, so that a draw sees exactly the epoch
///      in which its round was scheduled. An organisation has at most one seat; its bond stays locked until it holds
///      none any more and its last round has ended.
///      What it does NOT do: it draws nobody, and it does not judge ballots: a penalty is for not revealing, never for
///      disagreeing.
interface ISeats {
    /// @param seatBond what a seat's bond is filled up to when it is taken or topped up
    /// @param noShowPenalty what not revealing costs (at most what is left of the bond); below it a drawn seat is empty
    struct Parameters {
        uint128 seatBond;
        uint128 noShowPenalty;
    }

    /// @notice How a round ended for a panelist that could act in it.
    enum Outcome {
        Nothing, // nothing to answer for: no key, revoked
        Revealed,
        NoShow
    }

    /// @notice New numbers hold.
    event SeatsConfigured(uint128 seatBond, uint128 noShowPenalty);
    /// @notice The organisation sits there from `fromEpoch` on.
    event SeatTaken(uint8 indexed seat, uint32 indexed organisation, uint32 fromEpoch);
    /// @param reason 0 left, 1 two no-shows in a row, 2 organisation removed
    event SeatVacated(uint8 indexed seat, uint32 indexed organisation, uint32 fromEpoch, uint8 reason);
    /// @param bond after the change
    event SeatBondAdded(uint32 indexed organisation, uint256 amount, uint256 bond);
    event SeatBondWithdrawn(uint32 indexed organisation, uint256 amount, address to);
    /// @param inARow 1 or 2; with 2 the seat is lost
    event NoShowPenalised(uint32 indexed organisation, uint256 penalty, uint8 inARow);

    /// @notice Not 0 < noShowPenalty <= seatBond < 2^96.
    error SeatsInvalidParameters(uint128 seatBond, uint128 noShowPenalty);
    /// @notice Above 63.
    error SeatsUnknownSeat(uint8 seat);
    /// @notice Somebody has the seat, or has taken it for the next epoch.
    error SeatsOccupied(uint8 seat, uint32 organisation);
    error SeatsAlreadySeated(uint32 organisation, uint8 seat);
    error SeatsNotSeated(uint32 organisation);
    /// @notice The seat is held until `untilEpoch` begins; the largest number: it was not left.
    error SeatsStillSeated(uint32 organisation, uint32 untilEpoch);
    /// @notice Drawn for rounds that have not ended.
    error SeatsInRounds(uint32 organisation, uint32 rounds);
    /// @notice Not active, or the terms in force are not accepted.
    error SeatsNotEntitled(uint32 organisation);
    error SeatsNothingToWithdraw(uint32 organisation);
    error SeatsNothingToTopUp(uint32 organisation);
    /// @notice A new payout account does not hold yet.
    error SeatsPayoutNotYet(uint32 organisation, uint40 holdsFrom);
    /// @notice The seat is empty, or its organisation is not removed.
    error SeatsNotRemoved(uint8 seat);
    error SeatsNotValuation(address account);

    /// @notice Sets bond and penalty; holds for what is taken, topped up and penalised later. By the governor.
    /// @dev Errors: AccessManagedUnauthorized, SeatsInvalidParameters.
    function configure(Parameters calldata parameters_) external;

    /// @notice Takes an empty seat from the next epoch and fills the bond up to `seatBond` from the caller, who approved
    ///         the Pool. By an operator that has the panelist's role.
    /// @dev Errors: AccessManagedUnauthorized, SeatsUnknownSeat, MembershipNotOperator, SeatsNotEntitled,
    ///      SeatsAlreadySeated, SeatsOccupied, the Pool's.
    function take(uint8 seat) external;

    /// @notice Fills the bond of the caller's organisation up to `seatBond`. By an operator of a seated organisation.
    /// @dev Errors: MembershipNotOperator, SeatsNotSeated, SeatsNothingToTopUp, the Pool's.
    function topUp() external;

    /// @notice Gives the seat up from the next epoch. By an operator.
    /// @dev Rounds of earlier epochs may still draw the organisation, and those it is in go on. Errors:
    ///      MembershipNotOperator, SeatsNotSeated.
    function leave() external;

    /// @notice Empties, from the next epoch, a seat whose organisation is removed. By anyone.
    /// @dev Errors: SeatsUnknownSeat, SeatsNotRemoved.
    function vacate(uint8 seat) external;

    /// @notice Sends what is left of the bond to the payout account, once the seat is given up and no round runs. By
    ///         anyone, whatever the organisation's status.
    /// @dev Errors: SeatsStillSeated, SeatsInRounds, SeatsNothingToWithdraw, SeatsPayoutNotYet, the Pool's.
    function withdrawBond(uint32 organisation) external;

    /// @notice A drawn panelist that may act: locks its bond. By Valuation alone.
    /// @dev Errors: SeatsNotValuation.
    function enterRound(uint32 organisation) external;

    /// @notice The panelist's round has ended. A no-show costs the penalty and, the second in a row, the seat from the
    ///         next epoch; a reveal starts the count anew. By Valuation alone.
    /// @dev Errors: SeatsNotValuation.
    function leaveRound(uint32 organisation, Outcome outcome) external;

    /// @notice The numbers that hold.
    function parameters() external view returns (Parameters memory);

    /// @notice Organisation on the seat in that epoch; 0 = empty. What is asked of a later epoch than the next may change.
    /// @dev Errors: SeatsUnknownSeat.
    function occupant(uint8 seat, uint32 epoch_) external view returns (uint32);

    /// @notice The same for all 64 seats, in order.
    function occupants(uint32 epoch_) external view returns (uint32[] memory);

    /// @notice Seat that the organisation holds or has taken and has not left.
    function seatOf(uint32 organisation) external view returns (bool seated, uint8 seat);

    /// @notice What is left of the organisation's bond.
    function bondOf(uint32 organisation) external view returns (uint256);

    /// @notice Running rounds in which the organisation may act.
    function roundsOf(uint32 organisation) external view returns (uint32);

    /// @notice Whether the bond is at least the penalty.
    function bonded(uint32 organisation) external view returns (bool);
}
