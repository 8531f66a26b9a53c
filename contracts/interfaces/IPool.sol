// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IPool
/// @notice Holds the network's tokens under three totals: free, reserved, bonds. Knows no other noun: Rewards and
///         Seats, fixed at deployment, are the only ones that move tokens; anyone may fund and sweep.
interface IPool {
    event PoolFunded(address indexed from, uint256 amount, uint256 free);
    event PoolSwept(uint256 amount, uint256 free);

    error PoolZeroAmount();
    error PoolZeroAddress();
    error PoolNotAuthorised(address account);
    error PoolInsufficientFree(uint256 wanted, uint256 free);
    error PoolInsufficientReserved(uint256 wanted, uint256 reserved);
    error PoolInsufficientBonds(uint256 wanted, uint256 bonds);
    error PoolFeeOnTransfer(uint256 expected, uint256 received);
    error PoolNothingToSweep();

    function fund(uint256 amount) external; // anyone
    function sweep() external; // anyone: unasked tokens become free
    // Rewards
    function collect(address from, uint256 amount) external; // dues: from -> free
    function reserve(uint256 amount) external; // free -> reserved
    function unreserve(uint256 amount) external; // reserved -> free (set-off, dust)
    function payReserved(address to, uint256 amount) external; // reserved -> out
    // Rewards and Seats
    function lockBond(address from, uint256 amount) external; // from -> bonds
    function returnBond(address to, uint256 amount) external; // bonds -> out
    function forfeitBond(uint256 amount) external; // bonds -> free

    function token() external view returns (address);
    function free() external view returns (uint256);
    function reserved() external view returns (uint256);
    function bonds() external view returns (uint256);
}
