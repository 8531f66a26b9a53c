// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {IPool} from "../interfaces/IPool.sol";
import {IRewards} from "../interfaces/IRewards.sol";

/// @title Dues
/// @notice The part of Rewards that holds the parameters and knows what each tier owes for an epoch, and who has paid.
abstract contract Dues is IRewards, AccessManaged, ReentrancyGuardTransient {
    uint256 private constant FULL_BPS = 10_000;
    uint128 internal constant LARGEST_PANEL = 5;
    uint256 private constant MOST_STIPENDS = 3 * LARGEST_PANEL; // of all rounds
    uint32 private constant FIRST_BILLED = 2; // before it there was no close
    uint8 internal constant REGULAR = 1;
    uint8 internal constant CORE = 2;
    uint8 internal constant CRITICAL = 3;

    IMembership public immutable membership;
    IPool public immutable pool;

    Parameters internal _parameters;
    /// @inheritdoc IRewards
    uint32 public nextEpochToClose = 1;

    mapping(uint32 epoch => mapping(uint8 tier => uint256)) private _dues;
    mapping(uint32 epoch => mapping(uint32 organisation => bool)) private _paid;

    constructor(address manager, IMembership membership_, IPool pool_, Parameters memory parameters_)
        AccessManaged(manager)
    {
        membership = membership_;
        pool = pool_;
        _configure(parameters_);
    }

    // ------------------------------------------------------------------ governor

    /// @inheritdoc IRewards
    function configure(Parameters calldata parameters_) external restricted {
        uint32 openWindowSeconds = _parameters.openWindowSeconds;
        if (parameters_.openWindowSeconds != openWindowSeconds) revert RewardsOpenWindowFixed(openWindowSeconds);

        _configure(parameters_);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IRewards
    function payDues(uint32 organisation, uint256 most) external nonReentrant {
        IMembership.Status status = membership.organisation(organisation).status;
        bool admitted = status == IMembership.Status.Candidate || status == IMembership.Status.Active;
        if (!admitted) revert RewardsDuesStatus(organisation);
        (uint256 amount, bool known, bool paid) = duesOf(organisation);
        uint32 running = membership.epoch();
        if (!known) revert RewardsDuesNotFixed(running);
        if (paid) revert RewardsDuesAlreadyPaid(organisation, running);
        if (amount > most) revert RewardsDuesChanged(most, amount);

        _notePaid(organisation, running, amount, msg.sender);
        if (amount != 0) pool.collect(msg.sender, amount);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IRewards
    function parameters() external view returns (Parameters memory) {
        return _parameters;
    }

    /// @inheritdoc IRewards
    function duesOf(uint32 organisation) public view returns (uint256 amount, bool fixed_, bool paid) {
        uint32 running = membership.epoch();
        uint8 tier = membership.organisation(organisation).tier;
        paid = _paid[running][organisation];
        if (running < FIRST_BILLED) {
            return (_shareBps(tier) == 0 ? 0 : _parameters.duesFloor, true, paid);
        }
        fixed_ = running <= nextEpochToClose;
        amount = fixed_ ? _dues[running][tier] : 0;
    }

    // ------------------------------------------------------------------ internals

    /// @dev What `pay` keeps of `owed`: the running epoch's dues, if the organisation owes them and `owed` covers them.
    function _setOff(uint32 organisation, uint256 owed) internal returns (uint256) {
        if (membership.organisation(organisation).status != IMembership.Status.Active) return 0;
        (uint256 amount, bool known, bool paid) = duesOf(organisation);
        if (!known || paid || amount == 0 || amount > owed) return 0;

        _notePaid(organisation, membership.epoch(), amount, address(0));
        return amount;
    }

    /// @dev From the claims of the epoch that closes: each tier's share, divided by its active members, rounded up.
    function _fixDues(uint32 epoch_, uint256 claims) internal returns (uint256[3] memory dues) {
        for (uint8 tier = REGULAR; tier <= CRITICAL; ++tier) {
            uint256 amount = _duesOf(tier, claims);
            _dues[epoch_][tier] = amount;
            dues[tier - 1] = amount;
        }
    }

    function _notePaid(uint32 organisation, uint32 epoch_, uint256 amount, address from) private {
        _paid[epoch_][organisation] = true;
        membership.grantStanding(organisation, epoch_ + 1);

        emit DuesPaid(organisation, epoch_, amount, from);
    }

    function _duesOf(uint8 tier, uint256 claims) private view returns (uint256) {
        uint256 shareBps = _shareBps(tier);
        uint256 members = membership.activeCount(tier);
        if (shareBps == 0) return 0;
        if (members == 0) return _parameters.duesFloor;

        uint256 even = Math.ceilDiv(claims * shareBps, FULL_BPS * members);
        return Math.min(Math.max(even, _parameters.duesFloor), _parameters.duesCap);
    }

    function _shareBps(uint8 tier) private view returns (uint256) {
        if (tier == CRITICAL) return _parameters.criticalShareBps;
        return tier == CORE ? _parameters.coreShareBps : _parameters.regularShareBps;
    }

    function _configure(Parameters memory given) private {
        uint256 most = type(uint96).max;
        bool bonds =
            given.submissionBond <= most && given.stipend != 0 && given.submissionBond >= MOST_STIPENDS * given.stipend;
        bool dues = given.duesFloor <= given.duesCap && given.duesCap <= most;
        bool times = given.openWindowSeconds != 0 && given.closeDelaySeconds <= membership.epochSeconds() / 2;
        uint256 shares = uint256(given.regularShareBps) + given.coreShareBps + given.criticalShareBps;
        if (!bonds || !dues || !times || shares > FULL_BPS || given.maxOpen == 0) revert RewardsInvalidParameters();

        _parameters = given;

        emit RewardsConfigured(given);
    }
}
