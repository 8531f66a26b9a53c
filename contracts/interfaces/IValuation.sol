// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IValuation
/// @notice Rounds of blind valuation: draw, the panel's key, commit, reveal, tally.
/// @dev Windows count blocks: a standing chain costs nobody anything. A block named `...By` is the last one in which
///      the act is possible. At most three rounds a submission; each has one seed and one panel of 5 (from 11 eligible
///      seats), 3 (from 7) or none. Who is drawn follows from the seed and from seats and relations of the epoch in
///      which the round was scheduled; who of them may act (`filled`) is looked at after the draw: active, terms in
///      force accepted, bond at least the penalty. It is not looked at again in that round.
///      What it does NOT do: it moves no money (Rewards and Seats do), it does not check that a key opens anything, and
///      it cannot tell an honest ballot from a lazy one. What a block's proposer can steer stands in the threat model.
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

    /// @notice What a panelist says of a submission.
    enum Verdict {
        None,
        Valid,
        Invalid,
        Duplicate,
        Unavailable
    }

    /// @notice What a round comes to.
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

    /// @param sector affected sector, 0..48 (0 = not declared)
    /// @param severityBps 1..10000 with verdict Valid, else 0; anchors 2500 access point, 5000 component, 7500 system,
    ///        10000 root
    /// @param scopeBps 1..10000 with verdict Valid, else 0; anchors 2500 one organisation, 5000 several, 7500 a sector,
    ///        10000 cross-sector
    /// @param priorId with verdict Duplicate an earlier submission in any state, else 0
    struct Ballot {
        Verdict verdict;
        uint8 sector;
        uint16 severityBps;
        uint16 scopeBps;
        bytes32 priorId;
    }

    /// @notice Fixed at deployment; each at least 1.
    struct Windows {
        uint32 seedDelayBlocks;
        uint32 keyBlocks;
        uint32 commitBlocks;
        uint32 revealBlocks;
    }

    /// @notice What `tally` tells Rewards about the round that it closed.
    /// @param sector, severityBps, scopeBps with result Valid: by majority and medians of the valid ballots
    /// @param priorId with result Duplicate: named most, then earliest
    /// @param revealed organisations that revealed in time, whatever the result
    struct Tally {
        Result result;
        bool isFinal;
        uint8 round;
        uint8 sector;
        uint16 severityBps;
        uint16 scopeBps;
        bytes32 priorId;
        uint32[] revealed;
    }

    /// @notice A round as views show it; block numbers, 0 = not yet known.
    /// @param filled drawn seats that may act
    struct Round {
        uint8 number;
        uint32 scheduledEpoch;
        uint40 scheduledBlock;
        uint40 drawnBlock;
        uint40 keyBy;
        uint40 commitBy;
        uint40 revealBy;
        uint8 filled;
        uint8 committed;
        uint8 revealed;
        bytes32 slotsDigest;
    }

    /// @notice A round waits for the hash of `seedBlock`, and will be drawn from seats and relations of `epoch`.
    event RoundScheduled(
        bytes32 indexed submissionId, uint8 indexed round, uint32 indexed organisation, uint32 epoch, uint40 seedBlock
    );
    /// @notice Empty arrays: too few eligible.
    /// @param seats in order of the draw, as are the organisations on them
    /// @param filled bit i set: organisations[i] may act
    /// @param skipped seed blocks that had become unreadable
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
    /// @param sealedBallot the panelist's own copy under a key of its own; means nothing to the contract
    event CommitRecorded(
        bytes32 indexed submissionId,
        uint8 indexed round,
        uint32 indexed organisation,
        bytes32 commitDigest,
        bytes sealedBallot
    );
    /// @notice All that may act have committed before the window's end; reveals open with the next block.
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

    /// @notice One of them is 0.
    error ValuationInvalidWindows(Windows windows);
    error ValuationNotRewards(address account);
    /// @notice A submission is valued once.
    error ValuationAlreadyScheduled(bytes32 submissionId);
    error ValuationWrongPhase(bytes32 submissionId, Phase phase, Phase wanted);
    /// @param readyAt first block in which a draw is possible
    error ValuationSeedNotReady(bytes32 submissionId, uint256 readyAt);
    /// @notice Revoked while under valuation: nothing but settling is left.
    error ValuationRevoked(bytes32 submissionId);
    error ValuationNotSubmitter(bytes32 submissionId, uint32 organisation);
    error ValuationNotOnPanel(bytes32 submissionId, uint32 organisation);
    /// @notice Drawn, but could not act when the panel was drawn.
    error ValuationSeatEmpty(bytes32 submissionId, uint32 organisation);
    error ValuationEmptyDigest();
    error ValuationAlreadyCommitted(bytes32 submissionId, uint32 organisation);
    error ValuationNotCommitted(bytes32 submissionId, uint32 organisation);
    error ValuationAlreadyRevealed(bytes32 submissionId, uint32 organisation);
    error ValuationSealedBallotLength(uint256 length, uint256 most);
    /// @notice Ballot and salt are not what the organisation committed to in this round.
    error ValuationCommitMismatch(bytes32 submissionId, uint32 organisation);
    error ValuationBallotVerdict(uint8 verdict);
    error ValuationBallotSector(uint8 sector);
    error ValuationBallotSeverity(uint16 severityBps);
    error ValuationBallotScope(uint16 scopeBps);
    /// @notice Duplicate without an earlier submission, or another verdict with one.
    error ValuationBallotPrior(bytes32 priorId);
    /// @param dueBlock first block in which the running phase is over by time alone; 0 = the phase has no such end
    error ValuationNotDue(bytes32 submissionId, Phase phase, uint256 dueBlock);

    /// @notice Begins round 1. By Rewards alone, when a valuation is opened.
    /// @dev Errors: ValuationNotRewards, ValuationAlreadyScheduled.
    function schedule(bytes32 submissionId, uint32 organisation) external;

    /// @notice Draws the round's panel from the hash of block t0 + 256 j, for t0 = scheduledBlock + seedDelayBlocks and
    ///         the first j whose hash is still readable. By anyone, once block t0 is past.
    /// @dev A panel of which too few may act to reach a quorum has nothing to wait for: the round is due at once.
    ///      Errors: ValuationRevoked, ValuationWrongPhase, ValuationSeedNotReady.
    function draw(bytes32 submissionId) external;

    /// @notice Records the slots blob that gives the panel its key, and opens the commit window. By an operator of the
    ///         submitter, in the key window.
    /// @dev Errors: ValuationRevoked, ValuationWrongPhase, MembershipNotOperator, ValuationNotSubmitter,
    ///      ValuationEmptyDigest.
    function releaseKey(bytes32 submissionId, bytes32 slotsDigest) external;

    /// @notice Commits to a ballot (`Digests.ballotCommit`). By an operator of a drawn organisation that may act; once.
    /// @param sealedBallot at most 256 bytes, only emitted
    /// @dev Errors: ValuationRevoked, ValuationWrongPhase, MembershipNotOperator, ValuationNotOnPanel,
    ///      ValuationSeatEmpty, ValuationAlreadyCommitted, ValuationEmptyDigest, ValuationSealedBallotLength.
    function commitBallot(bytes32 submissionId, bytes32 commitDigest, bytes calldata sealedBallot) external;

    /// @notice Opens a commitment. By an operator of the organisation that made it; once; in the reveal window.
    /// @dev Errors: ValuationRevoked, ValuationWrongPhase, MembershipNotOperator, ValuationNotOnPanel,
    ///      ValuationNotCommitted, ValuationAlreadyRevealed, ValuationCommitMismatch, ValuationBallotVerdict,
    ///      ValuationBallotSector, ValuationBallotSeverity, ValuationBallotScope, ValuationBallotPrior.
    function reveal(bytes32 submissionId, Ballot calldata ballot, bytes32 salt) external;

    /// @notice Closes the round that is due and schedules the next one where there is one. By Rewards alone, inside
    ///         `settle`.
    /// @param openedIn epoch of the opening: where no sector has a majority, classes of that epoch decide
    /// @dev Errors: ValuationNotRewards, ValuationNotDue.
    function tally(bytes32 submissionId, uint32 openedIn) external returns (Tally memory);

    /// @notice Fixed at deployment.
    function windows() external view returns (Windows memory);

    /// @notice Phase of the running round in this block; Tallying from when `settle` would succeed.
    function phaseOf(bytes32 submissionId) external view returns (Phase);

    /// @notice The running round, or the last one.
    function roundOf(bytes32 submissionId) external view returns (Round memory);

    /// @notice Organisations drawn in that round, in order of the draw; bit i of `filled` set: the i-th may act.
    function panelOf(bytes32 submissionId) external view returns (uint32[] memory organisations, uint8 filled);

    /// @notice Commitment of an organisation in any round so far; 0 = none.
    function commitOf(bytes32 submissionId, uint8 round, uint32 organisation) external view returns (bytes32);

    /// @notice Final result; None while a round runs, and where none ever did.
    function resultOf(bytes32 submissionId) external view returns (Result);

    /// @notice Whether `settle` would succeed now.
    function isDue(bytes32 submissionId) external view returns (bool);
}
