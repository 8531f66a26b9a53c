// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IRelations} from "contracts/interfaces/IRelations.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {System} from "../System.sol";

/// @title ValuationFixture
/// @notice Words that the tests of rounds share.
abstract contract ValuationFixture is System {
    function _isWrongPhase(bytes32 id, IValuation.Phase phase, IValuation.Phase wanted)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IValuation.ValuationWrongPhase.selector, id, phase, wanted);
    }

    function _isRevoked(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IValuation.ValuationRevoked.selector, id);
    }

    function _isNotOperator(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, caller);
    }

    function _revoke(bytes32 id, uint32 organisation) internal {
        vm.prank(_operator(organisation));
        indicators.revoke(id);
    }

    function _phase(bytes32 id) internal view returns (uint256) {
        return uint256(valuation.phaseOf(id));
    }

    function _declare(uint32 id, uint32 other, IRelations.Kind kind) internal {
        vm.prank(_owner(id));
        relations.declare(other, kind);
    }

    function _leave(uint32 id) internal {
        vm.prank(_operator(id));
        seats.leave();
    }
}
