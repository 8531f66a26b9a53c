// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {Accounts} from "./Accounts.sol";
import {Classes} from "./Classes.sol";
import {Epochs} from "./Epochs.sol";

/// @title Membership
/// @notice Organisations: their status, sectors, tier, standing and acceptance of terms. Accounts, sectors' classes and
///         the clock are the parts below it. Knows no other noun; Rewards, fixed at deployment, alone grants standing.
contract Membership is Accounts, Classes, AccessManaged {
    /// @notice The only caller of `grantStanding`.
    address public immutable rewards;

    mapping(uint32 id => Organisation) private _organisations;
    mapping(uint8 tier => uint32 count) private _activeCounts;

    constructor(address manager, address rewards_, uint32 epochSeconds_) Epochs(epochSeconds_) AccessManaged(manager) {
        if (manager == address(0) || rewards_ == address(0)) {
            revert MembershipZeroAddress();
        }
        rewards = rewards_;
    }

    // --- governor ---

    /// @inheritdoc IMembership
    function start() external restricted {
        _start();
    }

    /// @inheritdoc IMembership
    function publishTerms(bytes32 digest, string calldata uri) external restricted returns (uint16 version) {
        return _publishTerms(digest, uri);
    }

    /// @inheritdoc IMembership
    function classifySector(uint8 sector, uint8 class) external restricted {
        _classify(sector, class);
    }

    // --- registrar ---

    /// @inheritdoc IMembership
    function list(address owner, address operator, address payout, uint48 sectors, uint8 tier)
        external
        restricted
        returns (uint32 id)
    {
        _requireTier(tier);
        _requireSectors(sectors);

        id = ++_state.organisationCount;
        _bindNew(id, owner, operator, payout);
        _organisations[id] = Organisation(Status.Candidate, tier, sectors, 0, 0, 0);

        emit OrganisationListed(id, owner, operator, payout, sectors, tier);
    }

    /// @inheritdoc IMembership
    function setSectors(uint32 id, uint48 sectors) external restricted {
        Organisation storage known = _present(id);
        _requireSectors(sectors);

        if (known.sectors & ~sectors != 0) _noteNarrowing(known.status);
        known.sectors = sectors;

        emit SectorsChanged(id, sectors);
    }

    /// @inheritdoc IMembership
    function setTier(uint32 id, uint8 tier) external restricted {
        Organisation storage known = _present(id);
        _requireTier(tier);

        if (tier < known.tier) _noteNarrowing(known.status);
        if (known.status == Status.Active) {
            _activeCounts[known.tier] -= 1;
            _activeCounts[tier] += 1;
        }
        known.tier = tier;

        emit TierChanged(id, tier);
    }

    /// @inheritdoc IMembership
    function suspend(uint32 id) external restricted {
        Status status = _present(id).status;
        if (status == Status.Suspended) revert MembershipWrongStatus(id, status);

        _setStatus(id, Status.Suspended);
    }

    /// @inheritdoc IMembership
    function reinstate(uint32 id) external restricted {
        Organisation storage known = _present(id);
        if (known.status != Status.Suspended) revert MembershipWrongStatus(id, known.status);

        _setStatus(id, known.standingUntil == 0 ? Status.Candidate : Status.Active);
    }

    /// @inheritdoc IMembership
    function remove(uint32 id) external restricted {
        _present(id);

        _setStatus(id, Status.Removed);
    }

    // --- Rewards alone ---

    /// @inheritdoc IMembership
    function grantStanding(uint32 id, uint32 untilEpoch) external {
        if (msg.sender != rewards) revert MembershipNotRewards(msg.sender);
        Organisation storage known = _present(id);
        if (known.status == Status.Suspended) revert MembershipWrongStatus(id, known.status);

        if (known.status == Status.Candidate) {
            known.standingFrom = epoch();
            _setStatus(id, Status.Active);
        } else if (known.standingUntil < epoch()) {
            known.standingFrom = untilEpoch;
        }
        if (untilEpoch > known.standingUntil) known.standingUntil = untilEpoch;

        emit StandingGranted(id, known.standingFrom, known.standingUntil);
    }

    // --- owner or operator ---

    /// @inheritdoc IMembership
    function acceptTerms(uint16 version) external {
        uint32 id = organisationOf(msg.sender);
        if (id == 0) revert MembershipUnknownAccount(msg.sender);
        Organisation storage known = _present(id);
        uint16 latest = _state.latestTerms;
        if (latest == 0) revert MembershipNoTerms();
        uint16 inForce = termsInForce();
        if (version != inForce && version != latest) {
            revert MembershipTermsNotAcceptable(version, inForce, latest);
        }

        if (version > known.acceptedTerms) known.acceptedTerms = version;

        emit TermsAccepted(id, version);
    }

    // --- views ---

    /// @inheritdoc IMembership
    function organisationCount() external view returns (uint32) {
        return _state.organisationCount;
    }

    /// @inheritdoc IMembership
    function organisation(uint32 id) external view returns (Organisation memory) {
        return _organisations[id];
    }

    /// @inheritdoc IMembership
    function activeCount(uint8 tier) external view returns (uint32) {
        return _activeCounts[tier];
    }

    /// @inheritdoc IMembership
    function requireSubmitter(address account) external view returns (uint32 id, uint16 terms) {
        id = operatorOf(account);
        Organisation memory known = _organisations[id];
        if (known.status != Status.Candidate && known.status != Status.Active) {
            revert MembershipWrongStatus(id, known.status);
        }
        terms = termsInForce();
        if (known.acceptedTerms < terms) revert MembershipTermsStale(id, known.acceptedTerms, terms);
    }

    /// @inheritdoc IMembership
    function reader(uint32 id) external view returns (bool entitled, uint48 sectors, uint8 tier) {
        Organisation memory known = _organisations[id];
        uint32 running = epoch();
        bool inStanding = known.standingFrom <= running && running <= known.standingUntil;
        return (inStanding && _serves(known), known.sectors, known.tier);
    }

    /// @inheritdoc IMembership
    function mayServe(uint32 id) external view returns (bool) {
        return _serves(_organisations[id]);
    }

    /// @inheritdoc IMembership
    function narrowedAt() external view returns (uint64) {
        return _state.narrowedAt;
    }

    // --- internals ---

    /// @dev Every change of status runs through here; it keeps the counters of active organisations exact.
    function _setStatus(uint32 id, Status status) private {
        Organisation storage known = _organisations[id];
        _noteNarrowing(known.status);
        if (known.status == Status.Active) _activeCounts[known.tier] -= 1;
        if (status == Status.Active) _activeCounts[known.tier] += 1;
        known.status = status;

        emit StatusChanged(id, status);
    }

    /// @dev Only an active organisation has a right to read that can be taken away.
    function _noteNarrowing(Status status) private {
        if (status == Status.Active) _state.narrowedAt = uint64(block.number);
    }

    function _present(uint32 id) private view returns (Organisation storage known) {
        known = _organisations[id];
        if (known.status == Status.None) revert MembershipUnknownOrganisation(id);
        if (known.status == Status.Removed) revert MembershipWrongStatus(id, known.status);
    }

    function _serves(Organisation memory known) private view returns (bool) {
        return known.status == Status.Active && known.acceptedTerms >= termsInForce();
    }

    function _requireTier(uint8 tier) private pure {
        if (tier < REGULAR || tier > CRITICAL) revert MembershipInvalidTier(tier);
    }

    function _requireSectors(uint48 sectors) private pure {
        if (sectors == 0) revert MembershipInvalidSectors(sectors);
    }
}
