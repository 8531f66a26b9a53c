// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IGroup
/// @notice The named members that may speak without a name: one leaf an organisation in a Merkle tree, and one root an
///         epoch against which membership is proved (Semaphore v4).
/// @dev A leaf is `Poseidon(A.x, A.y)` of the Baby Jubjub point A = z * Base8; z is the member's secret. The list of
///      leaves and whose they are is public, so a sham member is visible.
///      Every change waits in one queue and enters the tree between the beginning of an epoch and its snapshot. After
///      the snapshot the tree changes by eviction alone, so a second snapshot of the same epoch can only remove; and
///      what waited from an earlier epoch must be let in before a snapshot, so nobody keeps a joiner out by being
///      early. One organisation has one leaf in a root, hence one nullifier a scope.
///      Warning: whoever learns z can tell which past posts were made with it. Rotate at an epoch's edge.
interface IGroup {
    /// @notice A change waits. `number` counts from 1.
    event LeafQueued(uint32 indexed organisation, uint256 leaf, uint64 number, uint32 epoch);
    /// @notice A first leaf, or one after an eviction, stands at `index` of the tree.
    event LeafEntered(uint32 indexed organisation, uint32 index, uint256 leaf);
    /// @notice A rotation: the place stays.
    event LeafReplaced(uint32 indexed organisation, uint32 index, uint256 formerLeaf, uint256 leaf);
    /// @notice The organisation could not act any more when its change's turn came, or there was no place left.
    event LeafSkipped(uint32 indexed organisation, uint256 leaf);
    /// @notice The place is zero for ever.
    event LeafRemoved(uint32 indexed organisation, uint32 index, uint256 leaf);
    /// @notice The root of the epoch; a later one of the same epoch replaces it and only removes.
    event SnapshotTaken(uint32 indexed epoch, uint256 root, uint32 leaves);

    error GroupWrongStatus(uint32 organisation);
    error GroupLeafOutOfRange(uint256 leaf);
    error GroupLeafTaken(uint256 leaf);
    error GroupChangeWaits(uint32 organisation);
    error GroupProofRefused();
    error GroupFrozen(uint32 epoch);
    error GroupNothingWaits();
    error GroupFull();
    error GroupWrongSiblings(uint32 organisation);
    error GroupNoLeaf(uint32 organisation);
    error GroupNotStarted();
    error GroupQueueWaits(uint64 count);
    error GroupTooSmall(uint32 leaves, uint32 least);
    error GroupUnchanged(uint32 epoch);

    // --- an operator ---

    /// @notice Queues the organisation's leaf, or the one that replaces it.
    /// @param leaf above 0, below the scalar field's order, and never used by anybody before
    /// @param nullifier of the proof
    /// @param proof that the sender's organisation knows the leaf's secret: a Semaphore proof of the leaf at index 0 of
    ///        a path with 16 siblings, each of them 2; message `Digests.leafMessage`, scope `Digests.leafScope`
    /// @dev The path is of the circuit's full length, since the circuit keeps secret how much of it was used: a leaf
    ///      that was itself the root of other leaves would give one organisation many nullifiers.
    ///      Errors: Membership's MembershipNotOperator, GroupWrongStatus (not active, or terms in force not accepted),
    ///      GroupLeafOutOfRange (leaf or nullifier), GroupLeafTaken, GroupChangeWaits, GroupFull (65,536 places),
    ///      GroupProofRefused.
    function join(uint256 leaf, uint256 nullifier, uint256[8] calldata proof) external;

    // --- anyone ---

    /// @notice Lets the first `siblings.length` changes of the queue in, in order. For a rotation: the siblings of the
    ///         former leaf, lowest first, without the levels on which it has none; for a first leaf: none.
    /// @dev A change of an organisation that may not serve any more is skipped, with whatever siblings. Errors:
    ///      GroupFrozen (the running epoch has its snapshot), GroupNothingWaits (no siblings, or more than changes),
    ///      GroupWrongSiblings (how many), WrongSiblingNodes and LeafGreaterThanSnarkScalarField (which ones; both the
    ///      tree library's).
    function admit(uint256[][] calldata siblings) external;

    /// @notice Removes the leaf of a suspended or removed organisation, at any time.
    /// @dev Errors: GroupWrongStatus (neither), GroupNoLeaf, GroupWrongSiblings (how many), WrongSiblingNodes and
    ///      LeafGreaterThanSnarkScalarField (which ones; both the tree library's).
    function evict(uint32 organisation, uint256[] calldata siblings) external;

    /// @notice Freezes the root of the running epoch; again in the same epoch only after an eviction.
    /// @dev Errors: GroupNotStarted, GroupQueueWaits (from an earlier epoch), GroupTooSmall, GroupUnchanged.
    function snapshot() external;

    // --- views ---

    /// @notice The root of an epoch's snapshot; 0 = none.
    function rootOf(uint32 epoch) external view returns (uint256);

    /// @notice An epoch's snapshot; leaves: how many were not removed; takenAt in seconds. All zero: none.
    function snapshotOf(uint32 epoch) external view returns (uint256 root, uint32 leaves, uint40 takenAt);

    /// @notice The root of the tree as it stands now.
    function root() external view returns (uint256);

    /// @notice The organisation's leaf in the tree and its place; 0 = none.
    function leafOf(uint32 organisation) external view returns (uint256 leaf, uint32 index);

    /// @notice The organisation's leaf that waits; 0 = none.
    function pendingOf(uint32 organisation) external view returns (uint256 leaf);

    /// @notice The queue: changes `first` to `last`, both included, wait; none where first > last.
    function queue() external view returns (uint64 first, uint64 last);

    /// @notice A change that was queued. Errors: none; all zero where there is none.
    function change(uint64 number) external view returns (uint32 organisation, uint32 epoch, uint256 leaf);

    /// @notice Leaves that are not removed.
    function leafCount() external view returns (uint32);

    /// @notice Places taken in the tree, removed ones included.
    function size() external view returns (uint32);
}
