"""The pool's fund by chance, and the formula of its cover."""

import numpy as np

from ais.economics.calibration.calibrate import Calibration
from ais.economics.calibration.laws import ClaimsLaw, claims_law
from ais.economics.calibration.solvency import cover, drawn_claims, run_pool

from .parts import found, told

_FIRST_EPOCHS = 100_000
_RUNS = 4_000
_COVERED, _ROUNDING = 400, 0.01  # pools, tokens


def cover_check() -> list[str]:
    """The fund by chance: pools in whole units at the ceiling, with a seed."""
    case = found("reference")
    economy, has = case.economy, told("reference").solvency
    law = claims_law(economy, case.parameters, case.parameters.pricing.ceiling_bps)
    epochs = economy.funding.epochs
    claims = list(drawn_claims(law, epochs * _RUNS, 1e-6, seed=1))
    short = np.zeros(epochs)
    for run in range(_RUNS):
        seen = run_pool(
            economy,
            case.parameters,
            claims[run * epochs : (run + 1) * epochs],
            initial=round(has.fund * 1e6),
            external=round(economy.funding.external * 1e6),
            paid=economy.funding.paid,
        )
        short += [r < c for r, c in zip(seen.reserved, seen.claims, strict=True)]
    worst = int(short.argmax())
    most = 1 - economy.funding.in_full
    many = list(drawn_claims(law, _FIRST_EPOCHS, 1e-6, seed=2))
    beyond = np.mean(np.array(many, dtype=object) > round(has.fund * 1e6))
    return [
        *_cover_formula(case, law),
        f"Of {_RUNS:,} pools with that fund, drawn with seed 1, {short[worst] / _RUNS:.1%} could",
        f"not pay in full in epoch {worst + 1}, the worst; {most:.0%} may, and so many draws leave",
        "some tenths of a per cent open.",
        f"Of {_FIRST_EPOCHS:,} first epochs (seed 2) it was {beyond:.2%}.",
        "",
    ]


def _cover_formula(case: Calibration, law: ClaimsLaw) -> list[str]:
    """The formula of the cover at b = 1 against pools in whole units, dues within their bounds."""
    funding = case.economy.funding
    epochs, fund = funding.epochs, round(law.quantile(funding.in_full) * 1e6)
    claims = list(drawn_claims(law, epochs * _COVERED, 1e-6, seed=3))
    off = []
    for run in range(_COVERED):
        drawn = claims[run * epochs : (run + 1) * epochs]
        free = run_pool(case.economy, case.parameters, drawn, initial=fund).free
        off += [(has - told) / 1e6 for has, told in zip(free, cover(fund, drawn), strict=True)]
    exact = [each for each in off if abs(each) < _ROUNDING]
    return [
        "",
        f"At b = 1 and without outside money {len(exact) / len(off):.2%} of {len(off):,} closes",
        f"find what the formula says, to {max(map(abs, exact)):.4f} tokens of rounding. In the",
        f"others the cap of dues had acted before: there at most {-min(off):,.2f} tokens lack.",
        "",
    ]
