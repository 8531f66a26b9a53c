"""Slots give their data keys to those they were made for, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import crypto
from ais.crypto import release as opening
from ais.crypto.slots import SLOT_BYTES
from ais.digests import sha256
from ais.errors import (
    CryptoError,
    DataKeyMismatch,
    SlotNotOurs,
    SlotsForeign,
    SlotsMalformed,
    SuiteUnsupported,
)
from ais.types import Address, Suite
from tests.unit.crypto.parties import (
    ALICE,
    BOB,
    CAROL,
    OUTSIDER,
    SUBMISSION,
    Member,
    binding,
    open_slots,
    sealed_by,
)

SUITES = pytest.mark.parametrize("suite", list(Suite))
KEY = crypto.Secret(sha256(b"data key"))
COMMIT = crypto.commit_to_key(KEY)


def blob_for(suite: Suite, *members: Member | None) -> bytes:
    recipients = [member and member.recipient(suite) for member in members]
    return crypto.make_slots(binding(suite), [KEY], recipients)


def opened(blob: bytes, member: Member, suite: Suite, **given: int) -> crypto.OpenRelease:
    keys = [member.own(suite)]
    return open_slots(blob, keys, binding=binding(suite), slots_digest=sha256(blob), **given)


@SUITES
class TestRelease:
    """A readers' release: one slot for each eligible organisation."""

    def test_each_recipient_opens_at_its_own_place(self, suite: Suite) -> None:
        blob = blob_for(suite, BOB, CAROL)
        for position, member in enumerate((BOB, CAROL)):
            found = opened(blob, member, suite, position=position, slot_count=2)
            assert found.position == position
            assert found.data_key(SUBMISSION, COMMIT) == KEY

    def test_trial_finds_it_without_a_place(self, suite: Suite) -> None:
        blob = blob_for(suite, BOB, None, CAROL)
        assert opened(blob, CAROL, suite).position == 2

    def test_an_outsider_opens_none(self, suite: Suite) -> None:
        blob = blob_for(suite, BOB, None, CAROL)
        with pytest.raises(SlotNotOurs) as caught:
            opened(blob, OUTSIDER, suite)
        assert caught.value.tried == "all"

    def test_who_is_not_served_opens_none(self, suite: Suite) -> None:
        """An allow list leaves Carol out: her place holds a dummy."""
        blob = blob_for(suite, BOB, None)
        for place in ({"position": 1}, {}):
            with pytest.raises(SlotNotOurs):
                opened(blob, CAROL, suite, **place)

    @pytest.mark.parametrize("position", [0, 2, 99, -1])
    def test_another_place_is_not_ours(self, suite: Suite, position: int) -> None:
        with pytest.raises(SlotNotOurs) as caught:
            opened(blob_for(suite, BOB, CAROL), CAROL, suite, position=position)
        assert caught.value.tried == position

    def test_after_a_rotation_old_slots_open_with_the_old_key(self, suite: Suite) -> None:
        """Both keys come from the root secret; the newer one is tried first and does not fit."""
        rotated = replace(CAROL, number=2)
        keys = [rotated.own(suite), CAROL.own(suite)]
        for made_for in (CAROL, rotated):
            blob = blob_for(suite, BOB, made_for)
            found = open_slots(
                blob, keys, binding=binding(suite), slots_digest=sha256(blob), position=1
            )
            assert found.data_key(SUBMISSION, COMMIT) == KEY

    def test_nobody_eligible_is_a_release_too(self, suite: Suite) -> None:
        blob = blob_for(suite)
        assert crypto.parse_slots(blob).slot_count == 0
        with pytest.raises(SlotNotOurs):
            opened(blob, BOB, suite)

    def test_a_grant_is_a_blob_of_one_slot(self, suite: Suite) -> None:
        assert opened(blob_for(suite, CAROL), CAROL, suite, position=0, slot_count=1)

    def test_the_size_is_what_the_document_says(self, suite: Suite) -> None:
        assert len(blob_for(suite, BOB, None, CAROL)) == 38 + 80 + 3 * SLOT_BYTES[suite]
        assert SLOT_BYTES == {Suite.HYBRID: 1168, Suite.X25519: 80}

    def test_two_releases_of_one_submission_share_nothing(self, suite: Suite) -> None:
        one, two = blob_for(suite, BOB), blob_for(suite, BOB)
        assert one[:70] == two[:70]
        assert one[70:] != two[70:]


@SUITES
class TestBatch:
    """One release key for all items of a batch, each data key under it."""

    def test_every_item_has_its_own_key(self, suite: Suite) -> None:
        ids = tuple(sha256(bytes([i])) for i in range(5))
        keys = [crypto.Secret(sha256(b"key" + bytes([i]))) for i in range(5)]
        bound = binding(suite, *ids)
        blob = crypto.make_slots(bound, keys, [BOB.recipient(suite)])
        release = open_slots(
            blob, [BOB.own(suite)], binding=bound, slots_digest=sha256(blob), position=0
        )
        for submission_id, key in zip(ids, keys, strict=True):
            assert release.data_key(submission_id, crypto.commit_to_key(key)) == key
        with pytest.raises(DataKeyMismatch):
            release.data_key(ids[0], crypto.commit_to_key(keys[1]))
        with pytest.raises(SlotsForeign):
            release.data_key(SUBMISSION, COMMIT)

    def test_what_cannot_be_made_is_refused(self, suite: Suite) -> None:
        for ids, keys, recipients, field in (
            ((), [], [], "itemCount"),
            ((SUBMISSION,) * 2, [KEY, KEY], [], "submissionIds"),
            ((SUBMISSION,), [KEY, KEY], [], "itemCount"),
            (
                tuple(sha256(bytes([i >> 8, i & 255])) for i in range(1025)),
                [KEY] * 1025,
                [],
                "itemCount",
            ),
        ):
            bound = crypto.Binding(suite, 1, Address("0x" + "11" * 20), ids)
            with pytest.raises(SlotsMalformed) as caught:
                crypto.make_slots(bound, keys, recipients)
            assert caught.value.field == field


class TestBinding:
    """Slots count for one place and one submission; the kit has the rest."""

    def test_a_key_of_the_other_suite_gets_no_slot(self) -> None:
        with pytest.raises(SuiteUnsupported):
            crypto.make_slots(binding(Suite.HYBRID), [KEY], [BOB.recipient(Suite.X25519)])

    def test_a_key_of_the_other_suite_opens_nothing(self) -> None:
        blob = blob_for(Suite.HYBRID, BOB)
        with pytest.raises(SlotNotOurs):
            open_slots(
                blob,
                [BOB.own(Suite.X25519)],
                binding=binding(Suite.HYBRID),
                slots_digest=sha256(blob),
            )

    def test_a_network_of_the_hybrid_takes_no_x25519(self) -> None:
        blob = blob_for(Suite.X25519, BOB)
        with pytest.raises(SuiteUnsupported):
            opened(blob, BOB, Suite.HYBRID)

    @SUITES
    def test_slots_moved_between_releases_give_no_key(self, suite: Suite) -> None:
        """A slot of another release of the same submission holds another release key."""
        one, two = blob_for(suite, BOB), blob_for(suite, BOB)
        mixed = one[: 38 + 80] + two[38 + 80 :]
        release = opened(mixed, BOB, suite)
        with pytest.raises(CryptoError) as caught:
            release.data_key(SUBMISSION, COMMIT)
        assert caught.value.code == "slots-tampered"

    @SUITES
    def test_slots_of_another_submission_do_not_open(self, suite: Suite) -> None:
        blob = blob_for(suite, BOB)
        other = binding(suite, sha256(b"another submission"))
        forged = blob[:38] + other.submission_ids[0] + blob[70:]
        with pytest.raises(SlotNotOurs):
            open_slots(forged, [BOB.own(suite)], binding=other, slots_digest=sha256(forged))


class TestForm:
    """No bytes are taken for slots that are none, and none end in another exception."""

    @settings(max_examples=200)
    @given(st.binary(max_size=3000), st.sampled_from(list(Suite)))
    def test_junk(self, junk: bytes, suite: Suite) -> None:
        for blob in (junk, b"AISK\x01" + bytes([suite]) + junk):
            with pytest.raises(CryptoError):
                opened(blob, BOB, suite)

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_any_flipped_bit_gives_no_other_key(self, data: st.DataObject) -> None:
        """Whatever bit is flipped: an error of ours, or (in another's slot) the right key."""
        suite = data.draw(st.sampled_from(list(Suite)))
        blob = bytearray(blob_for(suite, BOB, CAROL))
        blob[data.draw(st.integers(0, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        try:
            found = opened(bytes(blob), CAROL, suite, position=1).data_key(SUBMISSION, COMMIT)
        except CryptoError:
            return
        assert found == KEY

    def test_more_slots_than_the_limit(self) -> None:
        head = crypto.make_slots(binding(Suite.X25519), [KEY], [])
        blob = head[:36] + (4097).to_bytes(2, "big") + head[38:] + bytes(80 * 4097)
        with pytest.raises(SlotsMalformed) as caught:
            crypto.parse_slots(blob)
        assert caught.value.field == "slotCount"


def test_own_place_reads_one_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening at our own place touches no other slot, however many there are."""
    tried: list[int] = []
    real = opening.open_raw

    def counting(key: crypto.KemPrivateKey, info: bytes, sealed: memoryview) -> bytes | None:
        tried.append(len(sealed))
        return real(key, info, sealed)

    monkeypatch.setattr(opening, "open_raw", counting)
    blob = blob_for(Suite.X25519, *[BOB] * 300, CAROL)
    opened(blob, CAROL, Suite.X25519, position=300)
    assert tried == [80]


def test_the_submitter_needs_no_slot() -> None:
    """Its own copy gives the key that the slots give."""
    sealed = sealed_by(ALICE)
    bound = binding(Suite.HYBRID)
    blob = crypto.make_slots(bound, [sealed.data_key], [BOB.recipient(Suite.HYBRID)])
    release = opened(blob, BOB, Suite.HYBRID, position=0)
    by_slot = release.data_key(SUBMISSION, sealed.item.key_commit)
    assert by_slot == crypto.open_own_copy(sealed.container, ALICE.root.self_key())
