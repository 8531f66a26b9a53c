// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IPool} from "../interfaces/IPool.sol";
import {PoolTotals} from "./PoolTotals.sol";

/// @title Pool
/// @notice The tokens of the network and who may move them; the arithmetic is PoolTotals'.
/// @dev Every call is guarded against re-entry, also those without a token transfer: while a token has control, no
///      total can change.
contract Pool is PoolTotals, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc IPool
    address public immutable token;
    /// @notice The only one that collects, reserves and pays.
    address public immutable rewards;
    /// @notice Beside Rewards the only one that moves bonds.
    address public immutable seats;

    constructor(address token_, address rewards_, address seats_) {
        if (token_ == address(0) || rewards_ == address(0) || seats_ == address(0)) revert PoolZeroAddress();

        token = token_;
        rewards = rewards_;
        seats = seats_;
    }

    modifier onlyRewards() {
        if (msg.sender != rewards) revert PoolNotAuthorised(msg.sender);
        _;
    }

    modifier onlyBonders() {
        if (msg.sender != rewards && msg.sender != seats) revert PoolNotAuthorised(msg.sender);
        _;
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IPool
    function fund(uint256 amount) external nonReentrant {
        _addFree(amount);
        _pull(msg.sender, amount);

        emit PoolFunded(msg.sender, amount, free);
    }

    /// @inheritdoc IPool
    function sweep() external nonReentrant {
        uint256 unasked = IERC20(token).balanceOf(address(this)) - _total();
        if (unasked == 0) revert PoolNothingToSweep();

        _addFree(unasked);

        emit PoolSwept(unasked, free);
    }

    // ------------------------------------------------------------------ Rewards

    /// @inheritdoc IPool
    function collect(address from, uint256 amount) external onlyRewards nonReentrant {
        _addFree(amount);
        _pull(from, amount);

        emit PoolFunded(from, amount, free);
    }

    /// @inheritdoc IPool
    function reserve(uint256 amount) external onlyRewards nonReentrant {
        _reserve(amount);
    }

    /// @inheritdoc IPool
    function unreserve(uint256 amount) external onlyRewards nonReentrant {
        _unreserve(amount);
    }

    /// @inheritdoc IPool
    function payReserved(address to, uint256 amount) external onlyRewards nonReentrant {
        _takeReserved(amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // ------------------------------------------------------------------ Rewards and Seats

    /// @inheritdoc IPool
    function lockBond(address from, uint256 amount) external onlyBonders nonReentrant {
        _addBonds(amount);
        _pull(from, amount);
    }

    /// @inheritdoc IPool
    function returnBond(address to, uint256 amount) external onlyBonders nonReentrant {
        _takeBonds(amount);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IPool
    function forfeitBond(uint256 amount) external onlyBonders nonReentrant {
        _forfeit(amount);
    }

    // ------------------------------------------------------------------ internals

    /// @dev What arrives is measured: a token that keeps a part for itself would leave the totals above the balance.
    function _pull(address from, uint256 amount) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(from, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received != amount) revert PoolFeeOnTransfer(amount, received);
    }
}
