// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IPricing
/// @notice reward = min(cap, base x weight(sector) x severity x scope x multiplier / 1e16), and the bounded controller
///         of each sector's multiplier.
interface IPricing {
    struct Parameters {
        uint128 base; // token units
        uint128 cap; // token units
        uint32 regularWeightBps;
        uint32 coreWeightBps;
        uint32 criticalWeightBps;
        uint32 floorBps; // of the multiplier
        uint32 ceilingBps;
        uint32 target; // accepted disclosures a sector and epoch where none is set for the sector
    }

    event PricingConfigured(Parameters parameters);
    event TargetSet(uint8 indexed sector, uint32 target);
    event AcceptanceNoted(uint8 indexed sector, uint32 indexed epoch, uint32 accepted, uint32 multiplierBps);

    error PricingInvalidParameters();
    error PricingInvalidTarget(uint32 target);
    error PricingInvalidSector(uint8 sector);
    error PricingNotRewards(address account);
    error PricingFutureEpoch(uint32 epoch, uint32 running);

    function configure(Parameters calldata parameters_) external; // governor; holds for prices of later settles
    function setTarget(uint8 sector, uint32 target) external; // governor
    function noteAccepted(uint8 sector) external; // Rewards alone

    function parameters() external view returns (Parameters memory);
    function targetOf(uint8 sector) external view returns (uint32);
    function weightBps(uint8 sector) external view returns (uint32);
    function multiplierBps(uint8 sector, uint32 epoch_) external view returns (uint32);
    function price(uint8 sector, uint16 severityBps, uint16 scopeBps, uint32 epoch_) external view returns (uint256);
}
