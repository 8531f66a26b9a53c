// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IIndicators
/// @notice Salted commitments to submissions, their one-word policy, who may read, and the first readers' release.
///         No content and no list of recipients stands here.
/// @dev The policy word is laid out in `Policies`, every hash in `Digests`. Times are seconds, 0 where not set.
///      Not checked, because no contract can: that a commitment hides what its ciphertext holds, that a store has the
///      blobs, that a release holds true slots (panel and readers see), that anybody at all is eligible. Assumed of
///      others: Membership's clock and answers, Valuation's marks. Warning: nothing takes back a released key.
interface IIndicators {
    /// @notice commitment: Digests.commitment; keyCommit: HKDF of the data key; ciphertextDigest: SHA-256 of the
    ///         container. None may be zero.
    struct Item {
        bytes32 commitment;
        bytes32 keyCommit;
        bytes32 ciphertextDigest;
    }

    /// @notice slotsDigest: SHA-256 of the slots blob; 0 = no release with this submission (embargo, or left for
    ///         later). The slots are for those eligible at the end of block asOfBlock, which was in `epoch`.
    struct Release {
        bytes32 slotsDigest;
        uint64 asOfBlock;
        uint32 epoch;
    }

    /// @notice policy: the stored word, with state, submittedAt and the contract's flags.
    event Submitted(
        bytes32 indexed submissionId,
        uint32 indexed organisation,
        uint256 policy,
        bytes32 commitment,
        bytes32 keyCommit,
        bytes32 ciphertextDigest
    );
    /// @notice The first readers' release of these submissions is on record.
    event ReadersReleased(bytes32 indexed slotsDigest, uint64 asOfBlock, uint32 epoch, bytes32[] submissionIds);
    /// @notice The release that came with a submission was late; the submission stands without it.
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
    error IndicatorsMixedReaders(bytes32 submissionId);
    error IndicatorsReleaseEmpty();
    error IndicatorsReleaseNarrowed(uint64 asOfBlock, uint64 narrowedAt);
    error IndicatorsReleaseBlock(uint64 asOfBlock, uint256 blockNumber);
    error IndicatorsReleaseEpoch(uint32 given, uint32 running);
    error IndicatorsNotLater(bytes32 oldId, bytes32 newId);
    error IndicatorsUnderValuation(bytes32 submissionId);
    error IndicatorsNotValuation(address account);

    // --- operators of the submitting organisation ---

    /// @notice Records one submission and, unless it is embargoed or left for later, its first readers' release. A
    ///         release that is late by now is not recorded (ReleaseDeferred) and the submission stands: nobody's
    ///         priority can be delayed. The id is accepted once; it binds the organisation, so nobody else's copy of a
    ///         pending submission can take it.
    /// @param policy as submitted: state, submittedAt, the contract's flags and the upper 8 bits zero; organisation the
    ///        caller's; termsVersion the one in force; notBefore at most 90 days ahead; expiresAt later than now and
    ///        notBefore, at most 730 days ahead. Empty readerSectors are accepted and mean: nobody.
    /// @dev Errors: IndicatorsNotStarted; Membership's MembershipNotOperator, MembershipWrongStatus (neither candidate
    ///      nor active), MembershipTermsStale; IndicatorsPolicyReserved, IndicatorsPolicyOrganisation,
    ///      IndicatorsPolicyTerms, IndicatorsPolicySector, IndicatorsPolicyTier, IndicatorsPolicyTlp,
    ///      IndicatorsPolicyEmbargo, IndicatorsPolicyExpiry, IndicatorsReleaseWithEmbargo, IndicatorsZeroField,
    ///      IndicatorsDuplicate.
    function submit(Item calldata item, uint256 policy, Release calldata release_)
        external
        returns (bytes32 submissionId);

    /// @notice The same for 1 to 512 items under one policy and one readers' release; all or none. The items are
    ///         revoked, superseded and valued one by one. A transaction of 131,072 bytes holds more than that.
    /// @dev Errors: those of `submit`, IndicatorsEmptyBatch, IndicatorsBatchTooLarge.
    function submitBatch(Item[] calldata items, uint256 policy, Release calldata release_)
        external
        returns (bytes32[] memory submissionIds);

    /// @notice First readers' release of 1 to 512 submissions that have none yet, all of the caller's organisation and
    ///         for the same readers. Unlike in `submit` a late one reverts. The organisation's status is not looked at.
    /// @dev Errors: Membership's MembershipNotOperator; IndicatorsEmptyBatch, IndicatorsBatchTooLarge; those of
    ///      `requireFresh`; IndicatorsUnknown, IndicatorsNotSubmitter, IndicatorsNotLive, IndicatorsAlreadyReleased,
    ///      IndicatorsEmbargoed, IndicatorsExpired, IndicatorsMixedReaders.
    function release(bytes32[] calldata submissionIds, Release calldata release_) external;

    /// @notice Ends reading, requests, grants and opening, for ever; also under valuation, which then ends unpaid and at
    ///         the cost that `IRewards.settle` tells. The organisation's status is not looked at. Erases nothing: blobs
    ///         and keys are the client's to delete.
    /// @dev Errors: Membership's MembershipNotOperator; IndicatorsUnknown, IndicatorsNotSubmitter, IndicatorsNotLive.
    function revoke(bytes32 submissionId) external;

    /// @notice Ends `oldId` as `revoke` does and points it to `newId`, a later live one of the same organisation.
    /// @dev Errors: those of `revoke` for either, IndicatorsUnderValuation (the old one), IndicatorsNotLater.
    function supersede(bytes32 oldId, bytes32 newId) external;

    // --- Valuation alone ---

    /// @notice Notes that a valuation runs or ran out; whatever the state.
    /// @dev Errors: IndicatorsNotValuation, IndicatorsUnknown.
    function markValuation(bytes32 submissionId, bool running) external;

    // --- views ---

    /// @notice The stored word; 0 where unknown.
    function policyOf(bytes32 submissionId) external view returns (uint256);

    /// @notice The submission that superseded it; 0 = none.
    function supersededBy(bytes32 submissionId) external view returns (bytes32);

    /// @notice Seconds of the first readers' release; 0 = none on record.
    function releasedAt(bytes32 submissionId) external view returns (uint40);

    /// @notice Whether a key may be sealed to the organisation now: the submission is live, notBefore <= now <
    ///         expiresAt; TLP is CLEAR to AMBER+STRICT, or RED and allow-listed; the organisation is active, in
    ///         standing and accepted the terms in force, shares a sector and has the tier. False where unknown.
    /// @dev An allow list narrows off chain: true does not mean that it is on the list. The submitter needs no right to
    ///      its own, a panelist reads by its round; this view speaks of neither.
    function mayRead(uint32 organisation, bytes32 submissionId) external view returns (bool);

    /// @notice The same table for any policy word, also one that is not submitted yet; time and state are not looked
    ///         at. Element i is for organisation `first + i`; the submitter itself is never eligible.
    /// @dev Meant for calls as of a block; costs grow with `count`.
    function eligible(uint256 policy, uint32 first, uint32 count) external view returns (bool[] memory);

    /// @notice Reverts unless the release names a blob, its asOfBlock is past, nothing narrowed after it, and `epoch`
    ///         runs.
    /// @dev Errors: IndicatorsReleaseEmpty, IndicatorsReleaseBlock, IndicatorsReleaseNarrowed, IndicatorsReleaseEpoch.
    function requireFresh(Release calldata release_) external view;

    /// @notice Block of the last narrowing: the greater of Membership's and KeyDirectory's.
    function narrowedAt() external view returns (uint64);

    /// @notice Whether `a` comes before `b`, by (submittedAt, id); false where they are the same.
    /// @dev Errors: IndicatorsUnknown.
    function isEarlier(bytes32 a, bytes32 b) external view returns (bool);
}
