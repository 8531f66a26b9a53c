// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SemaphoreVerifier} from "@semaphore-protocol/contracts/base/SemaphoreVerifier.sol";
import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {Attestations} from "contracts/attestations/Attestations.sol";
import {Group} from "contracts/attestations/Group.sol";
import {Relays} from "contracts/attestations/Relays.sol";
import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {Digests} from "contracts/libraries/Digests.sol";
import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {Network} from "./Network.sol";

/// @title AttestationFixture
/// @notice The group and its attestations at the addresses for which tests/vectors/attestations/posts.json holds real
///         proofs. Organisation n is "mn" and has the leaf of join "mn"; nine of them have entered the tree.
abstract contract AttestationFixture is Network {
    struct Join {
        uint256 leaf;
        uint256 nullifier;
        uint256[8] proof;
    }

    uint8 internal constant SLOTS = 8;
    uint32 internal constant MEMBERS = 9;
    address internal constant GROUP_AT = address(0xa150001);
    address internal constant ATTESTATIONS_AT = address(0xa150002);
    uint256 internal constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    ISemaphoreVerifier internal verifier;
    Group internal group;
    Attestations internal attestations;
    Relays internal relays;
    bytes32 internal policy;
    string private _json;

    function setUp() public virtual override {
        super.setUp();
        _json = vm.readFile("tests/vectors/attestations/posts.json");
        policy = vm.parseJsonBytes32(_json, ".policy");
        verifier = ISemaphoreVerifier(address(new SemaphoreVerifier()));
        bytes memory code = type(Group).creationCode;
        _deployAt(GROUP_AT, bytes.concat(code, abi.encode(membership, verifier)));
        group = Group(GROUP_AT);
        code = type(Attestations).creationCode;
        _deployAt(ATTESTATIONS_AT, bytes.concat(code, abi.encode(manager, membership, group, verifier, SLOTS)));
        attestations = Attestations(ATTESTATIONS_AT);
        relays = new Relays(address(manager));
        _permitOn(address(attestations), IAttestations.registerPolicy.selector);
        _permitOn(address(attestations), IAttestations.retirePolicy.selector);
        _permitOn(address(attestations), IAttestations.setSlots.selector);
        _permitOn(address(relays), Relays.list.selector);
        _permitOn(address(relays), Relays.delist.selector);
        _publishTerms();
        for (uint32 i = 1; i <= MEMBERS + 2; ++i) {
            _active(_name(i), ENERGY, 1);
        }
    }

    // ------------------------------------------------------------------ states

    /// Epoch 1 runs, the policy is registered, nine leaves wait.
    function _queued() internal {
        _start();
        _register(policy);
        for (uint32 i = 1; i <= MEMBERS; ++i) {
            _joinAs(_name(i), _join(_name(i)));
        }
    }

    /// Nine leaves in the tree, epoch 2 runs and has no snapshot.
    function _entered() internal {
        _queued();
        group.admit(new uint256[][](MEMBERS));
        _enterEpoch(2);
    }

    /// Epoch 2 runs with its snapshot.
    function _open() internal {
        _entered();
        group.snapshot();
    }

    // ------------------------------------------------------------------ acts

    function _joinAs(string memory name, Join memory entry) internal {
        address operator = _operator(name);
        vm.prank(operator);
        group.join(entry.leaf, entry.nullifier, entry.proof);
    }

    function _register(bytes32 policy_) internal {
        vm.prank(governor);
        attestations.registerPolicy(policy_, "policy.json");
    }

    function _admitOne(uint256[] memory siblings) internal {
        uint256[][] memory all = new uint256[][](1);
        all[0] = siblings;
        group.admit(all);
    }

    /// All places of the tree are taken: its size, the first word of the group's storage, says so.
    function _fill() internal {
        vm.store(address(group), 0, bytes32(uint256(65_536)));
        assertEq(group.size(), 65_536, "size");
    }

    /// Member 5, out of the tree of nine.
    function _evictFifth() internal {
        _suspend(5);
        group.evict(5, _siblings(_nine(), 4));
    }

    function _post(string memory name) internal {
        attestations.post(_entry(name));
    }

    function _refusesPost(IAttestations.Post memory entry, bytes memory error_) internal {
        _refuses(error_);
        attestations.post(entry);
    }

    // ------------------------------------------------------------------ what the file says

    function _join(string memory name) internal view returns (Join memory entry) {
        string memory key = string.concat(".joins.", name);
        entry.leaf = _number(string.concat(key, ".leaf"));
        entry.nullifier = _number(string.concat(key, ".nullifier"));
        entry.proof = _proof(string.concat(key, ".proof"));
    }

    /// A post with its proof, signed by tau.
    function _entry(string memory name) internal view returns (IAttestations.Post memory entry) {
        string memory key = string.concat(".posts.", name);
        entry.policy = policy;
        entry.epoch = uint32(_number(string.concat(key, ".epoch")));
        entry.slot = uint8(_number(string.concat(key, ".slot")));
        entry.compliant = _number(string.concat(key, ".compliant")) == 1;
        entry.tau = vm.addr(_tauKey(name));
        entry.nullifier = _number(string.concat(key, ".nullifier"));
        entry.commit = _word(string.concat(key, ".commit"));
        entry.next = _word(string.concat(key, ".next"));
        entry.ciphertext = new bytes(540);
        for (uint256 i = 0; i < 540; ++i) {
            entry.ciphertext[i] = 0x5a;
        }
        entry.proof = _proof(string.concat(key, ".proof"));
        _sign(entry, _tauKey(name));
    }

    /// Over all that the post says now, for this chain and the fixture's contract.
    function _sign(IAttestations.Post memory entry, uint256 key) internal view {
        entry.signature = _signature(_digest(ATTESTATIONS_AT, entry), key);
    }

    function _signature(bytes32 digest, uint256 key) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _digest(address at, IAttestations.Post memory entry) internal view returns (bytes32) {
        return Digests.attestationDigest(
            at,
            entry.policy,
            entry.epoch,
            entry.compliant,
            entry.tau,
            entry.nullifier,
            entry.commit,
            entry.next,
            keccak256(entry.ciphertext)
        );
    }

    /// By the claimer, over all that the claim says now.
    function _signClaim(IAttestations.Claim memory claim, uint8 silence) internal view {
        claim.signature = _signature(_claimDigest(claim, silence), _number(".claimerKey"));
    }

    function _claimDigest(IAttestations.Claim memory claim, uint8 silence) internal view returns (bytes32) {
        return Digests.attestationClaim(ATTESTATIONS_AT, claim.policy, claim.epoch, claim.tau, claim.next, silence);
    }

    function _opening(string memory name) internal view returns (IAttestations.Opening memory) {
        IAttestations.Post memory entry = _entry(name);
        return
            IAttestations.Opening(
                entry.compliant, entry.nullifier, entry.commit, entry.next, keccak256(entry.ciphertext)
            );
    }

    /// What was said to the customer, committed to.
    function _commit(string memory name) internal view returns (bytes32) {
        bool said = _number(string.concat(".posts.", name, ".said")) == 1;
        return Digests.attestationCommit(_tau(name), said, _word(".resultDigest"), _word(".salt"));
    }

    function _next(string memory name) internal view returns (bytes32) {
        return _nameOf(_nextTau(name));
    }

    /// The name of a tau of the next epoch, and of the one claimer that all pairs have here.
    function _nameOf(address tau) internal view returns (bytes32) {
        return Digests.attestationNext(tau, vm.addr(_number(".claimerKey")));
    }

    function _tauKey(string memory name) internal view returns (uint256) {
        return _number(string.concat(".posts.", name, ".tauKey"));
    }

    function _tau(string memory name) internal view returns (address) {
        return address(uint160(_number(string.concat(".posts.", name, ".tau"))));
    }

    /// What a post names for the epoch after.
    function _nextTau(string memory name) internal view returns (address) {
        return address(uint160(_number(string.concat(".posts.", name, ".nextTau"))));
    }

    function _word(string memory key) internal view returns (bytes32) {
        return vm.parseJsonBytes32(_json, key);
    }

    function _number(string memory key) internal view returns (uint256) {
        return vm.parseJsonUint(_json, key);
    }

    function _proof(string memory key) private view returns (uint256[8] memory proof) {
        uint256[] memory found = vm.parseJsonUintArray(_json, key);
        assertEq(found.length, 8, key);
        for (uint256 i = 0; i < 8; ++i) {
            proof[i] = found[i];
        }
    }

    // ------------------------------------------------------------------ the tree, from all its leaves

    function _nine() internal view returns (uint256[] memory leaves) {
        leaves = new uint256[](MEMBERS);
        for (uint32 i = 0; i < MEMBERS; ++i) {
            leaves[i] = _join(_name(i + 1)).leaf;
        }
    }

    function _root(uint256[] memory leaves) internal pure returns (uint256) {
        for (uint256 size = leaves.length; size > 1; size = (size + 1) / 2) {
            _rise(leaves, size);
        }
        return leaves[0];
    }

    /// Lowest first, without the levels on which the path has none.
    function _siblings(uint256[] memory leaves, uint256 index) internal pure returns (uint256[] memory found) {
        uint256[] memory all = new uint256[](16);
        uint256 count = 0;
        for (uint256 size = leaves.length; size > 1; size = (size + 1) / 2) {
            if (index ^ 1 < size) all[count++] = leaves[index ^ 1];
            _rise(leaves, size);
            index /= 2;
        }
        found = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            found[i] = all[i];
        }
    }

    /// The next level, in place; an odd last node is carried up as it is.
    function _rise(uint256[] memory level, uint256 size) private pure {
        for (uint256 i = 0; i < size; i += 2) {
            level[i / 2] = i + 1 < size ? PoseidonT3.hash([level[i], level[i + 1]]) : level[i];
        }
    }

    // ------------------------------------------------------------------ words

    function _name(uint32 number) internal pure returns (string memory) {
        return string.concat("m", vm.toString(uint256(number)));
    }

    function _permitOn(address target, bytes4 selector) private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        manager.setTargetFunctionRole(target, selectors, GOVERNOR_ROLE);
    }

    /// As a deployment does, at an address of our choice.
    function _deployAt(address at, bytes memory initCode) internal {
        vm.etch(at, initCode);
        (bool made, bytes memory code) = at.call("");
        assertTrue(made, "constructor");
        vm.etch(at, code);
    }
}
