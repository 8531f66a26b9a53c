"""What a picture of adoption says above it is what the runs say."""

from __future__ import annotations

import numpy as np
import pytest

from ais.economics.pictures.simulation import adoption_picture
from ais.economics.simulation.adoption import Adoption


@pytest.mark.parametrize(
    ("grown", "told"),
    [
        (
            {0.1: 0.0, 0.3: 1.0},
            "from 10% and below most seeds starve, from 30% and above most grow",
        ),
        ({0.1: 0.0, 0.2: 0.5, 0.3: 1.0}, "from 10% and below most seeds starve, from 30%"),
        ({0.1: 1.0, 0.3: 0.9}, "from 10% and above most grow"),
        ({0.1: 0.2, 0.2: 0.8, 0.3: 0.4, 0.4: 1.0}, "which beginnings grow differs by chance"),
    ],
)
def test_the_title_tells_only_what_holds_on_its_whole_side(
    grown: dict[float, float], told: str
) -> None:
    flat = {start: np.full((3, 4), start) for start in grown}
    drawn = adoption_picture(
        Adoption(network="n", seeds=(1, 2), tipping=(), members=flat, grown=grown)
    )
    assert told in str(drawn.get_suptitle())
    assert "band: 10-90 % of the seeds" in drawn.axes[0].get_xlabel()
