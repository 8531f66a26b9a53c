"""What the posts of one policy and epoch are made of: who gets which slot, and what is said.

A plan and the content of a post are made once and kept sealed, all of one size, so that the
journal does not tell a customer's post from one to nobody.
"""

from __future__ import annotations

import json
import secrets
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ais.crypto.attestations import (
    Context,
    Pair,
    Posted,
    SealedPost,
    SigningKey,
    seal_post,
    self_post,
)
from ais.crypto.place import address_bytes, address_text
from ais.digests import attestation_scope, field_element
from ais.errors import StatementMissing, StatementUnusable, StoreError
from ais.flows.party import Party
from ais.network import Kind
from ais.records import Post
from ais.types import Address

from . import reports, statement
from .announced import attestation_key, own_attestation_key
from .clock import EpochClock
from .parcels import Parcel
from .standing import Standing

__all__ = [
    "Content",
    "Place",
    "Sealing",
    "entry_of",
    "plan",
    "scope_of",
    "unpacked",
    "unpacked_plan",
]

_FORM = struct.Struct(">BB32sI20s32s32s32s540s65s")
_PLAN_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Place:
    """One post to make: its slot, and the pair it is for (empty: nobody)."""

    slot: int
    pair: str


@dataclass(frozen=True, slots=True)
class Content:
    """All of a post but its proof."""

    slot: int
    posted: Posted
    signature: bytes


class Sealing:
    """Makes the content of posts for one policy and epoch."""

    def __init__(self, party: Party, policy: bytes, standing: Standing, clock: EpochClock) -> None:
        self._party, self._policy, self._standing, self._clock = party, policy, standing, clock
        address = Address(party.attestations.address)
        self.context = Context(party.chain_id, address, policy, standing.epoch)
        self._posts = [entry.event for entry in party.index.posts(policy, standing.epoch)]
        self._nullifiers = {event.nullifier for event in self._posts}

    @property
    def has_statement(self) -> bool:
        """Whether there is something to tell customers."""
        return self._statement is not None

    def make(self, place: Place, pair: Pair | None, *, may_wait: bool = False) -> bytes:
        """The content of a place: for a pair's customer, or for nobody.

        ``may_wait``: a report that cannot be handed over now is an error; else the post goes
        without it. Raises ``KeyNotInForce``, ``StatementMissing``; ``StoreError`` and
        ``StatementUnusable`` where it may wait.
        """
        nullifier = self.nullifier(place.slot)
        made = self_post(self.context, nullifier)
        if pair is not None:
            made = self._said(pair, nullifier, may_wait=may_wait)
        return _packed(place.slot, made)

    def nullifier(self, slot: int) -> int:
        """Of our leaf in a slot of this policy and epoch."""
        return self._standing.secret.nullifier(scope_of(self.context, slot))

    def is_posted(self, raw: bytes) -> bool:
        """Whether the slot of a content is used."""
        return unpacked(self.context, raw).posted.nullifier in self._nullifiers

    def free_slots(self, slots: int) -> list[int]:
        """Slots that we have not used: all but for a home that was restored within the epoch."""
        return [slot for slot in range(slots) if self.nullifier(slot) not in self._nullifiers]

    def already(self, pairs: Mapping[str, Pair]) -> dict[str, Pair]:
        """Pairs that have their post of this epoch."""
        taus = {event.tau.lower() for event in self._posts}
        if not taus or not pairs:
            return {}
        public = self._key.public
        return {n: p for n, p in pairs.items() if p.tau(self.context, public).lower() in taus}

    def parcel(self, raw: bytes, calldata: bytes) -> Parcel:
        """A post on its way."""
        epoch = self.context.epoch
        tau = unpacked(self.context, raw).posted.tau
        return Parcel(Kind.POST, calldata, self._policy, epoch, tau, epoch)

    def _said(self, pair: Pair, nullifier: int, *, may_wait: bool) -> SealedPost:
        kept = self._statement
        if kept is None:
            raise StatementMissing(policy=self._policy, customers=1)
        location = self._shared(kept, pair.direction.customer, may_wait=may_wait)
        return seal_post(
            kept.record(self._clock.now, location=location),
            pair=pair,
            context=self.context,
            key=self._key,
            next_public=self._next_public,
            nullifier=nullifier,
            conditional_allowed=kept.conditional_allowed,
        )

    def _shared(self, kept: statement.Statement, customer: int, *, may_wait: bool) -> str:
        """Where the customer finds the reports; empty where it gets none."""
        if not kept.is_shared:
            return ""
        try:
            return reports.share(self._party, self._policy, kept.report_digest, customer)
        except (StoreError, StatementUnusable) as error:
            if may_wait:
                raise
            self._party.progress.say(f"a post goes without its report: {error.message}")
            return ""

    @cached_property
    def _statement(self) -> statement.Statement | None:
        return statement.current(self._party, self._policy)

    @cached_property
    def _key(self) -> SigningKey:
        return own_attestation_key(self._party, self.context.epoch)

    @cached_property
    def _next_public(self) -> bytes:
        party = self._party
        return attestation_key(party, party.organisation, self.context.epoch + 1)


def plan(sealing: Sealing, names: Sequence[str], pairs: Mapping[str, Pair], slots: int) -> bytes:
    """Draw which slot is whose, and the order; to be kept as the first step."""
    chance = secrets.SystemRandom()
    free = sealing.free_slots(slots)
    chance.shuffle(free)
    done = sealing.already(pairs)
    open_ = sorted((pairs[name].first_epoch, name) for name in names if name not in done)
    named = [name for _, name in open_][: len(free)]
    places = [
        Place(slot, named[number] if number < len(named) else "")
        for number, slot in enumerate(free)
    ]
    chance.shuffle(places)
    return json.dumps([[each.slot, each.pair] for each in places]).encode().ljust(_PLAN_BYTES)


def unpacked_plan(raw: bytes) -> list[Place]:
    """What ``plan`` drew."""
    return [Place(slot, pair) for slot, pair in json.loads(raw)]


def scope_of(context: Context, slot: int) -> int:
    """The scope of a slot, as a field element."""
    scope = attestation_scope(
        chain_id=context.chain_id,
        attestations=context.attestations,
        policy=context.policy,
        epoch=context.epoch,
        slot=slot,
    )
    return field_element(scope)


def unpacked(context: Context, raw: bytes) -> Content:
    """Read what ``Sealing.make`` made."""
    slot, compliant, policy, epoch, tau, nullifier, commit, next_, sealed, signature = _FORM.unpack(
        raw
    )
    place = Context(context.chain_id, context.attestations, policy, epoch)
    posted = Posted(
        place,
        address_text(tau),
        bool(compliant),
        int.from_bytes(nullifier, "big"),
        commit,
        next_,
        sealed,
    )
    return Content(slot, posted, signature)


def entry_of(content: Content, points: Sequence[int]) -> Post:
    """The post of a content and its proof."""
    posted = content.posted
    return Post(
        policy=posted.context.policy,
        epoch=posted.context.epoch,
        slot=content.slot,
        compliant=posted.compliant,
        tau=posted.tau,
        nullifier=posted.nullifier,
        commit=posted.commit,
        next=posted.next,
        ciphertext=posted.ciphertext,
        proof=tuple(points),
        signature=content.signature,
    )


def _packed(slot: int, made: SealedPost) -> bytes:
    posted = made.posted
    return _FORM.pack(
        slot,
        posted.compliant,
        posted.context.policy,
        posted.context.epoch,
        address_bytes(posted.tau),
        posted.nullifier.to_bytes(32, "big"),
        posted.commit,
        posted.next,
        posted.ciphertext,
        made.signature,
    )
