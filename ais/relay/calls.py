"""What a call says, read from its calldata alone: no node is asked, nothing is believed.

One call has one encoding: calldata that the ABI's encoder would not write is refused, so that
length and layout mark nobody, and nobody can have one call queued under many digests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ais.chain import artifacts
from ais.chain.attestations import MOST_SILENCE
from ais.chain.codec import Function, decode_values
from ais.crypto import recover, verify
from ais.crypto.anonymity import SCALAR
from ais.crypto.attestations import CIPHERTEXT_BYTES
from ais.crypto.signatures import SIGNATURE_BYTES
from ais.digests import attestation_claim, attestation_digest, attestation_next, keccak256
from ais.errors import RelayCallRefused, SignatureRefused
from ais.network.relay_wire import Kind, Refusal, RelayCall
from ais.types import Address, Bytes32

__all__ = ["Call", "ClaimFacts", "PostFacts", "read_call"]

_FUNCTIONS = {
    Kind.POST: "post",
    Kind.CONTEST: "contest",
    Kind.CLAIM_MISSING: "claimMissing",
    Kind.CLAIM_STILL_MISSING: "claimStillMissing",
}


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What only a post has. ``message``: what tau must have signed."""

    slot: int
    nullifier: int
    message: Bytes32
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What only a claim has. ``message``: what its claimer must have signed.

    ``named``: the ``next`` of what it follows, as the call has it: of tau and claimer.
    """

    message: Bytes32
    named: Bytes32
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A call by what it does.

    ``names``: what it alone may hold; two calls that share one exclude each other. ``first_epoch``
    and ``last_epoch``: when the chain takes it.
    """

    kind: Kind
    calldata: bytes = field(repr=False)
    digest: Bytes32
    policy: Bytes32
    epoch: int
    tau: Address
    first_epoch: int
    last_epoch: int
    names: tuple[Bytes32, ...]
    facts: PostFacts | ClaimFacts | None = None

    @property
    def post(self) -> PostFacts | None:
        """What only a post has."""
        return self.facts if isinstance(self.facts, PostFacts) else None

    def require_signature(self) -> None:
        """Raise ``RelayCallRefused`` unless tau signed this post, or its claimer this claim.

        Both are over this chain. A contest has no signature: it opens a commitment.
        """
        try:
            if isinstance(self.facts, PostFacts):
                verify(self.facts.message, self.facts.signature, self.tau)
            elif isinstance(self.facts, ClaimFacts):
                claimer = recover(self.facts.message, self.facts.signature)
                if attestation_next(tau=self.tau, claimer=claimer) != self.facts.named:
                    raise SignatureRefused(reason="is not of the claimer that is named")
        except SignatureRefused as refusal:
            reason = str(refusal.reason)
            raise RelayCallRefused(refusal=Refusal.SIGNATURE, note=reason) from None


def read_call(request: RelayCall) -> Call:
    """The call that a request's calldata stands for.

    Raises ``RelayCallRefused`` (calldata, ciphertext, range).
    """
    function = _function(request.kind)
    payload = request.calldata
    if payload[:4] != function.selector:
        raise RelayCallRefused(refusal=Refusal.CALLDATA, note="the selector is of another kind")
    try:
        values = decode_values(function.inputs, payload[4:])
        canonical = function.calldata(*values)
    except ValueError:
        raise RelayCallRefused(refusal=Refusal.CALLDATA, note="no such arguments") from None
    if canonical != payload:
        raise RelayCallRefused(refusal=Refusal.CALLDATA, note="not as encoders write it")
    return _READERS[request.kind](request, values)


def _function(kind: Kind) -> Function:
    return artifacts.load("Attestations").functions()[_FUNCTIONS[kind]]


def _post(request: RelayCall, values: tuple[Any, ...]) -> Call:
    entry = values[0]
    policy, epoch, slot, compliant, tau, nullifier, commit, next_ = entry[:8]
    ciphertext, _proof, signature = entry[8:]
    if len(ciphertext) != CIPHERTEXT_BYTES:
        raise RelayCallRefused(refusal=Refusal.CIPHERTEXT, note=f"{len(ciphertext)} bytes")
    _require_length(signature)
    if nullifier >= SCALAR:
        raise RelayCallRefused(refusal=Refusal.RANGE, note="the nullifier is no field element")
    message = attestation_digest(
        chain_id=request.chain_id,
        attestations=request.attestations,
        policy=policy,
        epoch=epoch,
        compliant=compliant,
        tau=tau,
        nullifier=nullifier,
        commit=commit,
        next_=next_,
        ciphertext_digest=keccak256(ciphertext),
    )
    facts = PostFacts(slot, nullifier, message, signature)
    names = (keccak256(b"nullifier" + nullifier.to_bytes(32, "big")), _place(policy, epoch, tau))
    return _call(request, policy, epoch, tau, (epoch, epoch), names, facts)


def _contest(request: RelayCall, values: tuple[Any, ...]) -> Call:
    policy, epoch, tau = values[:3]
    names = (_place(policy, epoch, tau, b"contest"),)
    return _call(request, policy, epoch, tau, (epoch, epoch + 1), names)


def _claim_missing(request: RelayCall, values: tuple[Any, ...]) -> Call:
    claim, former = values
    return _claim(request, claim, former[3], 1)


def _claim_still_missing(request: RelayCall, values: tuple[Any, ...]) -> Call:
    claim, former_next, former_silence = values
    if former_silence >= MOST_SILENCE:
        raise RelayCallRefused(refusal=Refusal.RANGE, note=f"{former_silence} silences in a row")
    return _claim(request, claim, former_next, former_silence + 1)


def _claim(request: RelayCall, claim: tuple[Any, ...], named: Bytes32, silence: int) -> Call:
    policy, epoch, _former_tau, tau, next_, signature = claim
    _require_length(signature)
    message = attestation_claim(
        chain_id=request.chain_id,
        attestations=request.attestations,
        policy=policy,
        epoch=epoch,
        tau=tau,
        next_=next_,
        silence=silence,
    )
    names = (_place(policy, epoch, tau),)
    facts = ClaimFacts(message, named, signature)
    return _call(request, policy, epoch, tau, (epoch + 1, epoch + 1), names, facts)


def _require_length(signature: bytes) -> None:
    if len(signature) != SIGNATURE_BYTES:
        raise RelayCallRefused(refusal=Refusal.SIGNATURE, note=f"{len(signature)} bytes")


_READERS: dict[Kind, Callable[[RelayCall, tuple[Any, ...]], Call]] = {
    Kind.POST: _post,
    Kind.CONTEST: _contest,
    Kind.CLAIM_MISSING: _claim_missing,
    Kind.CLAIM_STILL_MISSING: _claim_still_missing,
}


def _call(
    request: RelayCall,
    policy: Bytes32,
    epoch: int,
    tau: str,
    taken: tuple[int, int],
    names: tuple[Bytes32, ...],
    facts: PostFacts | ClaimFacts | None = None,
) -> Call:
    return Call(
        kind=request.kind,
        calldata=request.calldata,
        digest=request.digest,
        policy=policy,
        epoch=epoch,
        tau=Address(tau),
        first_epoch=taken[0],
        last_epoch=taken[1],
        names=names,
        facts=facts,
    )


def _place(policy: Bytes32, epoch: int, tau: str, use: bytes = b"tau") -> Bytes32:
    """The name of what stands under a tau: a post or a claim, once."""
    return keccak256(use + policy + epoch.to_bytes(4, "big") + bytes.fromhex(tau[2:]))
