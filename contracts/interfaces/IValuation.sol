// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IValuation
/// @notice Rounds of blind valuation: draw, the panel's key, commit, reveal, tally.
interface IValuation {
    enum Phase {
        None,
        Scheduled, // waiting for the seed block, or for anyone to draw
        Keying, // drawn, waiting for the submitter's key release
        Committing,
        Revealing,
        Tallying, // everything that can happen in the round has happened; settle is due
        Ended
    }

    enum Verdict {
        None,
        Valid,
        Invalid,
        Duplicate,
        Unavailable
    }

    enum Result {
        None,
        Valid,
        Invalid,
        Duplicate,
        Unavailable,
        KeyMissed, // the submitter did not release the key in time
        NoPanel, // too few eligible seats
        NoQuorum, // too few reveals or no majority; another round unless it was the last
        Revoked
    }

    struct Ballot {
        Verdict verdict;
        uint8 sector;
        uint16 severityBps;
        uint16 scopeBps;
        bytes32 priorId;
    }

    struct Windows {
        uint32 seedDelayBlocks;
        uint32 keyBlocks;
        uint32 commitBlocks;
        uint32 revealBlocks;
    }

    /// What `tally` tells Rewards about the round that it closed.
    struct Tally {
        Result result;
        bool isFinal;
        uint8 round;
        uint8 sector;
        uint16 severityBps;
        uint16 scopeBps;
        bytes32 priorId;
        uint32[] revealed; // organisations that revealed in time
    }

    /// A round as views show it; block numbers, 0 = not yet known.
    struct Round {
        uint8 number;
        uint32 scheduledEpoch;
        uint40 scheduledBlock;
        uint40 drawnBlock;
        uint40 keyBy;
        uint40 commitBy;
        uint40 revealBy;
        uint8 filled; // drawn seats that may act
        uint8 committed;
        uint8 revealed;
        bytes32 slotsDigest;
    }

    event RoundScheduled(
        bytes32 indexed submissionId, uint8 indexed round, uint32 indexed organisation, uint32 epoch, uint40 seedBlock
    );
    /// seats and organisations in order of the draw; filled bit i = organisations[i] may act; skipped = seed blocks
    /// that had become unreadable. Empty arrays: too few eligible.
    event PanelDrawn(
        bytes32 indexed submissionId,
        uint8 indexed round,
        uint8[] seats,
        uint32[] organisations,
        uint8 filled,
        uint8 eligible,
        uint256 skipped,
        uint40 keyBy
    );
    event PanelKeyReleased(
        bytes32 indexed submissionId, uint8 indexed round, bytes32 slotsDigest, uint40 commitBy, uint40 revealBy
    );
    event CommitRecorded(
        bytes32 indexed submissionId,
        uint8 indexed round,
        uint32 indexed organisation,
        bytes32 commitDigest,
        bytes sealedBallot
    );
    event CommitsClosed(bytes32 indexed submissionId, uint8 indexed round, uint40 commitBy, uint40 revealBy);
    event BallotRevealed(
        bytes32 indexed submissionId, uint8 indexed round, uint32 indexed organisation, Ballot ballot, bytes32 salt
    );
    event RoundTallied(
        bytes32 indexed submissionId,
        uint8 indexed round,
        Result result,
        bool isFinal,
        uint8 sector,
        uint16 severityBps,
        uint16 scopeBps,
        bytes32 priorId
    );

    error ValuationInvalidWindows(Windows windows);
    error ValuationNotRewards(address account);
    error ValuationAlreadyScheduled(bytes32 submissionId);
    error ValuationWrongPhase(bytes32 submissionId, Phase phase, Phase wanted);
    error ValuationSeedNotReady(bytes32 submissionId, uint256 readyAt);
    error ValuationRevoked(bytes32 submissionId);
    error ValuationNotSubmitter(bytes32 submissionId, uint32 organisation);
    error ValuationNotOnPanel(bytes32 submissionId, uint32 organisation);
    error ValuationSeatEmpty(bytes32 submissionId, uint32 organisation);
    error ValuationEmptyDigest();
    error ValuationAlreadyCommitted(bytes32 submissionId, uint32 organisation);
    error ValuationNotCommitted(bytes32 submissionId, uint32 organisation);
    error ValuationAlreadyRevealed(bytes32 submissionId, uint32 organisation);
    error ValuationSealedBallotLength(uint256 length, uint256 most);
    error ValuationCommitMismatch(bytes32 submissionId, uint32 organisation);
    error ValuationBallotVerdict(uint8 verdict);
    error ValuationBallotSector(uint8 sector);
    error ValuationBallotSeverity(uint16 severityBps);
    error ValuationBallotScope(uint16 scopeBps);
    error ValuationBallotPrior(bytes32 priorId);
    error ValuationNotDue(bytes32 submissionId, Phase phase, uint256 dueBlock);

    function schedule(bytes32 submissionId, uint32 organisation) external; // Rewards alone; round 1
    function draw(bytes32 submissionId) external; // anyone
    function releaseKey(bytes32 submissionId, bytes32 slotsDigest) external; // submitter, in the key window
    function commitBallot(bytes32 submissionId, bytes32 commitDigest, bytes calldata sealedBallot) external;
    function reveal(bytes32 submissionId, Ballot calldata ballot, bytes32 salt) external;
    /// Rewards alone (inside settle). Closes the round that is due; schedules the next one where there is one.
    function tally(bytes32 submissionId) external returns (Tally memory);

    function windows() external view returns (Windows memory);
    function phaseOf(bytes32 submissionId) external view returns (Phase);
    function roundOf(bytes32 submissionId) external view returns (Round memory);
    function panelOf(bytes32 submissionId) external view returns (uint32[] memory organisations, uint8 filled);
    function commitOf(bytes32 submissionId, uint8 round, uint32 organisation) external view returns (bytes32);
    function resultOf(bytes32 submissionId) external view returns (Result);
    /// Whether `settle` would succeed now.
    function isDue(bytes32 submissionId) external view returns (bool);
}
