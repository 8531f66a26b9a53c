// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IRelations
/// @notice Declared affiliates and competitors; what recusal from panels rests on.
interface IRelations {
    enum Kind {
        Affiliate,
        Competitor
    }

    event RelationDeclared(uint32 indexed organisation, uint32 indexed other, Kind kind, uint32 fromEpoch);
    event RelationWithdrawn(uint32 indexed organisation, uint32 indexed other, Kind kind, uint32 fromEpoch);

    error RelationsSelf(uint32 organisation);
    error RelationsUnknownOrganisation(uint32 other);
    error RelationsTooMany(uint32 organisation, Kind kind, uint8 most);
    error RelationsAlreadyDeclared(uint32 organisation, uint32 other, Kind kind);
    error RelationsNotDeclared(uint32 organisation, uint32 other, Kind kind);

    // owner account of the organisation; at most 5 of a kind declared at a time; in force from the next epoch
    function declare(uint32 other, Kind kind) external;
    function withdraw(uint32 other, Kind kind) external;

    /// True for the same organisation, and for a relation of either kind declared by either side that held in `epoch_`.
    function related(uint32 a, uint32 b, uint32 epoch_) external view returns (bool);
    /// Bit i set where related(organisation, others[i], epoch_); at most 64 others. An id 0 counts as related.
    function relatedMask(uint32 organisation, uint32[] calldata others, uint32 epoch_) external view returns (uint64);
}
