// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Submitting} from "./Indicators.t.sol";

abstract contract Submitted is Submitting {
    bytes32 internal first;
    uint256 internal policy;

    function setUp() public virtual override {
        super.setUp();
        policy = _policy(id);
        first = _as(policy);
        mine(5);
    }

    function _another(uint256 seed, uint256 policy_) internal returns (bytes32) {
        vm.prank(submitter);
        return indicators.submit(_item(seed), policy_, _noRelease());
    }

    function _list1(bytes32 one) internal pure returns (bytes32[] memory ids) {
        ids = new bytes32[](1);
        ids[0] = one;
    }

    function _list2(bytes32 one, bytes32 two) internal pure returns (bytes32[] memory ids) {
        ids = new bytes32[](2);
        (ids[0], ids[1]) = (one, two);
    }

    function _release(bytes32[] memory ids, IIndicators.Release memory release_) internal {
        vm.prank(submitter);
        indicators.release(ids, release_);
    }

    function _mark(bytes32 submissionId, bool running) internal {
        vm.prank(valuation);
        indicators.markValuation(submissionId, running);
    }
}

contract IndicatorsReleaseTest is Submitted {
    /// An owner account and a stranger release nothing.
    function test_release_reverts_MembershipNotOperator() public {
        IIndicators.Release memory release_ = _fresh();
        address[2] memory callers = [_owner("a"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, callers[i]));
            vm.prank(callers[i]);
            indicators.release(_list1(first), release_);
        }
    }

    /// A release is of something.
    function test_release_reverts_IndicatorsEmptyBatch() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsEmptyBatch.selector));
        _release(new bytes32[](0), release_);
    }

    /// 513 at once are refused.
    function test_release_reverts_IndicatorsBatchTooLarge() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsBatchTooLarge.selector, 513, 512));
        _release(new bytes32[](513), release_);
    }

    /// A release without slots is none.
    function test_release_reverts_IndicatorsReleaseEmpty() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEmpty.selector));
        _release(_list1(first), _noRelease());
    }

    /// The slots are as of a block that is past: not this one, not a later one.
    function test_release_reverts_IndicatorsReleaseBlock() public {
        IIndicators.Release memory release_ = _fresh();
        for (uint64 ahead = 0; ahead < 2; ++ahead) {
            release_.asOfBlock = uint64(vm.getBlockNumber()) + ahead;
            _refuses(
                abi.encodeWithSelector(
                    IIndicators.IndicatorsReleaseBlock.selector, release_.asOfBlock, vm.getBlockNumber()
                )
            );
            _release(_list1(first), release_);
        }
    }

    /// A suspension after asOfBlock, in this very block too, refuses the release; as of its block it is taken.
    function test_release_reverts_IndicatorsReleaseNarrowed() public {
        uint32 reader = _active("b", ENERGY, 1);
        mine(5);
        IIndicators.Release memory release_ = _fresh();
        _suspend(reader);
        uint64 narrowedAt = uint64(vm.getBlockNumber());
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(
                abi.encodeWithSelector(IIndicators.IndicatorsReleaseNarrowed.selector, release_.asOfBlock, narrowedAt)
            );
            _release(_list1(first), release_);
            mine(1);
        }
        release_.asOfBlock = narrowedAt;
        _release(_list1(first), release_);
    }

    /// Only the running epoch's release is taken.
    function test_release_reverts_IndicatorsReleaseEpoch() public {
        IIndicators.Release memory release_ = _fresh();
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEpoch.selector, 1, 2));
        _release(_list1(first), release_);
        release_.epoch = 3;
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEpoch.selector, 3, 2));
        _release(_list1(first), release_);
    }

    /// What was never submitted is not released.
    function test_release_reverts_IndicatorsUnknown() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsUnknown.selector, bytes32("x")));
        _release(_list1("x"), release_);
    }

    /// Another organisation's submission is not the caller's to release.
    function test_release_reverts_IndicatorsNotSubmitter() public {
        _candidate("b", FINANCE, 1);
        IIndicators.Release memory release_ = _fresh();
        submitter = _operator("b");
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotSubmitter.selector, first, id));
        _release(_list1(first), release_);
    }

    /// A revoked submission is not released.
    function test_release_reverts_IndicatorsNotLive() public {
        vm.prank(submitter);
        indicators.revoke(first);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotLive.selector, first, 2));
        _release(_list1(first), release_);
    }

    /// The first release is on record once, be it with the submission, later, or twice in one call.
    function test_release_reverts_IndicatorsAlreadyReleased() public {
        bytes32 released = _submit("a", 2);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsAlreadyReleased.selector, released));
        _release(_list1(released), release_);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsAlreadyReleased.selector, first));
        _release(_list2(first, first), release_);
        _release(_list1(first), release_);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsAlreadyReleased.selector, first));
        _release(_list1(first), release_);
    }

    /// Until notBefore the contract refuses the release; in that second it takes it.
    function test_release_reverts_IndicatorsEmbargoed() public {
        uint40 notBefore = uint40(vm.getBlockTimestamp() + 2 hours);
        bytes32 embargoed = _another(2, policy | (uint256(notBefore) << 168));
        vm.warp(notBefore - 1);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsEmbargoed.selector, embargoed, notBefore));
        _release(_list1(embargoed), release_);
        vm.warp(notBefore);
        _release(_list1(embargoed), release_);
        assertEq(indicators.releasedAt(embargoed), notBefore);
    }

    /// From expiresAt on nothing is released.
    function test_release_reverts_IndicatorsExpired() public {
        uint40 expiresAt = uint40(policy >> 208);
        vm.warp(expiresAt);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsExpired.selector, first, expiresAt));
        _release(_list1(first), release_);
    }

    /// Submissions with other readers do not share a release: one slots blob serves one set of readers.
    function test_release_reverts_IndicatorsMixedReaders() public {
        bytes32 other = _another(2, policy | (uint256(FINANCE) << 32));
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsMixedReaders.selector, other));
        _release(_list2(first, other), release_);
    }

    /// A suspended submitter's own submissions are still released, several at once, with one event.
    function test_release_recordsAllWhateverTheStatus() public {
        bytes32 second = _another(2, policy);
        _suspend(id);
        IIndicators.Release memory release_ = _fresh();
        vm.expectEmit(address(indicators));
        emit IIndicators.ReadersReleased(
            release_.slotsDigest, release_.asOfBlock, release_.epoch, _list2(first, second)
        );
        _release(_list2(first, second), release_);
        assertEq(indicators.releasedAt(first), vm.getBlockTimestamp());
        assertEq(indicators.releasedAt(second), vm.getBlockTimestamp());
    }
}

contract IndicatorsFreshnessTest is Submitted {
    uint32 private _reader;
    uint256 private _narrowedAt;
    uint32 private _keyNumber = 1;
    uint256 private _joined;

    function setUp() public override {
        super.setUp();
        _reader = _active("b", ENERGY | FINANCE, 2);
        _grant(_reader, 1_000);
        _announce("b", 1);
        mine(1);
    }

    /// A release without slots is none.
    function test_requireFresh_reverts_IndicatorsReleaseEmpty() public {
        IIndicators.Release memory release_ = _fresh();
        release_.slotsDigest = 0;
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEmpty.selector));
        indicators.requireFresh(release_);
    }

    /// This block is not over: nothing is as of it.
    function test_requireFresh_reverts_IndicatorsReleaseBlock() public {
        IIndicators.Release memory release_ = _fresh();
        release_.asOfBlock += 1;
        bytes4 selector = IIndicators.IndicatorsReleaseBlock.selector;
        _refuses(abi.encodeWithSelector(selector, release_.asOfBlock, release_.asOfBlock));
        indicators.requireFresh(release_);
    }

    /// A sealing key's replacement narrows like a suspension: the greater of both blocks counts.
    function test_requireFresh_reverts_IndicatorsReleaseNarrowed() public {
        _suspend(_reader);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        mine(3);
        IIndicators.Release memory release_ = _fresh();
        indicators.requireFresh(release_);
        _announce("b", 2);
        bytes4 selector = IIndicators.IndicatorsReleaseNarrowed.selector;
        _refuses(abi.encodeWithSelector(selector, release_.asOfBlock, vm.getBlockNumber()));
        indicators.requireFresh(release_);
    }

    /// An epoch that is over, or not begun, is not the running one.
    function test_requireFresh_reverts_IndicatorsReleaseEpoch() public {
        IIndicators.Release memory release_ = _fresh();
        release_.epoch = 2;
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEpoch.selector, 2, 1));
        indicators.requireFresh(release_);
    }

    /// After any history of changes that narrow and that do not, a readers' release is taken, alone or with a submission,
    /// exactly where nothing narrowed after its asOfBlock, that block is past, and its epoch runs.
    function testFuzz_requireFresh_equalsALedgerOfNarrowing(uint8[8] memory acts, uint8 back, uint8 epochNoise) public {
        for (uint256 i = 0; i < acts.length; ++i) {
            _change(acts[i] % 9);
            mine(acts[i] % 4); // several changes may share a block
        }
        uint64 asOfBlock = uint64(vm.getBlockNumber() + 2 - back % 16);
        uint32 epoch = membership.epoch() + (epochNoise % 4 == 0 ? epochNoise / 4 % 3 : 1) - 1; // the running one mostly
        bool fresh = asOfBlock < vm.getBlockNumber() && _narrowedAt <= asOfBlock && epoch == membership.epoch();
        IIndicators.Release memory release_ = IIndicators.Release("slots", asOfBlock, epoch);

        vm.prank(submitter);
        bytes32 submissionId = indicators.submit(_item(9), policy, release_);
        assertEq(indicators.releasedAt(submissionId) != 0, fresh, "submit");
        vm.prank(submitter);
        try indicators.release(_list1(first), release_) {
            assertTrue(fresh, "release");
        } catch {
            assertFalse(fresh, "no release");
        }
        assertEq(indicators.narrowedAt(), _narrowedAt, "narrowedAt");
    }

    /// One change; the ledger notes the block of those that narrow.
    function _change(uint8 what) private {
        IMembership.Organisation memory known = membership.organisation(_reader);
        bool suspended = known.status == IMembership.Status.Suspended;
        if (what == 0 && !suspended) _registrarCalls(abi.encodeCall(IMembership.suspend, (_reader)), true);
        if (what == 1 && suspended) _registrarCalls(abi.encodeCall(IMembership.reinstate, (_reader)), false);
        if (what == 2) {
            _registrarCalls(abi.encodeCall(IMembership.setTier, (_reader, 1)), !suspended && known.tier > 1);
        }
        if (what == 3) _registrarCalls(abi.encodeCall(IMembership.setTier, (_reader, 3)), false);
        bool loses = !suspended && known.sectors != ENERGY;
        if (what == 4) _registrarCalls(abi.encodeCall(IMembership.setSectors, (_reader, ENERGY)), loses);
        if (what == 5) _registrarCalls(abi.encodeCall(IMembership.setSectors, (_reader, ENERGY | FINANCE)), false);
        if (what == 6) _active(vm.toString(++_joined), ENERGY, 3);
        if (what == 7) _announceFirst();
        if (what == 8) _rotate();
    }

    /// A first key of somebody new takes nothing from anybody.
    function _announceFirst() private {
        _active(vm.toString(++_joined), ENERGY, 1);
        _announce(vm.toString(_joined), 1);
    }

    function _registrarCalls(bytes memory input, bool narrows) private {
        vm.prank(registrar);
        (bool done,) = address(membership).call(input);
        assertTrue(done, "registrar");
        if (narrows) _narrowedAt = vm.getBlockNumber();
    }

    /// A day on, another sealing key; not beyond the epoch.
    function _rotate() private {
        if (membership.epochStart(2) <= vm.getBlockTimestamp() + 2 days) return;
        vm.warp(vm.getBlockTimestamp() + 1 days);
        _announce("b", ++_keyNumber);
        _narrowedAt = vm.getBlockNumber();
    }
}
