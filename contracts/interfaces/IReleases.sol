// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "./IIndicators.sol";

/// @title IReleases
/// @notice What follows the first readers' release: repeated releases, requests of late joiners, grants, receipts.
interface IReleases {
    event ReleaseRepeated(bytes32 indexed slotsDigest, uint64 asOfBlock, uint32 epoch, bytes32[] submissionIds);
    event KeyRequested(bytes32 indexed submissionId, uint32 indexed organisation);
    event KeyGranted(
        bytes32 indexed submissionId, uint32 indexed organisation, uint32 indexed grantedBy, bytes32 slotsDigest
    );
    /// closedRequest: whether this receipt closed a request of the reader.
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

    function repeatRelease(bytes32[] calldata submissionIds, IIndicators.Release calldata release_) external;
    function request(bytes32 submissionId) external;
    /// By an operator of any organisation that holds the key; does not close the request.
    function grant(bytes32 submissionId, uint32 organisation, bytes32 slotsDigest) external;
    function postReceipt(bytes32 submissionId) external;

    /// Seconds of the open request; 0 = none.
    function requestedAt(bytes32 submissionId, uint32 organisation) external view returns (uint40);
}
