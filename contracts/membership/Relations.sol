// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IRelations} from "../interfaces/IRelations.sol";

/// @title Relations
/// @notice Declared affiliates and competitors by epoch.
/// @dev One history for each unordered pair, so that a draw reads one slot for a pair without relations. Its values are
///      four bits: who declared (the smaller id: bits 0 and 1, the greater: bits 2 and 3) and which kind.
contract Relations is IRelations {
    using Checkpoints for Checkpoints.Trace224;

    uint8 private constant MOST_DECLARED = 5;
    uint256 private constant MOST_OTHERS = 64;

    IMembership public immutable membership;

    mapping(uint64 pair => Checkpoints.Trace224) private _histories;
    mapping(uint32 organisation => mapping(Kind => uint8)) private _counts;

    constructor(IMembership membership_) {
        membership = membership_;
    }

    /// @inheritdoc IRelations
    function declare(uint32 other, Kind kind) external {
        uint32 organisation = _ownedBySender();
        if (other == 0 || other > membership.organisationCount()) revert RelationsUnknownOrganisation(other);
        if (other == organisation) revert RelationsSelf(organisation);
        uint224 declared = _histories[_pair(organisation, other)].latest();
        uint224 bit = _bit(organisation, other, kind);
        if (declared & bit != 0) revert RelationsAlreadyDeclared(organisation, other, kind);
        if (_counts[organisation][kind] == MOST_DECLARED) {
            revert RelationsTooMany(organisation, kind, MOST_DECLARED);
        }

        _counts[organisation][kind] += 1;
        uint32 fromEpoch = _record(organisation, other, declared | bit);

        emit RelationDeclared(organisation, other, kind, fromEpoch);
    }

    /// @inheritdoc IRelations
    function withdraw(uint32 other, Kind kind) external {
        uint32 organisation = _ownedBySender();
        uint224 declared = _histories[_pair(organisation, other)].latest();
        uint224 bit = _bit(organisation, other, kind);
        if (declared & bit == 0) revert RelationsNotDeclared(organisation, other, kind);

        _counts[organisation][kind] -= 1;
        uint32 fromEpoch = _record(organisation, other, declared & ~bit);

        emit RelationWithdrawn(organisation, other, kind, fromEpoch);
    }

    /// @inheritdoc IRelations
    function declaredCount(uint32 organisation, Kind kind) external view returns (uint8) {
        return _counts[organisation][kind];
    }

    /// @inheritdoc IRelations
    function related(uint32 a, uint32 b, uint32 epoch_) public view returns (bool) {
        if (a == b || a == 0 || b == 0) return true;
        return _histories[_pair(a, b)].upperLookupRecent(epoch_) != 0;
    }

    /// @inheritdoc IRelations
    function relatedMask(uint32 organisation, uint32[] calldata others, uint32 epoch_)
        external
        view
        returns (uint64 mask)
    {
        if (others.length > MOST_OTHERS) revert RelationsTooManyOthers(others.length, MOST_OTHERS);

        for (uint8 i = 0; i < others.length; ++i) {
            if (related(organisation, others[i], epoch_)) mask |= uint64(1) << i;
        }
    }

    function _record(uint32 organisation, uint32 other, uint224 declared) private returns (uint32 fromEpoch) {
        fromEpoch = membership.nextEpoch();
        _histories[_pair(organisation, other)].push(fromEpoch, declared);
    }

    function _ownedBySender() private view returns (uint32 organisation) {
        organisation = membership.organisationOf(msg.sender);
        if (organisation == 0 || membership.ownerOf(organisation) != msg.sender) {
            revert RelationsNotOwner(msg.sender);
        }
    }

    function _pair(uint32 a, uint32 b) private pure returns (uint64) {
        return a < b ? (uint64(a) << 32) | b : (uint64(b) << 32) | a;
    }

    function _bit(uint32 organisation, uint32 other, Kind kind) private pure returns (uint224) {
        return uint224(1) << (uint8(kind) + (organisation < other ? 0 : 2));
    }
}
