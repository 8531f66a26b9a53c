// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Digests} from "./Digests.sol";

/// @title Draws
/// @notice Who is drawn, as a function of nothing but the seed and the seats of the round's epoch.
library Draws {
    uint8 private constant LARGE_PANEL = 5;
    uint8 private constant LARGE_FROM = 11;
    uint8 private constant SMALL_PANEL = 3;
    uint8 private constant SMALL_FROM = 7;

    /// @notice Size of the panel from that many eligible seats: 5 from 11, 3 from 7, else none.
    function panelSize(uint256 eligible) internal pure returns (uint8) {
        if (eligible >= LARGE_FROM) return LARGE_PANEL;
        return eligible >= SMALL_FROM ? SMALL_PANEL : 0;
    }

    /// @notice The seats, in ascending order, that `recused` does not rule out: the first `found` of `seats`.
    function eligibleSeats(uint256 seatCount, uint64 recused)
        internal
        pure
        returns (uint8[] memory seats, uint256 found)
    {
        seats = new uint8[](seatCount);
        for (uint8 seat = 0; seat < seatCount; ++seat) {
            if (recused & (1 << seat) == 0) seats[found++] = seat;
        }
    }

    /// @notice The first `size` of a Fisher-Yates shuffle of the first `found` of `seats`, which it reorders.
    function pick(uint8[] memory seats, uint256 found, uint8 size, bytes32 seed)
        internal
        pure
        returns (uint8[] memory drawn)
    {
        drawn = new uint8[](size);
        for (uint8 i = 0; i < size; ++i) {
            uint256 j = i + uint256(Digests.pick(seed, i)) % (found - i);
            (seats[i], seats[j]) = (seats[j], seats[i]);
            drawn[i] = seats[i];
        }
    }
}
