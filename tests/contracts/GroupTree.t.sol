// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {InternalLeanIMT, LeanIMTData} from "@zk-kit/lean-imt.sol/InternalLeanIMT.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

/// @notice The tree library that the group relies on, against a tree made anew from all leaves after each change.
contract GroupTreeTest is AttestationFixture {
    using InternalLeanIMT for LeanIMTData;

    LeanIMTData private _tree;
    uint256[] private _leaves;

    function setUp() public override {}

    /// Called from outside, since the library takes siblings from calldata.
    function update(uint256 former, uint256 leaf, uint256[] calldata siblings) external {
        _tree._update(former, leaf, siblings);
    }

    /// After any insertions, replacements and removals the root is that of the leaves, removed ones being zero.
    /// forge-config: default.fuzz.runs = 50
    function testFuzz_tree_isThatOfItsLeaves(uint256 seed) public {
        for (uint256 step = 0; step < 40; ++step) {
            seed = uint256(keccak256(abi.encode(seed, step)));
            uint256 fresh = seed >> 8;
            uint256 place = _leaves.length == 0 ? 0 : seed % _leaves.length;
            if (_leaves.length == 0 || seed % 256 < 128 || _leaves[place] == 0) {
                _leaves.push(fresh);
                _tree._insert(fresh);
            } else {
                uint256 leaf = seed % 256 < 192 ? fresh : 0;
                this.update(_leaves[place], leaf, _siblings(_leaves, place));
                _leaves[place] = leaf;
            }
            assertEq(_tree._root(), _root(_leaves), "root");
        }
    }
}
