// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "../interfaces/IMembership.sol";

/// @title Epochs
/// @notice The part of Membership that the clock drives: epochs, and the versions of the terms that they bring into
///         force. Also holds the one slot of network-wide state, so that a submission reads it once.
abstract contract Epochs is IMembership {
    struct State {
        uint40 startedAt;
        uint16 latestTerms;
        uint16 formerTerms; // in force until `latestTermsFrom`
        uint32 latestTermsFrom; // epoch
        uint32 organisationCount;
        uint64 narrowedAt; // block
    }

    uint32 private constant MAX_EPOCH_SECONDS = 366 days;

    /// @inheritdoc IMembership
    uint32 public immutable epochSeconds;

    State internal _state;
    mapping(uint16 version => bytes32 digest) private _termsDigests;

    constructor(uint32 epochSeconds_) {
        if (epochSeconds_ == 0 || epochSeconds_ > MAX_EPOCH_SECONDS) {
            revert MembershipInvalidEpochSeconds(epochSeconds_);
        }
        epochSeconds = epochSeconds_;
    }

    /// @inheritdoc IMembership
    function startedAt() external view returns (uint40) {
        return _state.startedAt;
    }

    /// @inheritdoc IMembership
    function epoch() public view returns (uint32) {
        uint256 started = _state.startedAt;
        return started == 0 ? 0 : uint32((block.timestamp - started) / epochSeconds + 1);
    }

    /// @inheritdoc IMembership
    function epochStart(uint32 epoch_) external view returns (uint40) {
        if (epoch_ == 0) return 0;

        uint256 started = _state.startedAt;
        uint256 first = started + (uint256(epoch_) - 1) * epochSeconds;
        // forge-lint: disable-next-line(unsafe-typecast): what does not fit is answered before the cast
        return started == 0 || first > type(uint40).max ? type(uint40).max : uint40(first);
    }

    /// @inheritdoc IMembership
    function nextEpoch() public view returns (uint32) {
        uint32 running = epoch();
        return running == 0 ? 0 : running + 1;
    }

    /// @inheritdoc IMembership
    function termsInForce() public view returns (uint16) {
        return _state.latestTermsFrom <= epoch() ? _state.latestTerms : _state.formerTerms;
    }

    /// @inheritdoc IMembership
    function latestTerms() external view returns (uint16) {
        return _state.latestTerms;
    }

    /// @inheritdoc IMembership
    function termsDigest(uint16 version) external view returns (bytes32) {
        return _termsDigests[version];
    }

    function _start() internal {
        if (_state.startedAt != 0) revert MembershipAlreadyStarted();
        if (_state.latestTerms == 0) revert MembershipNoTerms();

        _state.startedAt = uint40(block.timestamp);

        emit Started(uint40(block.timestamp));
    }

    function _publishTerms(bytes32 digest, string calldata uri) internal returns (uint16 version) {
        if (digest == 0) revert MembershipZeroDigest();

        _state.formerTerms = termsInForce();
        version = _state.latestTerms + 1;
        _state.latestTerms = version;
        _state.latestTermsFrom = nextEpoch();
        _termsDigests[version] = digest;

        emit TermsPublished(version, digest, uri, _state.latestTermsFrom);
    }
}
