"""What goes between a client and a relay: requests of one size, answers of one size.

Request: version (1), kind (1), length of the calldata (2), chain id (8), address of the contract
(20), calldata, zeros up to ``BODY_BYTES``; numbers big-endian. Answer: one JSON object, padded with
spaces to ``ANSWER_BYTES``. Whoever sees only sizes cannot tell a post from a claim, nor a promise
from a refusal. Both sides use this module; it opens no connection.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ais.digests import keccak256, relay_promise
from ais.errors import RelayBodyRefused
from ais.types import Address, Bytes32

__all__ = [
    "ANSWER_BYTES",
    "BODY_BYTES",
    "CALL_PATH",
    "MOST_CALLDATA_BYTES",
    "RELAY_PATH",
    "VERSION",
    "Kind",
    "Promise",
    "Refusal",
    "RelayCall",
    "decode_call",
    "encode_answer",
    "encode_call",
]

VERSION = 1
#: The calldata of a post has 1,316 bytes; this is the next multiple of 512.
BODY_BYTES = 1_536
ANSWER_BYTES = 512
CALL_PATH = "/v1/call"
RELAY_PATH = "/v1/relay"

_HEAD = struct.Struct(">BBHQ20s")
MOST_CALLDATA_BYTES = BODY_BYTES - _HEAD.size


class Kind(IntEnum):
    """Which call of ``IAttestations``; the selector must say the same."""

    POST = 1
    CONTEST = 2
    CLAIM_MISSING = 3
    CLAIM_STILL_MISSING = 4


class Refusal(StrEnum):
    """Why a relay does not take a call. The first three pass; the others stay."""

    BUSY = "busy"  # too many are being looked at
    NO_NODE = "no-node"  # its own node does not answer
    NO_FUNDS = "no-funds"  # it could not pay
    PATH = "path"  # nothing is there, or not by that method
    SIZE = "size"  # the body has another size
    BODY = "body"  # version, kind, length or padding
    CHAIN = "chain"
    CONTRACT = "contract"
    CALLDATA = "calldata"  # another function, or not encoded as the ABI's encoders do
    EPOCH = "epoch"  # not the one that the chain takes now
    TOO_LATE = "too-late"  # too near the end to promise anything
    SLOT = "slot"
    CIPHERTEXT = "ciphertext"
    RANGE = "range"  # a nullifier that is no field element
    DUPLICATE = "duplicate"  # another call with this nullifier or tau waits
    SIGNATURE = "signature"  # not tau's
    CALL = "call"  # the contract would refuse; the note names its error


@dataclass(frozen=True, slots=True)
class RelayCall:
    """A call that anybody may send for anybody, and where it belongs."""

    kind: Kind
    calldata: bytes
    chain_id: int
    attestations: Address

    @property
    def digest(self) -> Bytes32:
        """Keccak-256 of the calldata: what a promise is about."""
        return keccak256(self.calldata)


@dataclass(frozen=True, slots=True)
class Promise:
    """A relay's word that it sends a call by ``send_by`` (seconds); the client keeps it."""

    digest: Bytes32
    send_by: int
    relay: Address
    signature: bytes

    def signed_digest(self, chain_id: int, attestations: Address) -> Bytes32:
        """What ``signature`` is over."""
        return relay_promise(
            chain_id=chain_id,
            attestations=attestations,
            call_digest=self.digest,
            send_by=self.send_by,
        )

    def to_dict(self) -> dict[str, object]:
        """As it stands in an answer."""
        return {
            "digest": "0x" + self.digest.hex(),
            "sendBy": self.send_by,
            "relay": self.relay,
            "signature": "0x" + self.signature.hex(),
        }


def encode_call(call: RelayCall) -> bytes:
    """The request's body. Raises ``RelayBodyRefused`` for what does not fit."""
    if len(call.calldata) > MOST_CALLDATA_BYTES:
        raise RelayBodyRefused(field="calldata", reason=f"has {len(call.calldata)} bytes")
    if not 0 < call.chain_id < 1 << 64:
        raise RelayBodyRefused(field="chain id", reason="does not fit into 64 bits")
    head = _HEAD.pack(
        VERSION, call.kind, len(call.calldata), call.chain_id, _address_bytes(call.attestations)
    )
    return (head + call.calldata).ljust(BODY_BYTES, b"\0")


def decode_call(body: bytes) -> RelayCall:
    """The call in a body; the address comes back in lower case.

    Raises ``RelayBodyRefused``: one call has one body.
    """
    if len(body) != BODY_BYTES:
        raise RelayBodyRefused(field="body", reason=f"has {len(body)} bytes, not {BODY_BYTES}")
    version, kind, length, chain_id, contract = _HEAD.unpack_from(body)
    if version != VERSION:
        raise RelayBodyRefused(field="version", reason=f"is {version}, not {VERSION}")
    if kind not in tuple(Kind):
        raise RelayBodyRefused(field="kind", reason=f"is {kind}")
    if length > MOST_CALLDATA_BYTES:
        raise RelayBodyRefused(field="length", reason=f"is {length}")
    ends = _HEAD.size + length
    if any(body[ends:]):
        raise RelayBodyRefused(field="padding", reason="is not zero")
    calldata = bytes(body[_HEAD.size : ends])
    return RelayCall(Kind(kind), calldata, chain_id, Address("0x" + contract.hex()))


def encode_answer(document: Mapping[str, object]) -> bytes:
    """An answer's body. Raises ``RelayBodyRefused`` for one that does not fit."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=True).encode()
    if len(text) > ANSWER_BYTES:
        raise RelayBodyRefused(field="answer", reason=f"has {len(text)} bytes")
    return text.ljust(ANSWER_BYTES, b" ")


def _address_bytes(address: str) -> bytes:
    try:
        raw = bytes.fromhex(address.removeprefix("0x"))
    except ValueError:
        raw = b""
    if len(raw) != 20:
        raise RelayBodyRefused(field="contract", reason="is not an address of 20 bytes")
    return raw
