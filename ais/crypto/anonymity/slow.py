"""The prover in Python: slow, and always there. Each proof is made in a process beside this one.

Threads of one Python share a core while they compute, and a proof takes seconds; processes do not.
As many run as the machine has cores. Each ends by itself when nothing was asked of it for a while,
and when the process that started it ends. Witness and proof go through its pipes and nowhere else;
it gets no password from the environment, and no module from the folder where somebody works (-P).
"""

from __future__ import annotations

import atexit
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
        self._size = size
        self._begin()

    def _begin(self) -> None:
        self.places = threading.BoundedSemaphore(self._size)
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

    def end(self) -> None:
        """End the processes that have nothing to do."""
        while worker := self._next_idle():
            _ended(worker)

    def leave_to_parent(self) -> None:
        """A fork begins anew: two who ask one process would get each other's proofs."""
        for worker in self._idle:
            worker.poll()  # it is no child of this process: there is nothing to wait for
            _disconnect(worker)
        self._begin()

    def _next_idle(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _made_by(self, worker: subprocess.Popen[bytes], request: bytes) -> bytes | None:
        """What it answers; None, and an end to it, where it does not."""
        try:
            made = _exchanged(worker, request)
        except OSError:
            made = b""
        except BaseException:
            _ended(worker)  # half an answer may be left in its pipe
            raise
        if len(made) != PROOF_BYTES:
            _ended(worker)
            return None
        with self._lock:
            self._idle.append(worker)
        return made


_CREW = _Crew(os.cpu_count() or 1)
atexit.register(_CREW.end)
os.register_at_fork(after_in_child=_CREW.leave_to_parent)


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
    _disconnect(worker)


def _disconnect(worker: subprocess.Popen[bytes]) -> None:
    for pipe in (worker.stdin, worker.stdout):
        assert pipe is not None
        with contextlib.suppress(OSError):  # what was not written is not missed
            pipe.close()
