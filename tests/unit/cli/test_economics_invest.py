"""``ais economics invest``, ``worth`` and ``coordinate``: offline, as text, JSON and pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ais.cli import main

INVEST = [
    *("invest", "--revenue", "40e6", "--wealth", "6e6", "--loss", "2e6"),
    *("--vulnerability", "0.4", "--halved-by", "150000"),
]
PARTNERS = ["--partners", "12", "--sharing", "0.6", "--common", "0.5", "--stops", "0.8"]
INDICATOR = [
    *("worth", "--loss", "20000", "--encounters", "40", "--before", "0.05", "--after", "0.01"),
]


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a home of ours nor one of the user's."""
    monkeypatch.setenv("AIS_HOME", str(tmp_path / "absent/home"))
    monkeypatch.setenv("HOME", str(tmp_path / "absent"))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(("economics", *words))
    shown = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, shown.out, shown.err


def document(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    status, out, err = run(capsys, *words, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_an_exponent_that_class_two_does_not_have_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not ignored without a word; class II alone is answered."""
    status, _, err = run(capsys, *INVEST, "--class", "II", "--beta", "2")
    assert (status, "class II has none" in err) == (2, True)
    assert document(capsys, *INVEST, "--class", "II")["alone"]


@pytest.mark.parametrize("name", ["--decay", "--discount"])
def test_what_shapes_the_years_is_refused_without_them(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Not ignored without a word; with --upkeep it moves them, and its ends are told."""
    status, _, err = run(capsys, *INVEST, name, "0.5")
    assert (status, f"{name} is of the years that --upkeep adds" in err) == (2, True)
    years = [*INVEST, "--upkeep", "100000"]
    usual = document(capsys, *years)["years"]["investment"]
    assert document(capsys, *years, name, "0.5")["years"]["investment"] != usual
    for wrong in ("-1", "2", "nan"):
        status, _, err = run(capsys, *years, name, wrong, "--json")
        error = json.loads(err)["error"]
        assert (status, error["code"], error["fields"]["field"]) == (1, "model-refused", name[2:])


def test_invest_tells_each_models_sum_alone_and_with_partners(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = document(capsys, *INVEST, *PARTNERS)
    assert found["alone"]["risk_neutral"] == pytest.approx(196_410.16, abs=0.01)
    assert found["sharing"]["risk_neutral"] < found["alone"]["risk_neutral"]
    saved = found["alone"]["expected_cost"] - found["sharing"]["expected_cost"]
    assert found["worth"]["saved"] == pytest.approx(saved)
    assert found["share_of_revenue"]["alone"] == pytest.approx(
        found["alone"]["risk_neutral"] / 40e6
    )
    assert "years" not in found

    status, out, _ = run(capsys, *INVEST, *PARTNERS)
    assert status == 0
    assert "196,410" in out
    assert f"{found['worth']['saved']:,.0f} a year" in out


def test_invest_without_a_wealth_takes_the_revenue(capsys: pytest.CaptureFixture[str]) -> None:
    words = [*INVEST[:3], *INVEST[5:]]
    found = document(capsys, *words)
    assert found == document(capsys, *words, "--wealth", "40e6")


def test_invest_over_the_years_invests_more_today(capsys: pytest.CaptureFixture[str]) -> None:
    years = document(capsys, *INVEST, "--upkeep", "150000")["years"]
    assert len(years["investment"]) == 10
    assert years["investment"][0] > years["static"][0]
    assert "with learning" in run(capsys, *INVEST, "--upkeep", "150000")[1]


def test_worth_of_an_indicator_is_encounters_times_drop_times_loss(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = document(capsys, *INDICATOR)["indicator"]
    assert found["every_success_costs"] == pytest.approx(32_000)
    assert found["most_to_pay"] == pytest.approx(found["only_the_first_costs"])
    assert found["most_to_pay"] < 32_000
    assert found["most_to_pay_for_growth"] is None
    rich = document(capsys, *INDICATOR, "--wealth", "1e5", "--search-cost", "1000")["indicator"]
    assert rich["most_to_pay"] == pytest.approx(found["most_to_pay"] - 1000)
    grown = rich["most_to_pay_for_growth"]
    assert grown["fixed"] < rich["most_to_pay"] < grown["proportional"]
    sure = document(capsys, *INDICATOR, "--after", "0", "--wealth", "1e5")["indicator"]
    grown = sure["most_to_pay_for_growth"]
    assert grown["fixed"] == pytest.approx(grown["proportional"])
    assert grown["fixed"] > sure["most_to_pay"]


def test_worth_of_partners_is_what_invest_says(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["worth", "--loss", "2e6", "--vulnerability", "0.4", "--halved-by", "150000"]
    found = document(capsys, *words, *PARTNERS)["sharing"]
    assert found["saved"] == document(capsys, *INVEST, *PARTNERS)["worth"]["saved"]
    saved = [row["saved"] for row in found["by_partners"]]
    assert saved == sorted(saved)
    assert "attacks stopped" in run(capsys, *words, *PARTNERS)[1]


def test_pictures_are_written_as_their_names_say(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    png, svg = tmp_path / "a.png", tmp_path / "b.SVG"
    assert document(capsys, *INVEST, "--picture", str(png))["picture"] == str(png)
    assert png.read_bytes().startswith(b"\x89PNG")
    words = ["worth", "--loss", "2e6", "--vulnerability", "0.4", "--halved-by", "150000"]
    document(capsys, *words, "--picture", str(svg))
    assert "<svg" in svg.read_text()

    assert run(capsys, *INVEST, "--picture", str(tmp_path / "c.gif"))[0] == 2
    status, _, err = run(capsys, *INVEST, "--picture", str(tmp_path / "no/d.png"))
    assert status == 2
    assert "the folder" in err


def test_a_loss_of_all_the_wealth_is_refused_and_says_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, err = run(capsys, *INVEST[:5], "--loss", "6e6", *INVEST[7:])
    assert (status, out) == (1, "")
    assert "error[model-refused]: loss is 6e+06: it must be below the wealth" in err


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["invest", "--revenue", "1", "--loss", "1"], "vulnerability"),
        (["worth", "--loss", "1"], "--encounters"),
        (["worth", "--loss", "1", "--encounters", "1"], "before"),
        (["worth", "--loss", "1", "--vulnerability", "0.1"], "halved-by"),
        ([*INDICATOR, "--picture", "x.svg"], "vulnerability"),
        (["coordinate"], "FILE"),
    ],
)
def test_wrong_usage_names_what_is_missing(
    capsys: pytest.CaptureFixture[str], words: list[str], missing: str
) -> None:
    status, _, err = run(capsys, *words)
    assert status == 2
    assert missing in err


def test_the_example_case_can_be_coordinated(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    status, out, _ = run(capsys, "coordinate", "--example")
    assert status == 0
    file.write_text(out)

    found = document(capsys, "coordinate", str(file))
    assert [fix["fixer"] for fix in found["coordination"]["fixes"]] == ["vendor", "clinic"]
    assert found["coordination"]["surplus"] == "11700"
    assert found["cross_subsidy"]["subsidy"] == "700"
    assert found["coordination"]["fixes"][1]["least_cost_avoider"] == "vendor"
    assert found["liability"]["gap"]["missing"] == pytest.approx(74_673.41, abs=0.01)
    assert found["liability"]["transfers"]["matching_rate"] == pytest.approx(0.5)
    status, out, _ = run(capsys, "coordinate", str(file), "--split", "0")
    assert "payments sum to 0" in out
    assert status == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ('{"issues": {}, "fixers": {}, "issues": {}}', "issues stands twice"),
        ('{"issues": 1, "fixers": {}}', "issues must be an object"),
        ('{"issues": {"x": {"p": {"probability": NaN, "loss": 1}}}, "fixers": {}}', "probability"),
        ('{"issues": {"x": {"p": {"probability": 1, "loss": 1.0e99}}}, "fixers": {}}', "longer"),
    ],
)
def test_a_file_that_does_not_work_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "case.json"
    file.write_text(text)
    status, out, err = run(capsys, "coordinate", str(file))
    assert (status, out) == (1, "")
    assert said in err


def test_a_file_that_is_not_there_or_not_text_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, "coordinate", str(tmp_path / "absent"))[0] == 1
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    status, _, err = run(capsys, "coordinate", str(tmp_path / "bytes"))
    assert status == 1
    assert "UTF-8" in err


def test_a_cross_subsidy_that_cannot_be_is_refused_with_what_would_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    case = json.loads(run(capsys, "coordinate", "--example")[1])
    case["cross_subsidy"]["spillover"] = 0
    file.write_text(json.dumps(case))
    status, _, err = run(capsys, "coordinate", str(file))
    assert status == 1
    assert "calibration-infeasible" in err
    assert "a spillover higher by more than" in err
