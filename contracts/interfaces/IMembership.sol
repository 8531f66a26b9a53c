// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IMembership
/// @notice Organisations, their accounts, sectors, tier, status, standing and terms; the clock of epochs; the one
///         answer to "who may act?".
/// @dev Governor and registrar are roles of the access manager; a call without the role reverts with OpenZeppelin's
///      `AccessManagedUnauthorized`. An organisation has one cold owner account, any number of operators (hot accounts
///      that act for it) and one payout account. An account belongs to one organisation for ever, also after it was
///      revoked, so that a signature never speaks for two.
///      Warning: nothing here takes back a key that was released, and status never stops money: suspended and removed
///      organisations keep their claims and free bonds. An owner account cannot be replaced: list a new organisation.
interface IMembership {
    /// @notice A candidate may submit and be paid and reads nothing; an active one reads while in standing; a suspended
    ///         one does neither until it is reinstated; removed is final.
    enum Status {
        None,
        Candidate,
        Active,
        Suspended,
        Removed
    }

    /// @notice One storage slot. tier: 1 regular, 2 core, 3 critical. sectors: bit s-1 = sector s. acceptedTerms: the
    ///         highest version accepted. In standing from standingFrom to standingUntil, both epochs included;
    ///         standingUntil 0 = never had standing.
    struct Organisation {
        Status status;
        uint8 tier;
        uint48 sectors;
        uint16 acceptedTerms;
        uint32 standingFrom;
        uint32 standingUntil;
    }

    /// @notice Epoch 1 begins.
    event Started(uint40 startedAt);
    /// @notice A candidate, with the accounts that act for it, own it and are paid.
    event OrganisationListed(
        uint32 indexed organisation, address indexed owner, address operator, address payout, uint48 sectors, uint8 tier
    );
    /// @notice Suspended, reinstated, removed, or made active by its first standing.
    event StatusChanged(uint32 indexed organisation, Status status);
    /// @notice All sectors that hold now, bit s-1 = sector s.
    event SectorsChanged(uint32 indexed organisation, uint48 sectors);
    /// @notice 1 regular, 2 core, 3 critical.
    event TierChanged(uint32 indexed organisation, uint8 tier);
    /// @notice The whole standing after the grant, first and last epoch.
    event StandingGranted(uint32 indexed organisation, uint32 fromEpoch, uint32 untilEpoch);
    /// @notice The account acts for the organisation, and never for another.
    event OperatorAdded(uint32 indexed organisation, address indexed operator);
    /// @notice The account acts for nobody any more.
    event OperatorRevoked(uint32 indexed organisation, address indexed operator);
    /// @notice Nothing is paid before `holdsFrom`, so that a stolen owner account can be noticed.
    event PayoutChanged(uint32 indexed organisation, address payout, uint40 holdsFrom);
    /// @param digest SHA-256 of the legal text; `uri` only says where a copy may be found
    event TermsPublished(uint16 indexed version, bytes32 digest, string uri, uint32 inForceFrom);
    /// @notice By its owner or an operator.
    event TermsAccepted(uint32 indexed organisation, uint16 indexed version);
    /// @notice 1 regular, 2 core, 3 critical; from `fromEpoch` on.
    event SectorClassified(uint8 indexed sector, uint8 class, uint32 fromEpoch);

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

    // --- governor ---

    /// @notice Begins epoch 1 in this block, once. Until then what is set up holds at once.
    /// @dev Errors: MembershipAlreadyStarted, MembershipNoTerms (terms come first).
    function start() external;

    /// @notice Publishes a version of the terms. In force from the next epoch (before the start: at once). A version
    ///         that is still pending is replaced by the new number and never comes into force.
    /// @param digest SHA-256 of the legal text
    /// @dev Errors: MembershipZeroDigest.
    function publishTerms(bytes32 digest, string calldata uri) external returns (uint16 version);

    /// @notice Sets a sector's criticality (1 regular, 2 core, 3 critical), which weighs prices. Holds from the next
    ///         epoch (before the start: at once), for what is opened from then on; set twice in an epoch, the last one
    ///         counts. Sector 0, "not declared", is regular for ever.
    /// @dev Errors: MembershipInvalidSector (not 1..48), MembershipInvalidClass.
    function classifySector(uint8 sector, uint8 class) external;

    // --- registrar ---

    /// @notice Lists a candidate under a new id, counted from 1. Owner and operator must be two accounts that no
    ///         organisation ever had; the payout account may be any and serve several.
    /// @dev Errors: MembershipInvalidTier, MembershipInvalidSectors (none), MembershipZeroAddress,
    ///      MembershipAccountTaken. Warning: any member can make an account its own operator first; then take another.
    function list(address owner, address operator, address payout, uint48 sectors, uint8 tier)
        external
        returns (uint32 organisation);

    /// @notice Replaces the sectors; at once. Narrows where an active organisation loses one.
    /// @dev Errors: MembershipUnknownOrganisation, MembershipWrongStatus (removed), MembershipInvalidSectors (none).
    function setSectors(uint32 organisation, uint48 sectors) external;

    /// @notice Replaces the tier; at once. Narrows where an active organisation's goes down.
    /// @dev Errors: MembershipUnknownOrganisation, MembershipWrongStatus (removed), MembershipInvalidTier.
    function setTier(uint32 organisation, uint8 tier) external;

    /// @notice Candidate or active -> suspended; at once. Narrows where it was active. Standing runs on meanwhile.
    /// @dev Errors: MembershipUnknownOrganisation, MembershipWrongStatus.
    function suspend(uint32 organisation) external;

    /// @notice Suspended -> what it was before: active where it ever had standing, else candidate.
    /// @dev Errors: MembershipUnknownOrganisation, MembershipWrongStatus.
    function reinstate(uint32 organisation) external;

    /// @notice Any status -> removed, for ever. Narrows where it was active.
    /// @dev Errors: MembershipUnknownOrganisation, MembershipWrongStatus (already removed).
    function remove(uint32 organisation) external;

    // --- Rewards alone ---

    /// @notice Gives standing until the end of `untilEpoch`. A candidate becomes active, in standing from the running
    ///         epoch; a lapsed one is in standing again from `untilEpoch`; else the standing is extended, never cut.
    /// @dev Errors: MembershipNotRewards, MembershipUnknownOrganisation, MembershipWrongStatus (suspended, removed).
    function grantStanding(uint32 organisation, uint32 untilEpoch) external;

    // --- owner, whatever the status ---

    /// @notice Adds an account that no organisation ever had, or brings back a revoked operator of one's own.
    /// @dev Errors: MembershipNotOwner, MembershipZeroAddress, MembershipAccountTaken.
    function addOperator(address operator) external;

    /// @notice Ends an operator's rights at once. The last one may be revoked too; the owner adds another.
    /// @dev Errors: MembershipNotOwner, MembershipNotOperator (not one of this organisation).
    function revokeOperator(address operator) external;

    /// @notice Replaces the payout account. Holds one day later (before the start: at once); until then nothing is
    ///         paid, neither to the new account nor to the former one.
    /// @dev Errors: MembershipNotOwner, MembershipZeroAddress.
    function setPayout(address payout) external;

    // --- owner or operator ---

    /// @notice Accepts the version in force or the pending one. Accepting the pending one counts for the one in force.
    /// @dev Errors: MembershipUnknownAccount, MembershipWrongStatus (removed), MembershipNoTerms (none published),
    ///      MembershipTermsNotAcceptable.
    function acceptTerms(uint16 version) external;

    // --- the clock ---

    /// @notice Length of an epoch; fixed at deployment, 1 second to 366 days.
    function epochSeconds() external view returns (uint32);

    /// @notice Second of the start; 0 = not started.
    function startedAt() external view returns (uint40);

    /// @notice The running epoch: 0 before the start, then 1, 2, ...
    function epoch() external view returns (uint32);

    /// @notice First second of an epoch; the end of epoch e is epochStart(e + 1). Epoch 0: 0. Not started, or beyond
    ///         what 40 bits hold: the greatest value, "never".
    function epochStart(uint32 epoch_) external view returns (uint40);

    /// @notice From when what "holds from the next epoch" holds: 0 before the start, else epoch() + 1.
    function nextEpoch() external view returns (uint32);

    // --- organisations ---

    /// @notice How many were ever listed; ids are 1 to this.
    function organisationCount() external view returns (uint32);

    /// @notice All zero where unknown.
    function organisation(uint32 id) external view returns (Organisation memory);

    /// @notice Organisation of an owner or operator account; 0 = none, or revoked.
    function organisationOf(address account) external view returns (uint32);

    /// @notice Organisation for which `account` acts as operator, whatever its status.
    /// @dev Errors: MembershipNotOperator.
    function operatorOf(address account) external view returns (uint32 organisation);

    /// @notice 0 where unknown.
    function ownerOf(uint32 organisation) external view returns (address);

    /// @notice The payout account and the second from which it may be paid. 0 where unknown.
    function payoutOf(uint32 organisation) external view returns (address payout, uint40 holdsFrom);

    /// @notice How many organisations of a tier are active, in standing or not. Tiers 1 to 3, others 0.
    function activeCount(uint8 tier) external view returns (uint32);

    /// @notice Criticality class of a sector in the running epoch: 1 regular where none was set.
    function sectorClass(uint8 sector) external view returns (uint8 class);

    /// @notice Criticality class of a sector in an epoch; of a later one as it is announced so far.
    function sectorClassAt(uint8 sector, uint32 epoch_) external view returns (uint8 class);

    // --- terms ---

    /// @notice Version in force; 0 = none.
    function termsInForce() external view returns (uint16 version);

    /// @notice Version published last, in force or pending; 0 = none.
    function latestTerms() external view returns (uint16 version);

    /// @notice SHA-256 of a version's text; 0 where there is no such version.
    function termsDigest(uint16 version) external view returns (bytes32);

    // --- who may act ---

    /// @notice Organisation of `account` and the terms in force, where `account` may submit: an operator of a candidate
    ///         or active organisation that accepted these terms. Whether the network has started is not looked at.
    /// @dev Errors: MembershipNotOperator, MembershipWrongStatus, MembershipTermsStale.
    function requireSubmitter(address account) external view returns (uint32 organisation, uint16 terms);

    /// @notice Whether it is active, in standing and accepted the terms in force; its sectors and its tier, whatever
    ///         the first answer is.
    function reader(uint32 organisation) external view returns (bool entitled, uint48 sectors, uint8 tier);

    /// @notice Active and terms in force accepted; standing is not looked at.
    function mayServe(uint32 organisation) external view returns (bool);

    /// @notice Block of the last change that took a right to read from an active organisation (suspension, removal,
    ///         lower tier, lost sector). What widens does not count, nor what happens to those that read nothing;
    ///         standing ends, and new terms hold, only with an epoch.
    function narrowedAt() external view returns (uint64);
}
