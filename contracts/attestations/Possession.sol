// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {SNARK_SCALAR_FIELD} from "@zk-kit/lean-imt.sol/Constants.sol";
import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {IGroup} from "../interfaces/IGroup.sol";
import {Digests} from "../libraries/Digests.sol";

/// @title Possession
/// @notice The part of Group that asks for the secret of a leaf before it is queued.
/// @dev The circuit hides how long a path is. A leaf that was the root of a small tree would let its organisation post
///      once for each secret below it. So the leaf is proved at the bottom of a path that has the circuit's full
///      length: there is no room left below it.
abstract contract Possession is IGroup {
    uint256 private constant DEPTH = 16;
    /// @dev The least number above 1 that is no point's y on Baby Jubjub: a node of this path is nobody's leaf.
    uint256 private constant SIDE = 2;

    ISemaphoreVerifier public immutable verifier;

    constructor(ISemaphoreVerifier verifier_) {
        verifier = verifier_;
    }

    /// @dev The path has 16 siblings, all SIDE, and the leaf is always on the left.
    function _requirePossession(uint32 organisation, uint256 leaf, uint256 nullifier, uint256[8] calldata proof)
        internal
        view
    {
        uint256 node = leaf;
        for (uint256 level = 0; level < DEPTH; ++level) {
            node = PoseidonT3.hash([node, SIDE]);
        }
        uint256 message = Digests.fieldElement(Digests.leafMessage(address(this), organisation));
        uint256 scope = Digests.fieldElement(Digests.leafScope(address(this)));
        bool proven = verifier.verifyProof(
            [proof[0], proof[1]],
            [[proof[2], proof[3]], [proof[4], proof[5]]],
            [proof[6], proof[7]],
            [node, nullifier, message, scope],
            DEPTH
        );
        if (!proven) revert GroupProofRefused();
    }

    function _requireElement(uint256 value) internal pure {
        if (value == 0 || value >= SNARK_SCALAR_FIELD) revert GroupLeafOutOfRange(value);
    }
}
