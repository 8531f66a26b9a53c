"""The picture of counts: well-formed whatever it is given, readable without eyes, and no script."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.flows.attestations.picture import picture, write_picture
from ais.flows.attestations.view import Counted

SVG = "{http://www.w3.org/2000/svg}"
HEIGHT_OF_A_PLOT = 150
COUNTS = st.integers(0, 2**32 - 1)
ROWS = st.builds(
    Counted,
    st.sampled_from([b"\1" * 32, b"\2" * 32]),
    st.text(max_size=100),
    st.integers(1, 500),
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    st.booleans(),
    st.booleans(),
)


def row(epoch: int, failing: int = 0, contested: int = 0, missing: int = 0) -> Counted:
    counts = failing, contested, missing
    return Counted(b"\1" * 32, "all-rules", epoch, 48, *counts, True, True)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str) -> dict[str, float]:
    """What each bar says of itself -> its height."""
    found = {}
    for each in ET.fromstring(svg).iter(f"{SVG}rect"):
        title = each.findtext(f"{SVG}title")
        if title:
            found[title] = float(each.attrib["height"])
    return found


@given(st.lists(ROWS, max_size=20), st.text(max_size=60))
def test_it_is_well_formed_and_has_neither_script_nor_link(rows: list[Counted], title: str) -> None:
    root = ET.fromstring(picture(rows, title=title))
    kinds = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert kinds <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "text", "g"
    }  # fmt: skip
    names = {name for each in root.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name]


@given(st.lists(ROWS, min_size=1, max_size=20))
def test_no_bar_is_higher_than_its_panel_or_lies_outside(rows: list[Counted]) -> None:
    svg = ET.fromstring(picture(rows))
    width = float(svg.attrib["width"])
    for each in svg.iter(f"{SVG}rect"):
        if each.find(f"{SVG}title") is not None:
            assert 2 <= float(each.attrib["height"]) <= HEIGHT_OF_A_PLOT + 0.1
            assert float(each.attrib["x"]) >= 0
            assert float(each.attrib["x"]) + float(each.attrib["width"]) <= width


def test_a_name_cannot_become_markup() -> None:
    nasty = "</text><script>alert(1)</script>&\"'\x00\x1b"
    svg = picture([Counted(b"\1" * 32, nasty, 1, 1, 1, 0, 0, True, True)], title=nasty)
    assert "<script" not in svg
    assert "\x00" not in svg
    assert any(each.startswith("</text><script>") for each in texts(svg))


def test_all_numbers_stand_in_words_for_whoever_cannot_see_it() -> None:
    svg = picture([row(2, 3, 1), row(3, 0, 0, 2)], title="Epochs")
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    assert [each.attrib.get("id") for each in list(root)[:2]] == named
    assert root.findtext(f"{SVG}title") == "Epochs"
    assert root.findtext(f"{SVG}desc") == (
        "all-rules, epoch 2: 48 posted, 3 failing, 1 contested, 0 missing. "
        "all-rules, epoch 3: 48 posted, 0 failing, 0 contested, 2 missing."
    )


def test_bars_are_as_high_as_their_counts_and_zero_has_none() -> None:
    found = bars(picture([row(2, 4, 1), row(3, 2)]))
    assert set(found) == {"epoch 2: 4 failing", "epoch 2: 1 contested", "epoch 3: 2 failing"}
    assert found["epoch 2: 4 failing"] == HEIGHT_OF_A_PLOT
    assert found["epoch 3: 2 failing"] == pytest.approx(HEIGHT_OF_A_PLOT / 2)


def test_the_three_kinds_differ_in_more_than_colour() -> None:
    fills = {
        (each.findtext(f"{SVG}title") or "").split()[-1]: each.attrib["fill"]
        for each in ET.fromstring(picture([row(2, 1, 1, 1)])).iter(f"{SVG}rect")
        if each.find(f"{SVG}title") is not None
    }
    assert fills == {
        "failing": "url(#solid)",
        "contested": "url(#stripes)",
        "missing": "url(#dots)",
    }


def test_each_policy_has_its_panel_and_a_running_epoch_is_marked() -> None:
    running = Counted(b"\2" * 32, "", 4, 12, 0, 0, 0, False, False)
    over = Counted(b"\2" * 32, "", 3, 12, 0, 0, 0, True, False)
    shown = texts(picture([row(2), over, running]))
    assert "all-rules" in shown
    assert "policy " + "02" * 8 in shown
    assert [each for each in ("2", "3 *", "4 …") if each not in shown] == []


def test_many_epochs_do_not_write_over_one_another() -> None:
    shown = texts(picture([row(epoch, 1) for epoch in range(1, 61)]))
    assert 10 <= sum(each.endswith("posted") for each in shown) <= 14


def test_before_the_first_post_it_says_so(tmp_path: Path) -> None:
    path = write_picture([], tmp_path / "empty.svg")
    assert any("Nothing has been posted" in each for each in texts(path.read_text()))
