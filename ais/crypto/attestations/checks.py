"""What every file of a pairing is checked for, and what both sides derive from the files."""

from __future__ import annotations

import base64

from ais.crypto.kem import agree
from ais.crypto.place import address_bytes
from ais.crypto.secret import Secret
from ais.crypto.signatures import verify
from ais.crypto.symmetric import hkdf
from ais.digests import sha256
from ais.errors import PairingExpired, PairingForeign, PairingSigner, SignatureRefused
from ais.types import Bytes32

from .files import PairingFile
from .pairs import Direction, Pair, root_key
from .states import Partner, Side, Unconfirmed

__all__ = [
    "check_own",
    "check_place",
    "check_same_pairing",
    "check_signature",
    "check_time",
    "commitment_to",
    "head_fields",
    "single_context",
    "unconfirmed",
]

_LABEL = b"ais/v1/pair/"
_DIGITS = 7
_LONG_CODE_BYTES = 10


def check_own(file: PairingFile, side: Side) -> None:
    """The file of ours that a state holds is of this side, and its key has not rotated since."""
    ours = head_fields(side, file.direction, file.numbers["expiresAt"])
    for name, value in ours.items():
        if (file.numbers if isinstance(value, int) else file.words)[name] != value:
            raise PairingForeign(field=name)


def check_place(file: PairingFile, kind: str, side: Side, partner: Partner) -> None:
    """It is the file that we wait for, of this network, from that partner to us."""
    direction = file.direction
    for name, is_right in (
        ("kind", file.kind == kind),
        ("chainId", file.numbers["chainId"] == side.chain_id),
        ("keyDirectory", file.words["keyDirectory"] == address_bytes(side.key_directory)),
        ("supplier", direction.supplier in (side.organisation, partner.organisation)),
        ("customer", direction.customer in (side.organisation, partner.organisation)),
        ("sender", file.numbers["sender"] == partner.organisation != side.organisation),
        ("keyNumber", file.numbers["keyNumber"] == partner.key_number),
        ("keyDigest", file.words["keyDigest"] == partner.key_digest),
    ):
        if not is_right:
            raise PairingForeign(field=name)


def check_same_pairing(file: PairingFile, invitation: PairingFile) -> None:
    """It belongs to that invitation."""
    for name in ("supplier", "customer", "expiresAt"):
        if file.numbers[name] != invitation.numbers[name]:
            raise PairingForeign(field=name)
    if file.words["invitation"] != invitation.digest:
        raise PairingForeign(field="invitation")


def check_signature(file: PairingFile, partner: Partner) -> None:
    """One of the partner's operators signed it, just as it is."""
    digest = file.signed_digest()
    for operator in sorted(partner.operators):
        try:
            verify(digest, file.words["signature"], operator)
        except SignatureRefused:
            continue
        return
    raise PairingSigner(organisation=partner.organisation)


def check_time(file: PairingFile, now: int) -> None:
    """It has not expired."""
    if now > file.numbers["expiresAt"]:
        raise PairingExpired(expires_at=file.numbers["expiresAt"])


# ---- derivations -----------------------------------------------------------------------------


def head_fields(side: Side, direction: Direction, expires_at: int) -> dict[str, int | bytes]:
    """The fields that every file of ours begins with."""
    if side.organisation not in (direction.supplier, direction.customer):
        raise PairingForeign(field="sender")
    return {
        "chainId": side.chain_id,
        "keyDirectory": address_bytes(side.key_directory),
        "supplier": direction.supplier,
        "customer": direction.customer,
        "sender": side.organisation,
        "keyNumber": side.key_number,
        "keyDigest": side.key_digest,
        "expiresAt": expires_at,
    }


def commitment_to(invitation: PairingFile, value: bytes) -> Bytes32:
    """What an invitation says of its value; bound to all else that it says."""
    bound = invitation.digest_without("commitment", "signature")
    return sha256(_LABEL + b"commit" + bound + value)


def single_context(file: PairingFile) -> bytes:
    """HPKE's ``info``: all that a single file says beside what is sealed."""
    return _LABEL + b"single" + file.digest_without("sealed", "signature")


def unconfirmed(
    values: bytes, files: tuple[PairingFile, ...], side: Side, partner: Partner, first_epoch: int
) -> Unconfirmed:
    """What both sides make of the values and of the files that carried them."""
    direction = files[0].direction
    transcript = sha256(_LABEL + b"transcript" + b"".join(file.digest for file in files))
    pairwise = Secret(hkdf(values, _LABEL + b"secret" + transcript))
    agreed = agree(side.key, partner.key)
    key = root_key(agreed, pairwise, side.chain_id, side.key_directory, direction)
    short = len(files) > 1
    code = hkdf(pairwise.reveal(), _LABEL + b"sas" + transcript, 8 if short else _LONG_CODE_BYTES)
    pair = Pair(
        side.chain_id,
        files[0].key_directory,
        direction,
        first_epoch,
        first_epoch,
        key,
        files[0].digest,
    )
    return Unconfirmed(_short_code(code) if short else _long_code(code), pair)


def _short_code(raw: bytes) -> str:
    digits = f"{int.from_bytes(raw, 'big') % 10**_DIGITS:0{_DIGITS}}"
    return f"{digits[:3]}-{digits[3:]}"


def _long_code(raw: bytes) -> str:
    text = base64.b32encode(raw).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
