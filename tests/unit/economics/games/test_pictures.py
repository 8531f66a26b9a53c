"""The pictures of the games: the title is the finding, and equal games give equal bytes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from ais.economics.games.participation import crowd
from ais.economics.pictures.games import Point, adoption, regions
from ais.economics.pictures.style import render

F = Fraction


def _title(made: object) -> str:
    return made._suptitle.get_text()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(
    ("d", "c", "finding"),
    [
        (("0.1", "-0.3"), "0", "only the second shares"),
        (("-0.3", "0.1"), "0", "only the first shares"),
        (("0.5", "0.5"), "0", "nobody shares"),
        (("0.1", "-0.3"), "0.2", "both share, and nothing else is stable"),
        (("0.5", "0.5"), "0.6", "both may share or nobody; not sharing is the safer"),
        (("0.5", "0.5"), "1", "both may share or nobody; neither is the safer"),
        (("0.5", "0.5"), "1.2", "both may share or nobody; sharing is the safer"),
        (("0.1", "-0.3"), "0.1", "on a boundary: a whole range of equilibria"),
    ],
)
def test_the_title_of_the_regions_says_what_the_game_does(
    d: tuple[str, str], c: str, finding: str
) -> None:
    made = regions(F(c), [Point("Here", F(d[0]), F(d[1])), Point("there", F(1), F(-1))])
    assert _title(made) == f"Here, c = {c}: {finding}"
    (axes,) = made.axes
    assert "unit of the knowledge" in axes.get_xlabel()
    assert {"Here", "there", "nobody shares"} <= {text.get_text() for text in axes.texts}


@pytest.mark.parametrize("c", ["0.02", "0.15", "0.3", "1.2", "9"])
def test_no_name_of_a_region_lies_over_another_region(c: str) -> None:
    """The names of the two small regions stand whole in them, or beside them with a line."""
    made = regions(F(c), [Point("Here", F("0.1"), F("-0.3"))])
    (axes,) = made.axes
    canvas = FigureCanvasAgg(made)
    canvas.draw()
    renderer, edge = canvas.get_renderer(), float(F(c))
    names = [text for text in axes.texts if text.get_text().startswith("both or nobody")]
    assert len(names) == 2
    for name in names:
        box = Text.get_window_extent(name, renderer).transformed(axes.transData.inverted())
        inside = min(box.x0, box.y0) >= 0 and max(box.x1, box.y1) <= edge
        beyond = edge <= box.x0 and box.x1 <= axes.get_xlim()[1] and edge <= box.y0
        below = box.x1 <= edge and box.y1 <= 0
        assert beyond or below if name.arrow_patch is not None else inside  # type: ignore[attr-defined]


def test_the_title_of_an_adoption_names_equilibria_critical_mass_and_what_is_selected() -> None:
    stairs = crowd(["-0.4", "0.2", "0.4"], "0.8", [3, 6, 20])
    assert _title(adoption(stairs)) == (
        "In equilibrium 3, 9 or 29 of 29 share; critical mass 7.8 or 14.26; selected: 29"
    )
    assert _title(adoption(crowd(["-0.1"] * 4, 1))) == "In equilibrium 4 of 4 share"
    assert "a range of equilibria" in _title(adoption(crowd([0, 1, 1], 1)))
    assert _title(adoption(crowd([0, 0], 0))) == "A range of equilibria; selected: 0 or 2"


def test_equal_games_give_equal_bytes() -> None:
    one, other = (adoption(crowd(["0.5"] * 5, 1)) for _ in range(2))
    assert render(one, "png") == render(other, "png")
    points = [Point("Here", F(1, 2), F(1, 2))]
    assert render(regions(F(1), points), "svg") == render(regions(F(1), points), "svg")
