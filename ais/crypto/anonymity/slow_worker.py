"""What runs in the process of ``slow``: reads requests for proofs, writes proofs.

A request is its length, r, s (32 bytes each, big-endian) and the witness; an answer is the eight
coordinates of the proof, 32 bytes each. It ends with its input, or after a while without any.
"""

from __future__ import annotations

import io
import select
import sys

from .field import NUMBER_BYTES
from .groth16 import points_of
from .points import big_endian

__all__ = ["asked", "serve"]

_IDLE_SECONDS = 20.0


def asked(witness: bytes, r: int, s: int) -> bytes:
    """A request, with its length."""
    request = big_endian((r, s)) + witness
    return big_endian((len(request),)) + request


def serve(idle_seconds: float = _IDLE_SECONDS) -> None:
    """Answer until the input ends or nothing is asked for ``idle_seconds``."""
    source, sink = io.FileIO(sys.stdin.fileno(), closefd=False), sys.stdout.buffer
    while select.select([source], [], [], idle_seconds)[0]:
        length = int.from_bytes(_read(source, NUMBER_BYTES), "big")
        request = _read(source, length)
        if not length or len(request) != length:
            return
        r, s = (int.from_bytes(request[at : at + NUMBER_BYTES], "big") for at in (0, NUMBER_BYTES))
        sink.write(big_endian(points_of(request[2 * NUMBER_BYTES :], r, s)))
        sink.flush()


def _read(source: io.FileIO, length: int) -> bytes:
    """So many bytes, fewer where the input ends. Unbuffered, so that ``select`` sees what waits."""
    found = b""
    while len(found) < length and (part := source.read(length - len(found))):
        found += part
    return found


if __name__ == "__main__":
    serve()
