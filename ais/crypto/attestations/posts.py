"""What a post says: sealed by the supplier, opened by its customer, contested where it lies.

Whoever has not the pair's key sees 540 random bytes, two random words and an address that was
never seen before. A post to oneself is made the same way with a key that is thrown away.
Steps: ``docs/protocol.md``, "Posts". The proof of membership is no part of this module.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from ais.crypto.scalars import SECP256K1_ORDER, scalar_of
from ais.crypto.secret import Secret
from ais.crypto.symmetric import chacha_decrypt, chacha_encrypt
from ais.digests import attestation_commit, attestation_digest, attestation_next, keccak256
from ais.errors import (
    DigestInput,
    PostCommitMismatch,
    PostFlagMismatch,
    PostFlagTrue,
    PostForeign,
    PostNextMismatch,
    PostTampered,
)
from ais.types import Address, Bytes32

from .keys import SigningKey
from .pairs import Context, Pair, PostKeys
from .records import RECORD_BYTES, Record
from .statements import result_digest
from .verdicts import is_compliant

__all__ = [
    "CIPHERTEXT_BYTES",
    "Contest",
    "OpenedPost",
    "Posted",
    "SealedPost",
    "contest_of",
    "decrypt_record",
    "flag_committed",
    "flaw_of",
    "open_post",
    "seal_post",
    "self_post",
]

_NONCE_BYTES = 12
CIPHERTEXT_BYTES = _NONCE_BYTES + RECORD_BYTES + 16


@dataclass(frozen=True, slots=True)
class Posted:
    """The content of a post, as anybody reads it from the chain. All of it is public."""

    context: Context
    tau: Address
    compliant: bool
    nullifier: int
    commit: Bytes32
    next: Bytes32
    ciphertext: bytes

    @property
    def ciphertext_digest(self) -> Bytes32:
        """Keccak-256 of the ciphertext."""
        return keccak256(self.ciphertext)

    @property
    def digest(self) -> Bytes32:
        """What tau signs; as a field element, the message of the proof."""
        return attestation_digest(
            chain_id=self.context.chain_id,
            attestations=self.context.attestations,
            policy=self.context.policy,
            epoch=self.context.epoch,
            compliant=self.compliant,
            tau=self.tau,
            nullifier=self.nullifier,
            commit=self.commit,
            next_=self.next,
            ciphertext_digest=self.ciphertext_digest,
        )


@dataclass(frozen=True, slots=True)
class SealedPost:
    """A new post, whole but for its proof; ``signature`` is tau's over ``posted.digest``."""

    posted: Posted
    signature: bytes


@dataclass(frozen=True, slots=True)
class OpenedPost:
    """A post that is all that it must be. ``keys``: keep them with it, sealed, for evidence."""

    record: Record
    keys: PostKeys


@dataclass(frozen=True, slots=True)
class Contest:
    """What opens a commit whose public flag is false (``IAttestations.contest``)."""

    compliant: bool
    result_digest: Bytes32
    salt: Bytes32 = field(repr=False)


# ---- the supplier ----------------------------------------------------------------------------


def seal_post(
    record: Record,
    *,
    pair: Pair,
    context: Context,
    key: SigningKey,
    next_public: bytes,
    nullifier: int,
    conditional_allowed: bool,
) -> SealedPost:
    """Seal a record for the pair's customer, with the flag that follows from it.

    ``key``: S in force in the context's epoch; ``next_public``: S in force in the next one (the
    same unless it rotates). Raises ``PostForeign``, ``PairKeyGone``, ``PairNotYet``.
    """
    keys = pair.post_keys(context, key.public)
    return _seal_from_parts(
        record,
        keys=keys,
        signer=key.tweaked(keys.tweak),
        context=context,
        next_=pair.next_of(context, next_public),
        nullifier=nullifier,
        compliant=is_compliant(record, conditional_allowed=conditional_allowed),
        nonce=os.urandom(_NONCE_BYTES),
    )


def _seal_from_parts(
    record: Record,
    *,
    keys: PostKeys,
    signer: SigningKey,
    context: Context,
    next_: Bytes32,
    nullifier: int,
    compliant: bool,
    nonce: bytes,
) -> SealedPost:
    if record.policy_digest != context.policy:
        raise PostForeign(field="policyDigest")
    commit = _commit(keys.tau, record, compliant=compliant)
    aad = _aad(context, nullifier, compliant=compliant)
    sealed = chacha_encrypt(keys.content_key.reveal(), nonce, record.to_bytes(), aad)
    posted = Posted(context, keys.tau, compliant, nullifier, commit, next_, nonce + sealed)
    return SealedPost(posted, signer.sign(posted.digest))


def self_post(context: Context, nullifier: int) -> SealedPost:
    """A post to nobody: *compliant*, for a slot that no customer needs. Its keys are forgotten."""
    signer = _random_key()
    key, nonce = os.urandom(32), os.urandom(_NONCE_BYTES)
    commit = attestation_commit(
        tau=signer.address, compliant=True, result_digest=os.urandom(32), salt=os.urandom(32)
    )
    next_ = attestation_next(tau=_random_key().address, claimer=_random_key().address)
    aad = _aad(context, nullifier, compliant=True)
    sealed = chacha_encrypt(key, nonce, os.urandom(RECORD_BYTES), aad)
    posted = Posted(context, signer.address, True, nullifier, commit, next_, nonce + sealed)
    return SealedPost(posted, signer.sign(posted.digest))


# ---- the customer ----------------------------------------------------------------------------


def open_post(
    posted: Posted, *, pair: Pair, public: bytes, next_public: bytes, conditional_allowed: bool
) -> OpenedPost:
    """Open the post of a pair's supplier; raise unless all of it fits. Steps 1 to 6 of "Posts".

    ``public``, ``next_public``: the supplier's S of the epoch and of the next one. Raises
    ``PostForeign``, ``PostTampered``, ``RecordMalformed``, ``PostCommitMismatch``,
    ``PostFlagMismatch`` (then see ``contest_of``), ``PostNextMismatch``.
    """
    record, keys = _read(posted, pair, public)  # 1 to 3
    next_ = pair.next_of(posted.context, next_public)
    flaw = flaw_of(posted, record, next_=next_, conditional_allowed=conditional_allowed)  # 4 to 6
    if flaw is not None:
        raise flaw
    return OpenedPost(record, keys)


def flaw_of(
    posted: Posted, record: Record, *, next_: Bytes32 | None, conditional_allowed: bool
) -> PostCommitMismatch | PostFlagMismatch | PostNextMismatch | None:
    """The error of step 4, 5 or 6 of "Posts"; ``None`` where the post fits its record.

    ``next_``: what the post must carry; ``None`` where nobody knows.
    """
    private = is_compliant(record, conditional_allowed=conditional_allowed)
    if flag_committed(posted, record) != private:  # 4
        return PostCommitMismatch()
    if private != posted.compliant:  # 5
        return PostFlagMismatch(public=posted.compliant, private=private)
    return None if next_ in (None, posted.next) else PostNextMismatch()  # 6


def contest_of(posted: Posted, *, pair: Pair, public: bytes) -> Contest:
    """What contests a post whose public flag is not the one committed to.

    Raises ``PostFlagTrue`` where there is nothing to contest, ``PostCommitMismatch`` where the
    commit opens with neither flag (such a post cannot be contested), and as ``open_post``.
    """
    record, _ = _read(posted, pair, public)
    told = flag_committed(posted, record)
    if told is None:
        raise PostCommitMismatch()
    if told == posted.compliant:
        raise PostFlagTrue()
    return Contest(told, result_digest(record), record.salt)


def flag_committed(posted: Posted, record: Record) -> bool | None:
    """The flag with which a post's commit opens; ``None`` where it opens with neither."""
    for flag in (True, False):
        if _commit(posted.tau, record, compliant=flag) == posted.commit:
            return flag
    return None


def decrypt_record(posted: Posted, key: Secret) -> Record:
    """The record of a post under its content key.

    Raises ``PostTampered``, ``RecordMalformed``, ``PostForeign``.
    """
    if len(posted.ciphertext) != CIPHERTEXT_BYTES:
        raise PostTampered()
    nonce, sealed = posted.ciphertext[:_NONCE_BYTES], posted.ciphertext[_NONCE_BYTES:]
    aad = _aad(posted.context, posted.nullifier, compliant=posted.compliant)
    raw = chacha_decrypt(key.reveal(), nonce, sealed, aad)
    if raw is None:
        raise PostTampered()
    record = Record.from_bytes(raw)
    if record.policy_digest != posted.context.policy:
        raise PostForeign(field="policyDigest")
    return record


def _read(posted: Posted, pair: Pair, public: bytes) -> tuple[Record, PostKeys]:
    keys = pair.post_keys(posted.context, public)
    if keys.tau.lower() != posted.tau.lower():  # 1
        raise PostForeign(field="tau")
    return decrypt_record(posted, keys.content_key), keys  # 2, 3


def _commit(tau: Address, record: Record, *, compliant: bool) -> Bytes32:
    return attestation_commit(
        tau=tau, compliant=compliant, result_digest=result_digest(record), salt=record.salt
    )


def _aad(context: Context, nullifier: int, *, compliant: bool) -> bytes:
    if not 0 <= nullifier < 1 << 256:
        raise DigestInput(field="nullifier", reason="does not fit into 256 bits")
    return context.to_bytes() + nullifier.to_bytes(32, "big") + bytes([compliant])


def _random_key() -> SigningKey:
    return SigningKey(scalar_of(os.urandom(48), SECP256K1_ORDER))
