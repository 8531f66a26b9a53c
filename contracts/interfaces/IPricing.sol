// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IPricing
/// @notice reward = min(cap, base x weight(sector) x severity x scope x multiplier / 1e16), and the bounded controller
///         of each sector's multiplier.
/// @dev Amounts are in the token's smallest unit; factors in basis points (10000 = 1). One product, one division,
///      rounded down. All factors are those of the epoch in which the valuation was opened: its parameters, the
///      sector's class in it, its multiplier. So nobody changes the price of what is open.
///      The multiplier of a sector: 10000 (within the bounds) in epoch 1, then one step an epoch,
///          m' = m + m x (target - min(accepted, 2 x target)) / (8 x target)   (rounded towards m), within the bounds,
///      where `accepted` counts the disclosures accepted in that epoch and `target` is the one in force at the first of
///      them; an epoch without any moves m up by an eighth, whatever the target. So it moves at most 12.5 % an epoch,
///      never leaves the bounds, and what it was in a past epoch never changes.
///      What it does NOT do: it pays nothing, and it does not look at who submitted.
interface IPricing {
    /// @param base token units for a product of factors that is 1
    /// @param cap the most that one submission earns, in token units
    /// @param regularWeightBps weight of regular sectors and of "not declared"
    /// @param coreWeightBps weight of core sectors, at least the regular one
    /// @param criticalWeightBps weight of critical sectors, at least the core one, at most 100000
    /// @param floorBps the multiplier's lower bound, at least 1000; fixed at deployment
    /// @param ceilingBps the multiplier's upper bound, at most 16 x floorBps; fixed at deployment
    /// @param target accepted disclosures a sector and epoch where none is set for the sector
    struct Parameters {
        uint128 base;
        uint128 cap;
        uint32 regularWeightBps;
        uint32 coreWeightBps;
        uint32 criticalWeightBps;
        uint32 floorBps;
        uint32 ceilingBps;
        uint32 target;
    }

    /// @notice New numbers, for what is opened from `fromEpoch` on; 0 = they hold at once. They take the place of what
    ///         was announced for the same epoch.
    event PricingConfigured(Parameters parameters, uint32 fromEpoch);
    /// @param target 0 = the network's
    event TargetSet(uint8 indexed sector, uint32 target);
    /// @param accepted in that sector and epoch so far
    event AcceptanceNoted(uint8 indexed sector, uint32 indexed epoch, uint32 accepted, uint32 multiplierBps);

    /// @notice Out of the ranges named at `Parameters`: amounts in 1 .. 2^96 - 1, weights and bounds in order and not 0,
    ///         target in 1 .. 1000000.
    error PricingInvalidParameters();
    /// @notice The multiplier's bounds are the deployment's: moving them would let the multiplier jump.
    error PricingBoundsFixed(uint32 floorBps, uint32 ceilingBps);
    /// @notice More than 1000000.
    error PricingInvalidTarget(uint32 target);
    /// @notice Above 48.
    error PricingInvalidSector(uint8 sector);
    /// @notice Only Rewards tells what was accepted.
    error PricingNotRewards(address account);
    /// @notice The multiplier of an epoch that has not begun is not known.
    error PricingFutureEpoch(uint32 epoch, uint32 running);

    /// @notice Sets base, cap, weights and the network's target. Holds from the next epoch (before the start: at once);
    ///         what was opened before keeps its price. Set twice in an epoch, the last numbers count. By the governor.
    /// @dev Errors: AccessManagedUnauthorized, PricingInvalidParameters, PricingBoundsFixed.
    function configure(Parameters calldata parameters_) external;

    /// @notice Sets the target of a sector (0 = "not declared"); a target of 0 goes back to the network's. By the
    ///         governor or treasurer, as the access manager says.
    /// @dev Holds from the sector's next epoch that has an acceptance, the running one if it has none yet. It moves no
    ///      price of the running epoch or of what is open: an epoch's step is the next epoch's multiplier. Errors: AccessManagedUnauthorized,
    ///      PricingInvalidSector, PricingInvalidTarget.
    function setTarget(uint8 sector, uint32 target) external;

    /// @notice Counts one accepted disclosure in the running epoch. By Rewards alone.
    /// @dev Errors: PricingNotRewards, PricingInvalidSector.
    function noteAccepted(uint8 sector) external;

    /// @notice The numbers that hold in the running epoch.
    function parameters() external view returns (Parameters memory);

    /// @notice The numbers of an epoch; of a later one as they are announced so far.
    function parametersAt(uint32 epoch_) external view returns (Parameters memory);

    /// @notice The numbers set last and the epoch from which they hold: not above the running one where nothing is to
    ///         come, 0 where they were set before the start.
    function announced() external view returns (Parameters memory, uint32 fromEpoch);

    /// @notice The target that holds for the sector: its own, else the network's.
    /// @dev Errors: PricingInvalidSector.
    function targetOf(uint8 sector) external view returns (uint32);

    /// @notice Weight by the sector's class in Membership, both of an epoch; of a later one as announced so far.
    /// @dev Errors: PricingInvalidSector.
    function weightBps(uint8 sector, uint32 epoch_) external view returns (uint32);

    /// @notice Multiplier of the sector in a past epoch or the running one (epoch 0 as epoch 1).
    /// @dev Errors: PricingInvalidSector, PricingFutureEpoch.
    function multiplierBps(uint8 sector, uint32 epoch_) external view returns (uint32);

    /// @notice What a valid submission of that sector, severity and scope earns that was opened in `epoch_`.
    /// @dev Warning: severity and scope are not checked here; ballots are, at their reveal (1..10000).
    ///      Errors: PricingInvalidSector, PricingFutureEpoch.
    function price(uint8 sector, uint16 severityBps, uint16 scopeBps, uint32 epoch_) external view returns (uint256);
}
