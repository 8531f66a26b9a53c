"""Pairing: two companies come to one secret, and their officers see that nobody stands between.

Three files: the invitation commits to a first random value, the answer carries a second, the
confirmation reveals the first; then both sides show a code of seven digits that the officers
compare by voice (the idea of ZRTP, RFC 6189). Because of the commitment nobody can try values until
two codes agree. Where only one file can be handed over, nothing was committed to, so the code has
80 bits. Steps: ``docs/protocol.md``, "Pairing".

Every step takes a state and gives the next one. A state is used once: keep the next one, and forget
the former, before the file leaves the house. No key comes out before ``Unconfirmed.confirm``.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Collection

from ais.crypto.secret import Secret
from ais.errors import PairingForeign, PairingReplayed, PairingReveal
from ais.types import Bytes32

from .checks import (
    check_own,
    check_place,
    check_same_pairing,
    check_signature,
    check_time,
    commitment_to,
    head_fields,
    unconfirmed,
)
from .files import ANSWER, CONFIRMATION, INVITATION, read_file, signed, unsigned
from .pairs import Direction
from .states import Answered, Invited, Partner, Side, Unconfirmed

__all__ = ["answer_invitation", "complete_pairing", "conclude_pairing", "invite"]


def invite(side: Side, direction: Direction, *, expires_at: int) -> tuple[Invited, bytes]:
    """Step 1: the inviter's first file. We are one end of ``direction``."""
    return _invite_from_value(side, direction, expires_at, os.urandom(32))


def answer_invitation(
    raw: bytes,
    side: Side,
    partner: Partner,
    *,
    now: int,
    epoch: int,
    seen: Collection[Bytes32] = (),
) -> tuple[Answered, bytes]:
    """Step 2: check the invitation, answer it with a value of our own.

    ``epoch``: the running one. ``seen``: digests of all invitations and single files that we ever
    took. Raises ``PairingMalformed``, ``PairingForeign``, ``PairingSigner``, ``PairingExpired``,
    ``PairingReplayed``.
    """
    return _answer_with_value(raw, side, partner, now, epoch, seen, os.urandom(32))


def conclude_pairing(
    state: Invited, raw: bytes, side: Side, partner: Partner, *, now: int, epoch: int
) -> tuple[Unconfirmed, bytes]:
    """Step 3: the inviter checks the answer and reveals its value; in force from the next epoch."""
    invitation = state.invitation
    answer = read_file(raw)
    check_own(invitation, side)
    check_place(answer, ANSWER, side, partner)
    check_same_pairing(answer, invitation)
    check_signature(answer, partner)
    check_time(answer, now)

    fields = head_fields(side, invitation.direction, invitation.numbers["expiresAt"])
    fields |= {
        "invitation": invitation.digest,
        "answer": answer.digest,
        "value": state.value.reveal(),
        "firstEpoch": epoch + 1,
    }
    confirmation = signed(CONFIRMATION, fields, side.operator)
    values = state.value.reveal() + answer.words["value"]
    ready = unconfirmed(values, (invitation, answer), side, partner, epoch + 1)
    return ready, confirmation.to_bytes()


def complete_pairing(
    state: Answered, raw: bytes, side: Side, partner: Partner, *, now: int, epoch: int
) -> Unconfirmed:
    """Step 4: the answerer checks what was revealed.

    Raises as ``answer_invitation``, and ``PairingReveal``.
    """
    invitation, answer = state.invitation, state.answer
    confirmation = read_file(raw)
    check_own(answer, side)
    check_place(confirmation, CONFIRMATION, side, partner)
    check_same_pairing(confirmation, invitation)
    if confirmation.words["answer"] != answer.digest:
        raise PairingForeign(field="answer")
    check_signature(confirmation, partner)
    check_time(confirmation, now)

    value, first_epoch = confirmation.words["value"], confirmation.numbers["firstEpoch"]
    if not hmac.compare_digest(commitment_to(invitation, value), invitation.words["commitment"]):
        raise PairingReveal()
    if not state.epoch < first_epoch <= epoch + 1:
        raise PairingForeign(field="firstEpoch")
    values = value + answer.words["value"]
    return unconfirmed(values, (invitation, answer), side, partner, first_epoch)


# ---- with the random values given ------------------------------------------------------------


def _invite_from_value(
    side: Side, direction: Direction, expires_at: int, value: bytes
) -> tuple[Invited, bytes]:
    fields = head_fields(side, direction, expires_at)
    fields["commitment"] = commitment_to(unsigned(INVITATION, fields), value)
    invitation = signed(INVITATION, fields, side.operator)
    return Invited(invitation, Secret(value)), invitation.to_bytes()


def _answer_with_value(
    raw: bytes,
    side: Side,
    partner: Partner,
    now: int,
    epoch: int,
    seen: Collection[Bytes32],
    value: bytes,
) -> tuple[Answered, bytes]:
    invitation = read_file(raw)
    check_place(invitation, INVITATION, side, partner)
    check_signature(invitation, partner)
    check_time(invitation, now)
    if invitation.digest in seen:
        raise PairingReplayed()

    fields = head_fields(side, invitation.direction, invitation.numbers["expiresAt"])
    fields |= {"invitation": invitation.digest, "value": value}
    answer = signed(ANSWER, fields, side.operator)
    return Answered(invitation, answer, epoch), answer.to_bytes()
