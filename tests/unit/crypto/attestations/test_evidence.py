"""A pack proves one statement of one supplier, by what the verifier's node says, and no more."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.crypto import attestations as att
from ais.crypto.attestations.posts import decrypt_record
from ais.crypto.secret import Secret
from ais.digests import keccak256
from ais.errors import (
    CryptoError,
    EvidenceMalformed,
    EvidenceRefused,
    PostTampered,
    VersionUnsupported,
)
from ais.types import Address
from tests.unit.crypto.attestations.cases import (
    DIRECTORY,
    KEYS,
    POSTS,
    file_bytes,
    pair_at,
    posted_of,
    signing_key,
    unhex,
    vectors,
)

PACKS = vectors("evidence")["packs"]
BY_NAME = {each["name"]: each for each in POSTS["posts"]}
ALL = pytest.mark.parametrize("case", PACKS, ids=lambda case: case["post"])


def facts_of(case: Any, **change: Any) -> att.EvidenceFacts:
    """What an honest node says about a case's post."""
    pack, alice = case["pack"], KEYS["alice"]
    return replace(
        att.EvidenceFacts(
            posted=posted_of(BY_NAME[case["post"]]),
            block_hash=unhex(pack["blockHash"]),
            transaction=unhex(pack["transaction"]),
            log_index=pack["logIndex"],
            key_directory=DIRECTORY,
            key_number=alice["number"],
            key_digest=keccak256(unhex(alice["attestationBundle"])),
            announced_by=Address(alice["operator"]),
            leaf=12345,
            contested=None,
        ),
        **change,
    )


def pack_of(case: Any) -> att.EvidencePack:
    return att.read_pack(file_bytes(case["pack"]))


def step(pack: att.EvidencePack, facts: att.EvidenceFacts, **given_: Any) -> int:
    """The step at which the pack is refused."""
    with pytest.raises(EvidenceRefused) as caught:
        att.verify_pack(pack, facts, **given_)
    return int(caught.value.step)


PACK, FACTS = pack_of(PACKS[0]), facts_of(PACKS[0])


class TestProof:
    """What an honest pack shows."""

    @ALL
    def test_the_foreign_packs_prove_their_statements(self, case: Any) -> None:
        proven = att.verify_pack(pack_of(case), facts_of(case))
        post = BY_NAME[case["post"]]
        assert proven.organisation == KEYS["alice"]["organisation"]
        assert proven.record.to_bytes().hex() == post["record"]
        assert proven.said == proven.public == post["compliant"]
        assert proven.contested is None
        assert proven.is_scanner_signed == (case["post"] == "signed by a scanner")

    @ALL
    def test_the_client_makes_the_same_pack(self, case: Any) -> None:
        post = BY_NAME[case["post"]]
        public = signing_key("alice").public
        opened = att.open_post(
            posted_of(post),
            pair=pair_at(post["epoch"]),
            public=public,
            next_public=public,
            conditional_allowed=post["conditionalAllowed"],
        )
        pack = att.make_pack(
            opened,
            posted_of(post),
            block_hash=unhex(case["pack"]["blockHash"]),
            transaction=unhex(case["pack"]["transaction"]),
            log_index=3,
            organisation=7,
            key_bundle=unhex(KEYS["alice"]["attestationBundle"]),
        )
        assert json.loads(pack.to_bytes()) == case["pack"]
        assert att.read_pack(pack.to_bytes()) == pack

    def test_a_contest_is_shown(self) -> None:
        """A supplier that lied to the public: the pack proves what it told its customer."""
        lie = next(p for p in POSTS["invalid"] if p["code"] == "post-flag-mismatch")
        pack = replace(
            PACK, record=unhex(lie["record"]), content_key=Secret(unhex(lie["contentKey"]))
        )
        facts = facts_of(PACKS[0], posted=posted_of(lie), contested=False)
        proven = att.verify_pack(pack, facts)
        assert (proven.said, proven.public, proven.contested) == (False, True, False)
        silent = att.verify_pack(pack, replace(facts, contested=None))
        assert (silent.said, silent.public, silent.contested) == (False, True, None)

    def test_the_report_that_was_handed_over_is_the_one(self) -> None:
        digest = att.Record.from_bytes(PACK.record).report_digest
        att.verify_pack(PACK, FACTS, report_digest=digest)
        assert step(PACK, FACTS, report_digest=bytes(32)) == 8


class TestRefused:
    """Each step, by a pack or a node that fails it."""

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"block_hash": bytes(32)}, 1),
            ({"transaction": bytes(32)}, 1),
            ({"log_index": 4}, 1),
            ({"key_digest": bytes(32)}, 2),
            ({"announced_by": Address(KEYS["bob"]["operator"])}, 2),
            ({"key_number": 2}, 2),
            ({"key_directory": Address("0x" + "77" * 20)}, 2),
            ({"leaf": 0}, 3),
            ({"contested": False}, 7),
        ],
    )
    def test_by_the_nodes_facts(self, change: dict[str, Any], expected: int) -> None:
        assert step(PACK, facts_of(PACKS[0], **change)) == expected

    def test_a_foreign_key_t_content_key_or_record(self) -> None:
        other = pack_of(PACKS[1])
        assert step(replace(PACK, organisation=9), FACTS) == 2
        assert step(replace(PACK, key_bundle=unhex(KEYS["bob"]["attestationBundle"])), FACTS) == 2
        assert step(replace(PACK, tweak=other.tweak), FACTS) == 4
        assert step(replace(PACK, tweak=Secret(bytes(32))), FACTS) == 4
        assert step(replace(PACK, content_key=other.content_key), FACTS) == 5
        assert step(replace(PACK, record=pack_of(PACKS[3]).record), FACTS) == 5

    def test_somebody_elses_key_in_force_does_not_lead_to_tau(self) -> None:
        bob = KEYS["bob"]
        raw = unhex(bob["attestationBundle"])
        facts = facts_of(PACKS[0], key_digest=keccak256(raw), announced_by=Address(bob["operator"]))
        assert step(replace(PACK, organisation=9, key_bundle=raw), facts) == 4

    def test_a_commit_to_something_else(self) -> None:
        posted = replace(FACTS.posted, commit=bytes(32))
        assert step(PACK, replace(FACTS, posted=posted)) == 6
        worse = next(p for p in POSTS["invalid"] if p["name"].startswith("a record that is worse"))
        pack = replace(
            PACK, record=unhex(worse["record"]), content_key=Secret(unhex(worse["contentKey"]))
        )
        assert step(pack, replace(FACTS, posted=posted_of(worse))) == 6

    def test_a_scanners_signature_that_is_none(self) -> None:
        case = next(each for each in PACKS if each["post"] == "signed by a scanner")
        record = att.Record.from_bytes(pack_of(case).record)
        forged = replace(record, report_digest=bytes(32))  # what the scanner never saw
        context, key = posted_of(BY_NAME[case["post"]]).context, signing_key("alice")
        posted = att.seal_post(
            forged, pair=pair_at(context.epoch), context=context, key=key,
            next_public=key.public, nullifier=1, conditional_allowed=False,
        ).posted  # fmt: skip
        pack = replace(pack_of(case), record=forged.to_bytes())
        assert step(pack, facts_of(case, posted=posted)) == 8


class TestReach:
    """A pack opens its own post and no other."""

    @ALL
    def test_the_content_key_opens_no_other_post(self, case: Any) -> None:
        pack = pack_of(case)
        same = (BY_NAME[case["post"]]["epoch"], BY_NAME[case["post"]]["policy"])
        for post in POSTS["posts"]:
            if (post["epoch"], post["policy"]) != same:  # epochs before and after
                with pytest.raises(PostTampered):
                    decrypt_record(posted_of(post), pack.content_key)

    def test_epochs_beside_it_other_policies_and_other_suppliers(self) -> None:
        """Of a pair in force for long, posts of e-1, e+1, another policy and another pair."""
        pair, key = pair_at(POSTS["firstEpoch"]), signing_key("alice")
        record = att.Record.from_bytes(PACK.record)
        middle = replace(FACTS.posted.context, epoch=POSTS["firstEpoch"] + 1)

        def post(context: att.Context, by: att.Pair, signer: att.SigningKey) -> att.Posted:
            made = replace(record, policy_digest=context.policy)
            return att.seal_post(
                made, pair=by, context=context, key=signer, next_public=signer.public,
                nullifier=1, conditional_allowed=False,
            ).posted  # fmt: skip

        keys = pair.post_keys(middle, key.public)
        assert decrypt_record(post(middle, pair, key), keys.content_key)
        other_pair = replace(pair, direction=att.Direction(11, 9), key=Secret(bytes(32)))
        for other in (
            post(replace(middle, epoch=middle.epoch - 1), pair, key),
            post(replace(middle, epoch=middle.epoch + 1), pair, key),
            post(replace(middle, policy=bytes(32)), pair, key),
            post(middle, other_pair, signing_key("carol")),
        ):
            assert att.tau_of(key.public, keys.tweak) != other.tau
            with pytest.raises(PostTampered):
                decrypt_record(other, keys.content_key)

    def test_it_holds_nothing_else_that_the_pair_gave(self) -> None:
        """No key of any epoch, no key of a claim, no code: t and the content key are all."""
        text = PACK.to_bytes().decode()
        for secret in (*POSTS["chain"], *(post["claimKey"] for post in POSTS["posts"])):
            assert secret[2:] not in text
        assert set(json.loads(text)) == {
            "type", "version", "chainId", "attestations", "blockHash", "transaction", "logIndex",
            "organisation", "keyBundle", "t", "contentKey", "record",
        }  # fmt: skip

    def test_a_pack_does_not_show_its_keys(self) -> None:
        assert PACK.content_key.reveal().hex() not in repr(PACK)
        assert PACK.record.hex() not in repr(PACK)


class TestForm:
    """A pack is one flat document; any change is refused, at reading or at a step."""

    @given(st.data())
    def test_any_flipped_byte_is_refused(self, data: st.DataObject) -> None:
        raw = bytearray(file_bytes(PACKS[0]["pack"]))
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(CryptoError):
            att.verify_pack(att.read_pack(bytes(raw)), FACTS)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"type": "ais-pairing"}, "type"),
            ({"t": "0x" + "AB" * 32}, "t"),
            ({"t": "0x00"}, "t"),
            ({"record": 7}, "record"),
            ({"logIndex": -1}, "logIndex"),
            ({"logIndex": True}, "logIndex"),
            ({"chainId": 2**53}, "file"),
            ({"organisation": 2**32}, "organisation"),
            ({"customer": 9}, "customer"),
            ({"version": "1"}, "version"),
        ],
    )
    def test_malformed_fields_are_named(self, change: dict[str, Any], field: str) -> None:
        raw = json.dumps({**PACKS[0]["pack"], **change}).encode()
        with pytest.raises(EvidenceMalformed) as caught:
            att.read_pack(raw)
        assert caught.value.field == field

    def test_other_versions_and_files_are_refused(self) -> None:
        with pytest.raises(VersionUnsupported):
            att.read_pack(file_bytes({**PACKS[0]["pack"], "version": 2}))
        for raw in (b"", b"[]", b"{", b"\xff", b" " * 9000, b'{"type":1,"type":2}'):
            with pytest.raises(EvidenceMalformed):
                att.read_pack(raw)
