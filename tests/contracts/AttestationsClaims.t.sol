// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

contract AttestationsContestTest is AttestationFixture {
    function setUp() public override {
        super.setUp();
        _open();
        _post("first");
        _post("hidden");
        _post("failing");
    }

    function _contest(string memory name, bool said) private {
        _contestWith(name, _opening(name), said, _word(".salt"));
    }

    function _contestWith(string memory name, IAttestations.Opening memory entry, bool said, bytes32 salt) private {
        attestations.contest(policy, 2, _tau(name), entry, said, _word(".resultDigest"), salt);
    }

    /// In the epoch after the next one nothing is corrected any more.
    function test_contest_reverts_AttestationsTooLate() public {
        IAttestations.Opening memory entry = _opening("hidden");
        vm.warp(membership.epochStart(4));
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsTooLate.selector, 2));
        _contestWith("hidden", entry, false, _word(".salt"));
        vm.warp(membership.epochStart(4) - 1);
        _contestWith("hidden", entry, false, _word(".salt"));
    }

    /// Where nothing stands nothing is corrected: another tau, policy or epoch.
    function test_contest_reverts_AttestationsUnknown() public {
        IAttestations.Opening memory entry = _opening("hidden");
        (bytes32 result, bytes32 salt, address tau) = (_word(".resultDigest"), _word(".salt"), _tau("hidden"));
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsUnknown.selector, policy, 2, outsider));
        attestations.contest(policy, 2, outsider, entry, false, result, salt);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsUnknown.selector, bytes32("B"), 2, tau));
        attestations.contest(bytes32("B"), 2, tau, entry, false, result, salt);
        uint32[3] memory others = [1, 3, type(uint32).max];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IAttestations.AttestationsUnknown.selector, policy, others[i], tau));
            attestations.contest(policy, others[i], tau, entry, false, result, salt);
        }
    }

    /// Nothing of the post may be other than it was, nor what its commitment hides.
    function test_contest_reverts_AttestationsWrongOpening() public {
        for (uint256 i = 0; i < 7; ++i) {
            IAttestations.Opening memory entry = _opening("hidden");
            if (i == 0) entry.compliant = false;
            if (i == 1) entry.nullifier ^= 1;
            if (i == 2) entry.commit ^= bytes32(uint256(1));
            if (i == 3) entry.next ^= bytes32(uint256(1));
            if (i == 4) entry.ciphertextDigest ^= bytes32(uint256(1));
            bytes32 salt = _word(".salt") ^ bytes32(uint256(i == 5 ? 1 : 0));
            _refuses(abi.encodeWithSelector(IAttestations.AttestationsWrongOpening.selector));
            _contestWith("hidden", entry, i == 6, salt);
        }
    }

    /// Another post's opening corrects nothing.
    function test_contest_reverts_AttestationsWrongOpening_otherPost() public {
        IAttestations.Opening memory entry = _opening("hidden");
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsWrongOpening.selector));
        _contestWith("first", entry, false, _word(".salt"));
    }

    /// A claim is no post and has no flag.
    function test_contest_reverts_AttestationsWrongOpening_claim() public {
        _enterEpoch(3);
        group.snapshot();
        _enterEpoch(4);
        IAttestations.Opening memory entry = _opening("hidden");
        address silent = _nextTau("hidden");
        IAttestations.Claim memory claim = IAttestations.Claim(policy, 3, _tau("hidden"), silent, 0, "");
        _signClaim(claim, 1);
        attestations.claimMissing(claim, entry);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsWrongOpening.selector));
        attestations.contest(policy, 3, silent, entry, false, _word(".resultDigest"), _word(".salt"));
    }

    /// An honest post is not corrected.
    function test_contest_reverts_AttestationsFlagIsTrue() public {
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsFlagIsTrue.selector));
        _contest("first", true);
    }

    /// Once.
    function test_contest_reverts_AttestationsAlreadyContested() public {
        _contest("hidden", false);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsAlreadyContested.selector, _tau("hidden")));
        _contest("hidden", false);
    }

    /// The count follows what was said: one more fails, and one less.
    function test_contest_corrects() public {
        address hidden = _tau("hidden");
        vm.expectEmit(address(attestations));
        emit IAttestations.AttestationContested(policy, 2, hidden, false);
        _contest("hidden", false);
        IAttestations.Tally memory counts = attestations.tally(policy, 2);
        assertEq(counts.nonCompliant, 2, "one more");
        _contest("failing", true);
        counts = attestations.tally(policy, 2);
        assertEq(counts.nonCompliant, 1, "one less");
        assertEq(counts.contested, 2, "contested");
        assertEq(counts.posted, 3, "posted");
        assertTrue(attestations.isContested(policy, 2, hidden), "hidden");
        assertFalse(attestations.isContested(policy, 2, _tau("first")), "first");
    }
}

contract AttestationsMissingTest is AttestationFixture {
    bytes32 private constant LAST = keccak256("no next");

    function setUp() public override {
        super.setUp();
        _open();
        _post("first");
        _post("hidden");
        _enterEpoch(3);
    }

    /// The relationship of "hidden" stayed silent in 3; its next claim would be about address 0xbeef.
    function _claim() private view returns (IAttestations.Claim memory claim) {
        bytes32 next = _nameOf(address(0xbeef));
        claim = IAttestations.Claim(policy, 3, _tau("hidden"), _nextTau("hidden"), next, "");
        _signClaim(claim, 1);
    }

    /// Signed as what follows that many silences.
    function _later(uint32 epoch, uint160 formerTau, uint160 tau, uint8 silence)
        private
        view
        returns (IAttestations.Claim memory claim)
    {
        bytes32 next = _nameOf(address(tau + 1));
        claim = IAttestations.Claim(policy, epoch, address(formerTau), address(tau), next, "");
        _signClaim(claim, silence + 1);
    }

    function _snapshotAndGo(uint32 epoch) private {
        group.snapshot();
        _enterEpoch(epoch);
    }

    function _refusesClaim(IAttestations.Claim memory claim, bytes memory error_) private {
        IAttestations.Opening memory former = _opening("hidden");
        _refuses(error_);
        attestations.claimMissing(claim, former);
    }

    function _refusesLater(IAttestations.Claim memory claim, bytes32 next, uint8 silence, bytes memory error_) private {
        _refuses(error_);
        attestations.claimStillMissing(claim, next, silence);
    }

    /// Claimed in 4, about 3.
    function _claimed() private {
        _snapshotAndGo(4);
        attestations.claimMissing(_claim(), _opening("hidden"));
    }

    // ------------------------------------------------------------------ claimMissing

    /// About the epoch before the running one alone: not while it runs, and not one later.
    function test_claimMissing_reverts_AttestationsWrongEpoch() public {
        _refusesClaim(_claim(), abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, 3, 2));
        _snapshotAndGo(4);
        IAttestations.Claim memory claim = _claim();
        for (uint32 other = 2; other <= 4; other += 2) {
            claim.epoch = other;
            _refusesClaim(claim, abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, other, 3));
        }
        _enterEpoch(5);
        _refusesClaim(_claim(), abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, 3, 4));
    }

    /// Nobody misses a post under a policy that had ended, or in epoch 0.
    function test_claimMissing_reverts_AttestationsPolicyNotInForce() public {
        vm.warp(membership.epochStart(3) - 1);
        vm.prank(governor);
        attestations.retirePolicy(policy);
        vm.warp(membership.epochStart(3));
        _snapshotAndGo(4);
        _refusesClaim(_claim(), abi.encodeWithSelector(IAttestations.AttestationsPolicyNotInForce.selector, policy, 3));
    }

    /// Without a snapshot nobody could post, and nobody is missing.
    function test_claimMissing_reverts_AttestationsNoSnapshot() public {
        _enterEpoch(4);
        _refusesClaim(_claim(), abi.encodeWithSelector(IAttestations.AttestationsNoSnapshot.selector, 3));
    }

    /// A claim stands on a post of the epoch before: nobody's tau, no claim.
    function test_claimMissing_reverts_AttestationsUnknown() public {
        _snapshotAndGo(4);
        IAttestations.Claim memory claim = _claim();
        claim.formerTau = outsider;
        _refusesClaim(claim, abi.encodeWithSelector(IAttestations.AttestationsUnknown.selector, policy, 2, outsider));
    }

    /// Another post's opening opens nothing.
    function test_claimMissing_reverts_AttestationsWrongOpening() public {
        _snapshotAndGo(4);
        IAttestations.Claim memory claim = _claim();
        claim.formerTau = _tau("first");
        _refusesClaim(claim, abi.encodeWithSelector(IAttestations.AttestationsWrongOpening.selector));
    }

    /// Who posted is not missing: the former post names the very tau.
    function test_claimMissing_reverts_AttestationsTauUsed_posted() public {
        _joinAs("m10", _join("m10"));
        group.admit(new uint256[][](1));
        group.snapshot();
        _post("second");
        _enterEpoch(4);
        IAttestations.Claim memory claim = _claim();
        (claim.formerTau, claim.tau) = (_tau("first"), _nextTau("first"));
        _signClaim(claim, 1);
        assertEq(claim.tau, _tau("second"), "the same relationship");
        IAttestations.Opening memory former = _opening("first");
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsTauUsed.selector, claim.tau));
        attestations.claimMissing(claim, former);
    }

    /// A silence counts once.
    function test_claimMissing_reverts_AttestationsTauUsed_twice() public {
        _claimed();
        _refusesClaim(_claim(), abi.encodeWithSelector(IAttestations.AttestationsTauUsed.selector, _nextTau("hidden")));
    }

    /// One more is missing in that epoch; anybody may send it.
    function test_claimMissing_counts() public {
        _snapshotAndGo(4);
        (IAttestations.Claim memory claim, IAttestations.Opening memory former) = (_claim(), _opening("hidden"));
        vm.expectEmit(address(attestations));
        emit IAttestations.AttestationMissing(policy, 3, claim.tau, claim.next, 1);
        vm.prank(outsider);
        attestations.claimMissing(claim, former);
        assertEq(attestations.tally(policy, 3).missing, 1, "missing");
        assertTrue(attestations.standing(policy, 3, claim.tau) != 0, "stands");
    }

    // ------------------------------------------------------------------ claimStillMissing

    /// About the epoch before the running one alone.
    function test_claimStillMissing_reverts_AttestationsWrongEpoch() public {
        _claimed();
        IAttestations.Claim memory claim = _later(4, uint160(_nextTau("hidden")), 0xbeef, 1);
        bytes32 next = _nameOf(address(0xbeef));
        _refusesLater(claim, next, 1, abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, 4, 3));
        _snapshotAndGo(6);
        _refusesLater(claim, next, 1, abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, 4, 5));
    }

    /// Under a policy that ended meanwhile silence is none.
    function test_claimStillMissing_reverts_AttestationsPolicyNotInForce() public {
        _snapshotAndGo(4);
        vm.warp(membership.epochStart(4) - 1);
        vm.prank(governor);
        attestations.retirePolicy(policy);
        _enterEpoch(4);
        attestations.claimMissing(_claim(), _opening("hidden"));
        _snapshotAndGo(5);
        _refusesLater(
            _later(4, uint160(_nextTau("hidden")), 0xbeef, 1),
            _nameOf(address(0xbeef)),
            1,
            abi.encodeWithSelector(IAttestations.AttestationsPolicyNotInForce.selector, policy, 4)
        );
    }

    /// Nor in an epoch without a snapshot: the chain ends there.
    function test_claimStillMissing_reverts_AttestationsNoSnapshot() public {
        _claimed();
        _enterEpoch(5);
        _refusesLater(
            _later(4, uint160(_nextTau("hidden")), 0xbeef, 1),
            _nameOf(address(0xbeef)),
            1,
            abi.encodeWithSelector(IAttestations.AttestationsNoSnapshot.selector, 4)
        );
    }

    /// A chain has no gaps.
    function test_claimStillMissing_reverts_AttestationsUnknown() public {
        _snapshotAndGo(4);
        _snapshotAndGo(5);
        address formerTau = _nextTau("hidden");
        _refusesLater(
            _later(4, uint160(formerTau), 0xbeef, 1),
            _nameOf(address(0xbeef)),
            1,
            abi.encodeWithSelector(IAttestations.AttestationsUnknown.selector, policy, 3, formerTau)
        );
    }

    /// The former claim's next and silence are those that stand, and a post is no claim.
    function test_claimStillMissing_reverts_AttestationsWrongOpening() public {
        _claimed();
        _snapshotAndGo(5);
        bytes memory error_ = abi.encodeWithSelector(IAttestations.AttestationsWrongOpening.selector);
        uint160 former = uint160(_nextTau("hidden"));
        bytes32 next = _nameOf(address(0xbeef));
        _refusesLater(_later(4, former, 0xbeef, 1), LAST, 1, error_);
        _refusesLater(_later(4, former, 0xbeef, 0), next, 0, error_);
        _refusesLater(_later(4, former, 0xbeef, 2), next, 2, error_);
    }

    /// What was claimed already is not claimed again.
    function test_claimStillMissing_reverts_AttestationsTauUsed() public {
        _claimed();
        _snapshotAndGo(5);
        IAttestations.Claim memory claim = _later(4, uint160(_nextTau("hidden")), 0xbeef, 1);
        attestations.claimStillMissing(claim, _nameOf(address(0xbeef)), 1);
        claim.next = LAST;
        _signClaim(claim, 2);
        _refusesLater(
            claim,
            _nameOf(address(0xbeef)),
            1,
            abi.encodeWithSelector(IAttestations.AttestationsTauUsed.selector, address(0xbeef))
        );
    }

    /// Three in a row; after that a post has to come first. Nor does a false silence overflow.
    function test_claimStillMissing_reverts_AttestationsSilentTooLong() public {
        _claimed();
        uint160 former = uint160(_nextTau("hidden"));
        for (uint8 silence = 1; silence <= 2; ++silence) {
            _snapshotAndGo(4 + silence);
            IAttestations.Claim memory claim = _later(3 + silence, former, 0xbeee + silence, silence);
            attestations.claimStillMissing(claim, _nameOf(claim.tau), silence);
            assertEq(attestations.tally(policy, claim.epoch).missing, 1, "missing");
            former = uint160(claim.tau);
        }
        _snapshotAndGo(7);
        bytes32 next = _nameOf(address(0xbef1));
        uint8[2] memory wrong = [3, 255];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory error_ = abi.encodeWithSelector(IAttestations.AttestationsSilentTooLong.selector, wrong[i]);
            _refusesLater(_later(6, former, 0xbef1, 3), next, wrong[i], error_);
        }
    }

    /// The second silence in a row is told as such.
    function test_claimStillMissing_counts() public {
        _claimed();
        _snapshotAndGo(5);
        IAttestations.Claim memory claim = _later(4, uint160(_nextTau("hidden")), 0xbeef, 1);
        bytes32 former = _nameOf(address(0xbeef));
        vm.expectEmit(address(attestations));
        emit IAttestations.AttestationMissing(policy, 4, claim.tau, claim.next, 2);
        attestations.claimStillMissing(claim, former, 1);
        assertEq(attestations.tally(policy, 4).missing, 1, "missing");
    }
}
