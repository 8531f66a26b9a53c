// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {AnyToken, ReenteringToken, RefusingToken} from "contracts/mocks/Tokens.sol";
import {EpochsFixture} from "./RewardsEpochs.t.sol";

/// @notice The whole life on tokens of other kinds.
contract RewardsTokensTest is EpochsFixture {
    ReenteringToken private _reentering;

    function _newToken() internal override returns (address) {
        _reentering = new ReenteringToken();
        return address(_reentering);
    }

    /// A token that gives control away in the middle of a payment finds every door shut.
    function test_pay_reverts_ReentrancyGuardReentrantCall() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        _valued(BOB, _valid(1, 10_000, 10_000));
        bytes32 due = _opened(BOB);
        vm.prank(_operator(BOB));
        indicators.revoke(due);
        _close(1);
        bytes[5] memory calls = [
            abi.encodeCall(IRewards.pay, (BOB, 1)),
            abi.encodeCall(IRewards.withdrawBond, (BOB)),
            abi.encodeCall(IRewards.payDues, (BOB, type(uint256).max)),
            abi.encodeCall(IRewards.settle, (due)),
            abi.encodeCall(IRewards.closeEpoch, (2))
        ];
        bytes4 guarded = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 state = vm.snapshotState();
            _reentering.arm(address(rewards), calls[i]);
            rewards.pay(ALICE, 1);
            assertTrue(_reentering.called(), "the token had control");
            assertFalse(_reentering.succeeded(), "re-entered");
            assertEq(_reentering.answer(), abi.encodeWithSelector(guarded), "for another reason");
            vm.revertToState(state);
        }
    }
}

contract RewardsEighteenDecimalsTest is EpochsFixture {
    function _newToken() internal override returns (address) {
        return address(new AnyToken(18));
    }

    /// Decimals are nobody's business here.
    function test_life_eighteenDecimals() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        _close(1);
        rewards.pay(ALICE, 1);
        assertEq(_received(ALICE), 1_000 * UNIT - 84 * UNIT, "sent");
    }
}

contract RewardsRefusingTokenTest is EpochsFixture {
    RefusingToken private _refusing;

    function _newToken() internal override returns (address) {
        _refusing = new RefusingToken();
        return address(_refusing);
    }

    /// One that the token refuses stops nobody else's money, and is paid at another account.
    function test_pay_reverts_TokenFailure() public {
        _valued(ALICE, _valid(1, 10_000, 10_000));
        _valued(BOB, _valid(1, 10_000, 10_000));
        _close(1);
        _refusing.refuse(_payout(ALICE), true);
        _refuses(abi.encodeWithSelector(RefusingToken.RefusingTokenRefused.selector, _payout(ALICE)));
        rewards.pay(ALICE, 1);
        rewards.pay(BOB, 1);
        assertGe(_received(BOB), 800 * UNIT, "the other");
        vm.prank(_owner(ALICE));
        membership.setPayout(address(0x999));
        vm.warp(vm.getBlockTimestamp() + 1 days);
        rewards.pay(ALICE, 1);
        assertGe(token.balanceOf(address(0x999)), 800 * UNIT, "elsewhere");
    }

    /// A bond that cannot be sent stays the organisation's.
    function test_withdrawBond_reverts_TokenFailure() public {
        _valued(ALICE, _valid(1, 1, 1));
        _refusing.refuse(_payout(ALICE), true);
        _refuses(abi.encodeWithSelector(RefusingToken.RefusingTokenRefused.selector, _payout(ALICE)));
        rewards.withdrawBond(ALICE);
        assertEq(rewards.freeBondOf(ALICE), 150 * UNIT, "bond");
    }
}
