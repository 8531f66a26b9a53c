"""A proof's eight numbers and the verification key, as the Solidity verifier takes them.

The order is a.x, a.y, b.x (imaginary, real), b.y (imaginary, real), c.x, c.y.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from .artefacts import artefact
from .field import NUMBER_BYTES

__all__ = ["PROOF_BYTES", "Points", "big_endian", "points_from_bytes", "verification_key"]

Points = tuple[int, int, int, int, int, int, int, int]

PROOF_BYTES = 8 * NUMBER_BYTES


def big_endian(numbers: Iterable[int]) -> bytes:
    """32 bytes a number, as in calldata. Raises ``OverflowError`` beyond 256 bits or below 0."""
    return b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in numbers)


def points_from_bytes(raw: bytes) -> Points:
    """The eight numbers of 256 bytes."""
    a, b, c, d, e, f, g, h = (
        int.from_bytes(raw[at : at + NUMBER_BYTES], "big")
        for at in range(0, PROOF_BYTES, NUMBER_BYTES)
    )
    return a, b, c, d, e, f, g, h


@cache
def verification_key() -> bytes:
    """Alpha, beta, gamma, delta, and the points of the public signals, in the same order.

    Raises ``ArtefactMissing`` or ``ArtefactAltered``.
    """
    key = json.loads(artefact("semaphore-16.json"))
    second = (_g2(key[f"vk_{name}_2"]) for name in ("beta", "gamma", "delta"))
    return b"".join((_g1(key["vk_alpha_1"]), *second, *map(_g1, key["IC"])))


def _g1(point: Any) -> bytes:
    return big_endian(map(int, point[:2]))


def _g2(point: Any) -> bytes:
    (x0, x1), (y0, y1) = point[:2]
    return big_endian(map(int, (x1, x0, y1, y0)))
