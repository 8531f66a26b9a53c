// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Attestations} from "contracts/attestations/Attestations.sol";
import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

contract AttestationsScheduleTest is AttestationFixture {
    bytes32 private constant OTHER = keccak256("policy B");

    function _retire(bytes32 policy_) private {
        vm.prank(governor);
        attestations.retirePolicy(policy_);
    }

    function _setSlots(uint8 slots) private {
        vm.prank(governor);
        attestations.setSlots(slots);
    }

    function _assertSlots(uint8 running, uint8 next) private view {
        (uint8 running_, uint8 next_) = attestations.slots();
        assertEq(running_, running, "running");
        assertEq(next_, next, "next");
    }

    // ------------------------------------------------------------------ constructor

    /// A member posts 1 to 64 times.
    function test_constructor_reverts_AttestationsInvalidSlots() public {
        uint8[2] memory wrong = [0, 65];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IAttestations.AttestationsInvalidSlots.selector, wrong[i]));
            new Attestations(address(manager), membership, group, verifier, wrong[i]);
        }
    }

    // ------------------------------------------------------------------ registerPolicy

    /// The governor alone registers.
    function test_registerPolicy_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        attestations.registerPolicy(OTHER, "");
    }

    /// Nothing has the digest 0.
    function test_registerPolicy_reverts_AttestationsZeroPolicy() public {
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsZeroPolicy.selector));
        _register(0);
    }

    /// Once for ever: before the start, while it is in force, and after its end.
    function test_registerPolicy_reverts_AttestationsPolicyKnown() public {
        _register(OTHER);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsPolicyKnown.selector, OTHER));
        _register(OTHER);
        _retire(OTHER);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsPolicyKnown.selector, OTHER));
        _register(OTHER);
        _start();
        _register(policy);
        _enterEpoch(4);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsPolicyKnown.selector, policy));
        _register(policy);
    }

    /// In force from the next epoch on; registered before the start, from the first.
    function test_registerPolicy_holdsFromTheNextEpoch() public {
        _register(OTHER);
        (uint32 fromEpoch, uint32 untilEpoch) = attestations.policyOf(OTHER);
        assertEq(fromEpoch, 1, "from");
        assertEq(untilEpoch, type(uint32).max, "until");
        _start();
        vm.expectEmit(address(attestations));
        emit IAttestations.PolicyRegistered(policy, 2, "policy.json");
        _register(policy);
    }

    // ------------------------------------------------------------------ retirePolicy

    /// The governor alone ends a policy.
    function test_retirePolicy_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        attestations.retirePolicy(OTHER);
    }

    /// What is unknown or has ended does not end.
    function test_retirePolicy_reverts_AttestationsPolicyNotInForce() public {
        _start();
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsPolicyNotInForce.selector, OTHER, 1));
        _retire(OTHER);
        _register(OTHER);
        _retire(OTHER);
        _enterEpoch(3);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsPolicyNotInForce.selector, OTHER, 3));
        _retire(OTHER);
    }

    /// The running epoch is its last one.
    function test_retirePolicy_endsWithTheRunningEpoch() public {
        _open();
        vm.expectEmit(address(attestations));
        emit IAttestations.PolicyRetired(policy, 2);
        _retire(policy);
        _post("first");
        _enterEpoch(3);
        _refusesPost(
            _entry("second"), abi.encodeWithSelector(IAttestations.AttestationsPolicyNotInForce.selector, policy, 3)
        );
    }

    // ------------------------------------------------------------------ setSlots

    /// The governor alone sets how often a member posts.
    function test_setSlots_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        attestations.setSlots(2);
    }

    /// 1 to 64.
    function test_setSlots_reverts_AttestationsInvalidSlots() public {
        uint8[3] memory wrong = [0, 65, 255];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(abi.encodeWithSelector(IAttestations.AttestationsInvalidSlots.selector, wrong[i]));
            _setSlots(wrong[i]);
        }
        _setSlots(64);
    }

    /// From the next epoch on; set twice in an epoch, the last one counts and the running number stays.
    function test_setSlots_holdsFromTheNextEpoch() public {
        _start();
        vm.expectEmit(address(attestations));
        emit IAttestations.SlotsSet(2, 2);
        _setSlots(2);
        _assertSlots(SLOTS, 2);
        _setSlots(4);
        _assertSlots(SLOTS, 4);
        _enterEpoch(2);
        _assertSlots(4, 4);
        _setSlots(1);
        _assertSlots(4, 1);
        _enterEpoch(9);
        _assertSlots(1, 1);
    }
}

contract AttestationsPostTest is AttestationFixture {
    function setUp() public override {
        super.setUp();
        _open();
    }

    /// A post is of the running epoch: no earlier and no later one.
    function test_post_reverts_AttestationsWrongEpoch() public {
        _refusesPost(_entry("second"), abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, 3, 2));
        IAttestations.Post memory entry = _entry("first");
        vm.warp(membership.epochStart(3) - 1);
        uint256 state = vm.snapshotState();
        attestations.post(entry);
        vm.revertToState(state);
        vm.warp(membership.epochStart(3));
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsWrongEpoch.selector, 2, 3));
    }

    /// A policy that is unknown, has not begun or has ended takes no post.
    function test_post_reverts_AttestationsPolicyNotInForce() public {
        IAttestations.Post memory entry = _entry("first");
        entry.policy = keccak256("policy B");
        bytes memory error_ =
            abi.encodeWithSelector(IAttestations.AttestationsPolicyNotInForce.selector, entry.policy, 2);
        _refusesPost(entry, error_);
        _register(entry.policy);
        _refusesPost(entry, error_);
    }

    /// Slots count from 0 and end below their number.
    function test_post_reverts_AttestationsInvalidSlot() public {
        IAttestations.Post memory entry = _entry("first");
        uint8[2] memory wrong = [SLOTS, 255];
        for (uint256 i = 0; i < 2; ++i) {
            entry.slot = wrong[i];
            _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsInvalidSlot.selector, wrong[i], SLOTS));
        }
    }

    /// All ciphertexts have one length.
    function test_post_reverts_AttestationsCiphertextLength() public {
        IAttestations.Post memory entry = _entry("first");
        uint256[3] memory wrong = [uint256(0), 539, 541];
        for (uint256 i = 0; i < 3; ++i) {
            entry.ciphertext = new bytes(wrong[i]);
            _refusesPost(
                entry, abi.encodeWithSelector(IAttestations.AttestationsCiphertextLength.selector, wrong[i], 540)
            );
        }
    }

    /// The alias of a nullifier, which a proof would take for the same, is none.
    function test_post_reverts_AttestationsNullifierOutOfRange() public {
        _post("first");
        IAttestations.Post memory entry = _entry("first");
        entry.nullifier += FIELD;
        _sign(entry, _tauKey("first"));
        _refusesPost(
            entry, abi.encodeWithSelector(IAttestations.AttestationsNullifierOutOfRange.selector, entry.nullifier)
        );
    }

    /// A member posts once a slot, whatever it says and under whichever tau.
    function test_post_reverts_AttestationsNullifierUsed() public {
        _post("first");
        string[2] memory names = ["first", "sameSlot"];
        for (uint256 i = 0; i < 2; ++i) {
            IAttestations.Post memory entry = _entry(names[i]);
            _refusesPost(
                entry, abi.encodeWithSelector(IAttestations.AttestationsNullifierUsed.selector, entry.nullifier)
            );
        }
    }

    /// A relationship is attested once an epoch, from whichever slot.
    function test_post_reverts_AttestationsTauUsed() public {
        _post("first");
        IAttestations.Post memory entry = _entry("sameTau");
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsTauUsed.selector, entry.tau));
    }

    /// Nobody but the supplier signs for its tau: not with another key, another message, another form.
    function test_post_reverts_AttestationsWrongSigner() public {
        IAttestations.Post memory entry = _entry("first");
        bytes memory error_ = abi.encodeWithSelector(IAttestations.AttestationsWrongSigner.selector, entry.tau);
        _sign(entry, _tauKey("hidden"));
        _refusesPost(entry, error_);
        entry.signature = _signature(keccak256("other"), _tauKey("first"));
        _refusesPost(entry, error_);
        entry.signature = "";
        _refusesPost(entry, error_);
        entry.signature = new bytes(65);
        _refusesPost(entry, error_);
    }

    /// Without a snapshot nobody posts.
    function test_post_reverts_AttestationsNoSnapshot() public {
        IAttestations.Post memory entry = _entry("second");
        _enterEpoch(3);
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsNoSnapshot.selector, 3));
    }

    /// An altered proof is none, in any of its eight words.
    function test_post_reverts_AttestationsProofRefused() public {
        IAttestations.Post memory entry = _entry("first");
        for (uint256 i = 0; i < 8; ++i) {
            entry.proof[i] ^= 1;
            _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsProofRefused.selector));
            entry.proof[i] ^= 1;
        }
        attestations.post(entry);
    }

    /// Whoever sends it, a post counts, stands under its tau and is told whole.
    function test_post_isPutOnRecord() public {
        IAttestations.Post memory entry = _entry("first");
        vm.expectEmit(address(attestations));
        emit IAttestations.AttestationPosted(
            policy, 2, entry.tau, true, entry.nullifier, entry.commit, entry.next, entry.ciphertext
        );
        vm.prank(outsider);
        attestations.post(entry);
        assertEq(attestations.standing(policy, 2, entry.tau), _digest(ATTESTATIONS_AT, entry), "standing");
        assertTrue(attestations.isUsed(entry.nullifier), "used");
        _assertTally(1, 0);
        _post("failing");
        _post("hidden");
        _assertTally(3, 1);
    }

    /// The file's commitment and next are this contract's recipes.
    function test_post_vectorsAreTheRecipes() public view {
        string[3] memory names = ["first", "hidden", "failing"];
        for (uint256 i = 0; i < 3; ++i) {
            IAttestations.Post memory entry = _entry(names[i]);
            assertEq(entry.tau, _tau(names[i]), "tau");
            assertEq(entry.commit, _commit(names[i]), "commit");
            assertEq(entry.next, _next(names[i]), "next");
        }
    }

    function _assertTally(uint32 posted, uint32 nonCompliant) private view {
        IAttestations.Tally memory counts = attestations.tally(policy, 2);
        assertEq(counts.posted, posted, "posted");
        assertEq(counts.nonCompliant, nonCompliant, "nonCompliant");
        assertEq(counts.contested, 0, "contested");
        assertEq(counts.missing, 0, "missing");
    }
}
