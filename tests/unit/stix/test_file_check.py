"""A file gives one verdict: what would be submitted, and what is refused, where and why."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ais.stix import CODES, Checked, Limits, Terms, Worker, canonical_bytes, check_bytes
from tests.support.pace import within

Make = Callable[..., dict[str, Any]]
Check = Callable[..., Checked]
BAD = Path(__file__).parents[2] / "data" / "bad"


def told(result: Checked) -> list[tuple[str, str]]:
    return [(entry.code, entry.path) for entry in result.refused]


def test_the_json_line_has_exactly_these_fields(
    indicator: Make, bundle: Make, checked: Check
) -> None:
    """The line for scripts is a promise: names, order and nothing else."""
    bad = indicator(2, valid_from="2024-02-30T00:00:00Z")
    result = checked(bundle(indicator(1), bad), path="some/file.json")
    line = result.to_json()
    assert "\n" not in line
    assert line.isascii()
    assert list(json.loads(line)) == ["path", "format", "objects", "accepted", "refused", "benign"]
    assert json.loads(line) == {
        "path": "some/file.json",
        "format": "stix-bundle",
        "objects": 2,
        "accepted": 1,
        "refused": [
            {
                "id": bad["id"],
                "path": "objects[1].valid_from",
                "code": "stix-rule",
                "message": "'valid_from': '2024-02-30T00:00:00Z' is not a valid timestamp:"
                " day is out of range for month: 2024-02-30T00:00:00Z",
            }
        ],
        "benign": [],
    }
    assert result.has_refusals


def test_bundle_object_and_list_are_taken(indicator: Make, bundle: Make, checked: Check) -> None:
    """A bundle, one object and a list of objects give the same bytes."""
    item = indicator()
    results = [checked(bundle(item)), checked(item), checked([item])]
    assert [result.format for result in results] == ["stix-bundle", "stix-object", "stix-list"]
    assert {result.canonical for result in results} == {(canonical_bytes(item),)}


def test_paths_fit_the_shape_of_the_file(indicator: Make, bundle: Make, checked: Check) -> None:
    """A path leads from the top of the file to the field."""
    bad = indicator(x_deep={"a": [{"b": 1}, {"b": 2**60}]})
    assert told(checked(bundle(bad))) == [("json-number", "objects[0].x_deep.a[1].b")]
    assert told(checked(bad)) == [("json-number", "x_deep.a[1].b")]
    assert told(checked([bad])) == [("json-number", "[0].x_deep.a[1].b")]


def test_one_bad_object_does_not_spoil_the_file(
    indicator: Make, bundle: Make, checked: Check
) -> None:
    """Each object is refused on its own, whatever is wrong with it; entries stand in file order."""
    objects = [
        indicator(1),
        3,
        indicator(2, pattern="[broken"),
        {"type": "indicator"},
        indicator(3, pattern="[a:b MATCHES '(a+)+']"),
        indicator(4, spec_version="2.0"),
        indicator(5, pattern="[" + "(" * 70 + "a:b = 1" + ")" * 70 + "]"),
        indicator(6, x_text="y" * 1_100_000),
        indicator(7, name=None),
        {"type": "bundle", "id": "bundle--2bf61a3b-c850-496a-b7a7-3c6a9fd279d5"},
        indicator(8),
    ]
    result = checked(bundle(*objects))
    assert told(result) == [
        ("stix-not-object", "objects[1]"),
        ("stix-pattern", "objects[2].pattern"),
        ("stix-not-object", "objects[3].id"),
        ("pattern-regex", "objects[4].pattern"),
        ("stix-version", "objects[5].spec_version"),
        ("pattern-too-complex", "objects[6].pattern"),
        ("object-too-large", "objects[7]"),
        ("stix-field", "objects[8].name"),
        ("stix-not-object", "objects[9].type"),
    ]
    assert result.ids == (objects[0]["id"], objects[10]["id"])
    assert result.objects == result.accepted + len(result.refused)
    assert all(entry.code in CODES for entry in result.refused)


def test_order_in_the_file_is_of_no_account(indicator: Make, bundle: Make, checked: Check) -> None:
    """Canonical bytes come ordered by id, so that any order of the objects seals alike."""
    objects = [indicator(n) for n in (3, 1, 2)]
    one, other = checked(bundle(*objects)), checked(bundle(*objects[::-1]))
    assert one.canonical == other.canonical
    assert list(one.ids) == sorted(one.ids)
    assert [json.loads(raw)["id"] for raw in one.canonical] == list(one.ids)


def test_withheld_objects_are_named_and_kept(indicator: Make, bundle: Make, checked: Check) -> None:
    """What the submitter keeps from everybody is marked here and stays a leaf."""
    one, two = indicator(1), indicator(2)
    result = checked(bundle(one, two), withhold=frozenset([two["id"], "indicator--elsewhere"]))
    assert result.withheld == (two["id"],)
    assert result.accepted == 2


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"id": "bundle--1"}, "id"),
        ({"id": "indicator--2bf61a3b-c850-496a-b7a7-3c6a9fd279d5"}, "id"),
    ],
)
def test_a_faulty_bundle_around_good_objects_is_told(
    fields: dict[str, Any], path: str, indicator: Make, bundle: Make, checked: Check
) -> None:
    """The wrapper is checked too; its fault is a refusal and its objects are still taken."""
    result = checked(bundle(indicator(), **fields))
    assert [entry.path for entry in result.refused] == [path]
    assert "bundle itself" in result.refused[0].message
    assert result.accepted == 1


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.json", "{}")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (gzip.compress(b"{}"), "input-compressed"),
        (archive(), "input-compressed"),
        (b"x" * (16 * 1024 * 1024 + 1), "input-too-large"),
        (b"[" * 100_000, "input-too-large"),
        (b"[" + b"{}," * 500_000 + b"{}]", "input-too-large"),
        (b'{"type":"bundle","objects":[' + b"{}," * 10_000 + b"{}]}", "input-too-large"),
        ("{}".encode("utf-16"), "input-not-text"),
        (b"\xef\xbb\xbf{}", "input-not-text"),
        (b"{", "input-not-json"),
        (b"", "input-not-json"),
        (b"[]", "input-not-stix"),
        (b"{}", "input-not-stix"),
        (b'{"type":"bundle","id":"x","objects":{}}', "input-not-stix"),
        (b'{"type":"bundle","id":"x","spec_version":"2.0","objects":[]}', "input-stix-version"),
    ],
    ids=[  # contents would be ids of megabytes, and those of archives differ with the time of day
        *("gzip", "zip", "large", "deep", "many", "many in a bundle", "utf-16", "byte order mark"),
        *("half", "empty", "list", "no type", "no objects", "stix 2.0"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_refusal(raw: bytes, code: str, checked: Check) -> None:
    """What spoils the whole file is said once, with a code of its own, and quickly."""
    with within(2):
        result = checked(raw)
    assert [entry.code for entry in result.refused] == [code]
    assert (result.objects, result.accepted, result.canonical) == (0, 0, ())


def test_stix_2_0_is_refused_by_name(data: Path, checked: Check) -> None:
    """A published STIX 2.0 report is refused as such, not taken apart."""
    (file,) = (data / "stix/v20-reports").iterdir()
    (refusal,) = checked(file.read_bytes()).refused
    assert refusal.code == "input-stix-version"
    assert "2.0" in refusal.message


@pytest.mark.parametrize(
    "file", sorted(p for p in BAD.rglob("*") if p.is_file()), ids=lambda p: p.name
)
def test_no_hostile_file_hangs_or_breaks_anything(
    file: Path, checked: Check, indicator: Make, worker: Worker
) -> None:
    """Each hostile file gives a verdict within two seconds, printable on any terminal."""
    assert worker.problem(indicator()) is None  # it has started
    assert worker._process is not None
    with within(2, child=worker._process.pid) as bound:
        result = checked(file.read_bytes(), path=file.name)
        bound.seconds += 0.02 * result.objects
    assert result.to_json().isascii()
    assert all(entry.message.isprintable() and entry.id.isprintable() for entry in result.refused)
    assert all(len(entry.message) <= 500 for entry in result.refused)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pattern-or-2000.json", []),
        ("pattern-parens-500.json", ["pattern-too-complex"]),
        ("pattern-redos.json", ["pattern-regex", "stix-field"]),
        ("stix-cycle.json", ["reference-cycle"] * 3),
        ("stix-deep-5000.json", ["input-too-large"]),
        ("stix-duplicate-keys.json", ["json-duplicate-key"]),
        ("stix-numbers.json", ["json-number"]),
        ("stix-proto.json", ["json-hostile-key"]),
        ("stix-same-id-conflict.json", ["same-id-conflict"] * 2),
        ("stix-utf16.json", ["input-not-text"]),
        ("xccdf-entity-expansion.xml", ["input-not-stix"]),
        ("xccdf-xxe-file.xml", ["input-not-stix"]),
    ],
)
def test_each_made_trap_is_named(name: str, expected: list[str], checked: Check) -> None:
    """The traps that were made for this are refused for what they are."""
    result = checked((BAD / "made" / name).read_bytes(), path=name)
    assert [entry.code for entry in result.refused] == expected


def test_progress_is_told(indicator: Make, bundle: Make, worker: Any, at: Any) -> None:
    """Long work says how far it is, up to the end."""
    steps: list[tuple[str, int, int]] = []
    raw = json.dumps(bundle(indicator(1), indicator(2))).encode()
    check_bytes(
        raw, path="f", terms=Terms(at), worker=worker, progress=lambda *step: steps.append(step)
    )
    assert steps == [("f", 0, 2), ("f", 1, 2), ("f", 2, 2)]


def test_a_file_has_its_time(indicator: Make, bundle: Make, checked: Check) -> None:
    """When the file's time is used up the rest is refused, object by object."""
    result = checked(bundle(indicator(1), indicator(2)), limits=Limits(file_seconds=0))
    assert [entry.code for entry in result.refused] == ["object-too-slow"] * 2


@given(raw=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_give_a_verdict(raw: bytes, checked: Check) -> None:
    """Whatever the bytes and whatever the name, there is a verdict and no exception."""
    for name in ("a.json", "a.csv", "a.txt", "a"):
        assert checked(raw, path=name).to_json()
