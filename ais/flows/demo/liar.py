"""A member with an altered client: it tells everybody *compliant*, and its customer the truth.

Nothing can keep a member from posting so, as it holds all keys that it takes. Its customer opens
the commitment and corrects the count; that is what the contract has ``contest`` for.
"""

from __future__ import annotations

import os
from dataclasses import replace

from ais.crypto.anonymity import prove
from ais.crypto.attestations import Context, SealedPost, seal_post, self_post
from ais.crypto.symmetric import chacha_encrypt
from ais.digests import field_element
from ais.errors import DemoUntrue
from ais.flows.attestations import announced, pairs, relaying, statement
from ais.flows.attestations.content import Content, entry_of, scope_of
from ais.flows.attestations.standing import own_path
from ais.flows.party import Party
from ais.network import Kind
from ais.types import Address

__all__ = ["lie"]


def lie(party: Party, policy: bytes, slots: int) -> None:
    """Post for one epoch: to the first customer with a false flag, else to nobody."""
    epoch = party.sync().epoch()
    standing = own_path(party, epoch)
    context = Context(party.chain_id, Address(party.attestations.address), policy, epoch)
    for slot in range(slots):
        scope = scope_of(context, slot)
        nullifier = standing.secret.nullifier(scope)
        made = self_post(context, nullifier) if slot else _false(party, context, nullifier)
        message = field_element(made.posted.digest)
        proof = prove(standing.secret, standing.path, message=message, scope=scope)
        entry = entry_of(Content(slot, made.posted, made.signature), proof.points)
        calldata = party.attestations.post(entry).payload
        sent = relaying.Parcel(Kind.POST, calldata, policy, epoch, made.posted.tau, epoch)
        relaying.deliver(party, sent)


def _false(party: Party, context: Context, nullifier: int) -> SealedPost:
    """What an honest client seals, with the other flag in public."""
    kept = statement.current(party, context.policy)
    own = [each for each in pairs.held(party, context.epoch) if _supplies(party, each)]
    if kept is None or not own:
        raise DemoUntrue(claim="the liar has something to lie about", found=kept)
    pair, record = own[0].pair, kept.record(party.now())
    key = announced.own_attestation_key(party, context.epoch)
    following = announced.attestation_key(party, party.organisation, context.epoch + 1)
    honest = seal_post(
        record,
        pair=pair,
        context=context,
        key=key,
        next_public=following,
        nullifier=nullifier,
        conditional_allowed=kept.conditional_allowed,
    )
    keys = pair.post_keys(context, key.public)
    flag = not honest.posted.compliant
    nonce, bound = os.urandom(12), context.to_bytes() + nullifier.to_bytes(32, "big")
    sealed = chacha_encrypt(
        keys.content_key.reveal(), nonce, record.to_bytes(), bound + bytes([flag])
    )
    posted = replace(honest.posted, compliant=flag, ciphertext=nonce + sealed)
    return SealedPost(posted, key.tweaked(keys.tweak).sign(posted.digest))


def _supplies(party: Party, each: pairs.Held) -> bool:
    return each.pair.direction.supplier == party.organisation
