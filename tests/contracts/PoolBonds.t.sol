// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPool} from "contracts/interfaces/IPool.sol";
import {FeeToken, ReenteringToken, RefusingToken} from "contracts/mocks/Tokens.sol";
import {Pool} from "contracts/rewards/Pool.sol";
import {PoolFixture} from "./support/PoolFixture.sol";

contract PoolLockBondTest is PoolFixture {
    /// A stranger locks nobody's money.
    function test_lockBond_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.lockBond(address(this), 1);
    }

    /// Nothing is no bond.
    function test_lockBond_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.lockBond(address(this), 0);
    }

    /// What the token refuses is no bond.
    function test_lockBond_reverts_TokenFailure() public {
        vm.expectRevert(_isAllowance(5));
        pool.lockBond(outsider, 5);
    }

    /// A bond that arrives in part is refused whole.
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
    /// A stranger returns no bond.
    function test_returnBond_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.returnBond(receiver, 1);
    }

    /// Nothing is not returned.
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

    /// What is returned leaves bonds, and nothing else.
    function test_returnBond_sends() public {
        pool.lockBond(address(this), 9);
        vm.prank(seats);
        pool.returnBond(receiver, 4);
        _assertTotals(0, 0, 5);
        assertEq(token.balanceOf(receiver), 4, "received");
    }
}

contract PoolForfeitBondTest is PoolFixture {
    /// A stranger forfeits no bond.
    function test_forfeitBond_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.forfeitBond(1);
    }

    /// Nothing is not forfeited.
    function test_forfeitBond_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.forfeitBond(0);
    }

    /// More than is bonded is not forfeited.
    function test_forfeitBond_reverts_PoolInsufficientBonds() public {
        pool.lockBond(address(this), 9);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientBonds.selector, 10, 9));
        pool.forfeitBond(10);
    }

    /// What is forfeited becomes free, and stays in the pool.
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
