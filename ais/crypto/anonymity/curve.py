"""BN254's two groups for the Python prover: sums of many points, each times a number.

Points are affine, ``None`` is the neutral one. Additions are done many at a time, so that all of
them share one inversion; that is what makes this bearable in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import invert, mpz

from .field import BASE, SCALAR

__all__ = ["G1", "G2", "G1Point", "G2Point", "Group"]

G1Point = tuple[mpz, mpz] | None
G2Point = tuple[mpz, mpz, mpz, mpz] | None
"""The coordinates x and y, real part first: x0, x1, y0, y1."""

_Point = Any  # G1Point or G2Point; a group deals with one of them
_Q = mpz(BASE)
_BITS = SCALAR.bit_length() + 1  # signed digits carry one further
_WINDOW = 10


@dataclass(frozen=True, slots=True)
class Group:
    """A group by its two operations on lists of points."""

    add_pairs: Callable[[Sequence[_Point], Sequence[_Point]], list[_Point]]
    negate: Callable[[_Point], _Point]

    def add(self, *points: _Point) -> _Point:
        """The sum of a few points."""
        total = points[0]
        for point in points[1:]:
            [total] = self.add_pairs([total], [point])
        return total

    def times(self, point: _Point, number: int) -> _Point:
        """A point so many times."""
        return self.sum_of_products([point], [number])

    def sum_of_products(self, points: Sequence[_Point], numbers: Iterable[int]) -> _Point:
        """The sum of each point times its number (0 <= number < SCALAR), by Pippenger's buckets.

        A number is written in signed digits of some bits; per digit and value there is a bucket of
        points. Buckets are summed up pair by pair, those of all digits together.
        """
        half, windows = 1 << _WINDOW - 1, -(-_BITS // _WINDOW)
        buckets: list[list[list[_Point]]] = [[[] for _ in range(half)] for _ in range(windows)]
        plain = []
        for point, number in zip(points, numbers, strict=True):
            if number == 1:
                plain.append(point)
            elif number and point is not None:
                self._deal(buckets, point, int(number))
        self._shrink([bucket for window in buckets for bucket in window] + [plain])
        sums = self._weighted([[b[0] if b else None for b in window] for window in buckets])
        total = None
        for window_sum in reversed(sums):
            for _ in range(_WINDOW):
                [total] = self.add_pairs([total], [total])
            [total] = self.add_pairs([total], [window_sum])
        return self.add(total, *plain)

    def _deal(self, buckets: list[list[list[_Point]]], point: _Point, number: int) -> None:
        half, full = 1 << _WINDOW - 1, 1 << _WINDOW
        negative = self.negate(point)
        for window in buckets:
            if not number:
                return
            digit = number & full - 1
            number >>= _WINDOW
            if digit > half:
                number += 1
                window[full - digit - 1].append(negative)
            elif digit:
                window[digit - 1].append(point)

    def _shrink(self, lists: list[list[_Point]]) -> None:
        """Replace every list by the list of its sum, or leave it empty."""
        lists = [each for each in lists if len(each) > 1]
        while lists:
            left = [point for each in lists for point in each[0 : len(each) & ~1 : 2]]
            right = [point for each in lists for point in each[1::2]]
            sums = self.add_pairs(left, right)
            place = 0
            for each in lists:
                count = len(each) >> 1
                each[:] = sums[place : place + count] + each[2 * count :]
                place += count
            lists = [each for each in lists if len(each) > 1]

    def _weighted(self, windows: list[list[_Point]]) -> list[_Point]:
        """Of every window the sum of 1 x its first point, 2 x its second one and so on."""
        running: list[_Point] = [None] * len(windows)
        totals = running
        for place in reversed(range(len(windows[0]))):
            running = self.add_pairs(running, [window[place] for window in windows])
            totals = self.add_pairs(totals, running)
        return totals


def _inverses(numbers: list[mpz]) -> list[mpz]:
    """The inverse of each number modulo q, by one inversion; none may be 0."""
    product, before = mpz(1), []
    for number in numbers:
        before.append(product)
        product = product * number % _Q
    product = invert(product, _Q)
    found = []
    for number, earlier in zip(reversed(numbers), reversed(before), strict=True):
        found.append(product * earlier % _Q)
        product = product * number % _Q
    found.reverse()
    return found


def _slots(left: Sequence[_Point], right: Sequence[_Point], places: list[int]) -> list[_Point]:
    """The sums that need no slope; ``places`` takes those that do."""
    sums: list[_Point] = []
    for place, (one, two) in enumerate(zip(left, right, strict=True)):
        if one is None:
            sums.append(two)
        elif two is None:
            sums.append(one)
        else:
            sums.append(None)
            places.append(place)
    return sums


def _add_g1(left: Sequence[_Point], right: Sequence[_Point]) -> list[_Point]:
    places: list[int] = []
    sums = _slots(left, right, places)
    work, below = [], []
    for place in places:
        x1, y1 = left[place]
        x2, y2 = right[place]
        if x1 != x2:
            work.append((place, y2 - y1, x1, y1, x2))
            below.append(x2 - x1)
        elif y1 == y2:  # the same point twice; BN254 has no point with y = 0
            work.append((place, 3 * x1 * x1, x1, y1, x2))
            below.append(2 * y1)
    for (place, rise, x1, y1, x2), run in zip(work, _inverses(below), strict=True):
        slope = rise * run % _Q
        x3 = (slope * slope - x1 - x2) % _Q
        sums[place] = (x3, (slope * (x1 - x3) - y1) % _Q)
    return sums


def _add_g2(left: Sequence[_Point], right: Sequence[_Point]) -> list[_Point]:
    """The same over q's quadratic extension, where u * u = -1 and 1 / z = conj(z) / |z|^2."""
    places: list[int] = []
    sums = _slots(left, right, places)
    work, below = [], []
    for place in places:
        x10, x11, y10, y11 = one = left[place]
        x20, x21, y20, y21 = two = right[place]
        if x10 != x20 or x11 != x21:
            rise = (y20 - y10, y21 - y11)
            run = (x20 - x10, x21 - x11)
        elif y10 == y20 and y11 == y21:
            rise = (3 * (x10 + x11) * (x10 - x11), 6 * x10 * x11)
            run = (2 * y10, 2 * y11)
        else:
            continue
        work.append((place, rise, run, one, two))
        below.append((run[0] * run[0] + run[1] * run[1]) % _Q)
    for (place, rise, run, one, two), inverse in zip(work, _inverses(below), strict=True):
        slope0 = (rise[0] * run[0] + rise[1] * run[1]) % _Q * inverse % _Q
        slope1 = (rise[1] * run[0] - rise[0] * run[1]) % _Q * inverse % _Q
        x0 = ((slope0 + slope1) * (slope0 - slope1) - one[0] - two[0]) % _Q
        x1 = (2 * slope0 * slope1 - one[1] - two[1]) % _Q
        run0, run1 = one[0] - x0, one[1] - x1
        y0 = (slope0 * run0 - slope1 * run1 - one[2]) % _Q
        y1 = (slope0 * run1 + slope1 * run0 - one[3]) % _Q
        sums[place] = (x0, x1, y0, y1)
    return sums


def _negate_g1(point: _Point) -> _Point:
    return None if point is None else (point[0], -point[1] % _Q)


def _negate_g2(point: _Point) -> _Point:
    return None if point is None else (*point[:2], -point[2] % _Q, -point[3] % _Q)


G1 = Group(_add_g1, _negate_g1)
G2 = Group(_add_g2, _negate_g2)
