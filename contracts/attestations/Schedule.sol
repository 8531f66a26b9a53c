// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAttestations} from "../interfaces/IAttestations.sol";
import {IMembership} from "../interfaces/IMembership.sol";

/// @title Schedule
/// @notice The part of Attestations that the governor sets: which policies every member posts under, and how often.
///         Everything holds from the next epoch on; nothing reaches into the running one.
abstract contract Schedule is IAttestations, AccessManaged {
    /// @dev One storage slot. fromEpoch 0: never registered.
    struct Policy {
        uint32 fromEpoch;
        uint32 untilEpoch;
    }

    /// @dev One storage slot. `next` counts from epoch `nextFrom` on.
    struct Slots {
        uint8 former;
        uint8 next;
        uint32 nextFrom;
    }

    uint8 private constant MOST_SLOTS = 64;

    IMembership public immutable membership;

    Slots private _slots;
    mapping(bytes32 policy => Policy) private _policies;

    constructor(address manager, IMembership membership_, uint8 slots_) AccessManaged(manager) {
        _requireSlots(slots_);
        membership = membership_;
        _slots = Slots(slots_, slots_, 0);

        emit SlotsSet(slots_, 0);
    }

    // ------------------------------------------------------------------ governor

    /// @inheritdoc IAttestations
    function registerPolicy(bytes32 policy, string calldata uri) external restricted {
        if (policy == 0) revert AttestationsZeroPolicy();
        if (_policies[policy].fromEpoch != 0) revert AttestationsPolicyKnown(policy);

        uint32 fromEpoch = membership.epoch() + 1;
        _policies[policy] = Policy(fromEpoch, type(uint32).max);

        emit PolicyRegistered(policy, fromEpoch, uri);
    }

    /// @inheritdoc IAttestations
    function retirePolicy(bytes32 policy) external restricted {
        uint32 epoch = membership.epoch();
        if (_policies[policy].untilEpoch != type(uint32).max) revert AttestationsPolicyNotInForce(policy, epoch);

        _policies[policy].untilEpoch = epoch;

        emit PolicyRetired(policy, epoch);
    }

    /// @inheritdoc IAttestations
    function setSlots(uint8 slots_) external restricted {
        _requireSlots(slots_);

        uint32 epoch = membership.epoch();
        _slots = Slots(_slotsOf(epoch), slots_, epoch + 1);

        emit SlotsSet(slots_, epoch + 1);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IAttestations
    function slots() external view returns (uint8 running, uint8 next) {
        return (_slotsOf(membership.epoch()), _slots.next);
    }

    /// @inheritdoc IAttestations
    function policyOf(bytes32 policy) external view returns (uint32 fromEpoch, uint32 untilEpoch) {
        return (_policies[policy].fromEpoch, _policies[policy].untilEpoch);
    }

    // ------------------------------------------------------------------ internals

    function _requireInForce(bytes32 policy, uint32 epoch) internal view {
        Policy memory known = _policies[policy];
        bool inForce = known.fromEpoch != 0 && known.fromEpoch <= epoch && epoch <= known.untilEpoch;
        if (!inForce) revert AttestationsPolicyNotInForce(policy, epoch);
    }

    function _slotsOf(uint32 epoch) internal view returns (uint8) {
        return epoch < _slots.nextFrom ? _slots.former : _slots.next;
    }

    function _requireSlots(uint8 slots_) private pure {
        if (slots_ == 0 || slots_ > MOST_SLOTS) revert AttestationsInvalidSlots(slots_);
    }
}
