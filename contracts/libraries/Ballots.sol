// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuation} from "../interfaces/IValuation.sol";

/// @title Ballots
/// @notice A round's ballots in one word, and what follows from them: verdict, medians.
/// @dev 48 bits a place of the panel (0..4), from the least significant: verdict 8, sector 8, severity 16, scope 16.
///      A mask has bit i set for place i. A word of a verdict of 0 holds no ballot there.
library Ballots {
    uint8 internal constant PLACES = 5;
    uint256 private constant WIDTH = 48;

    // ------------------------------------------------------------------ the word

    function put(uint256 word, uint256 place, IValuation.Ballot calldata ballot) internal pure returns (uint256) {
        uint256 packed = uint256(uint8(ballot.verdict)) | uint256(ballot.sector) << 8 | uint256(ballot.severityBps)
            << 16 | uint256(ballot.scopeBps) << 32;

        return word | packed << (WIDTH * place);
    }

    // A cast that cuts off the fields above is how a field is read; a panel has 5 places, so 8 bits hold its masks.
    // forge-lint: disable-start(unsafe-typecast)

    function verdictAt(uint256 word, uint256 place) internal pure returns (IValuation.Verdict) {
        return IValuation.Verdict(uint8(word >> (WIDTH * place)));
    }

    function sectorAt(uint256 word, uint256 place) internal pure returns (uint8) {
        return uint8(word >> (WIDTH * place + 8));
    }

    function severityAt(uint256 word, uint256 place) internal pure returns (uint16) {
        return uint16(word >> (WIDTH * place + 16));
    }

    function scopeAt(uint256 word, uint256 place) internal pure returns (uint16) {
        return uint16(word >> (WIDTH * place + 32));
    }

    // ------------------------------------------------------------------ what follows

    function count(uint8 mask) internal pure returns (uint8 bits) {
        for (; mask != 0; mask &= mask - 1) {
            ++bits;
        }
    }

    /// @notice Places whose ballot has that verdict.
    function withVerdict(uint256 word, IValuation.Verdict verdict) internal pure returns (uint8 mask) {
        for (uint256 place = 0; place < PLACES; ++place) {
            if (verdictAt(word, place) == verdict) mask |= uint8(1 << place);
        }
    }

    // forge-lint: disable-end(unsafe-typecast)

    /// @notice The verdict of more than half of `revealed` ballots; None where there is none.
    function majority(uint256 word, uint8 revealed) internal pure returns (IValuation.Verdict) {
        for (uint8 code = uint8(IValuation.Verdict.Valid); code <= uint8(IValuation.Verdict.Unavailable); ++code) {
            IValuation.Verdict verdict = IValuation.Verdict(code);
            if (2 * count(withVerdict(word, verdict)) > revealed) return verdict;
        }
        return IValuation.Verdict.None;
    }

    /// @notice The medians of severity and scope over the ballots in `mask`, of an even count the lower middle.
    function medians(uint256 word, uint8 mask) internal pure returns (uint16 severityBps, uint16 scopeBps) {
        uint16[] memory severities = new uint16[](count(mask));
        uint16[] memory scopes = new uint16[](severities.length);
        uint256 next = 0;
        for (uint256 place = 0; place < PLACES; ++place) {
            if (mask & (1 << place) == 0) continue;
            severities[next] = severityAt(word, place);
            scopes[next++] = scopeAt(word, place);
        }
        return (lowerMedian(severities), lowerMedian(scopes));
    }

    /// @notice The middle value, of an even count the lower of the two. Reorders `values`, which must not be empty.
    function lowerMedian(uint16[] memory values) internal pure returns (uint16) {
        for (uint256 i = 1; i < values.length; ++i) {
            for (uint256 j = i; j > 0 && values[j - 1] > values[j]; --j) {
                (values[j - 1], values[j]) = (values[j], values[j - 1]);
            }
        }
        return values[(values.length - 1) / 2];
    }
}
