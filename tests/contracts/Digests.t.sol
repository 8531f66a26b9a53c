// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Digests} from "contracts/libraries/Digests.sol";
import {Policies} from "contracts/libraries/Policies.sol";
import {Base} from "./Base.sol";

/// @notice Every recipe gives what a foreign implementation gives (tests/vectors/digests.json, which the client is
///         held against too).
contract DigestsTest is Base {
    string private _json;

    function setUp() public {
        _json = vm.readFile("tests/vectors/digests.json");
    }

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

    /// Forge allows chain ids from 1 to 2^64 - 1; the row with 0 is the client's alone.
    function _enter(uint256 chainId) private returns (bool) {
        if (chainId == 0) return false;
        vm.chainId(chainId);
        return true;
    }

    function _words(string memory key) private view returns (bytes32[] memory) {
        return vm.parseJsonBytes32Array(_json, key);
    }

    function _numbers(string memory key) private view returns (uint256[] memory) {
        return vm.parseJsonUintArray(_json, key);
    }

    function _field(string memory key, uint256 i) private view returns (uint256) {
        return _numbers(key)[i];
    }
}
