"""The recipe of a relay's promise. No contract checks it: it is between a relay and its client."""

from __future__ import annotations

from ais.types import Address, Bytes32

from .words import address, bytes32, keccak256, uint

__all__ = ["RELAY_PROMISE_TAG", "relay_promise"]

RELAY_PROMISE_TAG = keccak256(b"ais/v1/relay-promise")
_SIGNED_MESSAGE = b"\x19Ethereum Signed Message:\n32"


def relay_promise(
    *, chain_id: int, attestations: Address, call_digest: Bytes32, send_by: int
) -> Bytes32:
    """What a relay signs (ERC-191, version 0x45, over 32 bytes) when it takes a call.

    ``call_digest``: Keccak-256 of the calldata. ``send_by``: seconds.
    """
    promised = keccak256(
        RELAY_PROMISE_TAG
        + uint("chain_id", chain_id, 256)
        + address("attestations", attestations)
        + bytes32("call_digest", call_digest)
        + uint("send_by", send_by, 64)
    )
    return keccak256(_SIGNED_MESSAGE + promised)
