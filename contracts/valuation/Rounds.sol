// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "../interfaces/IIndicators.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IRelations} from "../interfaces/IRelations.sol";
import {ISeats} from "../interfaces/ISeats.sol";
import {IValuation} from "../interfaces/IValuation.sol";
import {Ballots} from "../libraries/Ballots.sol";
import {Policies} from "../libraries/Policies.sol";

/// @title Rounds
/// @notice The part of Valuation that keeps the running round of each submission and tells its phase.
abstract contract Rounds is IValuation {
    using Ballots for uint8;

    /// @dev The running round, or the last one. Masks have bit i set for place i of the panel. commitBy 0: no key
    ///      released. size 0 after the draw: no panel. result: of the submission, None until it is final.
    struct Record {
        uint32 organisation;
        uint32 scheduledEpoch;
        uint40 scheduledBlock;
        uint40 drawnBlock;
        uint40 commitBy;
        uint8 number;
        uint8 size;
        uint8 filled;
        uint8 committed;
        uint8 revealed;
        Result result;
        uint32[5] panel;
        uint256 ballots;
        bytes32 slotsDigest;
    }

    uint8 internal constant MOST_ROUNDS = 3;

    IMembership public immutable membership;
    IRelations public immutable relations;
    IIndicators public immutable indicators;
    ISeats public immutable seats;
    address public immutable rewards;

    Windows private _windows;
    mapping(bytes32 submissionId => Record) internal _records;
    mapping(bytes32 submissionId => mapping(uint8 round => mapping(uint32 organisation => bytes32))) internal _commits;
    mapping(bytes32 submissionId => mapping(uint8 round => mapping(uint256 place => bytes32))) internal _priors;

    constructor(
        IMembership membership_,
        IRelations relations_,
        IIndicators indicators_,
        ISeats seats_,
        address rewards_,
        Windows memory given
    ) {
        bool complete = given.seedDelayBlocks != 0 && given.keyBlocks != 0 && given.commitBlocks != 0;
        if (!complete || given.revealBlocks == 0) revert ValuationInvalidWindows(given);

        membership = membership_;
        relations = relations_;
        indicators = indicators_;
        seats = seats_;
        rewards = rewards_;
        _windows = given;
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IValuation
    function windows() external view returns (Windows memory) {
        return _windows;
    }

    /// @inheritdoc IValuation
    function phaseOf(bytes32 submissionId) public view returns (Phase) {
        Record storage record = _records[submissionId];
        return _running(record) && _revoked(submissionId) ? Phase.Tallying : _phase(record);
    }

    /// @inheritdoc IValuation
    function isDue(bytes32 submissionId) external view returns (bool) {
        return phaseOf(submissionId) == Phase.Tallying;
    }

    /// @inheritdoc IValuation
    function roundOf(bytes32 submissionId) external view returns (Round memory round) {
        Record storage record = _records[submissionId];
        round.number = record.number;
        round.scheduledEpoch = record.scheduledEpoch;
        round.scheduledBlock = record.scheduledBlock;
        round.drawnBlock = record.drawnBlock;
        round.keyBy = record.size == 0 ? 0 : _keyBy(record);
        round.commitBy = record.commitBy;
        round.revealBy = record.commitBy == 0 ? 0 : _revealBy(record);
        round.filled = record.filled.count();
        round.committed = record.committed.count();
        round.revealed = record.revealed.count();
        round.slotsDigest = record.slotsDigest;
    }

    /// @inheritdoc IValuation
    function panelOf(bytes32 submissionId) external view returns (uint32[] memory organisations, uint8 filled) {
        Record storage record = _records[submissionId];
        organisations = _selected(record, uint8((1 << record.size) - 1));
        filled = record.filled;
    }

    /// @inheritdoc IValuation
    function commitOf(bytes32 submissionId, uint8 round, uint32 organisation) external view returns (bytes32) {
        return _commits[submissionId][round][organisation];
    }

    /// @inheritdoc IValuation
    function resultOf(bytes32 submissionId) external view returns (Result) {
        return _records[submissionId].result;
    }

    // ------------------------------------------------------------------ life cycle

    /// @dev Overwrites whatever the round before has left.
    function _schedule(bytes32 submissionId, uint32 organisation, uint8 number) internal {
        Record memory record;
        record.organisation = organisation;
        record.number = number;
        record.scheduledEpoch = membership.epoch();
        record.scheduledBlock = uint40(block.number);
        _records[submissionId] = record;

        uint40 seedBlock = record.scheduledBlock + _windows.seedDelayBlocks;
        emit RoundScheduled(submissionId, number, organisation, record.scheduledEpoch, seedBlock);
    }

    /// @dev The record, if the submission is in the wanted phase.
    function _in(Phase wanted, bytes32 submissionId) internal view returns (Record storage record) {
        record = _records[submissionId];
        if (_running(record) && _revoked(submissionId)) revert ValuationRevoked(submissionId);
        Phase phase = _phase(record);
        if (phase != wanted) revert ValuationWrongPhase(submissionId, phase, wanted);
    }

    /// @dev The caller's organisation and its place in the panel.
    function _place(bytes32 submissionId, Record storage record) internal view returns (uint32 organisation, uint8 i) {
        organisation = membership.operatorOf(msg.sender);
        while (i < record.size && record.panel[i] != organisation) ++i;
        if (i == record.size) revert ValuationNotOnPanel(submissionId, organisation);
    }

    /// @dev Revocation aside, which `_revoked` tells.
    function _phase(Record storage record) internal view returns (Phase) {
        if (record.number == 0) return Phase.None;
        if (record.result != Result.None) return Phase.Ended;
        if (record.drawnBlock == 0) return Phase.Scheduled;
        if (_hopeless(record)) return Phase.Tallying;
        if (record.commitBy == 0) return block.number <= _keyBy(record) ? Phase.Keying : Phase.Tallying;
        if (block.number <= record.commitBy) return Phase.Committing;
        bool over = record.revealed == record.committed || block.number > _revealBy(record);
        return over ? Phase.Tallying : Phase.Revealing;
    }

    /// @dev First block in which the phase is over by time alone; 0 where it has no such end.
    function _dueBlock(Record storage record, Phase phase) internal view returns (uint256) {
        if (phase == Phase.Keying) return _keyBy(record) + 1;
        if (phase == Phase.Committing) return record.commitBy + 1;
        return phase == Phase.Revealing ? _revealBy(record) + 1 : 0;
    }

    /// @dev No panel, or one of which too few may act for a quorum.
    function _hopeless(Record storage record) internal view returns (bool) {
        return 2 * record.filled.count() <= record.size;
    }

    function _running(Record storage record) internal view returns (bool) {
        return record.number != 0 && record.result == Result.None;
    }

    function _revoked(bytes32 submissionId) internal view returns (bool) {
        return Policies.state(indicators.policyOf(submissionId)) != Policies.STATE_LIVE;
    }

    function _seedBlock(Record storage record) internal view returns (uint256) {
        return uint256(record.scheduledBlock) + _windows.seedDelayBlocks;
    }

    function _keyBy(Record storage record) internal view returns (uint40) {
        return record.drawnBlock + _windows.keyBlocks;
    }

    function _commitWindowEnd() internal view returns (uint40) {
        return uint40(block.number) + _windows.commitBlocks;
    }

    function _revealBy(Record storage record) internal view returns (uint40) {
        return record.commitBy + _windows.revealBlocks;
    }

    /// @dev Organisations at the places in `mask`, in order.
    function _selected(Record storage record, uint8 mask) internal view returns (uint32[] memory organisations) {
        organisations = new uint32[](mask.count());
        uint256 next = 0;
        for (uint256 i = 0; i < record.size; ++i) {
            if (mask & (1 << i) != 0) organisations[next++] = record.panel[i];
        }
    }
}
