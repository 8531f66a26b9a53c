"""What holds on any machine: bounds of processor time, waits for what is awaited."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PATIENCE_SECONDS", "Bound", "until", "within"]

PATIENCE_SECONDS = 600.0  # for what takes a second or so; no machine takes this long
_YARDSTICK_SECONDS = 0.05  # what it takes where the bounds of the tests were set


@dataclass
class Bound:
    """What is allowed; the block may add to it by what it finds."""

    seconds: float


@contextmanager
def within(seconds: float, child: int | None = None) -> Iterator[Bound]:
    """Assert that the block takes no more of the processor, here and in a child process.

    What other processes do beside it does not count. A bound is there to catch what grows without
    measure, so a machine that needs twice the time for plain work is given twice the time.
    """
    began, bound = _spent(child), Bound(seconds)
    yield bound
    spent = _spent(child) - began
    if spent >= bound.seconds:
        allowed = bound.seconds * _yardstick() / _YARDSTICK_SECONDS
        assert spent < allowed, f"{spent:.2f} s of the processor; {allowed:.2f} s are allowed"


def until(seen: Callable[[], object], pause: float = 0.1) -> None:
    """Look again and again until it is seen; how often, and how slowly it comes, fails nothing."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not seen():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(pause)


def _spent(child: int | None) -> float:
    if child is None:
        return time.process_time()
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _yardstick() -> float:
    began = time.process_time()
    for _ in range(5):
        text = json.dumps({str(number): [number, {"a": "b" * 10}] for number in range(5_000)})
        assert len(json.loads(text)) == len(set(text.split(chr(34))) & set(map(str, range(5_000))))
    return time.process_time() - began
