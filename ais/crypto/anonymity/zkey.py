"""Reading a proving key of snarkjs (a ``zkey`` file for Groth16 on BN254).

Only files whose digest is known are read (``artefacts``), so points are not checked to be on their
curve. Numbers stand in the file multiplied by R = 2^256, the coefficients of the constraints twice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gmpy2 import invert, mpz

from .artefacts import artefact
from .curve import G1Point, G2Point
from .field import BASE, NUMBER_BYTES, SCALAR

__all__ = ["Entry", "ProvingKey", "coefficients", "proving_key"]

_R = 1 << 256
_HEAD = struct.Struct("<4sII")
_SECTION = struct.Struct("<IQ")
_ENTRY = struct.Struct("<III32s")
_GROTH16 = 1

Entry = tuple[int, int, int, mpz]
"""Matrix (0 is A, 1 is B), constraint, wire, value."""


@dataclass(frozen=True, slots=True)
class ProvingKey:
    """What a proof is made of."""

    publics: int
    domain: int
    alpha: G1Point
    beta1: G1Point
    beta2: G2Point
    delta1: G1Point
    delta2: G2Point
    entries: tuple[Entry, ...]
    a: list[G1Point]
    b1: list[G1Point]
    b2: list[G2Point]
    c: list[G1Point]
    h: list[G1Point]


@cache
def proving_key() -> ProvingKey:
    """The circuit's key. Raises ``ArtefactMissing`` or ``ArtefactAltered``."""
    sections = _sections(artefact("semaphore-16.zkey"))
    head = sections[2]
    publics, domain = struct.unpack_from("<II", head, 2 * (4 + NUMBER_BYTES) + 4)
    points = head[2 * (4 + NUMBER_BYTES) + 12 :]
    (alpha, beta1), beta2 = _g1(points[:128]), _g2(points[128:256])[0]
    delta1, delta2 = _g1(points[384:448])[0], _g2(points[448:576])[0]
    return ProvingKey(
        publics,
        domain,
        *(alpha, beta1, beta2, delta1, delta2),
        tuple(coefficients(sections[4])),
        *(_g1(sections[5]), _g1(sections[6]), _g2(sections[7])),
        *(_g1(sections[8]), _g1(sections[9])),
    )


def coefficients(section: bytes) -> Iterator[Entry]:
    """The entries of A and B that section 4 lists."""
    unit = invert(mpz(_R) * _R, SCALAR)
    known: dict[bytes, mpz] = {}
    for matrix, row, wire, raw in _ENTRY.iter_unpack(section[4:]):
        if raw not in known:
            known[raw] = int.from_bytes(raw, "little") * unit % SCALAR
        yield matrix, row, wire, known[raw]


def _sections(file: bytes) -> dict[int, bytes]:
    magic, version, count = _HEAD.unpack_from(file)
    assert (magic, version) == (b"zkey", 1)
    found, place = {}, _HEAD.size
    for _ in range(count):
        number, length = _SECTION.unpack_from(file, place)
        place += _SECTION.size
        found[number] = file[place : place + length]
        place += length
    assert found[1] == struct.pack("<I", _GROTH16)
    return found


def _coordinates(section: bytes) -> list[mpz]:
    unit = invert(mpz(_R), BASE)
    return [
        int.from_bytes(section[at : at + NUMBER_BYTES], "little") * unit % BASE
        for at in range(0, len(section), NUMBER_BYTES)
    ]


def _g1(section: bytes) -> list[G1Point]:
    numbers = _coordinates(section)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [pair if any(pair) else None for pair in pairs]


def _g2(section: bytes) -> list[G2Point]:
    numbers = _coordinates(section)
    fours = zip(numbers[::4], numbers[1::4], numbers[2::4], numbers[3::4], strict=True)
    return [four if any(four) else None for four in fours]
