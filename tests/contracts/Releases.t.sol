// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IReleases} from "contracts/interfaces/IReleases.sol";
import {Network} from "./support/Network.sol";

abstract contract Released is Network {
    uint32 internal submitterId;
    uint32 internal reader;
    uint32 internal wrongSector;
    bytes32 internal released;
    bytes32 internal unreleased;

    function setUp() public virtual override {
        super.setUp();
        _publishTerms();
        submitterId = _candidate("a", FINANCE, 1);
        reader = _active("r", ENERGY, 1);
        wrongSector = _active("w", FINANCE, 1);
        _start();
        mine(10);
        released = _submit("a", 1);
        unreleased = _submitWith(2, _policy(submitterId), _noRelease());
        mine(1);
    }

    function _submitWith(uint256 seed, uint256 policy, IIndicators.Release memory release_) internal returns (bytes32) {
        vm.prank(_operator("a"));
        return indicators.submit(_item(seed), policy, release_);
    }

    function _revoke(bytes32 submissionId) internal {
        vm.prank(_operator("a"));
        indicators.revoke(submissionId);
    }

    function _request(string memory name, bytes32 submissionId) internal {
        vm.prank(_operator(name));
        releases.request(submissionId);
    }

    function _grantTo(string memory by, bytes32 submissionId, uint32 organisation, bytes32 digest) internal {
        vm.prank(_operator(by));
        releases.grant(submissionId, organisation, digest);
    }

    function _receipt(string memory name, bytes32 submissionId) internal {
        vm.prank(_operator(name));
        releases.postReceipt(submissionId);
    }

    function _isMayNotRead(bytes32 submissionId, uint32 organisation) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IReleases.ReleasesMayNotRead.selector, submissionId, organisation);
    }

    function _isNotReleased(bytes32 submissionId) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IReleases.ReleasesNotReleased.selector, submissionId);
    }

    function _isNotOperator(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, caller);
    }
}

contract ReleasesRepeatReleaseTest is Released {
    function _repeat(string memory name, bytes32[] memory ids, IIndicators.Release memory release_) private {
        vm.prank(_operator(name));
        releases.repeatRelease(ids, release_);
    }

    function _ids(bytes32 one) private pure returns (bytes32[] memory ids) {
        ids = new bytes32[](1);
        ids[0] = one;
    }

    /// A stranger repeats nothing.
    function test_repeatRelease_reverts_MembershipNotOperator() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        releases.repeatRelease(_ids(released), release_);
    }

    /// A release is of something.
    function test_repeatRelease_reverts_ReleasesEmptyList() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IReleases.ReleasesEmptyList.selector));
        _repeat("a", new bytes32[](0), release_);
    }

    /// 513 at once are refused.
    function test_repeatRelease_reverts_ReleasesListTooLong() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IReleases.ReleasesListTooLong.selector, 513, 512));
        _repeat("a", new bytes32[](513), release_);
    }

    /// A repeated release without slots is none.
    function test_repeatRelease_reverts_IndicatorsReleaseEmpty() public {
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEmpty.selector));
        _repeat("a", _ids(released), _noRelease());
    }

    /// It is as of a block that is past.
    function test_repeatRelease_reverts_IndicatorsReleaseBlock() public {
        IIndicators.Release memory release_ = _fresh();
        release_.asOfBlock += 1;
        _refuses(
            abi.encodeWithSelector(IIndicators.IndicatorsReleaseBlock.selector, release_.asOfBlock, vm.getBlockNumber())
        );
        _repeat("a", _ids(released), release_);
    }

    /// It must be as fresh as a first one: nothing narrowed after its block.
    function test_repeatRelease_reverts_IndicatorsReleaseNarrowed() public {
        IIndicators.Release memory release_ = _fresh();
        _suspend(reader);
        _refuses(
            abi.encodeWithSelector(
                IIndicators.IndicatorsReleaseNarrowed.selector, release_.asOfBlock, vm.getBlockNumber()
            )
        );
        _repeat("a", _ids(released), release_);
    }

    /// And of the running epoch.
    function test_repeatRelease_reverts_IndicatorsReleaseEpoch() public {
        IIndicators.Release memory release_ = _fresh();
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseEpoch.selector, 1, 2));
        _repeat("a", _ids(released), release_);
    }

    /// Nothing is repeated that had no first release, or that nobody knows.
    function test_repeatRelease_reverts_ReleasesNotReleased() public {
        IIndicators.Release memory release_ = _fresh();
        bytes32[2] memory wrong = [unreleased, bytes32("x")];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(_isNotReleased(wrong[i]));
            _repeat("a", _ids(wrong[i]), release_);
        }
    }

    /// Another organisation's release is not the caller's to repeat.
    function test_repeatRelease_reverts_ReleasesNotSubmitter() public {
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IReleases.ReleasesNotSubmitter.selector, released, submitterId));
        _repeat("r", _ids(released), release_);
    }

    /// What was revoked or has expired is not released again.
    function test_repeatRelease_reverts_ReleasesNotLive() public {
        bytes32 second = _submit("a", 3);
        _revoke(released);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IReleases.ReleasesNotLive.selector, released));
        _repeat("a", _ids(released), release_);
        vm.warp(indicators.policyOf(second) >> 208);
        release_ = _fresh();
        _refuses(abi.encodeWithSelector(IReleases.ReleasesNotLive.selector, second));
        _repeat("a", _ids(second), release_);
    }

    /// Submissions with other readers do not share a release.
    function test_repeatRelease_reverts_ReleasesMixedReaders() public {
        bytes32[] memory ids = new bytes32[](2);
        ids[0] = released;
        ids[1] = _submitWith(3, _policy(submitterId) + (1 << 88), _fresh());
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IReleases.ReleasesMixedReaders.selector, ids[1]));
        _repeat("a", ids, release_);
    }

    /// It may be repeated as often as the submitter likes; the first release's time stays.
    function test_repeatRelease_tellsAndKeepsTheFirst() public {
        uint40 releasedAt = indicators.releasedAt(released);
        for (uint256 i = 0; i < 2; ++i) {
            mine(5);
            IIndicators.Release memory release_ = _fresh();
            vm.expectEmit(address(releases));
            emit IReleases.ReleaseRepeated(release_.slotsDigest, release_.asOfBlock, release_.epoch, _ids(released));
            _repeat("a", _ids(released), release_);
        }
        assertEq(indicators.releasedAt(released), releasedAt);
    }
}

contract ReleasesRequestTest is Released {
    /// An owner account requests nothing.
    function test_request_reverts_MembershipNotOperator() public {
        address owner = _owner("r");
        _refuses(_isNotOperator(owner));
        vm.prank(owner);
        releases.request(released);
    }

    /// Before the first readers' release there is no key to ask for.
    function test_request_reverts_ReleasesNotReleased() public {
        _refuses(_isNotReleased(unreleased));
        _request("r", unreleased);
        _refuses(_isNotReleased("x"));
        _request("r", "x");
    }

    /// An allow-listed submission takes no public requests, of readers of the table either.
    function test_request_reverts_ReleasesAllowListed() public {
        bytes32 listed = _submitWith(3, _policy(submitterId) | (1 << 104), _fresh());
        _refuses(abi.encodeWithSelector(IReleases.ReleasesAllowListed.selector, listed));
        _request("r", listed);
    }

    /// A wrong sector, a suspension, a lapse, stale terms and a revoked submission each refuse the request.
    function test_request_reverts_ReleasesMayNotRead() public {
        _refuses(_isMayNotRead(released, wrongSector));
        _request("w", released);
        uint32 suspended = _active("s", ENERGY, 1);
        _suspend(suspended);
        _refuses(_isMayNotRead(released, suspended));
        _request("s", released);
        uint32 stale = _list("t", ENERGY, 1);
        _grant(stale, 2);
        _refuses(_isMayNotRead(released, stale));
        _request("t", released);
        mine(1);
        bytes32 revoked = _submit("a", 3);
        _revoke(revoked);
        _refuses(_isMayNotRead(revoked, reader));
        _request("r", revoked);
        _enterEpoch(2);
        _refuses(_isMayNotRead(released, reader));
        _request("r", released);
    }

    /// One request an organisation stands at a time.
    function test_request_reverts_ReleasesAlreadyRequested() public {
        _request("r", released);
        _refuses(abi.encodeWithSelector(IReleases.ReleasesAlreadyRequested.selector, released, reader));
        _request("r", released);
    }

    /// A late joiner's request is on record with its time, and nobody else's with it.
    function test_request_isOnRecord() public {
        uint32 late = _active("l", ENERGY, 2);
        vm.expectEmit(address(releases));
        emit IReleases.KeyRequested(released, late);
        _request("l", released);
        assertEq(releases.requestedAt(released, late), vm.getBlockTimestamp());
        assertEq(releases.requestedAt(released, reader), 0);
    }

    /// A request is taken exactly where `mayRead` holds for the asker in that block.
    function testFuzz_request_followsMayRead(
        uint48 sectors,
        uint8 tier,
        uint48 readerSectors,
        uint8 minimum,
        bool lapsed
    ) public {
        vm.assume(sectors != 0);
        uint256 policy = _policy(submitterId) & ~((uint256(type(uint48).max) << 32) | (0xf << 88));
        policy |= (uint256(readerSectors) << 32) | (bound(minimum, 1, 3) << 88);
        bytes32 submissionId = _submitWith(3, policy, _fresh());
        uint32 asker = _active("l", sectors, uint8(bound(tier, 1, 3)));
        if (lapsed) _enterEpoch(3);
        bool may = indicators.mayRead(asker, submissionId);
        if (!may) _refuses(_isMayNotRead(submissionId, asker));
        _request("l", submissionId);
        assertEq(releases.requestedAt(submissionId, asker) != 0, may);
    }
}

contract ReleasesGrantTest is Released {
    function setUp() public override {
        super.setUp();
        _request("r", released);
    }

    /// A stranger grants nothing.
    function test_grant_reverts_MembershipNotOperator() public {
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        releases.grant(released, reader, "slots");
    }

    /// A grant names a blob.
    function test_grant_reverts_ReleasesEmptyDigest() public {
        _refuses(abi.encodeWithSelector(IReleases.ReleasesEmptyDigest.selector));
        _grantTo("a", released, reader, 0);
    }

    /// Nobody is granted what it did not ask for, the submitter's own organisation included.
    function test_grant_reverts_ReleasesNotRequested() public {
        uint32[2] memory others = [wrongSector, submitterId];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IReleases.ReleasesNotRequested.selector, released, others[i]));
            _grantTo("a", released, others[i], "slots");
        }
    }

    /// An asker that lost its right meanwhile is granted nothing; once reinstated it is.
    function test_grant_reverts_ReleasesMayNotRead() public {
        _suspend(reader);
        _refuses(_isMayNotRead(released, reader));
        _grantTo("a", released, reader, "slots");
        vm.prank(registrar);
        membership.reinstate(reader);
        _grantTo("a", released, reader, "slots");
        _revoke(released);
        _refuses(_isMayNotRead(released, reader));
        _grantTo("a", released, reader, "slots");
    }

    /// Anyone who holds the key answers, a garbage answer closes nothing, and a later one still comes through.
    function test_grant_leavesTheRequestOpen() public {
        string[2] memory grantors = ["w", "a"];
        uint32[2] memory grantorIds = [wrongSector, submitterId];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(releases));
            emit IReleases.KeyGranted(released, reader, grantorIds[i], bytes32(i + 1));
            _grantTo(grantors[i], released, reader, bytes32(i + 1));
            assertTrue(releases.requestedAt(released, reader) != 0, "open");
        }
    }
}

contract ReleasesPostReceiptTest is Released {
    /// A stranger opened nothing.
    function test_postReceipt_reverts_MembershipNotOperator() public {
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        releases.postReceipt(released);
    }

    /// Nothing was opened before its first release.
    function test_postReceipt_reverts_ReleasesNotReleased() public {
        _refuses(_isNotReleased(unreleased));
        _receipt("r", unreleased);
    }

    /// Who may not read and has no request to close posts no receipt.
    function test_postReceipt_reverts_ReleasesMayNotRead() public {
        _refuses(_isMayNotRead(released, wrongSector));
        _receipt("w", released);
    }

    /// A reader that never asked posts a receipt that closes nothing, as often as it likes.
    function test_postReceipt_withoutARequestClosesNothing() public {
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(releases));
            emit IReleases.ReceiptPosted(released, reader, false);
            _receipt("r", released);
        }
    }

    /// Only the asker's own receipt closes its request, also when it may not read any more; then it may ask again.
    function test_postReceipt_closesOnlyItsOwnRequest() public {
        uint32 other = _active("o", ENERGY, 1);
        _request("r", released);
        _request("o", released);
        _suspend(reader);
        vm.expectEmit(address(releases));
        emit IReleases.ReceiptPosted(released, reader, true);
        _receipt("r", released);
        assertEq(releases.requestedAt(released, reader), 0);
        assertTrue(releases.requestedAt(released, other) != 0, "the other's stands");
        vm.prank(registrar);
        membership.reinstate(reader);
        _request("r", released);
    }
}
