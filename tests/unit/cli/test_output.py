"""What others wrote never drives the terminal, and never stops a command from printing."""

from __future__ import annotations

import json
import unicodedata

import pytest

from ais.cli.neutral import neutral, neutral_json
from ais.cli.output import Output
from ais.errors import InputUnreadable

HOSTILE = "a\x1b[2Jb\x07c\x9b31md\u202ee\x7ff\rg\nh\udcffi\u2028j"


def test_no_control_character_reaches_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, pairs, tables, progress and errors show escapes instead."""
    output = Output()
    output.line(HOSTILE)
    output.pairs({"name": HOSTILE})
    output.table(["column"], [[HOSTILE]])
    output.progress.say(HOSTILE)
    output.error(InputUnreadable(path=HOSTILE, reason=HOSTILE))
    shown = capsys.readouterr()
    for text in (shown.out + shown.err).replace("\n", ""):
        assert unicodedata.category(text) not in ("Cc", "Cs", "Zl")
        assert text != "\u202e"
    assert shown.out.count("\\u001b[2J") == 3
    assert shown.err.count("\n") == 3


def test_json_says_the_same_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Documents, records, texts and errors parse to the value that they were made from."""
    output = Output(as_json=True)
    output.document({"value": HOSTILE})
    output.record({"value": HOSTILE})
    output.text(json.dumps({"value": HOSTILE}, ensure_ascii=False))
    output.error(InputUnreadable(path=HOSTILE, reason="-"))
    shown = capsys.readouterr()
    for line in shown.out.splitlines():
        assert json.loads(line) == {"value": HOSTILE}
    assert json.loads(shown.err)["error"]["fields"]["path"] == HOSTILE
    assert not {"\x1b", "\x9b", "\u202e", "\udcff"} & set(shown.out + shown.err)


def test_writing_of_all_the_world_stays_as_it_is() -> None:
    """Only what is no writing is escaped."""
    text = "Ünïcödé пример 例え مثال 🦊 [bold]"
    assert neutral(text) == neutral_json(text) == text
