"""Proofs that cost nothing, and a verifier that takes them: for volume.

The verifier takes every proof of the right length and burns what the real one burns: its pairing
and its multiplications at the same precompiles, the rest in a loop.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from ais.crypto.anonymity import GroupSecret, MerklePath, Proof, Prover
from ais.flows.attestations import proving
from tests.integration.seated import World

__all__ = ["any_points", "replace_verifier"]

#: What is left of the real verifier's gas when the precompiles are paid: rounds of a loop of 26,
#: and steps of 1. A test holds the sum to the real one, to the unit.
_ROUNDS, _STEPS = 281, 5
_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583
_CALL_BYTES = 4 + 13 * 32  # verifyProof: selector, 2 + 4 + 2 + 4 numbers, depth


def replace_verifier(world: World) -> None:
    """Put the code of the stand-in where the verifier stands."""
    party = world.party("governor")
    verifier = party.read(party.attestations.verifier())
    world.chain.request("anvil_setCode", verifier, "0x" + _code().hex())


@contextmanager
def any_points() -> Iterator[None]:
    """Clients of this process make points at random instead of proofs, and verify nothing."""
    with patch.object(proving, "prove", _prove):
        yield


def _prove(
    secret: GroupSecret,
    path: MerklePath,
    *,
    message: int,
    scope: int,
    prover: Prover | None = None,
) -> Proof:
    a, b, c, d, e, f, g, h = (secrets.randbelow(_FIELD) for _ in range(8))
    return Proof((a, b, c, d, e, f, g, h), path.root, secret.nullifier(scope), message, scope)


def _code() -> bytes:
    """Code that answers true to a call of the right length, after paying for it."""
    code = bytearray.fromhex("36 61") + _CALL_BYTES.to_bytes(2, "big")
    code += bytes.fromhex("14 60 0c 57 60 20 5f f3 5b")  # another length: false
    calls = [(8, 768, 32), *((7, 96, 64), (6, 128, 64)) * 4]
    for address, taken, given in calls:  # on zeros, which are points; answers go beside them
        code += bytes.fromhex(f"60{given:02x} 610400 61{taken:04x} 5f 60{address:02x} 5a fa 50")
    code += b"\x61" + _ROUNDS.to_bytes(2, "big")
    code += bytes.fromhex(f"5b 6001 90 03 80 60{len(code):02x} 57 50") + b"\x5b" * _STEPS
    return bytes(code + bytes.fromhex("6001 5f 52 6020 5f f3"))
