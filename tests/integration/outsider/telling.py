"""Tells dummy slots from real ones: every statistic on a slot, on a blob and on its circumstances.

The outsider has the source: it makes as many real slots and dummies of its own as it likes, learns
from those, and then decides about the ones in the stores.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from ais.crypto import Binding, Recipient, RootSecret, Secret, make_slots, parse_slots
from ais.crypto.kem import ENCAPSULATED_BYTES
from ais.crypto.slots import SLOT_BYTES
from ais.types import Address, Suite

PRIME = 2**255 - 19
ML_KEM_PRIME = 3329

Feature = Callable[[bytes], float]


def slots_of(blob: bytes) -> list[bytes]:
    """The slots of a blob."""
    head = parse_slots(blob)
    size = SLOT_BYTES[head.suite]
    return [blob[at : at + size] for at in range(head.slots_at, len(blob), size)]


def own_slots(suite: Suite, place: str, real: bool, count: int) -> list[bytes]:
    """Slots made with the product's own code: to a key of ours, or dummies."""
    binding = Binding(suite, 31_337, Address(place), (os.urandom(32),))
    recipient = Recipient(RootSecret.generate().sealing_key(1, suite).public, os.urandom(32))
    return slots_of(
        make_slots(binding, [Secret(os.urandom(32))], [recipient if real else None] * count)
    )


def point(slot: bytes, suite: Suite) -> bytes:
    """The X25519 half of the encapsulated key."""
    ends = ENCAPSULATED_BYTES[suite]
    return slot[ends - 32 : ends]


def on_curve(raw: bytes) -> bool:
    """Whether u is of the curve and not of its twist, by Euler's criterion."""
    u = int.from_bytes(raw, "little") % PRIME
    return pow(u * u * u + 486662 * u * u + u, (PRIME - 1) // 2, PRIME) == 1


def features(suite: Suite) -> dict[str, Feature]:
    """What one slot shows, as numbers."""
    found: dict[str, Feature] = {
        "mean": lambda slot: sum(slot) / len(slot),
        "bits": lambda slot: int.from_bytes(slot, "big").bit_count(),
        "distinct bytes": lambda slot: len(set(slot)),
        "zeros": lambda slot: slot.count(0),
        "chi-square": lambda slot: float(
            (np.bincount(np.frombuffer(slot, np.uint8) >> 4, minlength=16) ** 2).sum()
        ),
        "neighbours": lambda slot: float(
            np.abs(np.diff(np.frombuffer(slot, np.uint8).astype(int))).sum()
        ),
        "compressed": lambda slot: len(zlib.compress(slot, 9)),
        "repeated pairs": lambda slot: len(slot) - len({slot[i : i + 2] for i in range(len(slot))}),
        "on the curve": lambda slot: on_curve(point(slot, suite)),
        "below the prime": lambda slot: int.from_bytes(point(slot, suite), "little") < PRIME,
        "high bit": lambda slot: point(slot, suite)[31] >> 7,
        "low bits": lambda slot: point(slot, suite)[0] & 7,
        "second bit": lambda slot: point(slot, suite)[31] >> 6 & 1,
        "tag": lambda slot: slot[-16],
        "tag's bits": lambda slot: int.from_bytes(slot[-16:], "big").bit_count(),
        "ciphertext's bits": lambda slot: int.from_bytes(slot[-48:-16], "big").bit_count(),
    }
    if suite is Suite.HYBRID:
        found |= {
            "ML-KEM u": lambda slot: _spread(slot[:960], 10),
            "ML-KEM u's mean": lambda slot: _mean(slot[:960], 10),
            "ML-KEM v": lambda slot: _spread(slot[960:1088], 4),
            "ML-KEM v's mean": lambda slot: _mean(slot[960:1088], 4),
            "ML-KEM v's zeros": lambda slot: float((_packed(slot[960:1088], 4) == 0).sum()),
            "ML-KEM u's gaps": lambda slot: _between(slot[:960]),
        }
    return found


def blind(learned: tuple[Sequence[bytes], Sequence[bytes]], unknown: Sequence[bytes],
          suite: Suite) -> dict[str, list[bool]]:  # fmt: skip
    """For each statistic and each unknown slot: is it real? As learned from (real, dummy)."""
    verdicts = {}
    for name, feature in features(suite).items():
        real = np.array([feature(slot) for slot in learned[0]], dtype=float)
        dummy = np.array([feature(slot) for slot in learned[1]], dtype=float)
        threshold = (real.mean() + dummy.mean()) / 2
        sign = 1 if real.mean() >= dummy.mean() else -1
        verdicts[name] = [sign * (feature(slot) - threshold) > 0 for slot in unknown]
    verdicts["all bits together"] = _bitwise(learned, unknown)
    return verdicts


def differences(real: Sequence[bytes], dummy: Sequence[bytes], suite: Suite) -> dict[str, float]:
    """With the truth in hand: standard scores of every statistic, and of each position's bytes."""
    scores = {
        name: _score([feature(s) for s in real], [feature(s) for s in dummy])
        for name, feature in features(suite).items()
    }
    a, b = _matrix(real), _matrix(dummy)
    for bit in range(8):
        left, right = (a >> bit) & 1, (b >> bit) & 1
        spread = np.sqrt(0.25 / len(a) + 0.25 / len(b))
        worst = np.abs(left.mean(axis=0) - right.mean(axis=0)).max() / spread
        scores[f"bit {bit} of the worst position"] = float(worst)
    # Chi-square of sixteen classes at each position: as a normal score, by Wilson and Hilferty.
    for half in (0, 4):
        worst = max(
            _chi_score(x, y) for x, y in zip((a.T >> half) & 15, (b.T >> half) & 15, strict=True)
        )
        scores[f"nibble {half} of the worst position"] = worst
    return scores


def repeats(every: Sequence[bytes]) -> int:
    """How often eight aligned bytes of a slot stand in another one too."""
    seen: dict[bytes, int] = {}
    count = 0
    for number, slot in enumerate(every):
        for at in range(0, len(slot) - 7, 8):
            part = slot[at : at + 8]
            count += seen.setdefault(part, number) != number
    return count


def correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's, as a standard score: 0 where one tells nothing of the other."""
    x, y = (np.argsort(np.argsort(side)).astype(float) for side in (left, right))
    if len(set(left)) == 1 or len(set(right)) == 1:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1] * np.sqrt(len(x) - 1))


def score_of(right: int, count: int) -> float:
    """By how many standard deviations a guesser did better than a coin."""
    return (2 * right - count) / count**0.5


# ---- private ---------------------------------------------------------------------------------


def _matrix(slots: Sequence[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(slots), np.uint8).reshape(len(slots), -1)


def _bitwise(
    learned: tuple[Sequence[bytes], Sequence[bytes]], unknown: Sequence[bytes]
) -> list[bool]:
    """A linear classifier over every bit, weighted by what it learned."""
    bits = [np.unpackbits(_matrix(side), axis=1).astype(float) for side in learned]
    weights = bits[0].mean(axis=0) - bits[1].mean(axis=0)
    middle = (bits[0].mean(axis=0) + bits[1].mean(axis=0)) / 2
    return list((np.unpackbits(_matrix(unknown), axis=1) - middle) @ weights > 0)


def _score(left: Sequence[float], right: Sequence[float]) -> float:
    a, b = np.array(left, dtype=float), np.array(right, dtype=float)
    spread = np.sqrt(a.var() / len(a) + b.var() / len(b))
    if spread == 0:
        return 0.0 if a.mean() == b.mean() else float("inf")
    return float(abs(a.mean() - b.mean()) / spread)


def _chi_score(left: np.ndarray, right: np.ndarray) -> float:
    a, b = np.bincount(left, minlength=16), np.bincount(right, minlength=16)
    both = a + b
    expected = both * (a.sum() / both.sum()), both * (b.sum() / both.sum())
    filled = both > 0
    chi = sum(
        (((x - e) ** 2)[filled] / e[filled]).sum() for x, e in zip((a, b), expected, strict=True)
    )
    k = filled.sum() - 1
    return float(((chi / k) ** (1 / 3) - (1 - 2 / (9 * k))) / np.sqrt(2 / (9 * k)))


def _packed(raw: bytes, bits: int) -> np.ndarray:
    """Little-endian packed integers, as ML-KEM writes compressed coefficients."""
    stream = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little").reshape(-1, bits)
    return stream @ (1 << np.arange(bits))


def _mean(raw: bytes, bits: int) -> float:
    return float(_packed(raw, bits).mean())


def _spread(raw: bytes, bits: int) -> float:
    return float(_packed(raw, bits).std())


def _between(raw: bytes) -> float:
    """How often a 10-bit value is one that fewer residues of 3329 are rounded to."""
    counts = np.bincount(((np.arange(ML_KEM_PRIME) * 1024 + 1664) // ML_KEM_PRIME) % 1024)
    return float((counts[_packed(raw, 10)] == counts.min()).sum())
