// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "../interfaces/IIndicators.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IRelations} from "../interfaces/IRelations.sol";
import {ISeats} from "../interfaces/ISeats.sol";
import {IValuation} from "../interfaces/IValuation.sol";
import {Ballots} from "../libraries/Ballots.sol";
import {Digests} from "../libraries/Digests.sol";
import {Draws} from "../libraries/Draws.sol";
import {Policies} from "../libraries/Policies.sol";
import {Rounds} from "./Rounds.sol";
import {Tallies} from "./Tallies.sol";

/// @title Valuation
/// @notice What can be done in a round. Calls of others' contracts go to contracts fixed at deployment, none of which
///         hands control to a stranger.
contract Valuation is Tallies {
    using Ballots for uint256;

    uint256 private constant READABLE_BLOCKS = 256;
    uint256 private constant MOST_SEALED_BYTES = 256;
    uint16 private constant FULL_BPS = 10_000;

    constructor(
        IMembership membership_,
        IRelations relations_,
        IIndicators indicators_,
        ISeats seats_,
        address rewards_,
        Windows memory windows_
    ) Rounds(membership_, relations_, indicators_, seats_, rewards_, windows_) {}

    modifier onlyRewards() {
        if (msg.sender != rewards) revert ValuationNotRewards(msg.sender);
        _;
    }

    // ------------------------------------------------------------------ schedule and draw

    /// @inheritdoc IValuation
    function schedule(bytes32 submissionId, uint32 organisation) external onlyRewards {
        if (_records[submissionId].number != 0) revert ValuationAlreadyScheduled(submissionId);

        _schedule(submissionId, organisation, 1);
        indicators.markValuation(submissionId, true);
    }

    /// @inheritdoc IValuation
    function draw(bytes32 submissionId) external {
        Record storage record = _in(Phase.Scheduled, submissionId);
        (bytes32 seed, uint256 skipped) = _seed(submissionId, record);

        (uint8[] memory drawn, uint32[] memory panel, uint8 eligible) = _drawPanel(record, seed);

        emit PanelDrawn(submissionId, record.number, drawn, panel, record.filled, eligible, skipped, _keyBy(record));
    }

    // ------------------------------------------------------------------ key, commit, reveal

    /// @inheritdoc IValuation
    function releaseKey(bytes32 submissionId, bytes32 slotsDigest) external {
        Record storage record = _in(Phase.Keying, submissionId);
        uint32 organisation = membership.operatorOf(msg.sender);
        if (organisation != record.organisation) revert ValuationNotSubmitter(submissionId, organisation);
        if (slotsDigest == 0) revert ValuationEmptyDigest();

        record.slotsDigest = slotsDigest;
        record.commitBy = _commitWindowEnd();

        emit PanelKeyReleased(submissionId, record.number, slotsDigest, record.commitBy, _revealBy(record));
    }

    /// @inheritdoc IValuation
    function commitBallot(bytes32 submissionId, bytes32 commitDigest, bytes calldata sealedBallot) external {
        Record storage record = _in(Phase.Committing, submissionId);
        (uint32 organisation, uint8 place) = _place(submissionId, record);
        uint8 bit = uint8(1 << place);
        if (record.filled & bit == 0) revert ValuationSeatEmpty(submissionId, organisation);
        if (record.committed & bit != 0) revert ValuationAlreadyCommitted(submissionId, organisation);
        if (commitDigest == 0) revert ValuationEmptyDigest();
        if (sealedBallot.length > MOST_SEALED_BYTES) {
            revert ValuationSealedBallotLength(sealedBallot.length, MOST_SEALED_BYTES);
        }

        uint8 number = record.number;
        uint8 committed = record.committed | bit;
        record.committed = committed;
        _commits[submissionId][number][organisation] = commitDigest;
        emit CommitRecorded(submissionId, number, organisation, commitDigest, sealedBallot);

        if (committed == record.filled) {
            record.commitBy = uint40(block.number);
            emit CommitsClosed(submissionId, number, record.commitBy, _revealBy(record));
        }
    }

    /// @inheritdoc IValuation
    function reveal(bytes32 submissionId, Ballot calldata ballot, bytes32 salt) external {
        Record storage record = _in(Phase.Revealing, submissionId);
        (uint32 organisation, uint8 place) = _place(submissionId, record);
        uint8 bit = uint8(1 << place);
        if (record.committed & bit == 0) revert ValuationNotCommitted(submissionId, organisation);
        if (record.revealed & bit != 0) revert ValuationAlreadyRevealed(submissionId, organisation);
        uint8 number = record.number;
        bytes32 digest = _digest(submissionId, number, organisation, ballot, salt);
        if (digest != _commits[submissionId][number][organisation]) {
            revert ValuationCommitMismatch(submissionId, organisation);
        }
        _requireBallot(submissionId, ballot);

        record.revealed |= bit;
        record.ballots = record.ballots.put(place, ballot);
        if (ballot.priorId != 0) _priors[submissionId][number][place] = ballot.priorId;

        emit BallotRevealed(submissionId, number, organisation, ballot, salt);
    }

    // ------------------------------------------------------------------ tally

    /// @inheritdoc IValuation
    function tally(bytes32 submissionId, uint32 openedIn) external onlyRewards returns (Tally memory closed) {
        Record storage record = _records[submissionId];
        Phase phase = phaseOf(submissionId);
        if (phase != Phase.Tallying) revert ValuationNotDue(submissionId, phase, _dueBlock(record, phase));

        closed = _close(submissionId, record, openedIn);
        _releasePanelists(record, closed.result);
        emit RoundTallied(
            submissionId,
            closed.round,
            closed.result,
            closed.isFinal,
            closed.sector,
            closed.severityBps,
            closed.scopeBps,
            closed.priorId
        );

        if (closed.isFinal) {
            record.result = closed.result;
            indicators.markValuation(submissionId, false);
        } else {
            _schedule(submissionId, record.organisation, closed.round + 1);
        }
    }

    // ------------------------------------------------------------------ internals: draw

    function _seed(bytes32 submissionId, Record storage record) private view returns (bytes32 seed, uint256 skipped) {
        uint256 first = _seedBlock(record);
        if (block.number <= first) revert ValuationSeedNotReady(submissionId, first + 1);
        skipped = (block.number - 1 - first) / READABLE_BLOCKS;
        seed = Digests.seed(blockhash(first + READABLE_BLOCKS * skipped), submissionId, record.number);
    }

    function _drawPanel(Record storage record, bytes32 seed)
        private
        returns (uint8[] memory drawn, uint32[] memory panel, uint8 eligible)
    {
        uint32[] memory occupants = seats.occupants(record.scheduledEpoch);
        uint64 recused = relations.relatedMask(record.organisation, occupants, record.scheduledEpoch);
        (uint8[] memory candidates, uint256 found) = Draws.eligibleSeats(occupants.length, recused);
        uint8 size = Draws.panelSize(found);
        drawn = Draws.pick(candidates, found, size, seed);
        record.drawnBlock = uint40(block.number);
        record.size = size;
        panel = _seatPanel(record, drawn, occupants);
        // forge-lint: disable-next-line(unsafe-typecast) -- of 64 seats
        eligible = uint8(found);
    }

    /// @dev Writes the panel and looks who of it may act; their bonds are locked from here to the tally.
    function _seatPanel(Record storage record, uint8[] memory drawn, uint32[] memory occupants)
        private
        returns (uint32[] memory panel)
    {
        panel = new uint32[](drawn.length);
        uint8 filled = 0;
        for (uint256 i = 0; i < drawn.length; ++i) {
            uint32 organisation = occupants[drawn[i]];
            panel[i] = organisation;
            record.panel[i] = organisation;
            if (!membership.mayServe(organisation) || !seats.bonded(organisation)) continue;
            // forge-lint: disable-next-line(unsafe-typecast) -- of 5 places
            filled |= uint8(1 << i);
            seats.enterRound(organisation);
        }
        record.filled = filled;
    }

    // ------------------------------------------------------------------ internals: ballots

    function _digest(bytes32 submissionId, uint8 round, uint32 organisation, Ballot calldata ballot, bytes32 salt)
        private
        view
        returns (bytes32)
    {
        return Digests.ballotCommit(
            address(this),
            submissionId,
            round,
            organisation,
            uint8(ballot.verdict),
            ballot.sector,
            ballot.severityBps,
            ballot.scopeBps,
            ballot.priorId,
            salt
        );
    }

    function _requireBallot(bytes32 submissionId, Ballot calldata ballot) private view {
        if (ballot.verdict == Verdict.None) revert ValuationBallotVerdict(uint8(ballot.verdict));
        if (ballot.sector > Policies.MAX_SECTOR) revert ValuationBallotSector(ballot.sector);
        bool valid = ballot.verdict == Verdict.Valid;
        if (!_within(ballot.severityBps, valid)) revert ValuationBallotSeverity(ballot.severityBps);
        if (!_within(ballot.scopeBps, valid)) revert ValuationBallotScope(ballot.scopeBps);
        bytes32 priorId = ballot.priorId;
        bool named = ballot.verdict == Verdict.Duplicate
            ? indicators.policyOf(priorId) != 0 && indicators.isEarlier(priorId, submissionId)
            : priorId == 0;
        if (!named) revert ValuationBallotPrior(priorId);
    }

    function _within(uint16 bps, bool valid) private pure returns (bool) {
        return valid ? bps != 0 && bps <= FULL_BPS : bps == 0;
    }

    // ------------------------------------------------------------------ internals: tally

    /// @dev Nobody answers for a round without a key, or one that the submitter revoked.
    function _releasePanelists(Record storage record, Result result) private {
        ISeats.Outcome absent =
            record.commitBy == 0 || result == Result.Revoked ? ISeats.Outcome.Nothing : ISeats.Outcome.NoShow;
        for (uint256 i = 0; i < record.size; ++i) {
            if (record.filled & (1 << i) == 0) continue;
            bool revealed = record.revealed & (1 << i) != 0;
            seats.leaveRound(record.panel[i], revealed ? ISeats.Outcome.Revealed : absent);
        }
    }
}
