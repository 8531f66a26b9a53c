// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRelations} from "contracts/interfaces/IRelations.sol";
import {Network} from "./support/Network.sol";

abstract contract Related is Network {
    IRelations.Kind internal constant AFFILIATE = IRelations.Kind.Affiliate;
    IRelations.Kind internal constant COMPETITOR = IRelations.Kind.Competitor;

    function setUp() public virtual override {
        super.setUp();
        _publishTerms();
        for (uint256 i = 1; i <= 8; ++i) {
            _list(_name(i), ENERGY, 1);
        }
    }

    /// Organisation i has the name "i".
    function _name(uint256 i) internal pure returns (string memory) {
        return vm.toString(i);
    }

    function _declare(uint32 organisation, uint32 other, IRelations.Kind kind) internal {
        vm.prank(_owner(_name(organisation)));
        relations.declare(other, kind);
    }

    function _withdraw(uint32 organisation, uint32 other, IRelations.Kind kind) internal {
        vm.prank(_owner(_name(organisation)));
        relations.withdraw(other, kind);
    }
}

contract RelationsDeclareTest is Related {
    /// Neither an operator nor a stranger declares anything.
    function test_declare_reverts_RelationsNotOwner() public {
        address[2] memory callers = [_operator("1"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IRelations.RelationsNotOwner.selector, callers[i]));
            vm.prank(callers[i]);
            relations.declare(2, AFFILIATE);
        }
    }

    /// Only listed organisations are declared.
    function test_declare_reverts_RelationsUnknownOrganisation() public {
        uint32[2] memory unknown = [uint32(0), 9];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IRelations.RelationsUnknownOrganisation.selector, unknown[i]));
            _declare(1, unknown[i], COMPETITOR);
        }
    }

    /// Nobody declares itself.
    function test_declare_reverts_RelationsSelf() public {
        _refuses(abi.encodeWithSelector(IRelations.RelationsSelf.selector, 1));
        _declare(1, 1, COMPETITOR);
    }

    /// What stands declared is not declared again, also before it holds.
    function test_declare_reverts_RelationsAlreadyDeclared() public {
        _start();
        _declare(1, 2, COMPETITOR);
        _refuses(abi.encodeWithSelector(IRelations.RelationsAlreadyDeclared.selector, 1, 2, COMPETITOR));
        _declare(1, 2, COMPETITOR);
    }

    /// The sixth of a kind is refused; the other kind has its own five, and a withdrawal makes room.
    function test_declare_reverts_RelationsTooMany() public {
        for (uint32 other = 2; other <= 6; ++other) {
            _declare(1, other, COMPETITOR);
            _declare(1, other, AFFILIATE);
        }
        _refuses(abi.encodeWithSelector(IRelations.RelationsTooMany.selector, 1, COMPETITOR, 5));
        _declare(1, 7, COMPETITOR);
        _withdraw(1, 2, COMPETITOR);
        _declare(1, 7, COMPETITOR);
        assertEq(relations.declaredCount(1, COMPETITOR), 5);
    }

    /// Before the start a declaration holds at once, in both directions.
    function test_declare_holdsAtOnceBeforeTheStart() public {
        vm.expectEmit(address(relations));
        emit IRelations.RelationDeclared(1, 2, AFFILIATE, 0);
        _declare(1, 2, AFFILIATE);
        assertTrue(relations.related(1, 2, 0));
        assertTrue(relations.related(2, 1, 0));
        assertFalse(relations.related(1, 3, 0));
        _start();
        assertTrue(relations.related(1, 2, 1));
    }

    /// Afterwards it holds from the next epoch, and the running one stays as it is.
    function test_declare_holdsFromTheNextEpoch() public {
        _start();
        vm.expectEmit(address(relations));
        emit IRelations.RelationDeclared(2, 1, COMPETITOR, 2);
        _declare(2, 1, COMPETITOR);
        assertFalse(relations.related(1, 2, 1));
        assertTrue(relations.related(1, 2, 2));
    }
}

contract RelationsWithdrawTest is Related {
    /// Neither an operator nor a stranger withdraws anything.
    function test_withdraw_reverts_RelationsNotOwner() public {
        _declare(1, 2, AFFILIATE);
        address[2] memory callers = [_operator("1"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IRelations.RelationsNotOwner.selector, callers[i]));
            vm.prank(callers[i]);
            relations.withdraw(2, AFFILIATE);
        }
    }

    /// The other side's declaration, or one of the other kind, is not the caller's to withdraw.
    function test_withdraw_reverts_RelationsNotDeclared() public {
        _declare(2, 1, AFFILIATE);
        _declare(1, 2, COMPETITOR);
        _refuses(abi.encodeWithSelector(IRelations.RelationsNotDeclared.selector, 1, 2, AFFILIATE));
        _withdraw(1, 2, AFFILIATE);
        _refuses(abi.encodeWithSelector(IRelations.RelationsNotDeclared.selector, 1, 3, COMPETITOR));
        _withdraw(1, 3, COMPETITOR);
    }

    /// What both sides declared still recuses when one withdraws; when both have, it ends with the epoch.
    function test_withdraw_leavesTheOtherSidesOwn() public {
        _declare(1, 2, AFFILIATE);
        _declare(2, 1, AFFILIATE);
        _start();
        vm.expectEmit(address(relations));
        emit IRelations.RelationWithdrawn(1, 2, AFFILIATE, 2);
        _withdraw(1, 2, AFFILIATE);
        assertTrue(relations.related(1, 2, 2));
        _withdraw(2, 1, AFFILIATE);
        assertTrue(relations.related(1, 2, 1));
        assertFalse(relations.related(1, 2, 2));
    }
}

contract RelationsRelatedMaskTest is Related {
    uint32 private constant COMPANIES = 4;
    uint32 private constant EPOCHS = 8;

    /// The test's own ledger: epoch, who, whom, kind.
    mapping(uint32 => mapping(uint32 => mapping(uint32 => mapping(uint8 => bool)))) private _held;

    /// More than 64 others are refused.
    function test_relatedMask_reverts_RelationsTooManyOthers() public {
        _refuses(abi.encodeWithSelector(IRelations.RelationsTooManyOthers.selector, 65, 64));
        relations.relatedMask(1, new uint32[](65), 1);
    }

    /// Each bit is the answer for its organisation; itself and empty places count as related.
    function test_relatedMask_isRelatedForEach() public {
        _declare(1, 3, COMPETITOR);
        _declare(4, 1, AFFILIATE);
        uint32[] memory others = new uint32[](64);
        (others[0], others[1], others[2], others[63]) = (1, 2, 3, 4);
        uint64 mask = relations.relatedMask(1, others, 0);
        for (uint256 i = 0; i < 64; ++i) {
            assertEq((mask >> i) & 1 == 1, i != 1, "bit");
        }
    }

    /// Affiliates of affiliates are not related.
    function test_related_isNotTransitive() public {
        _declare(1, 2, AFFILIATE);
        _declare(2, 3, AFFILIATE);
        assertFalse(relations.related(1, 3, 0));
    }

    /// After any sequence of declarations and withdrawals over several epochs, every past and the next epoch read as
    /// the test's own ledger has them, whoever asks in which order.
    /// forge-config: default.fuzz.runs = 256
    function testFuzz_related_equalsALedgerInEveryEpoch(uint16[20] memory acts) public {
        _start();
        for (uint256 i = 0; i < acts.length; ++i) {
            if (acts[i] % 5 == 0 && membership.epoch() < EPOCHS) _nextEpoch();
            _act(uint32(acts[i] / 5 % COMPANIES) + 1, uint32(acts[i] / 20 % COMPANIES) + 1, uint8(acts[i] / 80 % 2));
        }
        for (uint32 epoch = 1; epoch <= membership.nextEpoch(); ++epoch) {
            _assertEqualsLedger(epoch);
        }
    }

    function _nextEpoch() private {
        uint32 next = membership.epoch() + 1;
        _enterEpoch(next);
        for (uint32 a = 1; a <= COMPANIES; ++a) {
            for (uint32 b = 1; b <= COMPANIES; ++b) {
                _held[next + 1][a][b][0] = _held[next][a][b][0];
                _held[next + 1][a][b][1] = _held[next][a][b][1];
            }
        }
    }

    /// Declares where the ledger has it not declared, else withdraws.
    function _act(uint32 a, uint32 b, uint8 kind) private {
        if (a == b) return;
        uint32 next = membership.nextEpoch();
        if (_held[next][a][b][kind]) _withdraw(a, b, IRelations.Kind(kind));
        else _declare(a, b, IRelations.Kind(kind));
        _held[next][a][b][kind] = !_held[next][a][b][kind];
    }

    function _assertEqualsLedger(uint32 epoch) private view {
        for (uint32 a = 1; a <= COMPANIES; ++a) {
            for (uint32 b = 1; b <= COMPANIES; ++b) {
                bool held = _held[epoch][a][b][0] || _held[epoch][a][b][1] || _held[epoch][b][a][0]
                    || _held[epoch][b][a][1] || a == b;
                assertEq(relations.related(a, b, epoch), held, "related");
            }
        }
    }
}
