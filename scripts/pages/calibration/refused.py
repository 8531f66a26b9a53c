"""Economies that are refused, and what would do."""

from ais.economics.calibration.calibrate import calibrate
from ais.economics.reference import reference
from ais.errors import CalibrationInfeasible, EconomyRefused

from .parts import table

_ALL_DISCLOSE = tuple(f"tiers.{name}.disclosures" for name in ("regular", "core", "critical"))
_REFUSED: tuple[tuple[str, dict[str, object]], ...] = (
    ("reading costs more than it brings", {"tiers.core.search": 500}),
    ("worth hardly decays, so that one epoch in k pays", {"reading.decay": 0.9}),
    ("a cap below what sharing needs", {"band.cap": 50}),
    ("dues that do not come in", {"funding.paid": 0.7}),
    ("a ring of two thirds", {"panel.ring": 40}),
    ("a ceiling above 16 floors", {"band.ceiling_bps": 130_000}),
    ("one's own share above the ratio", {"funding.ratio": 0.01, "tiers.core.members": 40}),
    ("a ring of two thirds, and dues that do not come in", {"panel.ring": 40, "funding.paid": 0.7}),
    ("a token of too many decimals", {"decimals": 30}),
    ("a negative risk", {"tiers.core.risk": -1}),
    ("a worth that is no number", {"tiers.core.worth.core": float("nan")}),
    (
        "nobody discloses",
        dict.fromkeys(_ALL_DISCLOSE, 0),
    ),
)


def refusals() -> list[str]:
    """Economies that are refused, and what would do."""
    rows = []
    for what, changes in _REFUSED:
        given = ", ".join(f"`{path}` = {value}" for path, value in changes.items())
        try:
            calibrate(reference().changed(changes))
        except CalibrationInfeasible as refused:
            told_ = ", ".join(f"`{path}` = {value:.6g}" for path, value in refused.changes.items())
            rows.append((what, given, refused.constraint, told_))
        except EconomyRefused as refused:
            rows.append((what, given, f"`{refused.field}` {refused.reason}", "-"))
    return table(("what", "changed", "constraint", "smallest relaxation"), rows, words=4)
