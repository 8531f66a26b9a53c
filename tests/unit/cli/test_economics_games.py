"""``ais economics tables``, ``game`` and ``gao``: one shape as JSON, refusals by name, pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ais.cli import main


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(("economics", *words))
    shown = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, shown.out, shown.err


def _value(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    status, out, _ = _run(capsys, *words, "--json")
    assert status == 0
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


class TestTables:
    def test_printed_by_rule_and_claimed_stand_side_by_side(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = _value(capsys, "tables")
        told = {(t["table"], t["orientation"]): t for t in found["tables"]}
        assert len(told) == 4
        paid = told[2, "as-paid"]
        assert paid["equilibria"] == {
            "printed": ["(D, D)"],
            "by_rule": ["(D, C)"],
            "claimed": "(C, C) alone",
        }
        assert told[2, "as-told"]["equilibria"]["by_rule"] == ["(C, D)"]
        broken = [c for c in paid["cells"] if not c["follows_rule"]]
        assert [(c["profile"], c["player"], c["printed"], c["by_rule"]) for c in broken] == [
            ("CD", "column", "3", "4"),
            ("DC", "column", "0.9", "1.3"),
        ]
        assert not any(t["claim_holds"][way] for t in told.values() for way in t["claim_holds"])

    def test_the_smallest_changes_are_told_with_where_they_start_from(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = _value(capsys, "tables")["changes"]
        told = {(c["table"], c["claim"], c["from"], c["parameter"]): c for c in found}
        wanted = {
            (1, "(C, C), (D, D), a mixed one", "rule", "complementarity c"): "> 0.5",
            (1, "(C, C) is risk-dominant", "rule", "complementarity c"): "> 1",
            (2, "(C, C) alone", "rule", "incentive s"): "> 0.3",
            (2, "(C, C) alone", "rule", "risk r"): ">= 0 and < 0.2",
            (2, "(C, C) alone", "rule", "complementarity c"): "> 0.1",
            (2, "(C, C) alone", "print", "complementarity c"): None,
        }
        assert {key: told[key]["smallest_change"] for key in wanted} == wanted

    def test_people_see_the_same(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        status, out, _ = _run(capsys, "tables", "--picture", str(tmp_path / "tables.svg"))
        assert status == 0
        assert "the claim holds        neither way" in out
        assert (tmp_path / "tables.svg").read_text().startswith("<?xml")


class TestGame:
    def test_two_are_shown_as_a_matrix(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("--knowledge", "1,3", "--risk", "0.3", "--incentive", "0.2")
        found = _value(capsys, "game", *words, "--complementarity", "0.1")
        assert found["net_costs"] == ["0.1", "-0.3"]
        assert found["matrix"][0] == {"profile": "CC", "payoffs": ["4", "4.4"]}
        assert found["equilibria_of_two"] == ["C with probability [0, 1] and 1"]
        assert found["equilibria"][0]["expected_sharers"] == "[1, 2]"
        assert found["all_share"]["only"] == {"met": False, "complementarity_needed": "> 0.1"}
        assert found["nashpy"] == [[0.0, 1.0], [1.0, 1.0]]

    def test_a_stag_hunt_is_called_one(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("--knowledge", "1,3", "--risk", "1/2", "--complementarity", "3/2", "--base", "1")
        found = _value(capsys, "game", *words)
        assert found["kind"] == "stag hunt"
        assert found["risk_dominant"] == ["C", "C"]
        assert found["equilibria_of_two"][1] == "C with probability 1/3 and 1/3"
        status, out, _ = _run(capsys, "game", *words)
        assert status == 0
        assert "stag hunt" in out
        assert "critical mass" in out

    def test_many_are_shown_by_tiers(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        words = ("--knowledge", "9,3,1", "--members", "3,6,20", "--risk", "0.5")
        more = ("--incentive", "0.1", "--complementarity", "0.8")
        file = tmp_path / "game.png"
        found = _value(capsys, "game", *words, *more, "--picture", str(file))
        assert found["players"] == 29
        assert [t["net_cost"] for t in found["tiers"]] == ["-0.4", "0.2", "0.4"]
        assert [e["expected_sharers"] for e in found["equilibria"]] == [
            *("3", "7.8", "9", "271/19", "29")
        ]
        assert found["selected_sharers"] == [29]
        assert found["all_share"]["only"]["met"] is False
        assert file.read_bytes().startswith(b"\x89PNG")
        assert _run(capsys, "game", *words, *more)[0] == 0

    @pytest.mark.parametrize(
        ("words", "status", "said"),
        [
            (("--knowledge", "3"), 1, "from 2 to 10000"),
            (("--knowledge", "3,x"), 1, "knowledge 2 is x"),
            (("--knowledge", "3,-1"), 1, "knowledge 2 is -1"),
            (("--knowledge", "3,1", "--risk", "nan"), 1, "risk is nan"),
            (("--knowledge", "3,1", "--members", "2"), 2, "2 values for 1 numbers"),
            (("--knowledge", "3,1", "--members", "2,-1"), 2, "no number from 0"),
            (("--knowledge", "3,1", "--picture", "game.gif"), 2, "neither in .png"),
            ((), 2, "--knowledge"),
        ],
    )
    def test_what_makes_no_game_is_refused(
        self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, said: str
    ) -> None:
        found, _, err = _run(capsys, "game", *words)
        assert found == status
        assert said in err


class TestGao:
    def test_the_derived_form_stands_beside_the_print(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        one, other = _value(capsys, "gao")["firms"]
        assert one["investment"] == pytest.approx(1.491563907, abs=5e-10)
        assert other["investment"] == pytest.approx(2.603103142, abs=5e-10)
        assert one["investment_as_printed"] == pytest.approx(3.301818182, abs=5e-10)
        assert one["breach_probability"] == pytest.approx(23 / 38)
        status, out, _ = _run(capsys, "gao")
        assert status == 0
        assert "as printed (not used)" in out

    def test_a_print_that_divides_by_0_is_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = _value(capsys, "gao", "--phi", "1,3.5,0.5")
        assert [firm["investment_as_printed"] for firm in found["firms"]] == [None, None]

    def test_a_condition_that_fails_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, _, err = _run(capsys, "gao", "--h", "2", "--json")
        assert status == 1
        assert json.loads(err)["error"]["fields"]["field"] == "attacker's profit"

    @pytest.mark.parametrize("words", [("--f", "1"), ("--f", "1,a"), ("--phi", "1,2")])
    def test_numbers_that_are_too_few_or_none_are_wrong_usage(
        self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
    ) -> None:
        assert _run(capsys, "gao", *words)[0] == 2
