// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IPool} from "../interfaces/IPool.sol";
import {ISeats} from "../interfaces/ISeats.sol";

/// @title Seats
/// @notice Who sits on the panel, since when, with which bond.
contract Seats is ISeats, AccessManaged, ReentrancyGuardTransient {
    using Checkpoints for Checkpoints.Trace224;

    /// @dev One storage slot an organisation. freeFrom: epoch from which a seat that was given up is no longer held.
    struct Panelist {
        uint128 bond;
        uint32 rounds;
        uint32 freeFrom;
        uint8 noShows;
        uint8 seat;
        bool seated;
    }

    uint8 private constant SEATS = 64;
    uint8 private constant MOST_NO_SHOWS = 2;
    uint8 private constant LEFT = 0;
    uint8 private constant ABSENT = 1;
    uint8 private constant REMOVED = 2;

    IMembership public immutable membership;
    IPool public immutable pool;
    address public immutable valuation;

    Parameters private _parameters;
    mapping(uint8 seat => Checkpoints.Trace224) private _history;
    mapping(uint32 organisation => Panelist) private _panelists;

    constructor(
        address manager,
        IMembership membership_,
        IPool pool_,
        address valuation_,
        Parameters memory parameters_
    ) AccessManaged(manager) {
        membership = membership_;
        pool = pool_;
        valuation = valuation_;
        _configure(parameters_);
    }

    modifier knownSeat(uint8 seat) {
        if (seat >= SEATS) revert SeatsUnknownSeat(seat);
        _;
    }

    modifier onlyValuation() {
        if (msg.sender != valuation) revert SeatsNotValuation(msg.sender);
        _;
    }

    // ------------------------------------------------------------------ governor

    /// @inheritdoc ISeats
    function configure(Parameters calldata parameters_) external restricted {
        _configure(parameters_);
    }

    // ------------------------------------------------------------------ panelists

    /// @inheritdoc ISeats
    function take(uint8 seat) external restricted knownSeat(seat) nonReentrant {
        uint32 organisation = membership.operatorOf(msg.sender);
        if (!membership.mayServe(organisation)) revert SeatsNotEntitled(organisation);
        Panelist storage panelist = _panelists[organisation];
        if (panelist.seated) revert SeatsAlreadySeated(organisation, panelist.seat);
        uint32 other = uint32(_history[seat].latest());
        if (other != 0) revert SeatsOccupied(seat, other);

        panelist.seated = true;
        panelist.seat = seat;
        panelist.noShows = 0;
        uint32 fromEpoch = membership.nextEpoch();
        _history[seat].push(fromEpoch, organisation);
        emit SeatTaken(seat, organisation, fromEpoch);

        if (panelist.bond < _parameters.seatBond) _fill(organisation, panelist);
    }

    /// @inheritdoc ISeats
    function topUp() external nonReentrant {
        uint32 organisation = membership.operatorOf(msg.sender);
        Panelist storage panelist = _panelists[organisation];
        if (!panelist.seated) revert SeatsNotSeated(organisation);
        if (panelist.bond >= _parameters.seatBond) revert SeatsNothingToTopUp(organisation);

        _fill(organisation, panelist);
    }

    /// @inheritdoc ISeats
    function leave() external {
        uint32 organisation = membership.operatorOf(msg.sender);
        Panelist storage panelist = _panelists[organisation];
        if (!panelist.seated) revert SeatsNotSeated(organisation);

        _vacate(organisation, panelist, LEFT);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc ISeats
    function vacate(uint8 seat) external knownSeat(seat) {
        uint32 organisation = uint32(_history[seat].latest());
        if (organisation == 0) revert SeatsNotRemoved(seat);
        if (membership.organisation(organisation).status != IMembership.Status.Removed) revert SeatsNotRemoved(seat);

        _vacate(organisation, _panelists[organisation], REMOVED);
    }

    /// @inheritdoc ISeats
    function withdrawBond(uint32 organisation) external nonReentrant {
        Panelist storage panelist = _panelists[organisation];
        if (panelist.seated) revert SeatsStillSeated(organisation, type(uint32).max);
        if (membership.epoch() < panelist.freeFrom) revert SeatsStillSeated(organisation, panelist.freeFrom);
        if (panelist.rounds != 0) revert SeatsInRounds(organisation, panelist.rounds);
        uint256 amount = panelist.bond;
        if (amount == 0) revert SeatsNothingToWithdraw(organisation);
        (address payout, uint40 holdsFrom) = membership.payoutOf(organisation);
        if (block.timestamp < holdsFrom) revert SeatsPayoutNotYet(organisation, holdsFrom);

        panelist.bond = 0;
        pool.returnBond(payout, amount);

        emit SeatBondWithdrawn(organisation, amount, payout);
    }

    // ------------------------------------------------------------------ Valuation

    /// @inheritdoc ISeats
    function enterRound(uint32 organisation) external onlyValuation {
        ++_panelists[organisation].rounds;
    }

    /// @inheritdoc ISeats
    function leaveRound(uint32 organisation, Outcome outcome) external onlyValuation {
        Panelist storage panelist = _panelists[organisation];
        --panelist.rounds;
        if (outcome == Outcome.Revealed) panelist.noShows = 0;
        if (outcome == Outcome.NoShow) _penalise(organisation, panelist);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc ISeats
    function parameters() external view returns (Parameters memory) {
        return _parameters;
    }

    /// @inheritdoc ISeats
    function occupant(uint8 seat, uint32 epoch_) external view knownSeat(seat) returns (uint32) {
        return _occupant(seat, epoch_);
    }

    /// @inheritdoc ISeats
    function occupants(uint32 epoch_) external view returns (uint32[] memory organisations) {
        organisations = new uint32[](SEATS);
        for (uint8 seat = 0; seat < SEATS; ++seat) {
            organisations[seat] = _occupant(seat, epoch_);
        }
    }

    /// @inheritdoc ISeats
    function seatOf(uint32 organisation) external view returns (bool seated, uint8 seat) {
        Panelist storage panelist = _panelists[organisation];
        return panelist.seated ? (true, panelist.seat) : (false, 0);
    }

    /// @inheritdoc ISeats
    function bondOf(uint32 organisation) external view returns (uint256) {
        return _panelists[organisation].bond;
    }

    /// @inheritdoc ISeats
    function roundsOf(uint32 organisation) external view returns (uint32) {
        return _panelists[organisation].rounds;
    }

    /// @inheritdoc ISeats
    function bonded(uint32 organisation) external view returns (bool) {
        return _panelists[organisation].bond >= _parameters.noShowPenalty;
    }

    // ------------------------------------------------------------------ internals

    function _configure(Parameters memory given) private {
        bool ordered = given.noShowPenalty != 0 && given.noShowPenalty <= given.seatBond;
        if (!ordered || given.seatBond > type(uint96).max) {
            revert SeatsInvalidParameters(given.seatBond, given.noShowPenalty);
        }

        _parameters = given;

        emit SeatsConfigured(given.seatBond, given.noShowPenalty);
    }

    function _fill(uint32 organisation, Panelist storage panelist) private {
        uint128 bond = _parameters.seatBond;
        uint128 amount = bond - panelist.bond;
        panelist.bond = bond;
        pool.lockBond(msg.sender, amount);

        emit SeatBondAdded(organisation, amount, bond);
    }

    function _vacate(uint32 organisation, Panelist storage panelist, uint8 reason) private {
        uint8 seat = panelist.seat;
        uint32 fromEpoch = membership.nextEpoch();
        panelist.seated = false;
        panelist.freeFrom = fromEpoch;
        _history[seat].push(fromEpoch, 0);

        emit SeatVacated(seat, organisation, fromEpoch, reason);
    }

    function _penalise(uint32 organisation, Panelist storage panelist) private {
        uint128 penalty = _parameters.noShowPenalty;
        if (penalty > panelist.bond) penalty = panelist.bond;
        uint8 inARow = panelist.noShows == 0 ? 1 : MOST_NO_SHOWS;
        panelist.bond -= penalty;
        panelist.noShows = inARow;
        emit NoShowPenalised(organisation, penalty, inARow);

        if (inARow == MOST_NO_SHOWS && panelist.seated) _vacate(organisation, panelist, ABSENT);
        if (penalty != 0) pool.forfeitBond(penalty);
    }

    function _occupant(uint8 seat, uint32 epoch_) private view returns (uint32) {
        return uint32(_history[seat].upperLookupRecent(epoch_));
    }
}
