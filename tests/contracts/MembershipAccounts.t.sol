// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Network} from "./support/Network.sol";

abstract contract Listed is Network {
    uint32 internal id;

    function setUp() public virtual override {
        super.setUp();
        _publishTerms();
        id = _candidate("a", ENERGY, 1);
        _candidate("b", ENERGY, 1);
    }

    function _isNotOwner(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.MembershipNotOwner.selector, caller);
    }
}

contract MembershipAddOperatorTest is Listed {
    /// Only an owner account adds operators; an operator cannot add another.
    function test_addOperator_reverts_MembershipNotOwner() public {
        address[2] memory callers = [_operator("a"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(_isNotOwner(callers[i]));
            vm.prank(callers[i]);
            membership.addOperator(address(9));
        }
    }

    /// The zero address operates nothing.
    function test_addOperator_reverts_MembershipZeroAddress() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipZeroAddress.selector));
        vm.prank(_owner("a"));
        membership.addOperator(address(0));
    }

    /// An account of another organisation, its revoked operator included, or one's own account is taken.
    function test_addOperator_reverts_MembershipAccountTaken() public {
        vm.prank(_owner("b"));
        membership.revokeOperator(_operator("b"));
        address[4] memory taken = [_owner("a"), _operator("a"), _owner("b"), _operator("b")];
        for (uint256 i = 0; i < 4; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipAccountTaken.selector, taken[i]));
            vm.prank(_owner("a"));
            membership.addOperator(taken[i]);
        }
    }

    /// An added operator acts for the organisation beside the first one; so does a revoked one that is brought back.
    function test_addOperator_addsAndBringsBack() public {
        vm.expectEmit(address(membership));
        emit IMembership.OperatorAdded(id, address(9));
        vm.prank(_owner("a"));
        membership.addOperator(address(9));
        assertEq(membership.operatorOf(address(9)), id);
        assertEq(membership.operatorOf(_operator("a")), id);

        vm.startPrank(_owner("a"));
        membership.revokeOperator(address(9));
        membership.addOperator(address(9));
        vm.stopPrank();
        assertEq(membership.operatorOf(address(9)), id);
    }
}

contract MembershipRevokeOperatorTest is Listed {
    /// Only an owner account revokes; an operator cannot revoke itself.
    function test_revokeOperator_reverts_MembershipNotOwner() public {
        address operator = _operator("a");
        _refuses(_isNotOwner(operator));
        vm.prank(operator);
        membership.revokeOperator(operator);
    }

    /// Owners, strangers, operators of others and those revoked before are no operators to revoke.
    function test_revokeOperator_reverts_MembershipNotOperator() public {
        vm.startPrank(_owner("a"));
        membership.addOperator(address(9));
        membership.revokeOperator(address(9));
        vm.stopPrank();
        address[4] memory others = [_owner("a"), outsider, _operator("b"), address(9)];
        for (uint256 i = 0; i < 4; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, others[i]));
            vm.prank(_owner("a"));
            membership.revokeOperator(others[i]);
        }
    }

    /// A revoked operator acts for nobody at once, and the organisation may be left with none; also once suspended.
    function test_revokeOperator_endsAtOnce() public {
        address operator = _operator("a");
        _suspend(id);
        vm.expectEmit(address(membership));
        emit IMembership.OperatorRevoked(id, operator);
        vm.prank(_owner("a"));
        membership.revokeOperator(operator);
        assertEq(membership.organisationOf(operator), 0);
        _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, operator));
        membership.operatorOf(operator);
    }
}

contract MembershipOperatorOfTest is Listed {
    /// An owner is no operator, and a stranger neither.
    function test_operatorOf_reverts_MembershipNotOperator() public {
        address[3] memory others = [_owner("a"), _payout("a"), outsider];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, others[i]));
            membership.operatorOf(others[i]);
        }
    }

    /// Owner and operator belong to their organisation, a payout account and a stranger to none.
    function test_organisationOf_knowsOwnersAndOperators() public {
        assertEq(membership.organisationOf(_owner("a")), id);
        assertEq(membership.organisationOf(_operator("a")), id);
        assertEq(membership.organisationOf(_payout("a")), 0);
        assertEq(membership.organisationOf(outsider), 0);
        assertEq(membership.ownerOf(99), address(0));
    }
}

contract MembershipSetPayoutTest is Listed {
    /// Only an owner account moves the payout; an operator cannot.
    function test_setPayout_reverts_MembershipNotOwner() public {
        address operator = _operator("a");
        _refuses(_isNotOwner(operator));
        vm.prank(operator);
        membership.setPayout(address(9));
    }

    /// Nobody is paid to the zero address.
    function test_setPayout_reverts_MembershipZeroAddress() public {
        _refuses(abi.encodeWithSelector(IMembership.MembershipZeroAddress.selector));
        vm.prank(_owner("a"));
        membership.setPayout(address(0));
    }

    /// Before the start a new payout account holds at once.
    function test_setPayout_holdsAtOnceBeforeTheStart() public {
        mine(100);
        vm.prank(_owner("a"));
        membership.setPayout(address(9));
        (address payout, uint40 holdsFrom) = membership.payoutOf(id);
        assertEq(payout, address(9));
        assertEq(holdsFrom, vm.getBlockTimestamp());
    }

    /// Afterwards it holds one day later, also for a removed organisation; setting again begins a new day.
    function test_setPayout_holdsAfterADay() public {
        _start();
        _remove(id);
        for (uint256 i = 0; i < 2; ++i) {
            mine(100);
            uint40 holdsFrom = uint40(vm.getBlockTimestamp() + 1 days);
            vm.expectEmit(address(membership));
            emit IMembership.PayoutChanged(id, address(9), holdsFrom);
            vm.prank(_owner("a"));
            membership.setPayout(address(9));
            (, uint40 at) = membership.payoutOf(id);
            assertEq(at, holdsFrom);
        }
    }
}
