// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPool} from "../interfaces/IPool.sol";

/// @title PoolTotals
/// @notice The arithmetic of the Pool: three totals and the ways in which they change, without a token and
///         without callers, so that it can be proved for all sequences of calls.
abstract contract PoolTotals is IPool {
    /// @inheritdoc IPool
    uint256 public free;
    /// @inheritdoc IPool
    uint256 public reserved;
    /// @inheritdoc IPool
    uint256 public bonds;

    // ------------------------------------------------------------------ from outside

    function _addFree(uint256 amount) internal {
        _requireAmount(amount);

        free += amount;
    }

    function _addBonds(uint256 amount) internal {
        _requireAmount(amount);

        bonds += amount;
    }

    // ------------------------------------------------------------------ within

    function _reserve(uint256 amount) internal {
        _requireAmount(amount);
        if (amount > free) revert PoolInsufficientFree(amount, free);

        free -= amount;
        reserved += amount;
    }

    function _unreserve(uint256 amount) internal {
        _takeReserved(amount);
        free += amount;
    }

    function _forfeit(uint256 amount) internal {
        _takeBonds(amount);
        free += amount;
    }

    // ------------------------------------------------------------------ to outside

    function _takeReserved(uint256 amount) internal {
        _requireAmount(amount);
        if (amount > reserved) revert PoolInsufficientReserved(amount, reserved);

        reserved -= amount;
    }

    function _takeBonds(uint256 amount) internal {
        _requireAmount(amount);
        if (amount > bonds) revert PoolInsufficientBonds(amount, bonds);

        bonds -= amount;
    }

    // ------------------------------------------------------------------ views

    function _total() internal view returns (uint256) {
        return free + reserved + bonds;
    }

    function _requireAmount(uint256 amount) private pure {
        if (amount == 0) revert PoolZeroAmount();
    }
}
