// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IPool} from "contracts/interfaces/IPool.sol";
import {AnyToken} from "contracts/mocks/Tokens.sol";
import {Pool} from "contracts/rewards/Pool.sol";
import {Base} from "../Base.sol";

/// @title PoolFixture
/// @notice This contract is the Pool's Rewards and funder; `seats` its Seats.
abstract contract PoolFixture is Base {
    address internal seats = address(0x5EA7);
    address internal outsider = address(0xBAD);
    address internal receiver = address(0xACC);
    AnyToken internal token;
    Pool internal pool;

    function setUp() public virtual {
        _with(new AnyToken(6));
    }

    function _with(AnyToken token_) internal {
        token = token_;
        pool = new Pool(address(token), address(this), seats);
        token.mint(address(this), 1_000_000);
        token.approve(address(pool), type(uint256).max);
    }

    function _assertTotals(uint256 free, uint256 reserved, uint256 bonds) internal view {
        assertEq(pool.free(), free, "free");
        assertEq(pool.reserved(), reserved, "reserved");
        assertEq(pool.bonds(), bonds, "bonds");
        assertEq(token.balanceOf(address(pool)), free + reserved + bonds, "balance");
    }

    function _isNotAuthorised(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPool.PoolNotAuthorised.selector, caller);
    }

    function _isFee(uint256 amount) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPool.PoolFeeOnTransfer.selector, amount, amount - amount / 100);
    }

    function _isAllowance(uint256 needed) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(pool), 0, needed);
    }

    function _isGuarded() internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
    }
}
