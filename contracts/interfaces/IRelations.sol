// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IRelations
/// @notice Declared affiliates and competitors; what recusal from panels rests on.
/// @dev Declarations are public and nobody checks that they are true: either side's word recuses, in both directions
///      and for both kinds. What is declared or withdrawn in an epoch holds from the next one (before the start: at
///      once), and every past epoch stays readable, so that no call between seed and draw changes who is drawn.
interface IRelations {
    /// @notice Both recuse alike.
    enum Kind {
        Affiliate,
        Competitor
    }

    /// @notice Recuses from `fromEpoch` on, whatever the other side declares.
    event RelationDeclared(uint32 indexed organisation, uint32 indexed other, Kind kind, uint32 fromEpoch);
    /// @notice Recuses until the epoch before `fromEpoch`; after it where another declaration stands.
    event RelationWithdrawn(uint32 indexed organisation, uint32 indexed other, Kind kind, uint32 fromEpoch);

    error RelationsNotOwner(address account);
    error RelationsSelf(uint32 organisation);
    error RelationsUnknownOrganisation(uint32 other);
    error RelationsTooMany(uint32 organisation, Kind kind, uint8 most);
    error RelationsAlreadyDeclared(uint32 organisation, uint32 other, Kind kind);
    error RelationsNotDeclared(uint32 organisation, uint32 other, Kind kind);
    error RelationsTooManyOthers(uint256 length, uint256 most);

    /// @notice Declares `other` for the caller's organisation, from the next epoch. At most 5 of a kind stand declared
    ///         at a time. Owner account, whatever the organisation's status.
    /// @dev Errors: RelationsNotOwner, RelationsUnknownOrganisation, RelationsSelf, RelationsAlreadyDeclared,
    ///      RelationsTooMany.
    function declare(uint32 other, Kind kind) external;

    /// @notice Takes the caller's own declaration back, from the next epoch. The other side's own stays.
    /// @dev Errors: RelationsNotOwner, RelationsNotDeclared.
    function withdraw(uint32 other, Kind kind) external;

    /// @notice How many of a kind the organisation has declared, those from the next epoch on included.
    function declaredCount(uint32 organisation, Kind kind) external view returns (uint8);

    /// @notice True for the same organisation, for an id 0 on either side, and for a relation of either kind, declared
    ///         by either side, that held in `epoch_`. Affiliates of affiliates do not count.
    function related(uint32 a, uint32 b, uint32 epoch_) external view returns (bool);

    /// @notice Bit i is set where related(organisation, others[i], epoch_). At most 64 others.
    /// @dev Errors: RelationsTooManyOthers.
    function relatedMask(uint32 organisation, uint32[] calldata others, uint32 epoch_) external view returns (uint64);
}
