"""What the demo says in the end: how to go on with what was kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.console import Console

from ais.cli.demo import _close
from ais.cli.main import main
from ais.flows.demo import Attested, Finale

ACT_2 = Attested(Path("/kept/suppliers"), 4321, 71.0, 734, "native", 116, 2)


def _told(finale: Finale | None, attested: Attested | None, *, keep: bool) -> str:
    console = Console(width=118)
    with console.capture() as captured:
        _close(console, finale, attested, keep=keep)
    return captured.get()


def test_a_second_act_that_was_kept_says_how_to_look_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Chain, home, password and commands; each command is one that there is."""
    told = _told(None, ACT_2, keep=True)
    assert "ais network start /kept/suppliers/chain --port 4321" in told
    assert "AIS_HOME=/kept/suppliers/homes/aurora" in told
    assert "AIS_PASSWORD_FILE=/kept/suppliers/passwords/aurora" in told
    assert "--keep DIR" not in told
    commands = re.findall(r"\bais ((?:network|attest)(?: [a-z]+)+)", told)
    assert len(commands) == 5
    for words in commands:
        with pytest.raises(SystemExit) as ended:
            main([*words.split(), "--help"])
        assert ended.value.code == 0, words
        assert f"ais {words}" in capsys.readouterr().out


def test_one_that_was_not_kept_says_how_to_keep_it() -> None:
    told = _told(None, ACT_2, keep=False)
    assert "./scripts/demo --keep DIR" in told
    assert "/kept" not in told


def test_examples_that_are_none_are_refused_before_anything_is_played(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And nothing is left in the folder that was to be kept."""
    kept, examples = tmp_path / "kept", tmp_path / "examples"
    (examples / "data").mkdir(parents=True)
    words = ["demo", "--keep", str(kept), "--examples"]
    for folder, told in ((tmp_path, "has no folder data"), (examples, "has no folder terms")):
        with pytest.raises(SystemExit) as ended:
            main([*words, str(folder)])
        assert (ended.value.code, told in capsys.readouterr().err) == (2, True)
    assert not kept.exists()
