// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LeafGreaterThanSnarkScalarField, WrongSiblingNodes} from "@zk-kit/lean-imt.sol/InternalLeanIMT.sol";
import {IGroup} from "contracts/interfaces/IGroup.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

contract GroupEvictTest is AttestationFixture {
    function setUp() public override {
        super.setUp();
        _open();
    }

    /// Active members and candidates are not evicted.
    function test_evict_reverts_GroupWrongStatus() public {
        uint256[] memory siblings = _siblings(_nine(), 4);
        _refuses(abi.encodeWithSelector(IGroup.GroupWrongStatus.selector, 5));
        group.evict(5, siblings);
        uint32 candidate = _candidate("candidate", ENERGY, 1);
        _refuses(abi.encodeWithSelector(IGroup.GroupWrongStatus.selector, candidate));
        group.evict(candidate, siblings);
    }

    /// Who has no leaf, or none any more, loses none.
    function test_evict_reverts_GroupNoLeaf() public {
        _remove(10);
        _refuses(abi.encodeWithSelector(IGroup.GroupNoLeaf.selector, 10));
        group.evict(10, new uint256[](0));
        _evictFifth();
        _refuses(abi.encodeWithSelector(IGroup.GroupNoLeaf.selector, 5));
        group.evict(5, new uint256[](0));
    }

    /// Neither fewer nor more siblings than the path has.
    function test_evict_reverts_GroupWrongSiblings() public {
        _suspend(5);
        for (uint256 i = 0; i < 7; ++i) {
            if (i == 4) continue;
            _refuses(abi.encodeWithSelector(IGroup.GroupWrongSiblings.selector, 5));
            group.evict(5, new uint256[](i));
        }
    }

    /// Siblings of another leaf do not lead to the root.
    function test_evict_reverts_WrongSiblingNodes() public {
        uint256[] memory siblings = _siblings(_nine(), 1);
        _suspend(5);
        _refuses(abi.encodeWithSelector(WrongSiblingNodes.selector));
        group.evict(5, siblings);
    }

    /// The alias of a sibling is not one.
    function test_evict_reverts_LeafGreaterThanSnarkScalarField() public {
        uint256[] memory siblings = _siblings(_nine(), 4);
        siblings[0] += FIELD;
        _suspend(5);
        _refuses(abi.encodeWithSelector(LeafGreaterThanSnarkScalarField.selector));
        group.evict(5, siblings);
    }

    /// A suspended member's leaf becomes zero, in an epoch with its snapshot too, by anybody's call.
    function test_evict_removesTheLeaf() public {
        uint256[] memory leaves = _nine();
        uint256[] memory siblings = _siblings(_nine(), 4);
        _suspend(5);
        vm.expectEmit(address(group));
        emit IGroup.LeafRemoved(5, 4, leaves[4]);
        vm.prank(outsider);
        group.evict(5, siblings);
        leaves[4] = 0;
        assertEq(group.root(), _root(leaves), "root");
        assertEq(group.root(), _number(".evictedRoot"), "as the foreign implementation says");
        assertEq(group.leafCount(), MEMBERS - 1, "leaves");
        assertEq(group.size(), MEMBERS, "places");
    }

    /// A lone last leaf has one sibling less on its path than the others.
    function test_evict_removesTheLastLeaf() public {
        uint256[] memory leaves = _nine();
        uint256[] memory siblings = _siblings(_nine(), 8);
        assertEq(siblings.length, 1, "carried up to the top");
        _remove(9);
        group.evict(9, siblings);
        leaves[8] = 0;
        assertEq(group.root(), _root(leaves), "root");
    }

    /// Who was reinstated comes back with a new leaf, at a new place, from the next epoch on.
    function test_evict_leavesTheWayBackOpen() public {
        _suspend(1);
        group.evict(1, _siblings(_nine(), 0));
        vm.prank(registrar);
        membership.reinstate(1);
        _joinAs("m1", _join("rotation"));
        _enterEpoch(3);
        group.admit(new uint256[][](1));
        (uint256 leaf, uint32 index) = group.leafOf(1);
        assertEq(leaf, _join("rotation").leaf, "leaf");
        assertEq(index, MEMBERS, "a new place");
    }
}

contract GroupSnapshotTest is AttestationFixture {
    /// Before the start there is no epoch.
    function test_snapshot_reverts_GroupNotStarted() public {
        _refuses(abi.encodeWithSelector(IGroup.GroupNotStarted.selector));
        group.snapshot();
    }

    /// What waits from an earlier epoch is let in first: an early snapshot keeps no joiner out.
    function test_snapshot_reverts_GroupQueueWaits() public {
        _queued();
        group.admit(new uint256[][](MEMBERS - 1));
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(IGroup.GroupQueueWaits.selector, 1));
        group.snapshot();
        group.admit(new uint256[][](1));
        group.snapshot();
    }

    /// Seven leaves are too few to hide among, counted without removed ones.
    function test_snapshot_reverts_GroupTooSmall() public {
        _queued();
        group.admit(new uint256[][](8));
        _suspend(5);
        uint256[] memory eight = new uint256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            eight[i] = _nine()[i];
        }
        group.evict(5, _siblings(eight, 4));
        _refuses(abi.encodeWithSelector(IGroup.GroupTooSmall.selector, 7, 8));
        group.snapshot();
        group.admit(new uint256[][](1));
        group.snapshot();
    }

    /// A second snapshot of the same root is none.
    function test_snapshot_reverts_GroupUnchanged() public {
        _open();
        _refuses(abi.encodeWithSelector(IGroup.GroupUnchanged.selector, 2));
        group.snapshot();
    }

    /// Changes of the running epoch do not hold up its snapshot: queue after queue, nobody delays it.
    function test_snapshot_isNotHeldUpByTheRunningEpochsQueue() public {
        _entered();
        _joinAs("m10", _join("m10"));
        _joinAs("m1", _join("rotation"));
        group.snapshot();
        assertEq(group.rootOf(2), _root(_nine()), "root");
    }

    /// The root stays the epoch's, whatever enters later.
    function test_snapshot_freezesTheRoot() public {
        _entered();
        uint256 expected = _root(_nine());
        vm.expectEmit(address(group));
        emit IGroup.SnapshotTaken(2, expected, MEMBERS);
        vm.prank(outsider);
        group.snapshot();
        _joinAs("m10", _join("m10"));
        _enterEpoch(3);
        group.admit(new uint256[][](1));
        assertEq(group.rootOf(2), expected, "former root");
        assertEq(group.rootOf(3), 0, "none yet");
        group.snapshot();
        assertEq(group.rootOf(3), _number(".secondRoot"), "as the foreign implementation says");
        (uint256 root, uint32 leaves, uint40 takenAt) = group.snapshotOf(3);
        assertEq(root, group.root(), "root");
        assertEq(leaves, MEMBERS + 1, "leaves");
        assertEq(takenAt, vm.getBlockTimestamp(), "takenAt");
    }

    /// Again in the same epoch after an eviction: the root of what is left.
    function test_snapshot_againAfterAnEviction() public {
        _open();
        _evictFifth();
        group.snapshot();
        assertEq(group.rootOf(2), _number(".evictedRoot"), "root");
        (, uint32 leaves,) = group.snapshotOf(2);
        assertEq(leaves, MEMBERS - 1, "leaves");
    }
}
