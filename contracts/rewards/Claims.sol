// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRewards} from "../interfaces/IRewards.sol";
import {Dues} from "./Dues.sol";

/// @title Claims
/// @notice The part of Rewards that keeps what was earned in each epoch, closes epochs and pays.
abstract contract Claims is Dues {
    /// @dev The last three are set at the close.
    struct Account {
        uint256 claims;
        uint256 reserved;
        uint256 unpaidClaims;
        uint256 remaining;
    }

    mapping(uint32 epoch => Account) private _accounts;
    mapping(uint32 epoch => mapping(uint32 organisation => uint256)) private _claims;

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IRewards
    function closeEpoch(uint32 epoch_) external nonReentrant {
        if (membership.startedAt() == 0) revert RewardsNotStarted();
        if (epoch_ != nextEpochToClose) revert RewardsEpochOrder(epoch_, nextEpochToClose);
        uint40 closableAt = membership.epochStart(epoch_ + 1) + _parameters.closeDelaySeconds;
        if (block.timestamp < closableAt) revert RewardsCloseTooEarly(epoch_, closableAt);

        Account storage account = _accounts[epoch_];
        uint256 claims = account.claims;
        uint256 reserved = Math.min(claims, pool.free());
        account.reserved = reserved;
        account.unpaidClaims = claims;
        account.remaining = reserved;
        nextEpochToClose = epoch_ + 1;
        uint256[3] memory dues = _fixDues(epoch_ + 1, claims);
        if (reserved != 0) pool.reserve(reserved);

        emit EpochClosed(epoch_, claims, reserved, dues);
    }

    /// @inheritdoc IRewards
    function pay(uint32 organisation, uint32 epoch_) external nonReentrant {
        if (epoch_ >= nextEpochToClose) revert RewardsEpochNotClosed(epoch_);
        uint256 claim = _claims[epoch_][organisation];
        if (claim == 0) revert RewardsNoClaim(organisation, epoch_);
        address payout = _payoutOf(organisation);

        (uint256 owed, uint256 dust) = _take(organisation, epoch_, claim);
        uint256 setOff = _setOff(organisation, owed);
        uint256 sent = owed - setOff;
        emit Paid(organisation, epoch_, claim, owed, setOff, sent, payout);

        if (setOff + dust != 0) pool.unreserve(setOff + dust);
        if (sent != 0) pool.payReserved(payout, sent);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IRewards
    function epochAccount(uint32 epoch_) external view returns (EpochAccount memory) {
        Account storage account = _accounts[epoch_];
        bool closed = epoch_ != 0 && epoch_ < nextEpochToClose;
        return EpochAccount(closed, account.claims, account.reserved, account.unpaidClaims, account.remaining);
    }

    /// @inheritdoc IRewards
    function claimOf(uint32 organisation, uint32 epoch_) external view returns (uint256) {
        return _claims[epoch_][organisation];
    }

    // ------------------------------------------------------------------ internals

    /// @dev Books a claim in the running epoch.
    function _book(uint32 organisation, uint32 epoch_, bytes32 submissionId, uint256 amount, bool isStipend) internal {
        _claims[epoch_][organisation] += amount;
        _accounts[epoch_].claims += amount;

        emit ClaimBooked(organisation, epoch_, submissionId, amount, isStipend);
    }

    /// @dev The payout account, once it holds.
    function _payoutOf(uint32 organisation) internal view returns (address) {
        (address payout, uint40 holdsFrom) = membership.payoutOf(organisation);
        if (block.timestamp < holdsFrom) revert RewardsPayoutNotYet(organisation, holdsFrom);
        return payout;
    }

    /// @dev Takes a claim out of its epoch; with the last one what rounding left over is dust.
    function _take(uint32 organisation, uint32 epoch_, uint256 claim) private returns (uint256 owed, uint256 dust) {
        Account storage account = _accounts[epoch_];
        owed = Math.mulDiv(claim, account.reserved, account.claims);
        delete _claims[epoch_][organisation];
        account.unpaidClaims -= claim;
        account.remaining -= owed;
        if (account.unpaidClaims == 0) {
            dust = account.remaining;
            account.remaining = 0;
        }
    }
}
