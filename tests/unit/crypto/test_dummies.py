"""A dummy slot cannot be told from a real one, by any statistic that we could think of.

The negative control is what a lazy maker would do: random bytes of the same length. Half of all
random bytes are no X25519 point, and ML-KEM ciphertexts are packed integers; the tests must see it.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from ais import crypto
from ais.crypto.kem import ENCAPSULATED_BYTES
from ais.crypto.slots import SLOT_BYTES
from ais.digests import sha256
from ais.types import Suite
from tests.unit.crypto.parties import BOB, CAROL, binding

PRIME = 2**255 - 19
SLOTS = {Suite.X25519: 6144, Suite.HYBRID: 1536}
#: Standard deviations: the largest of all positions goes beyond by chance in 1 run of 10 million.
CHANCE = 6.5
SUITES = pytest.mark.parametrize("suite", list(Suite))


@cache
def slots(suite: Suite, kind: str) -> list[bytes]:
    """Many slots of one kind: real for one member, real for another, dummy, or random bytes."""
    size, count = SLOT_BYTES[suite], SLOTS[suite]
    if kind == "random":
        return [os.urandom(size) for _ in range(count)]
    recipient = {"bob": BOB, "carol": CAROL, "dummy": None}[kind]
    target = recipient and recipient.recipient(suite)
    key = crypto.Secret(sha256(b"key"))
    half = count // 2  # a blob holds 4,096 at most
    blobs = [crypto.make_slots(binding(suite), [key], [target] * half) for _ in range(2)]
    return [blob[118 + i * size : 118 + (i + 1) * size] for blob in blobs for i in range(half)]


def curve_part(suite: Suite, slot: bytes) -> bytes:
    return slot[ENCAPSULATED_BYTES[suite] - 32 : ENCAPSULATED_BYTES[suite]]


def on_curve(point: bytes) -> bool:
    """Tell by Euler's criterion whether u is on the curve or, as half of all u, on its twist."""
    u = int.from_bytes(point, "little") % PRIME
    value = (u * u * u + 486662 * u * u + u) % PRIME
    return pow(value, (PRIME - 1) // 2, PRIME) == 1


def z_scores(left: list[bytes], right: list[bytes]) -> list[float]:
    """For each byte position: difference of the means over its standard error."""
    count = len(left)
    scores = []
    for column in range(len(left[0])):
        a, b = [s[column] for s in left], [s[column] for s in right]
        mean_a, mean_b = sum(a) / count, sum(b) / count
        spread = sum((x - mean_a) ** 2 for x in a) + sum((x - mean_b) ** 2 for x in b)
        scores.append((mean_a - mean_b) / max((spread / count / count) ** 0.5, 1e-9))
    return scores


@SUITES
def test_every_byte_position_has_the_same_mean(suite: Suite) -> None:
    """No position's mean differs more than chance lets the largest of so many differ."""
    scores = z_scores(slots(suite, "bob"), slots(suite, "dummy"))
    assert max(map(abs, scores)) < CHANCE
    assert sum(abs(score) > 3 for score in scores) < 6 + len(scores) // 50  # 1 in 300 million


@SUITES
def test_bytes_are_spread_evenly_over_all_values(suite: Suite) -> None:
    """Chi-square over byte values at every 16th position, dummies against real ones."""
    for column in range(0, SLOT_BYTES[suite], 16):
        real = Counter(slot[column] >> 4 for slot in slots(suite, "bob"))
        dummy = Counter(slot[column] >> 4 for slot in slots(suite, "dummy"))
        chi = sum(
            (real[v] - dummy[v]) ** 2 / (real[v] + dummy[v])
            for v in range(16)
            if real[v] + dummy[v]
        )
        assert chi < 80, f"position {column}"  # 15 degrees of freedom: 1 in 10 billion


@SUITES
@pytest.mark.parametrize("kind", ["bob", "dummy"])
def test_all_encapsulated_points_are_on_the_curve(suite: Suite, kind: str) -> None:
    """Every point is canonical, on the curve and not its twist, and passes an exchange."""
    probe = X25519PrivateKey.generate()
    for slot in slots(suite, kind)[:300]:
        point = curve_part(suite, slot)
        assert int.from_bytes(point, "little") < PRIME
        assert on_curve(point)
        probe.exchange(X25519PublicKey.from_public_bytes(point))


@SUITES
def test_random_bytes_would_show(suite: Suite) -> None:
    """The negative control: of random bytes about half are on the twist, and the top bit is set."""
    fakes = [curve_part(suite, slot) for slot in slots(suite, "random")[:300]]
    assert 75 < sum(on_curve(point) for point in fakes) < 225
    assert sum(int.from_bytes(point, "little") >= PRIME for point in fakes) > 75


def test_a_bit_that_is_set_too_often_would_show() -> None:
    """The other control: the statistic over positions sees one bit biased in a third of slots."""
    biased = [
        bytes([slot[0] | 0x80]) + slot[1:] if i % 3 == 0 else slot
        for i, slot in enumerate(slots(Suite.X25519, "dummy"))
    ]
    scores = z_scores(biased, slots(Suite.X25519, "bob"))
    assert abs(scores[0]) > CHANCE


@SUITES
def test_no_slot_or_part_of_one_appears_twice(suite: Suite) -> None:
    """Each seal has its own encapsulation, dummies of one blob too."""
    everything = slots(suite, "bob") + slots(suite, "carol") + slots(suite, "dummy")
    for part in (slice(0, 32), slice(-48, None)):
        assert len({slot[part] for slot in everything}) == len(everything)


@SUITES
def test_slots_do_not_compress(suite: Suite) -> None:
    """Dummies carry as much entropy as real ones: neither shrinks."""
    for kind in ("bob", "dummy"):
        joined = b"".join(slots(suite, kind)[:500])
        assert len(zlib.compress(joined, 9)) >= len(joined)


@SUITES
def test_two_recipients_differ_no_more_than_a_recipient_and_a_dummy(suite: Suite) -> None:
    """The spread of the statistic between two members is that between a member and a dummy."""
    between = sum(z * z for z in z_scores(slots(suite, "bob"), slots(suite, "carol")))
    against = sum(z * z for z in z_scores(slots(suite, "bob"), slots(suite, "dummy")))
    columns = SLOT_BYTES[suite]
    for total in (between, against):
        assert abs(total - columns) < 7.5 * (2 * columns) ** 0.5  # 1 in 100 million
