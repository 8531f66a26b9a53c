"""A proof is for its own signals only, and everything that is no proof is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ais.crypto.anonymity import SCALAR, Proof, prove, verify
from ais.crypto.anonymity.field import BASE
from ais.errors import ProofMalformed, ProofRefused
from tests.unit.crypto.anonymity.circuits import ALICE, MESSAGE, PATHS, SCOPE, snark

SIGNALS = ("root", "nullifier", "message", "scope")


@pytest.fixture(scope="module")
def proof() -> Proof:
    return prove(ALICE, PATHS["member"], message=MESSAGE, scope=SCOPE)


def with_point(proof: Proof, place: int, number: int) -> Proof:
    """The proof with one of its eight numbers changed."""
    points = list(proof.points)
    points[place] = number
    a, b, c, d, e, f, g, h = points
    return replace(proof, points=(a, b, c, d, e, f, g, h))


@pytest.mark.parametrize("name", SIGNALS)
def test_another_signal_is_refused(proof: Proof, name: str) -> None:
    """By one, and by what another proof would say."""
    for number in ((getattr(proof, name) + 1) % SCALAR, 0, 1):
        with pytest.raises(ProofRefused):
            verify(replace(proof, **{name: number}))


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_that_means_the_same_in_the_field_is_refused(proof: Proof, name: str) -> None:
    """Otherwise one nullifier would have six faces."""
    for number in (getattr(proof, name) + SCALAR, SCALAR, (1 << 256) - 1, 1 << 256, -1):
        with pytest.raises(ProofMalformed):
            verify(replace(proof, **{name: number}))


def test_exchanged_signals_are_refused(proof: Proof) -> None:
    """Message and scope do not stand for each other."""
    with pytest.raises(ProofRefused):
        verify(replace(proof, message=proof.scope, scope=proof.message))


@pytest.mark.parametrize("place", range(8))
def test_a_changed_point_is_refused(proof: Proof, place: int) -> None:
    """It is off its curve, or its number is no number of the field."""
    number = proof.points[place]
    for other in ((number + 1) % BASE, number + BASE, BASE, 1 << 256, -1):
        with pytest.raises(ProofMalformed):
            verify(with_point(proof, place, other))


def test_a_point_of_another_proof_is_refused(proof: Proof) -> None:
    """Each of the three belongs to the other two."""
    other = prove(ALICE, PATHS["member"], message=MESSAGE, scope=SCOPE)
    ours, theirs = proof.points, other.points
    for part in (slice(0, 2), slice(2, 6), slice(6, 8)):
        mixed = list(ours)
        mixed[part] = theirs[part]
        a, b, c, d, e, f, g, h = mixed
        with pytest.raises(ProofRefused):
            verify(replace(proof, points=(a, b, c, d, e, f, g, h)))


def test_points_at_infinity_are_no_proof(proof: Proof) -> None:
    """All zeroes are read, and do not hold."""
    with pytest.raises(ProofRefused):
        verify(replace(proof, points=(0,) * 8))


def test_a_mirrored_proof_is_another_one_of_the_same_signals(proof: Proof) -> None:
    """(-A, -B, C) holds, here and for snarkjs: a nullifier counts, never the bytes of a proof."""
    a, b, c, d, e, f, g, h = proof.points
    mirrored = replace(proof, points=(a, BASE - b, c, d, BASE - e, BASE - f, g, h))
    verify(mirrored)
    half = replace(proof, points=(a, BASE - b, c, d, e, f, g, h))
    with pytest.raises(ProofRefused):
        verify(half)
    assert snark(verify=[mirrored, half]) == ([], [True, False])


def test_a_point_outside_of_the_subgroup_is_refused(proof: Proof) -> None:
    """It is on the twist, but not in the group of the pairing."""
    x0, x1, y0, y1 = on_the_twist()
    a, b, _, _, _, _, g, h = proof.points
    with pytest.raises(ProofMalformed):
        verify(replace(proof, points=(a, b, x1, x0, y1, y0, g, h)))


Number = tuple[int, int]


def times(one: Number, two: Number) -> Number:
    """In q's quadratic extension, u * u = -1."""
    real = one[0] * two[0] - one[1] * two[1]
    return real % BASE, (one[0] * two[1] + one[1] * two[0]) % BASE


def on_the_twist() -> tuple[int, int, int, int]:
    """The first point with a real x on y^2 = x^3 + 3 / (9 + u); the twist has many more than r."""
    share = 3 * pow(82, -1, BASE)  # 1 / (9 + u) = (9 - u) / 82
    for x in range(1, 100):
        square = ((x**3 + 9 * share) % BASE, -share % BASE)
        root = square_root(square)
        if root:
            return x, 0, *root
    raise AssertionError("no point was found")


def square_root(square: Number) -> Number | None:
    """The root by the norm's root, as q = 3 mod 4; None where there is none."""
    norm = pow((square[0] ** 2 + square[1] ** 2) % BASE, (BASE + 1) // 4, BASE)
    for sign in (norm, -norm):
        half = (square[0] + sign) * pow(2, -1, BASE) % BASE
        real = pow(half, (BASE + 1) // 4, BASE)
        if real:
            found = real, square[1] * pow(2 * real, -1, BASE) % BASE
            if times(found, found) == square:
                return found
    return None
