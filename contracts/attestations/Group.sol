// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {InternalLeanIMT, LeanIMTData} from "@zk-kit/lean-imt.sol/InternalLeanIMT.sol";
import {IGroup} from "../interfaces/IGroup.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {Possession} from "./Possession.sol";

/// @title Group
/// @notice The leaves of named members, the queue of changes, and the root of each epoch. Knows Membership alone.
contract Group is Possession {
    using InternalLeanIMT for LeanIMTData;

    /// @dev Two storage slots.
    struct Change {
        uint32 organisation;
        uint32 epoch;
        uint256 leaf;
    }

    struct Member {
        uint256 leaf;
        uint256 pending;
        uint32 index;
    }

    struct Snapshot {
        uint256 root;
        uint32 leaves;
        uint40 takenAt;
    }

    /// @dev One storage slot. Changes done + 1 to last wait.
    struct State {
        uint64 done;
        uint64 last;
        uint32 leafCount;
    }

    uint256 private constant PLACES = 65_536;
    uint32 private constant LEAST_LEAVES = 8;

    IMembership public immutable membership;

    LeanIMTData private _tree;
    State private _state;
    mapping(uint64 number => Change) private _changes;
    mapping(uint32 organisation => Member) private _members;
    mapping(uint256 leaf => bool) private _taken;
    mapping(uint32 epoch => Snapshot) private _snapshots;

    constructor(IMembership membership_, ISemaphoreVerifier verifier_) Possession(verifier_) {
        membership = membership_;
    }

    // ------------------------------------------------------------------ an operator

    /// @inheritdoc IGroup
    function join(uint256 leaf, uint256 nullifier, uint256[8] calldata proof) external {
        uint32 organisation = membership.operatorOf(msg.sender);
        if (!membership.mayServe(organisation)) revert GroupWrongStatus(organisation);
        _requireElement(leaf);
        _requireElement(nullifier);
        if (_taken[leaf]) revert GroupLeafTaken(leaf);
        Member storage member = _members[organisation];
        if (member.pending != 0) revert GroupChangeWaits(organisation);
        if (member.leaf == 0 && _tree.size == PLACES) revert GroupFull();
        _requirePossession(organisation, leaf, nullifier, proof);

        _taken[leaf] = true;
        member.pending = leaf;
        uint64 number = ++_state.last;
        uint32 epoch = membership.epoch();
        _changes[number] = Change(organisation, epoch, leaf);

        emit LeafQueued(organisation, leaf, number, epoch);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IGroup
    function admit(uint256[][] calldata siblings) external {
        uint32 epoch = membership.epoch();
        if (_snapshots[epoch].root != 0) revert GroupFrozen(epoch);
        State memory state = _state;
        if (siblings.length == 0 || siblings.length > state.last - state.done) revert GroupNothingWaits();

        for (uint256 i = 0; i < siblings.length; ++i) {
            Change storage entry = _changes[++state.done];
            if (_letIn(entry.organisation, entry.leaf, siblings[i])) state.leafCount += 1;
        }
        _state = state;
    }

    /// @inheritdoc IGroup
    function evict(uint32 organisation, uint256[] calldata siblings) external {
        IMembership.Status status = membership.organisation(organisation).status;
        if (status != IMembership.Status.Suspended && status != IMembership.Status.Removed) {
            revert GroupWrongStatus(organisation);
        }
        Member storage member = _members[organisation];
        (uint256 leaf, uint32 index) = (member.leaf, member.index);
        if (leaf == 0) revert GroupNoLeaf(organisation);

        member.leaf = 0;
        member.index = 0;
        _state.leafCount -= 1;
        _change(organisation, index, leaf, 0, siblings);

        emit LeafRemoved(organisation, index, leaf);
    }

    /// @inheritdoc IGroup
    function snapshot() external {
        uint32 epoch = membership.epoch();
        if (epoch == 0) revert GroupNotStarted();
        State memory state = _state;
        if (state.done != state.last && _changes[state.done + 1].epoch < epoch) {
            revert GroupQueueWaits(state.last - state.done);
        }
        if (state.leafCount < LEAST_LEAVES) revert GroupTooSmall(state.leafCount, LEAST_LEAVES);
        uint256 root_ = _tree._root();
        if (_snapshots[epoch].root == root_) revert GroupUnchanged(epoch);

        _snapshots[epoch] = Snapshot(root_, state.leafCount, uint40(block.timestamp));

        emit SnapshotTaken(epoch, root_, state.leafCount);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IGroup
    function rootOf(uint32 epoch) external view returns (uint256) {
        return _snapshots[epoch].root;
    }

    /// @inheritdoc IGroup
    function snapshotOf(uint32 epoch) external view returns (uint256, uint32, uint40) {
        Snapshot memory taken = _snapshots[epoch];
        return (taken.root, taken.leaves, taken.takenAt);
    }

    /// @inheritdoc IGroup
    function root() external view returns (uint256) {
        return _tree._root();
    }

    /// @inheritdoc IGroup
    function leafOf(uint32 organisation) external view returns (uint256, uint32) {
        return (_members[organisation].leaf, _members[organisation].index);
    }

    /// @inheritdoc IGroup
    function pendingOf(uint32 organisation) external view returns (uint256) {
        return _members[organisation].pending;
    }

    /// @inheritdoc IGroup
    function queue() external view returns (uint64 first, uint64 last) {
        return (_state.done + 1, _state.last);
    }

    /// @inheritdoc IGroup
    function change(uint64 number) external view returns (uint32, uint32, uint256) {
        Change memory entry = _changes[number];
        return (entry.organisation, entry.epoch, entry.leaf);
    }

    /// @inheritdoc IGroup
    function leafCount() external view returns (uint32) {
        return _state.leafCount;
    }

    /// @inheritdoc IGroup
    function size() external view returns (uint32) {
        // forge-lint: disable-next-line(unsafe-typecast): at most 65,536
        return uint32(_tree.size);
    }

    // ------------------------------------------------------------------ internals

    /// @dev Whether there is one leaf more. What cannot be let in any more is skipped, so that nothing blocks the queue.
    function _letIn(uint32 organisation, uint256 leaf, uint256[] calldata siblings) private returns (bool) {
        Member storage member = _members[organisation];
        member.pending = 0;
        (uint256 former, uint256 place) = (member.leaf, _tree.size);
        if (!membership.mayServe(organisation) || (former == 0 && place == PLACES)) {
            emit LeafSkipped(organisation, leaf);
            return false;
        }
        member.leaf = leaf;
        if (former != 0) {
            _change(organisation, member.index, former, leaf, siblings);
            emit LeafReplaced(organisation, member.index, former, leaf);
            return false;
        }
        if (siblings.length != 0) revert GroupWrongSiblings(organisation);
        // forge-lint: disable-next-line(unsafe-typecast): below 65,536
        member.index = uint32(place);
        _tree._insert(leaf);
        emit LeafEntered(organisation, member.index, leaf);
        return true;
    }

    /// @dev The library would read beyond an array that is too short, and pass over what is too much.
    function _change(uint32 organisation, uint256 index, uint256 former, uint256 leaf, uint256[] calldata siblings)
        private
    {
        if (siblings.length != _siblingCount(index)) revert GroupWrongSiblings(organisation);

        _tree._update(former, leaf, siblings);
    }

    /// @dev Levels on which the path from `index` has a sibling: not those where it is the last node and a left one.
    function _siblingCount(uint256 index) private view returns (uint256 count) {
        uint256 last = _tree.size - 1;
        for (; last != 0; last >>= 1) {
            if (index & 1 == 1 || index != last) ++count;
            index >>= 1;
        }
    }
}
