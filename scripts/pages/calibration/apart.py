"""What stands apart from a file: targets, rare payers, drifts, rings, careless panelists."""

from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.controller import drift
from ais.economics.calibration.game import kept_share, skipping_bound
from ais.economics.calibration.outlook import outlook
from ais.economics.calibration.panel import (
    capture_probability,
    careless_limits,
    ring_bound,
    ring_odds,
)
from ais.economics.economy_parts import TARGETS
from ais.economics.reference import reference

from .parts import money, table


def outlays() -> list[str]:
    """What each target costs."""
    rows = []
    for target in TARGETS:
        asked = reference().changed({"target": target})
        seen = outlook(asked, calibrate(asked).parameters)
        rows.append((target, seen.met[-1], money(seen.claims)))
    return table(("target", "the file meets", "outlay an epoch"), rows, words=2)


def skipping() -> list[str]:
    """The part of the value read that rare payers keep, and the highest dues."""
    rows = []
    for decay in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9):
        kept = (f"{kept_share(decay, k, 1):.3f}" for k in (2, 4, 8))
        bound, k = skipping_bound(decay, 8, 1)
        rows.append((f"{decay:g}", *kept, f"{bound:.3f}", k))
    head = ("left after an epoch", "kept, k = 2", "k = 4", "k = 8", "highest D/V", "set by k")
    return table(head, rows)


def drifts() -> list[str]:
    """The mean step of a target that is just what is expected."""
    shown = (1, 2, 3, 4, 5, 6, 8, 10, 20)
    row = ("mean step an epoch", *(f"{drift(float(n), n):.4%}" for n in shown))
    return table(("target = expected", *map(str, shown)), [row])


def rings() -> list[str]:
    """A ring's chance, and the highest cap/(n x stipend)."""
    rows = []
    for eligible, ring in ((64, 8), (64, 13), (64, 16), (11, 3), (60, 8)):
        case = (5, eligible, ring)
        odds, bound = ring_odds(*case), ring_bound(*case)
        assert odds is not None
        assert bound is not None
        p = float(capture_probability(*case))
        limits = (f"{float(odds):.2f}", f"{float(bound):.2f}")
        rows.append((f"{ring} of {eligible}", f"{p:.2%}", *limits))
    head = ("ring", "majority of 5", "(1 - p)/p", "its own stipends counted")
    return table(head, rows)


def careless() -> list[str]:
    """Shares of careless panelists at which price and verdict err too much."""
    rows = []
    for tier in reference().tiers:
        for size in (5, 3):
            price, verdict = careless_limits(tier.mix, size)
            rows.append((tier.name, size, f"{price:.1%}", f"{verdict:.1%}"))
    return table(("disclosures of tier", "panel", "price off by 10 %", "verdict by 5 %"), rows)
