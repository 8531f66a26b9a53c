// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {Epochs} from "./Epochs.sol";

/// @title Classes
/// @notice The part of Membership that keeps each sector's criticality class, by the epoch from which it holds.
abstract contract Classes is Epochs {
    using Checkpoints for Checkpoints.Trace224;

    uint8 internal constant REGULAR = 1;
    uint8 internal constant CRITICAL = 3;
    uint8 private constant MAX_SECTOR = 48;

    /// @dev Epoch -> class; 0 = never classified.
    mapping(uint8 sector => Checkpoints.Trace224) private _classes;

    /// @inheritdoc IMembership
    function sectorClass(uint8 sector) external view returns (uint8) {
        return sectorClassAt(sector, epoch());
    }

    /// @inheritdoc IMembership
    function sectorClassAt(uint8 sector, uint32 epoch_) public view returns (uint8) {
        // forge-lint: disable-next-line(unsafe-typecast) -- 3 at most
        uint8 class = uint8(_classes[sector].upperLookupRecent(epoch_));
        return class == 0 ? REGULAR : class;
    }

    function _classify(uint8 sector, uint8 class) internal {
        if (sector == 0 || sector > MAX_SECTOR) revert MembershipInvalidSector(sector);
        if (class < REGULAR || class > CRITICAL) revert MembershipInvalidClass(class);

        uint32 fromEpoch = nextEpoch();
        _classes[sector].push(fromEpoch, class);

        emit SectorClassified(sector, class, fromEpoch);
    }
}
