// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "../interfaces/IIndicators.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IReleases} from "../interfaces/IReleases.sol";
import {Policies} from "../libraries/Policies.sol";

/// @title Releases
/// @notice Later releases, requests, grants and receipts; the only thing stored is which requests are open.
contract Releases is IReleases {
    using Policies for uint256;

    uint256 private constant MOST_ITEMS = 512;

    IMembership public immutable membership;
    IIndicators public immutable indicators;

    /// @inheritdoc IReleases
    mapping(bytes32 submissionId => mapping(uint32 organisation => uint40)) public requestedAt;

    constructor(IMembership membership_, IIndicators indicators_) {
        membership = membership_;
        indicators = indicators_;
    }

    /// @inheritdoc IReleases
    function repeatRelease(bytes32[] calldata submissionIds, IIndicators.Release calldata release_) external {
        if (submissionIds.length == 0) revert ReleasesEmptyList();
        if (submissionIds.length > MOST_ITEMS) revert ReleasesListTooLong(submissionIds.length, MOST_ITEMS);
        uint32 organisation = membership.operatorOf(msg.sender);
        indicators.requireFresh(release_);
        uint256 readers = indicators.policyOf(submissionIds[0]);
        for (uint256 i = 0; i < submissionIds.length; ++i) {
            uint256 policy = _requireRepeatable(submissionIds[i], organisation);
            if (!policy.sameReaders(readers)) revert ReleasesMixedReaders(submissionIds[i]);
        }

        emit ReleaseRepeated(release_.slotsDigest, release_.asOfBlock, release_.epoch, submissionIds);
    }

    /// @inheritdoc IReleases
    function request(bytes32 submissionId) external {
        uint32 organisation = membership.operatorOf(msg.sender);
        _requireReleased(submissionId);
        if (indicators.policyOf(submissionId).hasFlag(Policies.FLAG_ALLOW_LISTED)) {
            revert ReleasesAllowListed(submissionId);
        }
        _requireReader(submissionId, organisation);
        if (requestedAt[submissionId][organisation] != 0) {
            revert ReleasesAlreadyRequested(submissionId, organisation);
        }

        requestedAt[submissionId][organisation] = uint40(block.timestamp);

        emit KeyRequested(submissionId, organisation);
    }

    /// @inheritdoc IReleases
    function grant(bytes32 submissionId, uint32 organisation, bytes32 slotsDigest) external {
        uint32 grantedBy = membership.operatorOf(msg.sender);
        if (slotsDigest == 0) revert ReleasesEmptyDigest();
        if (requestedAt[submissionId][organisation] == 0) {
            revert ReleasesNotRequested(submissionId, organisation);
        }
        _requireReader(submissionId, organisation);

        emit KeyGranted(submissionId, organisation, grantedBy, slotsDigest);
    }

    /// @inheritdoc IReleases
    function postReceipt(bytes32 submissionId) external {
        uint32 organisation = membership.operatorOf(msg.sender);
        _requireReleased(submissionId);
        bool closesRequest = requestedAt[submissionId][organisation] != 0;
        if (!closesRequest) _requireReader(submissionId, organisation);

        if (closesRequest) delete requestedAt[submissionId][organisation];

        emit ReceiptPosted(submissionId, organisation, closesRequest);
    }

    function _requireRepeatable(bytes32 id, uint32 organisation) private view returns (uint256 policy) {
        _requireReleased(id);
        policy = indicators.policyOf(id);
        if (policy.organisation() != organisation) revert ReleasesNotSubmitter(id, policy.organisation());
        if (policy.state() != Policies.STATE_LIVE || policy.expiresAt() <= block.timestamp) {
            revert ReleasesNotLive(id);
        }
    }

    function _requireReleased(bytes32 id) private view {
        if (indicators.releasedAt(id) == 0) revert ReleasesNotReleased(id);
    }

    function _requireReader(bytes32 id, uint32 organisation) private view {
        if (!indicators.mayRead(organisation, id)) revert ReleasesMayNotRead(id, organisation);
    }
}
