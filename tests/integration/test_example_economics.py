"""The story of the economics runs as it stands, without a chain; its figures are the models'."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("story") / "pictures"
    line = [sys.executable, str(ROOT / "examples/economics.py"), str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, folder


def chapter(text: str, number: int) -> str:
    found = re.search(rf"^{number}\. .*?(?=^\d\. |\Z)", text, re.M | re.S)
    assert found is not None, f"chapter {number} is missing"
    return found[0]


def test_the_papers_claims_stand_beside_what_holds(told: tuple[str, Path]) -> None:
    text = chapter(told[0], 1)
    assert "table 2: claimed (C, C) alone" in text
    assert "as printed: (D, D); by its own rule: (D, C)" in text


def test_an_officer_reads_what_to_invest_and_what_sharing_saves(told: tuple[str, Path]) -> None:
    text = chapter(told[0], 2)
    assert "alone: invest 196,410" in text
    assert "5.99 of 6 million: invest 0" in text
    costs = [int(each.replace(",", "")) for each in re.findall(r"cost ([\d,]+)", text)]
    saved = re.search(r"saves ([\d,]+) a year", chapter(told[0], 3))
    assert saved is not None
    assert int(saved[1].replace(",", "")) == pytest.approx(costs[0] - costs[1], abs=1)


def test_payments_sum_to_nothing(told: tuple[str, Path]) -> None:
    assert "payments sum to 0; better off by" in chapter(told[0], 4)


def test_every_tier_earns_more_than_it_needs(told: tuple[str, Path]) -> None:
    rows = re.findall(
        r"needs ([\d.]+) tokens and earns ([\d.]+) at the lowest", chapter(told[0], 5)
    )
    assert len(rows) == 3
    assert all(float(earns) > float(needs) for needs, earns in rows)


def test_both_networks_are_simulated_and_judged(told: tuple[str, Path]) -> None:
    text = chapter(told[0], 6)
    for network in ("calibrated", "documented defaults"):
        assert len(re.findall(rf"   {network}: .* (?:not )?as wanted:", text)) == 2
    assert "calibrated: Does reading without sharing pay? as wanted" in text
    assert "calibrated: Does sharing sustain itself, and are claims paid? as wanted" in text
    assert "documented defaults: Does sharing sustain itself, and are claims paid? not" in text


def test_the_pictures_are_there(told: tuple[str, Path]) -> None:
    names = sorted(each.name for each in told[1].iterdir())
    assert names == ["investment.png", "partners.png"]
    assert all(each.read_bytes().startswith(b"\x89PNG") for each in told[1].iterdir())
