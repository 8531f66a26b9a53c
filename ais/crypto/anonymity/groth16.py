"""Groth16 with snarkjs's keys in Python, on gmpy2's integers.

Steps and names are those of ``scripts/prover/src/groth16.rs``; both give the same bytes for the
same witness and blinds.
"""

from __future__ import annotations

from functools import cache

from gmpy2 import invert, mpz, powmod

from .curve import G1, G2
from .field import NUMBER_BYTES, SCALAR
from .points import Points
from .zkey import ProvingKey, proving_key

__all__ = ["points_of"]

_R = mpz(SCALAR)
_GENERATOR = 5  # of the multiplicative group; snarkjs derives its roots of unity from it
_TWO_ADICITY = 28


def points_of(witness: bytes, r: int, s: int) -> Points:
    """A proof with the blinding scalars ``r`` and ``s``, both below ``SCALAR``.

    ``witness``: a wire after the other, 32 bytes each, little-endian.
    """
    key = proving_key()
    numbers = [
        mpz(int.from_bytes(witness[at : at + NUMBER_BYTES], "little"))
        for at in range(0, len(witness), NUMBER_BYTES)
    ]
    private = numbers[key.publics + 1 :]

    g1, g2 = G1.sum_of_products, G2.sum_of_products
    a = G1.add(g1(key.a, numbers), key.alpha, G1.times(key.delta1, r))
    b1 = G1.add(g1(key.b1, numbers), key.beta1, G1.times(key.delta1, s))
    b = G2.add(g2(key.b2, numbers), key.beta2, G2.times(key.delta2, s))
    c = G1.add(
        g1(key.c, private),
        g1(key.h, _quotient(key, numbers)),
        G1.times(a, s),
        G1.times(b1, r),
        G1.negate(G1.times(key.delta1, r * s % SCALAR)),
    )
    b_x0, b_x1, b_y0, b_y1 = b or (0, 0, 0, 0)
    ordered = (*(a or (0, 0)), b_x1, b_x0, b_y1, b_y0, *(c or (0, 0)))
    x1, y1, x2, x3, y2, y3, x4, y4 = map(int, ordered)
    return x1, y1, x2, x3, y2, y3, x4, y4


def _quotient(key: ProvingKey, witness: list[mpz]) -> list[mpz]:
    """A * B - C at the 2n-th roots of unity that are no n-th roots."""
    a, b = [mpz(0)] * key.domain, [mpz(0)] * key.domain
    sides = (a, b)
    for matrix, row, wire, value in key.entries:
        sides[matrix][row] += value * witness[wire]
    a = [number % _R for number in a]
    b = [number % _R for number in b]
    c = [left * right % _R for left, right in zip(a, b, strict=True)]
    a, b, c = (_moved(side) for side in (a, b, c))
    return [(left * right - product) % _R for left, right, product in zip(a, b, c, strict=True)]


def _moved(values: list[mpz]) -> list[mpz]:
    """A polynomial's values at the n-th roots of unity, turned into those at the odd 2n-th ones."""
    size = len(values)
    coefficients = _transformed(values, invert(_root(size), _R))
    factor, shift = invert(mpz(size), _R), _root(2 * size)
    for place, coefficient in enumerate(coefficients):
        coefficients[place] = coefficient * factor % _R
        factor = factor * shift % _R
    return _transformed(coefficients, _root(size))


def _transformed(values: list[mpz], root: mpz) -> list[mpz]:
    """The number-theoretic transform: the polynomial's values at the powers of ``root``."""
    size = len(values)
    found = [values[place] for place in _reversed_places(size)]
    half = 1
    while half < size:
        powers = _powers(powmod(root, size // (2 * half), _R), half)
        for start in range(0, size, 2 * half):
            middle = start + half
            low, high = found[start:middle], found[middle : middle + half]
            turned = [power * value % _R for power, value in zip(powers, high, strict=True)]
            found[start:middle] = [x + y for x, y in zip(low, turned, strict=True)]
            found[middle : middle + half] = [x - y for x, y in zip(low, turned, strict=True)]
        half *= 2
    return [value % _R for value in found]


def _powers(base: mpz, count: int) -> list[mpz]:
    powers = [mpz(1)]
    for _ in range(count - 1):
        powers.append(powers[-1] * base % _R)
    return powers


@cache
def _reversed_places(size: int) -> list[int]:
    width = size.bit_length() - 1
    return [int(f"{place:0{width}b}"[::-1], 2) for place in range(size)]


def _root(size: int) -> mpz:
    """A primitive root of unity of a power of two."""
    top = powmod(_GENERATOR, (_R - 1) >> _TWO_ADICITY, _R)
    return powmod(top, (1 << _TWO_ADICITY) // size, _R)
