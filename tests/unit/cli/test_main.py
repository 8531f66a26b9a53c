"""Every mistake is answered by a sentence, or by JSON where JSON was asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ais.cli import main


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(words)
    shown = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, shown.out, shown.err


@pytest.mark.parametrize(
    "words",
    [
        ["submit"],
        ["bogus"],
        ["pool", "price", "moon"],
        ["list", "--organisation", "x"],
        ["audit", "--from-block", str(2**64)],
        ["grant", "0x1234", str(2**32)],
    ],
)
def test_wrong_usage_is_json_where_json_was_asked_for(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Exit status 2, nothing on standard output, one document on standard error."""
    status, out, err = _run(capsys, "--json", *words)
    assert (status, out, json.loads(err)["error"]["code"]) == (2, "", "usage")
    status, out, err = _run(capsys, *words)
    assert (status, out) == (2, "")
    assert err.startswith("Usage:")


def test_a_file_that_cannot_be_used_is_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings or a phrase that are no text, a home below a file: an error with its next step."""
    monkeypatch.setenv("AIS_PASSWORD", "a password")
    home, binary = tmp_path / "home", tmp_path / "binary"
    home.mkdir()
    binary.write_bytes(b"\xff\xfe")
    (home / "network.json").write_text("{}")
    (home / "config.json").write_bytes(b"\xff")
    below = str(binary / "home")
    for words, code in [
        (["--home", str(home), "status"], "home-settings"),
        (
            ["--home", str(tmp_path / "new"), "keys", "restore", "--phrase-file", str(binary)],
            "file-",
        ),
        (["--home", below, "init", "--phrase-file", str(tmp_path / "phrase")], "file-unusable"),
    ]:
        status, out, err = _run(capsys, "--json", *words)
        assert (status, out) == (1, "")
        assert json.loads(err)["error"]["code"].startswith(code)


def test_a_phrase_never_replaces_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file may hold the phrase of another home; no home is made either."""
    monkeypatch.setenv("AIS_PASSWORD", "a password")
    phrase = tmp_path / "phrase"
    phrase.write_text("another phrase")
    words = ["--home", str(tmp_path / "home"), "init", "--phrase-file", str(phrase)]
    status, _, err = _run(capsys, "--json", *words)
    assert (status, json.loads(err)["error"]["code"]) == (1, "file-unusable")
    assert phrase.read_text() == "another phrase"
    assert not (tmp_path / "home").exists()


def test_nobody_is_asked_without_a_terminal(tmp_path: Path) -> None:
    """Standard input carries indicators, so that it is never read as a password."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIS_")}
    line = [sys.executable, "-c", "from ais.cli import main; main()", "--json", "--home", "home"]
    done = subprocess.run(
        [*line, "init", "--phrase-file", "phrase"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
        input="evil.example\nevil.example\n",
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert json.loads(done.stderr)["error"]["code"] == "password-missing"
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
