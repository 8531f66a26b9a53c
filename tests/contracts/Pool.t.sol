// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPool} from "contracts/interfaces/IPool.sol";
import {AnyToken, FeeToken, RefusingToken, SilentToken} from "contracts/mocks/Tokens.sol";
import {Pool} from "contracts/rewards/Pool.sol";
import {PoolFixture} from "./support/PoolFixture.sol";

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

    /// Dues of nothing are not collected.
    function test_collect_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.collect(address(this), 0);
    }

    /// What the token refuses is not collected.
    function test_collect_reverts_TokenFailure() public {
        vm.expectRevert(_isAllowance(5));
        pool.collect(outsider, 5);
    }

    /// Dues that arrive in part are refused whole.
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
    /// Seats promises nothing.
    function test_reserve_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(seats));
        vm.prank(seats);
        pool.reserve(1);
    }

    /// Nothing is no promise.
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
    /// A stranger takes no promise back.
    function test_unreserve_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(outsider));
        vm.prank(outsider);
        pool.unreserve(1);
    }

    /// Nothing is not taken back.
    function test_unreserve_reverts_PoolZeroAmount() public {
        vm.expectRevert(IPool.PoolZeroAmount.selector);
        pool.unreserve(0);
    }

    /// More than is reserved does not become free.
    function test_unreserve_reverts_PoolInsufficientReserved() public {
        pool.fund(10);
        pool.reserve(4);
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolInsufficientReserved.selector, 5, 4));
        pool.unreserve(5);
    }

    /// Set-off and dust move from reserved to free.
    function test_unreserve_movesBack() public {
        pool.fund(10);
        pool.reserve(10);
        pool.unreserve(3);
        _assertTotals(3, 7, 0);
    }
}

contract PoolPayReservedTest is PoolFixture {
    /// Seats pays no rewards.
    function test_payReserved_reverts_PoolNotAuthorised() public {
        vm.expectRevert(_isNotAuthorised(seats));
        vm.prank(seats);
        pool.payReserved(receiver, 1);
    }

    /// Nothing is not paid.
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

    /// What is paid leaves reserved, and nothing else.
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
