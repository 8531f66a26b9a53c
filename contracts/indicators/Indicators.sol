// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "../interfaces/IIndicators.sol";
import {IKeyDirectory} from "../interfaces/IKeyDirectory.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {Digests} from "../libraries/Digests.sol";
import {Policies} from "../libraries/Policies.sol";
import {Admission} from "./Admission.sol";

/// @title Indicators
/// @notice One storage word a submission; all else is bound by its id and stands in its event.
contract Indicators is Admission {
    using Policies for uint256;

    uint256 private constant MOST_ITEMS = 512;

    /// @notice The only caller of `markValuation`.
    address public immutable valuation;

    mapping(bytes32 submissionId => uint256) private _policies;
    /// @dev Of releases that did not come with the submission; those that did are a flag in the policy.
    mapping(bytes32 submissionId => uint40) private _laterReleases;
    /// @inheritdoc IIndicators
    mapping(bytes32 submissionId => bytes32) public supersededBy;

    constructor(IMembership membership_, IKeyDirectory keyDirectory_, address valuation_)
        Admission(membership_, keyDirectory_)
    {
        valuation = valuation_;
    }

    // --- operators of the submitting organisation ---

    /// @inheritdoc IIndicators
    function submit(Item calldata item, uint256 policy, Release calldata release_)
        external
        returns (bytes32 submissionId)
    {
        (uint256 word, bool released) = _admit(policy, release_);

        submissionId = _record(item, 0, policy, word);

        if (released) {
            bytes32[] memory submissionIds = new bytes32[](1);
            submissionIds[0] = submissionId;
            emit ReadersReleased(release_.slotsDigest, release_.asOfBlock, release_.epoch, submissionIds);
        }
    }

    /// @inheritdoc IIndicators
    function submitBatch(Item[] calldata items, uint256 policy, Release calldata release_)
        external
        returns (bytes32[] memory submissionIds)
    {
        _requireLength(items.length);
        (uint256 word, bool released) = _admit(policy, release_);

        submissionIds = new bytes32[](items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            submissionIds[i] = _record(items[i], i, policy, word);
        }

        if (released) {
            emit ReadersReleased(release_.slotsDigest, release_.asOfBlock, release_.epoch, submissionIds);
        }
    }

    /// @inheritdoc IIndicators
    function release(bytes32[] calldata submissionIds, Release calldata release_) external {
        _requireLength(submissionIds.length);
        uint32 organisation = membership.operatorOf(msg.sender);
        requireFresh(release_);

        uint256 readers = _policies[submissionIds[0]];
        for (uint256 i = 0; i < submissionIds.length; ++i) {
            uint256 policy = _requireReleasable(submissionIds[i], organisation);
            if (!policy.sameReaders(readers)) revert IndicatorsMixedReaders(submissionIds[i]);
            _laterReleases[submissionIds[i]] = uint40(block.timestamp);
        }

        emit ReadersReleased(release_.slotsDigest, release_.asOfBlock, release_.epoch, submissionIds);
    }

    /// @inheritdoc IIndicators
    function revoke(bytes32 submissionId) external {
        uint256 policy = _requireOwnLive(submissionId, membership.operatorOf(msg.sender));

        _policies[submissionId] = policy.withState(Policies.STATE_REVOKED);

        emit Revoked(submissionId);
    }

    /// @inheritdoc IIndicators
    function supersede(bytes32 oldId, bytes32 newId) external {
        uint32 organisation = membership.operatorOf(msg.sender);
        uint256 policy = _requireOwnLive(oldId, organisation);
        _requireOwnLive(newId, organisation);
        if (policy.hasFlag(Policies.FLAG_UNDER_VALUATION)) revert IndicatorsUnderValuation(oldId);
        if (!isEarlier(oldId, newId)) revert IndicatorsNotLater(oldId, newId);

        _policies[oldId] = policy.withState(Policies.STATE_SUPERSEDED);
        supersededBy[oldId] = newId;

        emit Superseded(oldId, newId);
    }

    // --- Valuation alone ---

    /// @inheritdoc IIndicators
    function markValuation(bytes32 submissionId, bool running) external {
        if (msg.sender != valuation) revert IndicatorsNotValuation(msg.sender);
        uint256 policy = _known(submissionId);

        _policies[submissionId] = running
            ? policy.withFlag(Policies.FLAG_UNDER_VALUATION)
            : policy.withoutFlag(Policies.FLAG_UNDER_VALUATION);

        emit ValuationMarked(submissionId, running);
    }

    // --- views ---

    /// @inheritdoc IIndicators
    function policyOf(bytes32 submissionId) external view returns (uint256) {
        return _policies[submissionId];
    }

    /// @inheritdoc IIndicators
    function releasedAt(bytes32 submissionId) external view returns (uint40) {
        uint256 policy = _policies[submissionId];
        return
            policy.hasFlag(Policies.FLAG_RELEASED_AT_SUBMISSION) ? policy.submittedAt() : _laterReleases[submissionId];
    }

    /// @inheritdoc IIndicators
    function mayRead(uint32 organisation, bytes32 submissionId) external view returns (bool) {
        uint256 policy = _policies[submissionId];
        if (policy.state() != Policies.STATE_LIVE) return false;
        if (block.timestamp < policy.notBefore() || block.timestamp >= policy.expiresAt()) return false;
        return _admitted(organisation, policy);
    }

    /// @inheritdoc IIndicators
    function eligible(uint256 policy, uint32 first, uint32 count) external view returns (bool[] memory readers) {
        readers = new bool[](count);
        for (uint32 i = 0; i < count; ++i) {
            uint32 organisation = first + i;
            readers[i] = organisation != policy.organisation() && _admitted(organisation, policy);
        }
    }

    /// @inheritdoc IIndicators
    function isEarlier(bytes32 a, bytes32 b) public view returns (bool) {
        uint40 atA = _known(a).submittedAt();
        uint40 atB = _known(b).submittedAt();
        return atA < atB || (atA == atB && a < b);
    }

    // --- internals ---

    /// @dev Checks what a submission's items share, and says what is stored for each: state, time, and whether the
    ///      release that came along is on record.
    function _admit(uint256 policy, Release calldata release_) private returns (uint256 word, bool released) {
        uint32 running = membership.epoch();
        if (running == 0) revert IndicatorsNotStarted();
        (uint32 organisation, uint16 terms) = membership.requireSubmitter(msg.sender);
        _requirePolicy(policy, organisation, terms);

        word = policy.withState(Policies.STATE_LIVE).withSubmittedAt(uint40(block.timestamp));
        if (release_.slotsDigest == 0) return (word, false);
        if (policy.notBefore() > block.timestamp) revert IndicatorsReleaseWithEmbargo(policy.notBefore());

        released = _isFresh(release_, running);
        if (released) word = word.withFlag(Policies.FLAG_RELEASED_AT_SUBMISSION);
        else emit ReleaseDeferred(release_.slotsDigest, release_.asOfBlock, release_.epoch);
    }

    function _record(Item calldata item, uint256 index, uint256 policy, uint256 word) private returns (bytes32 id) {
        if (item.commitment == 0 || item.keyCommit == 0 || item.ciphertextDigest == 0) {
            revert IndicatorsZeroField(index);
        }
        uint32 organisation = policy.organisation();
        id = Digests.submissionId(
            address(this), organisation, item.commitment, item.keyCommit, item.ciphertextDigest, policy
        );
        if (_policies[id] != 0) revert IndicatorsDuplicate(id);

        _policies[id] = word;

        emit Submitted(id, organisation, word, item.commitment, item.keyCommit, item.ciphertextDigest);
    }

    function _requireReleasable(bytes32 id, uint32 organisation) private view returns (uint256 policy) {
        policy = _requireOwnLive(id, organisation);
        if (policy.hasFlag(Policies.FLAG_RELEASED_AT_SUBMISSION) || _laterReleases[id] != 0) {
            revert IndicatorsAlreadyReleased(id);
        }
        if (policy.notBefore() > block.timestamp) revert IndicatorsEmbargoed(id, policy.notBefore());
        if (policy.expiresAt() <= block.timestamp) revert IndicatorsExpired(id, policy.expiresAt());
    }

    function _requireOwnLive(bytes32 id, uint32 organisation) private view returns (uint256 policy) {
        policy = _known(id);
        if (policy.organisation() != organisation) revert IndicatorsNotSubmitter(id, policy.organisation());
        if (policy.state() != Policies.STATE_LIVE) revert IndicatorsNotLive(id, policy.state());
    }

    function _known(bytes32 id) private view returns (uint256 policy) {
        policy = _policies[id];
        if (policy == 0) revert IndicatorsUnknown(id);
    }

    /// @dev An unknown organisation is not entitled.
    function _admitted(uint32 organisation, uint256 policy) private view returns (bool) {
        (bool entitled, uint48 sectors, uint8 tier) = membership.reader(organisation);
        return entitled && policy.admits(sectors, tier);
    }

    function _requireLength(uint256 length) private pure {
        if (length == 0) revert IndicatorsEmptyBatch();
        if (length > MOST_ITEMS) revert IndicatorsBatchTooLarge(length, MOST_ITEMS);
    }
}
