// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IKeyDirectory
/// @notice Which public key an organisation uses for which purpose; digests in storage, bundles in events.
/// @dev One key, one use: each purpose counts its own keys. The contract does not look inside a bundle: that it holds a
///      key at all, that its suite is the network's and that its signature is the announcing account's is for the
///      reader of the event to check, before anything is sealed to it. A false key gains its announcer nothing.
///      Keys are never taken back, only replaced; what was sealed to a former key stays readable with it.
interface IKeyDirectory {
    /// @notice What a key is used for, and for nothing else.
    enum Purpose {
        Sealing,
        Agreement,
        Attestation
    }

    /// @notice number counts from 1; epoch is the running one; digest = keccak256(bundle).
    event KeyAnnounced(
        uint32 indexed organisation,
        Purpose indexed purpose,
        uint32 number,
        uint32 epoch,
        bytes32 digest,
        address announcedBy,
        bytes bundle
    );

    error KeyDirectoryInvalidDelay(uint32 rotationDelaySeconds);
    error KeyDirectoryEmptyBundle();
    error KeyDirectoryBundleTooLong(uint256 length, uint256 most);
    error KeyDirectoryTooSoon(uint32 organisation, Purpose purpose, uint40 allowedAt);
    error KeyDirectoryWrongNumber(uint32 given, uint32 expected);
    error KeyDirectoryWrongStatus(uint32 organisation);

    /// @notice Announces the organisation's next key for a purpose; holds at once. Operator of any organisation that is
    ///         not removed: a suspended one may replace a stolen key, so that nothing is sealed to it once reinstated.
    ///         At most one announcement in `rotationDelaySeconds` an organisation and purpose.
    /// @param number the current number + 1, so that a replayed or late announcement changes nothing
    /// @param bundle the versioned key bundle, 1 to 4,096 bytes
    /// @dev Errors: Membership's MembershipNotOperator, KeyDirectoryWrongStatus (removed), KeyDirectoryEmptyBundle,
    ///      KeyDirectoryBundleTooLong, KeyDirectoryWrongNumber, KeyDirectoryTooSoon.
    function announce(Purpose purpose, uint32 number, bytes calldata bundle) external;

    /// @notice The key announced last; all zero where there is none. announcedAt in seconds.
    function current(uint32 organisation, Purpose purpose)
        external
        view
        returns (uint32 number, uint32 epoch, uint40 announcedAt, bytes32 digest);

    /// @notice Block of the last replacement of a sealing key, whosever it is; 0 = none. A first announcement takes
    ///         nothing away, nor does a key of another purpose.
    function narrowedAt() external view returns (uint64);

    /// @notice Fixed at deployment, 1 second to 30 days.
    function rotationDelaySeconds() external view returns (uint32);
}
