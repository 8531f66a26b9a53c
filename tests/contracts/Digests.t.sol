// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Digests} from "contracts/libraries/Digests.sol";
import {Policies} from "contracts/libraries/Policies.sol";
import {Base} from "./Base.sol";

/// @notice The columns of tests/vectors/digests.json, which a foreign implementation made and the client is held
///         against too.
abstract contract Vectors is Base {
    string private _json;

    function setUp() public {
        _json = vm.readFile("tests/vectors/digests.json");
    }

    /// Forge allows chain ids from 1 to 2^64 - 1; the row with 0 is the client's alone.
    function _enter(uint256 chainId) internal returns (bool) {
        if (chainId == 0) return false;
        vm.chainId(chainId);
        return true;
    }

    function _words(string memory key) internal view returns (bytes32[] memory) {
        return vm.parseJsonBytes32Array(_json, key);
    }

    function _numbers(string memory key) internal view returns (uint256[] memory) {
        return vm.parseJsonUintArray(_json, key);
    }

    function _field(string memory key, uint256 i) internal view returns (uint256) {
        return _numbers(key)[i];
    }
}

/// @notice Every recipe gives what the file says.
contract DigestsTest is Vectors {
    /// A leaf is Keccak of 0x00, salt and object digest.
    function test_Leaf() public view {
        bytes32[] memory salt = _words(".leaf.salt");
        bytes32[] memory objectDigest = _words(".leaf.objectDigest");
        bytes32[] memory digest = _words(".leaf.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            assertEq(Digests.leaf(salt[i], objectDigest[i]), digest[i]);
        }
    }

    /// A node is Keccak of 0x01, left and right.
    function test_Node() public view {
        bytes32[] memory left = _words(".node.left");
        bytes32[] memory right = _words(".node.right");
        bytes32[] memory digest = _words(".node.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            assertEq(Digests.node(left[i], right[i]), digest[i]);
        }
    }

    /// A commitment binds chain, contract, organisation, count and root.
    function test_Commitment() public {
        uint256[] memory chainId = _numbers(".commitment.chainId");
        uint256[] memory indicators = _numbers(".commitment.indicators");
        uint256[] memory organisation = _numbers(".commitment.organisation");
        uint256[] memory leafCount = _numbers(".commitment.leafCount");
        bytes32[] memory root = _words(".commitment.root");
        bytes32[] memory digest = _words(".commitment.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (!_enter(chainId[i])) continue;
            bytes32 found = Digests.commitment(
                address(uint160(indicators[i])), uint32(organisation[i]), uint32(leafCount[i]), root[i]
            );
            assertEq(found, digest[i]);
        }
    }

    /// A submission's id binds chain, contract, organisation, commitment, key, ciphertext and policy.
    function test_SubmissionId() public {
        bytes32[] memory digest = _words(".submissionId.digest");
        uint256[] memory chainId = _numbers(".submissionId.chainId");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (_enter(chainId[i])) assertEq(_submissionId(i), digest[i]);
        }
    }

    /// A ballot's commitment binds chain, contract, submission, round, panelist, ballot and salt.
    function test_BallotCommit() public {
        bytes32[] memory digest = _words(".ballotCommit.digest");
        uint256[] memory chainId = _numbers(".ballotCommit.chainId");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (_enter(chainId[i])) assertEq(_ballotCommit(i), digest[i]);
        }
    }

    /// A seed binds block hash, submission and round.
    function test_Seed() public view {
        bytes32[] memory blockHash = _words(".seed.blockHash");
        bytes32[] memory submissionId = _words(".seed.submissionId");
        uint256[] memory round = _numbers(".seed.round");
        bytes32[] memory digest = _words(".seed.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            assertEq(Digests.seed(blockHash[i], submissionId[i], uint8(round[i])), digest[i]);
        }
    }

    /// The policy word has the layout that the client packs.
    function test_PolicyWord() public view {
        uint256[] memory word = _numbers(".policy.word");
        for (uint256 i = 0; i < word.length; ++i) {
            uint256 p = word[i];
            assertEq(uint256(Policies.organisation(p)), _field(".policy.organisation", i));
            assertEq(uint256(Policies.readerSectors(p)), _field(".policy.readerSectors", i));
            assertEq(uint256(Policies.affectedSector(p)), _field(".policy.affectedSector", i));
            assertEq(uint256(Policies.minimumTier(p)), _field(".policy.minimumTier", i));
            assertEq(uint256(Policies.tlp(p)), _field(".policy.tlp", i));
            assertEq(uint256(Policies.state(p)), _field(".policy.state", i));
            assertEq(uint256(Policies.flags(p)), _field(".policy.flags", i));
            assertEq(uint256(Policies.termsVersion(p)), _field(".policy.termsVersion", i));
            assertEq(uint256(Policies.submittedAt(p)), _field(".policy.submittedAt", i));
            assertEq(uint256(Policies.notBefore(p)), _field(".policy.notBefore", i));
            assertEq(uint256(Policies.expiresAt(p)), _field(".policy.expiresAt", i));
        }
    }

    // ------------------------------------------------------------------ rows

    function _submissionId(uint256 i) private view returns (bytes32) {
        return Digests.submissionId(
            address(uint160(_field(".submissionId.indicators", i))),
            uint32(_field(".submissionId.organisation", i)),
            _words(".submissionId.commitment")[i],
            _words(".submissionId.keyCommit")[i],
            _words(".submissionId.ciphertextDigest")[i],
            _field(".submissionId.policy", i)
        );
    }

    function _ballotCommit(uint256 i) private view returns (bytes32) {
        return Digests.ballotCommit(
            address(uint160(_field(".ballotCommit.valuation", i))),
            _words(".ballotCommit.submissionId")[i],
            uint8(_field(".ballotCommit.round", i)),
            uint32(_field(".ballotCommit.panelist", i)),
            uint8(_field(".ballotCommit.verdict", i)),
            uint8(_field(".ballotCommit.sector", i)),
            uint16(_field(".ballotCommit.severityBps", i)),
            uint16(_field(".ballotCommit.scopeBps", i)),
            _words(".ballotCommit.priorId")[i],
            _words(".ballotCommit.salt")[i]
        );
    }
}

/// @notice The recipes of anonymous attestations.
contract DigestsAttestationsTest is Vectors {
    /// A proof of possession says whose the leaf is, at this chain and group.
    function test_LeafMessage() public {
        bytes32[] memory digest = _words(".leafMessage.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (!_enter(_field(".leafMessage.chainId", i))) continue;
            uint32 organisation = uint32(_field(".leafMessage.organisation", i));
            assertEq(Digests.leafMessage(_account(".leafMessage.group", i), organisation), digest[i]);
        }
    }

    /// Its scope is the group's.
    function test_LeafScope() public {
        bytes32[] memory digest = _words(".leafScope.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (!_enter(_field(".leafScope.chainId", i))) continue;
            assertEq(Digests.leafScope(_account(".leafScope.group", i)), digest[i]);
        }
    }

    /// A post's digest binds all that it says.
    function test_AttestationDigest() public {
        bytes32[] memory digest = _words(".attestationDigest.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (_enter(_field(".attestationDigest.chainId", i))) assertEq(_attestationDigest(i), digest[i]);
        }
    }

    /// A scope is a policy's, epoch's and slot's.
    function test_AttestationScope() public {
        bytes32[] memory digest = _words(".attestationScope.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (!_enter(_field(".attestationScope.chainId", i))) continue;
            bytes32 found = Digests.attestationScope(
                _account(".attestationScope.attestations", i),
                _words(".attestationScope.policy")[i],
                uint32(_field(".attestationScope.epoch", i)),
                uint8(_field(".attestationScope.slot", i))
            );
            assertEq(found, digest[i]);
        }
    }

    /// What was said to the customer, hidden by a salt.
    function test_AttestationCommit() public view {
        bytes32[] memory digest = _words(".attestationCommit.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            bytes32 found = Digests.attestationCommit(
                _account(".attestationCommit.tau", i),
                _field(".attestationCommit.compliant", i) == 1,
                _words(".attestationCommit.resultDigest")[i],
                _words(".attestationCommit.salt")[i]
            );
            assertEq(found, digest[i]);
        }
    }

    /// The name of the next tau, hidden by a salt.
    function test_AttestationNext() public view {
        bytes32[] memory digest = _words(".attestationNext.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            address claimer = _account(".attestationNext.claimer", i);
            assertEq(Digests.attestationNext(_account(".attestationNext.tau", i), claimer), digest[i]);
        }
    }

    /// A claim's digest binds its next and how long the silence is.
    function test_AttestationClaim() public {
        bytes32[] memory digest = _words(".attestationClaim.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            if (_enter(_field(".attestationClaim.chainId", i))) assertEq(_attestationClaim(i), digest[i]);
        }
    }

    /// The upper 248 bits fit the field.
    function test_FieldElement() public view {
        bytes32[] memory hashed = _words(".fieldElement.hashed");
        uint256[] memory digest = _numbers(".fieldElement.digest");
        for (uint256 i = 0; i < digest.length; ++i) {
            assertEq(Digests.fieldElement(hashed[i]), digest[i]);
        }
    }

    function _attestationDigest(uint256 i) private view returns (bytes32) {
        return Digests.attestationDigest(
            _account(".attestationDigest.attestations", i),
            _words(".attestationDigest.policy")[i],
            uint32(_field(".attestationDigest.epoch", i)),
            _field(".attestationDigest.compliant", i) == 1,
            _account(".attestationDigest.tau", i),
            _field(".attestationDigest.nullifier", i),
            _words(".attestationDigest.commit")[i],
            _words(".attestationDigest.next")[i],
            _words(".attestationDigest.ciphertextDigest")[i]
        );
    }

    function _attestationClaim(uint256 i) private view returns (bytes32) {
        return Digests.attestationClaim(
            _account(".attestationClaim.attestations", i),
            _words(".attestationClaim.policy")[i],
            uint32(_field(".attestationClaim.epoch", i)),
            _account(".attestationClaim.tau", i),
            _words(".attestationClaim.next")[i],
            uint8(_field(".attestationClaim.silence", i))
        );
    }

    function _account(string memory key, uint256 i) private view returns (address) {
        return address(uint160(_field(key, i)));
    }
}
