// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {InternalLeanIMT, LeanIMTData} from "@zk-kit/lean-imt.sol/InternalLeanIMT.sol";
import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {Base} from "./Base.sol";

/// @notice The libraries of other people under the group give what circomlib's circuits give
///         (tests/vectors/anonymity/group.json, which the client is held against too).
contract LeanTreeTest is Base {
    using InternalLeanIMT for LeanIMTData;

    LeanIMTData private _tree;
    string private _json;
    uint256[] private _leaves;

    function setUp() public {
        _json = vm.readFile("tests/vectors/anonymity/group.json");
    }

    /// The hash of two numbers is that of the circuit.
    function test_Hash() public view {
        uint256[] memory left = _numbers(".hash.left");
        uint256[] memory right = _numbers(".hash.right");
        uint256[] memory digest = _numbers(".hash.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            assertEq(PoseidonT3.hash([left[i], right[i]]), digest[i]);
        }
    }

    /// Inserted, updated and removed leaves lead to the same roots, step by step.
    function test_Roots() public {
        uint256[] memory kind = _numbers(".tree.kind");
        uint256[] memory index = _numbers(".tree.index");
        uint256[] memory leaf = _numbers(".tree.leaf");
        uint256[] memory root = _numbers(".tree.root");
        uint256[] memory siblingCount = _numbers(".tree.siblingCount");
        uint256[] memory sibling = _numbers(".tree.sibling");
        uint256 used = 0;
        for (uint256 i = 0; i < kind.length; ++i) {
            if (kind[i] == 0) {
                _tree._insert(leaf[i]);
                _leaves.push(leaf[i]);
            } else {
                this.change(index[i], leaf[i], _slice(sibling, used, siblingCount[i]));
            }
            used += siblingCount[i];
            assertEq(_tree._root(), root[i]);
        }
        assertEq(used, sibling.length);
    }

    /// A call of its own, since the library takes siblings from calldata.
    function change(uint256 index, uint256 leaf, uint256[] calldata siblings) external {
        _tree._update(_leaves[index], leaf, siblings);
        _leaves[index] = leaf;
    }

    function _slice(uint256[] memory all, uint256 from, uint256 count) private pure returns (uint256[] memory part) {
        part = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            part[i] = all[from + i];
        }
    }

    function _numbers(string memory key) private view returns (uint256[] memory) {
        return vm.parseJsonUintArray(_json, key);
    }
}
