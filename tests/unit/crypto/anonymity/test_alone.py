"""A proof needs no Node and no other program, and does not leave unless it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ais.crypto import Secret
from ais.crypto.anonymity import GroupSecret, MerklePath, best_prover, prove
from ais.crypto.anonymity.points import Points
from ais.errors import ProofRefused, ProverUnavailable
from tests.unit.crypto.anonymity.circuits import ALICE, PATHS

_ROOT = Path(__file__).resolve().parents[4]
#: In a process of its own: every program that is started is written down.
_WATCHED = """
import json, sys
started = []
kinds = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system")
sys.addaudithook(lambda kind, told: started.append(str(told[0])) if kind in kinds else None)
from ais.crypto.anonymity import PROVERS, GroupSecret, MerklePath, prove, prover_named, verify
from ais.errors import ProverUnavailable
member, made = GroupSecret.from_number(4711), []
for name in PROVERS:
    try:
        prover = prover_named(name)
    except ProverUnavailable:
        continue
    verify(prove(member, MerklePath.alone(member.leaf), message=1, scope=2, prover=prover))
    made.append(name)
print(json.dumps([made, started]))
"""


def test_every_prover_works_where_there_is_no_other_program(tmp_path: Path) -> None:
    """PATH leads nowhere; nothing is started but Python itself, by the prover in Python."""
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(_ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    made, started = json.loads(done.stdout)
    assert {"wasm", "python"} <= set(made)
    assert set(started) <= {sys.executable}


class _Swapped:
    """A prover that is given one witness and proves another."""

    name = "swapped"

    def __init__(self) -> None:
        self._points: Points | None = None

    def prove(self, witness: Secret, r: int, s: int) -> Points:
        """What was proved first, whatever is asked later."""
        self._points = self._points or best_prover().prove(witness, r, s)
        return self._points


def test_a_proof_that_does_not_hold_is_not_handed_out() -> None:
    """The client checks its own before anything is sent."""
    prover, path = _Swapped(), PATHS["alone"]
    prove(ALICE, path, message=1, scope=2, prover=prover)
    other = GroupSecret.from_number(4711)
    for secret, where, message, scope in (
        (ALICE, path, 2, 2),
        (ALICE, path, 1, 3),
        (other, MerklePath.alone(other.leaf), 1, 2),
    ):
        with pytest.raises(ProofRefused):
            prove(secret, where, message=message, scope=scope, prover=prover)


def test_nobody_asks_for_a_prover_that_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no way to a prover of somebody else's, such as snarkjs."""
    monkeypatch.setenv("AIS_PROVER", "snarkjs")
    with pytest.raises(ProverUnavailable):
        best_prover()
