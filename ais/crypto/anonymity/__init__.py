"""Membership of the anonymous group: secrets, leaves, the tree, proofs (Semaphore v4, depth 16).

A member's ``GroupSecret`` has a public leaf; all leaves are in a ``LeanTree``; ``prove`` shows that
one of them acts, and ``verify`` checks it. The witness comes from the circuit's own program, the
proof from one of three provers that agree byte by byte. What the numbers stand for (scopes,
messages, roots of snapshots) is the business of whoever calls. Read ``docs/protocol.md``.
"""

from .artefacts import ARTEFACTS, artefact
from .field import SCALAR
from .members import GroupSecret
from .poseidon import poseidon2
from .proof import Proof, prove, verify
from .provers import PROVERS, Prover, best_prover, prover_named
from .tree import CAPACITY, DEPTH, LeanTree, MerklePath

__all__ = [
    "ARTEFACTS",
    "CAPACITY",
    "DEPTH",
    "PROVERS",
    "SCALAR",
    "GroupSecret",
    "LeanTree",
    "MerklePath",
    "Proof",
    "Prover",
    "artefact",
    "best_prover",
    "poseidon2",
    "prove",
    "prover_named",
    "verify",
]
