// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Fails on purpose: scripts/test demands that Forge says so with its exit status.
contract CanaryTest {
    function test_mustFail() external pure {
        revert("the canary sings");
    }
}
