"""Two companies come to one secret, or a file is refused with the name of what is wrong in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ais.crypto import attestations as att
from ais.crypto.attestations.files import signed
from ais.crypto.attestations.pairing import _answer_with_value, _invite_from_value
from ais.errors import (
    CryptoError,
    PairingCode,
    PairingExpired,
    PairingForeign,
    PairingReplayed,
    PairingReveal,
    PairingSealed,
    PairingSigner,
)
from ais.types import Address
from tests.unit.crypto.attestations.cases import (
    DIRECTION,
    EPOCH,
    NOW,
    file_bytes,
    operator,
    partner,
    side,
    unhex,
    vectors,
)

THREE = pytest.mark.parametrize(
    "case", vectors("pairing")["pairings"], ids=lambda case: case["name"]
)
ONE = pytest.mark.parametrize("case", vectors("pairing")["singles"], ids=lambda case: case["name"])
AT: dict[str, Any] = {"now": NOW, "epoch": EPOCH}
EXPIRES = NOW + 86400


def resigned(raw: bytes, name: str, **change: Any) -> bytes:
    """The file with other fields, signed by ``name``: what a hostile partner could send."""
    file = att.read_file(raw)
    fields = {**file.numbers, **file.words, **change}
    fields.pop("signature")
    return signed(file.kind, fields, operator(name)).to_bytes()


def started() -> tuple[att.Invited, bytes]:
    return att.invite(side("alice"), DIRECTION, expires_at=EXPIRES)


def answered() -> tuple[att.Invited, att.Answered, bytes]:
    invited, invitation = started()
    state, answer = att.answer_invitation(invitation, side("bob"), partner("alice"), **AT)
    return invited, state, answer


def concluded() -> tuple[att.Unconfirmed, att.Answered, bytes]:
    invited, state, answer = answered()
    ready, last = att.conclude_pairing(invited, answer, side("alice"), partner("bob"), **AT)
    return ready, state, last


def field_of(error: CryptoError) -> str:
    return str(error.values.get("field", error.code))


class TestVectors:
    """Values, codes and K0 are those of the foreign implementation."""

    @THREE
    def test_the_files_are_made_byte_for_byte(self, case: Any) -> None:
        one, two = case["inviter"], case["answerer"]
        files = {name: file_bytes(each) + b"\n" for name, each in case["files"].items()}
        direction = att.read_file(files["invitation"]).direction
        invited, invitation = _invite_from_value(
            side(one), direction, 2_000_000_000, unhex(case["firstValue"])
        )
        assert invitation == files["invitation"]
        state, answer = _answer_with_value(
            invitation, side(two), partner(one), NOW, EPOCH, (), unhex(case["secondValue"])
        )
        assert answer == files["answer"]
        ready, last = att.conclude_pairing(invited, answer, side(one), partner(two), **AT)
        assert last == files["confirmation"]
        other = att.complete_pairing(state, last, side(two), partner(one), **AT)
        for each in (ready, other):
            assert each.code == case["code"]
            pair = each.confirm(case["code"])
            assert pair.key.reveal() == unhex(case["rootKey"])
            assert (pair.first_epoch, pair.epoch) == (5, 5)
            assert pair.origin == att.read_file(invitation).digest

    @ONE
    def test_the_single_file_opens(self, case: Any) -> None:
        raw = file_bytes(case["file"])
        found = att.take_single(raw, side(case["taker"]), partner(case["sender"]), **AT)
        assert found.code == case["code"]
        assert len(found.code.replace("-", "")) == 16
        assert found.confirm(case["code"].lower()).key.reveal() == unhex(case["rootKey"])


class TestCode:
    """No pair before the officers' codes are equal."""

    def test_three_files_give_both_sides_the_same_pair(self) -> None:
        ready, state, last = concluded()
        other = att.complete_pairing(state, last, side("bob"), partner("alice"), **AT)
        assert ready.confirm(other.code) == other.confirm(ready.code)
        assert ready.direction == DIRECTION
        assert ready.first_epoch == EPOCH + 1

    def test_how_it_is_typed_does_not_matter(self) -> None:
        ready, *_ = concluded()
        digits = ready.code.replace("-", "")
        for typed in (digits, f" {digits} ", f"{digits[:3]} {digits[3:]}", "-".join(digits)):
            assert ready.confirm(typed).direction == DIRECTION

    @pytest.mark.parametrize("change", [lambda c: "", lambda c: c[:-1], lambda c: c + "0"])
    def test_another_code_gives_nothing(self, change: Any) -> None:
        ready, *_ = concluded()
        with pytest.raises(PairingCode) as caught:
            ready.confirm(change(ready.code))
        assert ready.code not in str(caught.value)

    def test_one_who_stands_between_gives_two_codes(self) -> None:
        """Carol, with a false directory shown to both, is bob to alice and alice to bob."""
        as_bob = replace(side("carol"), organisation=9)
        as_alice = replace(side("carol"), organisation=7)
        false_bob = replace(partner("carol"), organisation=9)
        false_alice = replace(partner("carol"), organisation=7)
        invited, invitation = started()
        _, answer = att.answer_invitation(invitation, as_bob, partner("alice"), **AT)
        ready, _ = att.conclude_pairing(invited, answer, side("alice"), false_bob, **AT)
        hers, invitation = att.invite(as_alice, DIRECTION, expires_at=EXPIRES)
        state, answer = att.answer_invitation(invitation, side("bob"), false_alice, **AT)
        _, last = att.conclude_pairing(hers, answer, as_alice, partner("bob"), **AT)
        other = att.complete_pairing(state, last, side("bob"), false_alice, **AT)
        assert ready.code != other.code
        with pytest.raises(PairingCode):
            ready.confirm(other.code)

    def test_neither_state_nor_error_shows_a_secret(self) -> None:
        invited, state, _ = answered()
        ready, *_ = concluded()
        assert invited.value.reveal().hex() not in repr(invited)
        for each in (invited, state, ready):
            assert "0x" not in repr(each)
        assert ready._pair.key.reveal().hex() not in repr(ready)


class TestInvitation:
    """What the answerer refuses."""

    def refused(self, raw: bytes, **change: Any) -> str:
        given_ = {"side": side("bob"), "partner": partner("alice"), "now": NOW, "epoch": EPOCH}
        with pytest.raises(CryptoError) as caught:
            att.answer_invitation(raw, **{**given_, **change})
        return field_of(caught.value)

    def test_another_network_or_company(self) -> None:
        _, raw = started()
        assert self.refused(raw, side=replace(side("bob"), chain_id=1)) == "chainId"
        elsewhere = Address("0x" + "77" * 20)
        assert (
            self.refused(raw, side=replace(side("bob"), key_directory=elsewhere)) == "keyDirectory"
        )
        assert self.refused(raw, side=side("carol")) == "customer"
        assert self.refused(raw, partner=partner("carol")) == "supplier"

    def test_ones_own_invitation_comes_back(self) -> None:
        _, raw = started()
        assert self.refused(raw, side=side("alice"), partner=partner("bob")) == "sender"
        assert self.refused(raw, side=side("alice")) == "customer"

    def test_another_key_than_the_directory_has(self) -> None:
        _, raw = started()
        rotated = replace(partner("alice"), key_number=2)
        assert self.refused(raw, partner=rotated) == "keyNumber"
        swapped = replace(partner("alice"), key_digest=bytes(32))
        assert self.refused(raw, partner=swapped) == "keyDigest"

    def test_another_signer(self) -> None:
        _, raw = started()
        assert self.refused(resigned(raw, "bob")) == "pairing-signer"
        assert self.refused(raw, partner=replace(partner("alice"), operators=frozenset())) == (
            "pairing-signer"
        )
        changed = file_bytes(json.loads(raw) | {"expiresAt": EXPIRES + 1})
        with pytest.raises(PairingSigner):
            att.answer_invitation(changed, side("bob"), partner("alice"), **AT)

    def test_too_late_and_twice(self) -> None:
        _, raw = started()
        with pytest.raises(PairingExpired):
            att.answer_invitation(raw, side("bob"), partner("alice"), now=EXPIRES + 1, epoch=EPOCH)
        seen = {att.read_file(raw).digest}
        with pytest.raises(PairingReplayed):
            att.answer_invitation(raw, side("bob"), partner("alice"), **AT, seen=seen)
        att.answer_invitation(raw, side("bob"), partner("alice"), now=EXPIRES, epoch=EPOCH)

    def test_another_kind(self) -> None:
        _, _, answer = answered()
        assert self.refused(answer, side=side("alice"), partner=partner("bob")) == "kind"

    def test_we_cannot_invite_for_others(self) -> None:
        with pytest.raises(PairingForeign):
            att.invite(side("carol"), DIRECTION, expires_at=EXPIRES)


class TestAnswer:
    """What the inviter refuses."""

    def refused(self, invited: att.Invited, raw: bytes, **change: Any) -> str:
        given_ = {"side": side("alice"), "partner": partner("bob"), "now": NOW, "epoch": EPOCH}
        with pytest.raises(CryptoError) as caught:
            att.conclude_pairing(invited, raw, **{**given_, **change})
        return field_of(caught.value)

    def test_the_answer_to_another_invitation(self) -> None:
        invited, _ = started()
        _, _, foreign = answered()
        assert self.refused(invited, foreign) == "invitation"

    def test_another_direction_or_time(self) -> None:
        invited, _, raw = answered()
        assert self.refused(invited, resigned(raw, "bob", supplier=9, customer=7)) == "supplier"
        assert self.refused(invited, resigned(raw, "bob", expiresAt=EXPIRES + 9)) == "expiresAt"
        assert self.refused(invited, raw, now=EXPIRES + 1) == "pairing-expired"

    def test_the_invitation_itself_and_a_forged_answer(self) -> None:
        invited, _, raw = answered()
        assert self.refused(invited, invited.invitation.to_bytes()) == "kind"
        assert self.refused(invited, resigned(raw, "carol")) == "pairing-signer"
        assert self.refused(invited, raw, partner=partner("carol")) == "customer"

    def test_our_key_has_rotated_meanwhile(self) -> None:
        invited, _, raw = answered()
        assert self.refused(invited, raw, side=replace(side("alice"), key_number=2)) == "keyNumber"


class TestConfirmation:
    """What the answerer refuses at the end."""

    def refused(self, state: att.Answered, raw: bytes, **change: Any) -> str:
        given_ = {"side": side("bob"), "partner": partner("alice"), "now": NOW, "epoch": EPOCH}
        with pytest.raises(CryptoError) as caught:
            att.complete_pairing(state, raw, **{**given_, **change})
        return field_of(caught.value)

    def test_another_value_than_was_committed_to(self) -> None:
        _, state, raw = concluded()
        with pytest.raises(PairingReveal):
            att.complete_pairing(
                state, resigned(raw, "alice", value=bytes(32)), side("bob"), partner("alice"), **AT
            )

    @pytest.mark.parametrize("first_epoch", [EPOCH - 1, EPOCH, EPOCH + 2, 2**32 - 1])
    def test_a_first_epoch_that_cannot_be(self, first_epoch: int) -> None:
        _, state, raw = concluded()
        assert self.refused(state, resigned(raw, "alice", firstEpoch=first_epoch)) == "firstEpoch"

    def test_it_may_come_some_epochs_later(self) -> None:
        ready, state, raw = concluded()
        other = att.complete_pairing(
            state, raw, side("bob"), partner("alice"), now=NOW, epoch=EPOCH + 4
        )
        assert other.confirm(ready.code) == ready.confirm(other.code)

    def test_another_answer_or_invitation_or_signer(self) -> None:
        _, state, raw = concluded()
        _, _, foreign = concluded()
        assert self.refused(state, foreign) == "invitation"
        assert self.refused(state, resigned(raw, "alice", answer=bytes(32))) == "answer"
        assert self.refused(state, resigned(raw, "bob")) == "pairing-signer"
        assert self.refused(state, raw, now=EXPIRES + 1) == "pairing-expired"


class TestSingle:
    """The one file."""

    def offer(self) -> tuple[att.Unconfirmed, bytes]:
        return att.offer_single(
            side("bob"), partner("alice"), DIRECTION, epoch=EPOCH, expires_at=EXPIRES
        )

    def refused(self, raw: bytes, **change: Any) -> str:
        given_ = {"side": side("alice"), "partner": partner("bob"), "now": NOW, "epoch": EPOCH}
        with pytest.raises(CryptoError) as caught:
            att.take_single(raw, **{**given_, **change})
        return field_of(caught.value)

    def test_both_sides_get_the_same_pair(self) -> None:
        ready, raw = self.offer()
        other = att.take_single(raw, side("alice"), partner("bob"), **AT)
        assert ready.confirm(other.code) == other.confirm(ready.code)

    def test_the_value_is_for_the_partners_key_alone(self) -> None:
        _, raw = self.offer()
        number = replace(side("alice"), key_number=2)
        assert self.refused(raw, side=number) == "partnerKeyNumber"
        assert self.refused(raw, side=replace(side("alice"), key_digest=bytes(32))) == (
            "partnerKeyDigest"
        )
        stolen = replace(side("alice"), key=side("carol").key)
        with pytest.raises(PairingSealed):
            att.take_single(raw, stolen, partner("bob"), **AT)

    def test_what_is_sealed_is_bound_to_all_that_is_said(self) -> None:
        _, raw = self.offer()
        assert self.refused(resigned(raw, "bob", expiresAt=EXPIRES + 5)) == "pairing-sealed"
        assert self.refused(resigned(raw, "bob", firstEpoch=EPOCH + 2)) == "firstEpoch"
        assert self.refused(resigned(raw, "bob", sealed=bytes(80))) == "pairing-sealed"

    def test_replays_reflections_and_forgeries(self) -> None:
        _, raw = self.offer()
        assert self.refused(raw, seen={att.read_file(raw).digest}) == "pairing-replayed"
        assert self.refused(raw, side=side("bob"), partner=partner("alice")) == "sender"
        assert self.refused(resigned(raw, "alice")) == "pairing-signer"
        assert self.refused(raw, now=EXPIRES + 1) == "pairing-expired"

    def test_it_is_offered_to_the_other_end_of_the_direction(self) -> None:
        with pytest.raises(PairingForeign):
            att.offer_single(
                side("bob"), partner("carol"), DIRECTION, epoch=EPOCH, expires_at=EXPIRES
            )
