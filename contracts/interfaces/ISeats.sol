// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ISeats
/// @notice The panel's 64 numbered seats (0..63), their bonds and their no-shows.
interface ISeats {
    struct Parameters {
        uint128 seatBond;
        uint128 noShowPenalty;
    }

    event SeatsConfigured(uint128 seatBond, uint128 noShowPenalty);
    event SeatTaken(uint8 indexed seat, uint32 indexed organisation, uint32 fromEpoch);
    /// reason: 0 left, 1 two no-shows in a row, 2 organisation removed.
    event SeatVacated(uint8 indexed seat, uint32 indexed organisation, uint32 fromEpoch, uint8 reason);
    event SeatBondAdded(uint32 indexed organisation, uint256 amount, uint256 bond);
    event SeatBondWithdrawn(uint32 indexed organisation, uint256 amount, address to);
    event NoShowPenalised(uint32 indexed organisation, uint256 penalty, uint8 inARow);

    error SeatsInvalidParameters(uint128 seatBond, uint128 noShowPenalty);
    error SeatsUnknownSeat(uint8 seat);
    error SeatsOccupied(uint8 seat, uint32 organisation);
    error SeatsAlreadySeated(uint32 organisation, uint8 seat);
    error SeatsNotSeated(uint32 organisation);
    error SeatsStillSeated(uint32 organisation, uint32 untilEpoch);
    error SeatsInRounds(uint32 organisation, uint32 rounds);
    error SeatsNotEntitled(uint32 organisation);
    error SeatsNothingToWithdraw(uint32 organisation);
    error SeatsPayoutNotYet(uint32 organisation, uint40 holdsFrom);
    error SeatsNotRemoved(uint8 seat);
    error SeatsNotValuation(address account);

    function configure(Parameters calldata parameters_) external; // governor
    function take(uint8 seat) external; // PANELIST role, operator; tops the bond up to seatBond
    function topUp() external; // operator: back to seatBond
    function leave() external; // operator; from the next epoch
    function vacate(uint8 seat) external; // anyone, where the seat's organisation is removed
    function withdrawBond(uint32 organisation) external; // anyone; to the payout account
    // Valuation alone
    function enterRound(uint32 organisation) external;
    function leaveRound(uint32 organisation, bool penalise) external; // penalise false: revealed, or nothing to answer for
    function noteReveal(uint32 organisation) external; // resets the count of no-shows in a row

    function parameters() external view returns (Parameters memory);
    /// Organisation on the seat in that epoch; 0 = empty.
    function occupant(uint8 seat, uint32 epoch_) external view returns (uint32);
    function occupants(uint32 epoch_) external view returns (uint32[] memory); // 64 long
    function seatOf(uint32 organisation) external view returns (bool seated, uint8 seat);
    function bondOf(uint32 organisation) external view returns (uint256);
    function roundsOf(uint32 organisation) external view returns (uint32);
    function bonded(uint32 organisation) external view returns (bool); // bond >= noShowPenalty
}
