// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IKeyDirectory} from "contracts/interfaces/IKeyDirectory.sol";
import {Network} from "./support/Network.sol";

/// @dev With `isolate` every call of a test is a transaction of its own: accounts and slots are cold, and the gas is that
///      of the whole transaction, calldata included, as Anvil's receipts say. The real Membership answers; no mocks.
/// forge-config: default.isolate = true
contract GasTest is Network {
    uint32 private _id;
    address private _submitter;

    function setUp() public override {
        super.setUp();
        _publishTerms();
        _id = _candidate("a", FINANCE, 1);
        _active("r", ENERGY, 1);
        _announce("r", 1);
        _submitter = _operator("a");
        _start();
        mine(10);
    }

    function _spent(address target, bytes memory input) private returns (uint256) {
        vm.prank(_submitter);
        (bool done,) = target.call(input);
        assertTrue(done, "call");
        return vm.lastCallGas().gasTotalUsed;
    }

    function _batch(uint256 count) private view returns (bytes memory) {
        IIndicators.Item[] memory items = new IIndicators.Item[](count);
        for (uint256 i = 0; i < count; ++i) {
            items[i] = _item(i);
        }
        return abi.encodeCall(IIndicators.submitBatch, (items, _policy(_id), _fresh()));
    }

    /// A submission with policy, role checks and readers' release costs at most 110,000.
    function test_gas_submitWithRelease() public {
        bytes memory input = abi.encodeCall(IIndicators.submit, (_item(1), _policy(_id), _fresh()));
        uint256 gas = _spent(address(indicators), input);
        emit log_named_uint("submit with readers' release", gas);
        assertLe(gas, 110_000, "submit");
        assertGe(gas, 65_000, "a whole transaction, and cold: is `isolate` on?");
    }

    /// Each item of a batch beyond the first costs at most 30,000; the whole largest one less than 2^24.
    function test_gas_submitBatch() public {
        uint256 state = vm.snapshotState();
        uint256 one = _spent(address(indicators), _batch(1));
        vm.revertToState(state);
        uint256 eleven = _spent(address(indicators), _batch(11));
        vm.revertToState(state);
        bytes memory largest = _batch(512);
        uint256 most = _spent(address(indicators), largest);
        emit log_named_uint("batch of one", one);
        emit log_named_uint("batch item beyond the first", (eleven - one) / 10);
        emit log_named_uint("batch of 512", most);
        emit log_named_uint("bytes of calldata of 512", largest.length);
        assertLe((eleven - one) / 10, 30_000, "item");
        assertLe((most - one) / 511, 30_000, "item of 512");
        assertLe(most, 2 ** 24, "largest");
        assertLe(largest.length, 100_000, "bytes");
    }

    /// A later release of one submission, and a hybrid sealing key's replacement.
    function test_gas_others() public {
        uint256 policy = _policy(_id);
        vm.prank(_submitter);
        bytes32 submissionId = indicators.submit(_item(1), policy, _noRelease());
        mine(1);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = submissionId;
        uint256 gas = _spent(address(indicators), abi.encodeCall(IIndicators.release, (ids, _fresh())));
        emit log_named_uint("later release", gas);
        assertLe(gas, 80_000, "release");

        bytes memory bundle = new bytes(1_216 + 120);
        for (uint256 i = 0; i < bundle.length; ++i) {
            bundle[i] = bytes1(uint8(i % 255 + 1));
        }
        gas = _spent(
            address(keyDirectory), abi.encodeCall(IKeyDirectory.announce, (IKeyDirectory.Purpose.Sealing, 1, bundle))
        );
        emit log_named_uint("first hybrid key", gas);
        assertLe(gas, 130_000, "announce");
        emit log_named_uint("revoke", _spent(address(indicators), abi.encodeCall(IIndicators.revoke, (submissionId))));
    }
}
