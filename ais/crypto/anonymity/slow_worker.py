"""What runs in the process of ``slow``: reads requests for proofs, writes proofs.

A request is its length, r, s (32 bytes each, big-endian) and the witness; an answer is the eight
coordinates of the proof, 32 bytes each. It ends with its input, or after a while without any.
"""

from __future__ import annotations

import io
import select
import sys

from .groth16 import points_of
from .points import Points

__all__ = ["ANSWER_BYTES", "SCALAR_BYTES", "answered", "asked", "serve"]

SCALAR_BYTES = 32
ANSWER_BYTES = 8 * SCALAR_BYTES
_IDLE_SECONDS = 20.0


def asked(witness: bytes, r: int, s: int) -> bytes:
    """A request, without its length."""
    return r.to_bytes(SCALAR_BYTES, "big") + s.to_bytes(SCALAR_BYTES, "big") + witness


def answered(raw: bytes) -> Points:
    """The proof in an answer of ``ANSWER_BYTES``."""
    places = range(0, ANSWER_BYTES, SCALAR_BYTES)
    x1, y1, x2, x3, y2, y3, x4, y4 = (
        int.from_bytes(raw[at : at + SCALAR_BYTES], "big") for at in places
    )
    return x1, y1, x2, x3, y2, y3, x4, y4


def serve(idle_seconds: float = _IDLE_SECONDS) -> None:
    """Answer until the input ends or nothing is asked for ``idle_seconds``."""
    source, sink = io.FileIO(sys.stdin.fileno(), closefd=False), sys.stdout.buffer
    while select.select([source], [], [], idle_seconds)[0]:
        length = int.from_bytes(_read(source, SCALAR_BYTES), "big")
        request = _read(source, length)
        if not length or len(request) != length:
            return
        r, s = (int.from_bytes(request[at : at + SCALAR_BYTES], "big") for at in (0, SCALAR_BYTES))
        points = points_of(request[2 * SCALAR_BYTES :], r, s)
        sink.write(b"".join(number.to_bytes(SCALAR_BYTES, "big") for number in points))
        sink.flush()


def _read(source: io.FileIO, length: int) -> bytes:
    """So many bytes, fewer where the input ends. Unbuffered, so that ``select`` sees what waits."""
    found = b""
    while len(found) < length and (part := source.read(length - len(found))):
        found += part
    return found


if __name__ == "__main__":
    serve()
