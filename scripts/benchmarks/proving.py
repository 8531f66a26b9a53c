"""Time of a witness and of a proof by each prover, beside snarkjs in Node on the same machine."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from toolchain import ROOT

from ais.crypto.anonymity import (
    DEPTH,
    PROVERS,
    GroupSecret,
    LeanTree,
    MerklePath,
    Proof,
    prover_named,
    verify,
)
from ais.crypto.anonymity.artefacts import share
from ais.crypto.anonymity.witness import make_witness, public_signals
from ais.errors import ProverUnavailable

from .rows import Row

__all__ = ["proof", "snarkjs", "snarkjs_turns", "tree"]

_TURNS = 5
_MEMBERS = 4_096
_FOREIGN = ROOT / "tests/unit/crypto/anonymity/foreign/snark.mjs"
_GOALS = {"native": "<= 1 x peer", "wasm": "<= 1 x peer", "python": None}


@dataclass(frozen=True, slots=True)
class Seconds:
    """Medians of one prover."""

    witness: float
    proof: float


def proof() -> Iterator[Row]:
    """Time of a witness and of a proof by each prover, beside snarkjs, in seconds of the clock."""
    secret = GroupSecret.draw()
    grown = LeanTree(range(1, 1_000))
    path = grown.path(grown.insert(secret.leaf))
    peer = snarkjs(secret, path, _TURNS)
    witness = []
    for name in PROVERS:
        try:
            ours = timed(name, secret, path, _TURNS)
        except ProverUnavailable:
            continue  # no Rust when this was set up
        witness.append(ours.witness)
        yield _row(f"proof: {name} prover", ours.proof, peer.proof, _GOALS[name])
    yield _row("witness", statistics.median(witness), peer.witness, "<= 1 x peer")


def tree() -> Iterator[Row]:
    """Time to hash a group of 4,096 leaves from scratch, and one of them that changes."""
    began = time.perf_counter()
    grown = LeanTree(range(1, _MEMBERS + 1))
    whole = time.perf_counter() - began
    began = time.perf_counter()
    grown.update(_MEMBERS // 3, _MEMBERS + 1)
    one = time.perf_counter() - began
    yield Row(f"tree of {_MEMBERS:,} leaves", round(whole, 3), "s", "limit", 5, "<= 5")
    yield Row("one leaf changed", round(one, 5), "s", "tree from scratch", round(whole, 3))


def timed(name: str, secret: GroupSecret, path: MerklePath, turns: int) -> Seconds:
    """Medians of a prover, compiled and loaded before. Raises ``ProverUnavailable``."""
    prover = prover_named(name)
    witness, proofs = [], []
    for _ in range(turns + 1):
        made, seconds = _clocked(lambda: make_witness(secret, path, message=1, scope=2))
        witness.append(seconds)
        points, seconds = _clocked(lambda made=made: prover.prove(made, 3, 4))
        proofs.append(seconds)
        verify(Proof(points, *public_signals(made)))
    return Seconds(statistics.median(witness[1:]), statistics.median(proofs[1:]))


def snarkjs(secret: GroupSecret, path: MerklePath, turns: int) -> Seconds:
    """Medians of snarkjs in Node, after one turn that warms it up."""
    witness, proofs = zip(*snarkjs_turns(secret, path, turns), strict=True)
    return Seconds(statistics.median(witness), statistics.median(proofs))


def snarkjs_turns(secret: GroupSecret, path: MerklePath, turns: int) -> list[tuple[float, float]]:
    """Each turn's witness and proof, after one more that warms up; all are verified here."""
    inputs = {
        "secret": str(secret.reveal()),
        "merkleProofLength": len(path.siblings),
        "merkleProofIndex": path.index,
        "merkleProofSiblings": [*map(str, path.siblings), *["0"] * (DEPTH - len(path.siblings))],
        "message": "1",
        "scope": "2",
    }
    files = os.environ.get("AIS_ARTEFACTS") or str(share() / "semaphore")
    request = json.dumps({"files": files, "prove": [inputs], "repeat": turns + 1})
    command = ["node", str(_FOREIGN)]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    for made in answer["made"]:
        a, b, c, d, e, f, g, h = map(int, made["proof"])
        verify(Proof((a, b, c, d, e, f, g, h), *map(int, made["signals"])))
    return [(witness, proof) for witness, proof in answer["seconds"][1:]]


def _clocked(call: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    found = call()
    return found, time.perf_counter() - began


def _row(name: str, ours: float, theirs: float, goal: str | None) -> Row:
    return Row(name, round(ours, 3), "s", "snarkjs in Node", round(theirs, 3), goal)
