"""Of YAML only what JSON can say is read, and within bounds."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.documents import DEPTH, YAML_BYTES, moment_of, read_document
from ais.errors import AssessmentRefused


def _refuse(place: str, reason: str) -> AssessmentRefused:
    return AssessmentRefused(name="it", field=place, reason=reason)


def _read(text: str | bytes) -> object:
    return read_document(text.encode() if isinstance(text, str) else text, _refuse)


def _why(text: str | bytes) -> str:
    with pytest.raises(AssessmentRefused) as caught:
        _read(text)
    return str(caught.value.reason)


def test_plain_values_are_those_of_json_and_the_rest_is_text() -> None:
    text = "a: 1\nb: -0.5\nc: true\nd: null\ne: ~\nf:\ng: x\nh: '1'\n3.1.1: [a, {b: 2}]\n"
    assert _read(text) == {
        "a": 1,
        "b": -0.5,
        "c": True,
        "d": None,
        "e": None,
        "f": None,
        "g": "x",
        "h": "1",
        "3.1.1": ["a", {"b": 2}],
    }
    odd = "a: yes\nb: 2026-05-04\nc: 010\nd: 0x10\ne: 1_000\nf: 12:30:45\ng: .inf\nh: 1e5\n"
    assert _read(odd) == {
        "a": "yes",
        "b": "2026-05-04",
        "c": "010",
        "d": "0x10",
        "e": "1_000",
        "f": "12:30:45",
        "g": ".inf",
        "h": "1e5",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x 1\nb: *x", "anchors"),
        ("a: &x [1]\n", "anchors"),
        ("a: *x", "anchors"),
        ("a: !!python/object/apply:os.system [id]", "tags"),
        ("a: !!str 1", "tags"),
        ("!!map {a: 1}", "tags"),
        ("a: 1\na: 2", "twice"),
        ("a: {b: 1, 'b': 2}", "twice"),
        ("1: a", "must be text"),
        ("true: a", "must be text"),
        ("? [a]\n: b", "must be text"),
        ("a: 1\n---\nb: 2", "another document"),
        ("a: '", "end of stream"),
        ("a: \x01", "no YAML"),
        ("a: " + "[" * DEPTH + "]" * DEPTH, "levels"),
        ("a:\n" + "- 1\n" * 50_001, "values"),
        ("# " + "x" * YAML_BYTES, "bytes"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "NaN"),
        ("[1]", "no mapping"),
        ('a: "\\uD800"', "surrogate"),
        ("__proto__: 1", "__proto__"),
        ("\ufeffa: 1", "byte-order mark"),
        (b"\xff\xfea\x00", "UTF-16"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_the_rest_is_refused(text: str | bytes, reason: str) -> None:
    assert reason in _why(text)


def test_many_names_for_one_value_cannot_grow() -> None:
    """Nine levels of nine references each would be 400 million values."""
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(97 + n)}: &{chr(97 + n)} [{','.join(['*' + chr(96 + n)] * 9)}]\n"
        for n in range(1, 9)
    )
    assert "anchors" in _why(bomb)


def test_a_merge_key_is_a_name_like_any_other() -> None:
    assert _read("<<: {a: 1}") == {"<<": {"a": 1}}


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mapping_or_are_refused(raw: bytes) -> None:
    with suppress(AssessmentRefused):
        assert isinstance(_read(raw), dict)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01", 0),
        ("2026-05-04", 1_777_852_800),
        ("2026-05-04T00:00", 1_777_852_800),
        ("2026-05-04T02:00:00.5+02:00", 1_777_852_800),
        ("2026-05-04t00:00:00z", 1_777_852_800),
        ("2026-05-04 00:00:00", 1_777_852_800),
        ("1969-12-31", None),
        ("2026-13-01", None),
        ("2026-5-4", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("today", None),
        (1_777_852_800, None),
        (None, None),
    ],
)
def test_moments(text: object, seconds: int | None) -> None:
    assert moment_of(text) == seconds


def test_a_day_ends_with_its_last_second() -> None:
    assert moment_of("2026-05-04", end_of_day=True) == 1_777_852_800 + 86_399
    assert moment_of("2026-05-04T00:00:00Z", end_of_day=True) == 1_777_852_800
