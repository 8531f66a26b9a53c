"""Baby Jubjub (EIP-2494): the public point of a group secret, ``z * B8``.

Only what a leaf needs. Not in constant time; see ``field``.
"""

from __future__ import annotations

from gmpy2 import invert, mpz

from .field import SCALAR

__all__ = ["public_point"]

_A, _D = 168700, 168696
_B8 = (
    mpz(5299619240641551281634865583518297030282874472190772894086521144482721001553),
    mpz(16950150798460657717958625567821834550301663161624707787222815936182638968203),
)
_PRIME = mpz(SCALAR)
_Point = tuple[mpz, mpz, mpz]


def public_point(secret: int) -> tuple[int, int]:
    """The affine coordinates of ``secret * B8``."""
    total: _Point = (mpz(0), mpz(1), mpz(1))
    base: _Point = (*_B8, mpz(1))
    for bit in bin(secret)[2:]:
        total = _add(total, total)
        if bit == "1":
            total = _add(total, base)
    x, y, z = total
    scale = invert(z, _PRIME)
    return int(x * scale % _PRIME), int(y * scale % _PRIME)


def _add(one: _Point, two: _Point) -> _Point:
    """The complete addition law in projective coordinates; it doubles, too."""
    x1, y1, z1 = one
    x2, y2, z2 = two
    scale = z1 * z2 % _PRIME
    square = scale * scale % _PRIME
    across, along = x1 * x2 % _PRIME, y1 * y2 % _PRIME
    bend = _D * across % _PRIME * along % _PRIME
    low, high = square - bend, square + bend
    mixed = (x1 + y1) * (x2 + y2) - across - along
    x3 = scale * low % _PRIME * mixed % _PRIME
    y3 = scale * high % _PRIME * (along - _A * across) % _PRIME
    return x3, y3, low * high % _PRIME
