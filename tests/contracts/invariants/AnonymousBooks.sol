// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {Attestations} from "contracts/attestations/Attestations.sol";
import {Group} from "contracts/attestations/Group.sol";
import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Digests} from "contracts/libraries/Digests.sol";
import {Network} from "../support/Network.sol";

/// @title IdealVerifier
/// @notice Takes what a sound proof system would take: a proof names its secret, and holds for the roots that the books
///         say contain the secret's leaf, for its own nullifier and message, at 16 levels.
contract IdealVerifier {
    mapping(uint256 root => mapping(uint256 leaf => bool)) private _contains;

    function note(uint256 root, uint256 leaf) external {
        _contains[root][leaf] = true;
    }

    function verifyProof(
        uint256[2] calldata a,
        uint256[2][2] calldata,
        uint256[2] calldata,
        uint256[4] calldata signals,
        uint256 depth
    ) external view returns (bool) {
        bool own = signals[1] == nullifierOf(a[0], signals[3]) && signals[2] == a[1];
        return depth == 16 && own && _contains[signals[0]][leafOf(a[0])];
    }

    function leafOf(uint256 secret) public pure returns (uint256) {
        return uint256(keccak256(abi.encode("leaf", secret))) >> 8;
    }

    function nullifierOf(uint256 secret, uint256 scope) public pure returns (uint256) {
        return uint256(keccak256(abi.encode("nullifier", secret, scope))) >> 8;
    }
}

/// @title AnonymousBooks
/// @notice What the actors of the anonymous campaign know, all of them together: who stands where in the tree, who
///         posted what for whom, and who stayed silent. Kept from the rules of docs/protocol, not from what the
///         contracts say.
abstract contract AnonymousBooks is Network {
    enum Property {
        OneOfASlot, // a member posts once a policy, epoch and slot
        OneOfATau, // a relationship is attested once a policy and epoch, by its supplier
        Members, // only members of the epoch's snapshot post
        Contested, // a contest corrects a false flag, once
        Missing, // no silence of a tau that was posted, none twice
        Claimers, // a claim is its pair's, to the last bit
        Silences, // three in a row, and three times its slots a member, at most
        Shrinking, // after its first snapshot an epoch's root only loses leaves
        Leaves // a root holds one leaf of each organisation that entered, and nothing else
    }

    struct Place {
        uint256 secret;
        uint256 pending;
        uint32 index;
    }

    struct Waiting {
        uint32 organisation;
        uint256 secret;
    }

    /// A post (silence 0), or a claim.
    struct Entry {
        bytes32 policy;
        uint32 epoch;
        uint8 silence;
        uint32 supplier;
        uint8 pair;
        uint8 slot;
        bool said;
        bool contested;
        IAttestations.Opening opening;
    }

    uint32 internal constant ORGANISATIONS = 12;
    uint8 internal constant PAIRS = 4;

    IdealVerifier internal verifier;
    Group internal group;
    Attestations internal attestations;

    // the group
    uint256[] internal places; // leaves by index; 0 = removed
    Waiting[] internal line;
    uint256 internal head;
    uint256[] internal secrets;
    mapping(uint256 secret => uint32) internal ownerOf;
    mapping(uint32 organisation => Place) internal placeOf;
    mapping(uint32 epoch => mapping(uint256 leaf => bool)) internal inRoot;
    mapping(uint32 epoch => uint256) internal snapshots;

    // posts and claims
    bytes32[] internal policies;
    Entry[] internal entries;
    mapping(bytes32 key => uint256) internal entryAt; // place of a (policy, epoch, tau) + 1
    mapping(bytes32 key => bool) internal slotUsed;
    mapping(bytes32 key => IAttestations.Tally) internal counts;
    mapping(bytes32 key => uint256) internal silences;
    mapping(uint32 epoch => uint8) internal slotsOf;

    mapping(Property => string) private _broken;
    uint256 private _entropy;

    modifier acts(uint256 seed) {
        _entropy = uint256(keccak256(abi.encode(seed, vm.getBlockTimestamp(), entries.length, secrets.length)));
        vm.warp(vm.getBlockTimestamp() + 1);
        _;
    }

    // ------------------------------------------------------------------ properties

    /// Empty = holds.
    function broken(Property property) external view returns (string memory) {
        return _broken[property];
    }

    function _check(bool holds, Property property, string memory what) internal {
        if (!holds) _broken[property] = what;
    }

    /// The first count that differs from the books; empty = none.
    function miscounted() external view returns (string memory) {
        uint32 running = membership.epoch();
        for (uint256 i = 0; i < policies.length; ++i) {
            for (uint32 epoch = running > 4 ? running - 4 : 1; epoch <= running; ++epoch) {
                IAttestations.Tally memory own = counts[keccak256(abi.encode(policies[i], epoch))];
                IAttestations.Tally memory told = attestations.tally(policies[i], epoch);
                if (keccak256(abi.encode(own)) != keccak256(abi.encode(told))) return "a tally";
            }
        }
        return "";
    }

    // ------------------------------------------------------------------ choices

    function _random(uint256 size) internal returns (uint256) {
        _entropy = uint256(keccak256(abi.encode(_entropy)));
        return size == 0 ? 0 : _entropy % size;
    }

    function _chance(uint256 oneIn) internal returns (bool) {
        return _random(oneIn) == 0;
    }

    function _anyOrganisation() internal returns (uint32) {
        return uint32(1 + _random(ORGANISATIONS));
    }

    function _anyPolicy() internal returns (bytes32) {
        return policies[_random(policies.length)];
    }

    // ------------------------------------------------------------------ members

    function _newSecret(uint32 id) internal returns (uint256 secret) {
        secret = uint256(keccak256(abi.encode("secret", id, secrets.length))) >> 1;
        secrets.push(secret);
        ownerOf[secret] = id;
        uint256 leaf = verifier.leafOf(secret);
        verifier.note(_possession(leaf), leaf);
    }

    function _status(uint32 id) internal view returns (IMembership.Status) {
        return membership.organisation(id).status;
    }

    function _mayStay(uint32 id) internal view returns (bool) {
        return _status(id) == IMembership.Status.Active;
    }

    function _name(uint32 number) internal pure returns (string memory) {
        return string.concat("m", vm.toString(uint256(number)));
    }

    // ------------------------------------------------------------------ words

    function _tauKey(uint32 supplier, uint8 pair, bytes32 policy, uint32 epoch) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("tau", supplier, pair, policy, epoch))) >> 1;
    }

    function _tau(uint32 supplier, uint8 pair, bytes32 policy, uint32 epoch) internal pure returns (address) {
        return vm.addr(_tauKey(supplier, pair, policy, epoch));
    }

    function _tauOf(Entry memory entry) internal pure returns (address) {
        return _tau(entry.supplier, entry.pair, entry.policy, entry.epoch);
    }

    function _nextTau(Entry memory entry) internal pure returns (address) {
        return _tau(entry.supplier, entry.pair, entry.policy, entry.epoch + 1);
    }

    /// What only the pair has: it signs the claim of that epoch.
    function _claimerKey(Entry memory entry, uint32 epoch) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("claimer", entry.supplier, entry.pair, entry.policy, epoch))) >> 1;
    }

    /// Of the post or claim of that epoch: tau and claimer of the next one.
    function _next(Entry memory entry, uint32 epoch) internal pure returns (bytes32) {
        address tau = _tau(entry.supplier, entry.pair, entry.policy, epoch + 1);
        return Digests.attestationNext(tau, vm.addr(_claimerKey(entry, epoch + 1)));
    }

    /// That the pair stayed silent in the epoch after. One that is copied on its way gets another `next`, under the pair's
    /// signature or under somebody else's.
    function _claimOn(Entry memory former, bool copied) internal returns (IAttestations.Claim memory claim) {
        uint32 epoch = former.epoch + 1;
        bytes32 next = _next(former, epoch);
        claim = IAttestations.Claim(former.policy, epoch, _tauOf(former), _nextTau(former), next, "");
        claim.signature = _claimSignature(claim, former.silence + 1, _claimerKey(former, epoch));
        if (!copied) return claim;
        claim.next = Digests.attestationNext(address(1), address(uint160(_random(1000))));
        if (_chance(2)) claim.signature = _claimSignature(claim, former.silence + 1, 1 + _random(1000));
    }

    function _claimSignature(IAttestations.Claim memory claim, uint8 silence, uint256 key)
        private
        view
        returns (bytes memory)
    {
        bytes32 digest = Digests.attestationClaim(
            address(attestations), claim.policy, claim.epoch, claim.tau, claim.next, silence
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _at(bytes32 policy, uint32 epoch, address tau) internal pure returns (bytes32) {
        return keccak256(abi.encode(policy, epoch, tau));
    }

    function _tally(bytes32 policy, uint32 epoch) internal view returns (IAttestations.Tally storage) {
        return counts[keccak256(abi.encode(policy, epoch))];
    }

    // ------------------------------------------------------------------ the tree, from all its leaves

    function _root(uint256[] memory level) internal pure returns (uint256) {
        for (uint256 size = level.length; size > 1; size = (size + 1) / 2) {
            _rise(level, size);
        }
        return level[0];
    }

    function _siblings(uint256[] memory level, uint256 index) internal pure returns (uint256[] memory found) {
        found = new uint256[](16);
        uint256 count = 0;
        for (uint256 size = level.length; size > 1; size = (size + 1) / 2) {
            if (index ^ 1 < size) found[count++] = level[index ^ 1];
            _rise(level, size);
            index /= 2;
        }
        assembly ("memory-safe") {
            mstore(found, count)
        }
    }

    function _rise(uint256[] memory level, uint256 size) private pure {
        for (uint256 i = 0; i < size; i += 2) {
            level[i / 2] = i + 1 < size ? PoseidonT3.hash([level[i], level[i + 1]]) : level[i];
        }
    }

    /// The end of the path on which possession of a leaf is proved: 16 siblings, each of them 2.
    function _possession(uint256 leaf) internal pure returns (uint256 node) {
        node = leaf;
        for (uint256 i = 0; i < 16; ++i) {
            node = PoseidonT3.hash([node, 2]);
        }
    }
}
