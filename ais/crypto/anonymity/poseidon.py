"""Poseidon of two numbers: the hash of leaves, trees and nullifiers.

It is the instance of circomlib and poseidon-solidity: width 3, S-box x^5, 8 full and 57 partial
rounds. The constants are drawn by the procedure of the paper (Grassi, Khovratovich, Rechberger,
Roy, Schofnegger, "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems", appendix F):
a Grain LFSR that starts from the instance's parameters. So nothing has to be believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

from gmpy2 import invert, mpz

from .field import SCALAR, check_scalar

__all__ = ["poseidon2"]

_WIDTH = 3
_FULL_ROUNDS = 8
_PARTIAL_ROUNDS = 57
_BITS = 254

# The LFSR: 80 bits, a new one of six old ones; so many come at once as the newest tap is back.
_TAPS = (62, 51, 38, 23, 13, 0)
_STATE_BITS = 80
_AT_ONCE = 18
_DISCARDED = 160


def poseidon2(left: int, right: int) -> int:
    """The hash of two numbers below ``SCALAR``. Raises ``NumberOutOfField``."""
    check_scalar("first number to hash", left)
    check_scalar("second number to hash", right)
    return int(_permuted(mpz(left), mpz(right)))


def _permuted(left: mpz, right: mpz) -> mpz:
    rounds, ((m00, m01, m02), (m10, m11, m12), (m20, m21, m22)) = _constants()
    prime = _PRIME
    a, b, c = mpz(0), left, right
    for is_full, c0, c1, c2 in rounds:
        a += c0
        b += c1
        c += c2
        square = a * a % prime
        a = square * square % prime * a % prime
        if is_full:
            square = b * b % prime
            b = square * square % prime * b % prime
            square = c * c % prime
            c = square * square % prime * c % prime
        a, b, c = (
            (m00 * a + m01 * b + m02 * c) % prime,
            (m10 * a + m11 * b + m12 * c) % prime,
            (m20 * a + m21 * b + m22 * c) % prime,
        )
    return a


_PRIME = mpz(SCALAR)
_Round = tuple[bool, mpz, mpz, mpz]


@cache
def _constants() -> tuple[list[_Round], list[list[mpz]]]:
    bits = _grain()
    count = _FULL_ROUNDS + _PARTIAL_ROUNDS
    rounds = []
    for number in range(count):
        half = _FULL_ROUNDS // 2
        is_full = number < half or number >= count - half
        rounds.append((is_full, *(_below_prime(bits) for _ in range(_WIDTH))))
    axes = [_number(bits) % _PRIME for _ in range(2 * _WIDTH)]  # the matrix needs no rejection
    matrix = [[invert(x + y, _PRIME) for y in axes[_WIDTH:]] for x in axes[:_WIDTH]]
    return rounds, matrix


def _grain() -> Iterator[int]:
    """The filtered bits: of each pair, the second one where the first one is 1."""
    state = 0
    fields = ((1, 2), (0, 4), (_BITS, 12), (_WIDTH, 12), (_FULL_ROUNDS, 10), (_PARTIAL_ROUNDS, 10))
    for value, width in fields:
        state = state << width | value
    start = f"{state << 30 | (1 << 30) - 1:0{_STATE_BITS}b}"
    raw = islice(_raw(int(start[::-1], 2)), _DISCARDED, None)
    for first in raw:
        second = next(raw)
        if first:
            yield second


def _raw(state: int) -> Iterator[int]:
    """The bits of the register; its oldest bit is the lowest one of ``state``."""
    while True:
        new = 0
        for tap in _TAPS:
            new ^= state >> tap
        new &= (1 << _AT_ONCE) - 1
        state = state >> _AT_ONCE | new << _STATE_BITS - _AT_ONCE
        for place in range(_AT_ONCE):
            yield new >> place & 1


def _number(bits: Iterator[int]) -> mpz:
    number = 0
    for bit in islice(bits, _BITS):
        number = number << 1 | bit
    return mpz(number)


def _below_prime(bits: Iterator[int]) -> mpz:
    while (number := _number(bits)) >= _PRIME:
        pass
    return number
