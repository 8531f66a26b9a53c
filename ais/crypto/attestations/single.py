"""Pairing with one file, where no other can be handed over.

The value is sealed to the partner's agreement key. Nothing was committed to before, so whoever
could sign for the sender might try values until two codes agree: the code has 80 bits instead of
seven digits. Steps: ``docs/protocol.md``, "Pairing".
"""

from __future__ import annotations

import os
from collections.abc import Collection

from ais.crypto.kem import encapsulate, open_raw
from ais.errors import PairingForeign, PairingReplayed, PairingSealed
from ais.types import Bytes32

from .checks import (
    check_place,
    check_signature,
    check_time,
    head_fields,
    single_context,
    unconfirmed,
)
from .files import SINGLE, read_file, signed, unsigned
from .pairs import Direction
from .states import Partner, Side, Unconfirmed

__all__ = ["offer_single", "take_single"]


def offer_single(
    side: Side, partner: Partner, direction: Direction, *, epoch: int, expires_at: int
) -> tuple[Unconfirmed, bytes]:
    """The one file, where no other can be handed over; in force from the next epoch."""
    return _offer_with_value(side, partner, direction, epoch, expires_at, os.urandom(32))


def take_single(
    raw: bytes,
    side: Side,
    partner: Partner,
    *,
    now: int,
    epoch: int,
    seen: Collection[Bytes32] = (),
) -> Unconfirmed:
    """Open the one file. Raises as ``answer_invitation``, and ``PairingSealed``."""
    file = read_file(raw)
    check_place(file, SINGLE, side, partner)
    if file.numbers["partnerKeyNumber"] != side.key_number:
        raise PairingForeign(field="partnerKeyNumber")
    if file.words["partnerKeyDigest"] != side.key_digest:
        raise PairingForeign(field="partnerKeyDigest")
    check_signature(file, partner)
    check_time(file, now)
    if file.digest in seen:
        raise PairingReplayed()
    if file.numbers["firstEpoch"] > epoch + 1:
        raise PairingForeign(field="firstEpoch")
    value = open_raw(side.key, single_context(file), file.words["sealed"])
    if value is None or len(value) != 32:
        raise PairingSealed()
    return unconfirmed(value, (file,), side, partner, file.numbers["firstEpoch"])


def _offer_with_value(
    side: Side, partner: Partner, direction: Direction, epoch: int, expires_at: int, value: bytes
) -> tuple[Unconfirmed, bytes]:
    if {side.organisation, partner.organisation} != {direction.supplier, direction.customer}:
        raise PairingForeign(field="sender")
    fields = head_fields(side, direction, expires_at)
    fields |= {
        "firstEpoch": epoch + 1,
        "partnerKeyNumber": partner.key_number,
        "partnerKeyDigest": partner.key_digest,
    }
    info = single_context(unsigned(SINGLE, fields))
    fields["sealed"] = encapsulate(partner.key, info, value)
    file = signed(SINGLE, fields, side.operator)
    return unconfirmed(value, (file,), side, partner, epoch + 1), file.to_bytes()
