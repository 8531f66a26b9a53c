// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IAttestations
/// @notice Compliance attestations that name nobody: who posts is a member of the group and no more is known; what is
///         said is for one customer; how many fail, are contested or are missing is for everybody.
/// @dev Three parts, each doing one thing. A Semaphore proof shows membership and limits how often a member may post. A
///      one-time key `tau`, which supplier and customer alone can compute, binds a post to their relationship; only the
///      supplier can sign for it. The ciphertext is for the customer. One digest over all of it is the proof's message
///      and what tau signs, so no part can be used with another. A claim is signed by another one-time key, which only
///      the two can compute, so whoever copies a claim on its way cannot alter it.
///      `post`, `contest` and the claims never read `msg.sender`: anyone may send them for anyone. What an epoch e
///      takes ends with it; contests and claims about it end with e+1.
///      Warning: tallies count attestations, not members, and a supplier can lie about its scan. An operator of a node
///      sees who sends a transaction and when: send through a relay.
interface IAttestations {
    /// @notice What a supplier, or anyone for it, posts.
    /// @param slot below the number of slots; drawn at random by the client
    /// @param compliant what is counted
    /// @param commit `Digests.attestationCommit`: what the counterparty opens where the public flag is false
    /// @param next `Digests.attestationNext` of the relationship's tau and claimer in the next epoch
    /// @param ciphertext 540 bytes
    /// @param proof a.x, a.y, b.x.1, b.x.0, b.y.1, b.y.0, c.x, c.y, as snarkjs exports for Solidity
    /// @param signature of tau over the digest: r, s, v
    struct Post {
        bytes32 policy;
        uint32 epoch;
        uint8 slot;
        bool compliant;
        address tau;
        uint256 nullifier;
        bytes32 commit;
        bytes32 next;
        bytes ciphertext;
        uint256[8] proof;
        bytes signature;
    }

    /// @notice What, with policy, epoch and tau, gives a post's digest again.
    struct Opening {
        bool compliant;
        uint256 nullifier;
        bytes32 commit;
        bytes32 next;
        bytes32 ciphertextDigest;
    }

    /// @notice Says that `tau` stayed silent in `epoch`, the one before the running one.
    /// @param formerTau the relationship's tau in the epoch before that: a post's or a claim's
    /// @param next names the relationship's tau in the epoch after the missed one
    /// @param signature over `Digests.attestationClaim` by the claimer, whom the former's `next` names with tau: r, s, v
    struct Claim {
        bytes32 policy;
        uint32 epoch;
        address formerTau;
        address tau;
        bytes32 next;
        bytes signature;
    }

    /// @notice One storage slot a policy and epoch.
    struct Tally {
        uint32 posted;
        uint32 nonCompliant;
        uint32 contested;
        uint32 missing;
    }

    /// @notice Every member posts under it from `fromEpoch` on.
    event PolicyRegistered(bytes32 indexed policy, uint32 fromEpoch, string uri);
    /// @notice `untilEpoch` is its last one.
    event PolicyRetired(bytes32 indexed policy, uint32 untilEpoch);
    /// @notice Posts of a member for each policy and epoch.
    event SlotsSet(uint8 slots, uint32 fromEpoch);
    /// @notice tau is not indexed on purpose: whoever asks a node for one tau names the pair to that node.
    event AttestationPosted(
        bytes32 indexed policy,
        uint32 indexed epoch,
        address tau,
        bool compliant,
        uint256 nullifier,
        bytes32 commit,
        bytes32 next,
        bytes ciphertext
    );
    /// @notice The flag that counts now.
    event AttestationContested(bytes32 indexed policy, uint32 indexed epoch, address tau, bool compliant);
    /// @notice silence: how many epochs in a row this relationship has been silent.
    event AttestationMissing(bytes32 indexed policy, uint32 indexed epoch, address tau, bytes32 next, uint8 silence);

    error AttestationsInvalidSlots(uint8 slots);
    error AttestationsZeroPolicy();
    error AttestationsPolicyKnown(bytes32 policy);
    error AttestationsPolicyNotInForce(bytes32 policy, uint32 epoch);
    error AttestationsWrongEpoch(uint32 given, uint32 expected);
    error AttestationsInvalidSlot(uint8 slot, uint8 slots);
    error AttestationsCiphertextLength(uint256 length, uint256 expected);
    error AttestationsNullifierOutOfRange(uint256 nullifier);
    error AttestationsNullifierUsed(uint256 nullifier);
    error AttestationsTauUsed(address tau);
    error AttestationsWrongSigner(address tau);
    error AttestationsNoSnapshot(uint32 epoch);
    error AttestationsProofRefused();
    error AttestationsUnknown(bytes32 policy, uint32 epoch, address tau);
    error AttestationsWrongOpening();
    error AttestationsFlagIsTrue();
    error AttestationsAlreadyContested(address tau);
    error AttestationsTooLate(uint32 epoch);
    error AttestationsWrongClaimer(address tau);
    error AttestationsSilentTooLong(uint8 silence);

    // --- governor ---

    /// @notice Registers a policy by the SHA-256 of its document, for every member, from the next epoch; once for ever.
    /// @param uri only says where a copy may be found
    /// @dev Errors: AttestationsZeroPolicy, AttestationsPolicyKnown.
    function registerPolicy(bytes32 policy, string calldata uri) external;

    /// @notice Ends a policy with the running epoch (one that has not begun never does).
    /// @dev Errors: AttestationsPolicyNotInForce (unknown, or ended).
    function retirePolicy(bytes32 policy) external;

    /// @notice How many posts each member makes for each policy, from the next epoch; 1 to 64.
    /// @dev Errors: AttestationsInvalidSlots.
    function setSlots(uint8 slots) external;

    // --- anyone, for anyone ---

    /// @notice Puts a post on record.
    /// @dev Errors, in this order: AttestationsWrongEpoch, AttestationsPolicyNotInForce, AttestationsInvalidSlot,
    ///      AttestationsCiphertextLength, AttestationsNullifierOutOfRange, AttestationsNullifierUsed,
    ///      AttestationsTauUsed, AttestationsWrongSigner, AttestationsNoSnapshot, AttestationsProofRefused.
    function post(Post calldata entry) external;

    /// @notice Corrects a post whose public flag is not the one that was said to the customer, in its epoch or the next
    ///         one, once. Names nobody.
    /// @dev Errors: AttestationsTooLate, AttestationsUnknown, AttestationsWrongOpening, AttestationsFlagIsTrue,
    ///      AttestationsAlreadyContested.
    function contest(
        bytes32 policy,
        uint32 epoch,
        address tau,
        Opening calldata entry,
        bool compliant,
        bytes32 resultDigest,
        bytes32 salt
    ) external;

    /// @notice Counts a silence after a post. Made by supplier or customer; it links two epochs of their relationship
    ///         and names nobody.
    /// @dev Errors: AttestationsWrongEpoch (not the one before the running one), AttestationsPolicyNotInForce,
    ///      AttestationsNoSnapshot (nobody could post), AttestationsUnknown, AttestationsWrongOpening (of the former),
    ///      AttestationsWrongClaimer (the former names another tau or claimer), AttestationsTauUsed (posted, or claimed
    ///      already).
    function claimMissing(Claim calldata claim, Opening calldata former) external;

    /// @notice Counts one more silence after a claim, at most three in a row.
    /// @param formerNext and formerSilence: what the former claim carries
    /// @dev Errors: those of `claimMissing`, AttestationsSilentTooLong.
    function claimStillMissing(Claim calldata claim, bytes32 formerNext, uint8 formerSilence) external;

    // --- views ---

    /// @notice What is counted for a policy and epoch.
    function tally(bytes32 policy, uint32 epoch) external view returns (Tally memory);

    /// @notice Posts of a member for each policy: now, and from the next epoch.
    function slots() external view returns (uint8 running, uint8 next);

    /// @notice First and last epoch; 0, 0: never registered. untilEpoch is the greatest value while it is not retired.
    function policyOf(bytes32 policy) external view returns (uint32 fromEpoch, uint32 untilEpoch);

    /// @notice Digest of the post or claim that stands under a tau; 0 = none.
    function standing(bytes32 policy, uint32 epoch, address tau) external view returns (bytes32);

    /// @notice Whether a post was corrected.
    function isContested(bytes32 policy, uint32 epoch, address tau) external view returns (bool);

    /// @notice Whether a nullifier was used.
    function isUsed(uint256 nullifier) external view returns (bool);
}
