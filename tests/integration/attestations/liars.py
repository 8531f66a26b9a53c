"""Posts that no honest client makes, with real proofs: a member can sign and prove any of them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from ais.crypto.anonymity import prove
from ais.crypto.attestations import Record, SealedPost, result_digest, seal_post
from ais.crypto.symmetric import chacha_encrypt
from ais.digests import attestation_commit, field_element
from ais.flows.attestations import pairs, statement
from ais.flows.attestations.announced import attestation_key, own_attestation_key
from ais.flows.attestations.content import Content, entry_of, scope_of
from ais.flows.attestations.standing import own_path
from ais.flows.attestations.traces import context_of
from ais.flows.party import Party
from tests.integration.attestations.world import Attesting

__all__ = ["Lie", "post"]


@dataclass(frozen=True, kw_only=True)
class Lie:
    """What is other than in an honest post.

    ``flag``: in public. ``committed``: the flag in the commit. ``plain``: bytes instead of the
    record. ``key``: sealed under another one. ``next``: another name. ``record``: another one.
    """

    flag: bool | None = None
    committed: bool | None = None
    plain: bytes | None = None
    key: bytes | None = None
    next: bytes | None = None
    record: dict[str, object] | None = None


def post(
    net: Attesting, supplier: str, customer: str, lie: Lie | None = None, *, slot: int = 0
) -> None:
    """Post for one customer in the running epoch, sent by the governor as a relay would."""
    party = net.party(supplier)
    epoch = party.sync().epoch()
    standing = own_path(party, epoch)
    context = context_of(party, net.policy, epoch)
    scope = scope_of(context, slot)
    made = _made(net, party, net.number(customer), standing.secret.nullifier(scope), lie or Lie())
    message = field_element(made.posted.digest)
    proof = prove(standing.secret, standing.path, message=message, scope=scope)
    entry = entry_of(Content(slot, made.posted, made.signature), proof.points)
    net.party("governor").transact(party.attestations.post(entry))


def _made(net: Attesting, party: Party, customer: int, nullifier: int, lie: Lie) -> SealedPost:
    epoch = party.index.epoch()
    context, key = context_of(party, net.policy, epoch), own_attestation_key(party, epoch)
    held = [e.pair for e in pairs.held(party, epoch) if e.pair.direction.customer == customer]
    kept = statement.current(party, net.policy)
    assert kept is not None
    record: Record = replace(kept.record(party.now()), **(lie.record or {}))
    honest = seal_post(
        record,
        pair=held[-1],
        context=context,
        key=key,
        next_public=attestation_key(party, party.organisation, epoch + 1),
        nullifier=nullifier,
        conditional_allowed=kept.conditional_allowed,
    )
    keys = held[-1].post_keys(context, key.public)
    flag = honest.posted.compliant if lie.flag is None else lie.flag
    committed = honest.posted.compliant if lie.committed is None else lie.committed
    bound = context.to_bytes() + nullifier.to_bytes(32, "big") + bytes([flag])
    nonce = os.urandom(12)
    plain = record.to_bytes() if lie.plain is None else lie.plain
    sealed = chacha_encrypt(lie.key or keys.content_key.reveal(), nonce, plain, bound)
    commit = attestation_commit(
        tau=keys.tau, compliant=committed, result_digest=result_digest(record), salt=record.salt
    )
    posted = replace(
        honest.posted,
        compliant=flag,
        commit=commit,
        next=honest.posted.next if lie.next is None else lie.next,
        ciphertext=nonce + sealed,
    )
    return SealedPost(posted, key.tweaked(keys.tweak).sign(posted.digest))
