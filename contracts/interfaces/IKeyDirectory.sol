// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IKeyDirectory
/// @notice Which public key an organisation uses for which purpose; digests in storage, bundles in events.
interface IKeyDirectory {
    enum Purpose {
        Sealing,
        Agreement,
        Attestation,
        GroupLeaf
    }

    /// number counts from 1; digest = keccak256(bundle).
    event KeyAnnounced(
        uint32 indexed organisation,
        Purpose indexed purpose,
        uint32 number,
        uint32 epoch,
        bytes32 digest,
        address announcedBy,
        bytes bundle
    );

    error KeyDirectoryEmptyBundle();
    error KeyDirectoryBundleTooLong(uint256 length, uint256 most);
    error KeyDirectoryTooSoon(uint32 organisation, Purpose purpose, uint40 allowedAt);
    error KeyDirectoryWrongNumber(uint32 given, uint32 expected);
    error KeyDirectoryWrongStatus(uint32 organisation);

    /// Operator; `number` must be the current number + 1, so that a replayed or late announcement changes nothing.
    function announce(Purpose purpose, uint32 number, bytes calldata bundle) external;

    function current(uint32 organisation, Purpose purpose)
        external
        view
        returns (uint32 number, uint32 epoch, uint40 announcedAt, bytes32 digest);
    /// Block of the last replacement of a sealing key.
    function narrowedAt() external view returns (uint64);
    function rotationDelaySeconds() external view returns (uint32);
}
