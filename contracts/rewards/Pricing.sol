// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IPricing} from "../interfaces/IPricing.sol";
import {Policies} from "../libraries/Policies.sol";

/// @title Pricing
/// @notice What a valid submission earns.
/// @dev Parameters are kept by the epoch from which they hold; those of the deployment, and of any change before the
///      start, by epoch 0. The multiplier's bounds are the same in all of them.
///      A checkpoint of a sector's history stands for an epoch with acceptances: multiplier, their number, and the target at the first of
///      them, 32 bits each. Epochs between two checkpoints are the upward steps, computed when they are asked for.
contract Pricing is IPricing, AccessManaged {
    using Checkpoints for Checkpoints.Trace224;

    uint256 private constant BPS_TO_THE_FOURTH = 1e16;
    uint32 private constant INITIAL_BPS = 10_000;
    uint32 private constant LOWEST_FLOOR_BPS = 1_000;
    uint32 private constant CEILING_OVER_FLOOR = 16;
    uint32 private constant MOST_WEIGHT_BPS = 100_000;
    uint32 private constant MOST_TARGET = 1_000_000;
    uint8 private constant CORE = 2;
    uint8 private constant CRITICAL = 3;

    IMembership public immutable membership;
    address public immutable rewards;

    mapping(uint32 fromEpoch => Parameters) private _versions;
    /// @dev Epoch from which a version holds -> that epoch.
    Checkpoints.Trace224 private _changes;
    mapping(uint8 sector => uint32) private _targets;
    mapping(uint8 sector => Checkpoints.Trace224) private _history;

    constructor(address manager, IMembership membership_, address rewards_, Parameters memory parameters_)
        AccessManaged(manager)
    {
        membership = membership_;
        rewards = rewards_;
        _requireInRange(parameters_);

        _versions[0] = parameters_;

        emit PricingConfigured(parameters_, 0);
    }

    modifier knownSector(uint8 sector) {
        if (sector > Policies.MAX_SECTOR) revert PricingInvalidSector(sector);
        _;
    }

    // ------------------------------------------------------------------ governance

    /// @inheritdoc IPricing
    function configure(Parameters calldata parameters_) external restricted {
        Parameters storage held = _versions[0];
        if (parameters_.floorBps != held.floorBps || parameters_.ceilingBps != held.ceilingBps) {
            revert PricingBoundsFixed(held.floorBps, held.ceilingBps);
        }
        _requireInRange(parameters_);

        uint32 fromEpoch = membership.nextEpoch();
        _versions[fromEpoch] = parameters_;
        if (fromEpoch != 0) _changes.push(fromEpoch, fromEpoch);

        emit PricingConfigured(parameters_, fromEpoch);
    }

    /// @inheritdoc IPricing
    function setTarget(uint8 sector, uint32 target) external restricted knownSector(sector) {
        if (target > MOST_TARGET) revert PricingInvalidTarget(target);

        _targets[sector] = target;

        emit TargetSet(sector, target);
    }

    // ------------------------------------------------------------------ Rewards

    /// @inheritdoc IPricing
    function noteAccepted(uint8 sector) external knownSector(sector) {
        if (msg.sender != rewards) revert PricingNotRewards(msg.sender);

        uint32 running = membership.epoch();
        (, uint32 last, uint224 packed) = _history[sector].latestCheckpoint();
        (uint32 multiplier, uint32 accepted, uint32 target) = _unpack(packed);
        if (last != running) {
            multiplier = _multiplier(sector, running);
            accepted = 0;
            target = targetOf(sector);
        }
        accepted += 1;
        _history[sector].push(running, _pack(multiplier, accepted, target));

        emit AcceptanceNoted(sector, running, accepted, multiplier);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IPricing
    function parameters() external view returns (Parameters memory) {
        return _at(membership.epoch());
    }

    /// @inheritdoc IPricing
    function parametersAt(uint32 epoch_) external view returns (Parameters memory) {
        return _at(epoch_);
    }

    /// @inheritdoc IPricing
    function announced() external view returns (Parameters memory, uint32 fromEpoch) {
        // forge-lint: disable-next-line(unsafe-typecast) -- an epoch
        fromEpoch = uint32(_changes.latest());
        return (_versions[fromEpoch], fromEpoch);
    }

    /// @inheritdoc IPricing
    function price(uint8 sector, uint16 severityBps, uint16 scopeBps, uint32 epoch_) external view returns (uint256) {
        Parameters storage held = _at(epoch_);
        uint256 factors = uint256(_weightBps(held, sector, epoch_)) * severityBps * scopeBps;
        factors *= multiplierBps(sector, epoch_);

        return Math.min(held.cap, held.base * factors / BPS_TO_THE_FOURTH);
    }

    /// @inheritdoc IPricing
    function targetOf(uint8 sector) public view knownSector(sector) returns (uint32) {
        uint32 target = _targets[sector];
        return target == 0 ? _at(membership.epoch()).target : target;
    }

    /// @inheritdoc IPricing
    function weightBps(uint8 sector, uint32 epoch_) external view knownSector(sector) returns (uint32) {
        return _weightBps(_at(epoch_), sector, epoch_);
    }

    /// @inheritdoc IPricing
    function multiplierBps(uint8 sector, uint32 epoch_) public view knownSector(sector) returns (uint32) {
        uint32 running = membership.epoch();
        if (epoch_ > running) revert PricingFutureEpoch(epoch_, running);

        return _multiplier(sector, epoch_);
    }

    // ------------------------------------------------------------------ internals

    function _requireInRange(Parameters memory given) private pure {
        bool amounts =
            given.base != 0 && given.base <= type(uint96).max && given.cap != 0 && given.cap <= type(uint96).max;
        bool weights = given.regularWeightBps != 0 && given.regularWeightBps <= given.coreWeightBps
            && given.coreWeightBps <= given.criticalWeightBps && given.criticalWeightBps <= MOST_WEIGHT_BPS;
        bool bounds = given.floorBps >= LOWEST_FLOOR_BPS && given.floorBps <= given.ceilingBps
            && given.ceilingBps <= uint256(given.floorBps) * CEILING_OVER_FLOOR;
        bool target = given.target != 0 && given.target <= MOST_TARGET;
        if (!amounts || !weights || !bounds || !target) revert PricingInvalidParameters();
    }

    /// @dev The version that holds in an epoch.
    function _at(uint32 epoch_) private view returns (Parameters storage) {
        // forge-lint: disable-next-line(unsafe-typecast) -- an epoch
        return _versions[uint32(_changes.upperLookupRecent(epoch_))];
    }

    function _weightBps(Parameters storage held, uint8 sector, uint32 epoch_) private view returns (uint32) {
        uint8 class = membership.sectorClassAt(sector, epoch_);
        if (class == CRITICAL) return held.criticalWeightBps;
        return class == CORE ? held.coreWeightBps : held.regularWeightBps;
    }

    /// @dev From the last checkpoint at or before the epoch: one step by what was accepted there, then upward steps,
    ///      one for each epoch without acceptances. From the floor the ceiling is at most 27 of them away.
    function _multiplier(uint8 sector, uint32 epoch_) private view returns (uint32 multiplier) {
        Parameters storage first = _versions[0];
        (uint32 floorBps, uint32 ceilingBps) = (first.floorBps, first.ceilingBps);
        (uint32 at, uint224 packed) = _checkpointAt(sector, epoch_);
        uint32 accepted;
        uint32 target;
        (multiplier, accepted, target) = _unpack(packed);
        if (multiplier == 0) {
            // never an acceptance up to then
            (at, multiplier, target) = (1, _within(INITIAL_BPS, floorBps, ceilingBps), 1);
        }
        for (; at < epoch_ && (accepted != 0 || multiplier < ceilingBps); ++at) {
            multiplier = _within(_step(multiplier, accepted, target), floorBps, ceilingBps);
            accepted = 0;
        }
    }

    // A history has at most one checkpoint an epoch, so 32 bits number them; fields are read by cutting off the rest.
    // forge-lint: disable-start(unsafe-typecast)

    function _checkpointAt(uint8 sector, uint32 epoch_) private view returns (uint32 at, uint224 packed) {
        Checkpoints.Trace224 storage history = _history[sector];
        uint256 low = 0;
        uint256 high = history.length();
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (history.at(uint32(middle))._key > epoch_) high = middle;
            else low = middle + 1;
        }
        if (high == 0) return (0, 0);
        Checkpoints.Checkpoint224 memory found = history.at(uint32(high - 1));
        return (found._key, found._value);
    }

    /// @dev m + m x (target - min(accepted, 2 x target)) / (8 x target); both divisions round towards m.
    function _step(uint256 multiplier, uint256 accepted, uint256 target) private pure returns (uint256) {
        if (accepted <= target) return multiplier + multiplier * (target - accepted) / (8 * target);
        return multiplier - multiplier * (Math.min(accepted, 2 * target) - target) / (8 * target);
    }

    function _within(uint256 multiplier, uint256 floorBps, uint256 ceilingBps) private pure returns (uint32) {
        return uint32(Math.min(Math.max(multiplier, floorBps), ceilingBps));
    }

    function _pack(uint32 multiplier, uint32 accepted, uint32 target) private pure returns (uint224) {
        return uint224(multiplier) | uint224(accepted) << 32 | uint224(target) << 64;
    }

    function _unpack(uint224 packed) private pure returns (uint32 multiplier, uint32 accepted, uint32 target) {
        return (uint32(packed), uint32(packed >> 32), uint32(packed >> 64));
    }

    // forge-lint: disable-end(unsafe-typecast)
}
