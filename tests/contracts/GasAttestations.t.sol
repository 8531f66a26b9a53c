// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {IGroup} from "contracts/interfaces/IGroup.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

/// @dev Takes any proof of the right form: for leaves that nobody has a secret for.
contract AnyProof {
    function verifyProof(uint256[2] calldata, uint256[2][2] calldata, uint256[2] calldata, uint256[4] calldata, uint256)
        external
        pure
        returns (bool)
    {
        return true;
    }
}

/// @dev With `isolate` every call is a transaction of its own: cold accounts and slots, calldata included. Groups are
///      filled with leaves whose proofs are taken unseen; what is measured runs with Semaphore's verifier and real
///      proofs against the roots of those groups.
/// forge-config: default.isolate = true
contract GasAttestationsTest is AttestationFixture {
    string private _size;

    function _spent(string memory what, address caller, address target, bytes memory input, uint256 most) private {
        vm.prank(caller);
        (bool done,) = target.call(input);
        assertTrue(done, what);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint(string.concat(what, _size), gas);
        assertLe(gas, most, what);
    }

    /// Member 1 with its own leaf and proof, the others with any; the last one by one call that is measured.
    function _grow(uint32 size) private {
        _size = string.concat(" of ", vm.toString(uint256(size)));
        bytes memory code = address(verifier).code;
        Join memory first = _join("m1");
        bytes memory input = abi.encodeCall(IGroup.join, (first.leaf, first.nullifier, first.proof));
        _start();
        _register(policy);
        _spent("join", _operator("m1"), address(group), input, 900_000);
        vm.etch(address(verifier), type(AnyProof).runtimeCode);
        this.fill(size);
        _spent("admit", outsider, address(group), abi.encodeCall(IGroup.admit, (new uint256[][](1))), 600_000);
        vm.etch(address(verifier), code);
        _enterEpoch(2);
        _spent("snapshot", outsider, address(group), abi.encodeCall(IGroup.snapshot, ()), 120_000);
    }

    /// One transaction for all that is not measured: everybody else joins, all but the last of them enter.
    function fill(uint32 size) external {
        uint256[8] memory proof = _join("m1").proof;
        for (uint32 i = 2; i <= size; ++i) {
            if (i > MEMBERS + 2) _active(_name(i), ENERGY, 1);
            _joinAs(_name(i), Join(_filler(i), 1, proof));
        }
        group.admit(new uint256[][](size - 1));
    }

    function _filler(uint32 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(number))) >> 8;
    }

    function _leaves(uint32 size) private view returns (uint256[] memory leaves) {
        leaves = new uint256[](size);
        leaves[0] = _join("m1").leaf;
        for (uint32 i = 2; i <= size; ++i) {
            leaves[i - 1] = _filler(i);
        }
    }

    function _measurePosts(string memory first) private {
        address to = address(attestations);
        _spent("first post", outsider, to, abi.encodeCall(IAttestations.post, (_entry(first))), 425_000);
    }

    /// Organisation 3 changes its leaf in the epoch after, before its snapshot.
    function _measureRotation(uint32 size) private {
        uint256[] memory leaves = _leaves(size);
        leaves[1] = 0;
        uint256[][] memory siblings = new uint256[][](1);
        siblings[0] = _siblings(leaves, 2);
        bytes memory code = address(verifier).code;
        vm.etch(address(verifier), type(AnyProof).runtimeCode);
        _joinAs("m3", Join(_filler(size + 1), 1, _join("m1").proof));
        vm.etch(address(verifier), code);
        _enterEpoch(3);
        _spent("admit a rotation", outsider, address(group), abi.encodeCall(IGroup.admit, (siblings)), 900_000);
    }

    function _measureEviction(uint32 size) private {
        uint256[] memory siblings = _siblings(_leaves(size), 1);
        _suspend(2);
        _spent("evict", outsider, address(group), abi.encodeCall(IGroup.evict, (2, siblings)), 900_000);
        _spent("snapshot again", outsider, address(group), abi.encodeCall(IGroup.snapshot, ()), 120_000);
    }

    /// Sixteen members.
    function test_gas_attestationsOf16() public {
        _grow(16);
        _measurePosts("of16");
        _measureEviction(16);
        _measureRotation(16);
    }

    /// 256 members.
    function test_gas_attestationsOf256() public {
        _grow(256);
        _measurePosts("of256");
        _measureEviction(256);
        _measureRotation(256);
    }

    /// 4,096 members: a post costs what it costs among sixteen.
    function test_gas_attestationsOf4096() public {
        _grow(4_096);
        _measurePosts("of4096");
        _spent("post", outsider, address(attestations), abi.encodeCall(IAttestations.post, (_entry("again"))), 410_000);
        _measureEviction(4_096);
        _measureRotation(4_096);
    }

    /// A contest and a claim cost the same in every group.
    function test_gas_contestAndClaims() public {
        _open();
        address to = address(attestations);
        (bytes32 result, bytes32 salt) = (_word(".resultDigest"), _word(".salt"));
        _spent("first post", outsider, to, abi.encodeCall(IAttestations.post, (_entry("first"))), 425_000);
        _spent("post", outsider, to, abi.encodeCall(IAttestations.post, (_entry("hidden"))), 410_000);
        _spent("failing post", outsider, to, abi.encodeCall(IAttestations.post, (_entry("failing"))), 410_000);
        IAttestations.Opening memory entry = _opening("hidden");
        bytes memory input =
            abi.encodeCall(IAttestations.contest, (policy, 2, _tau("hidden"), entry, false, result, salt));
        _spent("contest", outsider, to, input, 80_000);
        _enterEpoch(3);
        group.snapshot();
        _enterEpoch(4);
        group.snapshot();
        IAttestations.Claim memory claim =
            IAttestations.Claim(policy, 3, _tau("hidden"), _nextTau("hidden"), _nameOf(address(0xbeef)), "");
        _signClaim(claim, 1);
        _spent("claimMissing", outsider, to, abi.encodeCall(IAttestations.claimMissing, (claim, entry)), 110_000);
        bytes32 next = claim.next;
        _enterEpoch(5);
        claim = IAttestations.Claim(policy, 4, _nextTau("hidden"), address(0xbeef), 0, "");
        _signClaim(claim, 2);
        input = abi.encodeCall(IAttestations.claimStillMissing, (claim, next, 1));
        _spent("claimStillMissing", outsider, to, input, 110_000);
    }
}
