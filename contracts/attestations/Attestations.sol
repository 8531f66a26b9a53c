// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {SNARK_SCALAR_FIELD} from "@zk-kit/lean-imt.sol/Constants.sol";
import {IAttestations} from "../interfaces/IAttestations.sol";
import {IGroup} from "../interfaces/IGroup.sol";
import {IMembership} from "../interfaces/IMembership.sol";
import {Digests} from "../libraries/Digests.sol";
import {Schedule} from "./Schedule.sol";

/// @title Attestations
/// @notice Posts, corrections and silences of relationships that nobody can name, and their counts.
/// @dev Reads Membership's clock and the group's root; writes nowhere else. Only the governor's functions read
///      `msg.sender`, inside of `restricted`.
contract Attestations is Schedule {
    uint256 private constant DEPTH = 16;
    uint256 private constant CIPHERTEXT_BYTES = 540;
    uint8 private constant MOST_SILENCE = 3;

    IGroup public immutable group;
    ISemaphoreVerifier public immutable verifier;

    mapping(uint256 nullifier => bool) private _used;
    /// @dev Digest of the post or claim under `_place`.
    mapping(bytes32 place => bytes32) private _standing;
    mapping(bytes32 place => bool) private _contested;
    mapping(bytes32 policy => mapping(uint32 epoch => Tally)) private _tallies;

    constructor(address manager, IMembership membership_, IGroup group_, ISemaphoreVerifier verifier_, uint8 slots_)
        Schedule(manager, membership_, slots_)
    {
        group = group_;
        verifier = verifier_;
    }

    // ------------------------------------------------------------------ anyone, for anyone

    /// @inheritdoc IAttestations
    function post(Post calldata entry) external {
        bytes32 place = _place(entry.policy, entry.epoch, entry.tau);
        bytes32 digest = _requirePostable(entry, place);
        _requireMember(entry, digest);

        _used[entry.nullifier] = true;
        _standing[place] = digest;
        Tally storage counts = _tallies[entry.policy][entry.epoch];
        counts.posted += 1;
        if (!entry.compliant) counts.nonCompliant += 1;

        emit AttestationPosted(
            entry.policy,
            entry.epoch,
            entry.tau,
            entry.compliant,
            entry.nullifier,
            entry.commit,
            entry.next,
            entry.ciphertext
        );
    }

    /// @inheritdoc IAttestations
    function contest(
        bytes32 policy,
        uint32 epoch,
        address tau,
        Opening calldata entry,
        bool compliant,
        bytes32 resultDigest,
        bytes32 salt
    ) external {
        if (membership.epoch() > uint256(epoch) + 1) revert AttestationsTooLate(epoch);
        bytes32 place = _requirePost(policy, epoch, tau, entry);
        if (Digests.attestationCommit(tau, compliant, resultDigest, salt) != entry.commit) {
            revert AttestationsWrongOpening();
        }
        if (compliant == entry.compliant) revert AttestationsFlagIsTrue();
        if (_contested[place]) revert AttestationsAlreadyContested(tau);

        _contested[place] = true;
        Tally storage counts = _tallies[policy][epoch];
        counts.contested += 1;
        if (compliant) counts.nonCompliant -= 1;
        else counts.nonCompliant += 1;

        emit AttestationContested(policy, epoch, tau, compliant);
    }

    /// @inheritdoc IAttestations
    function claimMissing(Claim calldata claim, Opening calldata former) external {
        _requireMissed(claim);
        _requirePost(claim.policy, claim.epoch - 1, claim.formerTau, former);

        _count(claim, former.next, 1);
    }

    /// @inheritdoc IAttestations
    function claimStillMissing(Claim calldata claim, bytes32 formerNext, uint8 formerSilence) external {
        _requireMissed(claim);
        if (formerSilence >= MOST_SILENCE) revert AttestationsSilentTooLong(formerSilence);
        uint32 epoch = claim.epoch - 1;
        bytes32 digest =
            Digests.attestationClaim(address(this), claim.policy, epoch, claim.formerTau, formerNext, formerSilence);
        _requireStanding(claim.policy, epoch, claim.formerTau, digest);

        _count(claim, formerNext, formerSilence + 1);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IAttestations
    function tally(bytes32 policy, uint32 epoch) external view returns (Tally memory) {
        return _tallies[policy][epoch];
    }

    /// @inheritdoc IAttestations
    function standing(bytes32 policy, uint32 epoch, address tau) external view returns (bytes32) {
        return _standing[_place(policy, epoch, tau)];
    }

    /// @inheritdoc IAttestations
    function isContested(bytes32 policy, uint32 epoch, address tau) external view returns (bool) {
        return _contested[_place(policy, epoch, tau)];
    }

    /// @inheritdoc IAttestations
    function isUsed(uint256 nullifier) external view returns (bool) {
        return _used[nullifier];
    }

    // ------------------------------------------------------------------ a post

    /// @dev All that costs little, before the proof.
    function _requirePostable(Post calldata entry, bytes32 place) private view returns (bytes32 digest) {
        uint32 epoch = membership.epoch();
        if (entry.epoch != epoch) revert AttestationsWrongEpoch(entry.epoch, epoch);
        _requireInForce(entry.policy, epoch);
        uint8 slots_ = _slotsOf(epoch);
        if (entry.slot >= slots_) revert AttestationsInvalidSlot(entry.slot, slots_);
        uint256 length = entry.ciphertext.length;
        if (length != CIPHERTEXT_BYTES) revert AttestationsCiphertextLength(length, CIPHERTEXT_BYTES);
        if (entry.nullifier >= SNARK_SCALAR_FIELD) revert AttestationsNullifierOutOfRange(entry.nullifier);
        if (_used[entry.nullifier]) revert AttestationsNullifierUsed(entry.nullifier);
        if (_standing[place] != 0) revert AttestationsTauUsed(entry.tau);
        digest = Digests.attestationDigest(
            address(this),
            entry.policy,
            epoch,
            entry.compliant,
            entry.tau,
            entry.nullifier,
            entry.commit,
            entry.next,
            keccak256(entry.ciphertext)
        );
        (address signer, ECDSA.RecoverError refused,) = ECDSA.tryRecoverCalldata(digest, entry.signature);
        if (refused != ECDSA.RecoverError.NoError || signer != entry.tau) revert AttestationsWrongSigner(entry.tau);
    }

    /// @dev Membership in the epoch's snapshot, this slot, and nothing else than this digest.
    function _requireMember(Post calldata entry, bytes32 digest) private view {
        uint256 root = group.rootOf(entry.epoch);
        if (root == 0) revert AttestationsNoSnapshot(entry.epoch);
        uint256 scope =
            Digests.fieldElement(Digests.attestationScope(address(this), entry.policy, entry.epoch, entry.slot));
        uint256[8] calldata proof = entry.proof;
        bool proven = verifier.verifyProof(
            [proof[0], proof[1]],
            [[proof[2], proof[3]], [proof[4], proof[5]]],
            [proof[6], proof[7]],
            [root, entry.nullifier, Digests.fieldElement(digest), scope],
            DEPTH
        );
        if (!proven) revert AttestationsProofRefused();
    }

    // ------------------------------------------------------------------ what stands

    function _requirePost(bytes32 policy, uint32 epoch, address tau, Opening calldata entry)
        private
        view
        returns (bytes32 place)
    {
        bytes32 digest = Digests.attestationDigest(
            address(this),
            policy,
            epoch,
            entry.compliant,
            tau,
            entry.nullifier,
            entry.commit,
            entry.next,
            entry.ciphertextDigest
        );
        return _requireStanding(policy, epoch, tau, digest);
    }

    function _requireStanding(bytes32 policy, uint32 epoch, address tau, bytes32 digest)
        private
        view
        returns (bytes32 place)
    {
        place = _place(policy, epoch, tau);
        bytes32 found = _standing[place];
        if (found == 0) revert AttestationsUnknown(policy, epoch, tau);
        if (found != digest) revert AttestationsWrongOpening();
    }

    /// @dev The epoch before the running one, in which the policy was in force and everybody could post.
    function _requireMissed(Claim calldata claim) private view {
        uint32 running = membership.epoch();
        uint32 missed = running == 0 ? 0 : running - 1;
        if (claim.epoch != missed) revert AttestationsWrongEpoch(claim.epoch, missed);
        _requireInForce(claim.policy, missed);
        if (group.rootOf(missed) == 0) revert AttestationsNoSnapshot(missed);
    }

    /// @dev `formerNext` stands; it names the tau that stayed silent, and who signs for that.
    function _count(Claim calldata claim, bytes32 formerNext, uint8 silence) private {
        bytes32 digest =
            Digests.attestationClaim(address(this), claim.policy, claim.epoch, claim.tau, claim.next, silence);
        (address claimer, ECDSA.RecoverError refused,) = ECDSA.tryRecoverCalldata(digest, claim.signature);
        if (refused != ECDSA.RecoverError.NoError || Digests.attestationNext(claim.tau, claimer) != formerNext) {
            revert AttestationsWrongClaimer(claim.tau);
        }
        bytes32 place = _place(claim.policy, claim.epoch, claim.tau);
        if (_standing[place] != 0) revert AttestationsTauUsed(claim.tau);

        _standing[place] = digest;
        _tallies[claim.policy][claim.epoch].missing += 1;

        emit AttestationMissing(claim.policy, claim.epoch, claim.tau, claim.next, silence);
    }

    function _place(bytes32 policy, uint32 epoch, address tau) private pure returns (bytes32) {
        return keccak256(abi.encode(policy, epoch, tau));
    }
}
