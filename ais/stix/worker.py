"""The bounded process that runs the OASIS rules, seen from outside.

One object goes in, one verdict comes out, within a limit of memory and of processor time. An object
that breaks the process costs itself and nothing else: a new process goes on with the next. The
process gets no environment beyond what Python needs, so no secret of the caller is in its reach.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from ais.errors import WorkerFailed

from .limits import Limits
from .results import Step

__all__ = ["Verdict", "Worker"]

KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
READ_BYTES = 65_536
STARTS = 2

Verdict = tuple[str, tuple[Step, ...], str]
"""``(code, steps, message)`` of what is wrong with an object."""


class Worker:
    """A process that checks objects, started at the first and again after it died.

    Use it as a context manager, for one file or for many. Not for several threads at once.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def problem(self, item: Mapping[str, Any]) -> Verdict | None:
        """What the OASIS rules object to in one object, or None.

        Raises ``WorkerFailed`` where no process can be started. Time, memory and death of the
        process are verdicts: ``object-too-slow``, ``object-too-heavy``, ``object-broke-checker``.
        """
        line = json.dumps(item, separators=(",", ":")).encode("ascii") + b"\n"
        verdict = self._ask(line)
        if verdict is not None and verdict[0] == "object-broke-checker":
            verdict = self._ask(line)  # it may have died of something else, before
        return verdict

    def _ask(self, line: bytes) -> Verdict | None:
        process = self._process or self._start()
        try:
            _write(process, line)
            answer = self._read(process, self._limits.wait_seconds)
        except TimeoutError:
            self.close()
            seconds = self._limits.wait_seconds
            return "object-too-slow", (), f"there was no verdict on it for {seconds:g} seconds"
        except (OSError, ValueError):
            return self._obituary()
        problem = answer["problem"]
        return None if problem is None else (problem[0], tuple(problem[1]), problem[2])

    def close(self) -> None:
        """End the process, if there is one. The next object starts another."""
        process, self._process, self._rest = self._process, None, b""
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what was not written is not missed
                        pipe.close()

    def _obituary(self) -> Verdict:
        process = self._process
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._limits.start_seconds)  # by itself, to hear of what
        self.close()
        ended = process.returncode if process is not None else 0
        if ended == -signal.SIGXCPU:
            seconds = self._limits.object_seconds
            message = f"checking it took more than {seconds:g} seconds of the processor"
            return "object-too-slow", (), message
        return "object-broke-checker", (), f"the checking process died on it (status {ended})"

    def _start(self) -> subprocess.Popen[bytes]:
        reason = ""
        for _ in range(STARTS):
            self.close()
            try:
                self._process = _spawn(self._limits)
                answer = self._read(self._process, self._limits.start_seconds)
                if answer.get("ready"):
                    return self._process
                reason = "an unexpected first answer"
            except (OSError, ValueError) as error:
                reason = str(error) or type(error).__name__
        self.close()
        raise WorkerFailed(reason=reason)

    def _read(self, process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
        assert process.stdout is not None
        until = time.monotonic() + seconds
        poll = select.poll()  # unlike select, it knows no highest file number
        poll.register(process.stdout, select.POLLIN)
        while b"\n" not in self._rest:
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError("no answer in time")
            chunk = os.read(process.stdout.fileno(), READ_BYTES)
            if not chunk:
                raise OSError("the process ended")
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\n")
        answer = json.loads(line)
        if not isinstance(answer, dict):
            raise ValueError("no answer")
        return answer


def _write(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def _spawn(limits: Limits) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-P", "-m", "ais.stix.oasis"]
    return subprocess.Popen(
        [*command, str(limits.worker_bytes), str(limits.object_seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,  # the terminal's interrupt is for us, not for it
    )
