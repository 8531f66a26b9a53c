"""The same value at the same time becomes the same indicator, and always a valid one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ais.stix import Checked, Observable, normal_values, recognise
from ais.stix.conversions import indicator, pattern_text, stix_time

KINDS = ("ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "file:name", "file:MD5")


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("198.51.100.7", "[ipv4-addr:value = '198.51.100.7']"),
        ("198.51.100.0/24", "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"),
        ("2001:db8::1", "[ipv6-addr:value = '2001:db8::1']"),
        ("evil.ru", "[domain-name:value = 'evil.ru']"),
        ("https://evil.ru/it's", "[url:value = 'https://evil.ru/it\\'s']"),
        ("joe@evil.ru", "[email-addr:value = 'joe@evil.ru']"),
        ("a" * 32, f"[file:hashes.MD5 = '{'a' * 32}']"),
        ("b" * 40, f"[file:hashes.'SHA-1' = '{'b' * 40}']"),
        ("c" * 64, f"[file:hashes.'SHA-256' = '{'c' * 64}']"),
        ("d" * 128, f"[file:hashes.'SHA-512' = '{'d' * 128}']"),
        (
            "evil.ru:8080",
            "[({0}:dst_ref.type = 'domain-name' AND {0}:dst_ref.value = 'evil.ru'"
            " AND {0}:dst_port = 8080)]".format("network-traffic"),
        ),
    ],
)
def test_each_kind_has_one_pattern_that_the_rules_accept(
    text: str, pattern: str, checked: Callable[..., Checked], at: datetime
) -> None:
    """The pattern is exactly this, and the OASIS rules accept the indicator around it."""
    found = recognise(text)
    assert found is not None
    assert pattern_text([found]) == pattern
    assert not checked(indicator([found], at=at)).refused


def test_hashes_of_one_file_are_one_pattern_in_one_order(at: datetime) -> None:
    """Several hashes of a file give one indicator, whatever their order."""
    hashes = [Observable("file:MD5", "a" * 32), Observable("file:SHA-256", "c" * 64)]
    assert indicator(hashes, at=at) == indicator(hashes[::-1], at=at)
    assert " OR " in pattern_text(hashes)


def test_ids_depend_on_value_and_time_alone(at: datetime) -> None:
    """Same value and time, same id; another value or another moment, another id."""
    one, other = Observable("domain-name", "evil.ru"), Observable("domain-name", "worse.ru")
    made = indicator([one], at=at)
    assert made == indicator([one], at=at.astimezone(timezone(timedelta(hours=5))))
    assert uuid.UUID(made["id"].partition("--")[2]).version == 5
    described = indicator([one], at=at, about={"description": "seen twice"})
    ids = {
        made["id"],
        indicator([other], at=at)["id"],
        indicator([one], at=at.replace(hour=9))["id"],
    }
    assert len(ids) == 3
    assert described["id"] == made["id"]


def test_the_known_indicator_is_written_byte_for_byte(at: datetime) -> None:
    """Text and ids are a promise: this object does not change between versions."""
    assert indicator([Observable("domain-name", "evil.ru")], at=at) == {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--8fbe07cf-d502-503d-a59b-cdb16d68946c",
        "created": "2026-01-02T03:04:05.678Z",
        "modified": "2026-01-02T03:04:05.678Z",
        "indicator_types": ["unknown"],
        "pattern": "[domain-name:value = 'evil.ru']",
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": "2026-01-02T03:04:05.678Z",
    }


def test_what_is_told_about_a_value_is_carried(at: datetime) -> None:
    """Name, description, day and colour come along; what is no day or colour is left out."""
    value = [Observable("domain-name", "evil.ru")]
    told = {"name": "X", "description": "a\x07b", "seen": "2025-12-31", "tlp": "tlp:amber"}
    made = indicator(value, at=at, about=told)
    assert (made["name"], made["description"]) == ("X", "ab")
    assert made["valid_from"] == "2025-12-31T00:00:00.000Z"
    assert made["object_marking_refs"] == [
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    ]
    vague = indicator(value, at=at, about={"seen": "5/28/2021", "tlp": "mauve", "name": " "})
    assert vague == indicator(value, at=at)


def test_a_time_needs_a_zone() -> None:
    """A time without zone is no moment; others are written in UTC to the millisecond."""
    with pytest.raises(ValueError, match="zone"):
        stix_time(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test
    assert stix_time(datetime(2026, 1, 1, 0, 0, 0, 1999, UTC)) == "2026-01-01T00:00:00.001Z"


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=40)


@given(kind=st.sampled_from(KINDS), value=VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_breaks_out_of_its_literal(
    kind: str, value: str, checked: Callable[..., Checked], at: datetime
) -> None:
    """Quotes and backslashes stay inside: the pattern holds that one value and stays valid."""
    made: dict[str, Any] = indicator([Observable(kind, value)], at=at)
    assert len(normal_values([made])) == 1
    if kind in ("file:name", "url", "domain-name"):
        assert not checked(made).refused
