// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Submitted} from "./IndicatorsReleases.t.sol";

contract IndicatorsRevokeTest is Submitted {
    function _revoke(bytes32 submissionId) private {
        vm.prank(submitter);
        indicators.revoke(submissionId);
    }

    /// An owner account, the governor and a stranger revoke nothing.
    function test_revoke_reverts_MembershipNotOperator() public {
        address[3] memory callers = [_owner("a"), governor, outsider];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, callers[i]));
            vm.prank(callers[i]);
            indicators.revoke(first);
        }
    }

    /// What was never submitted is not revoked.
    function test_revoke_reverts_IndicatorsUnknown() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        _revoke("x");
    }

    /// Another organisation's submission is not the caller's to revoke.
    function test_revoke_reverts_IndicatorsNotSubmitter() public {
        _candidate("b", FINANCE, 1);
        submitter = _operator("b");
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotSubmitter.selector, first, id));
        _revoke(first);
    }

    /// It is revoked once.
    function test_revoke_reverts_IndicatorsNotLive() public {
        _revoke(first);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotLive.selector, first, 2));
        _revoke(first);
    }

    /// Any time means any: under valuation, expired, by a removed organisation. The rest of the word stays.
    function testFuzz_revoke_isPossibleAnyTime(bool running, bool expired, bool removed) public {
        if (running) _mark(first, true);
        if (expired) vm.warp(policy >> 208);
        if (removed) _remove(id);
        uint256 word = indicators.policyOf(first);
        vm.expectEmit(address(indicators));
        emit IIndicators.Revoked(first);
        _revoke(first);
        assertEq(indicators.policyOf(first), word + (1 << 96));
    }
}

contract IndicatorsSupersedeTest is Submitted {
    bytes32 private _second;

    function setUp() public override {
        super.setUp();
        _second = _another(2, policy);
        mine(1);
    }

    function _supersede(bytes32 oldId, bytes32 newId) private {
        vm.prank(submitter);
        indicators.supersede(oldId, newId);
    }

    /// An owner account supersedes nothing.
    function test_supersede_reverts_MembershipNotOperator() public {
        submitter = _owner("a");
        _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, submitter));
        _supersede(first, _second);
    }

    /// Both must have been submitted.
    function test_supersede_reverts_IndicatorsUnknown() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        _supersede("x", _second);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        _supersede(first, "x");
    }

    /// Both must be the caller's.
    function test_supersede_reverts_IndicatorsNotSubmitter() public {
        uint32 other = _candidate("b", FINANCE, 1);
        bytes32 foreign = _submit("b", 3);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotSubmitter.selector, foreign, other));
        _supersede(foreign, _second);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotSubmitter.selector, foreign, other));
        _supersede(first, foreign);
    }

    /// Both must be live: nothing is superseded twice or by what was revoked.
    function test_supersede_reverts_IndicatorsNotLive() public {
        bytes32 third = _another(3, policy);
        _supersede(first, _second);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotLive.selector, first, 3));
        _supersede(first, third);
        vm.prank(submitter);
        indicators.revoke(third);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotLive.selector, third, 2));
        _supersede(_second, third);
    }

    /// What is under valuation is not superseded; after it, it is.
    function test_supersede_reverts_IndicatorsUnderValuation() public {
        _mark(first, true);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnderValuation.selector, first));
        _supersede(first, _second);
        _mark(first, false);
        _supersede(first, _second);
    }

    /// Nothing is superseded by itself or by what came before it.
    function test_supersede_reverts_IndicatorsNotLater() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotLater.selector, _second, first));
        _supersede(_second, first);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotLater.selector, first, first));
        _supersede(first, first);
    }

    /// The old one is over and points to the new one, which stays as it is, also under valuation.
    function test_supersede_endsTheOldOne() public {
        _mark(_second, true);
        uint256 later = indicators.policyOf(_second);
        vm.expectEmit(address(indicators));
        emit IIndicators.Superseded(first, _second);
        _supersede(first, _second);
        assertEq(_state(first), 3);
        assertEq(indicators.supersededBy(first), _second);
        assertEq(indicators.policyOf(_second), later);
    }
}

contract IndicatorsMarkValuationTest is Submitted {
    /// Nobody but Valuation marks, the submitter and the governor included.
    function test_markValuation_reverts_IndicatorsNotValuation() public {
        address[3] memory callers = [submitter, governor, outsider];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotValuation.selector, callers[i]));
            vm.prank(callers[i]);
            indicators.markValuation(first, true);
        }
    }

    /// What was never submitted is not marked: no word appears where there was none.
    function test_markValuation_reverts_IndicatorsUnknown() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        _mark("x", true);
    }

    /// The mark is one flag, set and cleared whatever the state, and nothing else changes.
    function testFuzz_markValuation_changesOneFlag(bool[6] memory marks, bool revoked) public {
        if (revoked) vm.prank(submitter);
        if (revoked) indicators.revoke(first);
        uint256 word = indicators.policyOf(first);
        for (uint256 i = 0; i < marks.length; ++i) {
            vm.expectEmit(address(indicators));
            emit IIndicators.ValuationMarked(first, marks[i]);
            _mark(first, marks[i]);
            assertEq(indicators.policyOf(first), marks[i] ? word | (0x20 << 104) : word);
        }
    }
}

contract IndicatorsIsEarlierTest is Submitted {
    /// Order is of submissions that exist.
    function test_isEarlier_reverts_IndicatorsUnknown() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        indicators.isEarlier(first, "x");
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        indicators.isEarlier("x", first);
    }

    /// A strict order by time, then by id, whatever became of the submissions.
    function testFuzz_isEarlier_isAStrictOrder(uint256 seed, bool sameTime) public {
        bytes32 a = _another(seed % 1e9 + 2, policy);
        if (!sameTime) mine(1);
        bytes32 b = _another(seed % 1e9 + 3, policy);
        vm.prank(submitter);
        indicators.revoke(a);
        assertEq(indicators.isEarlier(a, b), !sameTime || a < b, "a before b");
        assertEq(indicators.isEarlier(b, a), sameTime && b < a, "b before a");
        assertFalse(indicators.isEarlier(a, a), "not before itself");
    }
}

contract IndicatorsMayReadTest is Submitted {
    /// Everything that decides, drawn small so that every line of the table is met often.
    struct World {
        uint8 readerSectors; // of two sectors
        uint8 minimumTier;
        uint8 tlp;
        uint8 flags;
        uint8 sectors; // of the reader, of two
        uint8 tier;
        uint8 life; // of the reader: 0 candidate, 1 suspended, 2 lapsed, 3 stale terms, else active
        uint8 state; // of the submission: 0 revoked, 1 superseded, else live
        uint8 time; // 0 embargoed, 1 last second of the embargo, 2 expired, 3 last second, 4 first, else between
    }

    /// An organisation reads exactly where the re-stated table says so, in `mayRead` and, time and state aside, in
    /// `eligible`, which names everybody but the submitter.
    function testFuzz_mayRead_equalsTheTable(World memory world) public {
        _shrink(world);
        uint40 notBefore = uint40(vm.getBlockTimestamp() + 1 days);
        uint256 word = uint256(id) | (uint256(world.readerSectors) << 32) | (uint256(world.minimumTier) << 88)
            | (uint256(world.tlp) << 92) | (uint256(world.flags) << 104) | (1 << 112) | (uint256(notBefore) << 168)
            | (uint256(notBefore + 1 days) << 208);
        bytes32 submissionId = _another(2, word);
        _endIt(submissionId, world.state);
        uint32 reader = _join(world);
        vm.warp(_timeOf(world.time, notBefore));

        bool admitted = world.life > 3 && (world.readerSectors & world.sectors) > 0 && world.tier >= world.minimumTier
            && (world.tlp < 5 || world.flags % 2 == 1);
        bool now_ = world.state > 1 && world.time != 0 && world.time != 1 && world.time != 2;
        assertEq(indicators.mayRead(reader, submissionId), admitted && now_, "mayRead");
        bool[] memory readers = indicators.eligible(word, 0, reader + 2);
        assertEq(readers[reader], admitted, "eligible");
        assertFalse(readers[0] || readers[id] || readers[reader + 1], "nobody else");
        assertEq(indicators.eligible(indicators.policyOf(submissionId), reader, 1)[0], admitted, "stored word");
    }

    /// Nobody reads what is unknown, and id 0 and unknown organisations read nothing.
    function test_mayRead_isFalseForTheUnknown() public {
        uint32 reader = _active("b", ENERGY, 3);
        assertTrue(indicators.mayRead(reader, first), "the one that may");
        assertFalse(indicators.mayRead(reader, "x"), "submission");
        assertFalse(indicators.mayRead(0, first), "zero");
        assertFalse(indicators.mayRead(reader + 1, first), "organisation");
    }

    /// Empty reader sectors mean nobody, not everybody.
    function test_mayRead_emptySectorsAreNobody() public {
        uint32 reader = _active("b", type(uint48).max, 3);
        bytes32 empty = _another(2, policy & ~(uint256(type(uint48).max) << 32));
        assertFalse(indicators.mayRead(reader, empty));
    }

    /// The submitter is never among the eligible of its own, though the table alone would admit it.
    function test_eligible_leavesTheSubmitterOut() public {
        uint32 own = _active("c", ENERGY, 3);
        uint256 word = _policy(own);
        assertFalse(indicators.eligible(word, own, 1)[0]);
        assertTrue(indicators.eligible(word - own + id, own, 1)[0]);
        assertEq(indicators.eligible(word, 1, 0).length, 0);
    }

    function _shrink(World memory world) private pure {
        world.readerSectors %= 4;
        world.minimumTier = world.minimumTier % 3 + 1;
        world.tlp = world.tlp % 5 + 1;
        world.flags %= 4;
        world.sectors = world.sectors % 3 + 1;
        world.tier = world.tier % 3 + 1;
        world.life %= 12;
        world.state %= 8;
        world.time %= 12;
    }

    function _endIt(bytes32 submissionId, uint8 state) private {
        mine(1);
        if (state == 0) {
            vm.prank(submitter);
            indicators.revoke(submissionId);
        } else if (state == 1) {
            bytes32 later = _another(3, policy);
            vm.prank(submitter);
            indicators.supersede(submissionId, later);
        }
    }

    function _join(World memory world) private returns (uint32 reader) {
        reader = _list("b", world.sectors, world.tier);
        if (world.life != 3) _accept("b");
        if (world.life == 2) _lapse(reader);
        else if (world.life != 0) _grant(reader, 2);
        if (world.life == 1) _suspend(reader);
    }

    /// Active, and in standing for no epoch that runs in this test.
    function _lapse(uint32 reader) private {
        _grant(reader, 0);
    }

    function _timeOf(uint8 time, uint40 notBefore) private pure returns (uint256) {
        if (time == 0) return notBefore - 1 hours;
        if (time == 1) return notBefore - 1;
        if (time == 2) return notBefore + 1 days;
        if (time == 3) return notBefore + 1 days - 1;
        return notBefore + uint256(time - 4) * 1 hours; // from its first second on
    }
}
