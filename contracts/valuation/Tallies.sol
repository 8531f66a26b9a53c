// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Ballots} from "../libraries/Ballots.sol";
import {Rounds} from "./Rounds.sol";

/// @title Tallies
/// @notice The part of Valuation that reads a round's result off its ballots; it changes nothing.
abstract contract Tallies is Rounds {
    using Ballots for uint8;
    using Ballots for uint256;

    /// @dev What the round comes to, now that nothing more can happen in it.
    function _close(bytes32 submissionId, Record storage record, uint32 openedIn)
        internal
        view
        returns (Tally memory closed)
    {
        closed.round = record.number;
        closed.result = _revoked(submissionId) ? Result.Revoked : _result(record);
        closed.isFinal = closed.result != Result.NoQuorum || record.number == MOST_ROUNDS;
        closed.revealed = _selected(record, record.revealed);
        uint256 ballots = record.ballots;
        if (closed.result == Result.Valid) {
            uint8 valid = ballots.withVerdict(Verdict.Valid);
            (closed.severityBps, closed.scopeBps) = ballots.medians(valid);
            closed.sector = _sector(ballots, valid, openedIn);
        } else if (closed.result == Result.Duplicate) {
            closed.priorId = _prior(submissionId, record.number, ballots.withVerdict(Verdict.Duplicate));
        }
    }

    function _result(Record storage record) private view returns (Result) {
        if (record.size == 0) return Result.NoPanel;
        if (_hopeless(record)) return Result.NoQuorum;
        if (record.commitBy == 0) return Result.KeyMissed;
        uint8 revealed = record.revealed.count();
        if (2 * revealed <= record.size) return Result.NoQuorum;
        Verdict verdict = record.ballots.majority(revealed);
        return verdict == Verdict.None ? Result.NoQuorum : Result(uint8(verdict));
    }

    /// @dev Named by more than half of the valid ballots; else the one of the lowest class in the epoch of the opening,
    ///      then the smallest.
    function _sector(uint256 ballots, uint8 valid, uint32 openedIn) private view returns (uint8 chosen) {
        uint256 lowest = type(uint256).max;
        for (uint256 i = 0; i < Ballots.PLACES; ++i) {
            if (valid & (1 << i) == 0) continue;
            uint8 sector = ballots.sectorAt(i);
            uint8 votes = 0;
            for (uint256 k = 0; k < Ballots.PLACES; ++k) {
                if (valid & (1 << k) != 0 && ballots.sectorAt(k) == sector) ++votes;
            }
            if (2 * votes > valid.count()) return sector;
            uint256 rank = uint256(membership.sectorClassAt(sector, openedIn)) << 8 | sector;
            if (rank < lowest) (lowest, chosen) = (rank, sector);
        }
    }

    /// @dev Named by most of the duplicate ballots, then the earliest.
    function _prior(bytes32 submissionId, uint8 number, uint8 duplicates) private view returns (bytes32 chosen) {
        mapping(uint256 => bytes32) storage priors = _priors[submissionId][number];
        uint8 most = 0;
        for (uint256 i = 0; i < Ballots.PLACES; ++i) {
            if (duplicates & (1 << i) == 0) continue;
            bytes32 named = priors[i];
            uint8 votes = 0;
            for (uint256 k = 0; k < Ballots.PLACES; ++k) {
                if (duplicates & (1 << k) != 0 && priors[k] == named) ++votes;
            }
            bool better = votes > most || (votes == most && indicators.isEarlier(named, chosen));
            if (better) (most, chosen) = (votes, named);
        }
    }
}
