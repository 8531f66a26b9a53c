"""A post opens for its customer alone; a lie to it or to everybody is found out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais import crypto
from ais.crypto import attestations as att
from ais.crypto.attestations.posts import _seal_from_parts
from ais.digests import attestation_commit, attestation_next, sha256
from ais.errors import (
    CryptoError,
    DigestInput,
    PostCommitMismatch,
    PostFlagTrue,
    PostForeign,
    PostTampered,
)
from ais.types import Address
from tests.unit.crypto.attestations.cases import (
    POSTS,
    context_of,
    pair_at,
    posted_of,
    signing_key,
    unhex,
)

GOOD = pytest.mark.parametrize("case", POSTS["posts"], ids=lambda case: case["name"])
BAD = pytest.mark.parametrize("case", POSTS["invalid"], ids=lambda case: case["name"])
S = signing_key("alice").public
FIRST = POSTS["posts"][0]
PAIR = pair_at(POSTS["firstEpoch"])


def opened(posted: att.Posted, pair: att.Pair = PAIR, *, allowed: bool = False) -> att.OpenedPost:
    return att.open_post(posted, pair=pair, public=S, next_public=S, conditional_allowed=allowed)


def sealed(case: Any, **change: Any) -> att.SealedPost:
    record = att.Record.from_bytes(unhex(case["record"]))
    given_: dict[str, Any] = {
        "pair": pair_at(POSTS["firstEpoch"]),
        "context": context_of(case),
        "key": signing_key("alice"),
        "next_public": S,
        "nullifier": int(case["nullifier"], 16),
        "conditional_allowed": case["conditionalAllowed"],
    }
    return att.seal_post(record, **{**given_, **change})


class TestVectors:
    """Two implementations derive and seal the same bytes."""

    @GOOD
    def test_every_derivation(self, case: Any) -> None:
        pair, context = pair_at(case["epoch"]), context_of(case)
        keys = pair.post_keys(context, S)
        assert keys.tau.lower() == case["tau"]
        assert keys.tweak.reveal() == unhex(case["t"])
        assert keys.content_key.reveal() == unhex(case["contentKey"])
        assert pair.next_of(context, S) == unhex(case["next"])
        missing = pair.missing(context.next(), S, S)
        claimer = missing.claimer.address
        assert (missing.tau.lower(), claimer.lower()) == (case["nextTau"], case["claimer"])
        assert attestation_next(tau=missing.tau, claimer=claimer) == unhex(case["next"])
        assert missing.next == unhex(case["claimNext"])
        assert [missing.signature(n) for n in (1, 2, 3)] == [unhex(c) for c in case["claims"]]
        key = att.pairs.claim_key(pair.key_of(context.epoch + 1), pair.direction, context.next())
        assert key.reveal() == unhex(case["claimKey"])

    @GOOD
    def test_the_sealed_bytes(self, case: Any) -> None:
        record = att.Record.from_bytes(unhex(case["record"]))
        pair, context, key = pair_at(case["epoch"]), context_of(case), signing_key("alice")
        keys = pair.post_keys(context, S)
        made = _seal_from_parts(
            record,
            keys=keys,
            signer=key.tweaked(keys.tweak),
            context=context,
            next_=pair.next_of(context, S),
            nullifier=int(case["nullifier"], 16),
            compliant=att.is_compliant(record, conditional_allowed=case["conditionalAllowed"]),
            nonce=unhex(case["nonce"]),
        )
        assert made.posted == replace(posted_of(case), tau=keys.tau)
        assert made.posted.digest == unhex(case["digest"])
        assert made.signature == unhex(case["signature"])

    @GOOD
    def test_the_client_opens_them(self, case: Any) -> None:
        found = opened(posted_of(case), allowed=case["conditionalAllowed"])
        assert found.record.to_bytes().hex() == case["record"]
        with pytest.raises(PostFlagTrue):
            att.contest_of(posted_of(case), pair=PAIR, public=S)

    @BAD
    def test_the_client_refuses_the_others_and_contests_what_can_be(self, case: Any) -> None:
        posted = posted_of(case)
        with pytest.raises(CryptoError) as caught:
            opened(posted)
        assert caught.value.code == case["code"]
        if not case["contestable"]:
            with pytest.raises(CryptoError):
                att.contest_of(posted, pair=PAIR, public=S)
            return
        found = att.contest_of(posted, pair=PAIR, public=S)
        commit = attestation_commit(
            tau=posted.tau,
            compliant=found.compliant,
            result_digest=found.result_digest,
            salt=found.salt,
        )
        assert found.compliant != posted.compliant
        assert commit == posted.commit


class TestSealing:
    """What the supplier makes, its customer opens, and nobody else."""

    @GOOD
    def test_there_and_back(self, case: Any) -> None:
        made = sealed(case)
        crypto.verify(made.posted.digest, made.signature, made.posted.tau)
        found = opened(made.posted, allowed=case["conditionalAllowed"])
        assert found.record.to_bytes().hex() == case["record"]

    def test_a_second_post_of_the_same_record_has_other_bytes_under_the_same_tau(self) -> None:
        one, other = sealed(FIRST).posted, sealed(FIRST).posted
        assert one.tau == other.tau
        assert one.ciphertext != other.ciphertext

    def test_a_record_of_another_policy_is_not_sealed(self) -> None:
        with pytest.raises(PostForeign):
            sealed(FIRST, context=replace(context_of(FIRST), policy=sha256(b"other")))

    @pytest.mark.parametrize("nullifier", [-1, 2**256])
    def test_a_nullifier_out_of_range_is_refused(self, nullifier: int) -> None:
        with pytest.raises(DigestInput):
            sealed(FIRST, nullifier=nullifier)

    @given(st.integers(0, 539), st.integers(1, 255))
    def test_no_byte_of_the_ciphertext_can_be_changed(self, at: int, mask: int) -> None:
        posted = posted_of(FIRST)
        raw = bytearray(posted.ciphertext)
        raw[at] ^= mask
        with pytest.raises(PostTampered):
            opened(replace(posted, ciphertext=bytes(raw)))

    def test_a_lie_about_the_flag_cannot_be_hidden_from_the_customer(self) -> None:
        """Whatever flags the supplier posts and commits to, only the true ones open."""
        record = att.Record.from_bytes(unhex(POSTS["posts"][3]["record"]))
        keys = PAIR.post_keys(context_of(FIRST), S)
        for public in (True, False):
            made = _seal_from_parts(
                record,
                keys=keys,
                signer=signing_key("alice").tweaked(keys.tweak),
                context=context_of(FIRST),
                next_=PAIR.next_of(context_of(FIRST), S),
                nullifier=7,
                compliant=public,
                nonce=bytes(12),
            )
            if public:
                with pytest.raises(PostCommitMismatch):
                    opened(made.posted)
            else:
                assert opened(made.posted).record == record


class TestDirection:
    """Another direction, pair, policy, epoch, contract or chain is another tau and another key."""

    def test_nothing_is_shared_between_contexts(self) -> None:
        context = context_of(FIRST)
        turned = att.Direction(PAIR.direction.customer, PAIR.direction.supplier)
        contexts = [
            (PAIR, context),
            (replace(PAIR, direction=turned), context),
            (replace(PAIR, direction=att.Direction(7, 10)), context),
            (PAIR, replace(context, policy=sha256(b"other"))),
            (PAIR, replace(context, epoch=context.epoch + 1)),
            (PAIR, replace(context, chain_id=1)),
            (PAIR, replace(context, attestations=Address("0x" + "77" * 20))),
        ]
        keys = [pair.post_keys(each, S) for pair, each in contexts]
        assert len({each.tau for each in keys}) == len(contexts)
        assert len({each.tweak.reveal() for each in keys}) == len(contexts)
        assert len({each.content_key.reveal() for each in keys}) == len(contexts)
        claimers = [pair.missing(each, S, S).claimer.address for pair, each in contexts]
        assert len({*claimers, *(each.tau for each in keys)}) == 2 * len(contexts)


class TestSelfPosts:
    """A post to nobody looks like every other."""

    def test_it_has_the_size_and_the_form_of_the_others_and_says_compliant(self) -> None:
        other, made = sealed(FIRST), att.self_post(context_of(FIRST), 5)
        crypto.verify(made.posted.digest, made.signature, made.posted.tau)
        assert made.posted.compliant
        for name in ("tau", "commit", "next", "ciphertext"):
            one, two = getattr(made.posted, name), getattr(other.posted, name)
            assert (len(one), type(one)) == (len(two), type(two))
        assert len(made.posted.ciphertext) == att.CIPHERTEXT_BYTES == 540
        assert len(made.signature) == len(other.signature)

    def test_no_two_share_anything_and_no_pair_opens_one(self) -> None:
        made = [att.self_post(context_of(FIRST), 5).posted for _ in range(4)]
        for name in ("tau", "commit", "next", "ciphertext"):
            assert len({getattr(each, name) for each in made}) == 4
        with pytest.raises(PostForeign):
            opened(made[0])
        keys = PAIR.post_keys(context_of(FIRST), S)
        with pytest.raises(PostTampered):
            att.posts.decrypt_record(made[0], keys.content_key)

    def test_bits_of_both_kinds_are_even(self) -> None:
        """40 ciphertexts of each kind: the share of ones is within six deviations of a half."""
        bits = 40 * 540 * 8
        makers = (sealed, lambda case: att.self_post(context_of(case), 5))
        for make in makers:
            raw = b"".join(make(FIRST).posted.ciphertext for _ in range(40))
            ones = int.from_bytes(raw, "big").bit_count()
            assert abs(ones - bits / 2) < 6 * (bits / 4) ** 0.5
