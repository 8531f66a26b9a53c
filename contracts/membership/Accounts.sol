// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "../interfaces/IMembership.sol";
import {Epochs} from "./Epochs.sol";

/// @title Accounts
/// @notice The part of Membership that knows which account acts for which organisation, and where it is paid.
abstract contract Accounts is Epochs {
    enum Role {
        None,
        Owner,
        Operator,
        Revoked
    }

    struct Account {
        uint32 organisation;
        Role role;
    }

    struct Payout {
        address account;
        uint40 holdsFrom;
    }

    uint40 private constant PAYOUT_DELAY_SECONDS = 1 days;

    mapping(address account => Account) private _accounts;
    mapping(uint32 organisation => address) private _owners;
    mapping(uint32 organisation => Payout) private _payouts;

    /// @inheritdoc IMembership
    function addOperator(address operator) external {
        uint32 id = _ownedBy(msg.sender);
        if (_accounts[operator].role == Role.Revoked && _accounts[operator].organisation == id) {
            _accounts[operator].role = Role.Operator;
        } else {
            _bind(operator, id, Role.Operator);
        }

        emit OperatorAdded(id, operator);
    }

    /// @inheritdoc IMembership
    function revokeOperator(address operator) external {
        uint32 id = _ownedBy(msg.sender);
        Account storage account = _accounts[operator];
        if (account.role != Role.Operator || account.organisation != id) {
            revert MembershipNotOperator(operator);
        }

        account.role = Role.Revoked;

        emit OperatorRevoked(id, operator);
    }

    /// @inheritdoc IMembership
    function setPayout(address payout) external {
        uint32 id = _ownedBy(msg.sender);
        if (payout == address(0)) revert MembershipZeroAddress();

        uint40 holdsFrom = uint40(block.timestamp) + (_state.startedAt == 0 ? 0 : PAYOUT_DELAY_SECONDS);
        _payouts[id] = Payout(payout, holdsFrom);

        emit PayoutChanged(id, payout, holdsFrom);
    }

    /// @inheritdoc IMembership
    function organisationOf(address account) public view returns (uint32) {
        Account memory known = _accounts[account];
        return known.role == Role.Revoked ? 0 : known.organisation;
    }

    /// @inheritdoc IMembership
    function operatorOf(address account) public view returns (uint32) {
        Account memory known = _accounts[account];
        if (known.role != Role.Operator) revert MembershipNotOperator(account);
        return known.organisation;
    }

    /// @inheritdoc IMembership
    function ownerOf(uint32 organisation_) external view returns (address) {
        return _owners[organisation_];
    }

    /// @inheritdoc IMembership
    function payoutOf(uint32 organisation_) external view returns (address payout, uint40 holdsFrom) {
        Payout memory current = _payouts[organisation_];
        return (current.account, current.holdsFrom);
    }

    function _bindNew(uint32 id, address owner, address operator, address payout) internal {
        if (payout == address(0)) revert MembershipZeroAddress();

        _bind(owner, id, Role.Owner);
        _bind(operator, id, Role.Operator);
        _owners[id] = owner;
        _payouts[id] = Payout(payout, uint40(block.timestamp));
    }

    function _bind(address account, uint32 id, Role role) private {
        if (account == address(0)) revert MembershipZeroAddress();
        if (_accounts[account].role != Role.None) revert MembershipAccountTaken(account);

        _accounts[account] = Account(id, role);
    }

    function _ownedBy(address account) private view returns (uint32) {
        Account memory known = _accounts[account];
        if (known.role != Role.Owner) revert MembershipNotOwner(account);
        return known.organisation;
    }
}
