// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IPool
/// @notice Holds the network's tokens under three totals: free, reserved, bonds. Knows no other noun: Rewards and
///         Seats, fixed at deployment, are the only ones that move tokens; anyone may fund and sweep.
/// @dev Amounts are in the token's smallest unit. Always: free + reserved + bonds <= the token's balance of the Pool;
///      equal unless tokens were sent unasked.
///      What it does NOT do: it knows no claimants, pays nobody by itself, and has no owner; no role, the treasurer's
///      included, takes from free.
///      Assumed of the token: balances change by its transfers alone (no rebasing). A token that keeps a fee of what
///      comes in is refused at every entry; a token that refuses a receiver makes only that receiver's payment revert.
interface IPool {
    /// @notice Tokens came in for everybody: by `fund` or as dues.
    /// @param free the total after the change
    event PoolFunded(address indexed from, uint256 amount, uint256 free);
    /// @notice Tokens that were sent unasked became free.
    event PoolSwept(uint256 amount, uint256 free);

    /// @notice An amount of 0 moves nothing.
    error PoolZeroAmount();
    /// @notice The deployment names no token, no Rewards or no Seats.
    error PoolZeroAddress();
    /// @notice Neither Rewards nor (for bonds) Seats.
    error PoolNotAuthorised(address account);
    /// @notice Less is free than is to be reserved.
    error PoolInsufficientFree(uint256 wanted, uint256 free);
    /// @notice Less is reserved than is to leave the reserve.
    error PoolInsufficientReserved(uint256 wanted, uint256 reserved);
    /// @notice Less is bonded than is to leave the bonds.
    error PoolInsufficientBonds(uint256 wanted, uint256 bonds);
    /// @notice The token handed over another amount than it was told to.
    error PoolFeeOnTransfer(uint256 expected, uint256 received);
    /// @notice The balance is exactly what the totals say.
    error PoolNothingToSweep();

    /// @notice Gives `amount` to the pool, for good. By anyone who approved the Pool.
    /// @dev Errors: PoolZeroAmount, PoolFeeOnTransfer, the token's own.
    function fund(uint256 amount) external;

    /// @notice Makes tokens that were sent unasked free. By anyone.
    /// @dev Errors: PoolNothingToSweep.
    function sweep() external;

    /// @notice Dues: from an account that approved the Pool to free. By Rewards alone.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolFeeOnTransfer, the token's own.
    function collect(address from, uint256 amount) external;

    /// @notice Free becomes reserved: a promise. By Rewards alone, at the close of an epoch.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolInsufficientFree.
    function reserve(uint256 amount) external;

    /// @notice Reserved becomes free again: dues set off against pay, and the dust of an epoch. By Rewards alone.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolInsufficientReserved.
    function unreserve(uint256 amount) external;

    /// @notice Sends reserved tokens out. By Rewards alone.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolInsufficientReserved, the token's own.
    function payReserved(address to, uint256 amount) external;

    /// @notice Takes a bond from an account that approved the Pool. By Rewards and Seats.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolFeeOnTransfer, the token's own.
    function lockBond(address from, uint256 amount) external;

    /// @notice Sends a bond out. By Rewards and Seats, which keep the account of whose it is.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolInsufficientBonds, the token's own.
    function returnBond(address to, uint256 amount) external;

    /// @notice A bond, or a part of it, becomes free. By Rewards and Seats.
    /// @dev Errors: PoolNotAuthorised, PoolZeroAmount, PoolInsufficientBonds.
    function forfeitBond(uint256 amount) external;

    /// @notice The ERC-20 token, fixed at deployment.
    function token() external view returns (address);

    /// @notice What is promised to nobody.
    function free() external view returns (uint256);

    /// @notice What closed epochs still owe.
    function reserved() external view returns (uint256);

    /// @notice Bonds of submissions and seats, locked or waiting to be withdrawn.
    function bonds() external view returns (uint256);
}
