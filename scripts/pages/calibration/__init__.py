"""The numbers of docs/calibration.md: the reference economy's calibration, and the demo's."""

from collections.abc import Callable
from functools import partial

from matplotlib.figure import Figure

from ais.economics.pictures.calibration import multipliers

from . import apart, cover, files, refused
from .parts import found, told

PAGE = "calibration.md"


def _picture() -> Figure:
    return multipliers(told("reference"), found("reference").parameters)


_OF_EACH = {
    "parameters": files.parameters,
    "tiers": files.tiers,
    "membership": files.membership,
    "solvency": files.solvency,
    "budget": files.budget,
    "sectors": files.sectors,
    "ways": files.ways,
}

_OF_DEMO = ("parameters", "tiers", "membership", "solvency")
BLOCKS: dict[str, Callable[[], list[str]]] = {
    **{f"reference-{word}": partial(made, "reference") for word, made in _OF_EACH.items()},
    **{f"demo-{word}": partial(_OF_EACH[word], "demo") for word in _OF_DEMO},
    "outlays": apart.outlays,
    "skipping": apart.skipping,
    "drifts": apart.drifts,
    "rings": apart.rings,
    "careless": apart.careless,
    "cover-check": cover.cover_check,
    "refusals": refused.refusals,
}

PICTURES: dict[str, Callable[[], Figure]] = {"calibration-multipliers.svg": _picture}
