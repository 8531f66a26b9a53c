// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuation} from "contracts/interfaces/IValuation.sol";
import {ValuationFixture} from "./support/ValuationFixture.sol";

contract ValuationReleaseKeyTest is ValuationFixture {
    bytes32 private constant SLOTS = keccak256("panel slots");

    /// Before the draw and after the window there is no key to release.
    function test_releaseKey_reverts_ValuationWrongPhase() public {
        bytes32 id = _opened(ALICE);
        _refuses(_isWrongPhase(id, IValuation.Phase.Scheduled, IValuation.Phase.Keying));
        _releaseKey(id, ALICE);
        _draw(id);
        mine(21);
        _refuses(_isWrongPhase(id, IValuation.Phase.Tallying, IValuation.Phase.Keying));
        _releaseKey(id, ALICE);
    }

    /// A revoked submission's key stays where it is.
    function test_releaseKey_reverts_ValuationRevoked() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        _revoke(id, ALICE);
        _refuses(_isRevoked(id));
        _releaseKey(id, ALICE);
    }

    /// A stranger releases nothing.
    function test_releaseKey_reverts_MembershipNotOperator() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        valuation.releaseKey(id, SLOTS);
    }

    /// Another member releases nothing either.
    function test_releaseKey_reverts_ValuationNotSubmitter() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotSubmitter.selector, id, BOB));
        _releaseKey(id, BOB);
    }

    /// A release names a blob.
    function test_releaseKey_reverts_ValuationEmptyDigest() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        _refuses(IValuation.ValuationEmptyDigest.selector);
        vm.prank(_operator(ALICE));
        valuation.releaseKey(id, 0);
    }

    /// The last block of the window counts, also for a submitter that was suspended meanwhile.
    function test_releaseKey_opensTheCommitWindow() public {
        bytes32 id = _opened(ALICE);
        _draw(id);
        _suspend(ALICE);
        mine(20);
        _releaseKey(id, ALICE);
        IValuation.Round memory round = valuation.roundOf(id);
        assertEq(round.slotsDigest, SLOTS, "slots");
        assertEq(round.commitBy, vm.getBlockNumber() + 20, "commitBy");
        assertEq(round.revealBy, vm.getBlockNumber() + 40, "revealBy");
        assertEq(_phase(id), uint256(IValuation.Phase.Committing), "phase");
    }
}

contract ValuationCommitBallotTest is ValuationFixture {
    bytes32 private _id;
    uint32 private _first;

    function setUp() public override {
        super.setUp();
        _id = _keyed(ALICE);
        _first = _panelist(_id, 0);
    }

    /// After the window nobody commits.
    function test_commitBallot_reverts_ValuationWrongPhase() public {
        mine(21);
        _refuses(_isWrongPhase(_id, IValuation.Phase.Tallying, IValuation.Phase.Committing));
        _commitAs(_first, keccak256("x"), "");
    }

    /// Nobody commits on a revoked submission.
    function test_commitBallot_reverts_ValuationRevoked() public {
        _revoke(_id, ALICE);
        _refuses(_isRevoked(_id));
        _commitAs(_first, keccak256("x"), "");
    }

    /// A stranger does not commit.
    function test_commitBallot_reverts_MembershipNotOperator() public {
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        valuation.commitBallot(_id, keccak256("x"), "");
    }

    /// Who was not drawn has no say, the submitter included.
    function test_commitBallot_reverts_ValuationNotOnPanel() public {
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotOnPanel.selector, _id, ALICE));
        _commitAs(ALICE, keccak256("x"), "");
    }

    /// A seat that was empty when drawn stays empty in its round.
    function test_commitBallot_reverts_ValuationSeatEmpty() public {
        for (uint32 id = 4; id < 9; ++id) {
            _suspend(id);
        }
        bytes32 other = _submit(ALICE);
        uint32 empty;
        while (empty == 0) {
            other = _opened(BOB);
            _draw(other);
            (uint32[] memory panel, uint8 filled) = valuation.panelOf(other);
            for (uint256 i = 0; i < 5; ++i) {
                if (filled & (1 << i) == 0) empty = panel[i];
            }
        }
        _releaseKey(other, BOB);
        vm.prank(registrar);
        membership.reinstate(empty);
        _refuses(abi.encodeWithSelector(IValuation.ValuationSeatEmpty.selector, other, empty));
        vm.prank(_operator(empty));
        valuation.commitBallot(other, keccak256("x"), "");
    }

    /// One commitment a round.
    function test_commitBallot_reverts_ValuationAlreadyCommitted() public {
        _commitAs(_first, keccak256("x"), "");
        _refuses(abi.encodeWithSelector(IValuation.ValuationAlreadyCommitted.selector, _id, _first));
        _commitAs(_first, keccak256("y"), "");
    }

    /// An empty commitment is none.
    function test_commitBallot_reverts_ValuationEmptyDigest() public {
        _refuses(IValuation.ValuationEmptyDigest.selector);
        _commitAs(_first, 0, "");
    }

    /// A sealed ballot of up to 256 bytes, no more.
    function test_commitBallot_reverts_ValuationSealedBallotLength() public {
        _refuses(abi.encodeWithSelector(IValuation.ValuationSealedBallotLength.selector, 257, 256));
        _commitAs(_first, keccak256("x"), new bytes(257));
        _commitAs(_first, keccak256("x"), new bytes(256));
    }

    /// With the last one commits close, and reveals open in the next block, not in this one.
    function test_commitBallot_closesEarly() public {
        IValuation.Ballot memory ballot = _valid(1, 1, 1);
        for (uint256 i = 0; i < 5; ++i) {
            assertEq(valuation.roundOf(_id).committed, i, "committed");
            _commit(_id, i, ballot);
        }
        assertEq(valuation.roundOf(_id).commitBy, vm.getBlockNumber(), "commitBy");
        _refuses(_isWrongPhase(_id, IValuation.Phase.Committing, IValuation.Phase.Revealing));
        vm.prank(_operator(_first));
        valuation.reveal(_id, ballot, _salt(_first));
        mine(1);
        _reveal(_id, 0, ballot);
    }

    /// What is committed is on record, for this round and organisation alone.
    function test_commitBallot_isOnRecord() public {
        _commitAs(_first, keccak256("x"), "");
        assertEq(valuation.commitOf(_id, 1, _first), keccak256("x"), "commit");
        assertEq(valuation.commitOf(_id, 2, _first), 0, "another round");
        assertEq(valuation.commitOf(_id, 1, _panelist(_id, 1)), 0, "another panelist");
    }

    function _commitAs(uint32 organisation, bytes32 digest, bytes memory sealedBallot) private {
        vm.prank(_operator(organisation));
        valuation.commitBallot(_id, digest, sealedBallot);
    }
}

contract ValuationRevealTest is ValuationFixture {
    bytes32 private _id;
    uint32 private _first;

    function setUp() public override {
        super.setUp();
        _id = _keyed(ALICE);
        _first = _panelist(_id, 0);
    }

    /// While commits are open nobody reveals, and after the window nobody either.
    function test_reveal_reverts_ValuationWrongPhase() public {
        _commit(_id, 0, _valid(1, 1, 1));
        _refuses(_isWrongPhase(_id, IValuation.Phase.Committing, IValuation.Phase.Revealing));
        _revealAs(_first, _valid(1, 1, 1));
        mine(41);
        _refuses(_isWrongPhase(_id, IValuation.Phase.Tallying, IValuation.Phase.Revealing));
        _revealAs(_first, _valid(1, 1, 1));
    }

    /// Nobody reveals on a revoked submission.
    function test_reveal_reverts_ValuationRevoked() public {
        _committed(_valid(1, 1, 1));
        _revoke(_id, ALICE);
        _refuses(_isRevoked(_id));
        _revealAs(_first, _valid(1, 1, 1));
    }

    /// A stranger reveals nothing, not even what it has seen.
    function test_reveal_reverts_MembershipNotOperator() public {
        _committed(_valid(1, 1, 1));
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        valuation.reveal(_id, _valid(1, 1, 1), _salt(_first));
    }

    /// A member that was not drawn reveals nothing.
    function test_reveal_reverts_ValuationNotOnPanel() public {
        _committed(_valid(1, 1, 1));
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotOnPanel.selector, _id, BOB));
        _revealAs(BOB, _valid(1, 1, 1));
    }

    /// Who did not commit does not reveal, with nobody's ballot.
    function test_reveal_reverts_ValuationNotCommitted() public {
        _committed(_valid(1, 1, 1));
        uint32 second = _panelist(_id, 1);
        _refuses(abi.encodeWithSelector(IValuation.ValuationNotCommitted.selector, _id, second));
        _revealAs(second, _valid(1, 1, 1));
    }

    /// A ballot counts once.
    function test_reveal_reverts_ValuationAlreadyRevealed() public {
        _commit(_id, 1, _valid(1, 1, 1));
        _committed(_valid(1, 1, 1));
        _revealAs(_first, _valid(1, 1, 1));
        _refuses(abi.encodeWithSelector(IValuation.ValuationAlreadyRevealed.selector, _id, _first));
        _revealAs(_first, _valid(1, 1, 1));
    }

    /// What is revealed is what was committed, field by field.
    function test_reveal_reverts_ValuationCommitMismatch(uint8 field, bytes32 salt) public {
        IValuation.Ballot memory ballot = _valid(7, 2_500, 5_000);
        _committed(ballot);
        field = uint8(bound(field, 0, 5));
        bytes32 right = _salt(_first);
        vm.assume(salt != right);
        if (field == 0) ballot.verdict = IValuation.Verdict.Invalid;
        if (field == 1) ballot.sector = 8;
        if (field == 2) ballot.severityBps = 2_501;
        if (field == 3) ballot.scopeBps = 5_001;
        if (field == 4) ballot.priorId = _id;
        _refuses(abi.encodeWithSelector(IValuation.ValuationCommitMismatch.selector, _id, _first));
        vm.prank(_operator(_first));
        valuation.reveal(_id, ballot, field == 5 ? salt : right);
    }

    /// No verdict is no ballot.
    function test_reveal_reverts_ValuationBallotVerdict() public {
        IValuation.Ballot memory ballot = _plain(IValuation.Verdict.None);
        _refusedBallot(ballot, abi.encodeWithSelector(IValuation.ValuationBallotVerdict.selector, 0));
    }

    /// A ballot names a sector that there is.
    function test_reveal_reverts_ValuationBallotSector() public {
        _refusedBallot(_valid(49, 1, 1), abi.encodeWithSelector(IValuation.ValuationBallotSector.selector, 49));
    }

    /// Severity is 1 to 10000 with a valid verdict and 0 with others.
    function test_reveal_reverts_ValuationBallotSeverity() public {
        _refusedBallot(_valid(1, 0, 1), _isSeverity(0));
        _refusedBallot(_valid(1, 10_001, 1), _isSeverity(10_001));
        IValuation.Ballot memory ballot = _plain(IValuation.Verdict.Invalid);
        ballot.severityBps = 1;
        _refusedBallot(ballot, _isSeverity(1));
    }

    /// So is the scope.
    function test_reveal_reverts_ValuationBallotScope() public {
        _refusedBallot(_valid(1, 1, 0), _isScope(0));
        _refusedBallot(_valid(1, 1, 10_001), _isScope(10_001));
        IValuation.Ballot memory ballot = _plain(IValuation.Verdict.Unavailable);
        ballot.scopeBps = 1;
        _refusedBallot(ballot, _isScope(1));
    }

    /// A duplicate names an earlier submission: not none, not an unknown one, not itself, not a later one; and no
    /// other verdict names any.
    function test_reveal_reverts_ValuationBallotPrior() public {
        mine(1);
        bytes32 later = _submit(BOB);
        bytes32[4] memory wrong = [bytes32(0), keccak256("unknown"), _id, later];
        IValuation.Ballot memory ballot = _plain(IValuation.Verdict.Duplicate);
        for (uint256 i = 0; i < 4; ++i) {
            ballot.priorId = wrong[i];
            _refusedBallot(ballot, abi.encodeWithSelector(IValuation.ValuationBallotPrior.selector, wrong[i]));
        }
        ballot = _valid(1, 1, 1);
        ballot.priorId = later;
        _refusedBallot(ballot, abi.encodeWithSelector(IValuation.ValuationBallotPrior.selector, later));
    }

    /// A copied commitment can be revealed by nobody but its maker, not in another round, not for another submission,
    /// not on another chain.
    function testFuzz_reveal_copiedCommitIsWorthless(uint16 severity, uint16 scope, bytes32 salt) public {
        IValuation.Ballot memory ballot = _valid(1, uint16(bound(severity, 1, 10_000)), uint16(bound(scope, 1, 10_000)));
        bytes memory bound_ = abi.encode(keccak256("ais/v1/ballot"), block.chainid, valuation, _id, 1, _first);
        bytes32 digest = keccak256(bytes.concat(bound_, abi.encode(ballot, salt)));
        uint32 copier = _panelist(_id, 1);
        vm.prank(_operator(_first));
        valuation.commitBallot(_id, digest, "");
        vm.prank(_operator(copier));
        valuation.commitBallot(_id, digest, "");
        mine(21);
        _refuses(abi.encodeWithSelector(IValuation.ValuationCommitMismatch.selector, _id, copier));
        vm.prank(_operator(copier));
        valuation.reveal(_id, ballot, salt);
        vm.chainId(block.chainid + 1);
        _refuses(abi.encodeWithSelector(IValuation.ValuationCommitMismatch.selector, _id, _first));
        vm.prank(_operator(_first));
        valuation.reveal(_id, ballot, salt);
        vm.chainId(block.chainid - 1);
        vm.prank(_operator(_first));
        valuation.reveal(_id, ballot, salt);
        mine(21);
        rewards.settle(_id);
        assertEq(valuation.roundOf(_id).number, 2, "one of five is no quorum");
    }

    /// Everything is revealed: the round is due without waiting.
    function test_reveal_allThatCommitted() public {
        _commit(_id, 1, _valid(1, 1, 1));
        _committed(_valid(1, 1, 1));
        _reveal(_id, 0, _valid(1, 1, 1));
        assertFalse(valuation.isDue(_id), "one of two");
        _reveal(_id, 1, _valid(1, 1, 1));
        assertTrue(valuation.isDue(_id), "two of two");
    }

    function _committed(IValuation.Ballot memory ballot) private {
        _commit(_id, 0, ballot);
        vm.roll(valuation.roundOf(_id).commitBy + 1);
    }

    function _refusedBallot(IValuation.Ballot memory ballot, bytes memory error_) private {
        uint256 state = vm.snapshotState();
        _committed(ballot);
        _refuses(error_);
        _revealAs(_first, ballot);
        vm.revertToState(state);
    }

    function _revealAs(uint32 organisation, IValuation.Ballot memory ballot) private {
        vm.prank(_operator(organisation));
        valuation.reveal(_id, ballot, _salt(organisation));
    }

    function _isSeverity(uint16 bps) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IValuation.ValuationBallotSeverity.selector, bps);
    }

    function _isScope(uint16 bps) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IValuation.ValuationBallotScope.selector, bps);
    }
}
