"""``ais economics simulate`` and ``tipping``, offline."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ais.cli.main import root
from ais.economics.reference import reference_description
from ais.errors import AisError, EconomyRefused, FileUnusable, ParametersRefused

SHORT = ("--epochs", "3", "--seeds", "2", "--processes", "1")


def ais(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["economics", *map(str, words)])


def test_a_baseline_states_what_it_was_made_of_and_ends_with_verdicts():
    found = ais("simulate", *SHORT)
    assert found.exit_code == 0
    for told in (
        "log-normal",
        "mu 0.2",
        "sigma 0.2",
        "belief 0.3 + 0.7 x adoption",
        "numpy",
        "3, 2 from 1 on",
        "baseline, calibrated:",
        "baseline, documented defaults:",
        "net gain against staying out",
    ):
        assert told in found.output


def test_as_json_everything_is_there_and_the_same_again():
    words = ("simulate", *SHORT, "--scenario", "free-riders", "--alone", "--json")
    first, second = ais(*words), ais(*words)
    assert first.output == second.output
    told = json.loads(first.output)
    assert told["seeds"] == [1, 2]
    assert set(told["versions"]) == {"ais", "python", "numpy", "scipy"}
    assert set(told["settings"]["calibrated"]["rule"]) >= {"revise", "noise", "belief_floor"}
    assert set(told["draws"]) == {"1", "2"}
    draw = told["draws"]["1"]
    assert set(draw) >= {"tier", "home", "rate", "risk", "effort", "appetite"}
    assert {len(numbers) for numbers in draw.values()} == {200}
    (scenario,) = told["scenarios"]
    assert isinstance(scenario["verdict"]["holds"], bool)
    series = scenario["cases"]["they ride"]["course"]["series"]
    assert len(series["claims"]) == 3
    assert len(series["claims"][0]) == 3


def test_the_pools_books_can_be_done_again_from_the_records():
    """What is free after an epoch, from what was before it and what came and went, to the unit."""
    words = ("simulate", "--epochs", "6", "--seeds", "2", "--alone", "--records", "--json")
    told = json.loads(ais(*words).output)
    records = told["scenarios"][0]["cases"]["as it is"]["records"]
    assert [run["seed"] for run in records] == [1, 2]
    for run in records:
        assert [each["epoch"] for each in run["epochs"]] == [1, 2, 3, 4, 5, 6]
        for before, now in pairwise(run["epochs"]):
            came = now["funded"] + now["dues"] + now["forfeited"]
            assert now["free"] == before["free"] + came - now["paid"]
            assert before["reserved"] == now["paid"] + now["set_off"] + now["dust"]
            assert now["claims"] == now["reserved"] + now["lapsed"]
        assert len(run["gain"]) == len(told["draws"]["1"]["tier"])


def test_without_being_asked_no_records_are_told():
    told = json.loads(ais("simulate", *SHORT, "--alone", "--json").output)
    assert "records" not in told["scenarios"][0]["cases"]["as it is"]


def test_pictures_are_drawn_in_both_kinds(tmp_path: Path):
    words = ("simulate", "--epochs", "2", "--seeds", "1", "--alone")
    found = ais(*words, "--pictures", tmp_path / "drawn", "--json")
    files = json.loads(found.output)["pictures"]
    assert [Path(file).name for file in files] == [
        f"sim-{name}.{kind}"
        for name in ("adoption", "members", "money", "multiplier", "gain")
        for kind in ("png", "svg")
    ]
    assert all(Path(file).stat().st_size > 5_000 for file in files)


def test_a_file_of_parameters_takes_the_place_of_the_calibration(tmp_path: Path):
    file, economy = tmp_path / "mine.json", tmp_path / "economy.json"
    economy.write_text(json.dumps(reference_description()))
    assert ais("calibrate", economy, "--out", file).exit_code == 0
    words = ("simulate", economy, *SHORT, "--alone", "--json")
    own = json.loads(ais(*words, "--parameters", file).output)
    calibrated = json.loads(ais(*words).output)
    assert list(own["settings"]) == ["mine.json"]
    assert own["scenarios"][0]["cases"] != {}
    of_file, of_economy = own["scenarios"][0]["cases"], calibrated["scenarios"][0]["cases"]
    assert of_file["as it is"]["prints"] == of_economy["as it is"]["prints"]


def test_equal_firms_are_told_exactly():
    found = json.loads(ais("tipping", "--equal", "6", "5", "1.5", "--firms", "50", "--json").output)
    assert found["critical_mass"] == "25/3"
    assert found["by_bisection"] == pytest.approx([25 / 3, 25 / 3])
    assert (found["settles_from_just_below"], found["settles_from_just_above"]) == (0, 50)


def test_a_described_economy_s_tipping_point_is_checked_from_both_sides():
    found = json.loads(ais("tipping", "--choice", "in-or-out", "--json").output)
    (point,) = found["points"]
    assert point["checked"] is True
    assert point["below"] < point["share"] < point["above"]
    assert "checked" in ais("tipping", "--choice", "in-or-out").output


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("simulate", "--scenario", "no-such"), 2),
        (("simulate", "--firms", "1"), 2),
        (("tipping", "--equal", "a", "b", "c"), 2),
    ],
)
def test_wrong_usage_is_status_2(words: tuple[str, ...], status: int):
    assert ais(*words).exit_code == status


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "--noise", "nan", *SHORT),
        ("simulate", "--initial", "1.5", *SHORT),
        ("simulate", "no-such-file.json"),
        ("tipping", "--multiplier-bps", "1"),
        ("tipping", "--equal", "-6", "5", "1.5"),
        ("tipping", "--firms", "20"),
    ],
)
def test_what_no_model_takes_is_refused(words: tuple[str, ...]):
    found = ais(*words)
    assert found.exit_code == 1
    assert isinstance(found.exception, AisError)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"no JSON", EconomyRefused),
        (b"\xff\xfe\x00", EconomyRefused),
        (b"[]", EconomyRefused),
        (b"[" * 100_000, EconomyRefused),
        (None, FileUnusable),
    ],
)
@pytest.mark.parametrize("word", ["simulate", "tipping", "calibrate"])
def test_a_file_that_describes_nothing_is_refused_alike_by_every_command(
    tmp_path: Path, word: str, content: bytes | None, error: type[AisError]
):
    file = tmp_path / "economy.json"
    if content is not None:
        file.write_bytes(content)
    found = ais(word, file)
    assert (found.exit_code, type(found.exception)) == (1, error)
    assert "economy.json" in str(found.exception)
    assert "Errno" not in str(found.exception)


def test_a_file_of_parameters_that_is_none_is_refused_as_such(tmp_path: Path):
    file = tmp_path / "mine.json"
    file.write_text("[]")
    assert isinstance(ais("simulate", "--parameters", file).exception, ParametersRefused)


def test_seeds_are_counted_from_the_first_and_what_firms_do_follows_them():
    """Seed 2 is the same seed, whether it comes second or first; other seeds, other firms."""
    words = ("simulate", "--epochs", "3", "--processes", "1", "--alone", "--json", "--records")
    both = json.loads(ais(*words, "--seeds", "2").output)
    second = json.loads(ais(*words, "--seeds", "1", "--first-seed", "2").output)
    assert (both["seeds"], second["seeds"]) == ([1, 2], [2])
    assert second["draws"] == {"2": both["draws"]["2"]}
    assert both["draws"]["1"] != both["draws"]["2"]
    for wrong in ("-1", "one"):
        assert ais(*words, "--first-seed", wrong).exit_code == 2


def test_the_rule_of_revision_is_the_one_that_was_asked_for():
    words = ("simulate", *SHORT, "--alone", "--json")
    told = json.loads(ais(*words, "--revise", "0.5", "--belief-floor", "0.1").output)
    rule = told["settings"]["calibrated"]["rule"]
    assert (rule["revise"], rule["belief_floor"]) == (0.5, 0.1)
    assert told["scenarios"] != json.loads(ais(*words).output)["scenarios"]


def test_a_picture_goes_into_a_folder_that_is_there(tmp_path: Path):
    """A folder that is missing is named before anything is computed, and made by nobody."""
    missing = tmp_path / "nowhere"
    for words in (
        ("calibrate", "--picture", missing / "a.png"),
        ("calibrate", "--out", missing / "a.json"),
        ("tables", "--picture", missing / "a.svg"),
    ):
        found = ais(*words)
        assert found.exit_code == 2
        assert f"the folder '{missing}' does not exist" in found.output
    assert not missing.exists()
