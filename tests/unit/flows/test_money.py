"""Money as people write and read it; everything that counts is the contracts'."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ais.errors import ParametersRefused
from ais.flows import prices
from ais.flows.balances import Token
from ais.flows.parameter_values import by_sector

CURRENT = {"base": 400_000_000, "target": 10}


@pytest.mark.parametrize(
    ("decimals", "amount", "shown"),
    [
        (6, 1_500_000, "1.50 TEST"),
        (6, 1, "0.000001 TEST"),
        (6, 0, "0.00 TEST"),
        (18, 10**18, "1.00 TEST"),
        (6, 1_234_567_000_000, "1,234,567.00 TEST"),
        (0, 7, "7 TEST"),
    ],
)
def test_amounts_are_shown_in_whole_tokens_without_loss(
    decimals: int, amount: int, shown: str
) -> None:
    assert Token("0x", "TEST", decimals).shown(amount) == shown


class TestParameterFile:
    def test_json_and_toml_say_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text(json.dumps({"pricing": {"base": "500.5"}}))
        (tmp_path / "a.toml").write_text('[pricing]\nbase = "500.5"\n')
        assert prices._read(tmp_path / "a.json") == prices._read(tmp_path / "a.toml")

    def test_amounts_are_whole_tokens_and_the_rest_plain_numbers(self) -> None:
        new = prices._laid_over("pricing", CURRENT, {"base": "500.5", "target": 12}, 6)
        assert new == {"base": 500_500_000, "target": 12}

    def test_what_is_not_named_stays(self) -> None:
        assert prices._laid_over("pricing", CURRENT, {}, 6) == CURRENT

    @pytest.mark.parametrize(
        ("wanted", "field"),
        [
            ({"basis": 1}, "pricing.basis"),
            ({"base": "0.0000001"}, "pricing.base"),
            ({"base": "much"}, "pricing.base"),
            ({"target": -1}, "pricing.target"),
            ({"target": 1.5}, "pricing.target"),
            ({"target": True}, "pricing.target"),
            ({"target": "1_2"}, "pricing.target"),
            ({"target": "\u0663"}, "pricing.target"),
            ([], "pricing"),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_name(self, wanted: object, field: str) -> None:
        with pytest.raises(ParametersRefused) as refused:
            prices._laid_over("pricing", CURRENT, wanted, 6)
        assert refused.value.field == field

    def test_a_name_that_stands_twice_is_refused(self, tmp_path: Path) -> None:
        """Else the second counts, and nobody is told; TOML refuses it by itself."""
        path = tmp_path / "a.json"
        path.write_text('{"pricing": {"base": "1"}, "pricing": {"base": "2"}}')
        with pytest.raises(ParametersRefused, match="pricing stands twice"):
            prices._read(path)
        with pytest.raises(ParametersRefused) as refused:
            by_sector("targets", {"3": 5, "03": 6})
        assert refused.value.field == "targets.03"

    @pytest.mark.parametrize("text", ["", "[]", "{", "[pricing", "[" * 100_000])
    def test_what_is_no_table_is_refused(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "a.json"
        path.write_text(text)
        with pytest.raises(ParametersRefused):
            prices._read(path)
