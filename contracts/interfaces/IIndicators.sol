// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IIndicators
/// @notice Salted commitments to submissions, their one-word policy, who may read, and the first readers' release.
///         No content and no list of recipients stands here.
interface IIndicators {
    struct Item {
        bytes32 commitment;
        bytes32 keyCommit;
        bytes32 ciphertextDigest;
    }

    /// slotsDigest 0 = no release with this submission (embargo, or left for later).
    struct Release {
        bytes32 slotsDigest;
        uint64 asOfBlock;
        uint32 epoch;
    }

    /// policy: the stored word, with state, submittedAt and the contract's flags.
    event Submitted(
        bytes32 indexed submissionId,
        uint32 indexed organisation,
        uint256 policy,
        bytes32 commitment,
        bytes32 keyCommit,
        bytes32 ciphertextDigest
    );
    event ReadersReleased(bytes32 indexed slotsDigest, uint64 asOfBlock, uint32 epoch, bytes32[] submissionIds);
    /// The release that came with a submission was late; the submission stands without it.
    event ReleaseDeferred(bytes32 indexed slotsDigest, uint64 asOfBlock, uint32 epoch);
    event Revoked(bytes32 indexed submissionId);
    event Superseded(bytes32 indexed oldId, bytes32 indexed newId);
    event ValuationMarked(bytes32 indexed submissionId, bool running);

    error IndicatorsNotStarted();
    error IndicatorsNotSubmitter(bytes32 submissionId, uint32 organisation);
    error IndicatorsUnknown(bytes32 submissionId);
    error IndicatorsDuplicate(bytes32 submissionId);
    error IndicatorsNotLive(bytes32 submissionId, uint8 state);
    error IndicatorsEmptyBatch();
    error IndicatorsBatchTooLarge(uint256 length, uint256 most);
    error IndicatorsZeroField(uint256 item);
    error IndicatorsPolicyReserved(uint256 policy);
    error IndicatorsPolicyOrganisation(uint32 given, uint32 expected);
    error IndicatorsPolicyTerms(uint16 given, uint16 inForce);
    error IndicatorsPolicySector(uint8 sector);
    error IndicatorsPolicyTier(uint8 tier);
    error IndicatorsPolicyTlp(uint8 tlp);
    error IndicatorsPolicyExpiry(uint40 expiresAt, uint40 earliest, uint40 latest);
    error IndicatorsPolicyEmbargo(uint40 notBefore, uint40 latest);
    error IndicatorsReleaseWithEmbargo(uint40 notBefore);
    error IndicatorsEmbargoed(bytes32 submissionId, uint40 notBefore);
    error IndicatorsExpired(bytes32 submissionId, uint40 expiresAt);
    error IndicatorsAlreadyReleased(bytes32 submissionId);
    error IndicatorsReleaseEmpty();
    error IndicatorsReleaseNarrowed(uint64 asOfBlock, uint64 narrowedAt);
    error IndicatorsReleaseBlock(uint64 asOfBlock, uint256 blockNumber);
    error IndicatorsReleaseEpoch(uint32 given, uint32 running);
    error IndicatorsNotLater(bytes32 oldId, bytes32 newId);
    error IndicatorsUnderValuation(bytes32 submissionId);
    error IndicatorsNotValuation(address account);

    function submit(Item calldata item, uint256 policy, Release calldata release_) external returns (bytes32 submissionId);
    /// One policy and one readers' release for all items.
    function submitBatch(Item[] calldata items, uint256 policy, Release calldata release_)
        external
        returns (bytes32[] memory submissionIds);
    /// First readers' release of submissions that have none yet, all of the caller's organisation. Reverts when late.
    function release(bytes32[] calldata submissionIds, Release calldata release_) external;
    function revoke(bytes32 submissionId) external;
    function supersede(bytes32 oldId, bytes32 newId) external;
    /// Valuation alone.
    function markValuation(bytes32 submissionId, bool running) external;

    /// 0 where unknown.
    function policyOf(bytes32 submissionId) external view returns (uint256);
    function supersededBy(bytes32 submissionId) external view returns (bytes32);
    /// Seconds of the first readers' release; 0 = none on record.
    function releasedAt(bytes32 submissionId) external view returns (uint40);
    function mayRead(uint32 organisation, bytes32 submissionId) external view returns (bool);
    /// The same table for a policy that is not submitted yet, or after `notBefore` (time and state are not looked at):
    /// bit set for organisations `first .. first + count - 1`; the submitter itself is never among them.
    function eligible(uint256 policy, uint32 first, uint32 count) external view returns (bool[] memory);
    /// Reverts unless nothing narrowed after asOfBlock, asOfBlock is past and `epoch` runs.
    function requireFresh(Release calldata release_) external view;
    /// Max of Membership's and KeyDirectory's.
    function narrowedAt() external view returns (uint64);
    /// Whether `a` was submitted before `b`, by (submittedAt, id); both must exist.
    function isEarlier(bytes32 a, bytes32 b) external view returns (bool);
}
