// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Attestations} from "contracts/attestations/Attestations.sol";
import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {IGroup} from "contracts/interfaces/IGroup.sol";
import {Digests} from "contracts/libraries/Digests.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

/// @notice What an attacker sends, with real proofs: each is refused, or changes nothing.
abstract contract Hostile is AttestationFixture {
    uint256 internal constant BASE_FIELD =
        21888242871839275222246405745257275088696311157297823662689037894645226208583;

    function setUp() public virtual override {
        super.setUp();
        _open();
    }

    function _refusesProof(IAttestations.Post memory entry) internal {
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsProofRefused.selector));
    }

    function _refusesSigner(IAttestations.Post memory entry) internal {
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsWrongSigner.selector, entry.tau));
    }

    /// The stock verifier's own answer to a post's proof, at 16 levels.
    function _verifies(IAttestations.Post memory entry, uint256 root, uint256 scopeAlias) internal view returns (bool) {
        uint256[8] memory p = entry.proof;
        uint256 message = Digests.fieldElement(_digest(ATTESTATIONS_AT, entry));
        uint256 scope =
            Digests.fieldElement(Digests.attestationScope(ATTESTATIONS_AT, entry.policy, entry.epoch, entry.slot));
        return verifier.verifyProof(
            [p[0], p[1]],
            [[p[2], p[3]], [p[4], p[5]]],
            [p[6], p[7]],
            [root, entry.nullifier, message, scope + scopeAlias],
            16
        );
    }
}

contract AttestationsHostileProofTest is Hostile {
    /// Who is no member has a proof for no root but its own.
    function test_hostile_outsider() public {
        _refusesProof(_entry("outsider"));
    }

    /// A path longer than the circuit gives the root 0, which the stock verifier takes for anybody; an epoch without a
    /// snapshot has the root 0 too, and takes no post.
    function test_hostile_rootOfZero() public {
        IAttestations.Post memory entry = _entry("zeroRoot");
        assertTrue(_verifies(entry, 0, 0), "the stock verifier accepts it");
        _refusesProof(entry);
        vm.mockCall(GROUP_AT, abi.encodeCall(IGroup.rootOf, (2)), abi.encode(uint256(0)));
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsNoSnapshot.selector, 2));
    }

    /// Once another member has entered, a proof for the root before is none.
    function test_hostile_oldRoot() public {
        _joinAs("m10", _join("m10"));
        _enterEpoch(3);
        group.admit(new uint256[][](1));
        group.snapshot();
        _refusesProof(_entry("oldRoot"));
        _post("second");
    }

    /// An evicted member's proof ends with the snapshot after; the others prove again and go on.
    function test_hostile_evictedMember() public {
        _evictFifth();
        group.snapshot();
        _refusesProof(_entry("evicted"));
        _refusesProof(_entry("first"));
        _post("afterEviction");
    }

    /// A proof of the circuit for 10 levels, of the same statement.
    function test_hostile_wrongDepth() public {
        _refusesProof(_entry("shallow"));
    }

    /// Another proof of the same statement, made without the secret, has the same nullifier.
    function test_hostile_malleatedProofAfterwards() public {
        _post("first");
        IAttestations.Post memory entry = _entry("malleated");
        assertTrue(entry.proof[0] != _entry("first").proof[0], "another proof");
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsNullifierUsed.selector, entry.nullifier));
    }

    /// Sent before the original it says the very same, once.
    function test_hostile_malleatedProofBefore() public {
        _post("malleated");
        IAttestations.Post memory entry = _entry("first");
        assertEq(attestations.standing(policy, 2, entry.tau), _digest(ATTESTATIONS_AT, entry), "what was said");
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsNullifierUsed.selector, entry.nullifier));
        assertEq(attestations.tally(policy, 2).posted, 1, "once");
    }

    /// Coordinates beyond the base field, and all zeroes, are no proof.
    function test_hostile_aliasesOfCoordinates() public {
        IAttestations.Post memory entry = _entry("first");
        for (uint256 i = 0; i < 8; ++i) {
            uint256 honest = entry.proof[i];
            entry.proof[i] = honest + BASE_FIELD;
            _refusesProof(entry);
            entry.proof[i] = honest;
        }
        delete entry.proof;
        _refusesProof(entry);
    }

    /// Aliases of root, nullifier and scope do not pass the verifier either.
    function test_hostile_aliasesOfSignals() public view {
        IAttestations.Post memory entry = _entry("first");
        uint256 root = group.rootOf(2);
        assertTrue(_verifies(entry, root, 0), "honest");
        assertFalse(_verifies(entry, root + FIELD, 0), "root");
        assertFalse(_verifies(entry, root, FIELD), "scope");
        // The message contains the nullifier, so its alias is another message too.
        entry.nullifier += FIELD;
        assertFalse(_verifies(entry, root, 0), "nullifier");
    }

    /// A proof of possession of a leaf is no post.
    function test_hostile_joiningProof() public {
        IAttestations.Post memory entry = _entry("first");
        Join memory joined = _join("m1");
        (entry.nullifier, entry.proof) = (joined.nullifier, joined.proof);
        _sign(entry, _tauKey("first"));
        _refusesProof(entry);
    }

    /// Nor is a post's proof one of possession.
    function test_hostile_postingProof() public {
        IAttestations.Post memory entry = _entry("outsider");
        Join memory bare = _join("bare");
        (bare.nullifier, bare.proof) = (entry.nullifier, entry.proof);
        _refuses(abi.encodeWithSelector(IGroup.GroupProofRefused.selector));
        _joinAs("m11", bare);
    }
}

contract AttestationsHostileReplayTest is Hostile {
    /// On another chain the old signature is nobody's, and a new one does not help the proof.
    function test_hostile_otherChain() public {
        IAttestations.Post memory entry = _entry("first");
        vm.chainId(1);
        _refusesSigner(entry);
        _sign(entry, _tauKey("first"));
        _refusesProof(entry);
    }

    /// Nor at another contract of the same group.
    function test_hostile_otherContract() public {
        address at = address(0xa150003);
        bytes memory arguments = abi.encode(manager, membership, group, verifier, SLOTS);
        _deployAt(at, bytes.concat(type(Attestations).creationCode, arguments));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IAttestations.registerPolicy.selector;
        manager.setTargetFunctionRole(at, selectors, GOVERNOR_ROLE);
        IAttestations.Post memory entry = _entry("first");
        vm.warp(membership.epochStart(2) - 1);
        vm.prank(governor);
        Attestations(at).registerPolicy(policy, "");
        vm.warp(membership.epochStart(2));
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsWrongSigner.selector, entry.tau));
        Attestations(at).post(entry);
        entry.signature = _signature(_digest(at, entry), _tauKey("first"));
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsProofRefused.selector));
        Attestations(at).post(entry);
    }

    /// Nor in the next epoch, though root and group are the same.
    function test_hostile_otherEpoch() public {
        _enterEpoch(3);
        group.snapshot();
        IAttestations.Post memory entry = _entry("first");
        entry.epoch = 3;
        _refusesSigner(entry);
        _sign(entry, _tauKey("first"));
        _refusesProof(entry);
    }

    /// Nor under another policy.
    function test_hostile_otherPolicy() public {
        IAttestations.Post memory entry = _entry("first");
        entry.policy = keccak256("policy B");
        vm.warp(membership.epochStart(2) - 1);
        _register(entry.policy);
        vm.warp(membership.epochStart(2));
        _refusesSigner(entry);
        _sign(entry, _tauKey("first"));
        _refusesProof(entry);
    }

    /// Nor for another slot, before and after.
    function test_hostile_otherSlot() public {
        IAttestations.Post memory entry = _entry("first");
        entry.slot = 1;
        _refusesProof(entry);
        _post("first");
        _refusesPost(entry, abi.encodeWithSelector(IAttestations.AttestationsNullifierUsed.selector, entry.nullifier));
        _post("hidden");
    }

    /// Who copies a waiting post and sends it first sends it for its author: the sender is nothing.
    function test_hostile_copiedCalldata() public {
        IAttestations.Post memory entry = _entry("first");
        vm.prank(outsider);
        attestations.post(entry);
        assertEq(attestations.standing(policy, 2, entry.tau), _digest(ATTESTATIONS_AT, entry), "the author's");
    }
}

contract AttestationsHostileContentTest is Hostile {
    /// Of a copy each field is altered: tau has not signed that.
    function test_hostile_copyWithOtherContent() public {
        for (uint256 i = 0; i < 5; ++i) {
            _refusesSigner(_altered(i));
        }
    }

    /// Nor can the author itself say something else with the same proof.
    function test_hostile_authorWithOtherContent() public {
        for (uint256 i = 0; i < 5; ++i) {
            IAttestations.Post memory entry = _altered(i);
            _sign(entry, _tauKey("first"));
            _refusesProof(entry);
        }
    }

    /// A copy under the copier's own tau: the proof is for the author's.
    function test_hostile_copyUnderAnotherTau() public {
        IAttestations.Post memory entry = _entry("first");
        entry.tau = vm.addr(_tauKey("hidden"));
        _sign(entry, _tauKey("hidden"));
        _refusesProof(entry);
    }

    /// A member with a proof for a foreign tau cannot sign for it; the supplier's post goes through afterwards.
    function test_hostile_squattedTau() public {
        IAttestations.Post memory entry = _entry("squatter");
        _sign(entry, uint256(keccak256("the squatter's own key")));
        _refusesSigner(entry);
        entry.signature = _entry("first").signature;
        _refusesSigner(entry);
        _post("first");
    }

    /// Nobody is the zero address: a signature that recovers nobody signs for nobody.
    function test_hostile_zeroSigner() public {
        IAttestations.Post memory entry = _entry("first");
        entry.tau = address(0);
        entry.signature = abi.encodePacked(bytes32(0), bytes32(0), uint8(27));
        _refusesSigner(entry);
        entry.signature = abi.encodePacked(bytes32(uint256(1)), bytes32(uint256(1)), uint8(29));
        _refusesSigner(entry);
        entry.signature = "";
        _refusesSigner(entry);
    }

    /// One form of a signature counts: no high s, no v of 0 or 1, no compact and no longer one.
    function test_hostile_malleatedSignature() public {
        IAttestations.Post memory entry = _entry("first");
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_tauKey("first"), _digest(ATTESTATIONS_AT, entry));
        bytes[4] memory forms = [
            abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27)),
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))),
            abi.encodePacked(r, s, v, uint8(0))
        ];
        for (uint256 i = 0; i < 4; ++i) {
            entry.signature = forms[i];
            _refusesSigner(entry);
        }
        entry.signature = abi.encodePacked(r, s, v);
        attestations.post(entry);
    }

    /// Whoever evicts and takes snapshots within an epoch removes, and lets nobody in and exchanges nothing.
    function test_hostile_resnapshotOnlyRemoves() public {
        _joinAs("m10", _join("m10"));
        _joinAs("m1", _join("rotation"));
        _evictFifth();
        for (uint256 i = 1; i <= 2; ++i) {
            _refuses(abi.encodeWithSelector(IGroup.GroupFrozen.selector, 2));
            group.admit(new uint256[][](i));
        }
        group.snapshot();
        assertEq(group.rootOf(2), _number(".evictedRoot"), "the same leaves without one");
        _refuses(abi.encodeWithSelector(IGroup.GroupUnchanged.selector, 2));
        group.snapshot();
    }

    function _altered(uint256 which) private view returns (IAttestations.Post memory entry) {
        entry = _entry("first");
        if (which == 0) entry.compliant = false;
        if (which == 1) entry.nullifier ^= 1;
        if (which == 2) entry.commit ^= bytes32(uint256(1));
        if (which == 3) entry.next ^= bytes32(uint256(1));
        if (which == 4) entry.ciphertext[539] ^= 0x01;
    }
}
