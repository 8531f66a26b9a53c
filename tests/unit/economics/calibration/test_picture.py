"""The picture of prices in the long run says what the report says."""

from __future__ import annotations

from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.report import report
from ais.economics.pictures.calibration import multipliers
from ais.economics.pictures.style import render
from ais.economics.reference import reference


def test_the_title_counts_sectors_near_the_ends_of_the_band_and_the_axes_have_units():
    found = calibrate(reference())
    told = report(found)
    medians = [each.median for each in told.sectors]
    made = multipliers(told, found.parameters)
    title = made.get_suptitle()
    high = sum(each >= 20_000 / 1.1 for each in medians)
    low = sum(each <= 8_000 * 1.1 for each in medians)
    assert f"{high} of 9 sectors stand near the ceiling 2" in title
    assert f"{low} near the floor 0.8" in title
    assert [axes.get_xlabel() != "" for axes in made.axes] == [True] * 3
    assert "(%" in made.axes[2].get_ylabel()
    assert len(made.axes[1].get_yticklabels()) == len(told.sectors)
    assert render(made, "png").startswith(b"\x89PNG")


def test_a_single_sector_is_drawn_too():
    """Where one sector is the least, the best and the most met, it is drawn once."""
    alone = reference().changed(
        {
            f"tiers.{name}.mix": [
                {"sector": 8, "severity_bps": 5_000, "scope_bps": 5_000, "probability": 1}
            ]
            for name in ("regular", "core", "critical")
        }
        | {"tiers.critical.risk": 12}
    )
    found = calibrate(alone)
    made = multipliers(report(found), found.parameters)
    assert len(made.axes[0].get_lines()) == 1
