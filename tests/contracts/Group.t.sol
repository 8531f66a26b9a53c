// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LeafGreaterThanSnarkScalarField, WrongSiblingNodes} from "@zk-kit/lean-imt.sol/InternalLeanIMT.sol";
import {IGroup} from "contracts/interfaces/IGroup.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Digests} from "contracts/libraries/Digests.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

contract GroupJoinTest is AttestationFixture {
    function setUp() public override {
        super.setUp();
        _start();
    }

    /// Owners and strangers queue nothing.
    function test_join_reverts_MembershipNotOperator() public {
        Join memory entry = _join("m1");
        address[2] memory callers = [_owner("m1"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, callers[i]));
            vm.prank(callers[i]);
            group.join(entry.leaf, entry.nullifier, entry.proof);
        }
    }

    /// A suspended organisation does not join, nor one that did not accept the terms in force.
    function test_join_reverts_GroupWrongStatus() public {
        _suspend(1);
        _refuses(abi.encodeWithSelector(IGroup.GroupWrongStatus.selector, 1));
        _joinAs("m1", _join("m1"));
        _publishTerms();
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(IGroup.GroupWrongStatus.selector, 2));
        _joinAs("m2", _join("m2"));
    }

    /// Neither 0 nor anything from the field's order on is a leaf; nor is its alias.
    function test_join_reverts_GroupLeafOutOfRange() public {
        Join memory entry = _join("m1");
        uint256[4] memory wrong = [0, FIELD, type(uint256).max, entry.leaf + FIELD];
        for (uint256 i = 0; i < 4; ++i) {
            entry.leaf = wrong[i];
            _refuses(abi.encodeWithSelector(IGroup.GroupLeafOutOfRange.selector, wrong[i]));
            _joinAs("m1", entry);
        }
    }

    /// Nor is the alias of a nullifier one.
    function test_join_reverts_GroupLeafOutOfRange_nullifier() public {
        Join memory entry = _join("m1");
        entry.nullifier += FIELD;
        _refuses(abi.encodeWithSelector(IGroup.GroupLeafOutOfRange.selector, entry.nullifier));
        _joinAs("m1", entry);
    }

    /// A leaf is used once, whoever comes again with it, also after it was removed.
    function test_join_reverts_GroupLeafTaken() public {
        Join memory entry = _join("m1");
        _joinAs("m1", entry);
        string[2] memory names = ["m1", "m2"];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IGroup.GroupLeafTaken.selector, entry.leaf));
            _joinAs(names[i], entry);
        }
        group.admit(new uint256[][](1));
        _suspend(1);
        group.evict(1, new uint256[](0));
        vm.prank(registrar);
        membership.reinstate(1);
        _refuses(abi.encodeWithSelector(IGroup.GroupLeafTaken.selector, entry.leaf));
        _joinAs("m1", entry);
    }

    /// One change of an organisation waits at a time, so nobody fills the queue.
    function test_join_reverts_GroupChangeWaits() public {
        _joinAs("m1", _join("m1"));
        _refuses(abi.encodeWithSelector(IGroup.GroupChangeWaits.selector, 1));
        _joinAs("m1", _join("rotation"));
    }

    /// 65,536 places, and no more.
    function test_join_reverts_GroupFull() public {
        _fill();
        _refuses(abi.encodeWithSelector(IGroup.GroupFull.selector));
        _joinAs("m1", _join("m1"));
    }

    /// Another's proof does not join: who copies a waiting transaction gains and stops nothing.
    function test_join_reverts_GroupProofRefused_copied() public {
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m2", _join("m1"));
        _joinAs("m1", _join("m1"));
    }

    /// A proof is of its chain.
    function test_join_reverts_GroupProofRefused_otherChain() public {
        vm.chainId(1);
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m1", _join("m1"));
    }

    /// A proof of another leaf, an altered nullifier and an altered point are refused.
    function test_join_reverts_GroupProofRefused_altered() public {
        Join memory entry = _join("m1");
        entry.leaf = _join("m2").leaf;
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m1", entry);
        entry = _join("m1");
        entry.nullifier ^= 1;
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m1", entry);
        entry = _join("m1");
        entry.proof[0] ^= 1;
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m1", entry);
    }

    /// A leaf that is itself the root of two others would post twice a slot. Semaphore's verifier takes its proof, since
    /// the circuit keeps the length of a path secret; this group does not, on any path.
    function test_join_reverts_GroupProofRefused_subtree() public {
        Join memory hidden = _join("subtree");
        assertTrue(_verifies(hidden, hidden.leaf), "the stock verifier takes it for a group of one leaf");
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m11", hidden);
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m11", _join("subtreeFull"));
    }

    /// A proof for the group of the leaf alone is refused, however honest: it looks like the one before.
    function test_join_reverts_GroupProofRefused_shortPath() public {
        Join memory bare = _join("bare");
        assertTrue(_verifies(bare, bare.leaf), "a group of one leaf");
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m11", bare);
    }

    /// A leaf waits, with its number and epoch.
    function test_join_queues() public {
        Join memory entry = _join("m1");
        vm.expectEmit(address(group));
        emit IGroup.LeafQueued(1, entry.leaf, 1, 1);
        _joinAs("m1", entry);
        assertEq(group.pendingOf(1), entry.leaf, "pending");
        (uint64 first, uint64 last) = group.queue();
        assertEq(first, 1);
        assertEq(last, 1);
        (uint32 organisation, uint32 epoch, uint256 leaf) = group.change(1);
        assertEq(organisation, 1);
        assertEq(epoch, 1);
        assertEq(leaf, entry.leaf);
        assertEq(group.size(), 0, "not in the tree");
    }

    function _verifies(Join memory entry, uint256 root) private view returns (bool) {
        uint256[8] memory p = entry.proof;
        uint256 message = Digests.fieldElement(Digests.leafMessage(GROUP_AT, 11));
        uint256 scope = Digests.fieldElement(Digests.leafScope(GROUP_AT));
        return verifier.verifyProof(
            [p[0], p[1]], [[p[2], p[3]], [p[4], p[5]]], [p[6], p[7]], [root, entry.nullifier, message, scope], 16
        );
    }
}

contract GroupAdmitTest is AttestationFixture {
    function setUp() public override {
        super.setUp();
        _queued();
    }

    /// After the snapshot nothing enters, so a second one can only remove.
    function test_admit_reverts_GroupFrozen() public {
        group.admit(new uint256[][](MEMBERS));
        group.snapshot();
        _joinAs("m10", _join("m10"));
        _refuses(abi.encodeWithSelector(IGroup.GroupFrozen.selector, 1));
        group.admit(new uint256[][](1));
    }

    /// No siblings, or more than changes that wait.
    function test_admit_reverts_GroupNothingWaits() public {
        uint256[2] memory wrong = [uint256(0), MEMBERS + 1];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IGroup.GroupNothingWaits.selector));
            group.admit(new uint256[][](wrong[i]));
        }
    }

    /// A first leaf has no siblings to give.
    function test_admit_reverts_GroupWrongSiblings_first() public {
        uint256[][] memory siblings = new uint256[][](1);
        siblings[0] = new uint256[](1);
        _refuses(abi.encodeWithSelector(IGroup.GroupWrongSiblings.selector, 1));
        group.admit(siblings);
    }

    /// A rotation has as many as its path: one less and one more are refused, and no panic.
    function test_admit_reverts_GroupWrongSiblings() public {
        group.admit(new uint256[][](MEMBERS));
        _joinAs("m1", _join("rotation"));
        for (uint256 i = 0; i < 7; ++i) {
            if (i == 4) continue;
            _refuses(abi.encodeWithSelector(IGroup.GroupWrongSiblings.selector, 1));
            _admitOne(new uint256[](i));
        }
    }

    /// Siblings of the right number that do not lead to the root.
    function test_admit_reverts_WrongSiblingNodes() public {
        group.admit(new uint256[][](MEMBERS));
        _joinAs("m1", _join("rotation"));
        _refuses(abi.encodeWithSelector(WrongSiblingNodes.selector));
        _admitOne(new uint256[](4));
    }

    /// The alias of a sibling is not one.
    function test_admit_reverts_LeafGreaterThanSnarkScalarField() public {
        group.admit(new uint256[][](MEMBERS));
        _joinAs("m1", _join("rotation"));
        uint256[] memory siblings = _siblings(_nine(), 0);
        siblings[2] += FIELD;
        _refuses(abi.encodeWithSelector(LeafGreaterThanSnarkScalarField.selector));
        _admitOne(siblings);
    }

    /// First come, first in; the root is the tree's over all leaves, whoever admits.
    function test_admit_entersInOrder() public {
        uint256[] memory leaves = _nine();
        vm.expectEmit(address(group));
        emit IGroup.LeafEntered(1, 0, leaves[0]);
        group.admit(new uint256[][](1));
        vm.prank(outsider);
        group.admit(new uint256[][](MEMBERS - 1));
        for (uint32 i = 0; i < MEMBERS; ++i) {
            (uint256 leaf, uint32 index) = group.leafOf(i + 1);
            assertEq(leaf, leaves[i], "leaf");
            assertEq(index, i, "index");
            assertEq(group.pendingOf(i + 1), 0, "pending");
        }
        assertEq(group.leafCount(), MEMBERS, "leaves");
        assertEq(group.size(), MEMBERS, "places");
        assertEq(group.root(), _root(leaves), "root");
        (uint64 first, uint64 last) = group.queue();
        assertEq(first, last + 1, "the queue is empty");
    }

    /// A rotation keeps the place, and the former leaf is none any more.
    function test_admit_replaces() public {
        group.admit(new uint256[][](MEMBERS));
        uint256[] memory leaves = _nine();
        (uint256 former, uint256 leaf) = (leaves[0], _join("rotation").leaf);
        _joinAs("m1", _join("rotation"));
        uint256[] memory siblings = _siblings(_nine(), 0);
        vm.expectEmit(address(group));
        emit IGroup.LeafReplaced(1, 0, former, leaf);
        _admitOne(siblings);
        leaves[0] = leaf;
        assertEq(group.root(), _root(leaves), "root");
        assertEq(group.leafCount(), MEMBERS, "leaves");
    }

    /// Who was suspended while waiting is passed over, with whatever siblings, and holds up nobody.
    function test_admit_skipsWhoMayNotServe() public {
        _suspend(1);
        uint256[][] memory siblings = new uint256[][](2);
        siblings[0] = new uint256[](3);
        vm.expectEmit(address(group));
        emit IGroup.LeafSkipped(1, _join("m1").leaf);
        group.admit(siblings);
        assertEq(group.leafCount(), 1, "the second alone");
        assertEq(group.pendingOf(1), 0, "the first may come again");
        (uint256 leaf,) = group.leafOf(1);
        assertEq(leaf, 0, "no leaf");
    }

    /// Where all places are taken a first leaf is passed over: the queue goes on.
    function test_admit_skipsWhereNoPlaceIsLeft() public {
        _fill();
        vm.expectEmit(address(group));
        emit IGroup.LeafSkipped(1, _join("m1").leaf);
        group.admit(new uint256[][](1));
        assertEq(group.size(), 65_536, "places");
    }
}
