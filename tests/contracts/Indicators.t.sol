// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Network} from "./support/Network.sol";

abstract contract Submitting is Network {
    uint32 internal id;
    address internal submitter;

    function setUp() public virtual override {
        super.setUp();
        _publishTerms();
        id = _candidate("a", FINANCE, 1);
        submitter = _operator("a");
        _start();
        mine(10);
    }

    function _as(uint256 policy) internal returns (bytes32) {
        vm.prank(submitter);
        return indicators.submit(_item(1), policy, _noRelease());
    }

    function _state(bytes32 submissionId) internal view returns (uint8) {
        return uint8(indicators.policyOf(submissionId) >> 96);
    }

    /// The id as the protocol's document has it, from a tag spelled out here.
    function _idOf(IIndicators.Item memory item, uint256 policy) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("ais/v1/submission"),
                block.chainid,
                address(indicators),
                uint32(policy),
                item.commitment,
                item.keyCommit,
                item.ciphertextDigest,
                policy
            )
        );
    }
}

contract IndicatorsSubmitRefusalsTest is Submitting {
    /// Before the start nothing is submitted.
    function test_submit_reverts_IndicatorsNotStarted() public {
        Network.setUp();
        _publishTerms();
        _candidate("a", FINANCE, 1);
        uint256 policy = _policy(1);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsNotStarted.selector));
        _as(policy);
    }

    /// An owner account and a stranger submit nothing.
    function test_submit_reverts_MembershipNotOperator() public {
        uint256 policy = _policy(id);
        address[2] memory callers = [_owner("a"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, callers[i]));
            submitter = callers[i];
            _as(policy);
        }
    }

    /// A suspended organisation submits nothing.
    function test_submit_reverts_MembershipWrongStatus() public {
        _suspend(id);
        uint256 policy = _policy(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipWrongStatus.selector, id, IMembership.Status.Suspended));
        _as(policy);
    }

    /// Once new terms are in force, who has not accepted them submits nothing.
    function test_submit_reverts_MembershipTermsStale() public {
        _publishTerms();
        _enterEpoch(2);
        uint256 policy = _policy(id);
        _refuses(abi.encodeWithSelector(IMembership.MembershipTermsStale.selector, id, 1, 2));
        _as(policy);
    }

    /// Any bit of state, submittedAt, the contract's flags and the upper 8 is refused.
    function test_submit_reverts_IndicatorsPolicyReserved() public {
        uint256 policy = _policy(id);
        for (uint256 bit = 0; bit < 256; ++bit) {
            bool reserved =
                bit >= 248 || (bit >= 128 && bit < 168) || (bit >= 106 && bit < 112) || (bit >= 96 && bit < 104);
            if (!reserved) continue;
            uint256 wrong = policy | (uint256(1) << bit);
            _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyReserved.selector, wrong));
            _as(wrong);
        }
    }

    /// A policy in another organisation's name is refused.
    function test_submit_reverts_IndicatorsPolicyOrganisation() public {
        uint256 policy = _policy(id + 1);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyOrganisation.selector, id + 1, id));
        _as(policy);
    }

    /// A policy under other terms than those in force is refused, the pending ones included.
    function test_submit_reverts_IndicatorsPolicyTerms() public {
        uint256 policy = _policy(id);
        uint16 pending = _publishTerms();
        vm.prank(submitter);
        membership.acceptTerms(pending);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyTerms.selector, pending, 1));
        _as(policy - (1 << 112) + (uint256(pending) << 112));
        _as(policy);
    }

    /// The affected sector is 0 to 48.
    function test_submit_reverts_IndicatorsPolicySector(uint8 sector) public {
        uint256 policy = (_policy(id) & ~(uint256(0xff) << 80)) | (uint256(sector) << 80);
        if (sector > 48) _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicySector.selector, sector));
        _as(policy);
    }

    /// The minimum tier is 1 to 3.
    function test_submit_reverts_IndicatorsPolicyTier() public {
        uint256 policy = _policy(id) & ~(uint256(0xf) << 88);
        for (uint256 tier = 0; tier < 16; ++tier) {
            if (tier == 0 || tier > 3) {
                _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyTier.selector, tier));
            }
            _as(policy | (tier << 88));
        }
    }

    /// TLP is 1 to 5.
    function test_submit_reverts_IndicatorsPolicyTlp() public {
        uint256 policy = _policy(id) & ~(uint256(0xf) << 92);
        for (uint256 tlp = 0; tlp < 16; ++tlp) {
            if (tlp == 0 || tlp > 5) _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyTlp.selector, tlp));
            _as(policy | (tlp << 92));
        }
    }

    /// It expires after now and after its embargo, and within 730 days.
    function testFuzz_submit_reverts_IndicatorsPolicyExpiry(uint256 expiry, uint256 embargo) public {
        uint256 current = vm.getBlockTimestamp();
        uint256 expiresAt = bound(expiry, current - 10 days, current + 740 days);
        uint256 notBefore = embargo % 3 == 0 ? 0 : bound(embargo, current - 10 days, current + 90 days);
        uint256 earliest = (notBefore > current ? notBefore : current) + 1;
        uint256 policy = uint208(_policy(id)) | (notBefore << 168) | (expiresAt << 208);
        if (expiresAt < earliest || expiresAt > current + 730 days) {
            _refuses(
                abi.encodeWithSelector(
                    IIndicators.IndicatorsPolicyExpiry.selector, expiresAt, earliest, current + 730 days
                )
            );
        }
        _as(policy);
    }

    /// An embargo lasts 90 days at most.
    function test_submit_reverts_IndicatorsPolicyEmbargo() public {
        uint256 latest = vm.getBlockTimestamp() + 90 days;
        uint256 policy = _policy(id);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyEmbargo.selector, latest + 1, latest));
        _as(policy | ((latest + 1) << 168));
        _as(policy | (latest << 168));
    }

    /// A readers' release does not come with an embargoed submission.
    function test_submit_reverts_IndicatorsReleaseWithEmbargo() public {
        uint256 notBefore = vm.getBlockTimestamp() + 1;
        uint256 policy = _policy(id) | (notBefore << 168);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseWithEmbargo.selector, notBefore));
        vm.prank(submitter);
        indicators.submit(_item(1), policy, release_);
    }

    /// No item has a zero commitment, key commitment or ciphertext digest.
    function test_submit_reverts_IndicatorsZeroField() public {
        uint256 policy = _policy(id);
        for (uint256 i = 0; i < 3; ++i) {
            IIndicators.Item memory item = _item(1);
            if (i == 0) item.commitment = 0;
            if (i == 1) item.keyCommit = 0;
            if (i == 2) item.ciphertextDigest = 0;
            _refuses(abi.encodeWithSelector(IIndicators.IndicatorsZeroField.selector, 0));
            vm.prank(submitter);
            indicators.submit(item, policy, _noRelease());
        }
    }

    /// An id is accepted once, also after it was revoked.
    function test_submit_reverts_IndicatorsDuplicate() public {
        uint256 policy = _policy(id);
        bytes32 submissionId = _as(policy);
        mine(1);
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IIndicators.IndicatorsDuplicate.selector, submissionId));
            _as(policy);
            if (i == 0) vm.prank(submitter);
            if (i == 0) indicators.revoke(submissionId);
        }
    }
}

contract IndicatorsSubmitTest is Submitting {
    /// What is stored is the policy with state and time; all else stands in the event, bound by the id.
    function test_submit_recordsAndTells() public {
        uint256 policy = _policy(id);
        IIndicators.Item memory item = _item(1);
        uint256 word = policy | (1 << 96) | (vm.getBlockTimestamp() << 128);
        bytes32 expected = _idOf(item, policy);
        vm.expectEmit(address(indicators));
        emit IIndicators.Submitted(expected, id, word, item.commitment, item.keyCommit, item.ciphertextDigest);
        assertEq(_as(policy), expected);
        assertEq(indicators.policyOf(expected), word);
        assertEq(indicators.releasedAt(expected), 0);
        assertEq(indicators.supersededBy(expected), 0);
    }

    /// A fresh release is on record with the submission, in the same transaction.
    function test_submit_recordsAFreshRelease() public {
        uint256 policy = _policy(id);
        IIndicators.Release memory release_ = _fresh();
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = _idOf(_item(1), policy);
        vm.expectEmit(address(indicators));
        emit IIndicators.ReadersReleased(release_.slotsDigest, release_.asOfBlock, release_.epoch, ids);
        vm.prank(submitter);
        indicators.submit(_item(1), policy, release_);
        assertEq(indicators.releasedAt(ids[0]), vm.getBlockTimestamp());
        assertEq(uint8(indicators.policyOf(ids[0]) >> 104), 0x10, "flag");
    }

    /// An embargo that is over is none: the release may come along.
    function test_submit_takesAReleaseOnceTheEmbargoIsOver() public {
        uint256 policy = _policy(id) | (vm.getBlockTimestamp() << 168);
        IIndicators.Release memory release_ = _fresh();
        vm.prank(submitter);
        assertTrue(indicators.releasedAt(indicators.submit(_item(1), policy, release_)) != 0);
    }

    /// A suspension between wrapping and mining defers the release and leaves the submission's time untouched.
    function test_submit_defersALateRelease() public {
        uint32 reader = _active("b", ENERGY, 1);
        mine(1);
        uint256 policy = _policy(id);
        IIndicators.Release memory release_ = _fresh();
        _suspend(reader);
        vm.expectEmit(address(indicators));
        emit IIndicators.ReleaseDeferred(release_.slotsDigest, release_.asOfBlock, release_.epoch);
        vm.prank(submitter);
        bytes32 submissionId = indicators.submit(_item(1), policy, release_);
        assertEq(indicators.releasedAt(submissionId), 0);
        assertEq(uint40(indicators.policyOf(submissionId) >> 128), vm.getBlockTimestamp());
        assertEq(uint8(indicators.policyOf(submissionId) >> 104), 0, "flag");
    }

    /// A third party that copies a pending submission into its own name, first, with any policy, takes another id: the
    /// original is accepted afterwards, and the copy cannot be in the original's name.
    function testFuzz_submit_isNeverBlockedByACopy(uint256 seed, bool sameTime) public {
        _candidate("thief", FINANCE, 1);
        uint256 policy = _policy(id);
        uint256 copied = _policy(id + 1) | ((seed % 4) << 104);
        address thief = _operator("thief");
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsPolicyOrganisation.selector, id, id + 1));
        vm.prank(thief);
        indicators.submit(_item(seed), policy, _noRelease());
        vm.prank(thief);
        bytes32 copy = indicators.submit(_item(seed), copied, _noRelease());
        if (!sameTime) mine(1);
        vm.prank(submitter);
        bytes32 original = indicators.submit(_item(seed), policy, _noRelease());
        assertNotEq(copy, original, "ids");
        assertEq(uint32(indicators.policyOf(original)), id, "organisation");
    }

    /// Ids differ wherever any field, the policy, the contract or the chain differs.
    function testFuzz_submit_bindsEveryFieldIntoTheId(uint8 field, uint256 noise) public {
        IIndicators.Item memory item = _item(1);
        uint256 policy = _policy(id);
        bytes32 first = _as(policy);
        bytes32 other = keccak256(abi.encode(noise));
        if (field % 5 == 0) item.commitment = other;
        if (field % 5 == 1) item.keyCommit = other;
        if (field % 5 == 2) item.ciphertextDigest = other;
        if (field % 5 == 3) policy ^= uint256(1) << (32 + noise % 48);
        if (field % 5 == 4) vm.chainId(1 + noise % 1e9 + block.chainid);
        vm.prank(submitter);
        assertNotEq(indicators.submit(item, policy, _noRelease()), first, "id");
    }
}
