// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IMembership
/// @notice Organisations, their accounts, sectors, tier, status, standing and terms; the clock of epochs; the one
///         answer to "who may act?".
interface IMembership {
    enum Status {
        None,
        Candidate,
        Active,
        Suspended,
        Removed
    }

    /// One storage slot. tier: 1 regular, 2 core, 3 critical. Epochs are inclusive.
    struct Organisation {
        Status status;
        uint8 tier;
        uint48 sectors;
        uint16 acceptedTerms;
        uint32 standingFrom;
        uint32 standingUntil;
    }

    event Started(uint40 startedAt);
    event OrganisationListed(
        uint32 indexed organisation, address indexed owner, address operator, address payout, uint48 sectors, uint8 tier
    );
    event StatusChanged(uint32 indexed organisation, Status status);
    event SectorsChanged(uint32 indexed organisation, uint48 sectors);
    event TierChanged(uint32 indexed organisation, uint8 tier);
    event StandingGranted(uint32 indexed organisation, uint32 fromEpoch, uint32 untilEpoch);
    event OperatorAdded(uint32 indexed organisation, address indexed operator);
    event OperatorRevoked(uint32 indexed organisation, address indexed operator);
    event PayoutChanged(uint32 indexed organisation, address payout, uint40 holdsFrom);
    event TermsPublished(uint16 indexed version, bytes32 digest, string uri, uint32 inForceFrom);
    event TermsAccepted(uint32 indexed organisation, uint16 indexed version);
    event SectorClassified(uint8 indexed sector, uint8 class);

    error MembershipAlreadyStarted();
    error MembershipAccountTaken(address account);
    error MembershipZeroAddress();
    error MembershipUnknownOrganisation(uint32 organisation);
    error MembershipUnknownAccount(address account);
    error MembershipNotOwner(address account);
    error MembershipNotOperator(address account);
    error MembershipNotRewards(address account);
    error MembershipInvalidTier(uint8 tier);
    error MembershipInvalidSectors(uint48 sectors);
    error MembershipInvalidSector(uint8 sector);
    error MembershipInvalidClass(uint8 class);
    error MembershipWrongStatus(uint32 organisation, Status status);
    error MembershipNoTerms();
    error MembershipTermsNotAcceptable(uint16 version, uint16 inForce, uint16 latest);
    error MembershipTermsStale(uint32 organisation, uint16 accepted, uint16 inForce);
    error MembershipZeroDigest();
    error MembershipInvalidEpochSeconds(uint32 epochSeconds);

    // governor
    function start() external;
    function publishTerms(bytes32 digest, string calldata uri) external returns (uint16 version);
    function classifySector(uint8 sector, uint8 class) external; // 1 regular, 2 core, 3 critical; sector 0 = not declared stays regular
    // registrar
    function list(address owner, address operator, address payout, uint48 sectors, uint8 tier)
        external
        returns (uint32 organisation);
    function setSectors(uint32 organisation, uint48 sectors) external;
    function setTier(uint32 organisation, uint8 tier) external;
    function suspend(uint32 organisation) external;
    function reinstate(uint32 organisation) external;
    function remove(uint32 organisation) external;
    // rewards alone
    function grantStanding(uint32 organisation, uint32 untilEpoch) external;
    // owner
    function addOperator(address operator) external;
    function revokeOperator(address operator) external;
    function setPayout(address payout) external;
    // owner or operator
    function acceptTerms(uint16 version) external;

    // views
    function epochSeconds() external view returns (uint32);
    function startedAt() external view returns (uint40);
    /// 0 before the start, then 1, 2, ...
    function epoch() external view returns (uint32);
    /// First second of an epoch >= 1; the end of epoch e is epochStart(e + 1).
    function epochStart(uint32 epoch_) external view returns (uint40);
    /// From when what "holds from the next epoch" holds: 0 before the start, else epoch() + 1.
    function nextEpoch() external view returns (uint32);
    function organisationCount() external view returns (uint32);
    function organisation(uint32 id) external view returns (Organisation memory);
    /// Organisation of an owner or operator account; 0 = none.
    function organisationOf(address account) external view returns (uint32);
    /// Reverts unless `account` is an operator.
    function operatorOf(address account) external view returns (uint32 organisation);
    function ownerOf(uint32 organisation) external view returns (address);
    function payoutOf(uint32 organisation) external view returns (address payout, uint40 holdsFrom);
    /// Operator of a candidate or active organisation that accepted the terms in force; reverts otherwise.
    function requireSubmitter(address account) external view returns (uint32 organisation, uint16 terms);
    /// (active, in standing, terms in force accepted), its sectors and its tier.
    function reader(uint32 organisation) external view returns (bool entitled, uint48 sectors, uint8 tier);
    /// Active and terms in force accepted (standing is not looked at).
    function mayServe(uint32 organisation) external view returns (bool);
    function termsInForce() external view returns (uint16 version);
    function latestTerms() external view returns (uint16 version);
    function sectorClass(uint8 sector) external view returns (uint8 class);
    function activeCount(uint8 tier) external view returns (uint32);
    /// Block of the last change that took a reading right away (suspension, removal, lower tier, lost sector).
    function narrowedAt() external view returns (uint64);
}
