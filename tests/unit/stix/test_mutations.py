"""Objects that are wrong anywhere, in any way, are refused or taken, and never break the check."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ais.stix import Checked, Worker, canonical_bytes, normal_values, read_canonical

EXAMPLES = Path(__file__).parents[2] / "data" / "stix"
SEEDS: list[dict[str, Any]] = [
    item
    for name in ("oasis-examples", "misp-stix", "extensions")
    for file in sorted((EXAMPLES / name).glob("*.json"))
    if not file.name.startswith("acs")
    for item in json.loads(file.read_text()).get("objects", ())
][:120]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [[], {}, [[]], [{}], {"": {}}, "\ud800", "identity--1", "x" * 300, "2024-02-30"]
    ),
    st.lists(st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), max_size=2),
)
FIELDS = st.sampled_from(
    [
        *("created_by_ref", "object_refs", "source_ref", "granular_markings", "authors", "hashes"),
        *("object_marking_refs", "external_references", "extensions", "x_author", "objects", "id"),
        *("pattern", "value", "type", "spec_version", "identity_class", "sighting_of_ref", "name"),
    ]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a value."""
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for key, item in inner:
        found += places(item, (*path, key))
    return found


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """A published object with up to four things changed, added or taken out."""
    item = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    if draw(st.booleans()):
        item["type"] = "x-custom-thing"
        item["id"] = "x-custom-thing--" + str(item["id"]).partition("--")[2]
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            item[draw(FIELDS)] = copy.deepcopy(draw(ODD))
            continue
        *path, last = draw(st.sampled_from(places(item) or [("type",)]))
        inner = item
        for step in path:
            inner = inner[step]
        if draw(st.booleans()) and isinstance(inner, dict):
            inner.pop(last, None)
        else:
            inner[last] = copy.deepcopy(draw(ODD))
    return item


@given(objects=st.lists(broken(), min_size=1, max_size=4))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_mutation_gets_a_verdict(
    objects: list[dict[str, Any]], checked: Callable[..., Checked], worker: Worker
) -> None:
    """There is a verdict; what is accepted is canonical, valid, readable and compares."""
    frame = {"type": "bundle", "id": "bundle--2bf61a3b-c850-496a-b7a7-3c6a9fd279d5"}
    result = checked({**frame, "objects": objects})
    assert result.to_json().isascii()
    assert result.accepted == len(result.canonical) == len(result.ids)
    for raw in result.canonical:
        item = read_canonical(raw)
        assert canonical_bytes(item) == raw
        assert worker.problem(item) is None, item
        normal_values([item])
