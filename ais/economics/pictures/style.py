"""How every picture looks, and how it becomes PNG or SVG.

The title says the finding; axes name their unit. Colours are told apart by the colour-blind
(Okabe and Ito 2008), lines by their dashes too. No display is needed, and the same figure gives the
same bytes.
"""

from __future__ import annotations

import io
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["COLOURS", "DASHES", "figure", "render"]

#: Okabe and Ito's colours, the dark ones first.
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES: Final = ("-", "--", "-.", ":")
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "grid.color": "#d8dee4",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "ais",
}


def figure(
    title: str, *, panels: int = 1, width: float = 8.0, height: float = 4.5
) -> tuple[Figure, list[Axes]]:
    """Make an empty figure with ``panels`` axes below each other.

    ``title`` says what is found. ``width`` and the ``height`` of one panel are in inches.
    """
    with mpl.rc_context(_STYLE):
        made = Figure(figsize=(width, height * panels), layout="constrained")
        made.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        axes = [made.add_subplot(panels, 1, number + 1) for number in range(panels)]
    return made, axes


def render(made: Figure, kind: Literal["png", "svg"]) -> bytes:
    """Give the bytes of a picture; equal figures give equal bytes."""
    buffer = io.BytesIO()
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    with mpl.rc_context(_STYLE):
        made.savefig(buffer, format=kind, metadata=metadata, dpi=144)
    return buffer.getvalue()
