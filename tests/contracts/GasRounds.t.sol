// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRelations} from "contracts/interfaces/IRelations.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {System} from "./System.sol";

/// @dev With `isolate` every call is a transaction of its own: cold accounts and slots, calldata included.
/// forge-config: default.isolate = true
contract GasRoundsTest is System {
    function setUp() public override {
        super.setUp();
        for (uint8 seat = SEATS; seat < 64; ++seat) {
            uint32 id = _list();
            _payDues(id);
            _take(id, seat);
        }
        for (uint32 i = 0; i < 5; ++i) {
            vm.startPrank(_owner(ALICE));
            relations.declare(10 + i, IRelations.Kind.Affiliate);
            relations.declare(20 + i, IRelations.Kind.Competitor);
            vm.stopPrank();
        }
        _enterEpoch(2);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        rewards.closeEpoch(1);
    }

    function _spent(string memory what, address caller, address target, bytes memory input, uint256 most) private {
        vm.prank(caller);
        (bool done,) = target.call(input);
        assertTrue(done, what);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint(what, gas);
        assertLe(gas, most, what);
    }

    /// All 64 seats taken, ten relations declared: a draw costs at most a million, and all else far less.
    function test_gas_aWholeRound() public {
        bytes32 id = _submit(ALICE);
        address alice = _operator(ALICE);
        _spent("open", alice, address(rewards), abi.encodeCall(IRewards.open, (id)), 300_000);
        mine(3);
        _spent("draw at 64 seats", outsider, address(valuation), abi.encodeCall(IValuation.draw, (id)), 1_000_000);
        bytes memory input = abi.encodeCall(IValuation.releaseKey, (id, keccak256("slots")));
        _spent("releaseKey", alice, address(valuation), input, 120_000);
        IValuation.Ballot memory ballot = _valid(1, 5_000, 5_000);
        for (uint256 i = 0; i < 5; ++i) {
            uint32 panelist = _panelist(id, i);
            bytes32 digest = _ballotDigest(id, 1, panelist, ballot);
            input = abi.encodeCall(IValuation.commitBallot, (id, digest, new bytes(64)));
            _spent("commitBallot", _operator(panelist), address(valuation), input, 120_000);
        }
        mine(1);
        for (uint256 i = 0; i < 5; ++i) {
            uint32 panelist = _panelist(id, i);
            input = abi.encodeCall(IValuation.reveal, (id, ballot, _salt(panelist)));
            _spent("reveal", _operator(panelist), address(valuation), input, 110_000);
        }
        _spent("settle, valid", outsider, address(rewards), abi.encodeCall(IRewards.settle, (id)), 600_000);
        _enterEpoch(3);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        _spent("closeEpoch", outsider, address(rewards), abi.encodeCall(IRewards.closeEpoch, (2)), 300_000);
        _spent("pay with set-off", outsider, address(rewards), abi.encodeCall(IRewards.pay, (ALICE, 2)), 200_000);
        _spent("withdrawBond", outsider, address(rewards), abi.encodeCall(IRewards.withdrawBond, (ALICE)), 120_000);
        input = abi.encodeCall(IRewards.payDues, (BOB, type(uint256).max));
        _spent("payDues", _operator(BOB), address(rewards), input, 160_000);
    }
}
