// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IPool} from "contracts/interfaces/IPool.sol";
import {AnyToken, FeeToken, ReenteringToken, RefusingToken, SilentToken} from "contracts/mocks/Tokens.sol";
import {Pool} from "contracts/rewards/Pool.sol";
import {Base} from "./Base.sol";

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

contract PoolDeploymentTest is PoolFixture {
    /// A pool needs its token and both movers.
    function test_constructor_reverts_PoolZeroAddress() public {
        vm.expectRevert(IPool.PoolZeroAddress.selector);
        new Pool(address(0), address(1), address(2));
        vm.expectRevert(IPool.PoolZeroAddress.selector);
        new Pool(address(1), address(0), address(2));
        vm.expectRevert(IPool.PoolZeroAddress.selector);
        new Pool(address(1), address(2), address(0));
    }
}

contract PoolFundTest is PoolFixture {
    /// Nothing is no gift.
    function test_fund_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.fund(0);
    }

    /// Who has not the tokens gives none.
    function test_fund_reverts_TokenFailure() public {
        vm.expectRevert(_isAllowance(1));
        vm.prank(outsider);
        pool.fund(1);
        _assertTotals(0, 0, 0);
    }

    /// A token that keeps a part is refused.
    function test_fund_reverts_PoolFeeOnTransfer(uint256 amount) public {
        _with(new FeeToken());
        amount = bound(amount, 100, 1_000_000);
        vm.expectRevert(_isFee(amount));
        pool.fund(amount);
    }

    /// Whoever funds adds to free, at any number of decimals.
    function test_fund_addsToFree(uint8 decimals, uint256 amount) public {
        _with(new AnyToken(decimals));
        amount = bound(amount, 1, 1_000_000);
        pool.fund(amount);
        _assertTotals(amount, 0, 0);
    }

    /// What was sent unasked before does not hide a fee, nor count as the funder's.
    function test_fund_ignoresUnasked() public {
        token.mint(address(pool), 7);
        pool.fund(10);
        assertEq(pool.free(), 10, "free");
    }

    /// A token that returns nothing works; one that returns false does not pass for paid.
    function test_fund_silentToken() public {
        SilentToken silent = new SilentToken();
        pool = new Pool(address(silent), address(this), seats);
        silent.mint(address(this), 10);
        vm.expectRevert();
        pool.fund(10);
        silent.approve(address(pool), 10);
        pool.fund(10);
        assertEq(pool.free(), 10, "free");
    }
}

contract PoolSweepTest is PoolFixture {
    /// Where the balance is what the totals say there is nothing to sweep.
    function test_sweep_reverts_PoolNothingToSweep() public {
        pool.fund(10);
        vm.expectRevert(IPool.PoolNothingToSweep.selector);
        pool.sweep();
    }

    /// Anyone makes free what came unasked, and no more.
    function test_sweep_movesTheExcessAlone(uint64 unasked) public {
        unasked = uint64(bound(unasked, 1, type(uint64).max));
        pool.fund(10);
        pool.lockBond(address(this), 20);
        pool.reserve(4);
        token.mint(address(pool), unasked);
        vm.prank(outsider);
        pool.sweep();
        _assertTotals(6 + uint256(unasked), 4, 20);
    }
}

contract PoolCollectTest is PoolFixture {
    /// Neither strangers nor Seats collect dues.
    function test_collect_reverts_PoolNotAuthorised() public {
        address[2] memory callers = [outsider, seats];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(_isNotAuthorised(callers[i]));
            vm.prank(callers[i]);
            pool.collect(address(this), 1);
        }
    }

    function test_collect_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.collect(address(this), 0);
    }

    function test_collect_reverts_TokenFailure() public {
        vm.expectRevert(_isAllowance(5));
        pool.collect(outsider, 5);
    }

    function test_collect_reverts_PoolFeeOnTransfer() public {
        _with(new FeeToken());
        vm.expectRevert(_isFee(500));
        pool.collect(address(this), 500);
    }

    /// Dues become free.
    function test_collect_addsToFree() public {
        pool.collect(address(this), 30);
        _assertTotals(30, 0, 0);
    }
}

contract PoolReserveTest is PoolFixture {
    function test_reserve_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(seats));
        vm.prank(seats);
        pool.reserve(1);
    }

    function test_reserve_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.reserve(0);
    }

    /// More than is free cannot be promised, whatever bonds lie there.
    function test_reserve_reverts_PoolInsufficientFree() public {
        pool.fund(10);
        pool.lockBond(address(this), 100);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientFree.selector, 11, 10));
        pool.reserve(11);
    }

    /// A promise moves from free to reserved.
    function test_reserve_movesFree() public {
        pool.fund(10);
        pool.reserve(10);
        _assertTotals(0, 10, 0);
    }
}

contract PoolUnreserveTest is PoolFixture {
    function test_unreserve_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.unreserve(1);
    }

    function test_unreserve_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.unreserve(0);
    }

    function test_unreserve_reverts_PoolInsufficientReserved() public {
        pool.fund(10);
        pool.reserve(4);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientReserved.selector, 5, 4));
        pool.unreserve(5);
    }

    function test_unreserve_movesBack() public {
        pool.fund(10);
        pool.reserve(10);
        pool.unreserve(3);
        _assertTotals(3, 7, 0);
    }
}

contract PoolPayReservedTest is PoolFixture {
    function test_payReserved_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(seats));
        vm.prank(seats);
        pool.payReserved(receiver, 1);
    }

    function test_payReserved_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.payReserved(receiver, 0);
    }

    /// Neither free nor bonds pay what was not reserved.
    function test_payReserved_reverts_PoolInsufficientReserved() public {
        pool.fund(10);
        pool.lockBond(address(this), 10);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientReserved.selector, 1, 0));
        pool.payReserved(receiver, 1);
    }

    function test_payReserved_sends() public {
        pool.fund(10);
        pool.reserve(8);
        pool.payReserved(receiver, 5);
        _assertTotals(2, 3, 0);
        assertEq(token.balanceOf(receiver), 5, "received");
    }

    /// A receiver that the token refuses changes nothing.
    function test_payReserved_reverts_TokenFailure() public {
        RefusingToken refusing = new RefusingToken();
        _with(refusing);
        pool.fund(10);
        pool.reserve(8);
        refusing.refuse(receiver, true);
        vm.expectRevert(abi.encodeWithSelector(RefusingToken.RefusingTokenRefused.selector, receiver));
        pool.payReserved(receiver, 5);
        _assertTotals(2, 8, 0);
    }
}

contract PoolLockBondTest is PoolFixture {
    function test_lockBond_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.lockBond(address(this), 1);
    }

    function test_lockBond_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.lockBond(address(this), 0);
    }

    function test_lockBond_reverts_TokenFailure() public {
        vm.expectRevert(_isAllowance(5));
        pool.lockBond(outsider, 5);
    }

    function test_lockBond_reverts_PoolFeeOnTransfer() public {
        _with(new FeeToken());
        vm.expectRevert(_isFee(200));
        pool.lockBond(address(this), 200);
    }

    /// Both Rewards and Seats lock bonds.
    function test_lockBond_addsToBonds() public {
        pool.lockBond(address(this), 3);
        vm.prank(seats);
        pool.lockBond(address(this), 4);
        _assertTotals(0, 0, 7);
    }
}

contract PoolReturnBondTest is PoolFixture {
    function test_returnBond_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.returnBond(receiver, 1);
    }

    function test_returnBond_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.returnBond(receiver, 0);
    }

    /// Free tokens return no bond.
    function test_returnBond_reverts_PoolInsufficientBonds() public {
        pool.fund(10);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientBonds.selector, 1, 0));
        pool.returnBond(receiver, 1);
    }

    /// A receiver that the token refuses leaves its bond where it is.
    function test_returnBond_reverts_TokenFailure() public {
        RefusingToken refusing = new RefusingToken();
        _with(refusing);
        pool.lockBond(address(this), 9);
        refusing.refuse(receiver, true);
        vm.expectRevert(abi.encodeWithSelector(RefusingToken.RefusingTokenRefused.selector, receiver));
        pool.returnBond(receiver, 9);
        _assertTotals(0, 0, 9);
    }

    function test_returnBond_sends() public {
        pool.lockBond(address(this), 9);
        vm.prank(seats);
        pool.returnBond(receiver, 4);
        _assertTotals(0, 0, 5);
        assertEq(token.balanceOf(receiver), 4, "received");
    }
}

contract PoolForfeitBondTest is PoolFixture {
    function test_forfeitBond_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.forfeitBond(1);
    }

    function test_forfeitBond_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.forfeitBond(0);
    }

    function test_forfeitBond_reverts_PoolInsufficientBonds() public {
        pool.lockBond(address(this), 9);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientBonds.selector, 10, 9));
        pool.forfeitBond(10);
    }

    function test_forfeitBond_makesFree() public {
        pool.lockBond(address(this), 9);
        pool.forfeitBond(2);
        _assertTotals(2, 0, 7);
    }
}

contract PoolReentryTest is PoolFixture {
    ReenteringToken private _reentering;

    function setUp() public override {
        _reentering = new ReenteringToken();
        _with(_reentering);
        pool.fund(100);
        pool.reserve(50);
        pool.lockBond(address(this), 40);
        pool = new Pool(address(_reentering), address(_reentering), address(_reentering)); // the token is the mover
        _reentering.mint(address(this), 1_000);
        token.approve(address(pool), type(uint256).max);
    }

    /// While a token has control, even the pool's own movers change no total.
    function test_everyCall_reverts_ReentrancyGuardReentrantCall() public {
        bytes[9] memory calls = [
            abi.encodeCall(IPool.fund, (1)),
            abi.encodeCall(IPool.sweep, ()),
            abi.encodeCall(IPool.collect, (address(this), 1)),
            abi.encodeCall(IPool.reserve, (1)),
            abi.encodeCall(IPool.unreserve, (1)),
            abi.encodeCall(IPool.payReserved, (receiver, 1)),
            abi.encodeCall(IPool.lockBond, (address(this), 1)),
            abi.encodeCall(IPool.returnBond, (receiver, 1)),
            abi.encodeCall(IPool.forfeitBond, (1))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _reentering.arm(address(pool), calls[i]);
            pool.fund(10);
            assertTrue(_reentering.called(), "the token had control");
            assertFalse(_reentering.succeeded(), "re-entered");
            assertEq(_reentering.answer(), _isGuarded(), "for another reason");
        }
        assertEq(pool.free(), 90, "free");
    }
}
