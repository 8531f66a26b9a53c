"""A container opens to what was sealed, for its own key and place, and to nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import crypto
from ais.crypto import container as parts
from ais.crypto.container import HEADER_BYTES
from ais.digests import sha256, verify_opening
from ais.errors import (
    CommitmentMismatch,
    ContainerForeign,
    ContainerMalformed,
    ContainerTampered,
    CryptoError,
    DataKeyMismatch,
    DigestInput,
    PayloadMalformed,
    SelfCopyRefused,
)
from ais.types import Address
from tests.unit.crypto.parties import ALICE, BOB, OBJECTS, PLACE, sealed_by

CONTENT = st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=30, unique=True)


class TestSeal:
    """What sealing promises."""

    @settings(max_examples=60)
    @given(CONTENT, st.integers(0, 5))
    def test_what_is_sealed_opens_to_the_same(self, objects: list[bytes], tlp: int) -> None:
        marks = [crypto.Withheld(0, "created_by_ref"), crypto.Withheld(crypto.WHOLE_OBJECT, "note")]
        sealed = crypto.seal(
            objects,
            place=PLACE,
            self_key=ALICE.root.self_key(),
            strictest_tlp=tlp,
            withheld=marks[::-1],
        )
        opened = crypto.open_container(
            sealed.container, sealed.data_key, place=PLACE, item=sealed.item
        )
        assert opened.objects == tuple(objects)
        assert opened.manifest == sealed.manifest
        assert opened.manifest.strictest_tlp == tlp
        assert opened.manifest.withheld == tuple(marks)
        assert crypto.open_own_copy(sealed.container, ALICE.root.self_key()) == sealed.data_key

    def test_nothing_is_the_same_twice(self) -> None:
        """Key, salts and seed are fresh: two containers of one content share nothing."""
        one, two = sealed_by(ALICE), sealed_by(ALICE)
        assert one.data_key != two.data_key
        assert one.item.commitment != two.item.commitment
        assert one.item.key_commit != two.item.key_commit
        assert not {e.salt for e in one.manifest.leaves} & {e.salt for e in two.manifest.leaves}
        assert one.container[102:] != two.container[102:]

    @pytest.mark.parametrize("size", [1, 100, 4000, 4001, 4096 - 9 - 68, 4096 - 9 - 67, 70_000])
    def test_the_length_tells_only_the_power_of_two(self, size: int) -> None:
        sealed = sealed_by(ALICE, (b"x" * size,))
        padded = len(sealed.container) - HEADER_BYTES - 16
        assert padded == max(4096, 1 << (size + 9 + 68 - 1).bit_length())

    @given(CONTENT)
    def test_with_the_same_draw_the_same_container_is_made_again(
        self, objects: list[bytes]
    ) -> None:
        """After a crash the random parts, kept as bytes, give the blob that may be stored."""
        drawn = crypto.Drawn.draw(len(objects))
        again = crypto.Drawn.from_bytes(drawn.to_bytes())
        one, two = (
            crypto.seal(objects, place=PLACE, self_key=ALICE.root.self_key(), drawn=each)
            for each in (drawn, again)
        )
        assert one == two

    def test_one_draw_over_other_content_wears_no_key_out(self) -> None:
        """The payload's key has the commitment in it: no key stream is used twice."""
        drawn = crypto.Drawn.draw(1)
        one, two = (
            crypto.seal([content], place=PLACE, self_key=ALICE.root.self_key(), drawn=drawn)
            for content in (b"a" * 3000, b"b" * 3000)
        )
        stream = [
            a ^ b for a, b in zip(one.container[400:3000], two.container[400:3000], strict=True)
        ]
        assert stream.count(ord("a") ^ ord("b")) < 100
        assert one.container[118:166] != two.container[118:166]

    @pytest.mark.parametrize("length", [0, 47, 49, 79])
    def test_bytes_that_are_no_draw(self, length: int) -> None:
        with pytest.raises(ContainerMalformed):
            crypto.Drawn.from_bytes(bytes(length))

    def test_content_is_nowhere_in_the_clear(self) -> None:
        sealed = sealed_by(ALICE)
        for content in OBJECTS:
            assert content[:16] not in sealed.container
            assert sha256(content) not in sealed.container

    def test_each_object_can_be_proven_alone(self) -> None:
        """A leaf with its opening proves one object and says nothing of the others."""
        manifest = sealed_by(ALICE).manifest
        for index, leaf in enumerate(manifest.hashes()):
            count = len(manifest.leaves)
            verify_opening(manifest.root(), leaf, index, count, manifest.opening(index))

    @pytest.mark.parametrize(
        ("objects", "field"),
        [
            ((), "leafCount"),
            ((b"",), "length"),
            ((b"same", b"same"), "objectDigest"),
            ((b"x" * (1 << 26),), "size"),
        ],
    )
    def test_what_cannot_be_sealed_is_refused(self, objects: tuple[bytes, ...], field: str) -> None:
        with pytest.raises(PayloadMalformed) as caught:
            sealed_by(ALICE, objects)
        assert caught.value.field == field

    @pytest.mark.parametrize(
        "mark", [(3, "x"), (0, ""), (0, "x" * 1025), (crypto.WHOLE_OBJECT - 1, "x")]
    )
    def test_a_mark_that_no_reader_would_take_is_refused(self, mark: tuple[int, str]) -> None:
        with pytest.raises(PayloadMalformed):
            crypto.seal(
                OBJECTS,
                place=PLACE,
                self_key=ALICE.root.self_key(),
                withheld=[crypto.Withheld(*mark)],
            )

    @pytest.mark.parametrize(
        "place",
        [
            (0, PLACE.indicators, 7),
            (1 << 64, PLACE.indicators, 7),
            (1, "0x12", 7),
            (1, PLACE.indicators, 0),
            (1, PLACE.indicators, 1 << 32),
        ],
    )
    def test_no_place_outside_the_format(self, place: tuple[int, str, int]) -> None:
        with pytest.raises(DigestInput):
            crypto.Place(place[0], Address(place[1]), place[2])


class TestOpen:
    """What opening refuses. The kit has every field; here are the rest."""

    def test_each_flipped_bit_of_the_header_is_refused(self) -> None:
        sealed = sealed_by(ALICE)
        for at in range(HEADER_BYTES):
            changed = bytearray(sealed.container)
            changed[at] ^= 1 << at % 8
            item = replace(sealed.item, ciphertext_digest=sha256(changed))
            with pytest.raises(CryptoError):
                crypto.open_container(bytes(changed), sealed.data_key, place=PLACE, item=item)

    @given(st.data())
    def test_any_flipped_bit_is_refused(self, data: st.DataObject) -> None:
        sealed = sealed_by(ALICE)
        at = data.draw(st.integers(0, len(sealed.container) - 1))
        changed = bytearray(sealed.container)
        changed[at] ^= 1 << data.draw(st.integers(0, 7))
        item = replace(sealed.item, ciphertext_digest=sha256(changed))
        with pytest.raises(CryptoError):
            crypto.open_container(bytes(changed), sealed.data_key, place=PLACE, item=item)

    @given(st.binary(max_size=5000))
    def test_no_bytes_end_in_another_exception(self, junk: bytes) -> None:
        for blob in (junk, b"AISC\x01\x01" + junk):
            with pytest.raises(CryptoError):
                crypto.parse_header(blob)

    def test_a_blob_that_the_chain_does_not_name(self) -> None:
        sealed, other = sealed_by(ALICE), sealed_by(ALICE)
        with pytest.raises(ContainerForeign) as caught:
            crypto.open_container(other.container, sealed.data_key, place=PLACE, item=sealed.item)
        assert caught.value.field == "ciphertextDigest"

    def test_another_submissions_key(self) -> None:
        sealed, other = sealed_by(ALICE), sealed_by(ALICE)
        with pytest.raises(DataKeyMismatch):
            crypto.open_container(sealed.container, other.data_key, place=PLACE, item=sealed.item)

    def test_a_payload_under_another_header(self) -> None:
        """The header is additional data: a payload cannot be moved under another one."""
        sealed, other = sealed_by(ALICE), sealed_by(ALICE)
        moved = other.container[:HEADER_BYTES] + sealed.container[HEADER_BYTES:]
        item = replace(other.item, ciphertext_digest=sha256(moved))
        with pytest.raises(ContainerTampered):
            crypto.open_container(moved, other.data_key, place=PLACE, item=item)

    def test_the_same_container_elsewhere(self) -> None:
        """On another chain, at another contract, of another organisation it is foreign."""
        sealed = sealed_by(ALICE)
        elsewhere = {
            "chainId": replace(PLACE, chain_id=1),
            "indicators": replace(PLACE, indicators=Address("0x" + "77" * 20)),
            "organisation": replace(PLACE, organisation=8),
        }
        for field, place in elsewhere.items():
            with pytest.raises(ContainerForeign) as caught:
                crypto.open_container(
                    sealed.container, sealed.data_key, place=place, item=sealed.item
                )
            assert caught.value.field == field

    def test_a_maker_who_commits_to_other_content_is_found_out(self) -> None:
        """Header and chain agree on a commitment that the payload does not have."""
        sealed = sealed_by(ALICE)
        honest = parts._commitment
        try:
            parts._commitment = lambda *_: sha256(b"another commitment")
            lie = sealed_by(ALICE)
        finally:
            parts._commitment = honest
        with pytest.raises(CommitmentMismatch):
            crypto.open_container(lie.container, lie.data_key, place=PLACE, item=lie.item)
        assert lie.item.commitment != sealed.item.commitment

    def test_only_the_submitter_opens_the_own_copy(self) -> None:
        with pytest.raises(SelfCopyRefused):
            crypto.open_own_copy(sealed_by(ALICE).container, BOB.root.self_key())

    def test_addresses_compare_by_their_bytes(self) -> None:
        sealed = sealed_by(ALICE)
        lower = crypto.Place(PLACE.chain_id, Address(PLACE.indicators.lower()), PLACE.organisation)
        crypto.open_container(sealed.container, sealed.data_key, place=lower, item=sealed.item)
