"""A proof of membership: made, checked before it leaves, and checked when it comes in.

It says that somebody who knows the secret of a leaf under ``root`` chose ``message``, and that
``nullifier`` belongs to that secret in ``scope``. It does not say which leaf. Root, scope and
message mean what the caller compares them with; this module compares them with nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from .field import SCALAR
from .members import GroupSecret
from .native import verify_points
from .points import Points
from .provers import Prover, best_prover
from .tree import MerklePath
from .witness import make_witness, public_signals

__all__ = ["Proof", "prove", "verify"]


@dataclass(frozen=True, slots=True)
class Proof:
    """Eight coordinates as the Solidity verifier takes them, and the four public signals."""

    points: Points
    root: int
    nullifier: int
    message: int
    scope: int

    @property
    def signals(self) -> tuple[int, int, int, int]:
        """The public signals in the circuit's order."""
        return self.root, self.nullifier, self.message, self.scope


def prove(
    secret: GroupSecret,
    path: MerklePath,
    *,
    message: int,
    scope: int,
    prover: Prover | None = None,
) -> Proof:
    """Prove, with fresh blinds, and verify the result before handing it out.

    Raises ``WitnessRefused`` where the leaf does not lead to the path's root, ``NumberOutOfField``,
    and what the provers and artefacts raise.
    """
    blinds = secrets.randbelow(SCALAR), secrets.randbelow(SCALAR)
    return _prove_with_blinds(secret, path, message, scope, prover or best_prover(), blinds)


def _prove_with_blinds(
    secret: GroupSecret,
    path: MerklePath,
    message: int,
    scope: int,
    prover: Prover,
    blinds: tuple[int, int],
) -> Proof:
    witness = make_witness(secret, path, message=message, scope=scope)
    proof = Proof(prover.prove(witness, *blinds), *public_signals(witness))
    verify(proof)
    return proof


def verify(proof: Proof) -> None:
    """Check a proof against its own signals: numbers, curves, subgroup, pairing.

    It never returns a bool. Raises ``ProofMalformed`` or ``ProofRefused``; ``ArtefactMissing`` or
    ``ArtefactAltered`` where the verification key cannot be used.
    """
    verify_points(proof.points, proof.signals)
