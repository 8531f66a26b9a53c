// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "./IIndicators.sol";

/// @title IReleases
/// @notice What follows the first readers' release: repeated releases, requests of late joiners, grants, receipts.
/// @dev Public acts that the trail shows. The contract sees digests only: whether a blob is there, holds true slots or
///      was ever opened it cannot tell. Nothing here moves money or changes who may read.
interface IReleases {
    /// @notice slotsDigest: SHA-256 of a new slots blob for the eligible of the end of block asOfBlock.
    event ReleaseRepeated(bytes32 indexed slotsDigest, uint64 asOfBlock, uint32 epoch, bytes32[] submissionIds);
    event KeyRequested(bytes32 indexed submissionId, uint32 indexed organisation);
    event KeyGranted(
        bytes32 indexed submissionId, uint32 indexed organisation, uint32 indexed grantedBy, bytes32 slotsDigest
    );
    /// @notice closedRequest: whether this receipt closed a request of the reader.
    event ReceiptPosted(bytes32 indexed submissionId, uint32 indexed organisation, bool closedRequest);

    error ReleasesNotReleased(bytes32 submissionId);
    error ReleasesNotSubmitter(bytes32 submissionId, uint32 organisation);
    error ReleasesMayNotRead(bytes32 submissionId, uint32 organisation);
    error ReleasesAllowListed(bytes32 submissionId);
    error ReleasesAlreadyRequested(bytes32 submissionId, uint32 organisation);
    error ReleasesNotRequested(bytes32 submissionId, uint32 organisation);
    error ReleasesEmptyDigest();
    error ReleasesEmptyList();
    error ReleasesListTooLong(uint256 length, uint256 most);
    error ReleasesNotLive(bytes32 submissionId);
    error ReleasesMixedReaders(bytes32 submissionId);

    /// @notice Another readers' release of 1 to 512 submissions of the caller's organisation, all for the same readers,
    ///         that have had their first. Changes nothing in storage. Operator of the submitter, whatever its status.
    /// @dev Errors: Membership's MembershipNotOperator; ReleasesEmptyList, ReleasesListTooLong; those of Indicators'
    ///      `requireFresh`; ReleasesNotReleased (or unknown), ReleasesNotSubmitter, ReleasesNotLive (revoked,
    ///      superseded or expired), ReleasesMixedReaders.
    function repeatRelease(bytes32[] calldata submissionIds, IIndicators.Release calldata release_) external;

    /// @notice Asks in public for the key of a released submission that the caller's organisation may read now. Stands
    ///         until the organisation's own receipt. Operator.
    /// @dev Errors: Membership's MembershipNotOperator; ReleasesNotReleased (or unknown), ReleasesAllowListed (its
    ///      readers are the submitter's own choice), ReleasesMayNotRead, ReleasesAlreadyRequested.
    function request(bytes32 submissionId) external;

    /// @notice Answers an open request with a slots blob; by an operator of any organisation that holds the key, which
    ///         the contract cannot check. Does not close the request, so a garbage grant blocks nobody.
    /// @param slotsDigest SHA-256 of the blob
    /// @dev Errors: Membership's MembershipNotOperator; ReleasesEmptyDigest, ReleasesNotRequested, ReleasesMayNotRead
    ///      (the asker, in this block).
    function grant(bytes32 submissionId, uint32 organisation, bytes32 slotsDigest) external;

    /// @notice Says in public that the caller's organisation opened a released submission; closes its own request and
    ///         nobody else's. For an organisation that may read now, or that has a request to close. A promise of
    ///         nothing: no right and no payment rests on it. May be repeated.
    /// @dev Errors: Membership's MembershipNotOperator; ReleasesNotReleased (or unknown), ReleasesMayNotRead.
    function postReceipt(bytes32 submissionId) external;

    /// @notice Seconds of the open request; 0 = none.
    function requestedAt(bytes32 submissionId, uint32 organisation) external view returns (uint40);
}
