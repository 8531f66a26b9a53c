// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Digests
/// @notice Every hash recipe of AIS, and nothing else. `ais/digests` is its mirror; one vector file is
///         fed to both. `docs/protocol` carries the same table.
/// @dev Each recipe but the Merkle tree's begins with a domain tag and uses `abi.encode`, so no two recipes
///      share an input and no field can flow into its neighbour.
library Digests {
    bytes32 internal constant COMMITMENT_TAG = keccak256("ais/v1/commitment");
    bytes32 internal constant SUBMISSION_TAG = keccak256("ais/v1/submission");
    bytes32 internal constant BALLOT_TAG = keccak256("ais/v1/ballot");
    bytes32 internal constant SEED_TAG = keccak256("ais/v1/seed");
    bytes32 internal constant PICK_TAG = keccak256("ais/v1/pick");
    bytes32 internal constant LEAF_MESSAGE_TAG = keccak256("ais/v1/leaf-message");
    bytes32 internal constant LEAF_SCOPE_TAG = keccak256("ais/v1/leaf-scope");
    bytes32 internal constant ATTESTATION_TAG = keccak256("ais/v1/attestation");
    bytes32 internal constant ATTESTATION_SCOPE_TAG = keccak256("ais/v1/attestation-scope");
    bytes32 internal constant ATTESTATION_COMMIT_TAG = keccak256("ais/v1/attestation-commit");
    bytes32 internal constant ATTESTATION_NEXT_TAG = keccak256("ais/v1/attestation-next");
    bytes32 internal constant ATTESTATION_CLAIM_TAG = keccak256("ais/v1/attestation-claim");

    /// @notice A leaf of a submission's tree: one object, hidden by its own salt.
    /// @param salt 32 fresh random bytes that travel inside the sealed payload
    /// @param objectDigest SHA-256 of the object's RFC 8785 bytes
    function leaf(bytes32 salt, bytes32 objectDigest) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x00), salt, objectDigest));
    }

    /// @notice An inner node of a submission's tree.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @notice The commitment to a submission's content: who, how many objects, which tree.
    function commitment(address indicators, uint32 organisation, uint32 leafCount, bytes32 root)
        internal
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(COMMITMENT_TAG, block.chainid, indicators, organisation, leafCount, root));
    }

    /// @notice The id of a submission: binds the content, the key, the ciphertext and the policy.
    /// @param policy the policy word as submitted (state, submittedAt and the contract's own flags are zero)
    function submissionId(
        address indicators,
        uint32 organisation,
        bytes32 commitment_,
        bytes32 keyCommit,
        bytes32 ciphertextDigest,
        uint256 policy
    ) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                SUBMISSION_TAG,
                block.chainid,
                indicators,
                organisation,
                commitment_,
                keyCommit,
                ciphertextDigest,
                policy
            )
        );
    }

    /// @notice A panelist's commitment to a ballot; bound to chain, contract, submission, round and panelist,
    ///         so that a copy of it can be revealed by nobody else and nowhere else.
    function ballotCommit(
        address valuation,
        bytes32 submissionId_,
        uint8 round,
        uint32 panelist,
        uint8 verdict,
        uint8 sector,
        uint16 severityBps,
        uint16 scopeBps,
        bytes32 priorId,
        bytes32 salt
    ) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                BALLOT_TAG,
                block.chainid,
                valuation,
                submissionId_,
                round,
                panelist,
                verdict,
                sector,
                severityBps,
                scopeBps,
                priorId,
                salt
            )
        );
    }

    /// @notice The one seed of a round's draw.
    function seed(bytes32 blockHash, bytes32 submissionId_, uint8 round) internal pure returns (bytes32) {
        return keccak256(abi.encode(SEED_TAG, blockHash, submissionId_, round));
    }

    /// @notice The random number of a draw's step: which of the seats that are left comes next.
    function pick(bytes32 seed_, uint8 step) internal pure returns (bytes32) {
        return keccak256(abi.encode(PICK_TAG, seed_, step));
    }

    // ------------------------------------------------------------------ anonymous attestations

    /// @notice What a proof of possession of a leaf says: whose it is.
    function leafMessage(address group, uint32 organisation) internal view returns (bytes32) {
        return keccak256(abi.encode(LEAF_MESSAGE_TAG, block.chainid, group, organisation));
    }

    /// @notice The scope of proofs of possession.
    function leafScope(address group) internal view returns (bytes32) {
        return keccak256(abi.encode(LEAF_SCOPE_TAG, block.chainid, group));
    }

    /// @notice What a post says, whole: the proof's message, and what tau signs.
    /// @param ciphertextDigest Keccak-256 of the ciphertext
    function attestationDigest(
        address attestations,
        bytes32 policy,
        uint32 epoch,
        bool compliant,
        address tau,
        uint256 nullifier,
        bytes32 commit,
        bytes32 next,
        bytes32 ciphertextDigest
    ) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                ATTESTATION_TAG,
                block.chainid,
                attestations,
                policy,
                epoch,
                compliant,
                tau,
                nullifier,
                commit,
                next,
                ciphertextDigest
            )
        );
    }

    /// @notice Within what a nullifier is unique: one post a member, policy, epoch and slot.
    function attestationScope(address attestations, bytes32 policy, uint32 epoch, uint8 slot)
        internal
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(ATTESTATION_SCOPE_TAG, block.chainid, attestations, policy, epoch, slot));
    }

    /// @notice The commitment to what the customer was told, which the customer can open.
    function attestationCommit(address tau, bool compliant, bytes32 resultDigest, bytes32 salt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ATTESTATION_COMMIT_TAG, tau, compliant, resultDigest, salt));
    }

    /// @notice The name of the relationship's tau in the next epoch, to be opened if it stays out.
    /// @param claimer the address of the key that signs that claim; nobody but the pair knows it before
    function attestationNext(address tau, address claimer) internal pure returns (bytes32) {
        return keccak256(abi.encode(ATTESTATION_NEXT_TAG, tau, claimer));
    }

    /// @notice What stands under the tau of a claim, and what its claimer signs.
    /// @param silence how many epochs in a row, from 1
    function attestationClaim(
        address attestations,
        bytes32 policy,
        uint32 epoch,
        address tau,
        bytes32 next,
        uint8 silence
    ) internal view returns (bytes32) {
        return keccak256(
            abi.encode(ATTESTATION_CLAIM_TAG, block.chainid, attestations, policy, epoch, tau, next, silence)
        );
    }

    /// @notice A digest as an element of BN254's scalar field: its upper 248 bits.
    function fieldElement(bytes32 digest) internal pure returns (uint256) {
        return uint256(digest) >> 8;
    }
}
