"""A pause is a number of seconds: none at all, or one without an end, is wrong usage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ais.cli import main

COMMANDS = {
    "--poll": ("run", "--once", "--poll"),
    "--block-seconds": ("network", "start", "absent/chain", "--block-seconds"),
    "--poll of a relay": ("relay", "--listen", "127.0.0.1:0", "--poll"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "0", "-1", "1e30", "soon", "2s"])
def test_what_is_no_pause_is_refused_before_anything_starts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], value: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(tmp_path / "home"), *words, value, "--json"])
    error = json.loads(capsys.readouterr().err)["error"]
    assert (ended.value.code, error["code"]) == (2, "usage")
    assert f"'{words[-1]}'" in error["message"]
