"""The committed pictures of the docs say what the models say now, each in its page."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from matplotlib.figure import Figure

from ais.economics.pictures.style import render
from tests.house.tree import ROOT

DOCS = ROOT / "docs"


@contextmanager
def _scripts() -> Iterator[None]:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        yield
    finally:
        sys.path.pop(0)


def _drawn() -> dict[str, Callable[[], Figure]]:
    with _scripts():
        import pictures  # noqa: PLC0415  a script's module

        return pictures.pictures()


DRAWN = _drawn()


def words(svg: str) -> list[str]:
    """All that a picture writes: titles, names of lines, numbers of axes; in no order."""
    return sorted(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_committed_picture_says_what_its_figure_says_now(name: str) -> None:
    """Bytes depend on the drawing library; words and numbers must be today's."""
    found = words((DOCS / "pictures" / name).read_text())
    assert len(found) > 10
    assert found == words(render(DRAWN[name](), "svg").decode()), "run scripts/pictures.py"


def test_every_picture_is_drawn_by_a_script_and_shown_by_a_page() -> None:
    held = {file.name for file in (DOCS / "pictures").iterdir()}
    shown = {
        name
        for page in DOCS.glob("*.md")
        for name in re.findall(r"pictures/([\w-]+\.svg)", page.read_text())
    }
    assert held == shown == set(DRAWN)
