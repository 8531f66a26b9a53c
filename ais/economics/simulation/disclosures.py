"""What firms disclose in an epoch: how many, of which kind, and what the panel should find.

Poisson numbers, kinds by each firm's own mix. Worthless ones come by error (``Care.worthless``) or
on purpose (a ring's); pieces of one disclosure come from those who cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ais.types import Verdict

from .conduct import Bools, Conduct
from .population import Ints, Population

__all__ = ["Disclosure", "disclosures_of", "numbers_of"]

_ANCHOR: Final = 2_500


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One submission. ``truth``: the right verdict; severity and scope: the right ones, bps.

    ``whole``: what it is worth to readers, 1 for a disclosure, a part of it for a piece, 0 for
    what is worthless. ``ring``: a ring's own.
    """

    firm: int
    sector: int
    severity_bps: int
    scope_bps: int
    truth: Verdict
    whole: float
    ring: bool = False


def numbers_of(firms: Population, factor: float, rng: np.random.Generator) -> Ints:
    """(n,): how many disclosures each firm has this epoch, whether it shares them or not."""
    found: Ints = rng.poisson(firms.rate * factor)
    return found


def disclosures_of(
    firms: Population,
    conduct: Conduct,
    numbers: Ints,
    sharing: Bools,
    worthless: float,
    rng: np.random.Generator,
) -> list[Disclosure]:
    """What is submitted, firm by firm: of the ``numbers`` of valid disclosures, what is shared.

    A worthless one comes besides, with probability ``worthless`` for each valid one. What is kept
    is drawn all the same, so that it does not change what others disclose.
    """
    made: list[Disclosure] = []
    cuts = rng.spawn(1)[0]
    draws = iter(rng.random((int(numbers.sum()), 2)).tolist())
    cumulated = firms.mix.cumsum(axis=1)
    for firm in np.flatnonzero(numbers).tolist():
        for _ in range(int(numbers[firm])):
            kind, flaw = next(draws)
            if not sharing[firm]:
                continue
            place = int(np.searchsorted(cumulated[firm], kind, side="right"))
            whole = _whole(firms, firm, min(place, len(firms.kinds) - 1))
            pieces = int(conduct.pieces[firm])
            made += _cut(whole, pieces, conduct.recognised, cuts) if pieces > 1 else [whole]
            if flaw < worthless:
                made.append(replace(whole, truth=Verdict.INVALID, whole=0.0))
    return made + _junk(conduct, firms, sharing)


def _whole(firms: Population, firm: int, place: int) -> Disclosure:
    kind = firms.kinds[place]
    numbers = kind.sector, kind.severity_bps, kind.scope_bps
    return Disclosure(firm, *numbers, Verdict.VALID, 1.0)


def _cut(
    whole: Disclosure, pieces: int, recognised: float, rng: np.random.Generator
) -> list[Disclosure]:
    """The first piece is new; each other one may be recognised as the same."""
    scope = whole.scope_bps - _ANCHOR if whole.scope_bps > _ANCHOR else whole.scope_bps
    known = (False, *(rng.random(pieces - 1) < recognised).tolist())
    truths = (Verdict.DUPLICATE if same else Verdict.VALID for same in known)
    piece = replace(whole, scope_bps=scope, whole=whole.whole / pieces)
    return [replace(piece, truth=truth) for truth in truths]


def _junk(conduct: Conduct, firms: Population, sharing: Bools) -> list[Disclosure]:
    """A ring's own, said to be of the sector of the gravest kind, of those who share at all."""
    sector = max(firms.kinds, key=lambda kind: (kind.factor, kind.sector)).sector
    return [
        Disclosure(firm, sector, 10_000, 10_000, Verdict.INVALID, 0.0, ring=True)
        for firm in np.flatnonzero(conduct.ring & sharing).tolist()
        for _ in range(conduct.junk)
    ]
