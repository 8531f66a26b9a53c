"""The prover in Python: slow, and always there. Each proof is made in a process beside this one.

Threads of one Python share a core while they compute, and a proof takes seconds; processes do not.
As many run as the machine has cores. Each ends by itself when nothing was asked of it for a while,
and when the process that started it ends. Witness and proof go through its pipes and nowhere else;
it gets no password from the environment, and no module from the folder where somebody works (-P).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

from ais.crypto.secret import Secret

from .groth16 import points_of
from .points import PROOF_BYTES, Points, points_from_bytes
from .slow_worker import asked

__all__ = ["PythonProver"]

_PACKAGES = Path(__file__).resolve().parents[3]


class PythonProver:
    """Proves with Python and gmpy2 alone."""

    name = "python"

    def prove(self, witness: Secret, r: int, s: int) -> Points:
        """A proof with the blinding scalars ``r`` and ``s``, both below ``SCALAR``."""
        with _CREW.places:
            made = _CREW.prove(asked(witness.reveal(), r, s))
        return points_from_bytes(made) if made is not None else points_of(witness.reveal(), r, s)


class _Crew:
    """The processes that have nothing to do, and places for those that have."""

    def __init__(self, size: int) -> None:
        self.places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[bytes]] = []

    def prove(self, request: bytes) -> bytes | None:
        """Ask an idle process, or a new one where those have ended; None where none works."""
        while worker := self._next_idle():
            if made := self._made_by(worker, request):
                return made
        with contextlib.suppress(OSError):
            return self._made_by(_started(), request)
        return None

    def _next_idle(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _made_by(self, worker: subprocess.Popen[bytes], request: bytes) -> bytes | None:
        """What it answers; None, and an end to it, where it does not."""
        with contextlib.suppress(OSError):
            made = _exchanged(worker, request)
            if len(made) == PROOF_BYTES:
                with self._lock:
                    self._idle.append(worker)
                return made
        _ended(worker)
        return None


_CREW = _Crew(os.cpu_count() or 1)


def _started() -> subprocess.Popen[bytes]:
    environment = {n: v for n, v in os.environ.items() if not n.startswith("AIS_PASSWORD")}
    environment["PYTHONPATH"] = str(_PACKAGES)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ais.crypto.anonymity.slow_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,  # the terminal's interrupt is for us, not for it
    )


def _exchanged(worker: subprocess.Popen[bytes], request: bytes) -> bytes:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(request)
    worker.stdin.flush()
    return worker.stdout.read(PROOF_BYTES)


def _ended(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        assert pipe is not None
        with contextlib.suppress(OSError):  # what was not written is not missed
            pipe.close()
