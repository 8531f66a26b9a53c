// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "../interfaces/IIndicators.sol";
import {IKeyDirectory} from "../interfaces/IKeyDirectory.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {Policies} from "../libraries/Policies.sol";

/// @title Admission
/// @notice The part of Indicators that says what a policy may say when it is submitted, and whether a
///         readers' release comes in time.
abstract contract Admission is IIndicators {
    using Policies for uint256;

    uint40 private constant MOST_EMBARGO_SECONDS = 90 days;
    uint40 private constant MOST_LIFE_SECONDS = 730 days;

    IMembership public immutable membership;
    IKeyDirectory public immutable keyDirectory;

    constructor(IMembership membership_, IKeyDirectory keyDirectory_) {
        membership = membership_;
        keyDirectory = keyDirectory_;
    }

    /// @inheritdoc IIndicators
    function requireFresh(Release calldata release_) public view {
        if (release_.slotsDigest == 0) revert IndicatorsReleaseEmpty();
        if (release_.asOfBlock >= block.number) {
            revert IndicatorsReleaseBlock(release_.asOfBlock, block.number);
        }
        uint64 narrowed = narrowedAt();
        if (narrowed > release_.asOfBlock) revert IndicatorsReleaseNarrowed(release_.asOfBlock, narrowed);
        uint32 running = membership.epoch();
        if (release_.epoch != running) revert IndicatorsReleaseEpoch(release_.epoch, running);
    }

    /// @inheritdoc IIndicators
    function narrowedAt() public view returns (uint64) {
        uint64 byMembership = membership.narrowedAt();
        uint64 byRotation = keyDirectory.narrowedAt();
        return byMembership > byRotation ? byMembership : byRotation;
    }

    /// @dev The checks of `requireFresh` on a release that is not empty, as an answer.
    function _isFresh(Release calldata release_, uint32 running) internal view returns (bool) {
        return release_.asOfBlock < block.number && narrowedAt() <= release_.asOfBlock && release_.epoch == running;
    }

    function _requirePolicy(uint256 policy, uint32 organisation, uint16 terms) internal view {
        if (policy & Policies.RESERVED != 0) revert IndicatorsPolicyReserved(policy);
        if (policy.organisation() != organisation) {
            revert IndicatorsPolicyOrganisation(policy.organisation(), organisation);
        }
        if (policy.termsVersion() != terms) revert IndicatorsPolicyTerms(policy.termsVersion(), terms);
        if (policy.affectedSector() > Policies.MAX_SECTOR) {
            revert IndicatorsPolicySector(policy.affectedSector());
        }
        uint8 tier = policy.minimumTier();
        if (tier == 0 || tier > Policies.MAX_TIER) revert IndicatorsPolicyTier(tier);
        uint8 tlp = policy.tlp();
        if (tlp == 0 || tlp > Policies.TLP_RED) revert IndicatorsPolicyTlp(tlp);
        _requireTimes(policy.notBefore(), policy.expiresAt());
    }

    function _requireTimes(uint40 notBefore, uint40 expiresAt) private view {
        uint40 current = uint40(block.timestamp);
        if (notBefore > current + MOST_EMBARGO_SECONDS) {
            revert IndicatorsPolicyEmbargo(notBefore, current + MOST_EMBARGO_SECONDS);
        }
        uint40 earliest = (notBefore > current ? notBefore : current) + 1;
        uint40 latest = current + MOST_LIFE_SECONDS;
        if (expiresAt < earliest || expiresAt > latest) {
            revert IndicatorsPolicyExpiry(expiresAt, earliest, latest);
        }
    }
}
