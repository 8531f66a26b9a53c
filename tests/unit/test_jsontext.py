"""JSON is read strictly, within bounds, and what spoils one object is found with its path."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.errors import InputNotJson, InputNotText, InputTooLarge, StixError
from ais.jsontext import decode_text, first_flaw, parse_json
from ais.stix.results import json_path
from tests.support.pace import within

SUITE = sorted((Path(__file__).parents[1] / "data/bad/json-parsing").iterdir())
LIMITS = {"depth": 64, "values": 1_000_000}

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


def read(raw: bytes) -> object:
    return parse_json(decode_text(raw, mark_allowed=False), **LIMITS)


@pytest.mark.parametrize("file", [f for f in SUITE if f.name[0] == "n"], ids=lambda f: f.name)
def test_what_is_not_json_is_refused(file: Path) -> None:
    """Every file that RFC 8259 forbids is refused by one of our errors."""
    with pytest.raises(StixError):
        read(file.read_bytes())


@pytest.mark.parametrize("file", [f for f in SUITE if f.name[0] == "y"], ids=lambda f: f.name)
def test_what_is_json_is_read(file: Path) -> None:
    """Every file that RFC 8259 allows is read; keys given twice stay inside as a flaw."""
    value = read(file.read_bytes())
    flaw = first_flaw(value)
    if "duplicated_key" in file.name:
        assert flaw is not None
        assert flaw[1].code == "json-duplicate-key"
    else:
        assert flaw is None
        assert value == json.loads(file.read_bytes())


@pytest.mark.parametrize("file", [f for f in SUITE if f.name[0] == "i"], ids=lambda f: f.name)
def test_what_is_left_open_is_refused_or_flawed_or_read(file: Path) -> None:
    """Where the RFC leaves it open there is still an answer, and no number becomes infinite."""
    try:
        value = read(file.read_bytes())
    except StixError:
        return
    if first_flaw(value) is None:
        assert "Infinity" not in json.dumps(value)


@given(JSON_VALUES)
def test_plain_values_come_back(value: Any) -> None:
    """What a plain writer writes is read as it was, without flaw unless a key is hostile."""
    assert parse_json(json.dumps(value), **LIMITS) == value
    assert parse_json(json.dumps(value, ensure_ascii=False), **LIMITS) == value


@given(st.text(alphabet='[]{}",:\\0123456789eE+-.tfnulrasINy \n', max_size=60))
@settings(max_examples=400)
def test_rubbish_is_answered_with_our_errors_only(text: str) -> None:
    """Whatever the text is, it is a value or one of our errors."""
    with contextlib.suppress(StixError):
        parse_json(text, **LIMITS)


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ('{"a": [{"b": 1, "b": 1}]}', "json-duplicate-key", "a[0].b"),
        ('{"a": 9007199254740992}', "json-number", "a"),
        ('{"a": -123456789012345678901234567890}', "json-number", "a"),
        ('{"a": 1e400}', "json-number", "a"),
        ('{"a": 9007199254740992.0}', "json-number", "a"),
        ('{"a": -1e20}', "json-number", "a"),
        ('{"a": "\\ud800x"}', "json-surrogate", "a"),
        ('{"\\udfff": 1}', "json-surrogate", '["\\\\udfff"]'),
        ('{"a": {"__proto__": 1}}', "json-hostile-key", "a.__proto__"),
    ],
)
def test_a_flaw_is_found_with_its_path(text: str, code: str, path: str) -> None:
    """A flaw spoils the object it is in and says where it is."""
    found = first_flaw(parse_json(text, **LIMITS))
    assert found is not None
    steps, flaw = found
    assert flaw.code == code
    assert json_path(steps) == path


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}'])
def test_nan_and_infinity_are_not_json(text: str) -> None:
    """Words that Python's reader would take for numbers are refused."""
    with pytest.raises(InputNotJson):
        parse_json(text, **LIMITS)


def test_depth_is_measured_before_reading() -> None:
    """64 levels are read, 65 are not, and a hundred thousand do not exhaust the stack."""
    parse_json("[" * 64 + "]" * 64, **LIMITS)
    for depth in (65, 100_000):
        with pytest.raises(InputTooLarge):
            parse_json("[" * depth + "]" * depth, **LIMITS)


def test_brackets_in_text_do_not_count() -> None:
    """Only structure has depth."""
    text = json.dumps("[" * 1000 + '"' + "{" * 1000)
    assert parse_json(text, **LIMITS) == json.loads(text)


def test_the_number_of_values_is_bounded() -> None:
    """A flat list of more values than allowed is refused before it takes memory."""
    with pytest.raises(InputTooLarge):
        parse_json("[" + "0," * 1000 + "0]", depth=64, values=1000)


@pytest.mark.parametrize(
    "text", ['"' + "\\" * 400_001, '"' + 'a"' * 400_001, '["' + "\\u" * 200_000]
)
def test_measuring_is_linear(text: str) -> None:
    """Text made to send a reader back again and again takes no longer than other text."""
    with within(2), pytest.raises(StixError):
        parse_json(text, **LIMITS)


@pytest.mark.parametrize(
    ("raw", "allowed", "fits"),
    [
        (b"\xef\xbb\xbf{}", True, True),
        (b"\xef\xbb\xbf{}", False, False),
        ("{}".encode("utf-16"), True, False),
        ("{}".encode("utf-16-le"), True, False),
        (b'{"a": "\xff"}', True, False),
        ("\u00e4".encode("latin-1"), True, False),
    ],
)
def test_only_utf8_is_text(raw: bytes, allowed: bool, fits: bool) -> None:
    """UTF-16, UTF-32 and Latin-1 are named as such; a UTF-8 mark is borne where allowed."""
    if fits:
        assert decode_text(raw, mark_allowed=allowed) == "{}"
    else:
        with pytest.raises(InputNotText):
            decode_text(raw, mark_allowed=allowed)
