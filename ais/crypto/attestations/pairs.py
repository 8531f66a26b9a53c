"""Pairwise keys: what a supplier and its customer share, epoch by epoch, and all derived from it.

A pair has a direction. Its key of an epoch gives the next one and never the one before; the holder
deletes what is no longer needed (``Pair.advanced``), so that a stolen file tells nothing of the
past. Layout and labels: ``docs/protocol.md``, "Pairwise keys". Nothing of a pair is ever on chain.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace

from ais.crypto.place import address_bytes, address_text
from ais.crypto.scalars import SECP256K1_ORDER
from ais.crypto.secret import Secret
from ais.crypto.symmetric import hkdf
from ais.digests import attestation_claim, attestation_next
from ais.errors import (
    DigestInput,
    PairEpochFar,
    PairingMalformed,
    PairKeyGone,
    PairNotYet,
    VersionUnsupported,
)
from ais.types import Address, Bytes32

from .keys import SigningKey, tau_of

__all__ = [
    "Context",
    "Direction",
    "Missing",
    "Pair",
    "PostKeys",
    "claim_key",
    "content_key",
    "tweak",
]

MOST_EPOCHS_AHEAD = 1 << 16

_LABEL = b"ais/v1/pair/"
_FORM = struct.Struct(">BQ20sIIII32s32s")
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Direction:
    """Who attests to whom. Two companies that supply each other make two pairs."""

    supplier: int
    customer: int

    def __post_init__(self) -> None:
        """Refuse what is no direction. Raises ``DigestInput``."""
        for name, value in (("supplier", self.supplier), ("customer", self.customer)):
            if not 0 < value < 1 << 32:
                raise DigestInput(field=name, reason="is 0 or does not fit into 32 bits")
        if self.supplier == self.customer:
            raise DigestInput(field="customer", reason="is the supplier itself")

    def to_bytes(self) -> bytes:
        """8 bytes: supplier, customer."""
        return struct.pack(">II", self.supplier, self.customer)


@dataclass(frozen=True, slots=True)
class Context:
    """For what a post is: ``ctx`` in the protocol."""

    chain_id: int
    attestations: Address
    policy: Bytes32
    epoch: int

    def __post_init__(self) -> None:
        """Bring the address into its checksummed form; raises ``DigestInput``."""
        object.__setattr__(self, "attestations", address_text(address_bytes(self.attestations)))
        if len(self.policy) != 32:
            raise DigestInput(field="policy", reason="does not have 32 bytes")
        for name, value, bits in (("chain_id", self.chain_id, 64), ("epoch", self.epoch, 32)):
            if not 0 <= value < 1 << bits:
                raise DigestInput(field=name, reason=f"does not fit into {bits} bits")

    def to_bytes(self) -> bytes:
        """64 bytes: chain id, contract, policy, epoch."""
        place = self.chain_id.to_bytes(8, "big") + address_bytes(self.attestations)
        return place + self.policy + self.epoch.to_bytes(4, "big")

    def next(self) -> Context:
        """The same in the next epoch."""
        return replace(self, epoch=self.epoch + 1)


@dataclass(frozen=True, slots=True)
class PostKeys:
    """What opens one post and shows whose it is, and nothing else: evidence is made of it."""

    tau: Address
    tweak: Secret
    content_key: Secret


@dataclass(frozen=True, slots=True)
class Missing:
    """What a customer shows to count its supplier's silence (``IAttestations.Claim``).

    ``claimer``: the key that the former post or claim names together with tau. Nobody but the two
    can sign a claim, so that whoever sees one on its way cannot give it another ``next``. The
    supplier can as well, and gains nothing: it tells of its own silence, and a ``next`` that leads
    nowhere it can put into a post too.
    """

    context: Context = field(repr=False)
    tau: Address
    claimer: SigningKey = field(repr=False)
    next: Bytes32

    def signature(self, silence: int) -> bytes:
        """The claimer's, r, s, v; ``silence``: which one in a row it counts, 1 to 3."""
        digest = attestation_claim(
            chain_id=self.context.chain_id,
            attestations=self.context.attestations,
            policy=self.context.policy,
            epoch=self.context.epoch,
            tau=self.tau,
            next_=self.next,
            silence=silence,
        )
        return self.claimer.sign(digest)


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair in force. ``epoch``: that of the oldest key kept; ``key``: that key.

    ``origin``: digest of the invitation (or single file) that it came from. Who the two are is not
    shown in text either: a relationship does not belong in a log.
    """

    chain_id: int
    key_directory: Address
    direction: Direction = field(repr=False)
    first_epoch: int
    epoch: int
    key: Secret
    origin: Bytes32

    def __post_init__(self) -> None:
        """Bring the address into its checksummed form; raises ``DigestInput``."""
        object.__setattr__(self, "key_directory", address_text(address_bytes(self.key_directory)))

    def advanced(self, epoch: int) -> Pair:
        """The same pair without the keys that running epoch ``epoch`` does not need any more.

        The key of e is kept to the end of e+1. Keep the result instead of this one, and delete
        this one for good. An earlier epoch changes nothing.
        """
        oldest = epoch - 1
        if oldest <= self.epoch:
            return self
        return replace(self, epoch=oldest, key=self.key_of(oldest))

    def key_of(self, epoch: int) -> Secret:
        """The pair's key of an epoch.

        Raises ``PairNotYet`` before its first epoch, ``PairKeyGone`` where it was deleted,
        ``PairEpochFar`` more than 65,536 epochs ahead.
        """
        if epoch < self.first_epoch:
            raise PairNotYet(epoch=epoch, first_epoch=self.first_epoch)
        if epoch < self.epoch:
            raise PairKeyGone(epoch=epoch, oldest_epoch=self.epoch)
        if epoch - self.epoch > MOST_EPOCHS_AHEAD:
            raise PairEpochFar(epoch=epoch, most=MOST_EPOCHS_AHEAD)
        key = self.key.reveal()
        for _ in range(epoch - self.epoch):
            key = hkdf(key, _LABEL + b"ratchet")
        return Secret(key)

    def tau(self, context: Context, public: bytes) -> Address:
        """The relationship's one-time address; ``public``: the supplier's S of that epoch."""
        return tau_of(public, self._tweak(context))

    def post_keys(self, context: Context, public: bytes) -> PostKeys:
        """What belongs to the post of one policy and epoch; ``public`` as in ``tau``."""
        found = self._tweak(context)
        tau = tau_of(public, found)
        key = content_key(self.key_of(context.epoch), self.direction, context, tau)
        return PostKeys(tau, found, key)

    def next_of(self, context: Context, next_public: bytes) -> Bytes32:
        """The ``next`` of the post or claim of ``context``; ``next_public``: S one epoch later."""
        after = context.next()
        tau, claimer = self.tau(after, next_public), self._claimer(after)
        return attestation_next(tau=tau, claimer=claimer.address)

    def missing(self, context: Context, public: bytes, next_public: bytes) -> Missing:
        """What a claim about the missed ``context`` shows and carries on.

        The former tau is not here: its key is deleted by now; keep it with the former post.
        """
        tau, claimer = self.tau(context, public), self._claimer(context)
        return Missing(context, tau, claimer, self.next_of(context, next_public))

    def to_bytes(self) -> bytes:
        """What to keep, with the key in the clear: seal it with the self key."""
        return _FORM.pack(
            _VERSION,
            self.chain_id,
            address_bytes(self.key_directory),
            self.direction.supplier,
            self.direction.customer,
            self.first_epoch,
            self.epoch,
            self.key.reveal(),
            self.origin,
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Pair:
        """Undo ``to_bytes``. Raises ``PairingMalformed``, ``VersionUnsupported``."""
        if len(raw) != _FORM.size:
            raise PairingMalformed(field="state", reason=f"is {len(raw)} bytes")
        version, chain_id, directory, supplier, customer, first, epoch, key, origin = _FORM.unpack(
            raw
        )
        if version != _VERSION:
            raise VersionUnsupported(what="pair", found=version)
        if epoch < first:
            raise PairingMalformed(field="state", reason="is older than its first epoch")
        try:
            direction = Direction(supplier, customer)
        except DigestInput as error:
            raise PairingMalformed(field=error.field, reason=error.reason) from None
        place = address_text(directory)
        return cls(chain_id, place, direction, first, epoch, Secret(key), origin)

    def _tweak(self, context: Context) -> Secret:
        return tweak(self.key_of(context.epoch), self.direction, context)

    def _claimer(self, context: Context) -> SigningKey:
        return SigningKey(claim_key(self.key_of(context.epoch), self.direction, context))


def root_key(
    agreed: Secret, pairwise: Secret, chain_id: int, key_directory: Address, direction: Direction
) -> Secret:
    """``K0``, from X25519 of the agreement keys and the pairwise secret."""
    place = chain_id.to_bytes(8, "big") + address_bytes(key_directory)
    info = _LABEL + b"root" + place + direction.to_bytes()
    return Secret(hkdf(agreed.reveal() + pairwise.reveal(), info))


def tweak(key: Secret, direction: Direction, context: Context) -> Secret:
    """``t``, from the pair's key of the context's epoch."""
    return _number(key, b"tau", direction, context)


def claim_key(key: Secret, direction: Direction, context: Context) -> Secret:
    """``c``, which signs a claim about the context's epoch, from the pair's key of that epoch."""
    return _number(key, b"next", direction, context)


def content_key(key: Secret, direction: Direction, context: Context, tau: Address) -> Secret:
    """The key of one post's ciphertext, from the pair's key of the context's epoch."""
    info = _LABEL + b"ct" + direction.to_bytes() + context.to_bytes() + address_bytes(tau)
    return Secret(hkdf(key.reveal(), info))


def _number(key: Secret, label: bytes, direction: Direction, context: Context) -> Secret:
    info = _LABEL + label + direction.to_bytes() + context.to_bytes()
    wide = int.from_bytes(hkdf(key.reveal(), info, 48), "big")
    return Secret((wide % SECP256K1_ORDER).to_bytes(32, "big"))  # as RFC 9380, 5.2
