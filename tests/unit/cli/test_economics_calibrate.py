"""``ais economics example``, ``calibrate`` and ``verify``, offline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ais.cli.main import root
from ais.economics.reference import reference_description
from ais.errors import AisError


def ais(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["economics", *map(str, words)])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The example, calibrated to a file."""
    folder = tmp_path_factory.mktemp("calibrated")
    (folder / "economy.json").write_text(ais("example").output)
    found = ais("calibrate", folder / "economy.json", "--out", folder / "parameters.json")
    return folder, found


def test_the_example_is_the_reference_economy():
    assert json.loads(ais("example").output) == reference_description()


def test_a_calibration_is_told_in_tables_and_written_to_a_file(written):
    folder, found = written
    assert found.exit_code == 0
    for told in ("pricing.base", "sharing of regular", "no instrument", "initial fund"):
        assert told in found.output
    sections = json.loads((folder / "parameters.json").read_text())
    assert set(sections) == {"pricing", "rewards", "seats", "targets"}


def test_the_classes_that_prices_are_made_for_are_told(written, tmp_path):
    """They stand in no section of the file, and a network may have others."""
    _, found = written
    assert "core 5, 7, 11, 13, 15; critical 3, 8, 9, 12, 14, 16; others regular" in found.output
    assert "A new network's own differ" not in found.output
    described = reference_description()
    described["classes"] |= {"8": 2, "18": 3}
    del described["classes"]["15"]
    file = tmp_path / "economy.json"
    file.write_text(json.dumps(described))
    other = ais("calibrate", file)
    assert other.exit_code == 0
    assert "A new network's own differ for 8, 15, 18." in " ".join(other.output.split())
    plain = json.loads(ais("calibrate", file, "--json").output)
    assert plain["sector_classes"]["8"] == 2
    assert plain["classes_differ"] == [8, 15, 18]


def test_the_file_is_verified_and_a_wrong_one_refused(written):
    folder, _ = written
    done = ais("verify", folder / "parameters.json", folder / "economy.json")
    assert done.exit_code == 0
    assert "hold" in done.output.splitlines()[-1]
    sections = json.loads((folder / "parameters.json").read_text())
    sections["pricing"]["base"] = "10"
    (folder / "wrong.json").write_text(json.dumps(sections))
    refused = ais("verify", folder / "wrong.json")
    assert refused.exit_code == 1
    assert isinstance(refused.exception, AisError) or "parameters-unfit" in refused.output


def test_json_has_parameters_report_and_checks(written):
    folder, _ = written
    picture = folder / "prices.svg"
    words = ["calibrate", folder / "economy.json", "--target", "equilibrium", "--json"]
    found = json.loads(ais(*words, "--picture", picture).output)
    assert found["report"]["outlook"]["met"] == ["equilibrium"]
    assert found["report"]["solvency"]["paid"] == pytest.approx(0.95)
    assert {each["name"] for each in found["checks"]} >= {"ring", "solvency at the ceiling"}
    assert b"<svg" in picture.read_bytes()[:500]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no table"),
        ('{"name": "x"}', "tiers"),
        ('{"margin": 0.4, "margin": 0}', "margin stands twice"),
        (None, "cannot"),
    ],
)
def test_a_description_that_cannot_be_read_is_refused(tmp_path, content, told):
    file = tmp_path / "economy.json"
    if content is not None:
        file.write_text(content)
    refused = ais("calibrate", file)
    assert refused.exit_code == 1
    message = refused.output + str(refused.exception)
    assert told in message or content is None


def test_parameters_that_name_a_number_twice_are_refused(written, tmp_path):
    """Else the second would be checked, and a reader of the file might see the first."""
    folder, _ = written
    text = (folder / "parameters.json").read_text()
    file = tmp_path / "twice.json"
    file.write_text(text.replace('"base": ', '"base": "70", "base": ', 1))
    refused = ais("verify", file)
    assert refused.exit_code == 1
    assert "base stands twice" in refused.output + str(refused.exception)


def test_a_terminal_that_knows_no_such_letters_is_told_all_the_same(tmp_path):
    """What it cannot show is written as an escape, not as a stack of Python's; JSON is UTF-8."""
    file = tmp_path / "economy.json"
    described = reference_description() | {"name": "Übung"}
    file.write_text(json.dumps(described), encoding="utf-8")
    surroundings = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    words = [sys.executable, "-m", "ais", "economics", "calibrate", str(file)]
    done = subprocess.run(words, env=surroundings, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\xdcbung: sharing shall be the target \\xabonly\\xbb" in done.stdout
    plain = subprocess.run([*words, "--json"], env=surroundings, capture_output=True, check=False)
    assert json.loads(plain.stdout)["report"]["economy"] == "Übung"


def test_what_cannot_be_met_is_refused_with_what_would_do(tmp_path):
    file = tmp_path / "economy.json"
    described = reference_description()
    described["band"]["cap"] = 20
    file.write_text(json.dumps(described))
    refused = ais("calibrate", file)
    assert refused.exit_code == 1
    assert "band.cap = " in refused.output + getattr(refused.exception, "next_step", "")
